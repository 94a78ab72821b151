"""The header of a result: the task, the language, the engine; each can be changed."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.tasks import CATALOGUE, LANGUAGES, can_do
from desktop.ui import icons, theme
from desktop.ui.button import Button
from desktop.ui.engine_names import ENGINES, device_title
from desktop.ui.flow import Flow
from desktop.values import EngineName, Task

_TASK_ICONS = {"read": "scan-text", "translate": "languages"}


class ResultHeader(QWidget):
    """Three buttons that say and change task, language and engine; then again, pin, close.

    ``chosen`` carries the task and the engine that the user wants instead.
    """

    chosen = Signal(Task, EngineName)
    refreshed = Signal()
    pinned = Signal(bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task, self._engine = Task(), EngineName.AUTO
        self._kind = Button("Read", "scan-text", flat=True)
        self._language = Button("Language", flat=True)
        self._engine_button = Button("Automatic", flat=True)
        self.again = Button("", "rotate-cw", name="Read again", keys="Ctrl+R", flat=True)
        self.pin = Button("", "pin", name="Keep in front", flat=True)
        self.pin.setCheckable(True)
        self.close_button = Button("", "x", name="Close", keys="Esc", flat=True)
        self.again.clicked.connect(self.refreshed)
        self.pin.toggled.connect(self.pinned)
        self.close_button.clicked.connect(self.closed)
        for button, fill in (
            (self._kind, self._fill_tasks),
            (self._language, self._fill_languages),
            (self._engine_button, self._fill_engines),
        ):
            menu = QMenu(button)
            menu.aboutToShow.connect(lambda menu=menu, fill=fill: fill(menu))
            button.set_menu(menu)
        said, controls = Flow(spacing=theme.TIGHT), QHBoxLayout()
        for button in (self._kind, self._language, self._engine_button):
            said.addWidget(button)
        controls.setSpacing(theme.TIGHT)
        for button in (self.again, self.pin, self.close_button):
            controls.addWidget(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        row.addLayout(said, 1)
        row.addLayout(controls)
        row.setAlignment(controls, Qt.AlignmentFlag.AlignTop)
        self.show_asked(Task(), EngineName.AUTO)

    def show_asked(self, task: Task, engine: EngineName) -> None:
        """Say what has been asked; the language and the engine of a reading come with it."""
        self._task, self._engine = task, engine
        title = CATALOGUE[task.name].title
        self._kind.setText(title)
        self._kind.setIcon(icons.icon(_TASK_ICONS.get(task.name, "scan-text")))
        self._kind.set_name(f"Task: {title}")
        self._say_language(task.to)
        self._say_engine(engine)

    def show_done(self, language: str, engine: EngineName, device: str) -> None:
        """Say what came of it."""
        self._say_language(self._task.to or language)
        self._say_engine(engine)
        self._engine_button.set_name(f"Engine: {ENGINES[engine]}, {device_title(device)}")

    def translate_menu(self, parent: QWidget) -> QMenu:
        """A menu of the languages to translate to."""
        menu = QMenu(parent)
        menu.aboutToShow.connect(lambda: self._fill_languages(menu))
        return menu

    def _say_language(self, tag: str) -> None:
        name = language_name(tag)
        said = f"To {name}" if name and self._task.name == "translate" else name or "Language"
        self._language.setText(said)
        self._language.set_name(f"Language: {name or 'not known'}. Translate to another")

    def _say_engine(self, engine: EngineName) -> None:
        self._engine_button.setText(ENGINES[engine])
        self._engine_button.set_name(f"Engine: {ENGINES[engine]}")

    def _fill_tasks(self, menu: QMenu) -> None:
        menu.clear()
        for entry in CATALOGUE.values():
            task = Task(entry.name, self._task.to)
            action = menu.addAction(
                icons.icon(_TASK_ICONS.get(entry.name, "scan-text")), entry.title
            )
            action.setCheckable(True)
            action.setChecked(entry.name == self._task.name)
            action.triggered.connect(lambda _=False, task=task: self._choose(task, EngineName.AUTO))

    def _fill_languages(self, menu: QMenu) -> None:
        menu.clear()
        for tag, name in sorted(LANGUAGES.items(), key=lambda pair: pair[1]):
            task = Task("translate", tag)
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(task == self._task)
            action.triggered.connect(
                lambda _=False, task=task: self._choose(task, self._able(task))
            )

    def _fill_engines(self, menu: QMenu) -> None:
        menu.clear()
        for engine, name in ENGINES.items():
            able = engine == EngineName.AUTO or can_do(engine, self._task)
            action = menu.addAction(name if able else f"{name} (only reads)")
            action.setEnabled(able)
            action.setCheckable(True)
            action.setChecked(engine == self._engine)
            action.triggered.connect(
                lambda _=False, engine=engine: self._choose(self._task, engine)
            )

    def _able(self, task: Task) -> EngineName:
        """The engine that the user chose, where it can do ``task``."""
        chosen = self._engine
        return chosen if chosen != EngineName.AUTO and can_do(chosen, task) else EngineName.AUTO

    def _choose(self, task: Task, engine: EngineName) -> None:
        self.chosen.emit(task, engine)


def language_name(tag: str) -> str:
    """The English name of the language with this BCP-47 ``tag``; empty where it isn't known."""
    if tag in LANGUAGES:
        return LANGUAGES[tag]
    language = QLocale(tag).language() if tag else QLocale.Language.C
    return "" if language == QLocale.Language.C else QLocale.languageToString(language)
