"""A window is brought to the front, and is in front and painted when that is said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.capture.front import GONE, ToFront
from desktop.capture.screens import grab
from desktop.capture.windows import Window, listed
from desktop.values import Region

SLOW = """
import sys, time
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget
class Slow(QWidget):
    def paintEvent(self, event):
        time.sleep(float(sys.argv[3]))
        QPainter(self).fillRect(self.rect(), QColor(sys.argv[2]))
app = QApplication([])
window = Slow()
window.setWindowTitle(sys.argv[1])
window.setGeometry(200, 150, 320, 240)
window.show()
window.activateWindow()
app.exec()
"""

FILM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget
class Film(QWidget):
    number = 0
    def paintEvent(self, event):
        self.number += 1
        QPainter(self).fillRect(self.rect(), QColor(self.number * 7 % 256, 40, 40))
app = QApplication([])
window = Film()
window.setWindowTitle(sys.argv[1])
window.setGeometry(200, 150, 320, 240)
window.show()
timer = QTimer(interval=10)
timer.timeout.connect(window.update)
timer.start()
app.exec()
"""

Start = Callable[..., Window]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    """Starts programs by script and title; returns the window once it is the active one."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(script: str, title: str, *arguments: str) -> Window:
        command = [sys.executable, "-c", script, title, *arguments]
        running.append(subprocess.Popen(command))
        qtbot.waitUntil(lambda: active() == title, timeout=15_000)
        return next(window for window in listed() if window.title == title)

    yield begin
    for process in running:
        process.kill()
        process.wait()


def active() -> str:
    command = ["xdotool", "getactivewindow", "getwindowname"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def colours(region: Region) -> set[bytes]:
    pixels = grab(region).pixels
    return {pixels[at : at + 3] for at in range(0, len(pixels), 4)}


class Brought:
    """What comes of it, with the colours of the region at that moment."""

    def __init__(self, qtbot: QtBot) -> None:
        self.front = ToFront()
        self.seen: list[tuple[Region, set[bytes]]] = []
        self.failed: list[str] = []
        self.front.there.connect(lambda region: self.seen.append((region, colours(region))))
        self.front.failed.connect(self.failed.append)
        self._qtbot = qtbot

    def bring(self, window: Window) -> None:
        self.front.bring(window)
        self._qtbot.waitUntil(lambda: bool(self.seen or self.failed))


@pytest.fixture
def brought(qtbot: QtBot) -> Brought:
    return Brought(qtbot)


def test_a_covered_window_comes_to_the_front(start: Start, brought: Brought) -> None:
    below = start(SLOW, "below", "#12ab34", "0")
    start(SLOW, "above", "#ab1234", "0")
    brought.bring(below)
    assert brought.seen == [(Region(200, 150, 320, 240), {bytes((0x34, 0xAB, 0x12))})]
    assert active() == "below"


def test_a_minimised_one_is_restored_and_painted_however_slowly(
    start: Start, brought: Brought, qtbot: QtBot
) -> None:
    window = start(SLOW, "slow", "#12ab34", "0.4")
    subprocess.run(["xdotool", "windowminimize", str(window.id)], check=True)
    qtbot.waitUntil(lambda: listed()[0].note == "minimised")
    brought.bring(window)
    assert brought.seen == [(Region(200, 150, 320, 240), {bytes((0x34, 0xAB, 0x12))})]


def test_a_film_is_not_waited_for_for_ever(start: Start, brought: Brought) -> None:
    brought.bring(start(FILM, "film"))
    assert brought.seen[0][0] == Region(200, 150, 320, 240)


def test_a_window_that_is_gone_is_said(brought: Brought) -> None:
    brought.bring(Window(0x7FFFFFF, "gone", "", Region(0, 0, 9, 9)))
    assert brought.failed == [GONE]
    assert brought.seen == []


def test_stopped_it_says_nothing(start: Start, brought: Brought, qtbot: QtBot) -> None:
    window = start(SLOW, "one", "#12ab34", "0")
    brought.front.bring(window)
    brought.front.stop()
    qtbot.wait(200)
    assert (brought.seen, brought.failed) == ([], [])
