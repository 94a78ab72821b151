"""Real keys through XTest with the time at which they were pressed.

xdotool's own start would be part of what is measured, so the X server is spoken to directly.
"""

from __future__ import annotations

import time

from Xlib import XK, X, display
from Xlib.ext import xtest


class Keyboard:
    """A connection to the X server that presses keys."""

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

    def close(self) -> None:
        """Leave the X server."""
        self._display.close()
