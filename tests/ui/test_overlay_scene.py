"""What the overlay paints over the picture, at any size of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from desktop.ui import overlay_keys, theme
from desktop.ui.overlay import KEYBOARD_HELD
from desktop.ui.overlay_scene import Scene, Words, loupe_place, paint, pill_place
from desktop.values import Region, Task

HINT = overlay_keys.hint()
KEYS = overlay_keys.on(Task(), Region(0, 0, 9, 9), False)
ON_BLOCK = overlay_keys.on(Task(), Region(0, 0, 9, 9), True)
EVERY = overlay_keys.every_key(Task(), 2)


def scene(words: Words, width: int = 1280, unit: float = 1.0, size: str = "") -> Scene:
    image = QImage(width, 800, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    return Scene(image, Region(0, 0, width, 800), unit, words=words, size=size)


@pytest.mark.parametrize("pixels", [12, 14, 21, 28])
@pytest.mark.parametrize("width", [640, 800, 1280])
@pytest.mark.parametrize("words", [HINT, KEYS, ON_BLOCK, EVERY, (("", KEYBOARD_HELD),)])
def test_the_pill_holds_its_text_and_stays_on_the_screen(
    dress: Callable[..., None], pixels: int, width: int, words: Words
) -> None:
    dress(pixels=pixels)
    for unit in (1.0, 1.5):
        shown = scene(words, round(width * unit), unit)
        place = pill_place(shown)
        assert place.left() >= 0
        assert place.right() <= shown.screen.width
        assert place.height() >= QFontMetricsF(theme.sized(unit)).height() + 12 * unit


@pytest.mark.parametrize("top", [0, 150, 290, 520, 560])
def test_the_pill_of_all_keys_stays_on_a_low_screen(dress: Callable[..., None], top: int) -> None:
    dress(pixels=28)
    screen = Region(0, 100, 800, 600)
    low = replace(scene(EVERY, 800, size="433 × 34"), screen=screen)
    place = pill_place(replace(low, region=Region(135, 100 + top, 433, 34)))
    assert place.height() > 250
    assert place.top() >= screen.y
    assert place.bottom() <= screen.bottom


def test_it_takes_another_line_only_where_the_screen_is_too_narrow(
    dress: Callable[..., None],
) -> None:
    one = pill_place(scene(HINT)).height()
    assert one == 40
    assert pill_place(scene(HINT, 320)).height() > 1.5 * one


@pytest.mark.parametrize("pointer", [(170, 40), (640, 5), (1200, 60)])
def test_the_pill_gives_way_to_the_loupe(
    dress: Callable[..., None], pointer: tuple[int, int]
) -> None:
    dress(pixels=28)
    shown = replace(scene(HINT), pointer=pointer)
    assert not pill_place(shown).intersects(loupe_place(shown))


def test_nothing_is_painted_outside_of_the_pill(dress: Callable[..., None]) -> None:
    dress(pixels=28)
    shown = scene(HINT, 640)
    canvas = QImage(shown.image.size(), QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    paint(painter, shown)
    painter.end()
    dimmed, place = canvas.pixelColor(2, 700), pill_place(shown).toAlignedRect()
    seen = QRect()
    for y in range(canvas.height()):
        for x in range(canvas.width()):
            if canvas.pixelColor(x, y) != dimmed:
                seen |= QRect(x, y, 1, 1)
    assert place.contains(seen)
    assert seen.width() >= place.width() - 2


@pytest.mark.parametrize("pixels", [14, 28])
def test_the_digits_stand_in_badges_that_hold_them(dress: Callable[..., None], pixels: int) -> None:
    """A badge is as high as a line: its ground is seen above and below the digit."""
    dress(pixels=pixels)
    region = Region(40, 40, 600, 600)
    shown = Scene(scene(()).image, Region(0, 0, 1280, 800), 1.0, region=region, grid=True)
    canvas = QImage(shown.image.size(), QImage.Format.Format_RGB32)
    canvas.fill(Qt.GlobalColor.red)
    painter = QPainter(canvas)
    paint(painter, shown)
    painter.end()
    line = QFontMetricsF(theme.sized(1.0)).height()
    badge = QRectF(0, 0, 1, line)
    badge.moveCenter(QRectF(240, 240, 200, 200).center())
    column = [canvas.pixelColor(340, y) for y in range(round(badge.top()), round(badge.bottom()))]
    edge = theme.tokens().line
    assert edge not in column
