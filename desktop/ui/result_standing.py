"""Where a result window stands: beside what was read, growing without jumping, until the user moves
it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from desktop.capture.errors import ScreenError
from desktop.capture.layout import Screen, to_points
from desktop.capture.screens import screens
from desktop.ui import placement, theme
from desktop.ui.placement import Side
from desktop.ui.result_layout import ResultLayout
from desktop.values import Region

_START = (560, 200)
_GROWN = 0.9
_PART_OF_SCREEN = 0.7
_LINES = 6


class Standing:
    """The place of one window; all numbers are logical pixels."""

    def __init__(self, window: QWidget, view: ResultLayout) -> None:
        self._window, self._view = window, view
        self._region: Region | None = None
        self._side = Side.CENTRE
        self._screen = Region(0, 0, 0, 0)
        self._moved = False

    def begin(self, beside: Region | None) -> None:
        """Stand beside a region in physical pixels; None: amid the screen."""
        screen, self._region = self._located(beside)
        room = screen.availableGeometry()
        self._screen = Region(room.x(), room.y(), room.width(), room.height())
        if (
            self._moved
            and not self._covers(self._region)
            and room.contains(self._window.geometry())
        ):
            return
        self._moved = False
        scale = theme.text_pixels() / 14
        width = self._region.width + 2 * theme.WIDE if self._region else _START[0]
        wanted = (self._clamped(max(width, round(_START[0] * scale))), round(_START[1] * scale))
        # The side is chosen for what the window may grow to.
        grown = (wanted[0], round(self._screen.height * _GROWN))
        self._side = placement.choose_side(self._region, self._screen, grown)
        self._put(*wanted)

    def come_back(self) -> None:
        """Have the window seen again, and leave the keyboard where it is."""
        still = Qt.WidgetAttribute.WA_ShowWithoutActivating
        self._window.setAttribute(still)
        if handle := self._window.windowHandle():
            # Qt copies the attribute only when it makes the window.
            handle.setProperty("_q_showWithoutActivating", True)
        self._window.show()
        self._window.setAttribute(still, False)
        if handle:
            handle.setProperty("_q_showWithoutActivating", False)

    def hold(self) -> None:
        """The user took hold of the window: from now on it stays where it is."""
        self._moved = True

    def fit(self, widen: bool = False) -> None:
        """Grow to what the text needs; never shrink, and never after the user took hold of it."""
        window, view, screen = self._window, self._view, self._screen
        if self._moved or not window.isVisible():
            return
        width, widened = window.width(), False
        if widen:
            around = width - view.reading.viewport().width()
            wanted = around + view.reading.wanted_width(placement.WIDEST)
            wanted = max(wanted, view.pictured_width())
            wanted = max(wanted, view.row_width())
            if (wider := max(width, self._clamped(wanted))) != width:
                width, widened = wider, True
                self._put(width, window.height())
        pictured = view.pictured_width() > 0  # the picture is what is looked at
        most = round(screen.height * (_GROWN if pictured else _PART_OF_SCREEN))
        # With large type the buttons alone may fill that part: some lines are always seen.
        if view.reading.isHidden() or not view.failure.isHidden():
            most = screen.height
        most = max(most, view.around() + _LINES * view.text.fontMetrics().lineSpacing())
        # Where wider lines need less height, what was too high is given back.
        least = 0 if widened else window.height()
        wanted = view.wanted_height(most)
        self._put(width, max(least, min(most, wanted)))
        if wanted < most:
            view.text.look_at_bar()

    def _put(self, width: int, height: int) -> None:
        """Give the window this size; its edge towards the region stays where it is."""
        place = placement.place(self._side, self._region, self._screen, (width, height))
        wanted = QRect(place.x, place.y, place.width, place.height)
        if wanted != self._window.geometry():
            self._window.setGeometry(wanted)

    def _clamped(self, width: int) -> int:
        """``width`` within what a result may take and what its parts need."""
        least = self._view.frame.minimumSizeHint().width()
        return max(least, placement.SMALLEST[0], min(self._view.widest(), width))

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


def _places() -> tuple[Screen, ...]:
    """Where the screens lie, in Qt's order; none where they can't be seen."""
    try:
        return screens()
    except ScreenError:
        return ()
