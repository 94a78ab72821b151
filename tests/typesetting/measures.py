"""What is asked of composed pictures, by pixels."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from desktop.capture.qt import to_image
from desktop.typesetting.original import Original, original
from desktop.typesetting.patch import Patch
from desktop.typesetting.setting import Setting
from desktop.values import Box, Line, Shot
from tests.typesetting.sheet import Scene

FAR = 400
"""Pixels around an area on the canvas that letters are drawn on without limits."""


def picture(shot: Shot) -> QImage:
    """The shot, a pixel for each of its pixels."""
    image = to_image(shot).copy()
    image.setDevicePixelRatio(1.0)
    return image


def with_patch(shot: Shot, patch: Patch) -> QImage:
    image = picture(shot)
    painter = QPainter(image)
    painter.drawImage(patch.box.left, patch.box.top, patch.image)
    painter.end()
    return image


def others(scene: Scene, number: int) -> list[Box]:
    return [one.box for place, one in enumerate(scene.paragraphs) if place != number]


def looked_at(scene: Scene, number: int) -> Original:
    found = original(scene.shot, scene.paragraphs[number], others(scene, number))
    assert found is not None
    return found


def rect(box: Box) -> QRect:
    return QRect(box.left, box.top, box.width, box.height)


def region(boxes: Sequence[Box]) -> QRegion:
    found = QRegion()
    for box in boxes:
        found += rect(box)
    return found


def changed(one: QImage, other: QImage, where: QRegion) -> QRect:
    """The rectangle around all pixels of ``where`` that aren't the same in two pictures."""
    assert one.size() == other.size()
    difference = QImage(one.size(), QImage.Format.Format_RGB32)
    difference.fill(0)
    painter = QPainter(difference)
    painter.setClipRegion(where)
    painter.drawImage(0, 0, one)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, other)
    painter.end()
    grey = difference.convertToFormat(QImage.Format.Format_Grayscale8)
    return ink(grey)


def ink(grey: QImage) -> QRect:
    """The rectangle around all pixels of a grey picture that aren't black."""
    content, stride, width = bytes(grey.constBits()), grey.bytesPerLine(), grey.width()
    rows = [content[y * stride : y * stride + width] for y in range(grey.height())]
    inked = [y for y, row in enumerate(rows) if row.strip(b"\0")]
    if not inked:
        return QRect()
    left = min(width - len(rows[y].lstrip(b"\0")) for y in inked)
    right = max(len(rows[y].rstrip(b"\0")) for y in inked)
    return QRect(left, inked[0], right - left, inked[-1] + 1 - inked[0])


def unlimited(setting: Setting, one: Original) -> Box:
    """Where the letters of a setting are, in pixels of the shot, drawn with nothing to cut them."""
    wide, high = one.area.width + 2 * FAR, one.area.height + 2 * FAR
    canvas = QImage(wide, high, QImage.Format.Format_RGB32)
    canvas.fill(0)
    painter = QPainter(canvas)
    painter.translate(FAR, FAR)
    setting.draw(painter, QColor("white"))
    painter.end()
    found = ink(canvas.convertToFormat(QImage.Format.Format_Grayscale8))
    x, y = found.left() - FAR + one.area.box.left, found.top() - FAR + one.area.box.top
    return Box(x, y, x + found.width(), y + found.height())


def read_in(lines: Sequence[Line], box: Box) -> str:
    """What was read whose middle lies in a box."""
    found = [
        line.text
        for line in lines
        if box.left <= (line.box.left + line.box.right) / 2 < box.right
        and box.top <= (line.box.top + line.box.bottom) / 2 < box.bottom
    ]
    return " ".join(found)


def alike(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1, spaces aside."""
    first, second = ("".join(text.split()) for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
