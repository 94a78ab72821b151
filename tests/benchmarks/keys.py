"""Real keys and drags through XTest, with the time at which they were done.

xdotool's own start would be part of what is measured, so the X server is spoken to directly.
"""

from __future__ import annotations

import time

from Xlib import XK, X, display
from Xlib.ext import xtest


class Hands:
    """A connection to the X server that presses keys and drags."""

    def __init__(self) -> None:
        self._display = display.Display()

    def press(self, *names: str) -> float:
        """Press the keys in order and let them go.

        Returns when the last went down, in seconds of ``time.monotonic``.
        """
        codes = [self._display.keysym_to_keycode(XK.string_to_keysym(name)) for name in names]
        for code in codes[:-1]:
            xtest.fake_input(self._display, X.KeyPress, code)
        self._display.sync()
        when = time.monotonic()
        xtest.fake_input(self._display, X.KeyPress, codes[-1])
        self._display.sync()
        for code in reversed(codes):
            xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()
        return when

    def drag(self, left: int, top: int, right: int, bottom: int) -> float:
        """Drag with the first button; returns when it was let go (``time.monotonic``)."""
        xtest.fake_input(self._display, X.MotionNotify, x=left, y=top)
        xtest.fake_input(self._display, X.ButtonPress, 1)
        self._display.sync()
        for part in range(1, 5):
            x, y = left + (right - left) * part // 4, top + (bottom - top) * part // 4
            xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
            self._display.sync()
        when = time.monotonic()
        xtest.fake_input(self._display, X.ButtonRelease, 1)
        self._display.sync()
        return when

    def close(self) -> None:
        """Leave the X server."""
        self._display.close()
