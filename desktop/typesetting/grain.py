"""The grain of a photo, so that a cover isn't smoother than the picture around it.

It is taken from a strip above or below the letters, as what the strip's pixels are more or less
than their surroundings, and laid over the cover again and again.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QImage, QPainter

from desktop.typesetting.area import Area, Plane, rectangle
from desktop.values import Box

_LEAST = 12
"""Pixels that a strip is high and wide, for its grain not to look like a pattern."""

_FINEST, _COARSEST = 1.0, 8.0
"""How far a line of pixels differs from its surroundings on average, where that is grain: less is
none, more is something that the picture shows."""

_PLUS = QPainter.CompositionMode.CompositionMode_Plus
_INVERT = QImage.InvertMode.InvertRgb


def grained(cover: QImage, area: Area, ground: QImage, ink: Plane, least: int) -> QImage:
    """The cover with the grain of the area around it; as it is where no clean strip is found.

    ``ground`` is the area without its grain, ``ink`` how far each of its pixels is from that,
    ``least`` from where on that is more than grain.
    """
    strip = _strip(area, ink, least)
    if strip is None:
        return cover
    rough = area.image.copy(rectangle(strip)).convertToFormat(QImage.Format.Format_RGB32)
    smooth = ground.copy(rectangle(strip)).convertToFormat(QImage.Format.Format_RGB32)
    image = _added(cover, _more(rough, smooth))
    image.invertPixels(_INVERT)
    image = _added(image, _more(smooth, rough))
    image.invertPixels(_INVERT)
    return image


def _strip(area: Area, ink: Plane, least: int) -> Box | None:
    """The highest part without ink above, below or between the rows."""
    text = Box.around(area.rows)
    edges = [0, *sorted(edge for row in area.rows for edge in (row.top, row.bottom)), area.height]
    mask = ink.mask(least)
    best: Box | None = None
    for top, bottom in pairwise(edges):
        clean = Box(text.left, top, text.right, bottom)
        while clean.height > 0 and mask.ink_across(clean.top, clean.left, clean.right):
            clean = Box(clean.left, clean.top + 1, clean.right, clean.bottom)
        end = clean.top
        while end < clean.bottom and not mask.ink_across(end, clean.left, clean.right):
            end += 1
        clean = Box(clean.left, clean.top, clean.right, end)
        if area.kept.intersects(rectangle(clean)):
            continue
        if best is None or clean.height > best.height:
            best = clean
    if best is None or best.height < _LEAST or best.width < _LEAST:
        return None
    lines = [
        ink.content[y * ink.stride + best.left : y * ink.stride + best.right]
        for y in range(best.top, best.bottom)
    ]
    means = [sum(line) / len(line) for line in lines]
    return best if min(means) >= _FINEST and max(means) <= _COARSEST else None


def _more(one: QImage, other: QImage) -> QImage:
    """By how much ``one`` is more than ``other``, 0 where it isn't."""
    found = one.copy()
    found.invertPixels(_INVERT)
    painter = QPainter(found)
    painter.setCompositionMode(_PLUS)
    painter.drawImage(0, 0, other)
    painter.end()
    found.invertPixels(_INVERT)
    return found


def _added(image: QImage, grain: QImage) -> QImage:
    found = image.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(found)
    painter.setCompositionMode(_PLUS)
    painter.fillRect(found.rect(), QBrush(_unfolded(grain)))
    painter.end()
    return found


def _unfolded(grain: QImage) -> QImage:
    """Beside its mirror images, so that no seam shows where it begins anew."""
    width, height = grain.width(), grain.height()
    found = QImage(2 * width, 2 * height, grain.format())
    painter = QPainter(found)
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    painter.drawImage(0, 0, grain)
    painter.drawImage(width, 0, grain.flipped(across))
    painter.drawImage(0, height, grain.flipped(down))
    painter.drawImage(width, height, grain.flipped(across | down))
    painter.end()
    return found
