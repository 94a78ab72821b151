"""The program that had the keyboard before one of our windows took it, and how it gets it back.

On X11, by the window manager's own protocol (EWMH, ``_NET_ACTIVE_WINDOW``). Elsewhere the system
gives the focus back by itself when our window closes.
"""

from __future__ import annotations

import os
from typing import Any

from desktop.system.facts import SessionKind, desktop

_PAGER = 2
"""The source of the request as EWMH numbers them: what the user asked for directly."""


class Focus:
    """Remembers one window of another program."""

    def __init__(self) -> None:
        self._display: Any = None
        self._window = 0
        self._gone = False
        if desktop().session is SessionKind.X11:
            from Xlib.display import Display

            self._display = Display()

    def remember(self) -> None:
        """Note the window that has the keyboard now, unless it is ours."""
        if self._display is None:
            return
        window = self._active()
        if window and not self._is_ours(window):
            self._window, self._gone = window, False

    def restore(self) -> bool:
        """Give the keyboard back to that window, as often as it is asked for; False: it is gone.

        Nothing happens when the user has gone to another program meanwhile. A window that is gone
        is forgotten.
        """
        if self._display is None or not self._window:
            return not self._gone
        if not self._is_there(self._window):
            self._window, self._gone = 0, True  # the number may become another window's
            return False
        active = self._active()
        if active != self._window and (not active or self._is_ours(active)):
            self._activate(self._window)
        return True

    def close(self) -> None:
        """Let go of the connection to the screen."""
        if self._display is not None:
            self._display.close()
            self._display = None

    def _active(self) -> int:
        """The id of the active window, 0 for none."""
        return self._number(self._display.screen().root, "_NET_ACTIVE_WINDOW")

    def _is_ours(self, window: int) -> bool:
        owner = self._display.create_resource_object("window", window)
        return self._number(owner, "_NET_WM_PID") == os.getpid()

    def _is_there(self, window: int) -> bool:
        from Xlib.error import XError

        try:
            self._display.create_resource_object("window", window).get_attributes()
        except XError:
            return False
        return True

    def _number(self, window: Any, name: str) -> int:
        """The first number of a window's property; 0 when there is none or the window is gone."""
        from Xlib import X
        from Xlib.error import XError

        try:
            answer = window.get_full_property(self._display.intern_atom(name), X.AnyPropertyType)
        except XError:
            return 0
        return int(answer.value[0]) if answer is not None and len(answer.value) else 0

    def _activate(self, window: int) -> None:
        from Xlib import X
        from Xlib.protocol.event import ClientMessage

        message = ClientMessage(
            window=self._display.create_resource_object("window", window),
            client_type=self._display.intern_atom("_NET_ACTIVE_WINDOW"),
            data=(32, [_PAGER, X.CurrentTime, 0, 0, 0]),
        )
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        self._display.screen().root.send_event(message, event_mask=mask)
        self._display.flush()
