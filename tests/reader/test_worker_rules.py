"""What the worker thread does with what an engine's process says; the process is played."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator
from queue import Empty, Queue
from typing import Any

import pytest

from desktop.children.child import Ended
from desktop.model import folder as model_folder
from desktop.reader import child, handling, hands, patience
from desktop.reader.worker import ReaderOptions
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Read,
    Reading,
    Ready,
    Shot,
    Started,
    Task,
)
from tests.reader.desk import Desk
from tests.reader.played import PlayedChild

PIXEL = Shot(bytes(4), 1, 1)
QUICK, HUNYUAN = EngineName.QUICK, EngineName.HUNYUAN


@pytest.fixture
def desk() -> Iterator[Desk]:
    one = Desk(ReaderOptions(device="cpu"))
    yield one
    one.close()


def test_a_note_tells_of_a_language_that_the_makers_have_not_tested(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    notes = []
    for to in ("fr", "en"):
        job = desk.submit(PIXEL, Task("translate", to))
        if to == "fr":
            engine, quick = played.get(timeout=5), played.get(timeout=5)
            engine.say(Ready(HUNYUAN, "cpu", 0.1))
        quick.say(Failed(job, FailureKind.NO_TEXT, "Nothing found."))
        while engine.next("send").job != job:
            pass
        engine.say(Started(job, HUNYUAN, "cpu"))
        engine.say(Done(job, Reading("Bonjour", engine=HUNYUAN)))
        answer = desk.end()
        assert isinstance(answer, Done)
        notes.append(answer.reading.notes)
    assert notes == [("Translation to French is untested by its makers.",), ()]


@pytest.mark.logs_warnings
def test_an_error_that_nobody_foresaw_ends_the_job_and_not_the_thread(
    desk: Desk,
    played: Queue[PlayedChild],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_read: Read, _options: ReaderOptions) -> Failed:
        raise KeyError("SECRET")

    with monkeypatch.context() as patch:
        patch.setattr(handling, "choose", broken)
        answer = desk.read(PIXEL)
    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NO_ENGINE
    assert answer.sentence.endswith(".")
    assert "KeyError at worker.py:" in caplog.text
    assert "SECRET" not in caplog.text
    # An error over what a process says ends the job that it belongs to.
    job = desk.submit(PIXEL, engine=QUICK)
    engine = played.get(timeout=5)
    engine.say(Done(job, None))  # type: ignore[arg-type]
    answer = desk.end()
    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NO_ENGINE
    job = desk.submit(PIXEL, engine=QUICK)
    engine.say(Done(job, Reading("read")))
    assert isinstance(desk.end(), Done)


@pytest.mark.logs_warnings
def test_the_log_tells_why_nothing_was_read(
    desk: Desk, played: Queue[PlayedChild], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "sightread.reader")
    for kind in (FailureKind.NO_TEXT, FailureKind.BAD_PICTURE):
        job = desk.submit(PIXEL, engine=QUICK)
        if kind is FailureKind.NO_TEXT:
            engine = played.get(timeout=5)
        engine.say(Failed(job, kind, "A sentence.", "the detail"))
        desk.end()
    assert [(r.name, r.levelname, r.getMessage()) for r in caplog.records] == [
        ("sightread.reader", "INFO", "bad-picture: the detail")
    ]
    caplog.clear()
    desk.submit(PIXEL, engine=QUICK)
    for _ in range(2):
        engine.next("send")
    for _ in range(2):
        engine.next("send")
        engine.say(Ended("quick", 1, -9, wanted=False, detail="parrot.py:3 work"))
    assert isinstance(desk.end(), Failed)
    said = [(r.levelname, r.getMessage()) for r in caplog.records]
    assert said.count(("WARNING", "quick ended with -9. parrot.py:3 work")) == 2
    assert said[-1][1].startswith("engine-died: ")


def unloadable(desk: Desk, played: Queue[PlayedChild], kind: FailureKind) -> PlayedChild:
    """An engine that can't be loaded; the quick one has read. Gives that one."""
    job = desk.submit(PIXEL)
    played.get(timeout=5).say(Failed(0, kind, "It can't be loaded."))
    quick = played.get(timeout=5)
    assert quick.name == QUICK
    quick.say(Done(job, Reading("read")))
    answer = desk.end()
    assert isinstance(answer, Done)
    assert "It can't be loaded." in answer.reading.notes[0]
    quick.next("send")
    return quick


def test_what_could_not_be_loaded_is_tried_again_after_a_while(
    desk: Desk, played: Queue[PlayedChild], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = unloadable(desk, played, FailureKind.BAD_MODEL)
    desk.submit(PIXEL)
    quick.next("send")
    assert played.empty()
    monkeypatch.setattr(hands, "UNLOADABLE_SECONDS", 0.0)
    desk.submit(PIXEL)
    assert played.get(timeout=5).name == HUNYUAN


def test_what_had_no_memory_is_tried_again_at_once(desk: Desk, played: Queue[PlayedChild]) -> None:
    unloadable(desk, played, FailureKind.NO_MEMORY)
    desk.submit(PIXEL)
    assert played.get(timeout=5).name == HUNYUAN


@pytest.mark.parametrize("by", ["a read", "a look"])
def test_no_look_tries_again_what_could_not_be_loaded(
    desk: Desk, played: Queue[PlayedChild], by: str
) -> None:
    if by == "a read":
        quick = unloadable(desk, played, FailureKind.BAD_MODEL)
    else:
        desk.look(PIXEL)
        played.get(timeout=5).say(Failed(0, FailureKind.BAD_MODEL, "It can't be loaded."))
        desk.submit(PIXEL, engine=QUICK)
        quick = played.get(timeout=5)
        quick.next("send")
        quick.say(Done(desk.job, Reading("read")))
        desk.end()
    desk.look(PIXEL)
    desk.submit(PIXEL, engine=QUICK)
    quick.next("send")
    assert played.empty()


def test_a_look_is_ended_by_what_does_not_go_on_with_it(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    look = desk.look(PIXEL)
    engine = played.get(timeout=5)
    assert engine.next("send").job == look
    engine.say(Ready(HUNYUAN, "cpu", 0.1))
    job = desk.submit(PIXEL, Task("ask", wording="What is it?"))
    what, read = engine.got.get(timeout=5)
    assert (what, read.job) == ("send", job), "the look is a part of this read"
    engine.say(Done(job, Reading("read")))
    desk.end()
    desk.submit(PIXEL, Task("ask", wording="What is it?"), QUICK)
    assert engine.next("cancel") == look


def test_a_load_without_memory_is_not_blamed_on_the_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Channel:
        said: list[Any]

        def send(self, message: object) -> None:
            self.said = [message]

    class Large:
        def load(self) -> None:
            raise MemoryError

    program = child._Program(QUICK, [])
    monkeypatch.setattr(program, "_made", Large)
    channel = Channel()
    program.begin(channel)  # type: ignore[arg-type]
    (failed,) = channel.said
    assert (failed.job, failed.kind) == (0, FailureKind.NO_MEMORY)
    assert "programs" in failed.sentence
    assert "region" not in failed.sentence


def test_nothing_looks_for_garbage_while_an_engine_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Channel:
        def send(self, message: object) -> None:
            assert isinstance(message, Ready)

    class Loading:
        name, device, notes, memory = QUICK, "cpu", (), 0

        def load(self) -> None:
            enabled.append(gc.isenabled())

    enabled: list[bool] = []
    program = child._Program(QUICK, [])
    monkeypatch.setattr(program, "_made", Loading)
    try:
        program.begin(Channel())  # type: ignore[arg-type]
        frozen = gc.get_freeze_count()
    finally:
        gc.unfreeze()
    assert enabled == [False]
    assert gc.isenabled()
    assert frozen > 0


@pytest.mark.logs_warnings
def test_an_engine_busy_with_a_cancelled_job_is_replaced(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    first = desk.submit(PIXEL, engine=HUNYUAN)
    engine = played.get(timeout=5)
    engine.say(Ready(HUNYUAN, "cpu", 0.2))
    engine.say(Started(first, HUNYUAN, "cpu"))
    desk.started()
    second = desk.submit(PIXEL, engine=HUNYUAN)
    began = time.monotonic()
    engine.next("kill")
    assert patience.LEAST_WAIT - 0.1 < time.monotonic() - began < 3
    assert engine.next("send").job == second
    engine.say(Ready(HUNYUAN, "cpu", 0.2))
    engine.say(Started(second, HUNYUAN, "cpu"))
    engine.say(Done(second, Reading("read")))
    assert isinstance(desk.end(), Done)


def test_an_engine_that_loads_slowly_is_waited_for(desk: Desk, played: Queue[PlayedChild]) -> None:
    first = desk.submit(PIXEL, engine=HUNYUAN)
    engine = played.get(timeout=5)
    engine.say(Ready(HUNYUAN, "cpu", 30.0))
    engine.say(Started(first, HUNYUAN, "cpu"))
    desk.started()
    second = desk.submit(PIXEL, engine=HUNYUAN)
    with pytest.raises(Empty):
        engine.next("kill", timeout=patience.LEAST_WAIT + 0.3)
    engine.say(Failed(first, FailureKind.CANCELLED, "Stopped."))
    engine.say(Started(second, HUNYUAN, "cpu"))
    engine.say(Done(second, Reading("read")))
    assert isinstance(desk.end(), Done)


def test_a_hopeless_folder_is_said_and_the_next_read_answered(desk: Desk) -> None:
    assert model_folder.find("~nosuchuser/model") is not None
    for folder in ("~nosuchuser/model", "x" * 300):
        desk.reader.configure(ReaderOptions(HUNYUAN, folder))
        answer = desk.read(PIXEL)
        assert isinstance(answer, Failed)
        assert answer.kind is FailureKind.NO_MODEL
        assert "Choose" in answer.sentence
