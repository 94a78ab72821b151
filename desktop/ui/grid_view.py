"""A table with a grid: cells that arrows walk through, that can be selected and copied."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.ui import theme
from desktop.ui.cells import Cell, by_rows, row_words
from desktop.ui.grid import ACROSS, DOWN, Grid
from desktop.values import OutputKind

if TYPE_CHECKING:
    from desktop.text.units import Span, Unit

Index = QModelIndex | QPersistentModelIndex

_NUMBER = re.compile(r"[-+−(]?[$€£¥]?\s?\d[\d.,\s]*\s?[%€$£¥)]?")
_ALIGN_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ALIGN_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Cells(QAbstractTableModel):
    def __init__(self, grid: Grid, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self.grid = grid
        self._rows = grid.rows()
        self._above = 1 if grid.header else 0
        self.lit: tuple[int, int] | None = None
        self.unsure: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def places(self) -> tuple[Cell, ...]:
        """Each cell with its place in ``text``, the head's among them."""
        grid, place, found = self.grid, 0, list[Cell]()
        spans = {(y, x): (rows, columns) for y, x, rows, columns in grid.spans}
        covered = {
            (y + down, x + across)
            for (y, x), (rows, columns) in spans.items()
            for down in range(rows)
            for across in range(columns)
        } - spans.keys()
        for y, row in enumerate(grid.cells):
            for x, text in enumerate(row):
                end = place + len(text)
                if (y, x) not in covered:
                    name = grid.cells[0][x] if grid.header else ""
                    whole = Cell(0, y, x, place, end, y + 1 - self._above, text, name)
                    rows, columns = spans.get((y, x), (1, 1))
                    found.append(replace(whole, rows=rows, columns=columns))
                place = end + 1
        return tuple(found)

    def change(self, lit: tuple[int, int] | None, unsure: frozenset[tuple[int, int]]) -> None:
        """Mark these cells, by row and column of all cells."""
        if (lit, unsure) == (self.lit, self.unsure):
            return
        self.lit, self.unsure = lit, unsure
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self.grid.widths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        y, x = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[y][x]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_NUMBER if _NUMBER.fullmatch(self._rows[y][x]) else _ALIGN_TEXT
        place = (y + self._above, x)
        if role == Qt.ItemDataRole.FontRole:
            strong, unsure = place in self.grid.strong, place in self.unsure
            font = QFont(self._view.font())
            font.setWeight(QFont.Weight.DemiBold if strong else font.weight())
            font.setUnderline(unsure)
            return font if strong or unsure else None
        if role == Qt.ItemDataRole.BackgroundRole and place == self.lit:
            return QBrush(theme.tokens().word)
        if role == Qt.ItemDataRole.ForegroundRole:
            colors = {True: theme.tokens().on_word, False: theme.tokens().caution}
            marked = place == self.lit
            return QBrush(colors[marked]) if marked or place in self.unsure else None
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.grid.cells[0][section] if self.grid.header else str(section + 1)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_TEXT
        return None


class GridView(QTableView):
    """Shows one ``Grid``; ``copied`` asks for the selected cells on the clipboard.

    It is a ``shown.Shown`` whose caret goes from cell to cell. Places are those of its cells' text,
    row by row, with a tab behind each cell and a line break behind each row.
    """

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unsure: tuple[tuple[int, int], ...] = ()
        self.setProperty("role", "paper")
        self.setAccessibleName("Table")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        across.setHighlightSections(False)
        across.setSectionsClickable(True)
        across.setTextElideMode(Qt.TextElideMode.ElideRight)

    def show_grid(self, grid: Grid, *, keep_place: bool = False) -> None:
        """Show ``grid`` from its first cell, or with its marks from where the reader was."""
        cells, here, unsure = _Cells(grid, self), self.caret()[0], self._unsure
        old = self.model()
        self.setModel(cells)
        if old is not None:
            old.deleteLater()
        self.clearSpans()
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setMinimumSectionSize(2 * ACROSS)
        across.setVisible(grid.header)
        across.setFixedHeight(grid.heights[0] if grid.header else across.sizeHint().height())
        for number, width in enumerate(grid.widths):
            self.setColumnWidth(number, width)
        heights = grid.heights[1:] if grid.header else grid.heights
        usual = min(heights, default=2 * DOWN)
        down.setMinimumSectionSize(2 * DOWN)
        down.setDefaultSectionSize(usual)
        for number, height in enumerate(heights):
            if height != usual:
                self.setRowHeight(number, height)
        above = 1 if grid.header else 0
        for row, column, rows, columns in grid.spans:
            self.setSpan(row - above, column, rows, columns)
        self.setCurrentIndex(cells.index(0, 0))
        if keep_place:
            self.put_caret(here)
        self.clearSelection()
        self.mark_unsure(unsure if keep_place else ())
        count = f"{len(grid.rows())} rows, {len(grid.widths)} columns"
        self.setAccessibleDescription(count)

    def grid(self) -> Grid | None:
        """What is shown."""
        cells = self.model()
        return cells.grid if isinstance(cells, _Cells) else None

    def selected_forms(self) -> dict[str, str]:
        """The selected cells by MIME type, with tabs between them and as HTML; empty where none or
        all are selected."""
        grid, found = self.grid(), self.selectedIndexes()
        if grid is None or not found:
            return {}
        if len(found) == len(grid.rows()) * len(grid.widths):
            return {}
        taken = {(index.row(), index.column()): index.data() for index in found}
        rows = sorted({y for y, _ in taken})
        columns = sorted({x for _, x in taken})
        cells = [[taken.get((y, x), "") for x in columns] for y in rows]
        plain = "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in cells)
        marked = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in cells
        )
        return {"text/plain": plain, "text/html": f"<table>{marked}</table>"}

    def content(self) -> str:
        """The text of all cells, the head's too."""
        grid = self.grid()
        return "\n".join("\t".join(row) for row in grid.cells) if grid else ""

    def said(self) -> tuple[str, Sequence[int]]:
        """The text; for each character, and the end, its place."""
        text = self.content()
        return text, range(len(text) + 1)

    def caret(self) -> tuple[int, int]:
        """Twice the beginning of the current cell."""
        cells, above = self._cells(), self._above()
        here = self.currentIndex().row() + above, self.currentIndex().column()
        found = next((c.start for c in cells if (c.row, c.column) == here), 0)
        return found, found

    def put_caret(self, start: int, end: int | None = None) -> None:
        """Make the cell there the current one; a place in the head is its column."""
        cell = self._cell_at(start)
        model = self.model()
        if cell and model is not None:
            self.setCurrentIndex(model.index(max(0, cell.row - self._above()), cell.column))

    def line(self) -> str:
        """The current row, with tabs between its cells."""
        grid, row = self.grid(), self.currentIndex().row()
        return "\t".join(grid.rows()[row]) if grid and row >= 0 else ""

    def units(self, unit: Unit, kind: OutputKind) -> Sequence[Span]:
        """Cells, and whole rows for all that is larger; there are no headings."""
        from desktop.text.units import Span, Unit

        cells = self._cells()
        if unit in (Unit.CELL, Unit.WORD):
            return [Span(cell.start, cell.end, cell.words) for cell in cells]
        if unit is Unit.HEADING:
            return []
        rows = by_rows(cells)
        return [Span(row[0].start, row[-1].end, row_words(row)) for row in rows]

    def cells(self) -> Sequence[Cell]:
        """The cells under the head."""
        above = self._above()
        return [cell for cell in self._cells() if cell.row >= above]

    def highlight(self, start: int, length: int) -> None:
        """Mark the cell that holds the word being spoken, and show it."""
        cells, cell, above = self.model(), self._cell_at(start), self._above()
        if not isinstance(cells, _Cells):
            return
        if cell is None or cell.row < above:
            self.clear_highlight()
            return
        cells.change((cell.row, cell.column), cells.unsure)
        self.scrollTo(cells.index(cell.row - above, cell.column))

    def clear_highlight(self) -> None:
        """No word is being spoken."""
        if isinstance(cells := self.model(), _Cells):
            cells.change(None, cells.unsure)

    def mark_unsure(self, places: Sequence[tuple[int, int]]) -> None:
        """Underline the cells that hold these."""
        self._unsure = tuple(places)
        if isinstance(cells := self.model(), _Cells):
            found = (self._cell_at(start) for start, _ in places)
            cells.change(cells.lit, frozenset((c.row, c.column) for c in found if c))

    def unsure(self) -> Sequence[tuple[int, int]]:
        """Beginning and length of the words whose cells are underlined."""
        return self._unsure

    def _cells(self) -> Sequence[Cell]:
        cells = self.model()
        return cells.places if isinstance(cells, _Cells) else ()

    def _above(self) -> int:
        grid = self.grid()
        return 1 if grid and grid.header else 0

    def _cell_at(self, place: int) -> Cell | None:
        return next((cell for cell in self._cells() if cell.start <= place <= cell.end), None)

    def wanted_width(self, most: int) -> int:
        """The width of all columns, up to ``most`` pixels."""
        grid = self.grid()
        return min(most, grid.width + 2) if grid else 0

    def wanted_height(self, most: int) -> int:
        """The height that all rows need, up to ``most`` pixels."""
        grid = self.grid()
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > bar.minimum() else 0
        return min(most, sum(grid.heights) + below + 2) if grid else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies cells; Enter is left to the window."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
            return
        super().keyPressEvent(event)
