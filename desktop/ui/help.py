"""The help window: every key and command on one page that a screen reader can walk through."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.actions import CAPTURES, CONTROLS
from desktop.ui import hotkey_names, theme

_OVERLAY = (
    ("Arrows", "move the region; with Ctrl by one pixel"),
    ("Shift+arrows", "size the region"),
    ("1 to 9", "take a ninth of it, and a ninth of that"),
    ("A", "the whole screen"),
    ("Tab", "the next screen"),
    ("Enter", "read it"),
    ("T", "translate it"),
    ("Esc", "leave"),
)
_RESULT = (
    ("Ctrl+Plus, Ctrl+Minus", "larger and smaller text"),
    ("P", "the picture, with the lines found on it"),
    ("Esc", "close, and go back to your program"),
)
_COMMANDS = (
    ("sightread read FILE", "the text of a picture"),
    ("sightread capture region", "as the hotkey does, for a shortcut of your desktop"),
    ("sightread say TEXT", "speak a text"),
    ("sightread stop", "stop speaking"),
    ("sightread doctor", "what this machine has and lacks"),
)


class HelpWindow(QDialog):
    """One page of keys and commands. Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sightread: help")
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setAccessibleName("Keys and commands")
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        layout.addWidget(self._text)
        em = theme.text_pixels()
        self.resize(em * 46, em * 44)
        self.set_hotkeys({})

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Show these hotkeys (action to pynput notation)."""
        keys = [
            (hotkey_names.in_words(hotkeys.get(action.id, "")) or "no key", action.title)
            for action in CAPTURES + CONTROLS
            if action.id in hotkeys
        ]
        parts = [
            ("Anywhere", keys),
            ("While you choose a region", _OVERLAY),
            ("In the result", _RESULT),
            ("On the command line", _COMMANDS),
        ]
        pages = ["\n".join([head, *(f"  {a}: {b}" for a, b in rows)]) for head, rows in parts]
        self._text.setPlainText("\n\n".join(pages))
