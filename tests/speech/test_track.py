"""A text as phrases, the places in it, and what is said in which order: without Qt and sound."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.speech.casting import Casting, VoiceChoice
from desktop.speech.messages import Rendered, Voice
from desktop.speech.phrases import Phrase, phrases
from desktop.speech.programme import ANNOUNCEMENT, Programme
from desktop.speech.track import Revision, Spot, Track
from desktop.text.sentences import utterances
from desktop.values import Move

RATE = 1000
"""Samples a second: a millisecond each."""
TEXT = "One two three four. Five six seven eight. Nine ten eleven twelve."


def track(text: str = TEXT, language: str = "en") -> Track:
    made = Track(1, language)
    made.feed(text)
    made.end()
    assert not made.has(1000)
    return made


def sounding(phrase: Phrase, milliseconds: int = 500) -> Phrase:
    """With a sound in which each word lasts so long."""
    words = tuple(
        (number * milliseconds, word.start(), len(word[0]))
        for number, word in enumerate(re.finditer(r"\S+", phrase.text[phrase.start :]))
    )
    phrase.take(Rendered(phrase.number, bytes(2 * milliseconds * len(words)), RATE, words))
    return phrase


def said(found: Sequence[Phrase]) -> list[str]:
    return [phrase.text[phrase.start :] for phrase in found]


def test_words_stand_where_the_text_has_them() -> None:
    text = "The  price:\n$1,234.56, see   мир and long-\nish words."
    found = [
        phrase for utterance in utterances(text) for phrase in phrases(1, utterance, text, "en")
    ]
    assert [(phrase.language, phrase.opens) for phrase in found] == [
        ("en", True), ("en", False), ("ru", False), ("en", False),
    ]  # fmt: skip
    lit = []
    for phrase in found:
        for word in re.finditer(r"[^\W\d_]+|\d+", phrase.text):
            placed = phrase.placed(word.start(), len(word[0]))
            assert placed is not None
            lit.append(text[placed[0] : sum(placed)])
    assert lit[:2] == ["The", "price"]
    assert "long-\nish" in lit
    assert "мир" in lit
    assert any("1,234" in word for word in lit)


def test_a_place_is_that_of_its_word() -> None:
    made = track()
    for word in ("One", "four", "Five", "twelve"):
        for place in range(TEXT.index(word), TEXT.index(word) + len(word)):
            spot = made.at(place)
            assert made.place_of(spot) == TEXT.index(word)
    assert made.place_of(made.at(TEXT.index(". Five"))) == TEXT.index("Five")
    assert made.at(len(TEXT)) == Spot(len(made.phrases))
    assert track("世界大好。").at(2) == Spot(0, 2)


@given(st.text(alphabet="ab1. ,\n世界д$", max_size=60), st.integers(0, 60))
def test_every_place_leads_to_a_word_that_is_not_before_it(text: str, place: int) -> None:
    made = track(text, "")
    spot = made.at(place)
    if spot.phrase < len(made.phrases):
        phrase = made.phrases[spot.phrase]
        assert 0 <= spot.offset < len(phrase.text)
        assert max(phrase.where[spot.offset :]) >= place


@pytest.mark.parametrize(
    ("move", "spot", "expected"),
    [
        (Move.NEXT, Spot(0), Spot(1)),
        (Move.NEXT, Spot(2, 5), Spot(3)),
        (Move.NEXT, Spot(3), Spot(3)),
        (Move.PREVIOUS, Spot(1, 5), Spot(0)),
        (Move.PREVIOUS, Spot(1, 24), Spot(1)),
        (Move.PREVIOUS, Spot(0, 4), Spot(0)),
        (Move.PREVIOUS, Spot(3), Spot(2)),
        (Move.REPEAT, Spot(2, 5), Spot(0)),
        (Move.BACK, Spot(2, 8), Spot(0, 8)),
        (Move.BACK, Spot(3), Spot(0, 14)),
        (Move.BACK, Spot(0, 8), Spot(0)),
    ],
)
def test_moves(move: Move, spot: Spot, expected: Spot) -> None:
    made = track("One two three four. Five six seven eight nine ten. Now ten eleven.")
    for phrase in made.phrases:
        sounding(phrase)
    made.spot = spot
    assert made.target(move, 200) == expected


def test_a_clause_is_part_of_its_sentence() -> None:
    made = track("When the evening came, nobody moved. Then it was late.")
    assert said(made.phrases)[0] == "When the evening came,"
    assert made.target(Move.NEXT, 200) == Spot(2)
    made.spot = Spot(2)
    assert made.target(Move.PREVIOUS, 200) == Spot(0)


def test_times_are_guessed_where_nothing_has_been_rendered() -> None:
    phrase = track("word " * 20).phrases[0]
    slow, fast = phrase.seconds(100), phrase.seconds(400)
    assert 3 * fast < slow
    assert 0 < phrase.seconds_at(50, 100) < slow
    chinese = track("今天是星期六的早上").phrases[0]
    assert chinese.seconds(200) > 3 * track("aaaaaaaaa").phrases[0].seconds(200)


def test_words_are_spread_where_the_voice_tells_none() -> None:
    phrase = track("Evenly spread over it.").phrases[0]
    phrase.take(Rendered(1, bytes(2 * 2200), RATE))
    assert phrase.sound is not None
    assert [phrase.text[at : at + length] for _, at, length in phrase.sound.words] == [
        "Evenly", "spread", "over", "it.",
    ]  # fmt: skip
    assert phrase.word_at(1.0) == phrase.text.index("spread")
    assert phrase.word_after(1.0) == (phrase.text.index("over"), 1.4)
    assert phrase.word_after(9) == (len(phrase.text), 2.2)


def test_where_a_text_has_gone_in_its_final_one() -> None:
    revision = Revision("ab c.d", (0, 1, -1, -1, 7, 8, 9))
    assert [revision.after(place) for place in range(7)] == [0, 1, 2, 2, 2, 2, 9]


def test_the_final_text_keeps_the_word() -> None:
    made = track()
    made.spot = made.at(TEXT.index("seven"))
    made.revise("At first, one two three four. Five six seven times eight.")
    assert made.text[made.place_of(made.spot) :].startswith("seven times")
    made.revise("Something else.")
    assert made.spot == Spot(0)


class Playing:
    """A programme whose sounds come at once, and what is said of it."""

    def __init__(self, text: str = TEXT) -> None:
        self.programme = Programme()
        self.track = track(text)
        self.programme.begin(self.track)
        self._number = 0

    def announce(self, sentence: str, *, now: bool = False) -> None:
        (utterance,) = utterances(sentence)
        self.programme.announce(list(phrases(ANNOUNCEMENT, utterance, sentence, "en")), now=now)

    def render(self) -> list[str]:
        found: list[Phrase] = []
        while (phrase := self.programme.due()) is not None:
            self._number += 1
            self.programme.ask(phrase, self._number)
            found.append(sounding(phrase))
        return said(found)

    def take(self, count: int = 99) -> list[Phrase]:
        found: list[Phrase] = []
        while len(found) < count and (phrase := self.programme.take()) is not None:
            found.append(phrase)
        return found


def test_an_announcement_comes_after_what_has_arrived() -> None:
    playing = Playing()
    playing.announce("After it.")
    playing.announce("Now.", now=True)
    assert playing.render() == ["Now.", *TEXT.replace(". ", ".|").split("|"), "After it."]
    assert said(playing.take())[0] == "Now."


def test_only_enough_is_rendered_ahead() -> None:
    playing = Playing("All of these are words. " * 200)
    assert 4 <= len(playing.render()) <= 6
    (first,) = playing.take(1)
    assert playing.render() == []
    assert playing.programme.spare() > 8
    playing.programme.ended(first)
    playing.take(1)
    assert len(playing.render()) == 1


def test_sounds_are_kept_for_a_while_only() -> None:
    playing = Playing("All of these are words. " * 100)
    for _ in range(60):
        playing.render()
        (phrase,) = playing.take(1)
        playing.programme.heard(phrase, 0)
        playing.programme.ended(phrase)
    kept = [phrase for phrase in playing.track.phrases if phrase.sound is not None]
    assert 8 <= len(kept) <= 16
    playing.programme.finish()
    assert not [phrase for phrase in playing.track.phrases if phrase.sound is not None]


def test_sounds_that_were_jumped_away_from_are_let_go() -> None:
    playing = Playing("All of these are words. " * 100)
    playing.track.has(99)
    playing.programme.go(Spot(60))
    playing.render()
    playing.programme.go(Spot(0))
    playing.render()
    kept = [phrase.index for phrase in playing.track.phrases if phrase.sound is not None]
    assert kept == list(range(len(kept)))


def test_taking_back_begins_at_the_word_that_was_heard() -> None:
    playing = Playing()
    playing.render()
    first, second, _ = playing.take()
    playing.programme.heard(first, 0)
    playing.programme.ended(first)
    playing.programme.heard(second, 9)
    playing.programme.take_back()
    playing.render()
    assert said(playing.take()) == ["seven eight.", "Nine ten eleven twelve."]


def test_a_held_track_waits_and_announcements_do_not() -> None:
    playing = Playing()
    playing.render()
    playing.programme.held = True
    assert playing.take() == []
    playing.announce("Meanwhile.", now=True)
    playing.render()
    assert said(playing.take()) == ["Meanwhile."]
    playing.programme.take_back()
    assert playing.programme.cut_announcements()
    playing.programme.held = False
    assert said(playing.take())[0] == "One two three four."


def test_only_the_word_gone_to_is_cut() -> None:
    playing = Playing()
    playing.programme.go(Spot(1, 5))
    playing.render()
    assert said(playing.take()) == ["six seven eight.", "Nine ten eleven twelve."]
    playing.programme.go(Spot(0))
    playing.render()
    assert said(playing.take()) == TEXT.replace(". ", ".|").split("|")


def test_what_comes_late_of_a_skipped_sentence_is_left_out() -> None:
    playing = Playing("")
    arriving = Track(2, "en")
    playing.programme.begin(arriving)
    arriving.feed("When the evening came, ")
    playing.programme.go(arriving.target(Move.NEXT, 200))
    assert not playing.programme.left(2)
    arriving.feed("nobody moved. Then it was late. ")
    playing.render()
    assert said(playing.take()) == ["Then it was late."]


VOICES = (Voice("a", "a", ("en-us",)), Voice("b", "b", ("en-gb",)), Voice("c", "c", ("cmn",)))


def cast(casting: Casting, text: str, language: str) -> list[tuple[str, str]]:
    found = []
    for phrase in track(text, language).phrases:
        voice = casting.cast(phrase)
        found.append((voice.id if voice else "", phrase.text))
    return found


def test_each_language_has_its_preferred_voice() -> None:
    casting = Casting("espeak")
    casting.voices = VOICES
    casting.choice = VoiceChoice("a", preferred=(("en-GB", "b"), ("zh", "gone"), ("", "c")))
    assert cast(casting, "A word.", "en") == [("b", "A word.")]
    assert cast(casting, "世界。", "zh") == [("c", "世界。")]
    casting.choice = VoiceChoice(preferred=(("en", "a"), ("en-GB", "b")))
    assert cast(casting, "A word.", "en-GB") == [("b", "A word.")]
    assert cast(casting, "A word.", "en") == [("a", "A word.")]


def test_no_text_is_silently_lost() -> None:
    casting = Casting("espeak")
    casting.voices = VOICES
    assert cast(casting, "It is สวัสดี here.", "en") == [
        ("a", "It is"), ("a", "Thai text, no voice."), ("a", "here."),
    ]  # fmt: skip
    assert cast(casting, "Hyvää huomenta.", "fi") == [("a", "Hyvää huomenta.")]
    assert "Thai" in casting.missing("th")
    assert casting.missing("th") == ""
    assert casting.missing("en") == ""
    casting.begin()
    assert "Thai" in casting.missing("th")
    casting.voices = ()
    assert cast(casting, "A word.", "en") == [("", "A word.")]
