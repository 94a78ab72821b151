"""The text of a result: it fills while the text is being read, and belongs to the user at once.

Recognised text is data. It is only ever set as plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from desktop.settings import Appearance
from desktop.ui import marks, theme, utf16
from desktop.ui.cells import Cell
from desktop.values import OutputKind

if TYPE_CHECKING:
    from desktop.text.units import Span, Unit

USUAL_ZOOM = Appearance().result_zoom
_SMALLEST, _LARGEST = next(
    field.metadata["range"] for field in fields(Appearance) if field.name == "result_zoom"
)
_STEP = 10


class TextPane(QPlainTextEdit):
    """Plain text that can be selected, edited and zoomed.

    ``edited`` turns true with the user's first change; from then on what arrives is only added at
    the end, and ``settle`` changes nothing. ``zoom_changed`` carries percent, ``zoom_pressed`` too,
    whether a key changed them or not, and ``largest`` or ``smallest`` at an end. It is a
    ``shown.Shown``. Ctrl+C was pressed: ``copied`` with a selection, else ``line_wanted``.
    """

    zoom_changed = Signal(int)
    zoom_pressed = Signal(int, str)
    copied = Signal()
    line_wanted = Signal()

    def __init__(self, zoom: int = USUAL_ZOOM, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edited = False
        self._filling = False
        self._zoom = zoom
        self._lit: list[QTextEdit.ExtraSelection] = []
        self._unsure: list[tuple[QTextCursor, str]] = []
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
        """Larger, or smaller with negative ``steps``, by a key; 0: as it was."""
        self.set_zoom(self._zoom + steps * _STEP if steps else USUAL_ZOOM)
        end = {_LARGEST: "largest", _SMALLEST: "smallest"}.get(self._zoom, "")
        self.zoom_pressed.emit(self._zoom, end)

    def clear_for(self, waiting: str) -> None:
        """Empty, with ``waiting`` in the place of the text until there is some."""
        self._filling = True
        self.setPlainText("")
        self._filling = False
        self.edited = False
        self.setPlaceholderText(waiting)
        self._unsure = []
        self.clear_highlight()

    def restore(self, text: str, edited: bool) -> None:
        """Hold ``text`` as it was left; ``edited`` as it was then."""
        self._filling = True
        self.setPlainText(text)
        self._filling = False
        self.edited = edited

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
            utf16.units(old[:start]),
            utf16.units(old[: len(old) - rest]),
            text[start : len(text) - rest],
        )
        self.document().clearUndoRedoStacks()

    def chosen(self) -> tuple[str, int]:
        """The selected text, else all of it; and where it begins, in characters."""
        cursor, text = self.textCursor(), self.toPlainText()
        if not cursor.hasSelection():
            return text, 0
        first, last = self.caret()
        return text[first:last], first

    def content(self) -> str:
        """What is shown."""
        return self.toPlainText()

    def said(self) -> tuple[str, Sequence[int]]:
        """The text; for each character, and the end, its place."""
        text = self.content()
        return text, range(len(text) + 1)

    def caret(self) -> tuple[int, int]:
        """Where the selection begins and ends, or twice where the caret stands."""
        cursor, text = self.textCursor(), self.content()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        return utf16.characters(text, first), utf16.characters(text, last)

    def put_caret(self, start: int, end: int | None = None) -> None:
        """Put the caret there and show it; with an ``end`` select up to that."""
        end = start if end is None else end
        self.setTextCursor(marks.cursor(self.document(), self.content(), start, end))
        self.ensureCursorVisible()

    def line(self) -> str:
        """The line that the caret is in."""
        return self.textCursor().block().text()

    def units(self, unit: Unit, kind: OutputKind) -> Sequence[Span]:
        """The units of one size of the text, which is of this kind."""
        from desktop.text.units import spans

        return spans(self.content(), kind, unit)

    def cells(self) -> Sequence[Cell]:
        """None: a table's source isn't walked by rows."""
        return ()

    def highlight(self, start: int, length: int) -> None:
        """Mark ``length`` characters from ``start`` as the word being spoken, and show it."""
        text = self.content()
        self._lit = [marks.lit(self.document(), text, start, length)]
        self._paint_marks()
        marks.show(self, marks.cursor(self.document(), text, start, start + length))

    def clear_highlight(self) -> None:
        """No word is being spoken."""
        self._lit = []
        self._paint_marks()

    def mark_unsure(self, places: Sequence[tuple[int, int]]) -> None:
        """Underline these, each its beginning and length; one that is changed is forgotten."""
        text = self.content()
        self._unsure = [
            (marks.cursor(self.document(), text, start, start + length), text[start:][:length])
            for start, length in places
        ]
        self._paint_marks()

    def unsure(self) -> Sequence[tuple[int, int]]:
        """Beginning and length of what is underlined."""
        text = self.content()
        found = (
            (utf16.characters(text, cursor.selectionStart()), len(word))
            for cursor, word in self._unsure
        )
        words = [word for _, word in self._unsure]
        return [
            (start, length)
            for (start, length), word in zip(found, words, strict=True)
            if text[start : start + length] == word
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C asks for what is selected, or for the line."""
        if event.matches(QKeySequence.StandardKey.Copy):
            (self.copied if self.textCursor().hasSelection() else self.line_wanted).emit()
            return
        super().keyPressEvent(event)

    def wanted_height(self, most: int) -> int:
        """The height that the text needs at its present width, up to ``most`` pixels."""
        height, block = 0.0, self.document().firstBlock()
        while block.isValid() and height < most:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return min(most, max(round(height) + 4, 2 * self.fontMetrics().lineSpacing()))

    def look_at_bar(self) -> None:
        """See anew whether a scroll bar is needed: one that was for a moment keeps itself, by the
        lines that it makes shorter."""
        if self.verticalScrollBar().isVisible():
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

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
        """Keep the zoom when the system's size of text changes, and the marks in its colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._apply_zoom()
        elif event.type() == QEvent.Type.PaletteChange and self._unsure:
            self._paint_marks()

    def _apply_zoom(self) -> None:
        # A size in a style sheet wins over one set with setFont.
        self.setStyleSheet(f"font-size: {theme.text_pixels(self._zoom / 100)}px;")

    def _changed(self) -> None:
        if self._filling:
            return
        self.edited = True
        if self._unsure:
            kept = [(c, word) for c, word in self._unsure if c.selectedText() == word]
            if len(kept) < len(self._unsure):
                self._unsure = kept
                self._paint_marks()

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

    def _paint_marks(self) -> None:
        colored = [marks.underlined(cursor) for cursor, _ in self._unsure]
        self.setExtraSelections([*colored, *self._lit])


def _common(first: str, second: str) -> int:
    """How many characters the two begin with alike."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count
