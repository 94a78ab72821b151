"""Letters as keys, under layouts that have other letters there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

_CODES = {
    38: Qt.Key.Key_A,
    56: Qt.Key.Key_B,
    54: Qt.Key.Key_C,
    41: Qt.Key.Key_F,
    43: Qt.Key.Key_H,
    46: Qt.Key.Key_L,
    27: Qt.Key.Key_R,
    39: Qt.Key.Key_S,
    28: Qt.Key.Key_T,
}
"""Where our letters lie on a US keyboard, as X11 and Wayland number the keys."""


def latin(event: QKeyEvent) -> Qt.Key | None:
    """The key; under a layout without Latin letters the one that lies where ours would be.

    None for a letter that is neither.
    """
    key = event.key()
    if key < 0x80 or key >= Qt.Key.Key_Escape:  # ASCII, or no letter at all
        return Qt.Key(key)
    if QGuiApplication.platformName() in ("xcb", "wayland"):
        return _CODES.get(event.nativeScanCode())
    return None
