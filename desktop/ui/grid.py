"""A table as rows and columns: where its cells lie, how wide and high they want to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from desktop.text.tables import Table

ACROSS, DOWN = 10, 6
"""Room left and right, above and below the text of a cell, in logical pixels."""

_SPARE = 4
"""A style takes some pixels for its frames; a word must not be cut for their sake."""

_NARROWEST = 12
"""Characters that a column keeps when wide ones must give way; longer text is broken."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of equal length, their ``cells`` as text.

    ``header``: the first row names the columns. ``spans`` are row, column, rows, columns of cells
    that span more than one place; ``strong`` the places of other header cells. ``widths`` and
    ``heights`` are pixels; a header's height is the first.
    """

    cells: tuple[tuple[str, ...], ...]
    header: bool
    spans: tuple[tuple[int, int, int, int], ...]
    strong: frozenset[tuple[int, int]]
    widths: tuple[int, ...]
    heights: tuple[int, ...]

    @property
    def width(self) -> int:
        """The width of all columns."""
        return sum(self.widths)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows under the header."""
        return self.cells[1:] if self.header else self.cells


def lay_out(table: Table, font: QFont, widest: int) -> Grid:
    """The grid of ``table`` in ``font``, on a page ``widest`` pixels wide."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    metrics, strong_metrics = QFontMetrics(font), QFontMetrics(bold)
    rows = table.grid()
    first = rows[0]
    header = len(rows) > 1 and all(
        cell.header and begins and cell.rowspan == 1 and cell.colspan == 1 for cell, begins in first
    )
    cells = tuple(tuple(cell.text if begins else "" for cell, begins in row) for row in rows)
    spans = tuple(
        (y, x, min(cell.rowspan, len(rows) - y), min(cell.colspan, len(row) - x))
        for y, row in enumerate(rows)
        for x, (cell, begins) in enumerate(row)
        if begins and (cell.rowspan > 1 or cell.colspan > 1)
    )
    strong = frozenset(
        (y, x) for y, row in enumerate(rows) for x, (cell, begins) in enumerate(row) if cell.header
    )
    spanning = {(y, x) for y, x, *_ in spans}
    measures = [[strong_metrics if cell.header else metrics for cell, _ in row] for row in rows]
    widths = _widths(cells, spanning, measures, widest)
    return Grid(cells, header, spans, strong, widths, _heights(cells, spanning, widths, metrics))


def _widths(
    cells: Sequence[Sequence[str]],
    spanning: set[tuple[int, int]],
    measures: Sequence[Sequence[QFontMetrics]],
    widest: int,
) -> tuple[int, ...]:
    """As wide as their longest line, measured with the ``measures`` of each cell."""
    wide = measures[0][0].averageCharWidth()
    widths = [2 * wide] * len(cells[0])
    for y, row in enumerate(cells):
        for x, text in enumerate(row):
            if text and (y, x) not in spanning:
                longest = max(
                    measures[y][x].horizontalAdvance(line[:400]) for line in text.split("\n")
                )
                widths[x] = max(widths[x], longest)
    natural = [width + 2 * ACROSS + _SPARE for width in widths]
    return _fitted(natural, widest, wide * _NARROWEST + 2 * ACROSS)


def _fitted(natural: Sequence[int], widest: int, narrowest: int) -> tuple[int, ...]:
    """The widths; where they don't fit, the widest columns are made equally narrow."""
    room, kept = widest, widest
    for number, width in enumerate(sorted(natural)):
        kept = room // (len(natural) - number)
        if width > kept:
            break
        room -= width
    most = max(kept, narrowest)
    return tuple(min(width, most) for width in natural)


def _heights(
    cells: Sequence[Sequence[str]],
    spanning: set[tuple[int, int]],
    widths: Sequence[int],
    metrics: QFontMetrics,
) -> tuple[int, ...]:
    flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)
    line = metrics.lineSpacing()
    heights = []
    for y, row in enumerate(cells):
        highest = line
        for x, text in enumerate(row):
            room = widths[x] - 2 * ACROSS
            one_line = "\n" not in text and metrics.horizontalAdvance(text[:400]) <= room
            if text and not one_line and (y, x) not in spanning:
                wrapped = metrics.boundingRect(QRect(0, 0, room, 1 << 20), flags, text)
                highest = max(highest, wrapped.height())
        heights.append(highest + 2 * DOWN)
    return tuple(heights)
