"""The settings window: pages at the left, one at the right; what is set is in force at once.

A page is built when it is first needed, and the others one by one once the window is shown: all at
once they would hold it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import __version__
from desktop.settings import Settings, Store
from desktop.ui import icons, theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.setting_row import SettingRow
from desktop.ui.settings_page import SettingsPage
from desktop.ui.settings_schema import PAGES, conflict, value_of, with_value

_LICENCES = (
    ("Sightread", "Apache-2.0"),
    ("HunyuanOCR, the model", "Tencent Hunyuan Community License"),
    ("PyTorch", "BSD-3-Clause"),
    ("Transformers, safetensors", "Apache-2.0"),
    ("RapidOCR, PP-OCR models", "Apache-2.0"),
    ("ONNX Runtime, mss, platformdirs, tomli-w", "MIT"),
    ("Qt for Python", "LGPL-3.0"),
    ("pynput", "LGPL-3.0"),
    ("pyttsx3", "MPL-2.0"),
    ("Pillow", "MIT-CMU"),
    ("Lucide icons", "ISC"),
)


class SettingsWindow(QDialog):
    """Shows and changes the settings in ``store``.

    ``hear`` asks for a sample of the voice with this id, empty for the fitting one; ``recording``
    is true while a hotkey is being pressed, so that hotkeys set nothing off.
    """

    hear = Signal(str)
    recording = Signal(bool)

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sightread: settings")
        self.setWindowIcon(icons.icon("sightread"))
        self._store = store
        self._pages: dict[str, SettingsPage] = {}
        self._rows: dict[str, SettingRow] = {}
        self._search, self._list = QLineEdit(), QListWidget()
        self._stack, self._none = QStackedWidget(), QLabel("No setting is called that.")
        self._problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._model = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._hotkey_problems: dict[str, str] = {}
        self._lay_out()
        store.listen(lambda _, new: self._show(new))
        size = QSize(860, 600) * max(1.0, theme.text_pixels() / 14)
        self.resize(size.boundedTo(self.screen().availableSize() - QSize(48, 48)))
        self._list.setCurrentRow(0)
        self._list.setFocus()
        self._build = QTimer(self, interval=0)
        self._build.timeout.connect(self._build_next)
        self._build.start()

    def show_page(self, page: str) -> None:
        """Turn to the page with this id: ``hotkeys``, ``after``, ``engine`` …"""
        self._search.clear()
        self._list.setCurrentRow([each.id for each in PAGES].index(page))

    def set_voices(self, voices: Iterable[tuple[str, str, Iterable[str] | str]]) -> None:
        """Offer ``voices``: id, name, and the languages it speaks."""
        choices: list[tuple[object, str]] = [("", "Fits the text")]
        for voice, name, languages in voices:
            spoken = languages if isinstance(languages, str) else ", ".join(languages)
            choices.append((voice, f"{name} ({spoken})" if spoken else name))
        self._row("voice.name").set_choices(choices)

    def set_cameras(self, cameras: Iterable[tuple[str, str]]) -> None:
        """Offer ``cameras``: id and name."""
        self._row("camera.device").set_choices([("", "The system's default"), *cameras])

    def set_model_status(self, sentence: str) -> None:
        """Say how it stands with HunyuanOCR on this machine."""
        self._model.setText(sentence)
        if "engine" in self._pages:  # without its page it would be a window of its own
            self._model.setVisible(bool(sentence))

    def set_hotkey_problems(self, problems: Mapping[str, str]) -> None:
        """Say beside its field why a hotkey doesn't work: action to sentence."""
        self._hotkey_problems = dict(problems)
        for row in self._page("hotkeys").rows:
            row.show_problem(problems.get(row.row.path.removeprefix("hotkeys."), ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field presses no button."""
        pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if pressed and not isinstance(self.focusWidget(), QPushButton):
            event.accept()
            return
        super().keyPressEvent(event)

    def _set(self, path: str, value: object) -> None:
        row = self._rows[path]
        if path.startswith("hotkeys."):
            action = path.removeprefix("hotkeys.")
            taken = conflict(dict(self._store.settings.hotkeys.items()), action, str(value))
            if taken:
                row.show_value(value_of(self._store.settings, path))
                self._tell(row, taken)
                return
            row.show_problem("")
        # Qt gives the values of a choice back as plain texts.
        kind = type(value_of(self._store.settings, path))
        self._change(with_value(self._store.settings, path, kind(value)))

    def _restore(self, page: str) -> None:
        self._change(replace(self._store.settings, **{page: getattr(Settings(), page)}))
        announce(self, "Restored.")

    def _change(self, settings: Settings) -> None:
        if settings == self._store.settings:
            return
        try:
            self._store.change(settings)
        except OSError as error:
            reason = error.strerror or "the disk refused"
            sentence = (
                f"This is in force now, but can't be saved in {self._store.path.parent}: "
                f"{reason[:1].lower()}{reason[1:]}. Make that folder writable."
            )
            self._problem.setText(sentence)
            self._problem.show()
            announce(self, sentence, assertive=True)
            return
        self._problem.hide()

    def _show(self, settings: Settings) -> None:
        for path, row in self._rows.items():
            row.show_value(value_of(settings, path))

    def _tell(self, row: SettingRow, sentence: str) -> None:
        row.show_problem(sentence)
        announce(self, sentence, assertive=True)

    def _look_for(self, words: str) -> None:
        first = -1
        for number, page in enumerate(PAGES):
            found = self._page(page.id).search(words)
            self._list.item(number).setHidden(not found)
            if found and first < 0:
                first = number
        current = self._list.currentItem()
        self._none.setVisible(first < 0)
        self._stack.setVisible(first >= 0)
        if first < 0:
            announce(self, self._none.text())
        elif current is None or current.isHidden():
            self._list.setCurrentRow(first)

    def _lay_out(self) -> None:
        self._search.setPlaceholderText("Search")
        self._search.setAccessibleName("Search the settings")
        self._search.addAction(
            icons.icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._search.textChanged.connect(self._look_for)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._search.setFocus)
        self._list.setAccessibleName("Pages")
        side = theme.text_pixels(1.4)
        self._list.setIconSize(QSize(side, side))
        for page in PAGES:
            item = QListWidgetItem(icons.icon(page.icon), page.title, self._list)
            item.setData(Qt.ItemDataRole.UserRole, page.id)
        self._list.currentRowChanged.connect(self._turn_to)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        widest = max(self.fontMetrics().horizontalAdvance(page.title) for page in PAGES)
        self._problem.setProperty("role", "error")
        self._problem.hide()
        self._none.hide()
        left = QVBoxLayout()
        left.setContentsMargins(theme.MEDIUM, theme.LARGE, 0, theme.MEDIUM)
        left.setSpacing(theme.MEDIUM)
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        for widget in (self._search, self._list):
            widget.setFixedWidth(widest + side + 4 * theme.MEDIUM)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, theme.TIGHT, theme.TIGHT)
        right.addWidget(self._none, 1, Qt.AlignmentFlag.AlignCenter)
        right.addWidget(self._stack, 1)
        right.addWidget(self._problem)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addLayout(left)
        row.addLayout(right, 1)

    # The pages

    def _page(self, name: str) -> SettingsPage:
        """The page with this id, built where it isn't yet."""
        if name not in self._pages:
            page = self._pages[name] = SettingsPage(next(p for p in PAGES if p.id == name))
            self._add_extras(page)
            for row in page.rows:
                self._rows[row.row.path] = row
                row.show_value(value_of(self._store.settings, row.row.path))
            page.changed.connect(self._set)
            page.restored.connect(self._restore)
            page.recording.connect(self.recording)
            self._stack.addWidget(page)
        return self._pages[name]

    def _row(self, path: str) -> SettingRow:
        self._page(path.split(".")[0])
        return self._rows[path]

    def _turn_to(self, number: int) -> None:
        if number >= 0:
            self._stack.setCurrentWidget(self._page(PAGES[number].id))

    def _build_next(self) -> None:
        missing = [page.id for page in PAGES if page.id not in self._pages]
        if missing:
            self._page(missing[0])
        if len(missing) <= 1:
            self._build.stop()

    def _add_extras(self, page: SettingsPage) -> None:
        match page.page.id:
            case "voice":
                listen = Button("Hear it", "volume-2", name="Hear the voice")
                listen.clicked.connect(lambda: self.hear.emit(self._store.settings.voice.name))
                page.extra.addWidget(listen, 0, Qt.AlignmentFlag.AlignLeft)
            case "engine":
                page.extra.addWidget(self._model)
                self._model.setVisible(bool(self._model.text()))
            case "about":
                _tell_about(page)


def _tell_about(page: SettingsPage) -> None:
    for role, sentence in (
        ("", f"Sightread {__version__} reads what you see. Nothing leaves this machine."),
        ("heading", "Licences"),
        ("", "\n".join(f"{name}: {licence}" for name, licence in _LICENCES)),
    ):
        label = QLabel(sentence, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        page.extra.addWidget(label)
