"""Every window in every theme, at double size, and at rest."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.settings import Theme
from desktop.ui import theme
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.theme import DARK, LIGHT, Tokens
from desktop.values import Shot
from tests.accessibility import appearance
from tests.accessibility.table import note
from tests.ui.conftest import dress, picture
from tests.ui.every_window import KINDS, READINGS, built, pages

__all__ = ["dress", "picture"]


def high_contrast() -> Tokens:
    """A system's in yellow on black."""
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "#000000"),
        (QPalette.ColorRole.Base, "#000000"),
        (QPalette.ColorRole.WindowText, "#FFFF00"),
        (QPalette.ColorRole.Highlight, "#00FFFF"),
        (QPalette.ColorRole.HighlightedText, "#000000"),
    ):
        palette.setColor(role, QColor(name))
    return theme.high_contrast(palette)


THEMES: dict[str, Callable[[], Tokens]] = {
    "light": lambda: LIGHT,
    "dark": lambda: DARK,
    "high contrast": high_contrast,
}


@pytest.fixture
def no_blinking(qapp: QApplication) -> Iterator[None]:
    """That the caret blinks is the system's to say."""
    before = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield
    qapp.setCursorFlashTime(before)


@pytest.fixture
def window(qtbot: QtBot, picture: Callable[..., Shot], tmp_path: Path) -> Callable[[str], QWidget]:
    """Builds and shows the window of a kind."""

    def build(kind: str) -> QWidget:
        shown = built(kind, picture(("one", "two")), tmp_path)
        qtbot.addWidget(shown)
        shown.show()
        shown.activateWindow()
        qtbot.waitUntil(shown.isActiveWindow)
        if kind in READINGS:
            pane = shown.findChild(ReadingPane)
            qtbot.waitUntil(lambda: not pane.source_shown, timeout=10_000)
        QApplication.processEvents()
        return shown

    return build


@pytest.mark.parametrize("kind", KINDS)
def test_contrast_and_rest(
    qapp: QApplication,
    dress: Callable[..., None],
    no_blinking: None,
    window: Callable[[str], QWidget],
    kind: str,
) -> None:
    shown, found = window(kind), []
    for name, colors in THEMES.items():
        # While it is open, as a system goes dark in the evening.
        theme.wear(qapp, colors())
        for _ in pages(shown):
            QApplication.processEvents()
            found += note(f"[{name}]", kind, appearance.contrast(shown))
            if name == "light":
                found += note("[at rest]", kind, appearance.is_still(shown))
        if kind == "welcome":  # its steps go one way
            shown = window(kind)
    assert found == []


@pytest.mark.parametrize("kind", KINDS)
def test_double_size(
    dress: Callable[..., None], window: Callable[[str], QWidget], kind: str
) -> None:
    dress(Theme.LIGHT, 28)
    found = []
    for shown in pages(window(kind)):
        QApplication.processEvents()
        found += note("[200 %]", kind, appearance.room(shown))
    assert found == []


@pytest.mark.parametrize("name", THEMES)
def test_colours(name: str) -> None:
    assert note(f"[{name}]", "colours", appearance.tokens(THEMES[name]())) == []


def test_a_colour_that_is_too_pale_is_found() -> None:
    pale = replace(DARK, text2=QColor("#55535A"))
    found = appearance.tokens(pale).findings
    assert [each.partition(":")[0] for each in found] == ["text2 on ground", "text2 on raised"]


def test_what_is_cut_or_moves_is_found(qtbot: QtBot, dress: Callable[..., None]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(200, 100)
    label = QLabel("These words are cut", window)
    label.setGeometry(10, 10, 40, 30)
    box = QCheckBox("And this is outside", window)
    box.move(10, 90)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    found = appearance.room(window).findings
    assert [each.partition(":")[0] for each in found] == ["too narrow", "outside of the window"]
    assert not appearance.is_still(window).findings
    clock = QTimer(window)
    counted = itertools.count()
    clock.timeout.connect(lambda: label.setText(str(next(counted))))
    clock.start(10)
    assert appearance.is_still(window).findings == ("something moves",)
