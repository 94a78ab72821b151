"""A field that takes a hotkey by having it pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.system.chord import ChordError
from desktop.ui import hotkey_names

_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Meta,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Super_L,
        Qt.Key.Key_Super_R,
    }
)


class HotkeyEdit(QLineEdit):
    """Shows a hotkey in words and records another: press it while the field has the focus.

    Backspace switches the hotkey off, Esc leaves the field, Tab goes on. ``changed`` carries the
    new hotkey in the settings' notation; ``refused`` a sentence about keys that can't be one;
    ``recording`` is true while keys are taken here, so that they set nothing off.
    """

    changed = Signal(str)
    refused = Signal(str)
    recording = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hotkey = ""
        self._swapped = QGuiApplication.platformName() == "cocoa"
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setAccessibleDescription("Press the new keys. Backspace switches it off.")
        self.setPlaceholderText("Off")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    @property
    def hotkey(self) -> str:
        """The hotkey in the settings' notation, empty for none."""
        return self._hotkey

    def set_hotkey(self, hotkey: str) -> None:
        """Show ``hotkey``; nothing is emitted."""
        self._hotkey = hotkey
        self._rest()

    def event(self, event: QEvent) -> bool:
        """Keep keys that are shortcuts elsewhere in the window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin to record."""
        super().focusInEvent(event)
        self._rest()
        self.recording.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End recording, unless the next of these fields goes on with it."""
        super().focusOutEvent(event)
        self._rest()
        if not isinstance(QApplication.focusWidget(), HotkeyEdit):
            self.recording.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys."""
        key, held = event.key(), event.modifiers()
        plain = held & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if key in _MODIFIERS:
            self.setText(hotkey_names.held_in_words(held | _as_modifier(key), self._swapped))
        elif plain and key == Qt.Key.Key_Escape:
            self.clearFocus()
        elif plain and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._take("")
        else:
            try:
                hotkey = hotkey_names.from_qt(key, held, self._swapped)
            except ChordError as error:
                self._rest()
                self.refused.emit(str(error))
                return
            if hotkey:
                self._take(hotkey)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Show the hotkey again when nothing came of the modifiers."""
        self._rest()

    def _take(self, hotkey: str) -> None:
        before, self._hotkey = self._hotkey, hotkey
        self._rest()
        self.refused.emit("")
        if hotkey != before:
            self.changed.emit(hotkey)

    def _rest(self) -> None:
        self.setText(hotkey_names.in_words(self._hotkey))
        self.setPlaceholderText("Press keys…" if self.hasFocus() else "Off")


def _as_modifier(key: int) -> Qt.KeyboardModifier:
    return {
        Qt.Key.Key_Control.value: Qt.KeyboardModifier.ControlModifier,
        Qt.Key.Key_Alt.value: Qt.KeyboardModifier.AltModifier,
        Qt.Key.Key_Shift.value: Qt.KeyboardModifier.ShiftModifier,
        Qt.Key.Key_Meta.value: Qt.KeyboardModifier.MetaModifier,
        Qt.Key.Key_Super_L.value: Qt.KeyboardModifier.MetaModifier,
        Qt.Key.Key_Super_R.value: Qt.KeyboardModifier.MetaModifier,
    }.get(key, Qt.KeyboardModifier.NoModifier)
