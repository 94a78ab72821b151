"""The help window: every key and command on one page that a screen reader can walk through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

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
    ("Ctrl+L", "listen, or stop"),
    ("Ctrl+Shift+C", "copy all of it"),
    ("Ctrl+T", "translate it"),
    ("Ctrl+R", "read it again"),
    ("Ctrl+P", "the picture, with the lines found on it"),
    ("Ctrl+S", "save it"),
    ("Ctrl+Plus, Ctrl+Minus", "larger and smaller text"),
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
        self._page = QTextBrowser()
        self._page.setAccessibleName("Keys and commands")
        # With a caret, so that a screen reader walks through it line by line.
        self._page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._page.document().setDocumentMargin(theme.LARGE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        layout.addWidget(self._page)
        em = theme.text_pixels()
        room = self.screen().availableSize()
        self.resize(min(em * 50, room.width() * 9 // 10), min(em * 56, room.height() * 9 // 10))
        self.set_hotkeys({})

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Show these hotkeys (action to pynput notation)."""
        keys = [
            (hotkey_names.in_words(hotkeys[action.id]) or "no key", action.title)
            for action in CAPTURES + CONTROLS
            if action.id in hotkeys
        ]
        parts = (
            ("Anywhere", keys),
            ("While you choose a region", _OVERLAY),
            ("In the result", _RESULT),
            ("On the command line", _COMMANDS),
        )
        self._page.setHtml("".join(_part(head, rows) for head, rows in parts))


def _part(head: str, rows: Sequence[tuple[str, str]]) -> str:
    """A heading and a table of two columns; all of it our own words."""
    width = theme.text_pixels() * 14  # the same in every part, so that the columns align
    cells = "".join(
        f'<tr><td width="{width}" style="padding: 3px 24px 3px 0"><b>{escape(key)}</b></td>'
        f'<td style="padding: 3px 0">{escape(words)}</td></tr>'
        for key, words in rows
    )
    title = f'<p style="font-size: large; margin: 12px 0 4px 0"><b>{escape(head)}</b></p>'
    return f"{title}<table>{cells}</table>"
