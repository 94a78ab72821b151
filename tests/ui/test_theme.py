from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.settings import Theme
from desktop.ui import theme
from desktop.ui.theme import DARK, LIGHT, Tokens, contrast


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["text", "text2", "accent", "error", "caution"])
def test_every_text_can_be_read(colors: Tokens, name: str) -> None:
    color = getattr(colors, name)
    assert contrast(color, colors.ground) >= 4.5
    assert contrast(color, colors.raised) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_marks_can_be_read(colors: Tokens) -> None:
    assert contrast(colors.on_accent, colors.accent) >= 4.5
    assert contrast(colors.on_word, colors.word) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_fields_can_be_seen(colors: Tokens) -> None:
    assert contrast(colors.line, colors.ground) >= 3
    assert contrast(colors.line, colors.raised) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


def test_high_contrast_takes_the_colours_of_the_system() -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("black"))
    palette.setColor(QPalette.ColorRole.Base, QColor("black"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("yellow"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#00FF00"))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("black"))
    colors = theme.high_contrast(palette)
    assert colors.dark
    assert (colors.ground, colors.text) == (QColor("black"), QColor("yellow"))
    assert colors.accent == QColor("#00FF00")


def test_high_contrast_does_not_trust_a_pale_palette() -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#EEEEEE"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#FFFFFF"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#666666"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#AACCFF"))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#FFFFFF"))
    colors = theme.high_contrast(palette)
    assert contrast(colors.text, colors.ground) >= 7
    assert contrast(colors.line, colors.raised) >= 7
    assert contrast(colors.on_accent, colors.accent) >= 4.5


def test_a_change_of_theme_reaches_windows_that_are_open(
    qtbot: QtBot, dress: Callable[..., None]
) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    light = field.grab().toImage().pixelColor(field.width() // 2, field.height() // 2)
    dress(Theme.DARK)
    dark = field.grab().toImage().pixelColor(field.width() // 2, field.height() // 2)
    assert (light, dark) == (LIGHT.raised, DARK.raised)
    assert theme.tokens() is DARK


def test_text_follows_the_size_of_the_system(
    qapp: QApplication, qtbot: QtBot, dress: Callable[..., None]
) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    small = field.sizeHint().height()
    font = qapp.font()
    font.setPixelSize(28)
    qapp.setFont(font)
    assert field.sizeHint().height() > 1.4 * small
    assert theme.text_pixels() == 28


def test_no_text_is_under_12_pixels(dress: Callable[..., None]) -> None:
    dress(pixels=8)
    assert theme.text_pixels() == 12
    assert theme.text_pixels(theme.SECOND) == 12


def test_the_focused_control_is_ringed(qtbot: QtBot, dress: Callable[..., None]) -> None:
    from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.setContentsMargins(24, 24, 24, 24)
    row.setSpacing(24)
    first, second = QPushButton("One"), QPushButton("Two")
    row.addWidget(first)
    row.addWidget(second)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for button in (first, second):
        button.setFocus()
        picture = window.grab().toImage()
        beside = button.geometry().center()
        beside.setX(button.geometry().left() - theme.FOCUS_OFFSET - 1)
        assert contrast(picture.pixelColor(beside), theme.tokens().ground) >= 3
