"""How much room a translation has: where the original was, and what is free beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from desktop.typesetting.area import Area, Plane
from desktop.values import Box

_DISTANCE = 0.4
"""Ems that stay free between what has grown and what is beside it."""


@dataclass(frozen=True, slots=True)
class Room:
    """``box`` is around the original's letters, in pixels of the area; ``left``, ``right`` and
    ``down`` are the pixels of free ground beside it. ``column`` is the box as wide as paragraphs
    above and below that begin, or end, where it does."""

    box: Box
    left: int
    right: int
    down: int
    column: Box


def room(area: Area, ink: Plane, tight: Sequence[Box], pixels: float, least: int) -> Room:
    """The room for an original whose letters are in ``tight``; ``least`` is the strength of ink."""
    box = Box.around(tight)
    apart = round(_DISTANCE * pixels) + 1
    taken = _taken(area, ink, least)

    def free_columns(places: range) -> int:
        return _free(places, lambda x: taken.ink_down(x, box.top, box.bottom))

    def free_rows(places: range) -> int:
        return _free(places, lambda y: taken.ink_across(y, box.left, box.right))

    left = free_columns(range(box.left - 3, -1, -1)) + 2
    right = free_columns(range(box.right + 2, area.width)) + 2
    down = free_rows(range(box.bottom + 2, area.height)) + 2
    left, right, down = (max(0, free - apart) for free in (left, right, down))
    return Room(box, left, right, down, _column(box, left, right, area))


def _column(box: Box, left: int, right: int, area: Area) -> Box:
    same = max(4, area.thick // 3)
    near = [other for other in area.others if other.right > box.left and other.left < box.right]
    rights = [other.right - same for other in near if abs(other.left - box.left) <= same]
    lefts = [other.left + same for other in near if abs(other.right - box.right) <= same]
    return Box(
        max(box.left - left, min([box.left, *lefts])),
        box.top,
        min(box.right + right, max([box.right, *rights])),
        box.bottom,
    )


def _taken(area: Area, ink: Plane, least: int) -> Plane:
    """A mask of what isn't free: ink, and what belongs to other paragraphs."""
    mask = ink.mask(least)
    if area.kept.isEmpty():
        return mask
    image = mask.image().copy()
    painter = QPainter(image)
    painter.setClipRegion(area.kept)
    painter.fillRect(image.rect(), Qt.GlobalColor.white)
    painter.end()
    return Plane(bytes(image.constBits()), image.bytesPerLine(), mask.width, mask.height)


def _free(places: range, count: Callable[[int], int]) -> int:
    for number, place in enumerate(places):
        if count(place):
            return number
    return len(places)
