"""Where a result window stands: beside what was read, growing without jumping, until the user moves
it."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QCursor, QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from desktop.capture.errors import ScreenError
from desktop.capture.layout import Screen, to_points
from desktop.capture.screens import screens
from desktop.ui import placement, theme
from desktop.ui.placement import Side
from desktop.values import Region

_START = (560, 200)
_GROWN = 0.9


class Standing:
    """The place of one window; all numbers are logical pixels.

    ``moved``: the user took hold of it, and from then on it stays where it is.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._region: Region | None = None
        self._side = Side.CENTRE
        self.screen = Region(0, 0, 0, 0)
        self.moved = False

    def begin(self, beside: Region | None, least: int) -> None:
        """Stand beside a region in physical pixels, None: amid the screen; ``least`` wide."""
        screen, self._region = self._located(beside)
        room = screen.availableGeometry()
        self.screen = Region(room.x(), room.y(), room.width(), room.height())
        if self.moved and not self._covers(self._region) and room.contains(self._window.geometry()):
            return
        self.moved = False
        scale = theme.text_pixels() / 14
        width = self._region.width + 2 * theme.WIDE if self._region else _START[0]
        wanted = (clamped(max(width, round(_START[0] * scale)), least), round(_START[1] * scale))
        # The side is chosen for what the window may grow to.
        grown = (wanted[0], round(self.screen.height * _GROWN))
        self._side = placement.choose_side(self._region, self.screen, grown)
        self.put(*wanted)

    def put(self, width: int, height: int) -> None:
        """Give the window this size; its edge towards the region stays where it is."""
        place = placement.place(self._side, self._region, self.screen, (width, height))
        wanted = QRect(place.x, place.y, place.width, place.height)
        if wanted != self._window.geometry():
            self._window.setGeometry(wanted)

    def _located(self, beside: Region | None) -> tuple[QScreen, Region | None]:
        """The screen to stand on, and what to stand beside, in logical pixels."""
        if beside is not None:
            places = _places()
            if found := to_points(beside, places):
                return QApplication.screens()[places.index(found[0])], found[1]
        return QGuiApplication.screenAt(QCursor.pos()) or self._window.screen(), None

    def _covers(self, region: Region | None) -> bool:
        if region is None:
            return False
        place = self._window.geometry()
        mine = Region(place.x(), place.y(), place.width(), place.height())
        common = mine.intersected(region)
        return bool(common.width and common.height)


def clamped(width: int, least: int) -> int:
    """``width`` within what a result may take; ``least`` is what its parts need."""
    return max(least, placement.SMALLEST[0], min(placement.WIDEST, width))


def _places() -> tuple[Screen, ...]:
    """Where the screens lie, in Qt's order; none where they can't be seen."""
    try:
        return screens()
    except ScreenError:
        return ()
