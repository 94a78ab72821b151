"""Letters as keys: under a Cyrillic layout T is still the key that says T."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from desktop.ui.keys import latin


@pytest.mark.parametrize(
    ("key", "code", "found"),
    [
        (Qt.Key.Key_T.value, 28, Qt.Key.Key_T),
        (0x415, 28, Qt.Key.Key_T),  # Cyrillic Ie lies on T
        (0x424, 38, Qt.Key.Key_A),  # Cyrillic Ef lies on A
        (0x416, 47, None),
        (Qt.Key.Key_Left.value, 113, Qt.Key.Key_Left),
    ],
)
def test_latin(qapp: object, key: int, code: int, found: Qt.Key | None) -> None:
    none = Qt.KeyboardModifier.NoModifier
    assert latin(QKeyEvent(QEvent.Type.KeyPress, key, none, code, 0, 0)) == found
