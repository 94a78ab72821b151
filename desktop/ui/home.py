"""The home window: what is wanted most as large tiles, the rest as rows, the last result, one
status line.

It is what a desktop without a tray has instead, and what a click on the tray icon opens. Pictures
come in here by dialog, by drag and drop and by pasting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.actions import ACTIONS, CAPTURES, SPEECH
from desktop.capture.files import EXTENSIONS
from desktop.settings import OwnTask
from desktop.ui import hotkey_names, icons, theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.flow import Flow
from desktop.ui.mark import Mark
from desktop.ui.menu_entries import ActionEntries
from desktop.ui.more_tasks import MoreTasks
from desktop.ui.state import presentation, watch_title
from desktop.ui.tile import Tile
from desktop.ui.tile_grid import Section, TileGrid
from desktop.ui.tile_row import RowTile
from desktop.values import Command, Source, Status, Task, Verb

LARGE = ("region", "translate", "window", "screen", "again", "watch", "camera", "file")
"""The captures with a large tile, in their order; each other one has a row."""

_EXCERPT = 240
_LOW = 34
"""Under this many text heights the window is low."""
_MORE = "A document, a table, a formula, a chart, fields, a question, or a task of your own."
_HINT = "Press a key anywhere, or choose here. You can also drop a file or paste a picture."


class Home(QMainWindow):
    """The window that the app has when it has no other.

    ``commanded`` carries what the user chose: of a picture file with its paths, of a pasted
    picture with ``Source.CLIPBOARD``.
    """

    commanded = Signal(Command)

    def __init__(self, tray: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sightread")
        self.setWindowIcon(icons.icon("sightread"))
        self.setAcceptDrops(True)
        self._tray, self._low = tray, False
        rows = [action for action in CAPTURES if action.id not in LARGE]
        self._tiles: dict[str, Tile | RowTile] = {
            **{name: Tile(ACTIONS[name]) for name in LARGE},
            **{action.id: RowTile(action.icon, action.title) for action in rows},
        }
        for name, tile in self._tiles.items():
            tile.clicked.connect(
                lambda _=False, wanted=ACTIONS[name].command: self.commanded.emit(wanted)
            )
        self._more_menu, self._voice_menu = QMenu(self), QMenu(self)
        self._more_menu.setAccessibleName("More tasks")
        self._voice_menu.setAccessibleName("Speech")
        self._more = MoreTasks(self._more_menu, self.commanded.emit)
        self._voice = ActionEntries(self._voice_menu, SPEECH, self.commanded.emit)
        self._controls = {
            name: self._control(name) for name in ("stop", "last", "settings", "help", "quit")
        }
        self._problem = _label("caution", "Problem")
        self._mark = Mark(1.3, "triangle-alert", "caution")
        self._excerpt, self._status = _label("", "Last result"), _label("second", "Status")
        self._note = _label("caution", "Engine")
        self._hint = _label("second", "")
        self._hint.setText(_HINT)
        self._closing = _label("second", "What closing does")
        self.setCentralWidget(self._laid_out())
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.activated.connect(self._pasted)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._put_away)
        self.set_tray(tray)
        self.set_last("")
        self.set_status(Status())
        wanted = QSize(820, 690) * max(1.0, theme.text_pixels() / 14)
        self.resize(wanted.boundedTo(self.screen().availableSize() - QSize(64, 64)))
        self._tiles["region"].setFocus()

    def set_tray(self, tray: bool) -> None:
        """Say what closing the window does: with a tray the app stays, without it ends."""
        self._tray = tray
        self._closing.setText(
            "Closing this window (Esc) keeps Sightread in the tray."
            if tray
            else "Closing this window quits Sightread: this desktop has no tray. Esc minimises it."
        )

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Show ``hotkeys`` (action to pynput notation) on the tiles and buttons."""
        for name, tile in self._tiles.items():
            tile.set_hotkey(hotkeys.get(name, ""))
        self._more.set_hotkeys(hotkeys)
        self._voice.set_hotkeys(hotkeys)
        for name, button in self._controls.items():
            words = hotkey_names.in_words(hotkeys.get(name, ""))
            button.set_name(ACTIONS[name].title, words)
            button.setAccessibleDescription(words)

    def set_own_tasks(self, own: Sequence[OwnTask]) -> None:
        """Offer these tasks of the user's own under "More tasks"."""
        self._more.set_own(own)

    def set_watching(self, watching: bool) -> None:
        """Offer to stop watching, or to begin."""
        tile = self._tiles["watch"]
        if isinstance(tile, Tile):
            tile.set_title(watch_title(watching), on=watching)

    def set_status(self, status: Status) -> None:
        """Show engine, device, voice and what is wrong; say the latter when it is new."""
        shown = presentation(status)
        self._status.setText(shown.status_line or "Ready.")
        self._note.setText(shown.note)
        self._note.setVisible(bool(shown.note))
        self._controls["stop"].setEnabled(shown.can_stop)
        new = status.problem and status.problem != self._problem.text()
        self._problem.setText(status.problem)
        self._problem.setVisible(bool(status.problem))
        self._mark.setVisible(bool(status.problem))
        if new and self.isVisible():
            announce(self, status.problem)

    def tell(self, sentence: str) -> None:
        """Show and announce ``sentence`` until the next one: where there is no tray to show it."""
        self._hint.setText(sentence)
        announce(self, sentence)

    def set_last(self, text: str) -> None:
        """Show the beginning of the last result; empty: none yet."""
        self._controls["last"].setEnabled(bool(text))
        words = " ".join(text[: 2 * _EXCERPT].split())
        cut = words[:_EXCERPT].rstrip(" .,") + "…" if len(words) > _EXCERPT else words
        self._excerpt.setText(cut or "Nothing read yet.")
        self._excerpt.setProperty("role", "" if cut else "second")
        self._excerpt.style().polish(self._excerpt)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay in the tray, or quit where there is none."""
        super().closeEvent(event)
        if not self._tray:
            self.commanded.emit(ACTIONS["quit"].command)

    def _put_away(self) -> None:
        """Escape ends nothing: without a tray, where closing would, the window gets out of the
        way."""
        if self._tray:
            self.close()
        else:
            self.showMinimized()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if _paths(event.mimeData()):
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the dropped files."""
        self._light(False)
        event.acceptProposedAction()
        self._read_files(_paths(event.mimeData()))

    def _laid_out(self) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.SMALL)
        column.setSpacing(theme.LARGE)
        column.addLayout(self._header())
        column.addWidget(self._actions())
        column.addWidget(self._last_card())
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        self._foot = self._footer()
        outer.addWidget(self._foot)
        self._places = column, outer
        return whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the footer scrolls with all else: it would leave no room for that."""
        super().resizeEvent(event)
        low = event.size().height() < _LOW * theme.text_pixels()
        if low != self._low:
            self._low = low
            self._places[not low].addWidget(self._foot)
            edge = 0 if low else theme.WIDE
            self._footing.setContentsMargins(edge, theme.MEDIUM, edge, theme.LARGE)

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.LARGE)
        mark = Mark(3.4, "sightread")
        words = QVBoxLayout()
        words.setSpacing(theme.TIGHT)
        title = _label("heading", "")
        title.setText("Sightread reads what you see")
        words.addWidget(title)
        words.addWidget(self._hint)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _actions(self) -> TileGrid:
        more = RowTile("ellipsis", "More tasks")
        more.setMenu(self._more_menu)
        more.setAccessibleDescription(_MORE)
        more.setToolTip(_MORE)
        large = [self._tiles[name] for name in LARGE]
        rows = [tile for name, tile in self._tiles.items() if name not in LARGE]
        return TileGrid(Section(large, (4, 2, 1)), Section([*rows, more], (2, 1)))

    def _last_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        row.setSpacing(theme.LARGE)
        row.addWidget(self._excerpt, 1)
        row.addWidget(self._controls["last"], 0, Qt.AlignmentFlag.AlignTop)
        return card

    def _footer(self) -> QWidget:
        whole = QWidget()
        whole.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        line = QFrame()
        line.setProperty("role", "separator")
        line.setFixedHeight(1)
        outer.addWidget(line)
        footer = self._footing = QVBoxLayout()
        outer.addLayout(footer)
        footer.setContentsMargins(theme.WIDE, theme.MEDIUM, theme.WIDE, theme.LARGE)
        footer.setSpacing(theme.SMALL)
        problem = QHBoxLayout()
        problem.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        problem.addWidget(self._problem, 1)
        footer.addLayout(problem)
        footer.addWidget(self._note)
        footer.addWidget(self._status)
        footer.addWidget(self._closing)
        buttons = Flow(at_right=3)
        buttons.addWidget(self._controls["stop"])
        buttons.addWidget(self._speech())
        for name in ("settings", "help", "quit"):
            buttons.addWidget(self._controls[name])
        footer.addLayout(buttons)
        return whole

    def _speech(self) -> Button:
        button = Button("Speech", "volume-2")
        button.set_menu(self._voice_menu)
        return button

    def _control(self, name: str) -> Button:
        action = ACTIONS[name]
        button = Button(action.title, action.icon)
        button.clicked.connect(lambda: self.commanded.emit(action.command))
        return button

    def choose_picture(self, task: Task) -> None:
        """Let the user choose a picture file for ``task``."""
        endings = " ".join(f"*{ending}" for ending in EXTENSIONS)
        dialog = QFileDialog(self, "Open a picture", str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([f"Pictures ({endings})", "All files (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self._read_files(tuple(paths), task))
        dialog.open()

    def _read_files(self, paths: tuple[str, ...], task: Task | None = None) -> None:
        if paths:
            self.commanded.emit(Command(Verb.CAPTURE, Source.FILE, task or Task(), paths))

    def _pasted(self) -> None:
        content = QGuiApplication.clipboard().mimeData()
        if paths := _paths(content):
            self._read_files(paths)
        else:
            # Whether there is a picture is for the capture to say, in its own sentence.
            self.commanded.emit(ACTIONS["clipboard"].command)

    def _light(self, lit: bool) -> None:
        self._hint.setText("Drop it to read it." if lit else _HINT)
        self._hint.setProperty("role", "lit" if lit else "second")
        self._hint.style().polish(self._hint)


def _label(role: str, name: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    if name:
        label.setObjectName(name)
    return label


def _paths(content: QMimeData) -> tuple[str, ...]:
    """The local files in ``content``."""
    return tuple(url.toLocalFile() for url in content.urls() if url.isLocalFile())
