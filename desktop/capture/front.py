"""Brings one window to the front, and tells when it is there and painted, so that it can be seen.

1. The system is asked to activate it; on X11 by the window manager's own protocol (EWMH).
2. From then on its state is looked at every 30 ms, by a timer.
3. It is there when it is the active window, its program has drawn in it if it was minimised (X11
   tells that), and its picture has stayed the same from one look to the next. A film never stays
   the same, so this is waited for only so long.
"""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.capture.errors import CaptureError
from desktop.capture.screens import grab
from desktop.capture.windows import Window, active_window, x11_value
from desktop.values import Region

_EVERY = 30
"""Milliseconds between two looks."""

_LONGEST = 1.5
"""Seconds after which a window that is in front is taken as it is, and another one given up."""

GONE = "That window has been closed."
NOT_IN_FRONT = "That window doesn't come to the front."


class _Way(Protocol):
    """How a system brings a window to the front."""

    def is_in_front(self) -> bool | None:
        """Whether it is in front; None when the window is gone."""

    def has_drawn(self) -> bool:
        """Whether its program has drawn what it shows, as far as that can be known."""

    def close(self) -> None:
        """Let go of what was needed."""


class ToFront(QObject):
    """Brings a window to the front.

    ``there`` carries where it lies by then, in physical pixels of the virtual desktop; ``failed`` a
    sentence for the user. One of them comes for each ``bring``, unless ``stop`` is called.
    """

    there = Signal(Region)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._way: _Way | None = None
        self._until = 0.0
        self._picture = b""
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self._look)

    def bring(self, window: Window) -> None:
        """Bring ``window`` to the front; an older one is forgotten."""
        self.stop()
        try:
            self._way = _way(window.id)
        except OSError:
            self.failed.emit(NOT_IN_FRONT)
            return
        self._until = time.monotonic() + _LONGEST
        self._timer.start()

    def stop(self) -> None:
        """Wait no longer."""
        self._timer.stop()
        self._picture = b""
        if self._way is not None:
            self._way.close()
            self._way = None

    def _look(self) -> None:
        if self._way is None:
            return
        in_front, late = self._way.is_in_front(), time.monotonic() > self._until
        if in_front is None:
            self._fail(GONE)
        elif in_front:
            self._see(self._way.has_drawn(), late)
        elif late:
            self._fail(NOT_IN_FRONT)

    def _see(self, ready: bool, late: bool) -> None:
        """It is in front: done, if it looks as it did the last time, or however it looks."""
        try:
            region = active_window()
            picture = grab(region).pixels
        except CaptureError as error:
            if late:
                self._fail(error.sentence)
            return
        if late or (ready and picture == self._picture):
            self.stop()
            self.there.emit(region)
        elif ready:
            self._picture = picture

    def _fail(self, sentence: str) -> None:
        self.stop()
        self.failed.emit(sentence)


class _OnX11:
    """Asks the window manager, and has the server tell when a hidden window is drawn in."""

    def __init__(self, number: int) -> None:
        from Xlib import display, error

        try:
            self._connection: Any = display.Display()
        except error.DisplayError as cause:
            raise OSError("no X server") from cause
        # Requests that are not answered, to a window that has just gone: the next look sees that.
        self._connection.set_error_handler(lambda *_: None)
        self._number = number
        self._root = self._connection.screen().root
        self._window = self._connection.create_resource_object("window", number)
        self._drawn = self._is_shown() or not self._watch()
        self._activate()

    def is_in_front(self) -> bool | None:
        """Whether it is the active window; None when it is gone."""
        from Xlib import error

        try:
            self._window.get_attributes()
            active = x11_value(self._connection, self._root, "_NET_ACTIVE_WINDOW")
        except (error.BadDrawable, error.BadWindow, error.ConnectionClosedError):
            return None
        return active == [self._number] and self._is_shown()

    def has_drawn(self) -> bool:
        """Whether a window that was hidden has been drawn in since."""
        while not self._drawn and self._connection.pending_events():
            drawn = self._connection.extension_event.DamageNotify
            self._drawn = self._connection.next_event().type == drawn
        return self._drawn

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _is_shown(self) -> bool:
        from Xlib import X, error

        try:
            return bool(self._window.get_attributes().map_state == X.IsViewable)
        except (error.BadDrawable, error.BadWindow):
            return True  # gone: there is nothing to be drawn

    def _watch(self) -> bool:
        """Have the server tell when the window is drawn in; False where it can't."""
        from Xlib.ext import damage

        if not self._connection.has_extension(damage.extname):
            return False
        self._connection.damage_query_version()
        self._window.damage_create(damage.DamageReportNonEmpty)
        return True

    def _activate(self) -> None:
        from Xlib import X
        from Xlib.protocol.event import ClientMessage

        pager = 2  # the source of the request: what the user asked for directly
        atom = self._connection.intern_atom("_NET_ACTIVE_WINDOW")
        content = (32, [pager, X.CurrentTime, 0, 0, 0])
        message = ClientMessage(window=self._window, client_type=atom, data=content)
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        self._root.send_event(message, event_mask=mask)
        self._connection.flush()


class _OnWindows:
    """Restores the window and makes it the foreground one."""

    def __init__(self, number: int) -> None:
        from ctypes import wintypes

        libraries: Any = ctypes
        self._user = libraries.windll.user32
        self._user.GetForegroundWindow.restype = wintypes.HWND
        self._window = wintypes.HWND(number)
        restore = 9  # SW_RESTORE
        if self._user.IsIconic(self._window):
            self._user.ShowWindow(self._window, restore)
        self._user.SetForegroundWindow(self._window)

    def is_in_front(self) -> bool | None:
        """Whether it is the foreground window; None when it is gone."""
        if not self._user.IsWindow(self._window):
            return None
        return bool(self._user.GetForegroundWindow() == self._window.value)

    def has_drawn(self) -> bool:
        """Not known here."""
        return True

    def close(self) -> None:
        """Nothing is kept."""


class _OnMacos:
    """Activates the window's program, which brings its front window; one of several can't be
    raised without the permission to control other programs."""

    def __init__(self, number: int) -> None:
        try:
            import AppKit  # type: ignore[import-not-found]
            import Quartz  # type: ignore[import-not-found]
        except ImportError as cause:
            raise OSError("no AppKit") from cause
        options = Quartz.kCGWindowListOptionIncludingWindow
        found = Quartz.CGWindowListCopyWindowInfo(options, number)
        self._program: Any = None
        if found:
            process = found[0]["kCGWindowOwnerPID"]
            running = AppKit.NSRunningApplication
            self._program = running.runningApplicationWithProcessIdentifier_(process)
        if self._program is not None:
            self._program.activateWithOptions_(AppKit.NSApplicationActivateIgnoringOtherApps)

    def is_in_front(self) -> bool | None:
        """Whether its program is the active one; None when it is gone."""
        if self._program is None or self._program.isTerminated():
            return None
        return bool(self._program.isActive())

    def has_drawn(self) -> bool:
        """Not known here."""
        return True

    def close(self) -> None:
        """Nothing is kept."""


_WAYS: dict[str, Callable[[int], _Way]] = {"win32": _OnWindows, "darwin": _OnMacos}
_way = _WAYS.get(sys.platform, _OnX11)
