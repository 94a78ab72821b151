"""The quick engine's own budgets: what a person waits for a reading, and for a change of mind."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from desktop.reader.worker import ReaderOptions
from desktop.values import Done, EngineName, Failed, Started
from tests.benchmarks.measured import keep
from tests.benchmarks.pace import COMPUTE, Pace, paced
from tests.reader.desk import Desk
from tests.reader.kinds import FAMILIES, KINDS, Page, font, render


@pytest.fixture
def pace() -> Pace:
    """How slow the machine is before the reader starts."""
    return paced(COMPUTE)


@pytest.fixture
def desk(pace: Pace) -> Iterator[Desk]:
    """A reader whose quick engine is warm."""
    warm = Desk(ReaderOptions(engine=EngineName.QUICK))
    assert isinstance(warm.read(render("dialog", "dejavu").shot), Done)
    yield warm
    warm.close()


def test_thirteen_kinds_of_screenshot(desk: Desk, pace: Pace) -> None:
    values = []
    for family in FAMILIES:
        for kind in KINDS:
            shot = render(kind, family).shot
            began = time.monotonic()
            assert isinstance(desk.read(shot), Done)
            values.append((time.monotonic() - began) * 1000)
    desk.close()
    keep("a whole screenshot read, quick engine", 350, "ms", values, pace)


def test_cancel(desk: Desk, pace: Pace) -> None:
    page = Page(1500, 1200)
    line = "The quick brown fox jumps over the lazy dog again. " * 3
    page.block(20, 20, [line] * 40, font("serif", 16))
    large, small = page.done().shot, render("dialog", "dejavu").shot
    values = []
    for _ in range(15):
        job = desk.submit(large)
        desk.started()
        time.sleep(0.1)  # into the detection, the longest stretch of computing there is
        cancelled = time.monotonic()
        desk.reader.cancel(job)
        assert isinstance(desk.end(job), Failed)
        desk.submit(small)
        desk.next(Started)
        values.append((desk.heard[-1][0] - cancelled) * 1000)
        assert isinstance(desk.end(), Done)
    desk.close()
    keep("cancel to engine free for the next job", 100, "ms", values, pace)
