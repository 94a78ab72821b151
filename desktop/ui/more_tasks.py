"""The menu of further tasks, in the home window and in the tray: of the catalogue, and the user's
own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.actions import TASKS
from desktop.settings import OWN, OwnTask
from desktop.tasks import CATALOGUE, Need, missing
from desktop.ui import menu_entries
from desktop.ui.menu_entries import Choose
from desktop.values import Command, Source, Verb


class MoreTasks:
    """Fills ``menu`` and keeps it in step with the hotkeys and the user's own tasks."""

    def __init__(self, menu: QMenu, choose: Choose) -> None:
        self._menu, self._choose = menu, choose
        self._hotkeys: Mapping[str, str] = {}
        self._entries: dict[str, QAction] = {}
        self._own: list[QAction] = []
        menu.setToolTipsVisible(True)
        for action in TASKS:
            task = action.command.task
            asks = "…" if missing(task) is not Need.NOTHING else ""
            entry = self._entry(f"{action.title}{asks}", action.icon, action.command)
            entry.setToolTip(CATALOGUE[task.name].help)
            self._entries[action.id] = entry
        self._line = menu.addSeparator()
        self._line.setVisible(False)

    def set_own(self, own: Sequence[OwnTask]) -> None:
        """Offer these tasks of the user's below the others."""
        for entry in self._own:
            self._menu.removeAction(entry)
            entry.deleteLater()
        self._entries = {name: e for name, e in self._entries.items() if e not in self._own}
        self._own = []
        for task in own:
            command = Command(Verb.CAPTURE, Source.REGION, task.task)
            # An ampersand would underline the letter behind it.
            entry = self._entry(task.name.replace("&", "&&"), CATALOGUE["own"].icon, command)
            entry.setToolTip(CATALOGUE["own"].help)
            self._own.append(entry)
            self._entries[f"{OWN}{task.name}"] = entry
        self._line.setVisible(bool(own))
        self.set_hotkeys(self._hotkeys)

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Show ``hotkeys`` (action, or ``own:`` and a name, to pynput notation) at the right."""
        self._hotkeys = hotkeys
        menu_entries.show_hotkeys(self._entries, hotkeys)

    def _entry(self, title: str, icon: str, command: Command) -> QAction:
        return menu_entries.add(self._menu, title, icon, lambda: self._choose(command))
