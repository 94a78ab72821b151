"""What holds for every window: names for screen readers, targets to hit, nothing clipped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.settings import OwnTask, Theme
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.tile import Tile
from desktop.ui.tile_row import RowTile
from desktop.ui.tray import Tray
from desktop.values import Shot
from tests.ui.every_window import KINDS, READINGS, built, pages


@pytest.fixture(params=KINDS)
def window(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    dress: Callable[..., None],
    picture: Callable[..., Shot],
    tmp_path: Path,
) -> Callable[[], QWidget]:
    def build() -> QWidget:
        shown = built(request.param, picture(("one", "two")), tmp_path)
        qtbot.addWidget(shown)
        shown.show()
        qtbot.waitExposed(shown)
        if request.param in READINGS:
            pane = shown.findChild(ReadingPane)
            qtbot.waitUntil(lambda: not pane.source_shown, timeout=10_000)
        QApplication.processEvents()  # what was said since the windows were laid out
        return shown

    return build


def focusable(window: QWidget) -> list[QWidget]:
    found = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
    ]
    assert found
    return found


def is_other_choice(widget: QWidget) -> bool:
    button = widget if isinstance(widget, QAbstractButton) else None
    return button is not None and button.group() is not None and not button.isChecked()


def test_everything_that_takes_the_keyboard_has_a_name(window: Callable[[], QWidget]) -> None:
    for shown in pages(window()):
        for widget in focusable(shown):
            told = QAccessible.queryAccessibleInterface(widget)
            assert told.text(QAccessible.Text.Name), widget


def test_no_two_buttons_of_a_page_have_one_name(window: Callable[[], QWidget]) -> None:
    for shown in pages(window()):
        buttons = [b for b in shown.findChildren(QPushButton) if b.isVisible()]
        names = {button.accessibleName() for button in buttons}
        assert len(names) == len(buttons)


@pytest.mark.parametrize("pixels", [14, 28])
def test_every_target_can_be_hit(
    window: Callable[[], QWidget], dress: Callable[..., None], pixels: int
) -> None:
    dress(pixels=pixels)
    for shown in pages(window()):
        for widget in focusable(shown):
            least = 24 if isinstance(widget, QAbstractSlider) else 32
            assert widget.height() >= least, widget
            assert widget.width() >= 24, widget


@pytest.mark.parametrize("pixels", [14, 28])
def test_no_words_are_cut(
    window: Callable[[], QWidget], dress: Callable[..., None], qtbot: QtBot, pixels: int
) -> None:
    dress(Theme.DARK, pixels)
    for shown in pages(window()):
        # A layout may still be pending; one that cuts words for good fails all the same.
        qtbot.waitUntil(partial(no_words_are_cut, shown), timeout=2000)


def no_words_are_cut(shown: QWidget) -> None:
    for button in (b for b in shown.findChildren(QPushButton) if b.isVisible()):
        painted = isinstance(button, (Tile, RowTile))
        tile = button.heightForWidth(button.width()) if painted else 0
        assert button.height() >= (tile or button.minimumSizeHint().height()), button
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button
    for label in (x for x in shown.findChildren(QLabel) if x.isVisible() and x.text()):
        room = label.heightForWidth(label.width()) if label.wordWrap() else 0
        assert label.height() >= max(room, label.fontMetrics().height()), label.text()


def test_the_keyboard_goes_round_and_reaches_everything(
    qtbot: QtBot, window: Callable[[], QWidget]
) -> None:
    for shown in pages(window()):
        shown.activateWindow()
        qtbot.waitUntil(shown.isActiveWindow)
        # Of buttons of which one is chosen, Tab reaches that one and arrows the others.
        wanted = [widget for widget in focusable(shown) if not is_other_choice(widget)]
        wanted[0].setFocus()
        reached = {wanted[0]}
        for _ in range(len(wanted) + 5):
            qtbot.keyClick(shown.focusWidget(), Qt.Key.Key_Tab)
            reached.add(shown.focusWidget())
        assert set(wanted) <= reached


def test_every_entry_of_the_trays_menu_has_its_own_name(
    qtbot: QtBot, dress: Callable[..., None]
) -> None:
    tray = Tray()
    tray.set_own_tasks((OwnTask("Total", "What is the total?"),))
    menu = tray.menu
    entries = [action for action in menu.actions() if not action.isSeparator()]
    face = QAccessible.queryAccessibleInterface(menu)
    names = [face.child(n).text(QAccessible.Text.Name) for n in range(face.childCount())]
    assert [name for name in names if name] == [action.text() for action in entries]
    assert len({action.text() for action in entries}) == len(entries)
    assert face.text(QAccessible.Text.Name) == "Sightread"


@pytest.mark.parametrize("kind", ["home", "table", "failed", "picture"])
def test_in_a_low_window_the_keyboard_brings_everything_into_sight(
    qtbot: QtBot,
    dress: Callable[..., None],
    picture: Callable[..., Shot],
    tmp_path: Path,
    kind: str,
) -> None:
    dress(pixels=28)  # on a screen of 800 by 600
    shown = built(kind, picture(("one", "two")), tmp_path)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.resize(720, 420)
    qtbot.waitUntil(partial(no_words_are_cut, shown), timeout=2000)
    [area] = (a for a in shown.findChildren(QScrollArea) if a.isVisible())
    assert area.verticalScrollBar().maximum() > 0
    wanted = set(focusable(shown))
    for _ in range(len(wanted) + 3):
        there = shown.focusWidget()
        seen = there.visibleRegion().boundingRect()
        assert seen.height() >= min(there.height(), area.viewport().height() // 2), there
        assert seen.width() == there.width(), there
        wanted.discard(there)
        qtbot.keyClick(there, Qt.Key.Key_Tab)
    assert not wanted
