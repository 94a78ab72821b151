"""The pixels around a paragraph, and how far each of them is from the ground.

All of it is done by Qt on whole pictures, and by Python's bytes on whole rows: a loop over pixels
would hold the interpreter for longer than a window may be held up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QRegion

from desktop.capture.qt import to_image
from desktop.values import Box, Paragraph, Shot

INK = 255
"""What a byte of a mask is where there is ink."""

_RIM = 0.12
"""Of a row's thickness: what its letters' soft edges may reach out of its box."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a shot: what lies around one paragraph.

    ``box`` is in pixels of the shot, everything else in pixels of the area. ``image`` is opaque,
    in ``Format_ARGB32_Premultiplied``. ``others`` are the boxes of other paragraphs that reach into
    it, and ``kept`` is what of them isn't in a row of this one, or within a pixel or two of it.
    ``thick`` is the median height of the rows (of vertical text, the width of its columns).
    """

    box: Box
    image: QImage
    rows: tuple[Box, ...]
    others: tuple[Box, ...]
    kept: QRegion
    thick: int
    scale: float
    vertical: bool

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.box.width

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.box.height


@dataclass(frozen=True, slots=True)
class Plane:
    """One byte for each pixel of an area, ``stride`` bytes a row."""

    content: bytes
    stride: int
    width: int
    height: int

    def ink_across(self, row: int, left: int, right: int) -> int:
        """How much of a mask's row is ink."""
        start = row * self.stride
        return self.content.count(INK, start + left, start + right)

    def ink_down(self, column: int, top: int, bottom: int) -> int:
        """How much of a mask's column is ink."""
        start, end = top * self.stride + column, bottom * self.stride
        return self.content[start : end : self.stride].count(INK)

    def mask(self, least: int) -> Plane:
        """``INK`` where a byte is ``least`` or more, 0 elsewhere."""
        content = self.content.translate(_threshold(least))
        return Plane(content, self.stride, self.width, self.height)

    def image(self) -> QImage:
        """As a picture in grey that shares the bytes, which must outlive it."""
        return QImage(
            self.content, self.width, self.height, self.stride, QImage.Format.Format_Grayscale8
        )


def around(shot: Shot, paragraph: Paragraph, others: Sequence[Box]) -> Area | None:
    """The area of a paragraph; None where nothing of it lies on the picture."""
    whole = Box(0, 0, shot.width, shot.height)
    rows = tuple(
        row.clipped(whole) for row in paragraph.rows or (paragraph.box,) if _meets(row, whole)
    )
    if not rows:
        return None
    sides = sorted(row.width if paragraph.vertical else row.height for row in rows)
    thick = sides[len(sides) // 2]
    text = Box.around(rows)
    if len(rows) == 1:  # a label, which may have to grow far along its line
        along, across = max(6 * thick, text.width // 3), max(12, thick)
    else:
        along, across = 2 * thick + text.width // 8, max(6, 2 * thick)
    if paragraph.vertical:
        along, across = 2 * thick, 2 * thick
    box = Box(
        text.left - along - 4, text.top - across, text.right + along + 4, text.bottom + across
    ).clipped(whole)
    image = to_image(shot)
    image.setDevicePixelRatio(1.0)
    part = image.copy(box.left, box.top, box.width, box.height)
    part = part.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    # Boxes of an engine overlap by a few pixels, or cut through the soft edges of letters; what a
    # paragraph's rows say is nearer to the truth than its neighbours' boxes.
    rim, own = max(1, round(_RIM * thick)), QRegion()
    for row in rows:
        own += rectangle(grown(row, rim, rim, whole))
    near = [other.clipped(box) for other in others if _meets(other, box)]
    kept = QRegion()
    for other in near:
        kept += rectangle(other)
    kept = (kept - own).translated(-box.left, -box.top)
    moved = tuple(row.moved(-box.left, -box.top) for row in rows)
    beside = tuple(other.moved(-box.left, -box.top) for other in near)
    return Area(box, part, moved, beside, kept, max(1, thick), shot.scale, paragraph.vertical)


def strength(area: Area, ground: QImage) -> Plane:
    """How far each pixel is from ``ground``, 0 to 255; 0 in what belongs to others."""
    difference = area.image.copy()
    painter = QPainter(difference)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, ground)
    painter.end()
    difference.reinterpretAsFormat(QImage.Format.Format_RGB32)  # opaque: nothing to convert
    grey = difference.convertToFormat(QImage.Format.Format_Grayscale8)
    painter = QPainter(grey)
    painter.setClipRegion(area.kept)
    painter.fillRect(grey.rect(), Qt.GlobalColor.black)
    painter.end()
    return Plane(bytes(grey.constBits()), grey.bytesPerLine(), grey.width(), grey.height())


def rectangle(box: Box) -> QRect:
    """A box as Qt has it."""
    return QRect(box.left, box.top, box.width, box.height)


def grown(box: Box, across: float, down: float, limit: Box) -> Box:
    """A box with so many pixels more on each side, within ``limit``."""
    x, y = round(across), round(down)
    return Box(box.left - x, box.top - y, box.right + x, box.bottom + y).clipped(limit)


def _meets(box: Box, other: Box) -> bool:
    return max(box.left, other.left) < min(box.right, other.right) and max(
        box.top, other.top
    ) < min(box.bottom, other.bottom)


@lru_cache(maxsize=256)
def _threshold(least: int) -> bytes:
    return bytes(INK if value >= least else 0 for value in range(256))
