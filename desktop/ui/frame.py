"""The edge of a window without a system frame: it is moved by its header, sized by its edges."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from desktop.ui import theme
from desktop.ui.into_view import bring_into_view

EDGE = 8
"""How near to an edge, in logical pixels, the mouse takes hold of it."""


def edges_at(point: QPoint, width: int, height: int) -> Qt.Edge:
    """The edges of a window of this size that ``point`` takes hold of; none in its middle."""
    edges = Qt.Edge(0)
    if point.x() < EDGE:
        edges |= Qt.Edge.LeftEdge
    elif point.x() >= width - EDGE:
        edges |= Qt.Edge.RightEdge
    if point.y() < EDGE:
        edges |= Qt.Edge.TopEdge
    elif point.y() >= height - EDGE:
        edges |= Qt.Edge.BottomEdge
    return edges


class Frame(QWidget):
    """The content of a frameless window; a press on its bare ground moves or sizes the window.

    ``taken`` tells that the user took hold of it.
    """

    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window-frame")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMouseTracking(True)

    def heightForWidth(self, width: int) -> int:
        """The least height at this width: what can scroll by itself needs no more."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the window system move or size the window."""
        handle = self.window().windowHandle()
        if event.button() != Qt.MouseButton.LeftButton or handle is None:
            super().mousePressEvent(event)
            return
        edges = edges_at(event.position().toPoint(), self.width(), self.height())
        self.taken.emit()
        if edges:
            handle.startSystemResize(edges)
        else:
            handle.startSystemMove()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer what a press would do."""
        edges = edges_at(event.position().toPoint(), self.width(), self.height())
        self.setCursor(_POINTERS.get(edges, Qt.CursorShape.ArrowCursor))


class Whole(QScrollArea):
    """Shows all of a ``Frame``; where the window is too low for that, it scrolls, and follows the
    keyboard."""

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = frame
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(frame)
        # Qt follows Tab alone, and much here takes the keyboard by a key of its own.
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        # What is clicked must not move away under the mouse.
        pressed = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and not pressed and self.isAncestorOf(now):
            bring_into_view(now)

    def minimumSizeHint(self) -> QSize:
        """As wide as the frame must be, and a few lines high."""
        return QSize(self._least.minimumSizeHint().width(), theme.text_pixels(8))


_LEFT, _RIGHT = Qt.Edge.LeftEdge, Qt.Edge.RightEdge
_TOP, _BOTTOM = Qt.Edge.TopEdge, Qt.Edge.BottomEdge
_POINTERS = {
    _LEFT: Qt.CursorShape.SizeHorCursor,
    _RIGHT: Qt.CursorShape.SizeHorCursor,
    _TOP: Qt.CursorShape.SizeVerCursor,
    _BOTTOM: Qt.CursorShape.SizeVerCursor,
    _LEFT | _TOP: Qt.CursorShape.SizeFDiagCursor,
    _RIGHT | _BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    _RIGHT | _TOP: Qt.CursorShape.SizeBDiagCursor,
    _LEFT | _BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}
