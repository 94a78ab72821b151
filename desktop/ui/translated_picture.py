"""The picture with its translation in place: original, translation, or both side by side.

1. It stays whole and fits the room. What has been translated is covered as it comes; what is still
   to come has a thin outline, and nothing moves.
2. Pointing at a paragraph, or stepping with the arrows, lights it on every side; ``lit`` tells
   which. A screen reader knows the picture by its name, and is told each paragraph by the window.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.capture.qt import to_image
from desktop.ui import marks, theme
from desktop.ui.patches import Patches, Stand
from desktop.ui.scaled_picture import ScaledPicture
from desktop.ui.translation_view import View
from desktop.values import Box

_SIDE = 560
"""Logical pixels that one side of the picture wants at most, each way."""

_LEAST = (200, 120)
_SEEN = 260
"""Height from which its text can be read at all, in logical pixels; a lower window scrolls."""


_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
}


class TranslatedPicture(QLabel):
    """Shows what ``patches`` know. A label, since one with a picture is one to a screen reader too;
    a plain widget would be nothing."""

    lit = Signal(int, bool)
    """The paragraph of this number is pointed at (False) or was stepped to (True)."""
    copied = Signal(str)
    """The user wants these words, of the paragraph that is lit, on the clipboard."""
    source_copied = Signal(str)
    """The same, of the original."""

    def __init__(self, patches: Patches, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patches = patches
        self._scaled: ScaledPicture | None = None
        self._view = View.TRANSLATION
        self._current: int | None = None
        self._spoken: int | None = None
        nothing = QPixmap(1, 1)
        nothing.fill(Qt.GlobalColor.transparent)
        self.setPixmap(nothing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        patches.parted.connect(self._part)
        patches.changed.connect(self._change)
        self._part()

    @property
    def view(self) -> View:
        """What is seen."""
        return self._view

    def set_view(self, view: View) -> None:
        """See this from now on."""
        self._view = view
        self._name()
        self.updateGeometry()
        self.update()

    @property
    def current(self) -> int | None:
        """The paragraph that is lit."""
        return self._current

    def light(self, number: int | None) -> None:
        """Light this paragraph, or none."""
        if number != self._current:
            self._current = number
            self._describe()
            self.update()

    def set_spoken(self, number: int | None) -> None:
        """Mark this paragraph as the one being spoken."""
        if number != self._spoken:
            self._spoken = number
            self.update()

    def is_wide(self) -> bool:
        """Whether it is wide for its height, as it is seen."""
        size = self.sizeHint()
        return size.width() > 1.6 * size.height()

    def sizeHint(self) -> QSize:
        """The picture's own size, within reason; of both sides where both are seen."""
        size = self._own().boundedTo(QSize(10_000, 10_000))
        if size.width() > _SIDE or size.height() > _SIDE:
            size.scale(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        if self._view is View.BOTH:
            across = size.width() <= size.height() * 1.6
            gap = theme.SMALL
            if across:
                size = QSize(2 * size.width() + gap, size.height())
            else:
                size = QSize(size.width(), 2 * size.height() + gap)
        edge = 2 * theme.TIGHT
        return (size + QSize(edge, edge)).expandedTo(QSize(*_LEAST))

    def minimumSizeHint(self) -> QSize:
        """So much that something of it can be read."""
        return QSize(_LEAST[0], max(_LEAST[1], min(_SEEN, self._own().height())))

    def sides(self) -> tuple[tuple[QRect, bool], ...]:
        """Where the picture is drawn, in logical pixels, and whether with its translation."""
        edge = theme.TIGHT
        room = self.rect().adjusted(edge, edge, -edge, -edge)
        if self._view is not View.BOTH:
            return ((self._fitted(room), self._view is View.TRANSLATION),)
        gap = theme.SMALL
        half = QSize((room.width() - gap) // 2, room.height())
        beside = QRect(room.topLeft(), half), QRect(room.topLeft(), half)
        beside[1].moveRight(room.right())
        half = QSize(room.width(), (room.height() - gap) // 2)
        stacked = QRect(room.topLeft(), half), QRect(room.topLeft(), half)
        stacked[1].moveBottom(room.bottom())
        left, right = max((beside, stacked), key=lambda pair: self._fitted(pair[0]).width())
        return (self._fitted(left), False), (self._fitted(right), True)

    def place(self, number: int, side: int = 0) -> QRectF:
        """Where this paragraph is on one of the ``sides``, in logical pixels."""
        return self._on(self._patches.paragraphs[number].box, self.sides()[side][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture on each side, then what is to be told of the paragraphs."""
        if self._scaled is None:
            return
        painter, ratio = QPainter(self), self.devicePixelRatioF()
        for area, translated in self.sides():
            size = (area.size().toSizeF() * ratio).toSize()
            picture = self._scaled.translated(size) if translated else self._scaled.original(size)
            painter.drawPixmap(QRectF(area), picture, QRectF(picture.rect()))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.tokens().line, 1))
            painter.drawRect(QRectF(area).adjusted(-0.5, -0.5, 0.5, 0.5))
            self._mark(painter, area, translated)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what is pointed at."""
        number = self._at(event.position())
        if number is not None and number != self._current:
            self.light(number)
            self.lit.emit(number, False)
        pointer = Qt.CursorShape.ArrowCursor if number is None else Qt.CursorShape.WhatsThisCursor
        self.setCursor(pointer)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the keyboard; the window must not be moved by it."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End step; Ctrl+C and Ctrl+O copy."""
        known, current = self._patches.paragraphs, self._current
        key = Qt.Key(event.key())
        if not known:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            if current is not None and known[current].text:
                self.copied.emit(known[current].text)
            elif current is not None:
                self.source_copied.emit(known[current].source)
        elif event.keyCombination() == Qt.Modifier.CTRL | Qt.Key.Key_O:
            if current is not None:
                self.source_copied.emit(known[current].source)
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _STEPS:
            first = 0 if _STEPS[key] > 0 else len(known) - 1
            self._step(first if current is None else current + _STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._step(0 if key == Qt.Key.Key_Home else len(known) - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By Tab the first paragraph is lit, so that it is seen where one is."""
        super().focusInEvent(event)
        tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if self._current is None and self._patches.paragraphs and event.reason() in tab:
            self.light(0)
            self.lit.emit(0, False)

    def event(self, event: QEvent) -> bool:
        """Ctrl+C is for the paragraph that is lit before it is anybody else's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control_o = event.keyCombination() == Qt.Modifier.CTRL | Qt.Key.Key_O
            if control_o or event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                return True
        return super().event(event)

    def _step(self, number: int) -> None:
        number = max(0, min(len(self._patches.paragraphs) - 1, number))
        self.light(number)
        self.lit.emit(number, True)

    def _part(self) -> None:
        shot = self._patches.shot
        self._current = self._spoken = None
        self._scaled = ScaledPicture(to_image(shot)) if shot is not None else None
        self._name()
        self._describe()
        self.updateGeometry()
        self.update()

    def _change(self, number: int) -> None:
        if self._scaled is None:
            return
        patch = self._patches.patch(number)
        if patch is None:
            self._scaled.uncover(number)
        else:
            self._scaled.cover(number, patch.box, patch.image)
        self._describe()
        self.update()

    def _mark(self, painter: QPainter, area: QRect, translated: bool) -> None:
        for number in self._patches.numbers(Stand.AWAITED) if translated else ():
            _outline(painter, self._on(self._patches.paragraphs[number].box, area), awaited=True)
        for number in self._patches.numbers(Stand.UNPLACED) if translated else ():
            _badge(painter, self._on(self._patches.paragraphs[number].box, area))
        if self._current is not None:
            _outline(painter, self._on(self._patches.paragraphs[self._current].box, area))
        if self._spoken is not None and self._spoken < len(self._patches.paragraphs):
            there = self._on(self._patches.paragraphs[self._spoken].box, area)
            marks.outline(painter, there.adjusted(-2, -2, 2, 2))

    def _at(self, point: QPointF) -> int | None:
        """The paragraph there; of two that overlap the smaller one."""
        found = [
            (area.width() * area.height(), number)
            for number, area in self._places()
            if area.adjusted(-2, -2, 2, 2).contains(point)
        ]
        return min(found)[1] if found else None

    def _places(self) -> Iterator[tuple[int, QRectF]]:
        for area, _ in self.sides():
            for number, paragraph in enumerate(self._patches.paragraphs):
                yield number, self._on(paragraph.box, area)

    def _on(self, box: Box, area: QRect) -> QRectF:
        shot = self._patches.shot
        if shot is None:
            return QRectF()
        across, down = area.width() / shot.width, area.height() / shot.height
        return QRectF(
            area.x() + box.left * across,
            area.y() + box.top * down,
            box.width * across,
            box.height * down,
        )

    def _own(self) -> QSize:
        shot = self._patches.shot
        if shot is None:
            return QSize(*_LEAST)
        return QSize(round(shot.width / shot.scale), round(shot.height / shot.scale))

    def _fitted(self, room: QRect) -> QRect:
        size = self._own()
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRect(room.topLeft(), size.expandedTo(QSize(1, 1)))
        area.moveCenter(room.center())
        return area

    def _name(self) -> None:
        said = {
            View.ORIGINAL: "Picture, original",
            View.TRANSLATION: "Picture, translated",
            View.BOTH: "Picture, original and translated",
        }
        self.setAccessibleName(said[self._view])

    def _describe(self) -> None:
        count = len(self._patches.paragraphs)
        if self._current is None:
            self.setAccessibleDescription(f"{count} paragraphs. Arrows step through them.")
            return
        paragraph = self._patches.paragraphs[self._current]
        self.setAccessibleDescription(
            f"{self._current + 1} of {count}: {paragraph.text or paragraph.source}"
        )


def _outline(painter: QPainter, area: QRectF, *, awaited: bool = False) -> None:
    """A paragraph that is lit; ``awaited``: faintly, since its translation is still to come."""
    colors = theme.tokens()
    if awaited:
        faint = QColor(theme.LIGHT.accent)
        faint.setAlphaF(0.10)
        painter.setPen(QPen(theme.LIGHT.accent, 1, Qt.PenStyle.DashLine))
        painter.setBrush(faint)
        painter.drawRoundedRect(area.adjusted(-1.5, -1.5, 1.5, 1.5), 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return
    area = area.adjusted(-3, -3, 3, 3)
    for color, width in ((colors.ground, 5), (colors.accent, 2.5)):
        painter.setPen(QPen(color, width))
        painter.drawRoundedRect(area, 4, 4)


def _badge(painter: QPainter, area: QRectF) -> None:
    """A small mark on a paragraph whose translation is listed below the picture."""
    colors = theme.tokens()
    painter.setPen(QPen(colors.ground, 1.5))
    painter.setBrush(colors.caution)
    painter.drawEllipse(QPointF(area.right(), area.top()), 4.5, 4.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
