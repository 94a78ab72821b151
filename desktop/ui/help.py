"""The help window: every task with a picture, every key and command, on one page.

It can be searched, and a screen reader can walk through it line by line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QImageReader,
    QKeySequence,
    QShortcut,
    QShowEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.actions import ACTIONS, CAPTURES, CONTROLS, SPEECH, Action
from desktop.tasks import CATALOGUE, Entry, Need
from desktop.ui import hotkey_names, theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.transport_row import KEYS

_PICTURES = Path(__file__).parents[2] / "resources" / "pictures" / "tasks"

_OVERLAY = (
    ("Tab, Shift+Tab", "the next block of text, the one before"),
    ("Home, End", "the first block, the last"),
    ("Enter", "read from the block on, or what is chosen"),
    ("B, Ctrl+Enter", "read only this block"),
    ("T", "translate it"),
    ("1 to 9", "take a ninth of the screen, and a ninth of that"),
    ("Backspace", "back to the larger part"),
    ("Arrows", "move a frame; with Ctrl by one pixel"),
    ("Shift+arrows", "size the frame"),
    ("A", "the whole screen"),
    ("S", "the next screen"),
    ("H", "hear all keys"),
    ("Esc", "leave"),
)
_CAMERA = (
    ("Space", "take the picture now"),
    ("1, 2, 3, 4", "read, translate, read signs as they are seen, several pages"),
    ("T", "take the picture now, and translate it"),
    ("Enter", "take the picture; with pages taken: read them"),
    ("Backspace", "drop the last page"),
    ("F", "freeze the picture, or let it go on"),
    ("+, -", "zoom"),
    ("A", "take pictures by themselves, or no longer"),
    ("L", "the camera's torch, where it has one"),
    ("Esc", "leave"),
)
_RESULT = (
    ("Ctrl+L", "listen, or pause and go on"),
    ("Ctrl+Enter", "read from the caret on"),
    ("Alt+Down, Alt+Up", "the next sentence, the one before"),
    ("Ctrl+Down, Ctrl+Up", "the next paragraph, the one before"),
    ("F9, Shift+F9", "the next line, the one before"),
    ("H, Shift+H", "the next heading, the one before; while you type Alt+Page down, Alt+Page up"),
    ("T", "in a document: into the next table; in a table, arrows go from cell to cell"),
    ("Alt+Shift+arrows", "from cell to cell, too; or Ctrl+Alt+arrows"),
    ("F8, Shift+F8", "the next word that it was unsure of, the one before"),
    ("Ctrl+F", "find; F3 finds the next, Shift+F3 the one before"),
    ("Ctrl+Shift+C", "copy the selection, or all of it in every form"),
    ("Ctrl+K", "choose another task for the same picture"),
    ("Ctrl+J", "read it as a table, a document, a formula …"),
    ("Ctrl+T", "translate it"),
    ("F4", "of a translation: itself in its place, both side by side, the original"),
    ("Ctrl+D", "original and translation in two columns; Ctrl+C copies one, Ctrl+O the other"),
    ("Ctrl+Shift+O", "listen to the original of a translation"),
    ("Ctrl+U", "the source, to edit it, and back"),
    ("Ctrl+R", "read it again"),
    ("Ctrl+P", "the picture, with the lines found on it"),
    ("Ctrl+S", "save it"),
    ("Ctrl+Shift+S", "save it as sound"),
    ("Ctrl+Plus, Ctrl+Minus", "larger and smaller text"),
    ("Alt+Left, Alt+Right", "the result before this one, the one after"),
    ("Ctrl alone", "stop speaking"),
    ("F6", "back to your program; the result stays"),
    ("Esc", "close, and go back to your program"),
)
_COMMANDS = (
    ("sightread read FILE", "the text of a picture"),
    ("sightread capture region", "as the hotkey does, for a shortcut of your desktop"),
    ("sightread say TEXT", "speak a text"),
    ("sightread stop", "stop speaking"),
    ("sightread doctor", "what this machine has and lacks"),
)
_ABOUT_TASKS = (
    "Each can be asked of the same picture, without capturing it again. The pictures show how it "
    "looks; their answers were written by hand."
)


class _Page(QTextBrowser):
    """Our own words and pictures; nothing else is loaded, and a picture only when it is seen."""

    def widest(self) -> int:
        """The width of the pictures, in logical pixels: with large text they are larger too, as
        far as there is room for them."""
        return min(theme.text_pixels() * 48, self.viewport().width() - 3 * theme.LARGE)

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        """The picture of a task."""
        name = url.toString() if isinstance(url, QUrl) else url
        if kind == QTextDocument.ResourceType.ImageResource.value and name in _names():
            wide = round(self.widest() * self.devicePixelRatioF())
            smooth = Qt.TransformationMode.SmoothTransformation
            return QImage(str(_PICTURES / name)).scaledToWidth(wide, smooth)
        return None


class HelpWindow(QDialog):
    """One page of tasks, keys and commands. Ctrl+F searches, Enter finds the next, Esc closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sightread: help")
        self._hotkeys: Mapping[str, str] = {}
        self._field = QLineEdit(placeholderText="table, Ctrl+K …")
        self._field.setAccessibleName("Search the help")
        self._next = Button("Next", "search", name="Find the next", keys="Enter")
        self._next.setAutoDefault(False)
        self._found = QLabel()
        self._found.setProperty("role", "second")
        self._page = _Page()
        self._page.setProperty("role", "paper")
        self._page.setAccessibleName("Tasks, keys and commands")
        # With a caret, so that a screen reader walks through it line by line.
        self._page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._field.textChanged.connect(lambda: self._find(from_start=True))
        self._field.returnPressed.connect(self._find)
        self._next.clicked.connect(self._find)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._field.setFocus)
        self._stale = True
        self._lay_out()
        self._page.setFocus()

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Show these hotkeys (action to pynput notation)."""
        if hotkeys != self._hotkeys:
            self._hotkeys = dict(hotkeys)
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the page, if it isn't."""
        super().showEvent(event)
        if self._stale:
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Show the pictures of the theme, at the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange):
            self._refresh()

    def _refresh(self) -> None:
        self._stale = True
        if self.isVisible():
            self._fill()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL)
        label = QLabel("Search")
        label.setBuddy(self._field)
        row.addWidget(label)
        row.addWidget(self._field, 1)
        row.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.SMALL)
        column.addLayout(row)
        column.addWidget(self._found)
        column.addWidget(self._page, 1)
        self._found.hide()
        em = theme.text_pixels()
        room = self.screen().availableSize()
        self.resize(min(em * 58, room.width() * 9 // 10), min(em * 56, room.height() * 9 // 10))

    def _fill(self) -> None:
        self._stale = False
        parts = (
            ("Anywhere", self._keys(CAPTURES + CONTROLS)),
            ("While it speaks, and after", self._keys(SPEECH)),
            ("While you choose a region", _OVERLAY),
            ("In front of the camera", _CAMERA),
            ("In the result", _RESULT),
            ("The voice, in the result", [(KEYS[v], ACTIONS[v.value].title) for v in KEYS]),
            ("On the command line", _COMMANDS),
        )
        page = self._page
        page.document().setDocumentMargin(theme.LARGE)
        page.setHtml("".join(_part(head, rows) for head, rows in parts) + self._tasks())

    def _keys(self, actions: Sequence[Action]) -> list[tuple[str, str]]:
        return [
            (hotkey_names.in_words(self._hotkeys[action.id]) or "no key", action.title)
            for action in actions
            if action.id in self._hotkeys
        ]

    def _tasks(self) -> str:
        second = theme.tokens().text2.name()
        head = f'{_head("Tasks")}<p style="color: {second}">{_ABOUT_TASKS}</p>'
        return head + "".join(self._task(entry) for entry in CATALOGUE.values())

    def _task(self, entry: Entry) -> str:
        hotkey = hotkey_names.in_words(self._hotkeys.get(entry.name, ""))
        keys = f"{hotkey}, or Ctrl+K in a result" if hotkey else "Ctrl+K in a result"
        tells = _TOLD.get(entry.need, "")
        return (
            f'<p style="margin: 20px 0 2px 0"><b>{escape(entry.title)}</b></p>'
            f'<p style="margin: 0 0 2px 0">{escape(f"{entry.help} {tells}".strip())}</p>'
            f'<p style="margin: 0 0 6px 0; color: {theme.tokens().text2.name()}">{escape(keys)}</p>'
            f"<p>{_picture(entry.name, self._page.widest())}</p>"
        )

    def _find(self, from_start: bool = False) -> None:
        """Go to the next place, or from the beginning again behind the last."""
        wanted, page = self._field.text().strip(), self._page
        start = QTextCursor(page.document())
        if from_start:
            page.setTextCursor(start)
        found = bool(wanted) and page.find(wanted)
        if wanted and not found:
            page.setTextCursor(start)
            found = page.find(wanted)
        self._found.setVisible(bool(wanted) and not found)
        if wanted and not found:
            self._found.setText(f"“{wanted}” isn't in the help.")
            announce(self, self._found.text())
        elif found:
            # With what is said about it in sight, which stands under it.
            bar = page.verticalScrollBar()
            bar.setValue(bar.value() + page.cursorRect().top() - page.height() // 4)
            announce(self, page.textCursor().block().text())


_TOLD = {
    Need.LANGUAGE: "You choose the language.",
    Need.FIELDS: "You write the names of the fields, one a line.",
    Need.FIELD: "You write the name of the field.",
    Need.PROMPT: "You write it in Settings, and give it a name and a key.",
}


def _names() -> frozenset[str]:
    return frozenset(f"{name}{end}.png" for name in CATALOGUE for end in ("", "-dark"))


def _picture(task: str, width: int) -> str:
    """The picture of a task in the colours of the theme, ``width`` logical pixels wide.

    With its size, so that it is loaded only when it is seen.
    """
    name = f"{task}{'-dark' if theme.tokens().dark else ''}.png"
    size = QImageReader(str(_PICTURES / name)).size()
    if not size.isValid():
        return ""
    height = round(width * size.height() / size.width())
    return f'<img src="{name}" width="{width}" height="{height}">'


def _head(title: str) -> str:
    return f'<p style="font-size: large; margin: 12px 0 4px 0"><b>{escape(title)}</b></p>'


def _part(head: str, rows: Sequence[tuple[str, str]]) -> str:
    """A heading and a table of two columns; all of it our own words."""
    width = theme.text_pixels() * 14  # the same in every part, so that the columns align
    cells = "".join(
        f'<tr><td width="{width}" style="padding: 3px 24px 3px 0"><b>{escape(key)}</b></td>'
        f'<td style="padding: 3px 0">{escape(words)}</td></tr>'
        for key, words in rows
    )
    return f"{_head(head)}<table>{cells}</table>"
