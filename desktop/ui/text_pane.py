"""The text of a result: it fills while the text is being read, and belongs to the user at once.

Recognised text is data. It is only ever set as plain text.
"""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from desktop.settings import Appearance
from desktop.ui import theme

USUAL_ZOOM = Appearance().result_zoom
_SMALLEST, _LARGEST = next(
    field.metadata["range"] for field in fields(Appearance) if field.name == "result_zoom"
)
_STEP = 10


class TextPane(QPlainTextEdit):
    """Plain text that can be selected, edited and zoomed.

    ``edited`` turns true with the user's first change; from then on what arrives is only added at
    the end, and ``settle`` changes nothing. ``zoom_changed`` carries percent.
    """

    zoom_changed = Signal(int)

    def __init__(self, zoom: int = USUAL_ZOOM, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edited = False
        self._filling = False
        self._zoom = zoom
        self.setAccessibleName("Text")
        self.setProperty("role", "paper")
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUndoRedoEnabled(True)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self._changed)
        self._apply_zoom()

    @property
    def zoom(self) -> int:
        """The size of the text in percent of the system's."""
        return self._zoom

    def set_zoom(self, percent: int) -> None:
        """Show the text at ``percent`` of the system's size, within the limits of the setting."""
        percent = max(_SMALLEST, min(_LARGEST, percent))
        if percent != self._zoom:
            self._zoom = percent
            self._apply_zoom()
            self.zoom_changed.emit(percent)

    def zoom_by(self, steps: int) -> None:
        """Larger, or smaller with negative ``steps``."""
        self.set_zoom(self._zoom + steps * _STEP)

    def clear_for(self, waiting: str) -> None:
        """Empty, with ``waiting`` in the place of the text until there is some."""
        self._filling = True
        self.setPlainText("")
        self._filling = False
        self.edited = False
        self.setPlaceholderText(waiting)
        self.clear_highlight()

    def append(self, text: str) -> None:
        """Add ``text`` at the end; the user's place, selection and changes stay as they are."""
        end = self.document().characterCount() - 1
        self._replace(end, end, text)

    def settle(self, text: str) -> None:
        """Make the whole text ``text``, unless the user has changed it.

        Only what differs is replaced, so that place and selection stay.
        """
        if self.edited:
            return
        old = self.toPlainText()
        start = _common(old, text)
        rest = _common(old[start:][::-1], text[start:][::-1])
        self._replace(
            _units(old[:start]),
            _units(old[: len(old) - rest]),
            text[start : len(text) - rest],
        )
        self.document().clearUndoRedoStacks()

    def chosen(self) -> tuple[str, int]:
        """The selected text, else all of it; and where it begins, in characters."""
        cursor, text = self.textCursor(), self.toPlainText()
        if not cursor.hasSelection():
            return text, 0
        units = text.encode("utf-16-le", "surrogatepass")
        first, last = 2 * cursor.selectionStart(), 2 * cursor.selectionEnd()
        before = units[:first].decode("utf-16-le", "surrogatepass")
        return units[first:last].decode("utf-16-le", "surrogatepass"), len(before)

    def highlight(self, start: int, length: int) -> None:
        """Mark ``length`` characters from ``start`` as the word being spoken, and show it."""
        text = self.toPlainText()
        marked = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(text[:start]))
        cursor.setPosition(_units(text[: start + length]), QTextCursor.MoveMode.KeepAnchor)
        shape = QTextCharFormat()
        shape.setBackground(theme.tokens().word)
        shape.setForeground(theme.tokens().on_word)
        marked.cursor = cursor
        marked.format = shape
        self.setExtraSelections([marked])
        self._show_word(cursor)

    def clear_highlight(self) -> None:
        """Mark nothing."""
        self.setExtraSelections([])

    def wanted_height(self, most: int) -> int:
        """The height that the text needs at its present width, up to ``most`` pixels."""
        height, block = 0.0, self.document().firstBlock()
        while block.isValid() and height < most:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return min(most, max(round(height) + 4, 2 * self.fontMetrics().lineSpacing()))

    def wanted_width(self, most: int) -> int:
        """The width of the longest line, up to ``most`` pixels."""
        metrics, width, block = self.fontMetrics(), 0, self.document().firstBlock()
        while block.isValid() and width < most:
            width = max(width, metrics.horizontalAdvance(block.text()[:1000]))
            block = block.next()
        return min(most, width + metrics.averageCharWidth())

    def minimumSizeHint(self) -> QSize:
        """Two lines of a few words."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 12, metrics.lineSpacing() * 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl with the wheel zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = event.angleDelta().y()
            if turn:
                self.set_zoom(self._zoom + (_STEP if turn > 0 else -_STEP))
            event.accept()
            return
        super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the zoom when the system's size of text changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._apply_zoom()

    def _apply_zoom(self) -> None:
        # A size in a style sheet wins over one set with setFont.
        self.setStyleSheet(f"font-size: {theme.text_pixels(self._zoom / 100)}px;")

    def _changed(self) -> None:
        if not self._filling:
            self.edited = True

    def _replace(self, start: int, end: int, text: str) -> None:
        if start == end and not text:
            return
        kept, bar = self.textCursor(), self.verticalScrollBar()
        anchor, position, scrolled = kept.anchor(), kept.position(), bar.value()
        self._filling = True
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self._filling = False
        # What is inserted where the cursor stands would push it along.
        last = self.document().characterCount() - 1
        kept.setPosition(min(anchor, last))
        kept.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(kept)
        bar.setValue(scrolled)

    def _show_word(self, cursor: QTextCursor) -> None:
        place = self.cursorRect(cursor)
        if self.viewport().rect().contains(place):
            return
        # Scrolls to the word and leaves the user's own place in the text alone.
        kept, read_only = self.textCursor(), QTextCursor(cursor)
        read_only.clearSelection()
        self.setTextCursor(read_only)
        self.ensureCursorVisible()
        bar = self.verticalScrollBar()
        scrolled = bar.value()
        self.setTextCursor(kept)
        bar.setValue(scrolled)


def _common(first: str, second: str) -> int:
    """How many characters the two begin with alike."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count


def _units(text: str) -> int:
    """The length of ``text`` as Qt counts it: in UTF-16, where some characters are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
