"""Asking for another reading of the same picture, and first for what that must still be told."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.tasks import QUESTIONS, Need, can_do, missing
from desktop.ui.announce import announce
from desktop.ui.result_layout import ResultLayout
from desktop.ui.result_stage import Stage
from desktop.values import EngineName, Task


class Asking(QObject):
    """Of one result window; ``chosen`` carries the task and the engine that are wanted."""

    chosen = Signal(Task, EngineName)
    answered = Signal()
    asked = Signal(str)
    """The question that came of what the user chose here."""

    def __init__(self, window: QWidget, view: ResultLayout, stage: Stage) -> None:
        super().__init__(window)
        self._window, self._stage = window, stage
        self._task, self._shot = Task(), False
        self.engine = self._asked_engine = EngineName.AUTO
        view.header.chosen.connect(self._choose)
        view.header.refreshed.connect(self._refresh)
        view.question.answered.connect(self._answered)
        view.failure.again.connect(self._refresh)
        view.failure.quick.connect(self._quick)

    def begin(self, task: Task, engine: EngineName, shot: bool) -> None:
        """Such a job is shown; ``shot``: there is a picture."""
        self._task, self.engine, self._shot = task, engine, shot

    def ask(self, need: Need) -> None:
        """Ask what the task of the job must still be told."""
        self._ask_for(self._task, need, self.engine)
        announce(self._window, QUESTIONS[need], narrated=True)

    def _choose(self, task: Task, engine: EngineName) -> None:
        """Read as ``task``, or ask first what it must still be told.

        A translation without a language goes to the one of the settings.
        """
        need = missing(task)
        if need not in (Need.NOTHING, Need.LANGUAGE):
            self._ask_for(task, need, engine)
            self.asked.emit(QUESTIONS[need])
            return
        self.engine = engine
        self.chosen.emit(task, engine)

    def _refresh(self) -> None:
        self._choose(self._task, self.engine)

    def _quick(self) -> None:
        able = can_do(EngineName.QUICK, self._task)
        self._choose(self._task if able else Task("read"), EngineName.QUICK)

    def _ask_for(self, task: Task, need: Need, engine: EngineName) -> None:
        self._asked_engine = engine
        self._stage.ask(task, need, self._shot)

    def _answered(self, task: Task) -> None:
        self.answered.emit()
        self._choose(task, self._asked_engine)
