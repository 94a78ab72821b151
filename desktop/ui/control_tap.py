"""Ctrl pressed alone, which silences every screen reader, silences our voice as well."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_PRESSES = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})
_OTHERS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.WindowDeactivate})


class ControlTap(QObject):
    """``tapped``: Ctrl was pressed and let go in ``window``, and nothing else in between."""

    tapped = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._alone = self._watching = False

    def watch(self, on: bool) -> None:
        """Listen, or stop listening: it sees every event of the application meanwhile."""
        app = QApplication.instance()
        if app is None or on == self._watching:
            return
        self._watching, self._alone = on, False
        if on:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the keys; nothing is kept from anybody."""
        kind = event.type()
        if kind in _PRESSES and isinstance(event, QKeyEvent):
            here = QApplication.activeWindow() is self._window
            self._alone = here and event.key() == Qt.Key.Key_Control
        elif kind in _OTHERS:
            self._alone = False
        elif kind == QEvent.Type.KeyRelease and self._alone:
            self._alone = False
            if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Control:
                self.tapped.emit()
        return False
