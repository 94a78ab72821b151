"""The keyboard goes back to the program that had it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.system.focus import Focus

OTHER = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
edit = QLineEdit()
edit.setWindowTitle(sys.argv[1])
edit.show()
app.exec()
"""


class Others:
    """Programs with one window each."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, title: str) -> None:
        """Start one; returns when it has the keyboard."""
        self._processes.append(subprocess.Popen([sys.executable, "-c", OTHER, title]))
        self._qtbot.waitUntil(lambda: active() == title, timeout=15000)

    def end(self) -> None:
        """End all of them."""
        for process in self._processes:
            process.terminate()
            process.wait(10)
        self._processes.clear()


def active() -> str:
    """The title of the window that has the keyboard."""
    done = subprocess.run(
        ["xdotool", "getactivewindow", "getwindowname"], capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def others(qtbot: QtBot) -> Iterator[Others]:
    others = Others(qtbot)
    yield others
    others.end()


@pytest.fixture
def focus(qtbot: QtBot) -> Iterator[Focus]:
    focus = Focus()
    yield focus
    focus.close()


@pytest.fixture
def ours(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.setWindowTitle("ours")
    qtbot.addWidget(window)
    return window


def take(window: QWidget, qtbot: QtBot) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: active() == "ours", timeout=10000)


def test_the_remembered_program_gets_the_keyboard_back(
    others: Others, focus: Focus, ours: QWidget, qtbot: QtBot
) -> None:
    others.start("first")
    focus.remember()
    take(ours, qtbot)
    focus.remember()  # ours has it now: the other one stays remembered
    focus.restore()
    qtbot.waitUntil(lambda: active() == "first", timeout=5000)


def test_the_keyboard_goes_back_as_often_as_it_is_asked_for(
    others: Others, focus: Focus, ours: QWidget, qtbot: QtBot
) -> None:
    others.start("first")
    focus.remember()
    for _ in range(2):
        take(ours, qtbot)
        focus.restore()
        qtbot.waitUntil(lambda: active() == "first", timeout=5000)


def test_a_program_that_the_user_went_to_keeps_it(
    others: Others, focus: Focus, ours: QWidget, qtbot: QtBot
) -> None:
    others.start("first")
    focus.remember()
    take(ours, qtbot)
    others.start("second")
    focus.restore()
    qtbot.wait(300)
    assert active() == "second"


def test_a_program_that_is_gone_is_let_be(
    others: Others, focus: Focus, ours: QWidget, qtbot: QtBot
) -> None:
    others.start("first")
    focus.remember()
    take(ours, qtbot)
    assert focus.restore()
    take(ours, qtbot)
    others.end()
    for _ in range(2):
        assert not focus.restore()
    qtbot.wait(200)
    assert active() == "ours"
