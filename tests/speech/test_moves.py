"""Speech that obeys: what is heard after each thing that a user can ask of it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.speech.speaker import Speaker, VoiceChoice
from desktop.values import Move
from tests.speech.recorder import Recorder
from tests.speech.voices import Metronome, Told

TEXT = "One two three four. Five six seven eight. Nine ten eleven twelve. "
WORDS = TEXT.replace(".", "").split()


class Reading:
    """A speaker that reads ``TEXT``, a word every 0.07 s, and the words that were heard."""

    def __init__(self, speaker: Speaker, qtbot: QtBot, text: str = TEXT) -> None:
        self.speaker, self.told, self._qtbot = speaker, Told(speaker), qtbot
        self.pauses: list[bool] = []
        speaker.paused_changed.connect(self.pauses.append)
        self.text = text
        speaker.begin(1, "en")
        speaker.feed(1, text)

    @property
    def words(self) -> list[str]:
        """What was heard, without the marks."""
        spoken = [
            self.text[start : start + length] for job, start, length in self.told.words if job
        ]
        return [word.strip(".,") for word in spoken]

    def until(self, word: str, count: int = 1) -> None:
        """Wait until this word has been heard so many times."""
        self._qtbot.waitUntil(lambda: self.words.count(word) >= count, timeout=5000)

    def again(self) -> None:
        """Wait for another end."""
        count = self.told.order.count(("finished", 1))
        self._qtbot.waitUntil(lambda: self.told.order.count(("finished", 1)) > count, timeout=8000)

    def finish(self, text: str | None = None) -> list[str]:
        """Let it come to its end; the words that were heard."""
        self.speaker.end(1, text)
        self.again()
        return self.words


def noted_words(reading: Reading) -> list[tuple[int, int, int]]:
    """The words of announcements that were heard."""
    return [word for word in reading.told.words if not word[0]]


def noted(reading: Reading) -> list[int]:
    """How many words were heard of each announcement, one said after the other."""
    counts: list[int] = []
    for _, start, _ in noted_words(reading):
        if start == 0:
            counts.append(0)
        counts[-1] += 1
    return counts


@pytest.fixture
def voice(qapp: object) -> Metronome:
    return Metronome("en-us", "en-gb", "cmn", "ru")


@pytest.fixture
def speaker(voice: Metronome, recorder: Recorder) -> Iterator[Speaker]:
    speaker = Speaker("espeak", make_child=voice)
    yield speaker
    speaker.close()


@pytest.fixture
def reading(speaker: Speaker, qtbot: QtBot) -> Reading:
    return Reading(speaker, qtbot)


def test_pause_and_resume_say_each_word_once(reading: Reading, qtbot: QtBot) -> None:
    reading.until("six")
    reading.speaker.pause()
    assert reading.speaker.paused
    heard = len(reading.words)
    qtbot.wait(300)
    assert len(reading.words) == heard
    reading.speaker.resume()
    assert reading.finish() == WORDS
    assert reading.pauses == [True, False]
    reading.speaker.pause()
    assert not reading.speaker.paused, "there is nothing to pause"


def test_next_and_previous_go_by_sentences(reading: Reading) -> None:
    reading.until("two")
    assert reading.speaker.move(Move.NEXT)
    reading.until("six")
    assert reading.speaker.move(Move.PREVIOUS)
    reading.until("three")
    assert reading.finish() == ["One", "two", "Five", "six", *WORDS]


def test_previous_leads_to_the_beginning_of_a_sentence_that_is_under_way(
    speaker: Speaker, qtbot: QtBot
) -> None:
    long = " ".join(f"word{number}" for number in range(40))
    reading = Reading(speaker, qtbot, f"Here it begins. Then {long}. The end.")
    reading.until("word34")
    assert speaker.move(Move.PREVIOUS)
    reading.until("Then", 2)
    assert reading.words.count("Here") == 1
    assert speaker.move(Move.PREVIOUS)
    reading.until("Here", 2)


def test_next_leaves_out_what_is_still_to_come_of_the_sentence(
    speaker: Speaker, voice: Metronome, qtbot: QtBot
) -> None:
    reading = Reading(speaker, qtbot, "When the evening came, ")
    reading.until("evening")
    assert speaker.move(Move.NEXT)
    rest = "nobody moved. Another one begins."
    reading.text += rest
    speaker.feed(1, rest)
    assert reading.finish()[-3:] == ["Another", "one", "begins"]
    assert "nobody" not in reading.words


def test_back_goes_back_by_what_was_heard(
    reading: Reading, voice: Metronome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.speech.track.BACK_SECONDS", 0.35)
    reading.until("Nine")
    assert reading.speaker.move(Move.BACK)
    reading.until("four", 2)
    heard = reading.finish()
    assert heard[9] in ("three", "four"), heard
    assert heard[9:] == WORDS[WORDS.index(heard[9]) :]


def test_the_last_reading_is_kept(reading: Reading) -> None:
    speaker = reading.speaker
    assert reading.finish() == WORDS
    assert not speaker.move(Move.NEXT)
    assert speaker.move(Move.PREVIOUS)
    reading.until("twelve", 2)
    assert speaker.move(Move.REPEAT)
    reading.until("six", 2)
    speaker.stop()
    assert not speaker.speaking
    assert speaker.word_here() == (TEXT.index("six"), 3, "en")
    assert speaker.move(Move.NEXT)
    reading.until("twelve", 3)
    assert reading.words == [*WORDS, *WORDS[8:], *WORDS[:6], *WORDS[8:]]


def test_it_is_told_when_a_reading_is_gone_back_into(reading: Reading) -> None:
    reading.finish()
    assert reading.speaker.read_from(TEXT.index("leven"))
    reading.again()
    assert reading.words == [*WORDS, "eleven", "twelve"]
    assert reading.told.order == [("started", 1), ("finished", 1)] * 2


def test_nothing_to_go_back_into(speaker: Speaker) -> None:
    assert speaker.word_here() is None
    assert not any(speaker.move(move) for move in Move)
    assert not speaker.read_from(0)


def test_read_from_begins_at_the_word_there(reading: Reading) -> None:
    reading.until("two")
    assert reading.speaker.read_from(TEXT.index("ine"))
    assert reading.finish() == ["One", "two", "Nine", "ten", "eleven", "twelve"]
    assert not reading.speaker.read_from(len(TEXT))


def test_a_move_ends_a_pause(reading: Reading) -> None:
    reading.until("two")
    reading.speaker.pause()
    assert reading.speaker.move(Move.NEXT)
    assert reading.pauses == [True, False]
    reading.until("six")


def test_another_rate_goes_on_from_the_word_that_is_heard(
    reading: Reading, voice: Metronome
) -> None:
    reading.until("seven")
    reading.speaker.configure(VoiceChoice(rate=400))
    assert voice.rendered[-1].rate == 400
    began = time.monotonic()
    heard = reading.finish()
    assert heard in ([*WORDS[:7], *WORDS[6:]], [*WORDS[:8], *WORDS[7:]])
    assert time.monotonic() - began < 0.6
    again = [render.text for render in voice.rendered if render.rate == 400]
    assert again[0] in ("seven eight.", "eight.")


def test_another_rate_in_a_pause_leaves_it_paused(reading: Reading, qtbot: QtBot) -> None:
    reading.until("six")
    reading.speaker.pause()
    heard = len(reading.words)
    reading.speaker.configure(VoiceChoice(rate=900))
    qtbot.wait(200)
    assert len(reading.words) == heard
    reading.speaker.resume()
    assert reading.finish()[heard:] == WORDS[heard - 1 :]


def test_what_is_cut_for_one_move_is_whole_for_the_next(reading: Reading) -> None:
    assert reading.speaker.read_from(TEXT.index("eight"))
    reading.until("eight")
    assert reading.speaker.move(Move.REPEAT)
    assert reading.finish()[-12:] == WORDS


def begun(reading: Reading, qtbot: QtBot) -> list[str]:
    """Amid the reading an aside is being said; the words heard by then."""
    reading.until("six")
    reading.speaker.say("This is a long thing to be said in between", hold=True)
    qtbot.waitUntil(lambda: len(noted_words(reading)) == 2, timeout=3000)
    return reading.words


def test_the_reading_goes_on_by_itself_after_an_aside(reading: Reading, qtbot: QtBot) -> None:
    told, speaker = reading.told, reading.speaker
    reading.until("six")
    speaker.say("One that is cut off", hold=True)
    qtbot.waitUntil(told.has("started", 0), timeout=3000)
    speaker.say("The last. It has two sentences.", hold=True)
    heard = reading.words
    assert reading.finish()[len(heard) :] == WORDS[len(heard) - 1 :], "from its word on"
    assert told.order.count(("stopped", 0)) == told.order.count(("finished", 0)) == 1
    assert noted(reading)[-1] == 6
    jobs = [job for job, _, _ in told.words]
    assert 1 not in jobs[jobs.index(0) : len(jobs) - jobs[::-1].index(0)], "it stood still"
    assert reading.pauses == []


def test_an_aside_in_a_pause_leaves_it_paused(reading: Reading, qtbot: QtBot) -> None:
    told, speaker = reading.told, reading.speaker
    reading.until("six")
    speaker.pause()
    for count in (1, 2):
        speaker.say("s, i, x", hold=True)
        qtbot.waitUntil(lambda: told.order.count(("finished", 0)) == count, timeout=3000)  # noqa: B023
    heard = reading.words
    qtbot.wait(200)
    assert reading.words == heard
    speaker.say("This is a long thing to be said in between", hold=True)
    qtbot.waitUntil(lambda: told.order.count(("started", 0)) == 3, timeout=3000)
    speaker.resume()
    assert told.has("stopped", 0)(), "going on cuts it off"
    assert reading.finish()[len(heard) :] == WORDS[len(heard) - 1 :]
    assert reading.pauses == [True, False]


def test_a_pause_in_an_aside_goes_on_with_both(reading: Reading, qtbot: QtBot) -> None:
    heard = begun(reading, qtbot)
    reading.speaker.pause()
    qtbot.wait(150)
    assert len(noted_words(reading)) <= 3
    reading.speaker.resume()
    assert reading.finish()[len(heard) :] == WORDS[len(heard) - 1 :]
    assert noted(reading) == [10]
    assert reading.pauses == [True, False]


def test_after_a_stop_in_an_aside_nothing_comes(reading: Reading, qtbot: QtBot) -> None:
    heard = begun(reading, qtbot)
    reading.speaker.stop()
    qtbot.wait(150)
    assert reading.words == heard
    assert len(noted_words(reading)) <= 3
    assert not reading.speaker.speaking
    assert reading.speaker.read_from(TEXT.index("Nine"))
    assert reading.finish()[len(heard) :] == WORDS[-4:]


def test_another_rate_in_an_aside_lets_both_be_heard(reading: Reading, qtbot: QtBot) -> None:
    heard = begun(reading, qtbot)
    reading.speaker.configure(VoiceChoice(rate=400))
    assert reading.finish()[len(heard) :] == WORDS[len(heard) - 1 :]
    assert noted(reading)[-1] == 10


def test_the_final_text_in_an_aside(reading: Reading, qtbot: QtBot) -> None:
    heard = begun(reading, qtbot)
    reading.text = TEXT.replace("One", "At first, one").replace("twelve", "a dozen")
    assert reading.finish(reading.text)[-3:] == ["eleven", "a", "dozen"]
    assert reading.words[len(heard) :] == [*WORDS[len(heard) - 1 : -1], "a", "dozen"]
    assert noted(reading) == [10], "it isn't cut off, and not said again"


def test_another_reading_in_an_aside_comes_after_it(reading: Reading, qtbot: QtBot) -> None:
    heard = begun(reading, qtbot)
    reading.speaker.begin(2, "en")
    reading.speaker.feed(2, TEXT)
    reading.speaker.end(2)
    qtbot.waitUntil(reading.told.has("finished", 2), timeout=8000)
    assert reading.words[len(heard) :] == WORDS


def test_asides_that_belong_together_are_all_heard(
    reading: Reading, voice: Metronome, qtbot: QtBot
) -> None:
    """As a count and the line that was found; the second leaves the reading where it stands."""
    reading.until("six")
    reading.speaker.say("Two of three.", hold=True)
    reading.speaker.pause()
    reading.speaker.say("The line. And more of it.", hold=True)
    heard = reading.words
    qtbot.waitUntil(reading.told.has("finished", 0), timeout=3000)
    qtbot.wait(100)
    assert noted(reading) == [3, 6]
    assert reading.words == heard
    reading.speaker.resume()
    assert reading.finish()[len(heard) :] == WORDS[len(heard) - 1 :]


def test_an_aside_without_a_reading_is_just_said(speaker: Speaker, qtbot: QtBot) -> None:
    told = Told(speaker)
    speaker.say("Nothing is read", hold=True)
    assert not speaker.paused
    qtbot.waitUntil(told.has("finished", 0), timeout=3000)


def test_a_note_behind_a_short_text_survives_a_move(
    speaker: Speaker, voice: Metronome, qtbot: QtBot
) -> None:
    reading = Reading(speaker, qtbot, "One two three four. Five six.")
    speaker.end(1)
    for note in ("Three words unsure.", "The picture was sent away, as you said."):
        speaker.say(note)
    reading.until("two")
    given = [render.text for render in voice.rendered]
    assert "Three words unsure." in given, "it is ready before the text is over"
    assert speaker.move(Move.NEXT)
    reading.until("Five")
    assert speaker.move(Move.PREVIOUS)
    qtbot.waitUntil(reading.told.has("finished", 0), timeout=5000)
    assert reading.words[-6:] == ["One", "two", "three", "four", "Five", "six"]
    assert noted(reading) == [3, 8]
    assert [render.text for render in voice.rendered].count("Three words unsure.") == 1


def test_a_move_cuts_off_the_sentence_that_is_announced_and_no_other(
    reading: Reading, qtbot: QtBot
) -> None:
    speaker = reading.speaker
    assert speaker.read_from(TEXT.index("twelve"))
    speaker.end(1)
    note = "This is the first, and this is still the first. The second."
    speaker.say(note)
    qtbot.waitUntil(lambda: len(noted_words(reading)) == 2, timeout=5000)
    assert speaker.move(Move.REPEAT)
    qtbot.waitUntil(reading.told.has("finished", 0), timeout=5000)
    assert reading.words[-12:] == WORDS
    starts = [start for _, start, _ in noted_words(reading)]
    assert starts[-2:] == [note.index("The second"), note.index("second")]
    assert len(starts) < 7, "the first isn't taken up again"


def test_a_move_cuts_an_aside_off(reading: Reading, qtbot: QtBot) -> None:
    reading.until("two")
    reading.speaker.say("This is an aside. It has a second sentence.", hold=True)
    qtbot.waitUntil(reading.told.has("started", 0), timeout=3000)
    assert reading.speaker.move(Move.NEXT)
    assert reading.finish()[-8:] == WORDS[-8:]
    assert len(noted_words(reading)) <= 2


def test_what_is_said_in_a_pause_waits(speaker: Speaker, qtbot: QtBot) -> None:
    """As with subtitles, which come while the voice is paused; an aside is heard."""
    told, pauses = Told(speaker), list[bool]()
    speaker.paused_changed.connect(pauses.append)
    speaker.say("The first of the subtitles")
    qtbot.waitUntil(lambda: len(told.words) == 2, timeout=3000)
    speaker.pause()
    speaker.say("Another")
    heard = len(told.words)
    qtbot.wait(300)
    assert speaker.paused
    assert len(told.words) == heard
    speaker.say("a, s, i, d, e", hold=True)
    qtbot.waitUntil(lambda: len(told.words) == heard + 5, timeout=3000)
    speaker.say("The last")
    qtbot.wait(300)
    assert speaker.paused
    assert len(told.words) == heard + 5
    speaker.resume()
    qtbot.waitUntil(told.has("finished", 0), timeout=5000)
    said = [start for _, start, _ in told.words[heard + 5 :]]
    assert said == [0, 4, 10, 13, 17, 0, 0, 4], "each once, in their order"
    assert pauses == [True, False]


@pytest.mark.parametrize(
    ("at", "final", "expected"),
    [
        ("two", TEXT + " And more.", [*WORDS, "And", "more"]),
        ("two", TEXT.replace("Nine ten", "None of"), [*WORDS[:8], "None", "of", *WORDS[10:]]),
        ("two", TEXT.replace("eight", "eight hundred"), [*WORDS[:8], "hundred", *WORDS[8:]]),
        ("six", TEXT.replace("One", "Once"), WORDS),
        ("six", TEXT.replace(" ", "\n"), WORDS),
        ("Nine", "One two three four.", WORDS[:9]),
        ("two", "One two. None at all.", ["One", "two", "None", "at", "all"]),
        ("Nine", TEXT.replace("twelve", "a dozen"), [*WORDS[:11], "a", "dozen"]),
    ],
)
def test_the_final_text_is_said_without_a_word_twice_or_lost(
    reading: Reading, at: str, final: str, expected: list[str]
) -> None:
    reading.until(at)
    before = reading.words
    reading.told.words.clear()
    reading.text = final
    heard = [*before, *reading.finish(final)]
    # What the device has got when the text comes is heard as it was.
    got = [word for word in heard if word not in expected]
    assert len(got) <= 3
    assert [word for word in heard if word in expected] == expected


def test_the_final_text_in_a_pause(reading: Reading) -> None:
    reading.until("six")
    reading.speaker.pause()
    heard = len(reading.words)
    final = TEXT.replace("One", "At first, one").replace("twelve", "a dozen")
    reading.text = final
    reading.speaker.end(1, final)
    reading.speaker.resume()
    reading.until("dozen")
    assert reading.words[heard:] == [*WORDS[heard - 1 : -1], "a", "dozen"]


def test_final_text_of_a_reading_that_was_stopped(reading: Reading, qtbot: QtBot) -> None:
    reading.until("two")
    reading.speaker.stop()
    reading.speaker.feed(1, " More of it.")
    reading.speaker.end(1, TEXT + " All of it.")
    qtbot.wait(100)
    assert not reading.speaker.speaking
    assert reading.speaker.move(Move.REPEAT)
    reading.text = TEXT + " All of it."
    reading.until("it")
    assert reading.words[-15:] == [*WORDS, "All", "of", "it"]


def test_each_run_has_its_voice_and_no_gap(
    speaker: Speaker, voice: Metronome, recorder: Recorder, qtbot: QtBot
) -> None:
    text = "The word мир is Russian, and 世界 is Chinese for the world. The end of it."

    def heard() -> list[tuple[float, float]]:
        start, reading = time.monotonic(), Reading(speaker, qtbot, text)
        assert reading.finish() == words
        qtbot.wait(150)
        return recorder.sounds(start, gap=0.015)

    words = text.replace(".", "").replace(",", "").split()
    stretches = heard()
    assert [(render.voice, render.text) for render in voice.rendered] == [
        ("en-us", "The word"),
        ("ru", "мир"),
        ("en-us", "is Russian,"),
        ("en-us", "and"),
        ("cmn", "世界"),
        ("en-us", "is Chinese for the world."),
        ("en-us", "The end of it."),
    ]
    # A busy machine may starve the sound server once; a gap of our own is there each time.
    for _ in range(2):
        stretches = stretches if len(stretches) == 1 else heard()
    ((began, ended),) = stretches
    assert ended - began == pytest.approx(0.07 * len(words), abs=0.05)


def test_preferred_voices(speaker: Speaker, voice: Metronome, qtbot: QtBot) -> None:
    speaker.configure(VoiceChoice(rate=900, preferred=(("en", "en-gb"), ("ru", "gone"))))
    Reading(speaker, qtbot, "The word мир is Russian.").finish()
    assert [render.voice for render in voice.rendered] == ["en-gb", "ru", "en-gb"]


def test_what_is_read_as_words_is_lit_where_it_stands(speaker: Speaker, qtbot: QtBot) -> None:
    text = "It is 20 November 2026 and costs $1,234.56 in all."
    reading = Reading(speaker, qtbot, text)
    reading.finish()
    spoken = reading.words
    assert spoken[:2] == ["It", "is"]
    assert spoken[-2:] == ["in", "all"]
    (amount,) = (word for word in spoken if "1,234" in word)
    assert amount == "$1,234.56"
    assert speaker.read_from(text.index("$"))
    reading.again()
    assert reading.words == [*spoken, "$1,234.56", "in", "all"]
