"""A picture at the size at which it is seen, as its patches come."""

from __future__ import annotations

import time

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage

from desktop.ui.scaled_picture import ScaledPicture
from desktop.values import Box

SIZE = QSize(200, 100)
FIRST, SECOND = Box(40, 40, 120, 80), Box(200, 100, 300, 160)


def ground(width: int = 400, height: int = 200) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#204060"))
    return image


def patch(box: Box, colour: str) -> QImage:
    image = QImage(box.width, box.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(colour))
    return image


def test_a_patch_is_added_to_what_has_been_drawn(qapp: object) -> None:
    one, other = ScaledPicture(ground()), ScaledPicture(ground())
    assert one.translated(SIZE).toImage() == one.original(SIZE).toImage()
    for picture in (one, other):
        picture.cover(0, FIRST, patch(FIRST, "red"))
        picture.cover(1, SECOND, patch(SECOND, "white"))
    assert one.translated(SIZE).toImage() == other.translated(SIZE).toImage()
    assert one.translated(SIZE).toImage().pixelColor(40, 30) == QColor("red")
    assert one.original(SIZE).toImage().pixelColor(40, 30) == QColor("#204060")


def test_a_later_one_takes_the_place_of_the_first(qapp: object) -> None:
    picture = ScaledPicture(ground())
    picture.cover(0, FIRST, patch(FIRST, "red"))
    picture.translated(SIZE)
    picture.cover(0, SECOND, patch(SECOND, "white"))
    seen = picture.translated(SIZE).toImage()
    assert seen.pixelColor(40, 30) == QColor("#204060")
    assert seen.pixelColor(125, 65) == QColor("white")
    picture.uncover(0)
    assert picture.translated(SIZE).toImage() == picture.original(SIZE).toImage()


def test_what_a_patch_leaves_clear_stays_as_it_is(qapp: object) -> None:
    picture = ScaledPicture(ground())
    clear = patch(FIRST, "red")
    clear.fill(Qt.GlobalColor.transparent)
    picture.cover(0, FIRST, clear)
    assert picture.translated(SIZE).toImage() == picture.original(SIZE).toImage()


def test_views_of_a_whole_screen_change_without_being_felt(qapp: object) -> None:
    image = ground(3840, 2160)
    picture = ScaledPicture(image)
    for number in range(40):
        box = Box(100, 50 * number, 1500, 50 * number + 40)
        picture.cover(number, box, patch(box, "white"))
    one, two = QSize(560, 315), QSize(480, 270)
    for size in (one, two):
        picture.original(size)
        picture.translated(size)
    began = time.perf_counter()
    for _ in range(10):
        for size in (one, two):
            picture.original(size)
            picture.translated(size)
    assert (time.perf_counter() - began) / 20 < 0.01, "it is made anew each time"
