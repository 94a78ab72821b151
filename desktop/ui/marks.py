"""How words are marked in a text: the one being spoken, and those that the engine was unsure of."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop.ui import theme, utf16


def cursor(document: QTextDocument, text: str, start: int, end: int) -> QTextCursor:
    """A cursor that selects the characters ``start`` to ``end`` of the document's ``text``."""
    found = QTextCursor(document)
    last = document.characterCount() - 1
    found.setPosition(min(utf16.units(text[:start]), last))
    if end != start:
        position = min(utf16.units(text[:end]), last)
        found.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
    return found


def lit(document: QTextDocument, text: str, start: int, length: int) -> QTextEdit.ExtraSelection:
    """The word being spoken."""
    shape = QTextCharFormat()
    shape.setBackground(theme.tokens().word)
    shape.setForeground(theme.tokens().on_word)
    return _selection(cursor(document, text, start, start + length), shape)


def unsure(document: QTextDocument, text: str, start: int, length: int) -> QTextEdit.ExtraSelection:
    """A word that the engine was unsure of."""
    return underlined(cursor(document, text, start, start + length))


def underlined(place: QTextCursor) -> QTextEdit.ExtraSelection:
    """What ``place`` selects, as what the engine was unsure of."""
    shape = QTextCharFormat()
    shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    shape.setUnderlineColor(theme.tokens().caution)
    return _selection(place, shape)


def outline(painter: QPainter, area: QRectF) -> None:
    """The outline of what is spoken where it is a picture: amber on a dark line, seen on any."""
    colors = theme.tokens()
    for color, width in ((colors.on_word, 4), (colors.word, 2)):
        painter.setPen(QPen(color, width))
        painter.drawRoundedRect(area, 3, 3)


def show(view: QPlainTextEdit | QTextEdit, place: QTextCursor) -> None:
    """Scroll to ``place``; the caret, which a screen reader follows, stays where it is."""
    there, room = view.cursorRect(place), view.viewport().rect()
    if there.top() >= room.top() and there.bottom() <= room.bottom():
        return
    bar = view.verticalScrollBar()
    if isinstance(view, QPlainTextEdit):  # scrolls by lines
        block = place.block()
        line = block.layout().lineForTextPosition(place.positionInBlock()).lineNumber()
        wanted = block.firstLineNumber() + max(0, line)
        bar.setValue(wanted if wanted < bar.value() else wanted - bar.pageStep() + 1)
    else:
        over = there.top() if there.top() < 0 else there.bottom() - room.bottom()
        bar.setValue(bar.value() + over)


def _selection(place: QTextCursor, shape: QTextCharFormat) -> QTextEdit.ExtraSelection:
    found = QTextEdit.ExtraSelection()
    found.cursor, found.format = place, shape
    return found
