"""The ring around the control that has the keyboard: one for the whole application."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from desktop.ui import theme
from desktop.ui.into_view import uncover

_REACH = theme.FOCUS_OFFSET + theme.FOCUS_WIDTH
_MOVES = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.ZOrderChange,
    }
)


class FocusRing(QObject):
    """Follows the focus of ``app`` with a ring outside of the focused control.

    The style sheets of Qt can't draw an outline around fields, lists and sliders alike. Widgets
    with the property ``ringless`` show their focus themselves.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._watched: list[QObject] = []
        app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the control and with what it lies in."""
        if event.type() in _MOVES:
            self._place()
        return False

    def _follow(self, _old: QWidget | None, target: QWidget | None) -> None:
        self._leave()
        if target is None or target.isWindow():
            return
        uncover(target)
        if target.property("ringless"):
            return
        self._target = target
        home = _home(target)
        self._ring = _Ring(home)
        widget: QWidget | None = target
        while widget is not None and widget is not home:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self._place()

    def _leave(self) -> None:
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._watched.clear()
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = self._target = None

    def _place(self) -> None:
        ring, target = self._ring, self._target
        if ring is None or target is None or not isValid(ring) or not isValid(target):
            return
        corner = target.mapTo(_home(target), QPoint(0, 0))
        area = QRect(corner, target.size()).adjusted(-_REACH, -_REACH, _REACH, _REACH)
        if ring.geometry() != area:
            ring.setGeometry(area)
        ring.setVisible(target.isVisible())
        ring.raise_()


class _Ring(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("focus-ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.tokens().accent, theme.FOCUS_WIDTH))
        half = theme.FOCUS_WIDTH / 2
        area = QRectF(self.rect()).adjusted(half, half, -half, -half)
        corner = theme.CORNER + theme.FOCUS_OFFSET
        painter.drawRoundedRect(area, corner, corner)


def _home(target: QWidget) -> QWidget:
    """The widget that the ring is drawn in: what scrolls with the target, or its window."""
    widget = target
    while (parent := widget.parentWidget()) is not None and not widget.isWindow():
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return widget
        widget = parent
    return widget
