"""What hides an original: the ground as it would be without its letters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.typesetting.area import grown, rectangle
from desktop.typesetting.grain import grained
from desktop.typesetting.original import Original
from desktop.values import Box

_MARGIN, _FEATHER = 0.1, 0.2
"""On uneven ground, of a row's thickness: what is covered wholly around it, and the soft edge."""

_GRAIN, _EDGE = 6.0, 2.0
"""How far from the ground a line of pixels is on average where it is grainy, and how much more that
is than twice as far as usual where it isn't this ground any longer."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Pixels of an area, transparent where the picture stays; ``box`` is around all others."""

    image: QImage
    box: Box

    def draw(self, painter: QPainter) -> None:
        """Draw it in pixels of the area."""
        painter.drawImage(0, 0, self.image)


def cover(one: Original) -> Cover:
    """On flat ground just the letters are covered, on any other whole rows, with soft edges."""
    area, limit = one.area, Box(0, 0, one.area.width, one.area.height)
    image = QImage(area.width, area.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    if one.ground.flat:
        boxes = [extent.cover for extent in one.extents]
        for box in boxes:
            painter.drawImage(box.left, box.top, one.ground.image.copy(rectangle(box)))
        painter.end()
        return Cover(image, Box.around(boxes))
    margin, feather = round(2 + _MARGIN * area.thick), max(2, round(_FEATHER * area.thick))
    parts = []
    for row, extent in zip(area.rows, one.extents, strict=True):
        box = Box.around([row, extent.ink])
        free = _free(box, margin + feather, one, limit)
        parts.append((grown(box, margin, margin, free), free))
    behind = grained(one.ground.image, area, one.ground.image, one.ground.ink, one.least)
    painter.drawImage(0, 0, behind)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, _soft(parts, feather, area.width, area.height))
    painter.end()
    return Cover(image, Box.around([free for _, free in parts]))


def _free(box: Box, reach: int, one: Original, limit: Box) -> Box:
    """The box grown by ``reach`` pixels, but not beyond an edge that the picture has beside it: the
    ground isn't known that sharply."""
    ink = one.ground.ink
    usual = _mean(ink.content[box.top * ink.stride + box.left : box.top * ink.stride + box.right])

    def edge(places: range, part: Callable[[int], bytes]) -> int:
        last = places.start - places.step
        for place in places:
            if _mean(part(place)) > 2 * min(usual, _GRAIN) + _EDGE:
                break
            last = place
        return last

    def row(y: int) -> bytes:
        return ink.content[y * ink.stride + box.left : y * ink.stride + box.right]

    def column(x: int) -> bytes:
        return ink.content[box.top * ink.stride + x : box.bottom * ink.stride : ink.stride]

    outer = grown(box, reach, reach, limit)
    return Box(
        edge(range(box.left - 1, outer.left - 1, -1), column),
        edge(range(box.top - 1, outer.top - 1, -1), row),
        edge(range(box.right, outer.right), column) + 1,
        edge(range(box.bottom, outer.bottom), row) + 1,
    )


def _mean(line: bytes) -> float:
    return sum(line) / max(1, len(line))


def _soft(parts: list[tuple[Box, Box]], feather: int, width: int, height: int) -> QImage:
    """Opaque in the first box of each part, less and less so for ``feather`` pixels around it, but
    for what is out of the second."""
    mask = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    mask.fill(0)
    painter = QPainter(mask)
    steps = min(feather, 12)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for step in range(steps):
        far = feather * (steps - step) / (steps + 1)
        share = (step + 1) / (steps + 1)
        alpha = round(255 * share * share * (3 - 2 * share))
        for box, free in parts:
            painter.fillRect(rectangle(grown(box, far, far, free)), QColor(0, 0, 0, alpha))
    for box, _ in parts:
        painter.fillRect(rectangle(box), Qt.GlobalColor.black)
    painter.end()
    return mask
