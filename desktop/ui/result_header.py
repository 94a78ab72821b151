"""The header of a result: the task, the language, the engine; each can be changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.settings import OwnTask
from desktop.tasks import CATALOGUE, LANGUAGES, can_do, title
from desktop.ui import icons, task_menu, theme
from desktop.ui.button import Button
from desktop.ui.engine_names import ENGINES, device_title
from desktop.ui.flow import Flow
from desktop.values import EngineName, Reading, Task

_STOOD_IN = "Read by the quick engine."
"""How the note begins that the reader gives such a reading."""


class ResultHeader(QWidget):
    """Three buttons that say and change task, language and engine; then again, pin, close.

    ``chosen`` carries the task and the engine that the user wants instead.
    """

    chosen = Signal(Task, EngineName)
    refreshed = Signal()
    pinned = Signal(bool)
    closed = Signal()
    stepped = Signal(int)
    """To the result before with -1, to the one after with 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task, self._engine, self._from = Task(), EngineName.AUTO, ""
        self._own: tuple[OwnTask, ...] = ()
        self._kind = Button("Read", "scan-text", flat=True)
        self._language = Button("Language", flat=True)
        self._engine_button = Button("Automatic", flat=True)
        self.older = Button("", "chevron-left", name="Result before", keys="Alt+Left", flat=True)
        self.newer = Button("", "chevron-right", name="Result after", keys="Alt+Right", flat=True)
        for button, by in ((self.older, -1), (self.newer, 1)):
            button.clicked.connect(partial(self.stepped.emit, by))
            button.hide()
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
        for button in (self.older, self.newer, self._kind, self._language, self._engine_button):
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

    def set_own_tasks(self, own: tuple[OwnTask, ...]) -> None:
        """Offer these tasks of the user's own too."""
        self._own = own

    def show_asked(self, task: Task, engine: EngineName) -> None:
        """Say what has been asked; the language and the engine of a reading come with it."""
        self._task, self._engine, self._from = task, engine, ""
        called = title(task)
        self._kind.setText(called.replace("&", "&&"))
        self._kind.setIcon(icons.icon(CATALOGUE[task.name].icon))
        self._kind.set_name(f"Task: {called}", "Ctrl+K")
        self._say_language(task.to)
        self._say_engine(ENGINES[engine])

    def show_done(self, reading: Reading) -> None:
        """Say what came of it, and where it was read."""
        self._say_language(self._task.to or reading.language)
        engine, device = ENGINES[reading.engine], device_title(reading.device)
        said = f"{engine} · {device}" if reading.device else engine
        stands_in = self._stands_in(reading)
        self._say_engine(f"{said} · stands in" if stands_in else said, stands_in)

    def show_source(self, language: str, to: str) -> None:
        """It is translated from this language to that, both BCP-47 tags."""
        self._from = language
        self._say_language(self._task.to or to)

    def show_place(self, number: int, of: int) -> None:
        """The result with this number, from 1, of so many is shown; one has no neighbours."""
        for button, can in ((self.older, number > 1), (self.newer, number < of)):
            button.setVisible(of > 1)
            button.setEnabled(can)

    def open_tasks(self) -> None:
        """Open the menu of tasks; the keyboard is where it was when that is left."""
        self._kind.showMenu()

    def translate(self) -> None:
        """Ask for a translation into the language of the settings."""
        self._choose_task(Task("translate"))

    def menu_of(
        self, parent: QWidget, fill: Callable[[QMenu, Task, task_menu.Choose], None]
    ) -> QMenu:
        """A menu that is filled when it opens, and whose choice is ``chosen``."""
        menu = QMenu(parent)
        menu.aboutToShow.connect(lambda: fill(menu, self._task, self._choose_task))
        return menu

    def _say_language(self, tag: str) -> None:
        name = language_name(tag)
        said, told = name or "Language", name or "not known"
        if name and self._task.name == "translate":
            source = language_name(self._from)
            said = f"{source} → {name}" if source else f"To {name}"
            told = f"from {source} to {name}" if source else f"to {name}"
        self._language.setText(said)
        self._language.set_name(f"Language: {told}. Translate to another")

    def _say_engine(self, said: str, stands_in: bool = False) -> None:
        self._engine_button.setText(said)
        self._engine_button.setIcon(
            icons.icon("triangle-alert", "caution") if stands_in else QIcon()
        )
        self._engine_button.set_name(f"Engine: {said.replace(' · ', ', ')}")

    def _stands_in(self, reading: Reading) -> bool:
        """Whether another engine was meant to read: a note says why."""
        if self._engine is not EngineName.AUTO and reading.engine is not self._engine:
            return True
        return any(note.startswith(_STOOD_IN) for note in reading.notes)

    def _fill_tasks(self, menu: QMenu) -> None:
        task_menu.fill_with_tasks(menu, self._task, self._own, self._choose_task)

    def _fill_languages(self, menu: QMenu) -> None:
        task_menu.fill_with_languages(menu, self._task, self._choose_task)

    def _fill_engines(self, menu: QMenu) -> None:
        menu.clear()
        for engine, name in ENGINES.items():
            able = can_do(engine, self._task)
            action = menu.addAction(name if able else f"{name} (only reads)")
            action.setEnabled(able)
            action.setCheckable(True)
            action.setChecked(engine == self._engine)
            action.triggered.connect(
                lambda _=False, engine=engine: self._choose(self._task, engine)
            )

    def _choose_task(self, task: Task) -> None:
        self._choose(task, self._able(task))

    def _able(self, task: Task) -> EngineName:
        """The engine that the user chose, where it can do ``task``."""
        chosen = self._engine
        return chosen if can_do(chosen, task) else EngineName.AUTO

    def _choose(self, task: Task, engine: EngineName) -> None:
        self.chosen.emit(task, engine)


def language_name(tag: str) -> str:
    """The English name of the language with this BCP-47 ``tag``; empty where it isn't known."""
    if tag in LANGUAGES:
        return LANGUAGES[tag]
    language = QLocale(tag).language() if tag else QLocale.Language.C
    return "" if language == QLocale.Language.C else QLocale.languageToString(language)
