"""The picture is looked at while the user is still asked what the task must be told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.reader.worker import ReaderOptions
from desktop.values import Done, EngineName, Failed, FailureKind, Started
from tests.reader.desk import Desk
from tests.reader.kinds import shot
from tests.tiny_hunyuan.render import draw

CHECKPOINT = Path(__file__).resolve().parents[1] / "tiny_hunyuan" / "checkpoint"
HUNYUAN = EngineName.HUNYUAN


@pytest.fixture
def trained() -> Iterator[Desk]:
    desk = Desk(ReaderOptions(HUNYUAN, str(CHECKPOINT), "cpu"))
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
    trained.look(shot(draw("harbour").image), EngineName.QUICK)
    answer = trained.read(shot(draw("harbour").image))
    assert isinstance(answer, Done)
    assert trained.reader.pid(EngineName.QUICK) is None


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
        desk.look(picture)
        job = desk.submit(other)
        asked = time.monotonic()
        desk.next(Started)
        assert desk.heard[-1][0] - asked < 2.5
        desk.reader.cancel(job)
        desk.end(job)
    finally:
        desk.close()
