"""A translation in columns, from right to left, as Chinese and Japanese are set upright.

Signs stand upright one below the other. Brackets and dashes are turned, commas and full stops go to
the upper right of their square, small kana a little that way. Words in other scripts lie on their
side, but numbers of two digits stand upright in one square (Unicode's UAX 50, JLREQ 2.3 and 3.1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout

from desktop.text.scripts import is_cjk, script
from desktop.typesetting.fonts import Face
from desktop.values import Box

_TURNED = frozenset("ー〜～（）「」『』【】〔〕〈〉《》［］｛｝…‥—–―：；＝－＜＞→←｜")
_RAISED = frozenset("、。，．")
_SMALL = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")
_NOT_FIRST = _RAISED | _SMALL | frozenset("ー）」』】〕〉》］｝！？!?：；々…‥")
_NOT_LAST = frozenset("（「『【〔〈《［｛")

_PITCH, _TIGHT, _WIDE = 1.5, 1.2, 2.0
"""Ems from column to column: as usual, at least, at most."""

_UNIT = re.compile(r"[^\W_]+(?:[.,:/'’-][^\W_]+)*|\s+|.", re.DOTALL)
_SHORT = 2

_QUOTES = str.maketrans("“”‘’", "『』「」")
"""Quotation marks as they are in columns (GB/T 15834, 5.1.9)."""


class _Way(Enum):
    UPRIGHT = 0
    TURNED = 1
    RAISED = 2
    SMALL = 3
    SIDEWAYS = 4
    TOGETHER = 5


@dataclass(frozen=True, slots=True)
class _Unit:
    """What isn't parted by the end of a column; ``length`` in pixels down."""

    text: str
    way: _Way
    length: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Set text: units with the centre of the column and the place from the top of each."""

    placed: tuple[tuple[_Unit, float, float], ...]
    font: QFont
    pixels: int

    def draw(self, painter: QPainter, colour: QColor) -> None:
        """Draw it in pixels of the area."""
        painter.save()
        painter.setPen(QPen(colour))
        painter.setFont(self.font)
        for unit, centre, top in self.placed:
            _draw(painter, unit, centre, top, self.pixels)
        painter.restore()

    def layouts(self) -> list[QTextLayout]:
        """All layouts of which it is made."""
        layout = QTextLayout("".join(unit.text for unit, _, _ in self.placed), self.font)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        return [layout]


def columns(text: str, face: Face, box: Box, pitch: float, most: int, least: int) -> Columns | None:
    """The text in columns in ``box``, in the largest type of ``most`` to ``least`` pixels an em
    that fits. ``pitch``: ems from one column to the next, 0 as usual."""
    pixels = most
    while pixels >= least:
        font = face.font(pixels)
        units = _units(text, font, pixels)
        parted = _parted(units, box.height + 0.1 * pixels)
        gaps = len(parted) - 1
        free = (box.width + 0.15 * pixels - pixels) / gaps if gaps else box.width * 1.15 - pixels
        long = any(unit.length > box.height * 1.02 for unit in units)
        if not long and free >= (_TIGHT * pixels if gaps else 0):
            wanted = max(_TIGHT, min(pitch or _PITCH, _WIDE)) * pixels
            return Columns(_placed(parted, box, min(wanted, free), pixels), font, pixels)
        pixels -= max(1, pixels // 25)
    return None


def _placed(
    parted: Sequence[Sequence[_Unit]], box: Box, pitch: float, pixels: int
) -> tuple[tuple[_Unit, float, float], ...]:
    found = []
    for number, column in enumerate(parted):
        # A single column stays in the middle of where it was.
        centre = box.right - pixels / 2 if len(parted) > 1 else (box.left + box.right) / 2
        top = float(box.top)
        for unit in column:
            found.append((unit, centre - number * pitch, top))
            top += unit.length
    return tuple(found)


def _units(text: str, font: QFont, pixels: int) -> list[_Unit]:
    metrics = QFontMetricsF(font)
    found: list[_Unit] = []
    for run in _runs(text.translate(_QUOTES)):
        if run.isspace():
            found.append(_Unit(" ", _Way.UPRIGHT, 0.3 * pixels))
        elif len(run) == 1 and (is_cjk(run) or run in _TURNED or script(run) == "Hang"):
            found.append(_Unit(run, _way(run), float(pixels)))
        elif len(run) <= _SHORT and (run.isdecimal() or run in ("!!", "!?", "?!")):
            found.append(_Unit(run, _Way.TOGETHER, float(pixels)))
        else:
            found.append(_Unit(run, _Way.SIDEWAYS, metrics.horizontalAdvance(run)))
    return found


def _runs(text: str) -> list[str]:
    """Single signs of East Asia, and everything else word by word."""
    found: list[str] = []
    for run in _UNIT.findall(text):
        word = ""
        for sign in run:
            if is_cjk(sign) or sign in _TURNED or script(sign) == "Hang":
                found += [word, sign] if word else [sign]
                word = ""
            else:
                word += sign
        found += [word] if word else []
    return found


def _way(sign: str) -> _Way:
    if sign in _TURNED:
        return _Way.TURNED
    if sign in _RAISED:
        return _Way.RAISED
    return _Way.SMALL if sign in _SMALL else _Way.UPRIGHT


def _parted(units: Sequence[_Unit], height: float) -> list[list[_Unit]]:
    """The units in columns of so many pixels; none begins or ends with what may not."""
    found: list[list[_Unit]] = [[]]
    length = 0.0
    for unit in units:
        column = found[-1]
        if column and length + unit.length > height and unit.text != " ":
            moved: list[_Unit] = []
            if unit.text in _NOT_FIRST and len(column) > 1:
                moved.append(column.pop())
            while len(column) > 1 and column[-1].text in _NOT_LAST:
                moved.insert(0, column.pop())
            found.append(moved)
            length = sum(one.length for one in moved)
        elif not column and unit.text == " ":
            continue
        found[-1].append(unit)
        length += unit.length
    return found


def _draw(painter: QPainter, unit: _Unit, centre: float, top: float, pixels: int) -> None:
    metrics = QFontMetricsF(painter.font())
    across = metrics.horizontalAdvance(unit.text)
    if unit.way in (_Way.SIDEWAYS, _Way.TURNED):
        painter.save()
        painter.translate(centre, top + unit.length / 2)
        painter.rotate(90)
        box = metrics.tightBoundingRect("x" if unit.way is _Way.SIDEWAYS else "国")
        painter.drawText(QPointF(-across / 2, -(box.top() + box.bottom()) / 2), unit.text)
        painter.restore()
        return
    square = metrics.tightBoundingRect("国")
    baseline = top + unit.length / 2 - (square.top() + square.bottom()) / 2
    place = QPointF(centre - across / 2, baseline)
    if unit.way is _Way.RAISED:
        ink = metrics.tightBoundingRect(unit.text)
        edge = 0.06 * pixels
        place = QPointF(centre + pixels / 2 - edge - ink.right(), top + edge - ink.top())
    elif unit.way is _Way.SMALL:
        place += QPointF(0.1 * pixels, -0.1 * pixels)
    elif unit.way is _Way.TOGETHER and across > pixels:
        painter.save()
        painter.translate(centre, baseline)
        painter.scale(pixels / across, 1.0)
        painter.drawText(QPointF(-across / 2, 0), unit.text)
        painter.restore()
        return
    painter.drawText(place, unit.text)
