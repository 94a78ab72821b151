"""Source and translation in two columns, row by row: read, walked through, selected, not changed.

A script that runs from right to left stands at the right of its column. What was read is put in as
characters, never as markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop.ui import theme
from desktop.ui.result_header import language_name
from desktop.values import Paragraph

_SOURCE, _TRANSLATION = 0, 1
_GAP = 6
"""Logical pixels around the words of a cell."""


class Columns(QTextEdit):
    """Pairs of source and translation under the names of their languages.

    Ctrl+C copies what is selected, else the translation of the row with the caret; Ctrl+O the
    source of that row. The signals carry words for the clipboard.
    """

    copied = Signal(str)
    """Of a translation."""
    source = Signal(str)
    """Of a source: also where there is no translation yet, or none at all."""
    both = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, *, heads: bool = True) -> None:
        super().__init__(parent)
        self._first = int(heads)
        """The row of the first pair: under the names of the languages, or without them."""
        self._pairs: tuple[Paragraph, ...] = ()
        self._zoom = 100
        self._lines = self._most = 0
        self.setAccessibleName(name)
        self.setProperty("role", "paper")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        text = Qt.TextInteractionFlag.TextSelectableByMouse
        self.setTextInteractionFlags(text | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.document().setDocumentMargin(0)
        self._dress()

    def show_pairs(self, pairs: Sequence[Paragraph]) -> None:
        """Show these, in this order; the caret keeps its row and column where that still is."""
        if tuple(pairs) == self._pairs:
            return
        before, self._pairs = self._pairs, tuple(pairs)
        if self._refill(before):
            self._fit()
            return
        kept = self._cell()
        self._fill()
        self._fit()
        if kept is not None:
            self.go_to(*kept)

    @property
    def pairs(self) -> tuple[Paragraph, ...]:
        """What is shown."""
        return self._pairs

    def set_zoom(self, percent: int) -> None:
        """Show the text at ``percent`` of the system's size."""
        self._zoom = percent
        self._dress()

    def set_lines(self, lines: int) -> None:
        """Be always as high as so many lines of text."""
        self._lines = lines
        self._dress()

    def set_most(self, lines: int) -> None:
        """Be as high as what is shown, up to so many lines of text."""
        self._most = lines
        self._fit()

    def go_to(self, row: int, column: int = _TRANSLATION) -> None:
        """Put the caret at the beginning of this pair's source (0) or translation (1)."""
        table = self._table()
        if table is not None and 0 <= row < len(self._pairs):
            self.setTextCursor(table.cellAt(row + self._first, column).firstCursorPosition())
            self.ensureCursorVisible()

    def row(self) -> int | None:
        """The number of the pair that the caret is in."""
        cell = self._cell()
        return None if cell is None else cell[0]

    def wanted_height(self, most: int) -> int:
        """The height that all of it needs at its present width, up to ``most`` pixels."""
        around = max(2 * _GAP + 2, self.height() - self.viewport().height())
        return min(most, round(self.document().size().height()) + around + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C: what is selected, else the translation; Ctrl+O: the source."""
        row = self.row()
        if event.matches(QKeySequence.StandardKey.Copy):
            if chosen := self.textCursor().selection().toPlainText():
                self._chosen().emit(chosen)
            elif row is not None and self._pairs[row].text:
                self.copied.emit(self._pairs[row].text)
            elif row is not None:
                self.source.emit(self._pairs[row].source)
        elif event.keyCombination() == Qt.Modifier.CTRL | Qt.Key.Key_O:
            if row is not None:
                self.source.emit(self._pairs[row].source)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme, and the system's size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange):
            self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where rows take more lines now, more height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Three lines of a few words."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 24, metrics.lineSpacing() * 3)

    def _dress(self) -> None:
        size = f"font-size: {theme.text_pixels(self._zoom / 100)}px;"
        if self.styleSheet() != size:
            self.setStyleSheet(size)
            self.ensurePolished()
        if self._lines:
            self.setFixedHeight(self._lines * self.fontMetrics().lineSpacing() + 4 * _GAP)
        self._fill()
        self._fit()

    def _fit(self) -> None:
        if self._most:
            most = self._most * self.fontMetrics().lineSpacing() + 4 * _GAP
            wanted = self.wanted_height(most)
            # A bar that was there for a moment would keep itself, by the room that it takes.
            policy = Qt.ScrollBarPolicy
            bar = policy.ScrollBarAsNeeded if wanted == most else policy.ScrollBarAlwaysOff
            self.setVerticalScrollBarPolicy(bar)
            self.setFixedHeight(wanted)

    def _table(self) -> QTextTable | None:
        frames = self.document().rootFrame().childFrames()
        return frames[0] if frames and isinstance(frames[0], QTextTable) else None

    def _cell(self) -> tuple[int, int] | None:
        table = self._table()
        cell = table.cellAt(self.textCursor()) if table is not None else None
        if cell is None or not cell.isValid():
            return None
        row = cell.row() - self._first
        return (row, cell.column()) if row >= 0 else None

    def _chosen(self) -> SignalInstance:
        """What tells of the words that are selected, by the columns that they stand in."""
        table, cursor = self._table(), self.textCursor()
        if table is None:
            return self.both
        ends = cursor.selectionStart(), cursor.selectionEnd()
        cells = [table.cellAt(place) for place in ends]
        columns = {cell.column() if cell.isValid() else None for cell in cells}
        rows = {cell.row() if cell.isValid() else None for cell in cells}
        if (
            len(columns) > 1
            or None in columns
            or (len(rows) > 1 and not cursor.selectedTableCells())
        ):
            return self.both
        return self.source if columns == {_SOURCE} else self.copied

    def _refill(self, before: Sequence[Paragraph]) -> bool:
        """Put in what differs from ``before``, so that the caret and what is selected elsewhere
        stay; False where that isn't a matter of single cells."""
        table = self._table()
        if table is None or len(before) != len(self._pairs):
            return False
        if (before[0].language, before[0].to) != (self._pairs[0].language, self._pairs[0].to):
            return False  # the heads name them
        edit, caret = QTextCursor(self.document()), self.textCursor()
        edit.beginEditBlock()
        for row, (old, new) in enumerate(zip(before, self._pairs, strict=True), self._first):
            for column, was, now in zip(
                (_SOURCE, _TRANSLATION), _sides(old), _sides(new), strict=True
            ):
                if was == now:
                    continue
                inside = not caret.hasSelection() and table.cellAt(caret) == table.cellAt(
                    row, column
                )
                self._put(table, row, column, *now)
                if inside:
                    self.setTextCursor(table.cellAt(row, column).firstCursorPosition())
        edit.endEditBlock()
        return True

    def _fill(self) -> None:
        self.clear()
        if not self._pairs:
            return
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setCellPadding(_GAP)
        shape.setCellSpacing(0)
        shape.setHeaderRowCount(self._first)
        half = QTextLength(QTextLength.Type.PercentageLength, 50)
        shape.setColumnWidthConstraints([half, half])
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        table = cursor.insertTable(len(self._pairs) + self._first, 2, shape)
        pair = self._pairs[0]
        heads = (language_name(pair.language), "Original"), (language_name(pair.to), "Translation")
        for column, (language, role) in enumerate(heads if self._first else ()):
            self._put(table, 0, column, language or role, "", heading=True)
        for row, pair in enumerate(self._pairs, self._first):
            for column, (words, language) in enumerate(_sides(pair)):
                self._put(table, row, column, words, language)
        # A table has an empty line before and after it.
        nothing = QTextBlockFormat()
        nothing.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        for place in (0, self.document().characterCount() - 1):
            cursor.setPosition(place)
            cursor.setBlockFormat(nothing)
        cursor.endEditBlock()
        self.go_to(0)

    def _put(
        self,
        table: QTextTable,
        row: int,
        column: int,
        words: str,
        language: str,
        *,
        heading: bool = False,
    ) -> None:
        colors = theme.tokens()
        cell = table.cellAt(row, column)
        ground = cell.format().toTableCellFormat()
        line = theme.blend(colors.line, colors.raised, 0.35)
        ground.setBottomBorder(1.0 if row < table.rows() - 1 else 0.0)
        ground.setBottomBorderBrush(line)
        cell.setFormat(ground)
        cursor = cell.firstCursorPosition()
        cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        block = QTextBlockFormat()
        if language and QLocale(language).textDirection() == Qt.LayoutDirection.RightToLeft:
            block.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        cursor.setBlockFormat(block)
        shape = QTextCharFormat()
        shape.setForeground(colors.text2 if heading or column == _SOURCE else colors.text)
        if heading:
            font = theme.sized(theme.SECOND * self._zoom / 100)
            shape.setProperty(QTextCharFormat.Property.FontPixelSize, font.pixelSize())
            shape.setFontWeight(600)
        cursor.insertText(words, shape)


def _sides(pair: Paragraph) -> tuple[tuple[str, str], tuple[str, str]]:
    """What stands in both cells of a row, each with its language."""
    return (pair.source, pair.language), (pair.text or "…", pair.to)
