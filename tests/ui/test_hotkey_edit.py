from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.hotkey_edit import HotkeyEdit


def test_from_field_to_field_recording_goes_on(qtbot: QtBot, dress: Callable[..., None]) -> None:
    window, told = QWidget(), list[bool]()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    fields = [HotkeyEdit("First"), HotkeyEdit("Second")]
    for field in fields:
        field.recording.connect(told.append)
        column.addWidget(field)
    other = QLineEdit()
    column.addWidget(other)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    fields[0].setFocus()
    qtbot.keyClick(fields[0], Qt.Key.Key_Tab)
    assert fields[1].hasFocus()
    assert told == [True, True]  # hotkeys aren't bound and let go for each field on the way
    other.setFocus()
    assert told == [True, True, False]
