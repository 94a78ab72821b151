"""The settings window: pages at the left, one at the right; what is set is in force at once.

A page is built when it is first turned to, a few rows in each turn of the event loop: all at once
would hold the window up.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.model.status import ModelStatus
from desktop.settings import Settings, Store
from desktop.ui import icons, setting_values, settings_panels, theme
from desktop.ui.about import About
from desktop.ui.announce import announce
from desktop.ui.into_view import go_to
from desktop.ui.setting_row import SettingRow
from desktop.ui.setting_values import all_hotkeys, conflict, server_lacks, value_of, with_value
from desktop.ui.settings_page import SettingsPage, fits, turn
from desktop.ui.settings_schema import (
    KEPT_LANGUAGES,
    MODEL,
    NETWORK,
    OWN_TASKS,
    PAGES,
    SERVER,
    VOICES,
)

if TYPE_CHECKING:  # imported when they are first wanted: the window opens without
    from desktop.ui.camera_addresses import AddressPanel
    from desktop.ui.model_panel import ModelPanel
    from desktop.ui.own_tasks import OwnTasks
    from desktop.ui.preferred_voices import PreferredVoices
    from desktop.ui.remembered_languages import RememberedLanguages
    from desktop.ui.server_panel import ServerPanel

_TURN = 0.01
"""Seconds of building in one turn of the event loop."""


class SettingsWindow(QDialog):
    """Shows and changes the settings in ``store``.

    ``hear`` asks for a sample of the voice with this id, empty for the fitting one; ``recording``
    is true while a hotkey is being pressed, so that hotkeys set nothing off. ``model_asked``: the
    page about the model is shown, how does it stand? The other signals of the model are those of
    ``ModelPanel``, those of the server and its key those of ``ServerPanel``. ``model_dir`` is the
    folder that was named for this start, instead of the one in the settings.
    """

    hear = Signal(str)
    recording = Signal(bool)
    model_asked = Signal()
    download_requested = Signal(str)
    pause_requested = Signal()
    verify_requested = Signal()
    remove_requested = Signal()
    key_asked = Signal(str)
    key_entered = Signal(str, str)
    key_forgotten = Signal(str)
    server_test_requested = Signal(str, str)

    def __init__(self, store: Store, parent: QWidget | None = None, *, model_dir: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Sightread: settings")
        self.setWindowIcon(icons.icon("sightread"))
        self._store, self._model_dir = store, model_dir
        self._pages: dict[str, SettingsPage] = {}
        self._rows: dict[str, SettingRow] = {}
        self._asked = False
        self._search, self._list = QLineEdit(), QListWidget()
        self._stack, self._none = QStackedWidget(), QLabel("No setting is called that.")
        self._problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._waiting: dict[str, dict[str, Callable[[], object]]] = {}
        self._lay_out()
        store.listen(lambda _, new: self._show(new))
        size = QSize(860, 600) * max(1.0, theme.text_pixels() / 14)
        self.resize(size.boundedTo(self.screen().availableSize() - QSize(48, 48)))
        self._list.setFocus()
        self._build = QTimer(self, interval=0)
        self._build.timeout.connect(self._build_on)
        self._turn_to(0)

    def show_page(self, page: str, part: str = "") -> None:
        """Turn to the page with this id: ``hotkeys``, ``after``, ``engine`` …

        ``part`` of the engine's page gets the keyboard: ``model`` or ``server``.
        """
        self._search.clear()
        self._list.setCurrentRow([each.id for each in PAGES].index(page))
        if part:
            self._tell_page(
                page, "part", lambda: go_to(self._model if part == "model" else self._server)
            )

    def set_voices(self, voices: Iterable[tuple[str, str, Iterable[str] | str]]) -> None:
        """Offer ``voices``: id, name, and the languages it speaks."""
        choices: list[tuple[object, str]] = [("", "Fits the text")]
        all_voices = [
            (voice, name, (spoken,) if isinstance(spoken, str) else tuple(spoken))
            for voice, name, spoken in voices
        ]
        for voice, name, spoken in all_voices:
            choices.append((voice, f"{name} ({', '.join(spoken)})" if any(spoken) else name))

        def tell() -> None:
            self._rows["voice.name"].set_choices(choices)
            self._preferred.set_voices(all_voices)

        self._tell_page("voice", "voices", tell)

    def set_cameras(self, cameras: Iterable[tuple[str, str]]) -> None:
        """Offer ``cameras``: id and name."""
        choices = [("", "The system's default"), *cameras]
        self._tell_page(
            "camera", "cameras", lambda: self._rows["camera.device"].set_choices(choices)
        )

    def set_model(self, status: ModelStatus) -> None:
        """Show how it stands with HunyuanOCR's files."""
        self._tell_page("engine", "model", lambda: self._model.set_status(status))

    def set_machine(self, sentence: str) -> None:
        """Say what this machine can carry."""
        self._tell_page("engine", "machine", lambda: self._model.set_machine(sentence))

    def set_key_state(self, sentence: str) -> None:
        """Say how it stands with the key of the server."""
        self._tell_page("engine", "key", lambda: self._server.set_key_state(sentence))

    def set_server_state(self, sentence: str, ok: bool) -> None:
        """Say what came of the test of the connection."""
        self._tell_page("engine", "server", lambda: self._server.set_server_state(sentence, ok))

    def set_hotkey_problems(self, problems: Mapping[str, str]) -> None:
        """Say beside its field why a hotkey doesn't work: action, or ``own:`` and the name of an
        own task, to sentence."""
        told = dict(problems)
        self._tell_page("hotkeys", "problems", lambda: self._show_problems(told))
        self._tell_page("tasks", "problems", lambda: self._own.show_problems(told))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field presses no button."""
        pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if pressed and not isinstance(self.focusWidget(), QPushButton):
            event.accept()
            return
        super().keyPressEvent(event)

    def _set(self, path: str, value: object) -> None:
        settings = self._store.settings
        if sentence := self._refusal(path, value):
            self._rows[path].show_value(value_of(settings, path))
            self._tell(self._rows[path], sentence)
            return
        if path in self._rows and path != "engine.engine":
            self._rows[path].show_problem("")
        # Qt gives the values of a choice back as plain texts.
        kind = type(value_of(settings, path))
        changed: Settings = with_value(settings, path, kind(value))
        if changed.server.address != settings.server.address:
            # Agreed was to the old address.
            changed = with_value(changed, "server.agreed", "")
        if path == "voice.through":
            # Who chooses it here need not be asked about it.
            changed = with_value(changed, "voice.asked", True)
        self._change(changed)

    def _refusal(self, path: str, value: object) -> str:
        """Why ``value`` can't be taken, in a sentence; empty where it can."""
        if path.startswith("hotkeys."):
            action = path.removeprefix("hotkeys.")
            return conflict(all_hotkeys(self._store.settings), action, str(value))
        if path == "server.address":
            from desktop.ui.server_panel import fault

            return fault(str(value))
        return ""

    def _restore(self, page: str) -> None:
        settings, without = setting_values.restored(self._store.settings, page)
        self._change(settings)
        for action, sentence in without.items():
            self._rows[f"hotkeys.{action}"].show_problem(sentence)
        announce(self, " ".join(("Restored.", *without.values())))

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
        if "_own" in self.__dict__:
            self._own.show_own(settings.tasks.own)
        if "_preferred" in self.__dict__:
            self._preferred.show_preferred(settings.voice.preferred)
        if "_kept_languages" in self.__dict__:
            self._kept_languages.show_remembered(settings.languages.remembered)
        if "_network" in self.__dict__:
            self._network.show_addresses(settings.camera.addresses)
        if "_model" in self.__dict__ and "_server" in self.__dict__:
            self._model.set_licence(settings.model.licence_accepted)
            folder = self._model_dir or settings.engine.model_dir
            self._model.set_folder(folder, fixed=bool(self._model_dir))
            self._server.show_server(settings.server)
            self._rows["engine.engine"].show_problem(server_lacks(settings))

    def _show_problems(self, problems: Mapping[str, str]) -> None:
        for row in self._pages["hotkeys"].rows:
            row.show_problem(problems.get(row.row.path.removeprefix("hotkeys."), ""))

    def _tell(self, row: SettingRow, sentence: str) -> None:
        row.show_problem(sentence)
        announce(self, sentence, assertive=True)

    def _look_for(self, words: str) -> None:
        first = -1
        for number, page in enumerate(PAGES):
            found = fits(page, words)
            self._list.item(number).setHidden(not found)
            if found and first < 0:
                first = number
        for shown in self._pages.values():
            shown.search(words)
        current = self._list.currentItem()
        self._none.setVisible(first < 0)
        self._stack.setVisible(first >= 0)
        if first < 0:
            announce(self, self._none.text())
        elif current is None or current.isHidden():
            self._list.setCurrentRow(first)

    def _lay_out(self) -> None:
        label = QLabel("Search")
        label.setBuddy(self._search)
        label.setProperty("role", "second")
        self._search.setAccessibleName("Search the settings")
        self._search.textChanged.connect(self._look_for)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._search.setFocus)
        self._list.setAccessibleName("Pages")
        side = theme.text_pixels(1.4)
        self._list.setIconSize(QSize(side, side))
        for page in PAGES:
            item = QListWidgetItem(icons.icon(page.icon), page.title, self._list)
            item.setData(Qt.ItemDataRole.UserRole, page.id)
        self._list.setCurrentRow(0)
        self._list.currentRowChanged.connect(self._turn_to)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        widest = max(self.fontMetrics().horizontalAdvance(page.title) for page in PAGES)
        self._problem.setProperty("role", "error")
        self._problem.hide()
        self._none.hide()
        left = QVBoxLayout()
        left.setContentsMargins(theme.MEDIUM, theme.LARGE, 0, theme.MEDIUM)
        left.setSpacing(theme.TIGHT)
        left.addWidget(label)
        left.addWidget(self._search)
        left.addSpacing(theme.SMALL)
        left.addWidget(self._list, 1)
        self._widest = widest + side + 4 * theme.MEDIUM
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, theme.TIGHT, theme.TIGHT)
        right.addWidget(self._none, 1, Qt.AlignmentFlag.AlignCenter)
        right.addWidget(self._stack, 1)
        right.addWidget(self._problem)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addLayout(left)
        row.addLayout(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pages' titles beside the page, or above it where it would have no room."""
        super().resizeEvent(event)
        turn(self, self._row, (self._search, self._list), self._widest)

    # The pages

    def _page(self, name: str) -> SettingsPage:
        """The page with this id, begun where it isn't yet."""
        if name not in self._pages:
            page = self._pages[name] = SettingsPage(next(p for p in PAGES if p.id == name))
            page.row_built.connect(self._take_row)
            page.changed.connect(self._set)
            page.restored.connect(self._restore)
            page.recording.connect(self.recording)
            self._add_extras(page)
            if page.page.rows:
                page.then(page.add_restore)
            page.then(lambda: self._complete(name))
            page.search(self._search.text())
            self._stack.addWidget(page)
        return self._pages[name]

    def _take_row(self, row: SettingRow) -> None:
        self._rows[row.row.path] = row
        row.show_value(value_of(self._store.settings, row.row.path))

    def _complete(self, name: str) -> None:
        self._show(self._store.settings)
        for told in self._waiting.pop(name, {}).values():
            told()

    def _tell_page(self, page: str, topic: str, tell: Callable[[], object]) -> None:
        """Tell a page now, or the last of each topic once all of the page is built."""
        if page in self._pages and self._pages[page].complete:
            tell()
        else:
            self._waiting.setdefault(page, {})[topic] = tell

    def _turn_to(self, number: int) -> None:
        if number >= 0:
            page = self._page(PAGES[number].id)
            self._stack.setCurrentWidget(page)
            if not page.complete:
                self._build.start()
            self._ask_about_model()

    def _ask_about_model(self) -> None:
        """Once each time that the window is opened: asking takes a process some seconds."""
        item = self._list.currentItem()
        there = item is not None and item.data(Qt.ItemDataRole.UserRole) == "engine"
        if there and not self._asked:
            self._asked = True
            self.model_asked.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """What is known of the model may be old."""
        super().showEvent(event)
        self._asked = False
        self._ask_about_model()

    def _build_on(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, SettingsPage):
            page.build(_TURN)
        if not isinstance(page, SettingsPage) or page.complete:
            self._build.stop()

    def _add_extras(self, page: SettingsPage) -> None:
        match page.page.id:
            case "tasks":
                page.then(lambda: page.add_panel(self._own, lambda: OWN_TASKS))
            case "languages":
                page.then(lambda: page.add_panel(self._kept_languages, lambda: KEPT_LANGUAGES))
            case "voice":
                page.then(lambda: self._add_listen(page))
                page.then(lambda: page.add_panel(self._preferred, lambda: VOICES))
            case "engine":
                page.then(lambda: page.add_panel(self._model, lambda: MODEL))
                page.then(lambda: page.add_panel(self._server, lambda: SERVER))
                page.then(self._take_server_rows)
            case "camera":
                page.then(lambda: page.add_panel(self._network, lambda: NETWORK))
            case "about":
                page.then(lambda: page.extra.addWidget(About()))

    def _add_listen(self, page: SettingsPage) -> None:
        listen = settings_panels.listen(lambda: self.hear.emit(self._store.settings.voice.name))
        page.extra.addWidget(listen, 0, Qt.AlignmentFlag.AlignLeft)

    def _take_server_rows(self) -> None:
        for row in self._server.rows:
            self._take_row(row)

    @functools.cached_property
    def _own(self) -> OwnTasks:
        def taken(action: str, hotkey: str) -> str:
            return conflict(all_hotkeys(self._store.settings), action, hotkey)

        return settings_panels.own_tasks(self, self._set, taken)

    @functools.cached_property
    def _preferred(self) -> PreferredVoices:
        return settings_panels.preferred_voices(self._set)

    @functools.cached_property
    def _kept_languages(self) -> RememberedLanguages:
        return settings_panels.remembered_languages(self._set)

    @functools.cached_property
    def _network(self) -> AddressPanel:
        return settings_panels.network_cameras(self._set)

    @functools.cached_property
    def _model(self) -> ModelPanel:
        return settings_panels.model(self, self._set)

    @functools.cached_property
    def _server(self) -> ServerPanel:
        return settings_panels.server(self, self._set)
