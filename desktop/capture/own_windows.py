"""What of the screen our own windows cover, so that what they show is never read back.

For one picture they leave the screen (``Aside``); of a region that is watched they are left out
(``Cover``), since they can't leave for each of its pictures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol, cast

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QRegion, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop.capture.errors import ScreenError
from desktop.capture.layout import from_points
from desktop.capture.screens import CHANGED, screens
from desktop.values import Region, Shot

LINGER = 0.4
"""Seconds that a window may still be seen where it was: until it has faded, and what lies under it
has been painted."""

TO_BE_READ = "toBeRead"
"""The property of a widget that is a window of ours with something to try reading on."""

_QUIETLY = "_q_showWithoutActivating"

_MARGIN = 2
"""Pixels around a window: at a fractional scale its edges lie between pixels."""


class Own(Protocol):
    """Where our windows are on the screen."""

    def shown(self, within: Region) -> Sequence[Region]:
        """The parts of ``within`` that our windows may cover now, in physical pixels."""

    def close(self) -> None:
        """Let go of what was needed for that."""


class OwnWindows:
    """The windows of this program, less what windows of others hide of them.

    Which window hides which is known on X11 alone; elsewhere ours count as the topmost.
    """

    def __init__(self) -> None:
        self._display: Any = None

    def shown(
        self, within: Region, besides: Collection[QWindow] = (), margin: int = _MARGIN
    ) -> tuple[Region, ...]:
        """The parts of ``within`` that our windows cover now, with their frames and a ``margin`` in
        pixels; ``besides`` are windows of ours that don't count. Raises ScreenError."""
        places = screens()
        found: dict[int, QRegion] = {}
        for window in QGuiApplication.topLevelWindows():
            if window.isVisible() and window.isExposed() and window not in besides:
                area = window.frameGeometry()
                logical = Region(area.x(), area.y(), area.width(), area.height())
                part = QRegion(_rect(from_points(logical, places), margin) & _rect(within))
                if not part.isEmpty():
                    found[int(window.winId())] = part
        if found and QGuiApplication.platformName() == "xcb":
            found = self._on_top(found)
        return tuple(
            Region(rect.x(), rect.y(), rect.width(), rect.height())
            for region in found.values()
            for rect in cast("Iterable[QRect]", region)  # PySide's type leaves that out
        )

    def close(self) -> None:
        """Let go of the connection to the screen."""
        if self._display is not None:
            self._display.close()
            self._display = None

    def _on_top(self, own: dict[int, QRegion]) -> dict[int, QRegion]:
        from Xlib.error import ConnectionClosedError, DisplayError

        try:
            return self._unhidden(own)
        except (ConnectionClosedError, DisplayError, OSError) as cause:
            raise ScreenError(CHANGED) from cause

    def _unhidden(self, own: dict[int, QRegion]) -> dict[int, QRegion]:
        """What windows of others leave to be seen of ours; those that no window manager knows (a
        menu, the overlay) lie on top."""
        from Xlib import X
        from Xlib.display import Display
        from Xlib.error import BadDrawable, BadWindow

        self._display = self._display or Display()
        root = self._display.screen().root
        name = self._display.intern_atom("_NET_CLIENT_LIST_STACKING")
        stacked = root.get_full_property(name, X.AnyPropertyType)
        below: list[int] = []
        found = dict(own)
        for number in stacked.value if stacked is not None else ():
            if number in own:
                below.append(number)
            elif below:
                window = self._display.create_resource_object("window", number)
                try:
                    if window.get_attributes().map_state != X.IsViewable:
                        continue
                    size, corner = window.get_geometry(), root.translate_coords(window, 0, 0)
                except (BadDrawable, BadWindow):  # it was closed meanwhile
                    continue
                area = QRect(corner.x, corner.y, size.width, size.height)
                for each in below:
                    found[each] = found[each].subtracted(area)
        return found


class Aside:
    """Takes every window of this program off the screen while a picture is taken of it."""

    def __init__(self) -> None:
        self._hidden: list[QWidget] = []

    def hide(self) -> bool:
        """Hide them; False where none was to be seen.

        What lets all input through, as the frame of what is watched, hides nothing and stays.
        """
        seen = [window for window in QApplication.topLevelWidgets() if _in_the_way(window)]
        for window in seen:
            window.hide()
        # A menu or a hint doesn't come back; a dialog comes back in front of its window.
        passing = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
        lasting = [window for window in seen if window.windowType() not in passing]
        self._hidden += sorted(lasting, key=lambda window: window.parentWidget() is not None)
        return bool(seen or self._hidden)

    def show(self) -> None:
        """Show them where they were; the keyboard stays where it is."""
        hidden, self._hidden = self._hidden, []
        for window in hidden:
            handle = window.windowHandle() if isValid(window) else None
            if handle is None or window.isVisible():
                continue
            place, before = window.pos(), handle.property(_QUIETLY)
            # WA_ShowWithoutActivating is looked at only when a window is made; it sets this.
            handle.setProperty(_QUIETLY, True)
            window.setVisible(True)
            window.move(place)
            handle.setProperty(_QUIETLY, before)


def _in_the_way(window: QWidget) -> bool:
    through = Qt.WindowType.WindowTransparentForInput
    return window.isVisible() and not window.isMinimized() and not window.windowFlags() & through


class Cover:
    """Keeps what our own windows hide as it was last told, or black where it never was.

    So a window that opens, moves and closes over a picture changes nothing in it.
    """

    def __init__(self, own: Own) -> None:
        self._own = own
        self._until: dict[Region, float] = {}

    def over(self, shot: Shot, before: Shot | None, told: Shot | None, now: float) -> Shot:
        """``shot`` without our windows, which stand before ``told``, the picture last told.

        ``before``, the picture before, is returned itself where nothing has changed since; ``now``
        is in seconds.
        """
        place = shot.region
        if place is None:
            return shot
        self._until = {area: until for area, until in self._until.items() if until > now}
        self._until.update((area, now + LINGER) for area in self._own.shown(place))
        if not self._until:
            return shot
        below = told if told is not None and told.region == place else None
        pixels = bytearray(shot.pixels)
        for area in self._until:
            _fill(pixels, shot, area.intersected(place), below)
        if before is not None and before.region == place and pixels == before.pixels:
            return before
        return Shot(bytes(pixels), shot.width, shot.height, shot.origin, shot.scale)


def _fill(pixels: bytearray, shot: Shot, part: Region, below: Shot | None) -> None:
    """Put what ``below`` has in this part into ``pixels``, or black."""
    left, top = shot.origin or (0, 0)
    length = part.width * 4
    for row in range(part.y - top, part.bottom - top):
        start = (row * shot.width + part.x - left) * 4
        end = start + length
        pixels[start:end] = bytes(length) if below is None else below.pixels[start:end]


def _rect(area: Region, wider: int = 0) -> QRect:
    return QRect(area.x, area.y, area.width, area.height).adjusted(-wider, -wider, wider, wider)
