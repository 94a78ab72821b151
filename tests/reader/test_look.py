"""The picture is looked at while the user is still asked what the task must be told."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.reader.patience import PATIENCE, Patience
from desktop.reader.worker import ReaderOptions
from desktop.values import Done, EngineName, Failed, FailureKind, Shot, Started
from tests.reader.desk import Desk
from tests.reader.kinds import shot
from tests.reader.looking_child import LAYER
from tests.tiny_hunyuan.render import draw

CHECKPOINT = Path(__file__).resolve().parents[1] / "tiny_hunyuan" / "checkpoint"
HUNYUAN, QUICK = EngineName.HUNYUAN, EngineName.QUICK
OPTIONS = ReaderOptions(HUNYUAN, str(CHECKPOINT), "cpu")
LONG, SHORT = Shot(bytes(400), 100, 1), Shot(bytes(4), 1, 1)
"""What the slow engine looks at for minutes, and for one layer."""

SLOW = "tests.reader.looking_child"


@pytest.fixture
def slow() -> Iterator[Desk]:
    begin = Patience(load=60, begin=LAYER / 2, silence=60, silence_per_megapixel=0)
    desk = Desk(OPTIONS, {**PATIENCE, HUNYUAN: begin}, SLOW)
    desk.reader.warm(HUNYUAN)
    desk.ready()
    yield desk
    desk.close()


def processor_seconds(pid: int) -> float:
    """What the process has taken of the processors."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def works(pid: int) -> None:
    """Wait until the process computes."""
    before, deadline = processor_seconds(pid), time.monotonic() + 10
    while processor_seconds(pid) < before + 0.1:
        assert time.monotonic() < deadline, "it does nothing"
        time.sleep(0.01)


def comes_to_rest(pid: int, within: float) -> None:
    """Wait until the process takes less than a tenth of a processor."""
    deadline = time.monotonic() + within
    while True:
        before = processor_seconds(pid)
        time.sleep(0.3)
        if processor_seconds(pid) < before + 0.03:
            return
        assert time.monotonic() < deadline, "the processor goes on"


@pytest.fixture
def trained() -> Iterator[Desk]:
    desk = Desk(OPTIONS)
    yield desk
    desk.close()


def test_what_is_read_after_a_look_is_what_is_read_without(trained: Desk) -> None:
    for looked, read in (("harbour", "harbour"), ("silver bridge", "window 100")):
        trained.look(shot(draw(looked).image))
        answer = trained.read(shot(draw(read).image))
        assert isinstance(answer, Done)
        assert answer.reading.text == read


def test_a_look_that_nobody_goes_on_with_leaves_the_engine_as_it_was(trained: Desk) -> None:
    trained.reader.cancel(trained.look(shot(draw("harbour").image)))
    answer = trained.read(shot(draw("harbour").image))
    assert isinstance(answer, Done)
    assert answer.reading.text == "harbour"


def test_the_quick_engine_is_not_bothered(trained: Desk) -> None:
    trained.look(shot(draw("harbour").image), QUICK)
    answer = trained.read(shot(draw("harbour").image))
    assert isinstance(answer, Done)
    assert trained.reader.pid(QUICK) is None


@pytest.mark.parametrize("how", ["read", "asked anew"])
def test_a_cancel_ends_the_look_that_has_become_something_else(slow: Desk, how: str) -> None:
    pid = slow.pid(HUNYUAN)
    slow.look(LONG)
    works(pid)
    if how == "read":
        job = slow.submit(LONG)
        slow.started()
    else:
        job = slow.look(LONG)
    slow.reader.cancel(job)
    comes_to_rest(pid, LAYER + 1.5)
    assert slow.reader.pid(HUNYUAN) == pid


@pytest.mark.parametrize("engine", [QUICK, EngineName.REMOTE])
def test_another_engine_that_reads_ends_the_look(slow: Desk, engine: EngineName) -> None:
    pid = slow.pid(HUNYUAN)
    slow.look(LONG)
    works(pid)
    slow.read(LONG, engine=engine)
    comes_to_rest(pid, LAYER + 1.5)
    assert slow.reader.pid(HUNYUAN) == pid


def test_a_read_behind_a_look_begins_at_once_and_ends_no_engine(slow: Desk) -> None:
    pid = slow.pid(HUNYUAN)
    slow.look(SHORT)
    works(pid)
    job = slow.submit(SHORT)
    asked = time.monotonic()
    slow.started()
    assert slow.heard[-1][0] - asked < LAYER / 2
    assert isinstance(slow.end(job), Done)
    assert slow.reader.pid(HUNYUAN) == pid


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_long_look_is_gone_on_with_and_given_up_for_another_picture(
    full_size_folder: Path,
) -> None:
    """At full size, where a look takes seconds: a read of the same picture begins at once, by its
    own word, and one of another picture doesn't wait for the look's end."""
    desk = Desk(ReaderOptions(HUNYUAN, str(full_size_folder), "cpu"))
    try:
        picture, other = (shot(draw(words).image) for words in ("harbour", "window 100"))
        desk.reader.warm(HUNYUAN)
        desk.ready()
        comes_to_rest(desk.pid(HUNYUAN), 60.0)  # the weights are packed while it waits
        desk.look(picture)
        time.sleep(1.0)  # the look is on its way
        job = desk.submit(picture)
        asked = time.monotonic()
        assert isinstance(desk.next(Started), Started)
        assert desk.heard[-1][0] - asked < 1.5
        desk.reader.cancel(job)
        stopped = desk.end(job)
        assert isinstance(stopped, Failed)
        assert stopped.kind is FailureKind.CANCELLED
        comes_to_rest(desk.pid(HUNYUAN), 3.0)
        desk.look(picture)
        job = desk.submit(other)
        asked = time.monotonic()
        desk.next(Started)
        assert desk.heard[-1][0] - asked < 2.5
        desk.reader.cancel(job)
        desk.end(job)
    finally:
        desk.close()
