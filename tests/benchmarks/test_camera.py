"""What the live picture of the camera costs at 720p and 30 frames a second, and its guidance."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.settings import CameraSettings
from desktop.ui.camera import CameraWindow
from desktop.ui.camera_sight import Looker
from desktop.values import Task
from tests.benchmarks.measured import keep
from tests.benchmarks.pace import COMPUTE, paced
from tests.camera.scenes import Scene, View, desk, held, letter, to_image
from tests.ui.injected import Injected
from tests.ui.scripted_eyes import ScriptedEyes

SLICES, SECONDS = 5, 1.6


class Watched(QObject):
    """The window over an injected camera: what it painted, what it cost, how long it stood."""

    def __init__(
        self, qtbot: QtBot, pictures: list[QImage], make_eyes: Callable[[], Looker] | None = None
    ) -> None:
        super().__init__()
        self.source = Injected(pictures)
        self.window = CameraWindow(make_source=lambda: self.source, make_eyes=make_eyes)
        self.window.follow(CameraSettings(auto=False))
        self.window.begin(Task())
        self.painted = 0
        self.seen = 0
        assert self.window._sight is not None
        self.window._sight.saw.connect(self._see)
        self.window._picture.installEventFilter(self)
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._heart = QTimer(interval=2, timerType=Qt.TimerType.PreciseTimer)
        self._heart.timeout.connect(self._beat)
        self._heart.start()
        qtbot.waitUntil(lambda: self.painted > 30, timeout=20_000)
        if make_eyes is None:
            qtbot.waitUntil(lambda: self.seen > 10, timeout=30_000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.painted += event.type() == QEvent.Type.Paint
        return False

    def _see(self) -> None:
        self.seen += 1

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def measure(self) -> tuple[float, float, float]:
        """Of one slice: parts of a hundred of a core, frames a second that weren't painted, the
        longest time in ms in which the window's thread did nothing else."""
        self.gaps.clear()
        sent, painted, cpu, began = self.source.sent, self.painted, _cpu(), time.perf_counter()
        loop = QEventLoop()
        QTimer.singleShot(round(SECONDS * 1000), loop.quit)
        loop.exec()
        took = time.perf_counter() - began
        missed = (self.source.sent - sent) - (self.painted - painted)
        return 100 * (_cpu() - cpu) / took, max(0.0, missed / took), 1000 * max(self.gaps)

    def close(self) -> None:
        self._heart.stop()
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()


def _cpu() -> float:
    """Seconds of processor time of this process and those that it started."""
    own = Path("/proc/self")
    children = {pid for task in own.glob("task/*/children") for pid in task.read_text().split()}
    ticks = 0
    for process in (own, *(Path("/proc") / pid for pid in sorted(children))):
        # Behind the name, which stands in brackets: the 12th and 13th are user's and system's.
        after = process.joinpath("stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(after[11]) + int(after[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def pictures(qapp: QApplication) -> list[QImage]:
    """A page that is cut off, in a hand that shakes: guidance has something to do."""
    scene = Scene(letter(), desk(), (1280, 720))
    at = held(View(fill=0.85, across=-0.3), shake=0.004)
    return [to_image(scene.frame(at(number / 15), number)) for number in range(6)]


def test_guidance_beside_the_live_picture(qtbot: QtBot, pictures: list[QImage]) -> None:
    pace = paced(COMPUTE)
    plain = Watched(qtbot, pictures, lambda: ScriptedEyes(None))
    without = [plain.measure() for _ in range(SLICES)]
    plain.close()
    guided = Watched(qtbot, pictures)
    told = guided.seen
    values = [guided.measure() for _ in range(SLICES)]
    told = guided.seen - told
    guided.close()
    assert told > 5 * SLICES
    alone = sorted(cpu for cpu, _, _ in without)[SLICES // 2]
    keep("camera: guidance, of a core", 50, "%", [cpu - alone for cpu, _, _ in values], pace)
    keep("camera: frames of 30 not painted", 2, "/s", [missed for _, missed, _ in values], pace)
    keep("camera: longest freeze of the window", 50, "ms", [gap for _, _, gap in values], pace)
