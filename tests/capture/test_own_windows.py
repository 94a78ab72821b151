"""Our own windows leave the screen for a picture, and come back, on a real X server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot
from Xlib.display import Display

from desktop.capture.own_windows import Aside
from desktop.capture.screens import grab
from desktop.capture.windows import x11_value
from desktop.values import Region, Shot
from tests.capture.stage import Stage

PLACE = (60, 60, 640, 200)


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage(PLACE)
    made.show("Another program")
    yield made
    made.close()


def shown(qtbot: QtBot, window: QWidget, where: tuple[int, int, int, int]) -> QWidget:
    """``window`` on the screen, all red."""
    window.setStyleSheet("QWidget { background-color: #ff0000; }")  # whatever the theme is
    window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
    window.setGeometry(*where)
    qtbot.addWidget(window)
    window.show()
    window.raise_()
    qtbot.waitExposed(window)
    return window


def red(shot: Shot) -> int:
    """How many pixels are ours."""
    pixels = memoryview(shot.pixels).cast("I")
    return sum(pixel & 0xFFFFFF == 0xFF0000 for pixel in pixels)


def active() -> int:
    """The number of the active window, 0 for none."""
    connection = Display()
    found = x11_value(connection, connection.screen().root, "_NET_ACTIVE_WINDOW")
    connection.close()
    return found[0] if found else 0


def test_no_window_of_ours_is_on_the_picture_and_each_comes_back(
    qtbot: QtBot, stage: Stage
) -> None:
    region = Region(*PLACE)
    home = shown(qtbot, QMainWindow(), (80, 100, 200, 90))
    question = shown(qtbot, QDialog(home), (300, 100, 150, 80))
    tool = shown(qtbot, QWidget(None, Qt.WindowType.Tool), (480, 100, 100, 60))
    qtbot.waitUntil(lambda: red(grab(region)) > 20_000)
    places = [window.pos() for window in (home, question, tool)]
    ours = [int(window.winId()) for window in (home, question, tool)]
    aside = Aside()
    assert aside.hide()
    qtbot.waitUntil(lambda: red(grab(region)) == 0)
    qtbot.waitUntil(lambda: active() not in (0, *ours))
    aside.show()
    qtbot.waitUntil(lambda: red(grab(region)) > 20_000)
    assert [window.pos() for window in (home, question, tool)] == places
    assert active() not in (0, *ours), "the keyboard was left where it was"
    aside.show()
    for window in (home, question, tool):
        window.close()
    assert not aside.hide(), "nothing was to be seen"


def test_what_was_closed_minimised_or_is_a_menu_stays_away(qtbot: QtBot) -> None:
    gone, minimised, frame = QMainWindow(), QMainWindow(), QWidget()
    frame.setWindowFlags(Qt.WindowType.Tool | Qt.WindowType.WindowTransparentForInput)
    gone.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    shown(qtbot, frame, (80, 100, 200, 90))
    qtbot.addWidget(minimised)
    minimised.showMinimized()
    gone.show()
    qtbot.waitExposed(gone)
    menu = QMenu()
    menu.addAction("An entry")
    menu.popup(frame.pos())
    qtbot.waitUntil(menu.isVisible)
    aside = Aside()
    assert aside.hide()
    assert frame.isVisible()
    assert minimised.isVisible()
    assert not menu.isVisible()
    gone.close()
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    aside.show()
    assert not menu.isVisible()
    assert not aside.hide()
