"""A translation in lines: the largest type that fits, and where each line stands.

A row stays a row. What had several rows is wrapped to their width. Lines are closer, within
bounds, before the type is smaller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextLayout, QTextLine, QTextOption, QTransform

from desktop.text.scripts import main_script
from desktop.typesetting.fonts import Face, right_to_left
from desktop.typesetting.lettering import Alignment
from desktop.values import Box

_TIGHT = {"Latn": 1.18, "Grek": 1.18, "Cyrl": 1.18, "Hani": 1.2, "Kana": 1.2, "Hang": 1.2}
_TIGHT_ELSEWHERE = 1.3
"""Ems from baseline to baseline at least; more where marks stand above and below the letters."""
_USUAL, _WIDE = 1.35, 1.7
"""Where the original had one row only; and at most, however far apart its rows were."""

_ALONE, _FEW = 0.3, 3
"""A last line shorter than this share of the room isn't left so, where there are few lines."""

_SLACK = 0.12
"""Ems that lines may reach over their room: it was measured on other letters."""

_FLAGS = {
    Alignment.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
    Alignment.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Alignment.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
}

_SHARES = {Alignment.LEFT: 0.0, Alignment.CENTRE: 0.5, Alignment.RIGHT: 1.0}
"""Of what is free in a line, the part at its left."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What is to be set and how. ``pitch`` as in ``Lettering``; 0: as usual."""

    text: str
    face: Face
    alignment: Alignment
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class Lines:
    """Set text: ``layout`` holds every line at its place, ``turned`` brings it onto the area."""

    layout: QTextLayout
    pixels: int
    turned: QTransform

    def draw(self, painter: QPainter, colour: QColor) -> None:
        """Draw it in pixels of the area."""
        painter.save()
        painter.setPen(QPen(colour))
        painter.setTransform(self.turned, True)
        self.layout.draw(painter, QPointF(0, 0))
        painter.restore()

    def layouts(self) -> list[QTextLayout]:
        """All layouts of which it is made."""
        return [self.layout]


def label(
    copy: Copy, left: float, width: float, baseline: float, most: int, least: int
) -> Lines | None:
    """One line in ``width`` pixels from ``left``, of ``most`` down to ``least`` pixels an em."""
    pixels = most
    while pixels >= least:
        layout = _layout(copy, pixels)
        lines = _broken(layout, width, wrap=QTextOption.WrapMode.NoWrap)
        needed = lines[0].naturalTextWidth()
        if needed <= width + _SLACK * pixels:
            lines[0].setPosition(QPointF(left, baseline - lines[0].ascent()))
            return Lines(layout, pixels, QTransform())
        pixels = min(pixels - 1, int(pixels * width / needed) + 1)
    return None


def block(
    copy: Copy,
    box: Box,
    down: int,
    most: int,
    least: int,
    baseline: float | None = None,
    *,
    anywhere: bool = False,
) -> Lines | None:
    """Lines wrapped to ``box``, which may grow by ``down`` pixels, of ``most`` down to ``least``
    pixels an em. The first stands on ``baseline`` if the type is that large. ``anywhere``: words
    may be broken."""
    mode = QTextOption.WrapMode
    wrap = mode.WrapAtWordBoundaryOrAnywhere if anywhere else mode.WordWrap

    def attempt(pixels: int) -> Lines | None:
        return _block(copy, box, down, pixels, wrap, baseline if pixels == most else None)

    return largest(attempt, most, least)


def largest(attempt: Callable[[int], Lines | None], most: int, least: int) -> Lines | None:
    """The first success from ``most`` pixels down to ``least``, found by halving."""
    best = attempt(most) if most >= least else None
    low, high = least, most
    while best is None and low < high:
        middle = (low + high) // 2
        if (found := attempt(middle)) is None:
            high = middle
        else:
            low = middle + 1
            if (better := largest(attempt, high - 1, low)) is not None:
                return better
            return found
    return best


def _block(
    copy: Copy,
    box: Box,
    down: int,
    pixels: int,
    wrap: QTextOption.WrapMode,
    baseline: float | None,
) -> Lines | None:
    width, height = float(box.width), box.height + _SLACK * pixels
    layout = _layout(copy, pixels)
    lines = _broken(layout, width, wrap)
    if any(line.naturalTextWidth() > width + _SLACK * pixels for line in lines):
        return None
    above, below = (reach * pixels for reach in copy.face.reach(copy.text))
    tight = _TIGHT.get(main_script(copy.text), _TIGHT_ELSEWHERE) * pixels
    wanted = max(tight, min(copy.pitch or _USUAL, _WIDE) * pixels)
    gaps = len(lines) - 1
    free = (height - above - below) / gaps if gaps else height - above - below
    if free < (tight if gaps else 0):
        free += down / max(1, gaps)
        if free < (tight if gaps else 0):
            return None
    pitch = min(wanted, free) if gaps else 0.0
    alone = 0 < gaps < _FEW and lines[-1].naturalTextWidth() < _ALONE * width
    if gaps and (copy.alignment is Alignment.CENTRE or alone):
        lines = _balanced(layout, width, len(lines), wrap)
    used = above + gaps * pitch + below
    first = box.top + above
    if copy.alignment is Alignment.CENTRE:
        first += max(0.0, (box.height - used) / 2)
    elif baseline is not None and baseline + gaps * pitch + below <= box.top + height:
        first = baseline
    for number, line in enumerate(lines):
        # Of lines that were balanced, the width is less than the room.
        left = box.left + (width - line.width()) * _SHARES[copy.alignment]
        line.setPosition(QPointF(left, first + number * pitch - line.ascent()))
    return Lines(layout, pixels, QTransform())


def _balanced(
    layout: QTextLayout, width: float, lines: int, wrap: QTextOption.WrapMode
) -> list[QTextLine]:
    low, high = width / lines, width
    for _ in range(5):
        middle = (low + high) / 2
        found = _broken(layout, middle, wrap)
        over = any(line.naturalTextWidth() > middle for line in found)
        low, high = (middle, high) if len(found) > lines or over else (low, middle)
    return _broken(layout, high, wrap)


def _layout(copy: Copy, pixels: int) -> QTextLayout:
    layout = QTextLayout(copy.text, copy.face.font(pixels))
    option = QTextOption(_FLAGS[copy.alignment])
    directions = Qt.LayoutDirection
    option.setTextDirection(
        directions.RightToLeft if right_to_left(copy.text) else directions.LeftToRight
    )
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    return layout


def _broken(layout: QTextLayout, width: float, wrap: QTextOption.WrapMode) -> list[QTextLine]:
    option = layout.textOption()
    option.setWrapMode(wrap)
    layout.setTextOption(option)
    found = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        found.append(line)
    layout.endLayout()
    return found
