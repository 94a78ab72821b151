"""The life of an engine's process, played: its pulse, its generations, its memory given back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue

import pytest

from desktop.children.child import Ended
from desktop.reader import seats
from desktop.reader.patience import PULSE, Patience
from desktop.reader.worker import Reader, ReaderOptions
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Looked,
    Piece,
    Reading,
    Ready,
    Shot,
    Started,
    Task,
    Unloaded,
)
from tests.reader.desk import Desk
from tests.reader.played import PlayedChild

PIXEL = Shot(bytes(4), 1, 1)
QUICK, HUNYUAN, REMOTE = EngineName.QUICK, EngineName.HUNYUAN, EngineName.REMOTE
OPTIONS = ReaderOptions(device="cpu", unload_minutes=0)


@pytest.fixture
def desk() -> Iterator[Desk]:
    one = Desk(OPTIONS)
    yield one
    one.close()


def begun(desk: Desk, played: Queue[PlayedChild], engine: EngineName = HUNYUAN) -> PlayedChild:
    """A job in hand that the engine has begun."""
    job = desk.submit(PIXEL, engine=engine)
    child = played.get(timeout=5)
    child.say(Ready(engine, "cpu", 0.2, memory=7))
    child.say(Started(job, engine, "cpu"))
    desk.started()
    return child


@pytest.mark.logs_warnings
def test_late_words_of_a_killed_process_do_not_reach_the_job_that_another_reads(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    engine = begun(desk, played)
    engine.next("send")
    engine.say(Piece(desk.job, "one "))
    engine.unanswered = 100
    engine.next("kill")
    assert engine.next("send").job == desk.job
    assert engine.generation == 2
    engine.unanswered = 0
    engine.say(Piece(desk.job, "STALE"), generation=1)
    engine.say(Done(desk.job, Reading("STALE")), generation=1)
    engine.say(Failed(0, FailureKind.BAD_MODEL, "Stale."), generation=1)
    engine.say(Ended("hunyuan", 1, -9, wanted=True))
    engine.say(Ready(HUNYUAN, "cpu", 0.2))
    engine.say(Started(desk.job, HUNYUAN, "cpu"))
    engine.say(Piece(desk.job, "one two"))
    engine.say(Done(desk.job, Reading("one two")))
    answer = desk.end()
    assert isinstance(answer, Done)
    assert answer.reading.text == "one two"
    assert desk.text() == "one two"


@pytest.mark.logs_warnings
def test_no_pulse_while_a_job_is_in_hand_ends_the_process_and_reads_once_more(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    engine = begun(desk, played)
    for _ in range(2):
        assert engine.next("ping") is None
    engine.unanswered = 3
    with pytest.raises(Empty):
        engine.next("kill", timeout=2.5 * PULSE)
    engine.unanswered = 4
    engine.next("kill")
    engine.next("send")
    engine.say(Ready(HUNYUAN, "cpu", 0.2))
    engine.next("kill")
    assert played.get(timeout=5).name == QUICK, "twice without a pulse: the quick engine helps out"


def test_while_it_loads_a_process_may_hold_its_breath(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    desk.submit(PIXEL, engine=HUNYUAN)
    engine = played.get(timeout=5)
    engine.unanswered = 20
    with pytest.raises(Empty):
        engine.next("kill", timeout=3 * PULSE)
    engine.next("ping")


def test_idle_nobody_asks_and_nothing_wakes(desk: Desk, played: Queue[PlayedChild]) -> None:
    engine = begun(desk, played)
    engine.say(Done(desk.job, Reading("read")))
    desk.end()
    with pytest.raises(Empty):
        engine.next("ping", timeout=3 * PULSE)
    assert desk.reader._handling.next_due() is None
    desk.reader.configure(replace(OPTIONS, unload_minutes=15))
    desk.submit(PIXEL, engine=QUICK)
    quick = played.get(timeout=5)
    quick.say(Done(desk.job, Reading("read")))
    desk.end()
    assert 800 < (desk.reader._handling.next_due() or 0) <= 900, (
        "one wait, until it is to be unloaded"
    )


def test_after_some_idle_minutes_the_memory_is_given_back(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    desk.reader.configure(replace(OPTIONS, unload_minutes=0.01))
    engine = begun(desk, played)
    with pytest.raises(Empty):
        engine.next("stop", timeout=1.0)
    engine.say(Done(desk.job, Reading("read")))
    desk.end()
    began = time.monotonic()
    engine.next("stop", timeout=3)
    assert 0.4 < time.monotonic() - began < 2
    with pytest.raises(AssertionError):
        desk.next(Unloaded, timeout=0.2)
    engine.say(Ended("hunyuan", 1, 0, wanted=True))
    assert desk.next(Unloaded, timeout=5) == Unloaded(HUNYUAN)
    assert desk.reader.pid(HUNYUAN) is None
    desk.submit(PIXEL, engine=HUNYUAN)
    assert played.get(timeout=5).next("send").job == desk.job


def test_an_engine_that_looks_is_not_idle(desk: Desk, played: Queue[PlayedChild]) -> None:
    desk.reader.configure(replace(OPTIONS, engine=HUNYUAN, unload_minutes=0.01))
    engine = begun(desk, played)
    engine.say(Done(desk.job, Reading("read")))
    desk.end()
    look = desk.look(PIXEL)
    with pytest.raises(Empty):
        engine.next("stop", timeout=1.2)
    engine.say(Looked(look))
    began = time.monotonic()
    engine.next("stop", timeout=3)
    assert 0.4 < time.monotonic() - began < 2


@pytest.mark.logs_warnings
def test_a_look_ends_with_its_process(desk: Desk, played: Queue[PlayedChild]) -> None:
    desk.reader.configure(replace(OPTIONS, engine=HUNYUAN, unload_minutes=0.01))
    engine = begun(desk, played)
    engine.say(Done(desk.job, Reading("read")))
    desk.end()
    desk.look(PIXEL)
    engine.say(Ended("hunyuan", 1, -9, wanted=False))
    engine.next("start")
    engine.say(Ready(HUNYUAN, "cpu", 0.2))
    engine.next("stop", timeout=3)


def test_a_warm_model_survives_settings_that_do_not_concern_it(
    desk: Desk, played: Queue[PlayedChild], tmp_path: Path
) -> None:
    engine = begun(desk, played)
    engine.say(Done(desk.job, Reading("read")))
    desk.end()
    for options in (
        replace(OPTIONS, engine=QUICK),
        replace(OPTIONS, unload_minutes=30),
        replace(OPTIONS, server="https://gpu.example", server_model="x", agreed="y"),
    ):
        desk.reader.configure(options)
    desk.submit(PIXEL, engine=HUNYUAN)
    engine.next("send")
    engine.next("send")
    engine.say(Done(desk.job, Reading("read")))
    desk.end()
    desk.reader.configure(replace(OPTIONS, model_dir=str(tmp_path)))
    engine.next("stop")
    assert played.empty()


@pytest.mark.parametrize("asked", [EngineName.AUTO, HUNYUAN])
@pytest.mark.logs_warnings
def test_no_memory_for_a_picture_lets_the_quick_engine_read_what_it_can(
    desk: Desk, played: Queue[PlayedChild], asked: EngineName
) -> None:
    engine = begun(desk, played, HUNYUAN)
    engine.say(Done(desk.job, Reading("read")))
    desk.end()
    sentence = "The memory doesn't hold this picture. Choose a smaller region."
    job = desk.submit(PIXEL, engine=asked)
    engine.say(Started(job, HUNYUAN, "cpu"))
    engine.say(Piece(job, "half"))
    engine.say(Failed(job, FailureKind.NO_MEMORY, sentence))
    quick = played.get(timeout=5)
    assert quick.name == QUICK
    quick.say(Started(job, QUICK, "cpu"))
    quick.say(Piece(job, "whole"))
    quick.say(Done(job, Reading("whole")))
    answer = desk.end()
    assert isinstance(answer, Done)
    assert answer.reading.notes == (f"Read by the quick engine. {sentence}",)
    assert desk.text() == "half\nwhole"
    started = [m.engine for _, m in desk.heard if isinstance(m, Started)]
    assert started == [HUNYUAN, QUICK]
    # What only HunyuanOCR can do is told.
    job = desk.submit(PIXEL, Task("table"), engine=asked)
    engine.say(Failed(job, FailureKind.NO_MEMORY, sentence))
    answer = desk.end()
    assert isinstance(answer, Failed)
    assert answer.sentence == sentence


def test_the_memory_is_told_with_the_device(desk: Desk, played: Queue[PlayedChild]) -> None:
    begun(desk, played)
    assert [m.memory for _, m in desk.heard if isinstance(m, Ready)] == [7]


def test_a_server_has_a_seat_of_its_own_that_ends_with_its_address(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    address = "https://gpu.example:8000"
    options = replace(OPTIONS, server=address, server_model="ocr", agreed=address)
    desk.reader.configure(options)
    server = begun(desk, played, REMOTE)
    assert server.arguments == ("remote", address, "ocr")
    server.say(Done(desk.job, Reading("read", engine=REMOTE, device=address)))
    answer = desk.end()
    assert isinstance(answer, Done)
    assert answer.reading.notes == (
        f"Read by the server at {address}: the picture was sent there.",
    )
    desk.reader.configure(replace(options, server="https://other.example"))
    server.next("stop")
    answer = desk.read(PIXEL, engine=REMOTE)
    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NOT_AGREED
    assert played.empty()


HERE, THERE = "https://here.example", "https://there.example"
AGREED = replace(OPTIONS, server=HERE, agreed=HERE)


@pytest.mark.parametrize("how", ["dies", "is stuck"])
@pytest.mark.logs_warnings
def test_a_picture_that_is_read_once_more_goes_to_no_other_server(
    desk: Desk, played: Queue[PlayedChild], how: str
) -> None:
    desk.reader.configure(AGREED)
    server = begun(desk, played, REMOTE)
    server.next("send")
    desk.reader.configure(replace(AGREED, server=THERE))
    if how == "dies":
        server.say(Ended("remote", 1, -9, wanted=False))
    else:
        server.unanswered = 100
    # The user may have gone back on it only in part: here is still what was agreed to.
    assert server.next("send").job == desk.job
    assert played.empty()
    assert server.arguments == ("remote", HERE, "")


@pytest.mark.logs_warnings
def test_a_picture_that_waits_is_not_sent_after_the_agreement_has_gone(
    desk: Desk, played: Queue[PlayedChild]
) -> None:
    desk.reader.configure(AGREED)
    server = begun(desk, played, REMOTE)
    server.next("send")
    server.refuse_for = 0.3
    server.say(Ended("remote", 1, -9, wanted=False))
    server.next("refused")
    server.refuse_for = 0.0
    desk.reader.configure(replace(AGREED, server=THERE, agreed=THERE))
    answer = desk.end()
    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NO_SERVER
    assert answer.sentence == ("The server was changed in Settings while it read this. Try again.")
    assert played.empty()
    with pytest.raises(Empty):
        server.next("send", timeout=0.1)


def test_an_engine_asked_for_ahead_does_not_end_the_one_that_reads(
    desk: Desk, played: Queue[PlayedChild], tmp_path: Path
) -> None:
    engine = begun(desk, played)
    desk.reader.configure(replace(OPTIONS, model_dir=str(tmp_path)))
    desk.reader.warm(EngineName.AUTO)
    engine.say(Done(desk.job, Reading("read")))
    assert isinstance(desk.end(), Done)


@pytest.mark.parametrize("engine", [HUNYUAN, REMOTE])
def test_what_other_settings_end_is_told_as_unloaded(
    desk: Desk, played: Queue[PlayedChild], tmp_path: Path, engine: EngineName
) -> None:
    desk.reader.configure(AGREED)
    child = begun(desk, played, engine)
    child.say(Done(desk.job, Reading("read")))
    desk.end()
    desk.reader.configure(replace(AGREED, server=THERE, agreed=THERE, model_dir=str(tmp_path)))
    child.next("stop")
    child.say(Ended(engine, 1, 0, wanted=True))
    assert desk.next(Unloaded, timeout=5) == Unloaded(engine)
    # Where the next one is loaded before the last has ended, that one counts.
    child = begun(desk, played, engine)
    child.say(Done(desk.job, Reading("read")))
    desk.end()
    desk.reader.configure(AGREED)
    child.next("stop")
    begun(desk, played, engine)
    child.say(Ended(engine, 1, 0, wanted=True))
    with pytest.raises(AssertionError):
        desk.next(Unloaded, timeout=0.2)


def test_the_end_of_one_never_loaded_is_no_news(
    desk: Desk, played: Queue[PlayedChild], tmp_path: Path
) -> None:
    desk.reader.warm(HUNYUAN)
    child = played.get(timeout=5)
    child.next("start")
    desk.reader.configure(replace(OPTIONS, model_dir=str(tmp_path)))
    child.next("stop")
    child.say(Ended("hunyuan", 1, 0, wanted=True))
    with pytest.raises(AssertionError):
        desk.next(Unloaded, timeout=0.2)


def test_every_engine_has_its_patience() -> None:
    reader = Reader(OPTIONS, lambda _message: None)
    try:
        for engine in (QUICK, HUNYUAN, REMOTE):
            patience = reader._handling._patience[engine]
            assert isinstance(patience, Patience)
            assert patience.frozen + PULSE <= 3.0
    finally:
        reader.close()
    assert seats.GRACE < 1
