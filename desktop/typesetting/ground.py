"""What lies behind the letters, as it would be without them.

- Flat ground, of screenshots and print: exactly its colour, told apart for each row.
- Any other, a gradient or a photo: its pixels around and between the letters, spread over where
  the letters are by pulling them together on ever smaller pictures and pushing them back ("The
  Lumigraph", Gortler et al. 1996, 4.4), which Qt does by scaling and composing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.typesetting.area import Area, Plane, grown, rectangle, strength
from desktop.typesetting.contrast import Colour, luminance
from desktop.values import Box

_FLAT, _MOSTLY = 0.35, 0.5
"""A row's ground is flat where most of it has one colour, or the first share of it and most of its
rim. (Letters take a fifth to two fifths: a rim of another colour means that it is theirs.)"""

_SAMPLES = 5000
_MARGIN = 0.15
"""Of a row's thickness: what is looked at around it, and what a cover on uneven ground takes."""

_CELLS = 8
"""Cells that the ground between letters is averaged in, for the thickness of a row."""

_TOO_MUCH = 0.7
"""Of a row, more can't be letters: then nothing is taken from between them."""

_DEEP = QImage.Format.Format_RGBA64_Premultiplied
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_ANY = Qt.AspectRatioMode.IgnoreAspectRatio


@dataclass(frozen=True, slots=True)
class Ground:
    """``image`` is the ground of the whole area, ``flat`` the colour of each row where every row
    has one, ``ink`` how far each pixel is from it."""

    image: QImage
    flat: tuple[Colour, ...]
    ink: Plane

    def colours(self, box: Box) -> tuple[Colour, ...]:
        """The darkest and the lightest colour that text in ``box`` comes to lie on."""
        if self.flat:
            return tuple(dict.fromkeys(self.flat))
        part = self.image.copy(rectangle(box))
        small = part.scaled(min(24, part.width()), min(8, part.height()), _ANY, _SMOOTH)
        found = {
            _colour(value)
            for value in _values(small, Box(0, 0, small.width(), small.height()), 1, 1)
        }
        ordered = sorted(found, key=luminance)
        return ordered[0], ordered[-1]


def ground(area: Area) -> Ground:
    """The ground of an area."""
    limit = Box(0, 0, area.width, area.height)
    wide = tuple(grown(row, _MARGIN * area.thick, _MARGIN * area.thick, limit) for row in area.rows)
    each = max(300, _SAMPLES // len(area.rows))
    flat = [_flat(area.image, row, outer, each) for row, outer in zip(area.rows, wide, strict=True)]
    colours = tuple(colour for colour in flat if colour is not None)
    if len(colours) == len(flat):
        image = _filled(area, wide, colours)
        return Ground(image, colours, strength(area, image))
    known = area.image.copy()
    _clear(known, wide, area)
    first = spread(known, max(2, area.thick // _CELLS))
    ink = strength(area, first)
    least = max(10, reached(ink, area.rows, 50) * 3 // 10)
    mask = ink.mask(least)
    if _share(mask, area.rows) > _TOO_MUCH:
        return Ground(first, (), ink)
    known = area.image.copy()
    _clear(known, (), area)
    _without(known, _thickened(mask, max(2, area.thick // 12)))
    image = spread(known, max(2, area.thick // _CELLS))
    return Ground(image, (), strength(area, image))


def spread(known: QImage, cell: int) -> QImage:
    """``known`` without its holes, smooth: what is transparent takes the colours around it.

    ``cell`` is the side of the squares that are averaged, in pixels.
    """
    small = known.scaled(
        max(1, round(known.width() / cell)), max(1, round(known.height() / cell)), _ANY, _SMOOTH
    )
    levels = [small.convertToFormat(_DEEP)]
    while max(levels[-1].width(), levels[-1].height()) > 1:
        last = levels[-1]
        levels.append(last.scaled((last.width() + 1) // 2, (last.height() + 1) // 2, _ANY, _SMOOTH))
    saturate(levels[-1], 12)
    full = levels.pop()
    while levels:
        finer = levels.pop()
        saturate(finer, 2)
        below = full.scaled(finer.width(), finer.height(), _ANY, _SMOOTH)
        painter = QPainter(finer)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
        painter.drawImage(0, 0, below)
        painter.end()
        full = finer
    # Twice as large again and again: at once, the cells would be seen.
    while full.width() * 2 < known.width():
        full = full.scaled(full.width() * 2, full.height() * 2, _ANY, _SMOOTH)
    large = full.scaled(known.width(), known.height(), _ANY, _SMOOTH)
    opaque = large.convertToFormat(QImage.Format.Format_RGB32)
    return opaque.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _flat(image: QImage, row: Box, outer: Box, samples: int) -> Colour | None:
    """The one colour that a row's letters stand on, if it is one."""
    step = max(1, round((outer.width * outer.height / samples) ** 0.5))
    inner = Counter(_values(image, outer, step, step))
    (value, times), *_ = inner.most_common(1)
    if times >= _MOSTLY * inner.total():
        return _colour(value)
    if times < _FLAT * inner.total():
        return None
    rim: Counter[int] = Counter()
    along = max(1, outer.width // 100)
    for box in (row, outer):
        rim.update(_values(image, Box(box.left, box.top, box.right, box.top + 1), along, 1))
        rim.update(_values(image, Box(box.left, box.bottom - 1, box.right, box.bottom), along, 1))
    for box in (row, outer):
        rim.update(_values(image, Box(box.left, box.top, box.left + 1, box.bottom), 1, 1))
        rim.update(_values(image, Box(box.right - 1, box.top, box.right, box.bottom), 1, 1))
    return _colour(value) if rim[value] >= _MOSTLY * rim.total() else None


def _filled(area: Area, rows: tuple[Box, ...], colours: tuple[Colour, ...]) -> QImage:
    (common, _), *_ = Counter(colours).most_common(1)
    image = QImage(area.image.size(), area.image.format())
    image.fill(QColor(*common))
    if len(set(colours)) > 1:
        painter = QPainter(image)
        for row, colour in zip(rows, colours, strict=True):
            painter.fillRect(rectangle(row), QColor(*colour))
        painter.end()
    return image


def _values(image: QImage, box: Box, across: int, down: int) -> list[int]:
    """Pixels of a box as 0xAARRGGBB, every so many of them."""
    content = memoryview(image.constBits()).cast("I")
    width = image.bytesPerLine() // 4
    found: list[int] = []
    for row in range(box.top, box.bottom, down):
        # Not the same columns in each row: upright strokes would be hit by all or none.
        shift = row * 7 % across if box.width > across else 0
        found += content[row * width + box.left + shift : row * width + box.right : across].tolist()
    return found


def _colour(value: int) -> Colour:
    return value >> 16 & 255, value >> 8 & 255, value & 255


def _share(mask: Plane, rows: tuple[Box, ...]) -> float:
    """How much of some rows is ink."""
    inked = sum(mask.ink_across(y, row.left, row.right) for row in rows for y in _lines(row))
    return inked / max(1, sum(row.width * len(_lines(row)) for row in rows))


def _lines(row: Box) -> range:
    return range(row.top, row.bottom, 3)


def reached(ink: Plane, rows: tuple[Box, ...], part: int) -> int:
    """How far the letters are from the ground: what one in ``part`` of the rows' pixels reaches."""
    counts: Counter[int] = Counter()
    for row in rows:
        for y in _lines(row):
            counts.update(ink.content[y * ink.stride + row.left : y * ink.stride + row.right : 2])
    left = counts.total() // part
    for value in range(255, 0, -1):
        left -= counts[value]
        if left < 0:
            return value
    return 0


def _clear(known: QImage, rows: tuple[Box, ...], area: Area) -> None:
    painter = QPainter(known)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    for row in rows:
        painter.fillRect(rectangle(row), Qt.GlobalColor.transparent)
    painter.setClipRegion(area.kept)
    painter.fillRect(known.rect(), Qt.GlobalColor.transparent)
    painter.end()


def _thickened(mask: Plane, pixels: int) -> Plane:
    """A mask with so many pixels more around all ink, about."""
    image = mask.image()
    small = image.scaled(max(1, mask.width // pixels), max(1, mask.height // pixels), _ANY, _SMOOTH)
    large = small.scaled(mask.width, mask.height, _ANY, _SMOOTH)
    large = large.convertToFormat(QImage.Format.Format_Grayscale8)
    return Plane(bytes(large.constBits()), large.bytesPerLine(), mask.width, mask.height).mask(6)


def _without(known: QImage, mask: Plane) -> None:
    """Make holes where the mask has ink."""
    alpha = QImage(mask.content, mask.width, mask.height, mask.stride, QImage.Format.Format_Alpha8)
    painter = QPainter(known)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    painter.drawImage(0, 0, alpha)
    painter.end()


def saturate(image: QImage, times: int) -> None:
    """Make half transparent pixels opaque, with their own colour."""
    for _ in range(times):
        copy = image.copy()
        painter = QPainter(image)
        painter.drawImage(0, 0, copy)
        painter.end()
