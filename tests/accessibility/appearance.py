"""What can be told of a window from inside: colours, room for words at double size, stillness."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTextEdit,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.reader_question import LargeButton
from desktop.ui.theme import Tokens
from desktop.ui.tile import Tile
from desktop.ui.tile_row import RowTile
from tests.accessibility import picture
from tests.accessibility.picture import Pixels
from tests.accessibility.tree import Looked

_PAINTED = (Tile, RowTile, LargeButton)
"""Buttons that draw their words themselves."""


def pixels(window: QWidget) -> Pixels:
    """The window as it is drawn, one pixel for a logical one."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    whole = np.frombuffer(image.constBits(), np.uint8)
    return whole.reshape(image.height(), image.width(), 4).copy()


def contrast(window: QWidget) -> Looked:
    """Words against their ground 4.5, pictures that mean something 3, as they are drawn."""
    drawn, count, found = pixels(window), 0, []
    for widget in _visible(window):
        least = _least(widget)
        place = _place(widget, window)
        if not least or not widget.isEnabled() or not window.rect().contains(place):
            continue
        count += 1
        box = (place.x(), place.y(), place.width(), place.height())
        if (ratio := picture.contrast(picture.cut(drawn, (0, 0), box))) < least:
            found.append(f"contrast {ratio:.1f}: {_called(widget)}")
    return Looked("contrast", count, tuple(found))


def tokens(colors: Tokens) -> Looked:
    """Every pair of colours that is put on each other."""
    texts = ("text", "text2", "accent", "error", "caution")
    pairs = [(name, ground, 4.5) for name in texts for ground in ("ground", "raised")]
    pairs += [("on_accent", "accent", 4.5), ("on_word", "word", 4.5)]
    pairs += [("line", "ground", 3.0), ("line", "raised", 3.0)]
    found = [
        f"{first} on {second}: {ratio:.1f}"
        for first, second, least in pairs
        if (ratio := theme.contrast(getattr(colors, first), getattr(colors, second))) < least
    ]
    return Looked("contrast", len(pairs), tuple(found))


def room(window: QWidget) -> Looked:
    """Whether all words have the room that they need, and the window fits on its screen."""
    count, found = 1, []
    screen = window.screen().availableGeometry().size()
    if window.width() > screen.width() or window.height() > screen.height():
        found.append(f"larger than the screen: {window.size().toTuple()}")
    for widget in _visible(window):
        # A table or a source may be wider than its window; words that are read may not.
        if isinstance(widget, (QScrollArea, QTextEdit)):
            count += 1
            if widget.horizontalScrollBar().maximum():
                found.append(f"goes on at the right: {_called(widget)}")
        if _least(widget) != picture.READABLE:
            continue
        count += 1
        if wrong := _cut(widget):
            found.append(f"{wrong}: {_called(widget)}")
        elif not _scrolls(widget) and not window.rect().contains(_place(widget, window)):
            found.append(f"outside of the window: {_called(widget)}")
    return Looked("text at 200 %", count, tuple(found))


def _cut(widget: QWidget) -> str:
    metrics = widget.fontMetrics()
    if isinstance(widget, _PAINTED):
        return "too low" if widget.height() < widget.heightForWidth(widget.width()) else ""
    if isinstance(widget, QLabel):
        high = widget.heightForWidth(widget.width()) if widget.wordWrap() else metrics.height()
        if widget.height() < max(high, metrics.height()):
            return "too low"
        wide = max(metrics.horizontalAdvance(line) for line in widget.text().split("\n"))
        return "too narrow" if not widget.wordWrap() and widget.width() < wide else ""
    if isinstance(widget, (QCheckBox, QRadioButton, QPushButton)):
        needs = widget.minimumSizeHint()
        if widget.height() < needs.height():
            return "too low"
        return "too narrow" if widget.width() < needs.width() else ""
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            widget,
        )
        wide = metrics.horizontalAdvance(widget.currentText())
        return "too narrow" if field.width() < wide else ""
    if isinstance(widget, QLineEdit):
        words = "" if widget.text() else widget.placeholderText()
        inside = widget.style().subElementRect(
            QStyle.SubElement.SE_LineEditContents, _option(widget), widget
        )
        if inside.height() < metrics.height():
            return "too low"
        return "too narrow" if inside.width() < metrics.horizontalAdvance(words) else ""
    if isinstance(widget, QListWidget):
        return "too narrow" if widget.viewport().width() < widget.sizeHintForColumn(0) else ""
    return ""


def _option(field: QLineEdit) -> QStyleOptionFrame:
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    return option


def _least(widget: QWidget) -> float:
    """The contrast that the widget needs; 0 where nothing of it must be seen."""
    if isinstance(widget, QLabel):
        if widget.text():
            return picture.READABLE
        return picture.SEEN if not widget.pixmap().isNull() else 0
    if isinstance(widget, QAbstractButton):
        worded = bool(widget.text()) or isinstance(widget, _PAINTED)
        return picture.READABLE if worded else picture.SEEN
    if isinstance(widget, (QComboBox, QListWidget)):
        return picture.READABLE
    if isinstance(widget, QLineEdit) and not isinstance(widget.parent(), QComboBox):
        return picture.READABLE if widget.text() or widget.placeholderText() else 0
    return 0


def _visible(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            yield widget


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _scrolls(widget: QWidget) -> bool:
    """Whether it lies in what can be scrolled to it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _called(widget: QWidget) -> str:
    words = widget.accessibleName() or getattr(widget, "text", str)()
    return f"{type(widget).__name__} {words[:60]!r} of {widget.size().toTuple()}"


def is_still(window: QWidget, looks: int = 8) -> Looked:
    """Whether the window comes to rest while nothing happens: two looks alike, 0.12 s apart."""
    last = pixels(window)
    for _ in range(looks):
        QTest.qWait(120)
        before, last = last, pixels(window)
        if before.shape == last.shape and np.array_equal(before, last):
            return Looked("still", 1, ())
    return Looked("still", 1, ("something moves",))
