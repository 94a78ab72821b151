"""What is said of a capture, and how the voice obeys, told to a voice that only takes notes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject

from desktop.narrator import NO_MORE, NOTHING_TO_HEAR, READER_SPEAKS, Narrator
from desktop.settings import Through, Voice
from desktop.values import Cue, Move


class NotedVoice:
    """Writes down what it is told; ``here`` is the word that it says was heard last."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.paused = False
        self.has_read = True
        self.here: tuple[int, int, str] | None = None

    def begin(self, job: int, language: str = "") -> None:
        self.calls.append(("begin", job))

    def feed(self, job: int, text: str) -> None:
        self.calls.append(("feed", text))

    def end(self, job: int, text: str | None = None) -> None:
        self.calls.append(("end", text))

    def say(
        self, sentence: str, language: str = "en", *, interrupt: bool = False, hold: bool = False
    ) -> None:
        self.calls.append(("hold" if hold else "say", sentence))

    def stop(self) -> None:
        self.calls.append(("stop",))

    def pause(self) -> None:
        self.calls.append(("pause",))

    def resume(self) -> None:
        self.calls.append(("resume",))

    def move(self, move: Move) -> bool:
        self.calls.append(("move", move))
        return self.has_read

    def read_from(self, place: int) -> bool:
        self.calls.append(("from", place))
        return self.has_read

    def word_here(self) -> tuple[int, int, str] | None:
        return self.here

    def tone(self, nearness: float) -> None:
        self.calls.append(("tone", nearness))

    def play(self, cue: Cue) -> None:
        self.calls.append(("cue", cue))

    def close(self) -> None:
        self.calls.append(("no sound",))


class Stage:
    """A narrator, its voice, and what a screen reader was told."""

    def __init__(self, **settings: Any) -> None:
        self.voice = NotedVoice()
        self.settings = Voice(**settings)
        self.parent = QObject()
        self.narrator = Narrator(self.voice, self.voice, lambda: self.settings, self.parent)
        self.told: list[str] = []
        self.rates: list[int] = []
        self.words: list[tuple[int, int]] = []
        self.narrator.told.connect(lambda sentence, _: self.told.append(sentence))
        self.narrator.rate_wanted.connect(self.rates.append)
        self.narrator.word.connect(lambda start, length: self.words.append((start, length)))

    def read(self, job: int = 1, text: str = "One two. Three four.") -> int:
        """A text has been streamed and is being heard; returns its number."""
        self.narrator.feed(job, text)
        self.narrator.end(job, text=text, words=text)
        number = next(call[1] for call in reversed(self.voice.calls) if call[0] == "begin")
        self.narrator.started(int(number))
        self.voice.calls.clear()
        return int(number)


@pytest.fixture
def stage(qapp: object) -> Stage:
    return Stage()


def test_the_pause_key_pauses_and_goes_on(stage: Stage) -> None:
    stage.read()
    stage.narrator.pause()
    stage.voice.paused = True
    stage.narrator.pause()
    assert stage.voice.calls == [("pause",), ("resume",)]


def test_after_a_stop_the_pause_key_goes_on_from_the_same_word(stage: Stage) -> None:
    number = stage.read()
    stage.voice.here = (4, 3, "en")
    stage.narrator.hush(1)
    stage.narrator.ended(number)
    stage.narrator.pause()
    assert stage.voice.calls == [("stop",), ("no sound",), ("from", 4)]
    stage.narrator.spoken_word(number, 4, 3)
    assert stage.words == [(4, 3)], "its words are lit again"


def test_an_announcement_beside_the_text_does_not_end_it(stage: Stage) -> None:
    told: list[tuple[str, bool]] = []
    stage.narrator.reading.connect(lambda on: told.append(("reading", on)))
    stage.narrator.speaking.connect(lambda on: told.append(("speaking", on)))
    number = stage.read()
    stage.narrator.started(0)
    stage.narrator.ended(0)
    stage.narrator.ended(number)
    assert told == [
        ("reading", True),
        ("speaking", True),
        ("speaking", True),
        ("speaking", True),
        ("reading", False),
        ("speaking", False),
    ]


def test_moves_go_to_the_voice_and_without_a_text_that_is_said(stage: Stage) -> None:
    stage.read()
    for move in Move:
        stage.narrator.move(move)
    assert stage.voice.calls == [("move", move) for move in Move]
    stage.voice.has_read = False
    stage.narrator.move(Move.NEXT)
    stage.narrator.pause()
    assert stage.voice.calls[-2:] == [("say", NO_MORE), ("pause",)]
    nobody = Stage()
    nobody.voice.has_read = False
    nobody.narrator.pause()
    nobody.narrator.spell()
    assert nobody.voice.calls == [("from", 0), *[("say", NOTHING_TO_HEAR)] * 2]


def test_what_comes_after_a_stop_is_kept_by_the_voice(stage: Stage) -> None:
    stage.narrator.feed(1, "One. ")
    stage.narrator.hush(1)
    stage.voice.calls.clear()
    stage.narrator.feed(1, "Two.")
    stage.narrator.end(1, ("A note.",), text="One. Two!")
    assert stage.voice.calls == [("feed", "Two."), ("end", "One. Two!")]


def test_a_text_that_was_hushed_before_its_first_word_can_be_heard(stage: Stage) -> None:
    stage.narrator.hush(1)
    stage.voice.calls.clear()
    stage.narrator.feed(1, "One.")
    stage.narrator.end(1)
    assert stage.voice.calls == [("begin", 1), ("stop",), ("feed", "One."), ("end", None)]
    stage.narrator.pause()
    assert stage.voice.calls[-1] == ("from", 0)


def test_an_earlier_text_that_is_looked_at_is_the_one_that_is_heard(stage: Stage) -> None:
    number = stage.read()
    stage.narrator.ended(number)
    stage.narrator.offer(lambda: "Earlier text.", 1)
    stage.voice.here = (0, 3, "en")
    stage.narrator.spell("caret", "en")
    assert stage.voice.calls == [("hold", "c, a, r, e, t")]
    stage.narrator.move(Move.PREVIOUS)
    assert ("feed", "Earlier text.") in stage.voice.calls
    assert ("move", Move.PREVIOUS) not in stage.voice.calls


def test_what_is_said_instead_of_a_text_is_not_cut_off_by_the_rest_of_it(stage: Stage) -> None:
    stage.narrator.feed(1, "One. ")
    stage.narrator.read_out("hello", instead_of=1)
    stage.voice.calls.clear()
    stage.narrator.feed(1, "Two.")
    assert not stage.voice.calls


@pytest.mark.parametrize(("rate", "direction", "wanted"), [(200, 1, 230), (200, -1, 170)])
def test_faster_and_slower_by_a_step_that_is_heard(
    stage: Stage, rate: int, direction: int, wanted: int
) -> None:
    stage.settings = replace(stage.settings, rate=rate)
    stage.narrator.change_rate(direction)
    assert stage.rates == [wanted]
    assert stage.voice.calls == [("hold", f"{wanted} words a minute.")]


def test_the_rate_is_not_said_over_the_text_and_its_limit_is_told(stage: Stage) -> None:
    stage.read()
    stage.narrator.change_rate(1)
    assert stage.rates == [230]
    assert not stage.voice.calls
    stage.settings = replace(stage.settings, rate=900)
    stage.narrator.change_rate(1)
    assert stage.rates == [230]
    assert stage.voice.calls == [("cue", Cue.ERROR)]
    stage.voice.paused = True
    stage.narrator.change_rate(1)
    assert stage.voice.calls[1:] == [("hold", "900 words a minute, the fastest.")]


def test_a_word_is_spelled_and_at_the_second_press_by_the_alphabet(stage: Stage) -> None:
    stage.read(text="The fox")
    stage.voice.here = (4, 3, "en")
    stage.narrator.spell()
    stage.narrator.spell()
    stage.narrator.spell()
    said = [call[1] for call in stage.voice.calls if call[0] == "hold"]
    assert said[0] == said[2] == "f, o, x"
    assert said[1] == "Foxtrot, Oscar, X-ray"


def test_the_reading_goes_on_after_a_sentence_and_stands_at_words_of_the_text(
    stage: Stage,
) -> None:
    stage.read()
    stage.narrator.say_now("Copied.", "en")
    stage.narrator.stand_still()
    stage.narrator.say_now("Three four.", "en")
    stage.voice.here = (4, 3, "en")
    stage.narrator.spell()
    assert stage.voice.calls == [
        ("hold", "Copied."),
        *(("pause",), ("hold", "Three four.")),
        *(("pause",), ("hold", "t, w, o")),
    ]
    stage.voice.calls.clear()
    stage.narrator.ended(1)
    stage.narrator.stand_still()
    assert not stage.voice.calls, "nothing is read"


def test_the_voice_gets_what_a_streamed_text_has_become(stage: Stage) -> None:
    stage.narrator.feed(1, "teh fox")
    stage.narrator.end(1, text="the fox")
    assert stage.voice.calls[-1] == ("end", "the fox")


def test_with_the_screen_reader_alone_the_own_voice_is_silent(qapp: object) -> None:
    stage = Stage(through=Through.READER)
    stage.narrator.has_reader = True
    stage.narrator.feed(1, "One. ")
    stage.narrator.feed(1, "Two.")
    stage.narrator.end(1, ("Cut.",), text="One. Two.", words="One. Two.")
    stage.narrator.announce("Copied.")
    assert stage.told == ["One. Two.", "Cut.", "Copied."]
    assert not stage.voice.calls
    stage.narrator.move(Move.REPEAT)
    stage.narrator.move(Move.NEXT)
    assert stage.told[3:] == ["One. Two.", READER_SPEAKS]


def test_what_streams_reaches_a_screen_reader_once_and_a_long_text_in_portions(
    qapp: object,
) -> None:
    stage = Stage(through=Through.READER)
    stage.narrator.has_reader = True
    paragraph = "The clocks were striking thirteen, and nobody knew why. " * 9
    text = "\n\n".join([paragraph.strip()] * 3)
    for start in range(0, len(text), 40):
        stage.narrator.feed(1, text[start : start + 40])
    assert stage.told == [], "it isn't known yet what becomes of it"
    stage.narrator.end(1, ("Cut.",), text=text, words=text)
    assert stage.told == [*text.split("\n\n"), "Cut."]
    stage.told.clear()
    stage.narrator.move(Move.REPEAT)
    assert stage.told == text.split("\n\n")


def test_where_no_screen_reader_runs_the_own_voice_speaks_all_the_same(qapp: object) -> None:
    stage = Stage(through=Through.READER)
    stage.narrator.announce("Copied.")
    assert stage.voice.calls == [("say", "Copied.")]
    stage.narrator.has_reader = True
    stage.narrator.announce("Copied.")
    assert stage.voice.calls == [("say", "Copied.")]


def test_both_say_it(qapp: object) -> None:
    stage = Stage(through=Through.BOTH)
    stage.narrator.announce("Copied.")
    assert stage.told == ["Copied."]
    assert stage.voice.calls == [("say", "Copied.")]


def test_without_announcements_neither_says_them(qapp: object) -> None:
    stage = Stage(through=Through.BOTH, announce=False)
    stage.narrator.announce("Copied.")
    assert not stage.told, "the window tells the screen reader then"
    assert not stage.voice.calls


def test_what_is_new_on_the_screen_waits_for_what_is_being_said(qapp: object) -> None:
    stage = Stage(through=Through.BOTH)
    number = stage.read()
    stage.narrator.read_next("Hello.", "en")
    stage.narrator.read_next("There.", "en")
    assert not stage.voice.calls
    assert stage.told == ["One two. Three four.", "Hello.", "There."]
    stage.narrator.ended(number)
    assert stage.voice.calls == [("begin", 2), ("feed", "Hello."), ("end", None)]
    stage.voice.calls.clear()
    stage.narrator.ended(2)
    text = "Hello.\n\nThere."
    assert stage.voice.calls == [("begin", 3), ("feed", text), ("end", None), ("from", 8)]
    stage.voice.calls.clear()
    stage.narrator.ended(3)
    assert not stage.voice.calls


def test_what_was_new_on_the_screen_is_what_was_heard_last(stage: Stage) -> None:
    """Not the text that was read before a region was watched."""
    stage.narrator.ended(stage.read())
    for number, text in ((2, "Hello."), (3, "Good day.")):
        stage.narrator.read_next(text, "en")
        stage.narrator.started(number)
        stage.narrator.ended(number)
    stage.voice.here = (8, 4, "en")
    stage.voice.calls.clear()
    stage.narrator.spell()
    stage.narrator.move(Move.REPEAT)
    stage.narrator.move(Move.PREVIOUS)
    assert stage.voice.calls == [
        ("hold", "cap G, o, o, d"),
        ("from", 8),
        ("move", Move.PREVIOUS),
    ]
    stage.narrator.spoken_word(3, 8, 4)
    assert not stage.words, "no result shows it"


def test_the_next_of_what_is_new_can_be_skipped_to_and_a_stop_forgets_it(stage: Stage) -> None:
    for text in ("One.", "Two.", "Three."):
        stage.narrator.read_next(text, "en")
    stage.voice.calls.clear()
    stage.voice.has_read = False  # nothing comes after the first in its own text
    stage.narrator.move(Move.NEXT)
    assert ("feed", "One.\n\nTwo.") in stage.voice.calls
    stage.narrator.hush()
    stage.narrator.ended(2)
    stage.voice.calls.clear()
    stage.narrator.move(Move.NEXT)
    assert stage.voice.calls == [("move", Move.NEXT), ("say", NO_MORE)]


def test_what_is_new_waits_in_a_pause_and_is_dropped_by_what_interrupts(stage: Stage) -> None:
    stage.voice.paused = True
    stage.narrator.read_next("Hello.", "en")
    assert not stage.voice.calls
    stage.voice.paused = False
    stage.narrator.ended(0)
    assert ("feed", "Hello.") in stage.voice.calls
    stage.narrator.read_next("There.", "en")
    stage.narrator.announce("Stopped watching.")
    stage.voice.calls.clear()
    stage.narrator.ended(1)
    assert not stage.voice.calls


def test_what_is_new_is_repeated_by_a_screen_reader_and_takes_no_reading_away(
    qapp: object,
) -> None:
    stage = Stage(through=Through.READER)
    stage.narrator.has_reader = True
    stage.narrator.feed(1, "Read ")
    stage.narrator.read_next("New.", "en")
    stage.narrator.feed(1, "text.")
    stage.narrator.end(1, text="Read text.", words="Read text.")
    assert stage.told == ["New.", "Read text."]
    stage.narrator.read_next("Newer.", "en")
    stage.narrator.move(Move.REPEAT)
    assert stage.told[2:] == ["Newer.", "Newer."]
    assert not stage.voice.calls


def test_only_so_much_of_what_was_new_is_kept(stage: Stage) -> None:
    for number in range(1, 61):
        stage.narrator.read_next(f"Message {number} of a long evening.", "en")
        stage.narrator.ended(number)
    text = next(call[1] for call in reversed(stage.voice.calls) if call[0] == "feed")
    assert 900 < len(text) < 1050
    assert text.split("\n\n")[-2:] == [f"Message {n} of a long evening." for n in (59, 60)]
    assert text.startswith("Message"), "no sentence is cut"


def test_sounds_can_be_switched_off(qapp: object) -> None:
    for on, heard in ((True, [("cue", Cue.DONE)]), (False, [])):
        stage = Stage(sounds=on)
        stage.narrator.cue(Cue.DONE)
        assert stage.voice.calls == heard


def test_what_the_user_asks_to_hear_waits_for_no_announcement() -> None:
    stage = Stage()
    stage.narrator.announce("Copied.", interrupt=False)
    stage.narrator.read_out("The text.")
    assert [call[0] for call in stage.voice.calls] == ["say", "stop", "begin", "feed", "end"]


def test_after_walking_the_word_at_the_caret_is_spelled_and_not_the_one_heard() -> None:
    stage = Stage()
    stage.narrator.read_out("One two. Three four.")
    stage.narrator.started(1)
    stage.voice.here = (0, 3, "en")
    stage.narrator.spell("Three", "en")
    assert stage.voice.calls[-1] == ("hold", "cap O, n, e")
    stage.narrator.stand_still()
    stage.narrator.spell("Three", "en")
    assert stage.voice.calls[-1] == ("hold", "cap T, h, r, e, e")
    stage.narrator.pause()
    stage.narrator.spell("Three", "en")
    assert stage.voice.calls[-1] == ("hold", "cap O, n, e")


def test_what_the_own_voice_reads_obeys_its_keys_though_a_screen_reader_speaks() -> None:
    stage = Stage(through=Through.READER)
    stage.narrator.has_reader = True
    stage.narrator.read_out("One. Two.")
    stage.narrator.started(1)
    stage.narrator.pause()
    stage.narrator.move(Move.NEXT)
    assert stage.voice.calls[-2:] == [("pause",), ("move", Move.NEXT)]
    assert READER_SPEAKS not in stage.told


@pytest.mark.parametrize("by_reader", [True, False])
def test_a_reading_ends_with_who_began_it(by_reader: bool) -> None:
    stage = Stage(through=Through.READER)
    stage.narrator.has_reader = by_reader
    stage.narrator.feed(7, "One. ")
    stage.narrator.has_reader = not by_reader
    stage.narrator.feed(7, "Two.")
    stage.narrator.end(7, text="One. Two.", words="One. Two.")
    voiced = [call for call in stage.voice.calls if call[0] in ("feed", "end")]
    if by_reader:
        assert voiced == []
        stage.narrator.pause()
        assert ("feed", "One. Two.") in stage.voice.calls, "it can be heard by the own voice now"
    else:
        assert voiced == [("feed", "One. "), ("feed", "Two."), ("end", "One. Two.")]


def test_an_earlier_result_is_read_from_its_beginning_whichever_key_asks_for_it() -> None:
    for move in (Move.NEXT, Move.REPEAT, Move.PREVIOUS):
        stage = Stage()
        stage.narrator.read_out("Later text.")
        stage.narrator.offer(lambda: "Earlier text.", 1)
        stage.voice.calls.clear()
        stage.narrator.move(move)
        assert [call[0] for call in stage.voice.calls] == ["stop", "begin", "feed", "end"]


def test_a_screen_reader_is_given_the_earlier_result_that_is_looked_at() -> None:
    stage = Stage(through=Through.READER)
    stage.narrator.has_reader = True
    stage.narrator.feed(1, "Later text.")
    stage.narrator.offer(lambda: "Earlier text.", 1)
    stage.narrator.move(Move.REPEAT)
    stage.narrator.change_rate(1)
    assert stage.told[-2:] == ["Earlier text.", READER_SPEAKS]
    assert stage.rates == []


def test_it_is_known_while_an_announcement_is_heard() -> None:
    stage = Stage()
    number = stage.read()
    heard = [stage.narrator.announcing]
    stage.narrator.started(0)
    heard.append(stage.narrator.announcing)
    stage.narrator.ended(0)
    heard.append(stage.narrator.announcing)
    stage.narrator.ended(number)
    assert heard == [False, True, False]
