"""A table with a grid: cells that arrows walk through, that can be selected and copied."""

from __future__ import annotations

import html
import re
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.ui.grid import ACROSS, DOWN, Grid

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
        if role == Qt.ItemDataRole.FontRole and (y + self._above, x) in self.grid.strong:
            font = QFont(self._view.font())
            font.setWeight(QFont.Weight.DemiBold)
            return font
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
    """Shows one ``Grid``; ``copied`` asks for the selected cells on the clipboard."""

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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

    def show_grid(self, grid: Grid) -> None:
        """Show ``grid``, with its first cell as the current one."""
        cells = _Cells(grid, self)
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
        self.clearSelection()
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
