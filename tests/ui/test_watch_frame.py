"""The frame around what is watched, on a real X server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.capture.own_windows import OwnWindows
from desktop.capture.screens import grab
from desktop.settings import Theme
from desktop.ui import theme
from desktop.ui.watch_frame import NAME, WatchFrame
from desktop.values import Region
from tests.end_to_end.desk import focused, xdotool

REGION = Region(100, 90, 300, 120)


def colour(x: int, y: int) -> str:
    """The colour of one pixel of the screen."""
    return "#" + bytes(reversed(grab(Region(x, y, 1, 1)).pixels[:3])).hex()


def bars() -> list[QWidget]:
    return [w for w in QApplication.topLevelWidgets() if w.windowTitle() == NAME and w.isVisible()]


def is_framed(region: Region) -> bool:
    """Whether the accent runs around it, four pixels outside, corners included."""
    accent = QColor(theme.tokens().accent).name()
    left, top, right, bottom = region.x - 4, region.y - 4, region.right + 3, region.bottom + 3
    places = [(x, y) for x in (left, right) for y in (top, region.y + 20, bottom)]
    places += [(region.x + 20, y) for y in (top, bottom)]
    return all(colour(*place) == accent for place in places)


@pytest.mark.parametrize("name", [Theme.LIGHT, Theme.DARK])
def test_it_runs_around_the_region(qtbot: QtBot, dress: Callable[..., None], name: Theme) -> None:
    dress(name)
    frame = WatchFrame()
    frame.show(REGION)
    qtbot.waitUntil(lambda: is_framed(REGION))
    frame.show(Region(200, 300, 80, 60))
    qtbot.waitUntil(lambda: is_framed(Region(200, 300, 80, 60)))
    assert not is_framed(REGION)
    assert len(bars()) == 4
    frame.hide()
    assert bars() == []


def test_it_covers_nothing_of_the_region(qtbot: QtBot, dress: Callable[..., None]) -> None:
    dress()
    before = grab(REGION)
    frame, own = WatchFrame(), OwnWindows()
    frame.show(REGION)
    qtbot.waitUntil(lambda: is_framed(REGION))
    assert grab(REGION) == before
    assert own.shown(REGION) == ()
    assert own.shown(Region(100, 80, 300, 120)), "our windows are not found"
    own.close()
    frame.hide()


def test_at_the_edge_of_the_screen_it_is_still_seen(
    qtbot: QtBot, dress: Callable[..., None]
) -> None:
    dress()
    area = QGuiApplication.primaryScreen().geometry()
    frame = WatchFrame()
    frame.show(Region(area.x(), area.y(), area.width(), area.height()))
    accent = theme.tokens().accent.name()
    qtbot.waitUntil(lambda: colour(area.x() + 1, area.height() // 2) == accent)
    assert all(area.contains(bar.geometry()) for bar in bars())
    frame.hide()


def test_clicks_and_keys_go_to_what_lies_below(qtbot: QtBot, dress: Callable[..., None]) -> None:
    dress()
    below = QPushButton("Below")
    qtbot.addWidget(below)
    below.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    below.setGeometry(80, 70, 400, 200)
    below.show()
    qtbot.waitExposed(below)
    below.activateWindow()
    qtbot.waitUntil(below.isActiveWindow)
    keyboard = focused()
    frame = WatchFrame()
    frame.show(REGION)
    qtbot.waitUntil(lambda: is_framed(REGION))
    assert focused() == keyboard
    with qtbot.waitSignal(below.clicked):
        place = QPoint(REGION.x + 50, REGION.y - 4)
        xdotool("mousemove", place.x(), place.y(), "click", 1)
    frame.hide()
