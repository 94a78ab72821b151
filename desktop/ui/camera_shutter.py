"""The one large round button of the camera window."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.ui import theme

_SHUTTER = 72


class Shutter(QAbstractButton):
    """The one large round button; drawn in white and black, it is seen on any picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ready = False
        self.setText("Take the picture")
        self.setAccessibleName("Take the picture")
        self.setToolTip("Take the picture (Space)")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringless", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_SHUTTER + 16, _SHUTTER + 16)

    def set_ready(self, ready: bool) -> None:
        """Draw it empty while there is no picture. It can be pressed all the same, keeps the focus,
        and then says why there is none."""
        self._ready = ready
        self.update()

    def sizeHint(self) -> QSize:
        """The circle and the ring of focus around it."""
        return QSize(_SHUTTER + 16, _SHUTTER + 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ring, gap and disc, and the focus around them."""
        colors = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = QPointF(self.rect().center()) + QPointF(0.5, 0.5), _SHUTTER / 2
        if self._ready:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 150))
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(QPen(QColor("white") if self._ready else colors.text2, 4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius - 3, radius - 3)
        if self._ready:
            painter.setPen(Qt.PenStyle.NoPen)
            inner = radius - (13 if self.isDown() else 9)
            lit = self.isDown() or self.underMouse()
            painter.setBrush(colors.accent if lit else QColor("white"))
            painter.drawEllipse(middle, inner, inner)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            outer = radius + theme.FOCUS_OFFSET + theme.FOCUS_WIDTH / 2 + 1
            for color, width in ((colors.raised, 5), (colors.accent, theme.FOCUS_WIDTH + 1)):
                painter.setPen(QPen(color, width))
                painter.drawEllipse(middle, outer, outer)
