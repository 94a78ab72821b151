"""A reading as it is meant to look: headings, lists, tables, formulas.

Recognised text is data: the document comes from ``text.forms`` as static markup, nothing is loaded,
no link leads anywhere.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop.ui.page import Page
from desktop.values import OutputKind

_MARGIN = 2
_MEASURED = 4_000
"""Characters of a document that is laid out at once; of a longer one only what is seen."""

_OBJECT = "\ufffc"
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
    """Shows one ``Page``; its text can be selected and copied, not changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
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
        if keep_place:
            cursor = self.textCursor()
            cursor.setPosition(min(place, sheet.characterCount() - 1))
            self.setTextCursor(cursor)
            bar.setValue(round(part * bar.maximum()))
        self.setAccessibleName(_NAMES.get(page.kind, "Text"))
        # An image says nothing to who can't see it.
        self.setAccessibleDescription(page.words if page.kind is OutputKind.FORMULA else "")

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
