"""A table as rows and columns: where its cells lie, how wide and high they want to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from desktop.text.tables import Table

ACROSS, DOWN = 10, 6
"""Room left and right, above and below the text of a cell, in logical pixels."""

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


def lay_out(table: Table, metrics: QFontMetrics, widest: int) -> Grid:
    """The grid of ``table`` in a font with these ``metrics``, on a page ``widest`` pixels wide."""
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
    widths = _widths(cells, spanning, metrics, widest)
    return Grid(cells, header, spans, strong, widths, _heights(cells, spanning, widths, metrics))


def _widths(
    cells: Sequence[Sequence[str]],
    spanning: set[tuple[int, int]],
    metrics: QFontMetrics,
    widest: int,
) -> tuple[int, ...]:
    least = metrics.horizontalAdvance("00")
    widths = [least] * len(cells[0])
    for y, row in enumerate(cells):
        for x, text in enumerate(row):
            if text and (y, x) not in spanning:
                longest = max(metrics.horizontalAdvance(line[:400]) for line in text.split("\n"))
                widths[x] = max(widths[x], longest)
    # Bold, as a header is, runs wider.
    natural = [round(width * 1.08) + 2 * ACROSS for width in widths]
    return _fitted(natural, widest, metrics.averageCharWidth() * _NARROWEST + 2 * ACROSS)


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
