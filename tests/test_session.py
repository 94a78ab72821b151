"""The one story, told with rooms that only take notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.capture.errors import CaptureError
from desktop.narrator import QUIET_MS
from desktop.reader.choice import sent_to
from desktop.rooms import Rooms
from desktop.session import NO_WAY_BACK, Session
from desktop.settings import After, Outputs, Server, Settings
from desktop.tasks import QUESTIONS, Need
from desktop.text.forms import clipboard_forms, spoken
from desktop.values import (
    Box,
    Command,
    Cue,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Line,
    Look,
    Move,
    OutputKind,
    Paragraph,
    Piece,
    Read,
    Reading,
    Ready,
    Region,
    Shot,
    Source,
    Started,
    State,
    Status,
    Task,
    Unloaded,
    Verb,
)

SHOT = Shot(bytes(8 * 4 * 4), 8, 4, origin=(100, 50))
REGION = Command(Verb.CAPTURE, Source.REGION, Task("read"))
AGAIN = Command(Verb.CAPTURE, Source.AGAIN, Task("read"))


def was_read(job: int, reading: Reading) -> Done:
    """What the reader's thread says of a reading."""
    forms = clipboard_forms(reading.text, reading.kind)
    return Done(job, reading, forms, spoken(reading.text, reading.kind))


class Notes:
    """Every room at once: writes down what the session asks of it, in order."""

    def __init__(self) -> None:
        self.forms: dict[str, str] = {}
        self.calls: list[tuple[Any, ...]] = []
        self.refusal: CaptureError | None = None
        self.has_result = False
        self.in_the_way = False
        self.in_sight = False
        self.own_shown = False
        self.copied_file: Path | None = None
        self.refuses_frames = False
        self.heard_before = True
        self.paused = False
        self.covered = False
        self.way_back = True
        self.here: tuple[int, int, str] | None = None

    def heard(self, name: str) -> list[tuple[Any, ...]]:
        return [call[1:] for call in self.calls if call[0] == name]

    def names(self) -> list[str]:
        return [call[0] for call in self.calls]

    def _shot(self, name: str) -> Shot:
        self.calls.append((name,))
        if self.refusal is not None:
            raise self.refusal
        return SHOT

    def freeze(self) -> Sequence[Any]:
        return [self._shot("freeze")]

    def grab(self, region: Region) -> Shot:
        self._shot("grab")
        return Shot(
            bytes(region.width * region.height * 4),
            region.width,
            region.height,
            (region.x, region.y),
        )

    def window(self) -> Shot:
        return self._shot("window")

    def screen(self) -> Shot:
        return self._shot("screen")

    def windows(self) -> Sequence[Any]:
        self._shot("windows")
        return ()

    def clipboard(self) -> Shot | Path:
        return self.copied_file or self._shot("clipboard")

    def hide_own(self) -> bool:
        self.calls.append(("hide own",))
        return self.own_shown

    def show_own(self) -> None:
        self.calls.append(("show own",))

    def choose(self, frames: Sequence[Any] = (), task: Task | None = None) -> None:
        if self.refuses_frames:
            raise CaptureError(FailureKind.NO_SCREEN, "The screens have changed. Try again.")
        self.calls.append(("choose", task))

    def open(self, *arguments: Any, shown: bool = True) -> None:
        self.calls.append(("open" if shown else "kept", *arguments))

    def close(self) -> None:
        self.calls.append(("close",))

    def part(self, job: int, paragraphs: Sequence[Paragraph]) -> None:
        self.calls.append(("part", job, tuple(paragraphs)))

    def place(self, job: int, number: int, paragraph: Paragraph) -> None:
        self.calls.append(("place", job, number, paragraph.text))

    def uncover(self) -> bool:
        covered, self.covered = self.covered, False
        if covered:
            self.calls.append(("uncover",))
        return covered

    def shelve(self, job: int, task: Task, reading: Reading) -> bool:
        if self.in_sight:
            self.calls.append(("shelve", reading.text))
        return self.in_sight

    def set_blocks(self, lines: Sequence[Line]) -> None:
        self.calls.append(("blocks", tuple(lines)))

    def scan_failed(self, sentence: str) -> None:
        self.calls.append(("scan failed", sentence))

    def ask_element(self, request: int) -> None:
        self.calls.append(("element", request))

    def load(self, job: int, path: str) -> None:
        self.calls.append(("load", job, path))

    def submit(self, read: Read) -> None:
        self.calls.append(("submit", read))

    def look(self, look: Look) -> None:
        self.calls.append(("look", look))

    def cancel(self, job: int) -> None:
        self.calls.append(("cancel", job))

    def begin(self, *arguments: Any) -> None:
        self.calls.append(("begin", *arguments))

    def feed(self, job: int, text: str) -> None:
        self.calls.append(("feed", job, text))

    def end(self, job: int, text: str | None = None) -> None:
        self.calls.append(("end", job, text))

    def say(
        self, sentence: str, language: str = "en", *, interrupt: bool = False, hold: bool = False
    ) -> None:
        self.calls.append(("say", sentence))

    def stop(self) -> None:
        self.calls.append(("stop",))

    def pause(self) -> None:
        self.calls.append(("pause",))

    def resume(self) -> None:
        self.calls.append(("resume",))

    def move(self, move: Move) -> bool:
        self.calls.append(("move", move))
        return self.heard_before

    def read_from(self, place: int) -> bool:
        self.calls.append(("from", place))
        return True

    def word_here(self) -> tuple[int, int, str] | None:
        return self.here

    def put(self, forms: Mapping[str, str]) -> None:
        self.forms = dict(forms)
        self.calls.append(("put", forms["text/plain"]))

    def ask(self, job: int, need: Need) -> None:
        self.calls.append(("ask", job, need))

    def append(self, job: int, text: str) -> None:
        self.calls.append(("append", job, text))

    def finish(self, job: int, reading: Reading) -> None:
        self.calls.append(("finish", job, reading))

    def fail(self, job: int, failed: Failed) -> None:
        self.calls.append(("fail", job, failed))

    def set_copied(self, job: int, ok: bool, sentence: str) -> None:
        self.calls.append(("copied", ok, sentence))

    def set_paused(self, paused: bool) -> None:
        self.calls.append(("paused", paused))

    def set_speaking(self, speaking: bool) -> None:
        self.calls.append(("speaking", speaking))

    def highlight(self, start: int, length: int) -> None:
        self.calls.append(("highlight", start, length))

    def clear_highlight(self) -> None:
        self.calls.append(("clear",))

    def reveal(self) -> bool:
        self.calls.append(("reveal",))
        return self.has_result

    def step_aside(self) -> bool:
        self.calls.append(("aside",))
        return self.in_the_way

    def remember(self) -> None:
        self.calls.append(("remember",))

    def restore(self) -> bool:
        self.calls.append(("restore",))
        return self.way_back


class Cues:
    """The short sounds: writes down which are played."""

    def __init__(self) -> None:
        self.played: list[Cue] = []
        self.play = self.played.append

    def tone(self, nearness: float) -> None:
        """Not of the session's story."""

    def close(self) -> None:
        """None is heard any more."""


class Elements:
    """The accessibility bus: writes down who asks."""

    def __init__(self, notes: Notes) -> None:
        self.ask = notes.ask_element


class Stage:
    """A session, its note-taking rooms, and what it told the window."""

    def __init__(self) -> None:
        self.notes = Notes()
        self.cues = Cues()
        self.settings = Settings()
        notes = self.notes
        rooms = Rooms(
            capture=notes,
            chooser=lambda: notes,
            camera=lambda: notes,
            windows=lambda: notes,
            elements=Elements(notes),
            files=notes,
            reader=notes,
            speech=notes,
            sounds=self.cues,
            clipboard=notes,
            result=lambda: notes,
            focus=notes,
        )
        self.session = Session(rooms, lambda: self.settings)
        self.status: list[Status] = []
        self.told: list[str] = []
        self.session.status_changed.connect(self.status.append)
        self.session.notice.connect(self.told.append)

    def capture(self, task: Task | None = None) -> int:
        """A region is chosen; returns the job's number."""
        task = task or Task("read")
        self.session.perform(Command(Verb.CAPTURE, Source.REGION, task))
        self.session.take(SHOT, task)
        read: Read = self.notes.heard("submit")[-1][0]
        return read.job

    def outputs(self, **changes: bool) -> None:
        both = Outputs(**changes)
        self.settings = replace(self.settings, after=After(read=both, translate=both))


@pytest.fixture
def stage(qapp: object) -> Stage:
    return Stage()


def test_a_region_is_frozen_chosen_read_shown_copied_and_spoken(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(Started(job, EngineName.QUICK, "cpu"))
    stage.session.receive(Piece(job, "Hello "))
    stage.session.receive(Piece(job, "world."))
    stage.session.receive(was_read(job, Reading("Hello world.")))
    names = stage.notes.names()
    assert names.index("remember") < names.index("freeze") < names.index("choose")
    assert stage.notes.heard("open") == [(job, SHOT, Task("read"), Region(100, 50, 8, 4))]
    assert [text for _, text in stage.notes.heard("append")] == ["Hello ", "world."]
    assert [text for _, text in stage.notes.heard("feed")] == ["Hello ", "world."]
    assert stage.notes.heard("finish")[0][1].text == "Hello world."
    assert stage.notes.heard("put") == [("Hello world.",)]


def test_the_first_word_is_spoken_before_the_reading_has_ended(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(Piece(job, "First. "))
    assert stage.notes.heard("feed")
    assert not stage.notes.heard("end")


def test_each_output_can_be_switched_off(stage: Stage) -> None:
    stage.outputs(show=False, copy=True, speak=False)
    job = stage.capture()
    stage.session.receive(Piece(job, "text"))
    stage.session.receive(was_read(job, Reading("text")))
    names = stage.notes.names()
    assert "open" not in names
    assert "begin" not in names
    assert stage.notes.heard("finish"), "kept for when the user wants to see it"
    assert stage.notes.heard("put") == [("text",)]
    stage.session.stored(True, "Copied.")
    assert stage.told == ["Copied."]
    assert stage.notes.heard("say")[-1] == ("Copied.",)


def test_with_every_output_off_the_result_is_shown_all_the_same(stage: Stage) -> None:
    stage.outputs(show=False, copy=False, speak=False)
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    assert stage.notes.heard("finish")


def test_a_new_capture_leaves_the_old_one_and_its_late_messages(stage: Stage) -> None:
    old = stage.capture()
    new = stage.capture()
    assert (old,) in stage.notes.heard("cancel")
    stage.session.receive(Piece(old, "late"))
    stage.session.receive(was_read(old, Reading("late")))
    stage.session.receive(was_read(new, Reading("new")))
    assert stage.notes.heard("put") == [("new",)]
    assert not stage.notes.heard("append")


def test_what_is_said_about_choosing_ends_when_it_is_chosen(stage: Stage) -> None:
    stage.session.perform(REGION)
    stage.notes.calls.clear()
    stage.session.take(SHOT, Task("read"))
    assert stage.notes.names()[0] == "stop"


def test_two_captures_at_once_leave_one_overlay(stage: Stage) -> None:
    stage.session.perform(REGION)
    stage.session.perform(REGION)
    assert stage.notes.names().count("close") == 1
    assert stage.notes.names().count("choose") == 2


def test_stop_silences_what_is_still_to_come_and_keeps_the_text_coming(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(Piece(job, "One. "))
    stage.session.perform(Command(Verb.STOP))
    stage.session.receive(Piece(job, "Two."))
    stage.session.receive(was_read(job, Reading("One. Two.")))
    assert stage.notes.names().count("begin") == 1, "what comes is kept, in silence"
    assert [text for _, text in stage.notes.heard("append")] == ["One. ", "Two."]


def test_a_translation_is_spoken_in_its_own_language_without_its_source(stage: Stage) -> None:
    job = stage.capture(Task("translate", "zh"))
    stage.session.receive(Piece(job, "Hello\n"))
    stage.session.receive(was_read(job, Reading("你好", source="Hello")))
    assert [call[1] for call in stage.notes.heard("begin")] == ["zh"]
    assert [text for _, text in stage.notes.heard("feed")] == ["你好"]


def test_a_task_that_must_be_told_more_asks_and_then_reads_the_same_shot(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.REGION, Task("fields")))
    stage.session.take(SHOT, Task("fields"))
    job = stage.notes.heard("open")[-1][0]
    assert stage.notes.heard("ask") == [(job, Need.FIELDS)]
    assert stage.notes.heard("say")[-1] == (QUESTIONS[Need.FIELDS],)
    assert not stage.notes.heard("submit")
    assert [(look.job, look.shot) for (look,) in stage.notes.heard("look")] == [(job, SHOT)]
    named: list[tuple[str, ...]] = []
    stage.session.fields_named.connect(named.append)
    stage.session.read_again(Task("fields", fields=("Total", "Date")), EngineName.AUTO)
    read = stage.notes.heard("submit")[-1][0]
    assert read.shot == SHOT
    assert read.task.fields == ("Total", "Date")
    assert named == [("Total", "Date")]
    assert not stage.notes.heard("cancel"), "the engine looks at the shot for this very read"


def test_leaving_a_question_ends_the_look_at_its_shot(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.REGION, Task("ask")))
    stage.session.take(SHOT, Task("ask"))
    job = stage.notes.heard("open")[-1][0]
    stage.session.cancel()
    stage.session.cancel()
    assert stage.notes.heard("cancel") == [(job,)]


def test_another_task_needs_no_second_capture(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("Tea 1.20")))
    stage.session.read_again(Task("table"), EngineName.AUTO)
    again = stage.notes.heard("submit")[-1][0]
    assert (again.shot, again.task) == (SHOT, Task("table"))
    assert stage.notes.names().count("freeze") == 1


def test_a_table_is_copied_in_each_form_and_spoken_without_markup(stage: Stage) -> None:
    job = stage.capture(Task("table"))
    html = "<table><tr><td>Tea</td><td>1.20</td></tr></table>"
    stage.session.receive(Piece(job, html))
    assert not stage.notes.heard("feed")
    stage.session.receive(was_read(job, Reading(html, kind=OutputKind.TABLE)))
    assert stage.notes.forms["text/plain"] == "Tea\t1.20"
    assert "<table" in stage.notes.forms["text/html"]
    [(_, words)] = stage.notes.heard("feed")
    assert "Tea" in words
    assert "<" not in words


def test_agreeing_to_the_server_is_told_before_the_picture_goes_there(stage: Stage) -> None:
    job = stage.capture(Task("table"))
    stage.session.receive(Failed(job, FailureKind.NOT_AGREED, "Pictures will leave this machine."))
    sent: list[int] = []
    stage.session.agreed.connect(lambda: sent.append(stage.notes.names().count("submit")))
    stage.session.agree()
    assert sent == [1]  # the one that was refused
    read = stage.notes.heard("submit")[-1][0]
    assert (read.engine, read.task, read.shot) == (EngineName.REMOTE, Task("table"), SHOT)


def test_agreeing_to_one_server_is_no_word_about_another(stage: Stage) -> None:
    job = stage.capture(Task("table"))
    stage.session.receive(Failed(job, FailureKind.NOT_AGREED, "Pictures will leave this machine."))
    agreed: list[bool] = []
    stage.session.agreed.connect(lambda: agreed.append(True))
    stage.settings = replace(stage.settings, server=Server("https://another.example"))
    stage.session.agree()
    assert agreed == []
    assert stage.notes.heard("submit")[-1][0].engine is EngineName.REMOTE  # which asks anew


def test_the_status_keeps_what_each_engine_takes(stage: Stage) -> None:
    stage.session.receive(Ready(EngineName.HUNYUAN, "cuda:0", 1.0, (), 2_000_000))
    stage.session.receive(Ready(EngineName.QUICK, "cpu", 0.1))
    assert (stage.status[-1].engine, stage.status[-1].memory) == ("hunyuan", 2_000_000)
    job = stage.capture()
    stage.session.receive(Started(job, EngineName.QUICK, "cpu"))
    assert (stage.status[-1].engine, stage.status[-1].memory) == ("quick", 0)
    stage.session.receive(Started(job, EngineName.HUNYUAN, "cuda:0"))
    assert (stage.status[-1].engine, stage.status[-1].memory) == ("hunyuan", 2_000_000)
    stage.session.receive(Unloaded(EngineName.REMOTE))
    assert stage.status[-1].memory == 2_000_000


def test_the_status_tells_the_memory_that_the_model_takes(stage: Stage) -> None:
    stage.session.receive(Ready(EngineName.HUNYUAN, "cuda:0", 1.0, ("It stands in.",), 2_000_000))
    assert (stage.status[-1].memory, stage.status[-1].note) == (2_000_000, "It stands in.")
    stage.session.receive(Unloaded(EngineName.HUNYUAN))
    assert stage.status[-1].memory == 0


def test_translate_takes_its_language_from_the_settings(
    stage: Stage,
) -> None:
    languages = replace(stage.settings.languages, to="fr")
    stage.settings = replace(stage.settings, languages=languages)
    job = stage.capture(Task("translate"))
    assert stage.notes.heard("submit")[-1][0].task == Task("translate", "fr")
    stage.session.receive(was_read(job, Reading("Bonjour")))
    assert stage.notes.heard("begin")[-1][1] == "fr"


def test_where_languages_are_remembered_the_reader_decides_by_the_text(stage: Stage) -> None:
    languages = replace(stage.settings.languages, to="fr", remembered={"ja": "de"})
    stage.settings = replace(stage.settings, languages=languages)
    job = stage.capture(Task("translate"))
    assert stage.notes.heard("submit")[-1][0].task == Task("translate")
    assert not stage.notes.heard("ask")
    stage.session.receive(was_read(job, Reading("Hallo", source="こんにちは", language="de")))
    assert stage.notes.heard("begin")[-1][1] == "de"


def test_a_language_chosen_on_the_spot_is_told_with_the_text_s_own(stage: Stage) -> None:
    chosen: list[tuple[str, str]] = []
    stage.session.language_chosen.connect(lambda source, to: chosen.append((source, to)))
    job = stage.capture(Task("translate"))
    stage.session.receive(was_read(job, Reading("Hello", source="こんにちは", language="en")))
    assert not chosen, "that of the settings isn't a choice"
    for to, source in (("de", "こんにちは"), ("fr", "xyz"), ("fr", "こんにちは")):
        stage.session.read_again(Task("translate", to), EngineName.AUTO)
        job = stage.notes.heard("submit")[-1][0].job
        stage.session.receive(was_read(job, Reading("…", source=source, language=to)))
    assert chosen == [("ja", "de")], "none of an unknown language, nor of one that was asked before"


def test_the_same_region_again_needs_no_overlay(stage: Stage) -> None:
    stage.capture()
    stage.session.perform(AGAIN)
    assert stage.notes.names().count("choose") == 1
    assert stage.notes.heard("submit")[-1][0].shot.region == SHOT.region


def test_again_without_a_region_says_so(stage: Stage) -> None:
    stage.session.perform(AGAIN)
    failed = stage.notes.heard("fail")[0][1]
    assert failed.kind is FailureKind.BAD_REGION
    assert "No region has been read yet" in failed.sentence
    assert stage.notes.heard("say")[-1] == (failed.sentence,)


@pytest.mark.parametrize("source", [Source.REGION, Source.WINDOW, Source.SCREEN, Source.CLIPBOARD])
def test_a_picture_that_cannot_be_taken_ends_in_one_sentence(stage: Stage, source: Source) -> None:
    stage.notes.refusal = CaptureError(FailureKind.NO_SCREEN, "The screen can't be seen.")
    stage.session.perform(Command(Verb.CAPTURE, source))
    assert stage.notes.heard("fail")[0][1].sentence == "The screen can't be seen."
    assert stage.notes.heard("say") == [("The screen can't be seen.",)]
    stage.notes.refusal = None
    assert stage.capture()


def test_an_overlay_that_refuses_its_frames_is_not_asked_any_more(stage: Stage) -> None:
    stage.notes.refuses_frames = True
    stage.session.perform(REGION)
    assert stage.notes.heard("fail")[0][1].kind is FailureKind.NO_SCREEN
    stage.notes.calls.clear()
    stage.session.cancel()
    assert "close" not in stage.notes.names()


def test_a_failure_is_shown_spoken_and_the_shot_can_be_read_again(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(Failed(job, FailureKind.ENGINE_DIED, "The engine stopped. Try again."))
    assert stage.notes.heard("say") == [("The engine stopped. Try again.",)]
    stage.session.read_again(Task("read"), EngineName.QUICK)
    again: Read = stage.notes.heard("submit")[-1][0]
    assert again.shot is SHOT
    assert again.engine is EngineName.QUICK
    assert again.job > job


def test_a_job_that_is_left_says_so_in_its_window_and_not_aloud(stage: Stage) -> None:
    job = stage.capture()
    stage.session.perform(REGION)
    stage.session.abandon()
    (number, failed), *_ = stage.notes.heard("fail")
    assert (number, failed.kind) == (job, FailureKind.CANCELLED)
    stage.session.receive(Failed(job, FailureKind.CANCELLED, "Stopped."))
    stage.session.receive(was_read(job, Reading("late")))
    assert stage.notes.heard("say") == [("Cancelled.",)]  # the overlay, not the job
    assert not stage.notes.heard("finish")


def test_the_last_shot_can_be_read_again_after_an_overlay_was_left(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    stage.session.perform(REGION)
    stage.session.abandon()
    stage.session.copy({"text/plain": "text"})
    stage.session.stored(True, "Copied.")
    assert stage.notes.heard("copied") == [(True, "Copied.")]
    assert stage.notes.calls[-1][0] == "copied"
    stage.session.read_again(Task("translate", "en"), EngineName.AUTO)
    assert stage.notes.heard("submit")[-1][0].shot is SHOT


def test_leaving_the_overlay_silences_what_is_said_about_choosing(stage: Stage) -> None:
    stage.session.perform(REGION)
    stage.notes.calls.clear()
    stage.session.abandon()
    assert stage.notes.names() == ["stop", "say", "restore"]
    assert stage.notes.heard("say") == [("Cancelled.",)]


def test_closing_an_old_result_leaves_the_camera_open(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    stage.session.perform(Command(Verb.CAPTURE, Source.CAMERA))
    stage.notes.calls.clear()
    stage.session.put_away()
    assert "close" not in stage.notes.names()
    stage.session.take(SHOT, Task("read"))
    assert stage.notes.heard("submit")


def test_the_same_region_again_is_taken_without_our_own_window_on_it(
    stage: Stage, qtbot: QtBot
) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    stage.notes.in_the_way = True
    stage.session.perform(AGAIN)
    assert "grab" not in stage.notes.names()
    qtbot.waitUntil(lambda: "grab" in stage.notes.names())


def test_words_of_another_text_light_nothing_in_the_result(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    stage.session.perform(Command(Verb.SAY, text="hello"))
    stage.session.narrator.spoken_word(stage.notes.heard("begin")[-1][0], 0, 5)
    assert not stage.notes.heard("highlight")


def test_stop_ends_the_words_about_waiting(stage: Stage, qtbot: QtBot) -> None:
    job = stage.capture()
    stage.session.perform(Command(Verb.STOP))
    stage.session.receive(Piece(job, "text"))
    qtbot.wait(QUIET_MS + 100)
    assert not stage.notes.heard("say")


def test_a_failure_in_the_middle_ends_the_text_that_is_being_spoken(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(Piece(job, "Half a sent"))
    stage.session.receive(Failed(job, FailureKind.ENGINE_DIED, "The engine stopped."))
    assert stage.notes.heard("end") == [(stage.notes.heard("begin")[-1][0], None)]


def test_something_else_that_is_said_takes_the_place_of_the_reading(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(Piece(job, "One. "))
    stage.session.perform(Command(Verb.SAY, text="hello"))
    stage.session.receive(Piece(job, "Two."))
    stage.session.receive(was_read(job, Reading("One. Two.")))
    assert [text for _, text in stage.notes.heard("feed")] == ["One. ", "hello"]


def test_a_long_wait_is_said_again_until_text_is_spoken(stage: Stage, qtbot: QtBot) -> None:
    job = stage.capture(Task("translate", "en"))
    stage.session.receive(Piece(job, "source text that is not spoken"))
    qtbot.waitUntil(lambda: bool(stage.notes.heard("say")), timeout=QUIET_MS * 4)


def test_a_missing_model_draws_attention_until_a_reading_succeeds(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(Failed(job, FailureKind.NO_MODEL, "HunyuanOCR is not installed."))
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    states = [status.state for status in stage.status]
    assert states == [State.READING, State.ATTENTION, State.READING, State.IDLE]


def test_the_status_tells_reading_speaking_and_the_engine(stage: Stage) -> None:
    stage.session.receive(Ready(EngineName.QUICK, "cpu", 0.2))
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    stage.session.narrator.started(1)
    stage.session.narrator.ended(1)
    states = [status.state for status in stage.status]
    assert states == [State.IDLE, State.READING, State.IDLE, State.SPEAKING, State.IDLE]
    assert (stage.status[-1].engine, stage.status[-1].device) == ("quick", "cpu")


def test_a_file_is_loaded_elsewhere_and_a_stale_one_is_dropped(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.FILE, paths=("a.png",)))
    (job, path), *_ = stage.notes.heard("load")
    assert path == "a.png"
    stage.session.perform(Command(Verb.CAPTURE, Source.FILE, paths=("b.png",)))
    stage.session.sources.take_file(job, SHOT)
    assert not stage.notes.heard("submit")
    stage.session.sources.take_file(stage.notes.heard("load")[-1][0], SHOT)
    assert len(stage.notes.heard("submit")) == 1


def test_a_copied_picture_file_is_loaded_like_any_file(stage: Stage) -> None:
    stage.notes.copied_file = Path("copied.png")
    stage.session.perform(Command(Verb.CAPTURE, Source.CLIPBOARD))
    assert stage.notes.heard("load")[0][1] == "copied.png"


def test_a_broken_file_is_told(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.FILE, paths=("a.png",)))
    job = stage.notes.heard("load")[0][0]
    stage.session.sources.refuse(job, FailureKind.BAD_PICTURE, "This file is not a picture.")
    assert stage.notes.heard("fail")[0][1].sentence == "This file is not a picture."


def test_a_file_without_a_name_asks_for_one(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.session.picture_wanted):
        stage.session.perform(Command(Verb.CAPTURE, Source.FILE))


def test_waiting_is_never_silent(stage: Stage, qtbot: QtBot) -> None:
    stage.capture()
    qtbot.waitUntil(lambda: bool(stage.notes.heard("say")), timeout=QUIET_MS * 4)
    assert stage.notes.heard("say") == [("Reading.",)]


def test_a_quick_answer_needs_no_announcement(stage: Stage, qtbot: QtBot) -> None:
    job = stage.capture()
    stage.session.receive(Piece(job, "text"))
    qtbot.wait(QUIET_MS + 100)
    assert not stage.notes.heard("say")


def test_the_screen_is_taken_after_the_result_window_has_stepped_aside(
    stage: Stage, qtbot: QtBot
) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    stage.notes.in_the_way = True
    stage.session.perform(Command(Verb.CAPTURE, Source.SCREEN))
    assert "screen" not in stage.notes.names()
    qtbot.waitUntil(lambda: "screen" in stage.notes.names())


@pytest.mark.parametrize("source", [Source.SCREEN, Source.WINDOW])
def test_our_own_windows_are_off_the_screen_while_it_is_taken(
    stage: Stage, qtbot: QtBot, source: Source
) -> None:
    stage.notes.own_shown = True
    stage.session.perform(Command(Verb.CAPTURE, source))
    assert source.value not in stage.notes.names()
    qtbot.waitUntil(lambda: bool(stage.notes.heard("submit")))
    names = stage.notes.names()
    steps = ["hide own", source.value, "show own", "open"]
    assert [name for name in names if name in steps] == steps


def test_our_own_windows_come_back_where_there_is_no_picture(stage: Stage, qtbot: QtBot) -> None:
    stage.notes.own_shown = True
    stage.notes.refusal = CaptureError(FailureKind.NO_SCREEN, "The screen can't be seen.")
    stage.session.perform(Command(Verb.CAPTURE, Source.SCREEN))
    qtbot.waitUntil(lambda: "fail" in stage.notes.names())
    assert stage.notes.names().count("show own") == 1
    # The first of two is not taken any more, and the windows wait for the second.
    stage.notes.calls.clear()
    stage.notes.refusal = None
    for source in (Source.SCREEN, Source.WINDOW):
        stage.session.perform(Command(Verb.CAPTURE, source))
    qtbot.waitUntil(lambda: "open" in stage.notes.names())
    steps = ["hide own", "hide own", "window", "show own"]
    assert [name for name in stage.notes.names() if name in {*steps, "screen"}] == steps
    # One that is left meanwhile takes none, and they come back all the same.
    stage.notes.calls.clear()
    stage.session.perform(Command(Verb.CAPTURE, Source.SCREEN))
    stage.session.cancel()
    qtbot.waitUntil(lambda: "show own" in stage.notes.names())
    assert "screen" not in stage.notes.names()


def test_the_word_that_is_heard_is_lit_and_an_older_text_s_is_not(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(Piece(job, "some words"))
    speech = stage.notes.heard("begin")[-1][0]
    stage.session.narrator.spoken_word(speech, 5, 5)
    stage.session.narrator.spoken_word(speech - 1, 0, 4)
    assert stage.notes.heard("highlight") == [(5, 5)]


def test_leaving_the_overlay_gives_the_focus_back(stage: Stage) -> None:
    stage.session.perform(REGION)
    stage.session.abandon()
    assert stage.notes.names()[-1] == "restore"
    assert not stage.notes.heard("submit")


def test_a_camera_that_closes_after_its_picture_leaves_the_keyboard_with_the_result(
    stage: Stage,
) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.CAMERA))
    stage.session.take(SHOT, Task("read"))
    stage.session.abandon()
    assert "restore" not in stage.notes.names()


def test_without_a_voice_the_text_is_shown_and_copied_and_the_lack_is_seen(stage: Stage) -> None:
    sentence = "There is no voice for Thai. Install espeak-ng."
    job = stage.capture()
    stage.session.receive(Piece(job, "text"))
    stage.session.speech_failed(sentence)
    stage.session.receive(was_read(job, Reading("text")))
    assert stage.told == [sentence]
    assert sentence in [status.problem for status in stage.status]
    assert (sentence,) not in stage.notes.heard("say")
    assert stage.notes.heard("put") == [("text",)]
    assert stage.notes.heard("finish")


def test_last_result_without_one_is_said(stage: Stage) -> None:
    stage.session.perform(Command(Verb.LAST))
    assert stage.told == ["Nothing has been read yet."]


def test_a_task_that_there_is_not_is_refused(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.SCREEN, Task("fly")))
    assert stage.told == ["There is no task called fly."]
    assert not stage.notes.heard("submit")


def test_a_standing_problem_shows_again_when_a_job_s_own_is_over(stage: Stage) -> None:
    stage.session.set_standing("Another program has taken Ctrl+Alt+R.")
    job = stage.capture()
    stage.session.receive(Failed(job, FailureKind.NO_MODEL, "HunyuanOCR is not installed."))
    assert stage.status[-1].problem == "HunyuanOCR is not installed."
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    assert stage.status[-1].problem == "Another program has taken Ctrl+Alt+R."


def test_announcements_can_be_off(stage: Stage) -> None:
    stage.settings = replace(stage.settings, voice=replace(stage.settings.voice, announce=False))
    job = stage.capture()
    stage.session.receive(Failed(job, FailureKind.NO_TEXT, "Nothing found in this region."))
    assert not stage.notes.heard("say")
    assert stage.notes.heard("fail")


def test_a_text_that_did_not_reach_the_clipboard_is_told(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    stage.session.stored(False, "The text is not on the clipboard. Press Ctrl+C in the result.")
    assert stage.notes.heard("copied")[-1][0] is False
    assert "not on the clipboard" in stage.notes.heard("say")[-1][0]


def test_windows_are_asked_of_the_app(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.session.window_wanted) as asked:
        stage.session.perform(Command(Verb.SETTINGS))
    assert asked.args == [Verb.SETTINGS]


def test_an_element_is_asked_for_and_read_where_it_lies(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.FOCUS, Task("read")))
    ((request,),) = stage.notes.heard("element")
    stage.session.sources.take_element(request, Region(5, 6, 8, 4), "Subject")
    read = stage.notes.heard("submit")[-1][0]
    assert read.shot.region == Region(5, 6, 8, 4)
    assert stage.notes.heard("say") == [("Subject",)]


def test_a_late_answer_about_an_element_is_dropped(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.FOCUS, Task("read")))
    ((request,),) = stage.notes.heard("element")
    stage.capture()
    count = len(stage.notes.heard("submit"))
    stage.session.sources.take_element(request, Region(5, 6, 8, 4), "Subject")
    stage.session.sources.refuse(request, FailureKind.BAD_REGION, "Nothing has the focus.")
    assert len(stage.notes.heard("submit")) == count
    assert not stage.notes.heard("fail")


def test_a_window_of_the_list_is_read(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.WINDOWS, Task("read")))
    assert "choose" in stage.notes.names()
    stage.session.take_window(Region(1, 2, 8, 4))
    assert stage.notes.heard("submit")[-1][0].shot.region == Region(1, 2, 8, 4)


def test_text_is_looked_for_on_the_frozen_screen_while_the_user_chooses(stage: Stage) -> None:
    stage.session.perform(REGION)
    stage.session.scan(SHOT)
    scan = stage.notes.heard("submit")[-1][0]
    assert scan.engine is EngineName.QUICK
    lines = (Line("Hello", Box(0, 0, 4, 2)),)
    stage.session.receive(Piece(scan.job, "Hello"))
    stage.session.receive(was_read(scan.job, Reading("Hello", lines)))
    assert stage.notes.heard("blocks") == [(lines,)]
    assert not stage.notes.heard("feed")
    assert not stage.notes.heard("put"), "nobody asked for this text yet"


def test_a_screen_without_text_is_told_to_who_chooses(stage: Stage) -> None:
    stage.session.perform(REGION)
    stage.session.scan(SHOT)
    scan = stage.notes.heard("submit")[-1][0]
    stage.session.receive(Failed(scan.job, FailureKind.NO_TEXT, "Nothing found."))
    assert stage.notes.heard("blocks") == [((),)]
    assert not stage.notes.heard("say")


def test_who_leaves_the_overlay_ends_the_look_for_text(stage: Stage) -> None:
    stage.session.perform(REGION)
    stage.session.scan(SHOT)
    scan = stage.notes.heard("submit")[-1][0]
    stage.session.abandon()
    assert stage.notes.heard("cancel") == [(scan.job,)]
    stage.session.receive(was_read(scan.job, Reading("Hello")))
    assert not stage.notes.heard("blocks")


def test_a_block_is_read_from_without_reading_it_again(stage: Stage) -> None:
    stage.session.perform(REGION)
    stage.session.scan(SHOT)
    asked = len(stage.notes.heard("submit"))
    reading = Reading("From here on.", (Line("From here on.", Box(0, 0, 8, 4)),))
    stage.session.take_known(SHOT, reading)
    assert len(stage.notes.heard("submit")) == asked
    assert stage.notes.heard("finish")[-1][1] == reading
    assert stage.notes.heard("feed")[-1][1] == "From here on."
    assert stage.notes.heard("put") == [("From here on.",)]
    stage.session.read_again(Task("translate", "de"), EngineName.AUTO)
    assert stage.notes.heard("submit")[-1][0].shot == SHOT


def test_staying_in_the_program_keeps_the_result_out_of_sight(stage: Stage) -> None:
    stage.settings = replace(stage.settings, after=After(stay=True))
    job = stage.capture()
    stage.session.receive(Piece(job, "text"))
    stage.session.receive(was_read(job, Reading("text")))
    assert "open" not in stage.notes.names()
    assert stage.notes.heard("kept")
    assert stage.notes.heard("finish")
    assert stage.notes.heard("feed")


def test_words_that_the_engine_was_unsure_of_are_counted_aloud(stage: Stage) -> None:
    reading = Reading("one two", unsure=((0, 3), (4, 3)))
    job = stage.capture()
    stage.session.receive(was_read(job, reading))
    assert stage.notes.heard("say")[-1] == ("2 words unsure.",)
    stage.settings = replace(stage.settings, after=After(unsure=False))
    job = stage.capture()
    stage.notes.calls.clear()
    stage.session.receive(was_read(job, reading))
    assert not stage.notes.heard("say")


def test_a_program_that_is_gone_can_not_be_gone_back_to_and_that_is_said(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    stage.notes.calls.clear()
    stage.session.go_back()
    assert stage.notes.calls == [("restore",)]
    stage.notes.way_back = False
    stage.session.go_back()
    assert stage.notes.heard("say") == [(NO_WAY_BACK,)]
    assert "stop" not in stage.notes.names(), "what is being read goes on"
    assert stage.told == [NO_WAY_BACK]


def test_that_a_server_reads_is_said_once_of_each_and_shown_each_time(stage: Stage) -> None:
    def read(address: str) -> list[str]:
        stage.settings = replace(stage.settings, server=Server(address))
        note, cut = sent_to(address), "The end is missing."
        job = stage.capture()
        stage.notes.calls.clear()
        stage.session.receive(was_read(job, Reading("text", notes=(note, cut))))
        assert stage.notes.heard("finish")[-1][1].notes == (note, cut)
        return [sentence for (sentence,) in stage.notes.heard("say")]

    one, other = "https://one.example", "https://other.example"
    assert read(one) == [sent_to(one), "The end is missing."]
    assert read(one) == ["The end is missing."]
    assert read(other) == [sent_to(other), "The end is missing."]
    assert read(one) == [sent_to(one), "The end is missing."]


def test_each_step_has_its_sound(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("it speaks for itself")))
    stage.outputs(speak=False)
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("text")))
    job = stage.capture()
    stage.session.receive(Failed(job, FailureKind.NO_TEXT, "Nothing found."))
    job = stage.capture()
    stage.session.receive(Failed(job, FailureKind.ENGINE_DIED, "The engine stopped."))
    assert stage.cues.played == [
        Cue.CAPTURED,
        Cue.CAPTURED,
        Cue.DONE,
        Cue.CAPTURED,
        Cue.NOTHING,
        Cue.CAPTURED,
        Cue.ERROR,
    ]


@pytest.mark.parametrize(
    ("verb", "call"),
    [
        (Verb.PAUSE, ("from", 3)),
        (Verb.NEXT, ("move", Move.NEXT)),
        (Verb.PREVIOUS, ("move", Move.PREVIOUS)),
        (Verb.BACK, ("move", Move.BACK)),
        (Verb.REPEAT, ("move", Move.REPEAT)),
        (Verb.FASTER, ("say", "230 words a minute.")),
        (Verb.SLOWER, ("say", "170 words a minute.")),
        (Verb.SPELL, ("say", "t, e, x, t")),
    ],
)
def test_the_voice_obeys_its_keys(stage: Stage, verb: Verb, call: tuple[Any, ...]) -> None:
    job = stage.capture()
    stage.session.receive(Piece(job, "my text"))
    stage.session.receive(was_read(job, Reading("my text")))
    stage.notes.here = (3, 4, "en")
    stage.notes.calls.clear()
    stage.session.perform(Command(verb))
    assert stage.notes.calls == [call]


def test_a_result_that_is_looked_at_again_is_the_one_that_is_read_again(stage: Stage) -> None:
    old = stage.capture()
    stage.session.receive(was_read(old, Reading("old")))
    stage.capture()
    stage.session.recall(SHOT, Task("table"), lambda: "old words")
    stage.session.perform(Command(Verb.REPEAT))
    assert stage.notes.heard("feed")[-1][1] == "old words"
    stage.session.read_again(Task("translate", "de"), EngineName.AUTO)
    assert stage.notes.heard("submit")[-1][0].shot == SHOT


def test_a_region_is_chosen_to_be_watched_and_the_key_ends_it(stage: Stage) -> None:
    wanted: list[Region | None] = []
    stage.session.watch_wanted.connect(wanted.append)
    stage.session.perform(Command(Verb.WATCH))
    stage.session.take(SHOT, Task("read"))
    assert wanted == [SHOT.region]
    assert not stage.notes.heard("submit")
    assert stage.notes.names()[-1] == "restore"
    stage.session.watching = True
    stage.session.perform(Command(Verb.WATCH))
    stage.session.perform(Command(Verb.STOP))
    assert wanted[1:] == [None, None]
    stage.session.watching = False
    stage.capture()
    assert stage.notes.heard("submit"), "the next region is read"


def test_a_block_can_be_watched(stage: Stage) -> None:
    wanted: list[Region | None] = []
    stage.session.watch_wanted.connect(wanted.append)
    stage.session.perform(Command(Verb.WATCH))
    stage.session.take_known(SHOT, Reading("Score 1:0"))
    assert wanted == [SHOT.region]


def test_what_was_heard_while_watching_takes_no_result_from_under_the_user(stage: Stage) -> None:
    job = stage.capture()
    stage.session.receive(was_read(job, Reading("looked at")))
    stage.notes.in_sight = True
    stage.session.keep(Reading("One.\nTwo."))
    assert stage.notes.heard("shelve") == [("One.\nTwo.",)]
    assert not stage.notes.heard("kept")
    assert stage.session.outcome.last_text == "One.\nTwo."
    stage.session.read_again(Task("table"), EngineName.AUTO)
    assert stage.notes.heard("submit")[-1][0].shot == SHOT, "the picture of what is looked at"


def test_what_was_heard_while_watching_is_the_last_result(stage: Stage) -> None:
    stage.session.keep(Reading("One.\nTwo."))
    assert stage.notes.heard("kept")
    assert stage.notes.heard("finish")[-1][1].text == "One.\nTwo."
    assert stage.session.outcome.last_text == "One.\nTwo."
    assert not stage.notes.heard("put")
    assert not stage.notes.heard("feed")


def test_several_pictures_become_one_reading(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.CAMERA))
    number = stage.session.join(Task())
    assert not stage.session.sources.busy  # whatever the camera's window says now is too late
    stage.session.abandon()
    assert "Cancelled." not in [call[0] for call in stage.notes.heard("say")]
    stage.session.receive(Piece(number, "one"))
    stage.session.receive(was_read(number, Reading("one\n\ntwo")))
    assert stage.notes.heard("finish")[-1][0] == number
    assert stage.session.outcome.last_text == "one\n\ntwo"


def test_several_pictures_are_read_again_by_whoever_read_them(stage: Stage) -> None:
    asked: list[tuple[Task, EngineName]] = []
    stage.session.join(Task(), SHOT, lambda task, engine: asked.append((task, engine)))
    stage.session.read_again(Task(), EngineName.QUICK)
    assert asked == [(Task(), EngineName.QUICK)]
    assert not stage.notes.heard("submit")


def test_whoever_reads_them_is_told_that_it_was_left(stage: Stage) -> None:
    left: list[int] = []
    stage.session.left_job.connect(left.append)
    number = stage.session.join(Task())
    stage.session.cancel()
    assert left == [number]
    stage.session.cancel()
    assert left == [number]
