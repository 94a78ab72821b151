"""Entries of menus that show their global hotkeys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop.actions import Action
from desktop.ui import hotkey_names, icons
from desktop.values import Command

Choose = Callable[[Command], object]
"""What is called with what the user chose."""


def add(menu: QMenu, title: str, icon: str, chosen: Callable[[], object]) -> QAction:
    """Add an entry to ``menu``; ``icon`` is a name in ``resources/icons``."""
    entry = menu.addAction(icons.icon(icon), title)
    # The hotkey is only shown here: it is global, and would be heard twice.
    entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    entry.setShortcutVisibleInContextMenu(True)
    entry.triggered.connect(lambda: chosen())
    return entry


def show_hotkeys(entries: Mapping[str, QAction], hotkeys: Mapping[str, str]) -> None:
    """Show ``hotkeys`` (action to pynput notation) at the right of ``entries`` (by action)."""
    swapped = QGuiApplication.platformName() == "cocoa"
    for name, entry in entries.items():
        entry.setShortcut(hotkey_names.sequence(hotkeys.get(name, ""), swapped))


class ActionEntries:
    """Entries of ``menu`` for ``actions``; ``choose`` gets what each commands."""

    def __init__(self, menu: QMenu, actions: Sequence[Action], choose: Choose) -> None:
        def entry(action: Action) -> QAction:
            return add(menu, action.title, action.icon, lambda: choose(action.command))

        self._entries = {action.id: entry(action) for action in actions}

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Show ``hotkeys`` (action to pynput notation) at the right."""
        show_hotkeys(self._entries, hotkeys)
