"""A frame around the region that is watched, for who sees the screen.

Four thin windows, since one window around the region would count as lying over it. They let every
click through and never take the keyboard. At the edge of a screen they lie on the region's own
edge.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from desktop.capture.errors import ScreenError
from desktop.capture.layout import to_points
from desktop.capture.screens import screens
from desktop.ui import theme
from desktop.values import Region

NAME = "Region that Sightread watches"

_LINE, _EDGE = 2, 1
"""The accent's width, and that of the ground on both sides of it, which shows it on any picture."""

_WIDTH = _LINE + 2 * _EDGE

_REACH = _WIDTH + 2
"""How far it lies outside of the region: what watches leaves out a margin around our windows."""


class WatchFrame(QObject):
    """Shows what is watched; nothing is on the screen before ``show``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bars: list[_Bar] = []

    def show(self, region: Region) -> None:
        """Show the frame around ``region``, in physical pixels of the desktop; around nothing where
        that is on no screen."""
        self.hide()
        try:
            found = to_points(region, screens())
        except ScreenError:  # whoever watches it is told so as well
            return
        if found is None:
            return
        home, part = found
        screen = _rect(home.logical)
        outer = _rect(part).adjusted(-_REACH, -_REACH, _REACH, _REACH) & screen
        self._bars = [_Bar(area, outer) for area in _sides(outer)]
        for bar in self._bars:
            bar.show()

    def hide(self) -> None:
        """Take it away. Doing so twice is no harm."""
        for bar in self._bars:
            bar.hide()
            bar.deleteLater()
        self._bars = []


class _Bar(QMainWindow):
    """One side of the frame: ``area`` of what lies within ``outer``. To a screen reader a plain
    widget would be no window."""

    def __init__(self, area: QRect, outer: QRect) -> None:
        super().__init__()
        flags = (
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowTransparentForInput
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        if QGuiApplication.platformName() == "xcb":
            flags |= Qt.WindowType.BypassWindowManagerHint  # one would move it onto the screen
        self.setWindowFlags(flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(NAME)
        self.setAccessibleName(NAME)
        self.setGeometry(area)
        self._ring = outer.translated(-area.topLeft())

    def paintEvent(self, event: QPaintEvent) -> None:
        # The whole ring, of which this window shows its side: so the corners meet.
        painter, colours = QPainter(self), theme.tokens()
        line = self._ring.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.fillRect(self._ring, colours.ground)
        painter.fillRect(line, colours.accent)
        painter.fillRect(line.adjusted(_LINE, _LINE, -_LINE, -_LINE), colours.ground)


def _sides(outer: QRect) -> tuple[QRect, QRect, QRect, QRect]:
    """Above, below, left and right, without a common pixel."""
    x, y, width, height = outer.x(), outer.y(), outer.width(), outer.height()
    inner = height - 2 * _WIDTH
    return (
        QRect(x, y, width, _WIDTH),
        QRect(x, y + height - _WIDTH, width, _WIDTH),
        QRect(x, y + _WIDTH, _WIDTH, inner),
        QRect(x + width - _WIDTH, y + _WIDTH, _WIDTH, inner),
    )


def _rect(area: Region) -> QRect:
    return QRect(area.x, area.y, area.width, area.height)
