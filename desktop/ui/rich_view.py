"""A reading as it is meant to look: headings, lists, tables, formulas.

Recognised text is data: the document comes from ``text.forms`` as static markup, nothing is loaded,
no link leads anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop.ui import marks, rich_units, utf16
from desktop.ui.cells import Cell
from desktop.ui.page import Page
from desktop.values import OutputKind

if TYPE_CHECKING:
    from desktop.text.units import Span, Unit

_MARGIN = 2
_REACH = 3
"""Room between a formula that is spoken and its outline."""

_MEASURED = 4_000
"""Characters of a document that is laid out at once; of a longer one only what is seen."""

_OBJECT = rich_units.OBJECT
_NAMES = {
    OutputKind.TABLE: "Table",
    OutputKind.FORMULA: "Formula",
    OutputKind.CHART: "Chart",
    OutputKind.FIELDS: "Fields",
    OutputKind.LAYOUT: "Layout",
}


class Sheet(QTextDocument):
    """A document that loads nothing but the images that were put into it."""

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Nothing: files and addresses in a text stay closed."""
        return None


class RichView(QTextEdit):
    """Shows one ``Page``; its text can be selected and copied, not changed.

    It is a ``shown.Shown``. Ctrl+C was pressed: ``copied`` with a selection, else ``line_wanted``.
    """

    copied = Signal()
    line_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._lit: tuple[int, int] | None = None
        self._lit_image: int | None = None
        self._content: str | None = None
        self._said: tuple[str, Sequence[int]] | None = None
        self._unsure: tuple[tuple[int, int], ...] = ()
        self._sheet = Sheet(self)
        self.setDocument(self._sheet)
        self.setProperty("role", "paper")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Text")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )

    def show_page(self, page: Page, *, keep_place: bool = False) -> None:
        """Show ``page`` from its beginning, or from where the reader was."""
        bar, place = self.verticalScrollBar(), self.textCursor().position()
        part = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._page, old = page, self._sheet
        self._content, self._said = None, None
        # Its parent frees it: what belongs to Python may be freed on any thread.
        self._sheet = sheet = Sheet(self)
        sheet.setDocumentMargin(_MARGIN)
        sheet.setDefaultFont(self.font())
        sheet.setDefaultStyleSheet(page.style)
        for number, image in page.images.items():
            sheet.addResource(
                QTextDocument.ResourceType.ImageResource, QUrl(f"formula:{number}"), image
            )
        sheet.setHtml(page.markup)
        self.setDocument(sheet)
        old.deleteLater()
        if not keep_place:
            self._lit, self._unsure = None, ()
        self._paint_marks()
        if keep_place:
            cursor = self.textCursor()
            cursor.setPosition(min(place, sheet.characterCount() - 1))
            self.setTextCursor(cursor)
            bar.setValue(round(part * bar.maximum()))
        self.setAccessibleName(_NAMES.get(page.kind, "Text"))
        # An image says nothing to who can't see it.
        self.setAccessibleDescription(page.words if page.kind is OutputKind.FORMULA else "")

    def content(self) -> str:
        """What is shown, one character for each place; an image is U+FFFC."""
        if self._content is None:
            self._content = rich_units.content(self._sheet)
        return self._content

    def said(self) -> tuple[str, Sequence[int]]:
        """``content`` with formulas in words; for each character, and the end, its place."""
        if self._said is None:
            self._said = rich_units.said(self.content(), self._formula_words)
        return self._said

    def caret(self) -> tuple[int, int]:
        """Where the selection begins and ends, or twice where the caret stands."""
        cursor, text = self.textCursor(), self.content()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        return utf16.characters(text, first), utf16.characters(text, last)

    def put_caret(self, start: int, end: int | None = None) -> None:
        """Put the caret there and show it; with an ``end`` select up to that."""
        text = self.content()
        self.setTextCursor(marks.cursor(self._sheet, text, start, start if end is None else end))
        self.ensureCursorVisible()

    def line(self) -> str:
        """The paragraph or cell that the caret is in; formulas as LaTeX."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        return self._words(cursor)

    def units(self, unit: Unit, kind: OutputKind) -> Sequence[Span]:
        """The units of one size."""
        return rich_units.units(self._sheet, unit, self.content(), self._formula_words)

    def cells(self) -> Sequence[Cell]:
        """The cells of all tables."""
        return rich_units.cells(self._sheet, self.content(), self._formula_words)

    def highlight(self, start: int, length: int) -> None:
        """Mark these characters as the word being spoken, and show it."""
        self._lit = (start, length)
        self._paint_marks()
        marks.show(self, marks.cursor(self._sheet, self.content(), start, start + length))

    def clear_highlight(self) -> None:
        """No word is being spoken."""
        self._lit = None
        self._paint_marks()

    def mark_unsure(self, places: Sequence[tuple[int, int]]) -> None:
        """Underline these, each its beginning and length."""
        self._unsure = tuple(places)
        self._paint_marks()

    def unsure(self) -> Sequence[tuple[int, int]]:
        """Beginning and length of what is underlined."""
        return self._unsure

    def paintEvent(self, event: QPaintEvent) -> None:
        """Outline the formula being spoken: Qt would draw the colour over it."""
        super().paintEvent(event)
        if self._lit_image is None:
            return
        cursor = QTextCursor(self._sheet)
        cursor.setPosition(self._lit_image)
        left = self.cursorRect(cursor)
        cursor.setPosition(self._lit_image + 1)
        right = self.cursorRect(cursor)
        area = QRectF(left.united(right)).adjusted(-_REACH, -1, _REACH, 1)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marks.outline(painter, area)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C asks for what is selected, or for the line."""
        if event.matches(QKeySequence.StandardKey.Copy):
            (self.copied if self.textCursor().hasSelection() else self.line_wanted).emit()
            return
        super().keyPressEvent(event)

    def selected_forms(self) -> dict[str, str]:
        """The selection by MIME type; empty where nothing is selected."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return {}
        plain = self._cells(cursor) if cursor.hasComplexSelection() else self._words(cursor)
        return {"text/plain": plain, "text/html": cursor.selection().toHtml()}

    def createMimeDataFromSelection(self) -> QMimeData:
        """What Ctrl+C puts on the clipboard: formulas as LaTeX, cells with tabs between them."""
        content = QMimeData()
        forms = self.selected_forms()
        content.setText(forms.get("text/plain", ""))
        if "text/html" in forms:
            content.setHtml(forms["text/html"])
        return content

    def wanted_width(self, most: int) -> int:
        """The width that the page would take, up to ``most`` pixels."""
        if self._sheet.characterCount() > _MEASURED:
            return most
        copy = self._sheet.clone(self)
        copy.setTextWidth(most)
        width = round(copy.idealWidth())
        copy.deleteLater()
        return min(most, width + 2 * _MARGIN)

    def wanted_height(self, most: int) -> int:
        """The height that the page needs at its present width, up to ``most`` pixels."""
        if self._sheet.characterCount() > _MEASURED:
            return most
        return min(most, round(self._sheet.size().height()) + 2)

    def _paint_marks(self) -> None:
        text = self.content() if self._unsure or self._lit else ""
        found = [marks.unsure(self._sheet, text, *place) for place in self._unsure]
        self._lit_image = None
        if self._lit and text[self._lit[0] :][: self._lit[1]] == _OBJECT:
            self._lit_image = utf16.units(text[: self._lit[0]])
        elif self._lit:
            found.append(marks.lit(self._sheet, text, *self._lit))
        self.setExtraSelections(found)
        self.viewport().update()

    def _formula_words(self, position: int) -> str:
        from desktop.text.latex_words import latex_words

        latex = "".join(self._images(position, position + 1)).strip("$")
        return latex_words(latex) if latex else ""

    def _words(self, cursor: QTextCursor) -> str:
        text = cursor.selection().toPlainText()
        if self._page is None or _OBJECT not in text:
            return text
        parts = text.split(_OBJECT)
        images = iter(self._images(cursor.selectionStart(), cursor.selectionEnd()))
        return parts[0] + "".join(next(images, "") + part for part in parts[1:])

    def _images(self, start: int, end: int) -> list[str]:
        """The LaTeX of each image between two places of the document."""
        found, seeker = [], QTextCursor(self._sheet)
        for place in range(start, end):
            if self._sheet.characterAt(place) == _OBJECT:
                seeker.setPosition(place + 1)
                name = seeker.charFormat().toImageFormat().name()
                number = name.removeprefix("formula:")
                latex = self._page.formulas if self._page else ()
                known = number.isdigit() and int(number) < len(latex)
                found.append(f"${latex[int(number)]}$" if known else "")
        return found

    def _cells(self, cursor: QTextCursor) -> str:
        """The selected cells of a table, with tabs between them."""
        selected: Any = cursor.selectedTableCells()  # four numbers
        table = cursor.currentTable()
        top, rows, left, columns = selected
        lines = []
        for row in range(top, top + rows):
            texts = []
            for column in range(left, left + columns):
                cell = table.cellAt(row, column)
                place = cell.firstCursorPosition()
                place.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
                begins = cell.row() == row and cell.column() == column
                texts.append(" ".join(self._words(place).split()) if begins else "")
            lines.append("\t".join(texts))
        return "\n".join(lines)
