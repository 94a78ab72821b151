"""The window's side: frames out, what was seen back, whatever becomes of the child."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sized
from functools import partial
from pathlib import Path

import cv2
import pytest
from pytestqt.qtbot import QtBot

from desktop.camera import eyes as eyes_module
from desktop.camera.eyes import Eyes
from desktop.camera.values import (
    EDGES_NOT_FOUND,
    NO_GUIDANCE,
    Advice,
    Flatten,
    Flattened,
    Frame,
    Seen,
)
from desktop.capture.qt import from_image
from desktop.children.child import Child, ChildGone, Ended, From
from tests.camera.scenes import Scene, View, desk, letter, to_image

ROOT = Path(__file__).resolve().parents[2]
BLACK = bytes(64 * 48)


class Scripted:
    """A child that does with each message what the test says."""

    def __init__(self, act: Callable[[Scripted, object], None]) -> None:
        self.act = act
        self.generation = 0
        self.sent: list[object] = []
        self.kills = 0
        self.stops = 0
        self._alive = False

    def made(self, deliver: Callable[[object], None]) -> Scripted:
        self._deliver = deliver
        return self

    def send(self, message: object) -> None:
        if not self._alive:
            self.generation += 1
            self._alive = True
        self.sent.append(message)
        self.act(self, message)

    def say(self, message: object, generation: int | None = None) -> None:
        self._deliver(From(generation or self.generation, message))

    def die(self) -> None:
        self._alive = False
        self.say(Ended("eyes", self.generation, -9, wanted=False))

    def kill(self) -> None:
        self.kills += 1
        self._alive = False

    def stop(self, grace_seconds: float) -> None:
        self.stops += 1
        self._alive = False


def sees(child: Scripted, message: object) -> None:
    if isinstance(message, Frame):
        child.say(answer(message))


def answer(frame: Frame) -> Seen:
    return Seen(frame.number, frame.time, None, 0, 0, 0, False, 0, Advice.TOO_DARK)


def keeps(child: Scripted, message: object) -> None:
    """Says nothing."""


def reached(found: Sized, count: int) -> bool:
    return len(found) == count


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[[Scripted], Eyes]]:
    made: list[Eyes] = []

    def build(child: Scripted) -> Eyes:
        made.append(Eyes(make_child=child.made))
        return made[-1]

    yield build
    for eyes in made:
        eyes.close()


def test_a_frame_is_answered(qtbot: QtBot, make: Callable[[Scripted], Eyes]) -> None:
    eyes = make(Scripted(sees))
    with qtbot.waitSignal(eyes.seen) as got:
        assert eyes.look(7, BLACK, 64, 48, 1.0)
    assert got.args[0].number == 7


def test_an_endless_stream_never_queues(make: Callable[[Scripted], Eyes]) -> None:
    child = Scripted(keeps)
    eyes = make(child)
    took = [eyes.look(number, BLACK, 64, 48, number / 30) for number in range(2000)]
    assert took == [True] + [False] * 1999
    assert len(child.sent) == 1


def test_no_more_than_fifteen_a_second_are_looked_at(
    qtbot: QtBot, make: Callable[[Scripted], Eyes]
) -> None:
    child = Scripted(sees)
    eyes = make(child)
    for number in range(60):
        if eyes.look(number, BLACK, 64, 48, number / 30):
            qtbot.waitSignal(eyes.seen).wait()
    assert len(child.sent) == 30


def test_bytes_of_another_size_are_refused(make: Callable[[Scripted], Eyes]) -> None:
    eyes = make(Scripted(keeps))
    for width, height in ((64, 47), (0, 0), (-64, -48)):
        with pytest.raises(ValueError, match="pixels"):
            eyes.look(1, BLACK, width, height, 0.0)
    with pytest.raises(ValueError, match="no picture"):
        eyes.flatten(1, [])


def test_a_child_that_dies_is_followed_by_another(
    qtbot: QtBot, make: Callable[[Scripted], Eyes]
) -> None:
    child = Scripted(lambda child, _: child.die())
    eyes = make(child)
    assert eyes.look(1, BLACK, 64, 48, 0.0)
    qtbot.waitUntil(lambda: eyes.wants(1.0))
    child.act = sees
    with qtbot.waitSignal(eyes.seen) as got:
        assert eyes.look(2, BLACK, 64, 48, 1.0)
    assert got.args[0].number == 2
    assert child.generation == 2


def test_what_an_ended_child_said_is_dropped(
    qtbot: QtBot, make: Callable[[Scripted], Eyes]
) -> None:
    child = Scripted(keeps)
    eyes = make(child)
    heard: list[Seen] = []
    eyes.seen.connect(heard.append)
    eyes.look(1, BLACK, 64, 48, 0.0)
    first = child.sent[0]
    assert isinstance(first, Frame)
    child.die()
    qtbot.waitUntil(lambda: eyes.wants(1.0))
    eyes.look(2, BLACK, 64, 48, 1.0)
    child.say(Ended("eyes", 1, -9, wanted=False), generation=1)
    child.say(answer(first), generation=1)
    qtbot.wait(20)
    assert not eyes.wants(9.0)
    second = child.sent[1]
    assert isinstance(second, Frame)
    child.say(answer(second))
    qtbot.waitUntil(lambda: bool(heard))
    assert [seen.number for seen in heard] == [2]


def test_a_child_that_hangs_is_killed(
    qtbot: QtBot, make: Callable[[Scripted], Eyes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eyes_module, "_FIRST_LOOK", 0.05)
    monkeypatch.setattr(eyes_module, "_LONGEST_LOOK", 0.05)
    child = Scripted(keeps)
    eyes = make(child)
    with qtbot.waitSignal(eyes.blind) as got:
        for time in range(3):
            assert eyes.look(time, BLACK, 64, 48, float(time))
            qtbot.waitUntil(partial(eyes.wants, time + 1.0))
    assert got.args == [NO_GUIDANCE]
    assert child.kills == 3


def test_that_it_is_blind_is_said_once_until_it_sees_again(
    qtbot: QtBot, make: Callable[[Scripted], Eyes]
) -> None:
    def cannot(child: Scripted, message: object) -> None:
        raise ChildGone("it keeps ending", 10.0)

    child = Scripted(cannot)
    eyes = make(child)
    told: list[str] = []
    eyes.blind.connect(told.append)
    assert not any(eyes.look(n, BLACK, 64, 48, float(n)) for n in range(20))
    assert told == [NO_GUIDANCE]
    child.act = sees
    with qtbot.waitSignal(eyes.seen):
        eyes.look(30, BLACK, 64, 48, 30.0)
    child.act = cannot
    for n in range(40, 50):
        eyes.look(n, BLACK, 64, 48, float(n))
    assert told == [NO_GUIDANCE] * 2


@pytest.mark.parametrize("anyway", [True, False])
def test_a_picture_is_answered_even_if_no_child_can_look(
    qtbot: QtBot, make: Callable[[Scripted], Eyes], anyway: bool
) -> None:
    child = Scripted(lambda child, _: child.die())
    eyes = make(child)
    shots = [from_image(to_image(letter().picture[:40, :60])) for _ in range(7)]
    with qtbot.waitSignal(eyes.flattened) as got:
        eyes.flatten(3, shots, anyway)
    expected = (
        Flattened(3, shots[-1], False, EDGES_NOT_FOUND)
        if anyway
        else Flattened(3, None, False, NO_GUIDANCE)
    )
    assert got.args == [expected]
    assert [len(m.shots) for m in child.sent if isinstance(m, Flatten)] == [5, 5]
    assert eyes.wants(1.0)


def test_pages_are_flattened_one_after_the_other(
    qtbot: QtBot, make: Callable[[Scripted], Eyes]
) -> None:
    child = Scripted(keeps)
    eyes = make(child)
    page = from_image(to_image(letter().picture[:40, :60]))
    done: list[int] = []
    eyes.flattened.connect(lambda flattened: done.append(flattened.job))
    for job in (1, 2):
        eyes.flatten(job, [page])
    for job in (1, 2):
        qtbot.waitUntil(partial(reached, child.sent, job))
        assert not eyes.wants(9.0)
        child.say(Flattened(job, page, True))
        qtbot.waitUntil(partial(reached, done, job))
    assert done == [1, 2]


def test_at_rest_no_child_runs(qtbot: QtBot, make: Callable[[Scripted], Eyes]) -> None:
    child = Scripted(sees)
    eyes = make(child)
    with qtbot.waitSignal(eyes.seen):
        eyes.look(1, BLACK, 64, 48, 0.0)
    eyes.rest()
    assert child.stops == 1
    with qtbot.waitSignal(eyes.seen):
        assert eyes.look(2, BLACK, 64, 48, 0.01)
    page = from_image(to_image(letter().picture[:40, :60]))
    child.act = keeps
    eyes.flatten(1, [page])
    qtbot.waitUntil(partial(reached, child.sent, 3))
    eyes.rest()  # a page is still being flattened
    assert child.stops == 1
    with qtbot.waitSignal(eyes.flattened):
        child.say(Flattened(1, page, True))
    assert child.stops == 2


def test_after_close_nothing_comes(qtbot: QtBot, make: Callable[[Scripted], Eyes]) -> None:
    child = Scripted(keeps)
    eyes = make(child)
    heard: list[object] = []
    eyes.seen.connect(heard.append)
    eyes.look(1, BLACK, 64, 48, 0.0)
    eyes.close()
    child.generation = 1
    child.say(Seen(1, 0.0, None, 0, 0, 0, False, 0, Advice.GOOD))
    qtbot.wait(50)
    assert heard == []
    assert child.stops == 1
    assert not eyes.wants(5.0)


def test_the_real_child_sees_dies_and_sees_again(qtbot: QtBot) -> None:
    made: list[Child] = []

    def make_child(deliver: Callable[[object], None]) -> Child:
        made.append(Child("eyes", "desktop.camera.child", [], deliver, tagged=True))
        return made[0]

    eyes = Eyes(make_child=make_child)
    frame = Scene(letter(), desk(), (640, 360)).frame(View())
    image = to_image(frame)
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).tobytes()
    with qtbot.waitSignal(eyes.seen, timeout=60_000) as got:
        assert eyes.look(1, grey, 640, 360, 0.0)
    assert got.args[0].good

    assert eyes.look(2, grey, 640, 360, 1.0)  # killed with a frame in hand
    pid = made[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    with qtbot.waitSignal(eyes.flattened, timeout=60_000) as flat:
        eyes.flatten(1, [from_image(image)])
    assert flat.args[0].found
    qtbot.waitUntil(lambda: eyes.wants(2.0))
    with qtbot.waitSignal(eyes.seen, timeout=60_000) as got:
        assert eyes.look(3, grey, 640, 360, 2.0)
    assert got.args[0].number == 3

    ended = made[0].pid
    eyes.close()
    assert ended is not None
    qtbot.waitUntil(lambda: not Path(f"/proc/{ended}").exists())


def test_the_window_loads_neither_opencv_nor_numpy() -> None:
    code = (
        "import sys, desktop.camera.eyes, desktop.camera.guidance, desktop.camera.taking\n"
        "print(sorted({'cv2', 'numpy', 'PySide6.QtMultimedia'}.intersection(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr
