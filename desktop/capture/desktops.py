"""Which of the virtual desktops is seen on X11, and that windows lie otherwise over one another.

A window that no window manager knows stays where it is on all of them; its owner follows here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from Xlib.display import Display


class Desktops(QObject):
    """Tells of changes until it is closed. Elsewhere than on X11 it has nothing to tell."""

    changed = Signal()
    """Another desktop is seen, or the windows lie in another order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._display: Display | None = None
        if QGuiApplication.platformName() == "xcb":
            self._listen()

    def current(self) -> int | None:
        """The number of the one that is seen; None where nobody knows."""
        if self._display is None:
            return None
        from Xlib import X
        from Xlib.error import ConnectionClosedError

        try:
            found = self._root.get_full_property(self._names[0], X.AnyPropertyType)
        except (ConnectionClosedError, OSError):
            self.close()
            return None
        return int(found.value[0]) if found is not None and len(found.value) else None

    def close(self) -> None:
        """Let go of the connection to the screen."""
        if self._display is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            display, self._display = self._display, None
            display.close()

    def _listen(self) -> None:
        from Xlib import X
        from Xlib.display import Display
        from Xlib.error import DisplayError

        try:
            self._display = display = Display()
        except (DisplayError, OSError):
            return  # no window manager can be asked: as where there is none
        self._root = display.screen().root
        names = "_NET_CURRENT_DESKTOP", "_NET_CLIENT_LIST_STACKING"
        self._names = [display.intern_atom(name) for name in names]
        self._root.change_attributes(event_mask=X.PropertyChangeMask)
        display.flush()
        self._notifier = QSocketNotifier(display.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def _drain(self) -> None:
        """All that has come: what stays behind would not be told of again."""
        from Xlib.error import ConnectionClosedError

        told = False
        try:
            while self._display is not None and self._display.pending_events():
                told |= getattr(self._display.next_event(), "atom", 0) in self._names
        except (ConnectionClosedError, OSError):
            self.close()
        if told:
            self.changed.emit()
