"""Keeps the overlay's windows in front, with the keyboard, on X11.

These windows aren't the window manager's: nobody else lifts them or gives them keys.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_IN_FRONT = 50  # ms; another program's window may be lifted at any time
_AGAIN = 10  # ms; until a hotkey is let go, or an open menu closed, others have the keyboard
_TELL_AFTER = 100


class Hold(QObject):
    """Holds the windows it is given until ``let_go``; elsewhere than on X11 nothing is done.

    ``taken`` comes once the keyboard is theirs, elsewhere at once; ``refused`` comes once, when
    another program has kept it for a second.
    """

    taken = Signal()
    refused = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows: list[QWidget] = []
        self._refusals = 0
        self.has_keyboard = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._again)

    @property
    def is_held(self) -> bool:
        """Whether windows are being held."""
        return self._timer.isActive()

    def take(self, windows: Sequence[QWidget]) -> None:
        """Keep these windows, which are shown, in front of all others."""
        if QGuiApplication.platformName() != "xcb":
            self.taken.emit()
            return
        self._windows, self._refusals = list(windows), 0
        self._timer.start(_AGAIN)
        self._again()

    def let_go(self) -> None:
        """Give the keyboard back."""
        self._timer.stop()
        if self.has_keyboard and self._windows[0].isVisible():
            self._windows[0].windowHandle().setKeyboardGrabEnabled(False)
        self._windows, self.has_keyboard = [], False

    def _again(self) -> None:
        for window in self._windows:
            window.raise_()
        if not self._windows or self.has_keyboard:
            return
        self.has_keyboard = self._windows[0].windowHandle().setKeyboardGrabEnabled(True)
        if self.has_keyboard:
            self._timer.start(_IN_FRONT)
            self.taken.emit()
            return
        self._refusals += 1
        if self._refusals == _TELL_AFTER:
            self.refused.emit()
