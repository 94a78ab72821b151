"""The icon in the tray and its menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.actions import ACTIONS, SPEECH
from desktop.settings import OwnTask
from desktop.ui import icons, menu_entries
from desktop.ui.menu_entries import ActionEntries
from desktop.ui.more_tasks import MoreTasks
from desktop.ui.state import presentation, watch_title
from desktop.values import Command, Status, Verb

MORE, VOICE = "more", "voice"
"""Where the submenus of further tasks and of what the voice can be told stand."""

MENU: tuple[tuple[str, ...], ...] = (
    ("region", "translate", "again", "watch"),
    ("window", "windows", "focus", "screen", "camera", MORE),
    ("stop", VOICE, "last"),
    ("settings", "help", "quit"),
)
"""The actions of the menu in their order, parted by separators."""

_LOOK_AGAIN = 3000
_LOOKS = 20
"""For a minute; a tray that starts later is found when the state changes."""


class Tray(QObject):
    """The tray icon: shows the state of the app and offers its actions.

    ``commanded`` carries what the user chose; ``appeared`` tells that a desktop without a tray has
    got one.
    """

    commanded = Signal(Command)
    appeared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu()
        self._menu.setAccessibleName("Sightread")
        self._actions: dict[str, QAction] = {}
        for number, names in enumerate(MENU):
            if number:
                self._menu.addSeparator()
            for name in names:
                self._add(name)
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._wanted, self._looks = False, 0
        self._look = QTimer(self, interval=_LOOK_AGAIN)
        self._look.timeout.connect(self._look_again)
        self.set_status(Status())

    @property
    def menu(self) -> QMenu:
        """The menu; a desktop may show it in its own way."""
        return self._menu

    def available(self) -> bool:
        """Whether the desktop has a tray now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Show the icon, now or as soon as the desktop has a tray."""
        self._wanted, self._looks = True, 0
        if self.available():
            self._icon.show()
        else:
            self._look.start()

    def hide(self) -> None:
        """Take the icon away."""
        self._wanted = False
        self._look.stop()
        self._icon.hide()

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Show ``hotkeys`` (action to pynput notation) at the right of the menu."""
        self._more.set_hotkeys(hotkeys)
        self._voice.set_hotkeys(hotkeys)
        menu_entries.show_hotkeys(self._actions, hotkeys)

    def set_own_tasks(self, own: Sequence[OwnTask]) -> None:
        """Offer these tasks of the user's own under "More tasks"."""
        self._more.set_own(own)

    def set_watching(self, watching: bool) -> None:
        """Offer to stop watching, or to begin."""
        self._actions["watch"].setText(watch_title(watching))

    def set_status(self, status: Status) -> None:
        """Show the state of the app."""
        shown = presentation(status)
        self._icon.setIcon(icons.icon(shown.icon))
        self._icon.setToolTip(shown.tooltip)
        self._actions["stop"].setEnabled(shown.can_stop)
        self._show_if_possible()

    def notify(self, sentence: str) -> None:
        """Show ``sentence`` beside the icon for a few seconds."""
        self._icon.showMessage("Sightread", sentence, icons.icon("sightread"))

    def _add(self, name: str) -> None:
        if name == MORE:
            menu = self._menu.addMenu(icons.icon("ellipsis"), "More tasks")
            self._more = MoreTasks(menu, self.commanded.emit)
        elif name == VOICE:
            menu = self._menu.addMenu(icons.icon("volume-2"), "Speech")
            self._voice = ActionEntries(menu, SPEECH, self.commanded.emit)
        else:
            known = ACTIONS[name]
            self._actions[name] = menu_entries.add(
                self._menu,
                known.title,
                known.icon,
                lambda: self.commanded.emit(known.command),
            )

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.commanded.emit(Command(Verb.HOME))

    def _look_again(self) -> None:
        self._looks += 1
        if self._looks >= _LOOKS:
            self._look.stop()
        self._show_if_possible()

    def _show_if_possible(self) -> None:
        if self._wanted and not self._icon.isVisible() and self.available():
            self._look.stop()
            self._icon.show()
            self.appeared.emit()
