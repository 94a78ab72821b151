"""Which way a translation is set in the place of its original."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Protocol

from PySide6.QtGui import QColor, QPainter, QTextLayout, QTransform

from desktop.text.scripts import main_script
from desktop.typesetting.columns import columns
from desktop.typesetting.fonts import face, missing, right_to_left
from desktop.typesetting.lettering import Alignment
from desktop.typesetting.lines import Copy, Lines, block, label
from desktop.typesetting.original import Original
from desktop.values import Box

_LEAST = 0.5
_SMALL, _LARGE = 8, 14
"""Type isn't smaller than this share of the original's; but it needn't be larger than the second
number of logical pixels, nor may it be smaller than the first, unless the original is."""

_SMALLEST = 4
"""Pixels an em that nobody reads, however small the original was."""

COMFORT = 0.7
"""Below this share of the original's size, other ways are tried: more lines, or wider ones."""

_UPRIGHT = frozenset({"Hani", "Kana", "Hang"})
_SPACE = re.compile(r"[^\S\n]+")


class Setting(Protocol):
    """Set text, ready to be drawn. ``pixels`` an em."""

    @property
    def pixels(self) -> int:
        """The size of the type."""

    def draw(self, painter: QPainter, colour: QColor) -> None:
        """Draw it in pixels of the area."""

    def layouts(self) -> list[QTextLayout]:
        """All layouts of which it is made, for their glyphs."""


def setting(one: Original, wanted: float, growth: float, raised: int = 0) -> Setting | None:
    """The translation set as largely as it fits, at most ``wanted`` pixels an em.

    It may be larger than the original by the share ``growth``, where the ground is free. A label is
    ``raised`` by so many pixels. None where it can't be set legibly, or no font has its glyphs.
    """
    text = _plain(one.paragraph.text, rows=len(one.area.rows))
    if not text:
        return None
    style = one.lettering
    look = face(text, one.paragraph.to, bold=style.bold, families=style.families)
    most = round(wanted)
    if most < _SMALLEST:
        return None
    small, large = (round(size * one.area.scale) for size in (_SMALL, _LARGE))
    least = min(most, max(small, min(large, round(_LEAST * style.pixels))))
    copy = Copy(text, look, _alignment(one, text), style.pitch)
    found: Setting | None
    if one.area.vertical:
        found = _vertical(one, copy, most, least)
    elif len(one.area.rows) == 1:
        found = _label(one, copy, most, least, growth, raised)
    else:
        found = _paragraph(one, copy, most, least, growth)
    if found is None or any(missing(layout) for layout in found.layouts()):
        return None
    return found


def _plain(text: str, rows: int) -> str:
    """White space as it is set: one space, and of several rows the ends of lines."""
    lines = [_SPACE.sub(" ", line).strip() for line in text.splitlines()]
    return ("\u2028" if rows > 1 else " ").join(line for line in lines if line)


def _alignment(one: Original, text: str) -> Alignment:
    """Like the original; what begins at the other side begins there."""
    was = one.lettering.alignment
    if was is Alignment.CENTRE or right_to_left(text) == right_to_left(one.paragraph.source):
        return was
    if right_to_left(text):
        return Alignment.RIGHT
    # The labels of a column that was even at the right stay so; lines of reading begin at the left.
    return was if len(one.area.rows) == 1 else Alignment.LEFT


def _widened(one: Original, alignment: Alignment, growth: float) -> tuple[int, int]:
    """Left edge and width of a room that has this share more, where the ground is free.

    The share is of what the original's box has room for, so that a translation that is 1 + growth
    as wide lies in it by 1 / (1 + growth).
    """
    room, whole = one.room, one.paragraph.box.moved(-one.area.box.left, -one.area.box.top)
    box = room.box
    match alignment:
        case Alignment.LEFT:
            wide = (1 + growth) * (whole.right - box.left)
            return box.left, box.width + max(0, min(round(wide) - box.width, room.right))
        case Alignment.RIGHT:
            wide = (1 + growth) * (box.right - whole.left)
            more = max(0, min(round(wide) - box.width, room.left))
            return box.left - more, box.width + more
        case Alignment.CENTRE:
            wide = (1 + growth) * whole.width
            more = max(0, min(round(wide - box.width) // 2, room.left, room.right))
            return box.left - more, box.width + 2 * more


def _label(
    one: Original, copy: Copy, most: int, least: int, growth: float, raised: int
) -> Lines | None:
    """One line; where it would be too small, several in a high row."""
    baseline, box = one.lettering.baseline - raised, one.room.box
    comfortable = max(least, min(most, round(COMFORT * one.lettering.pixels)))
    left, width = _widened(one, copy.alignment, growth)
    if (found := label(copy, left, width, baseline, most, comfortable)) is not None:
        return found
    if 2 * least <= most and (low := block(copy, box, 0, most // 2, least)) is not None:
        return low
    return label(copy, left, width, baseline, comfortable, least)


def _paragraph(one: Original, copy: Copy, most: int, least: int, growth: float) -> Lines | None:
    box, column = one.room.box, one.room.column
    if growth and copy.alignment is Alignment.LEFT:
        box = replace(box, right=column.right)
    elif growth and copy.alignment is Alignment.RIGHT:
        box = replace(box, left=column.left)
    down = min(one.room.down, round(growth * box.height))
    baseline = one.lettering.baseline
    return block(copy, box, down, most, least, baseline) or block(
        copy, box, down, least, least, anywhere=True
    )


def _vertical(one: Original, copy: Copy, most: int, least: int) -> Setting | None:
    """In columns what is written so; anything else in lines, or, in a narrow place, on its side."""
    box = one.room.box
    if main_script(copy.text) in _UPRIGHT:
        return columns(copy.text, copy.face, box, copy.pitch, most, least)
    comfortable = max(least, round(COMFORT * most))
    return block(copy, box, 0, most, comfortable) or _on_its_side(copy, box, most, least)


def _on_its_side(copy: Copy, box: Box, most: int, least: int) -> Lines | None:
    """Lines from top to bottom, the first at the right."""
    lying = Box(0, 0, box.height, box.width)
    start = Alignment.RIGHT if right_to_left(copy.text) else Alignment.LEFT
    centred = Copy(copy.text, copy.face, start, copy.pitch)
    found = block(centred, lying, 0, most, least)
    if found is None:
        return None
    turned = QTransform().translate(box.right, box.top).rotate(90)
    return Lines(found.layout, found.pixels, turned)
