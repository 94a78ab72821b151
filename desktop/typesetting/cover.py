"""What hides an original: the ground as it would be without its letters."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.typesetting.area import grown, rectangle
from desktop.typesetting.grain import grained
from desktop.typesetting.original import Original
from desktop.values import Box

_MARGIN, _FEATHER = 0.18, 0.3
"""On uneven ground, of a row's thickness: what is covered wholly around it, and the soft edge."""


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
    margin, feather = 2 + _MARGIN * area.thick, max(2, round(_FEATHER * area.thick))
    boxes = [
        grown(Box.around([row, extent.ink]), margin, margin, limit)
        for row, extent in zip(area.rows, one.extents, strict=True)
    ]
    behind = grained(one.ground.image, area, one.ground.image, one.ground.ink, one.least)
    painter.drawImage(0, 0, behind)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, _soft(boxes, feather, area.width, area.height))
    painter.end()
    return Cover(image, grown(Box.around(boxes), 2 * feather, 2 * feather, limit))


def _soft(boxes: list[Box], feather: int, width: int, height: int) -> QImage:
    """Opaque in the boxes, less and less so for ``feather`` pixels around them."""
    mask = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    mask.fill(0)
    painter = QPainter(mask)
    steps = min(feather, 12)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    limit = Box(0, 0, width, height)
    for step in range(steps):
        far = feather * (steps - step) / (steps + 1)
        share = (step + 1) / (steps + 1)
        alpha = round(255 * share * share * (3 - 2 * share))
        for box in boxes:
            painter.fillRect(rectangle(grown(box, far, far, limit)), QColor(0, 0, 0, alpha))
    for box in boxes:
        painter.fillRect(rectangle(box), Qt.GlobalColor.black)
    painter.end()
    return mask
