from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop.actions import ACTIONS
from desktop.ui.tray import Tray
from desktop.values import Command, State, Status, Verb

ORDER = [
    "Read a region",
    "Translate a region",
    "Read this window",
    "Read the screen",
    "Camera",
    "Same region again",
    "",
    "Stop speaking",
    "Last result",
    "",
    "Settings",
    "Help",
    "Quit",
]


def entry(tray: Tray, title: str) -> QAction:
    return next(action for action in tray.menu.actions() if action.text() == title)


def test_the_menu_has_the_order_of_the_design(qtbot: QtBot, dress: Callable[..., None]) -> None:
    assert [action.text() for action in Tray().menu.actions()] == ORDER


def test_an_entry_commands_what_it_says(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = Tray()
    with qtbot.waitSignal(tray.commanded) as heard:
        entry(tray, "Translate a region").trigger()
    assert heard.args == [ACTIONS["translate"].command]


def test_hotkeys_stand_in_the_menu(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = Tray()
    tray.set_hotkeys({"region": "<ctrl>+<alt>+x", "camera": ""})
    assert entry(tray, "Read a region").shortcut().toString() == "Ctrl+Alt+X"
    assert entry(tray, "Camera").shortcut().isEmpty()


def test_the_state_is_shown_and_stop_waits_for_something_to_stop(
    qtbot: QtBot, dress: Callable[..., None]
) -> None:
    tray = Tray()
    icon = tray.findChild(QSystemTrayIcon)
    assert not entry(tray, "Stop speaking").isEnabled()
    idle = icon.icon().pixmap(22).toImage()
    tray.set_status(Status(State.SPEAKING))
    assert entry(tray, "Stop speaking").isEnabled()
    assert icon.toolTip() == "Sightread: speaking"
    assert icon.icon().pixmap(22).toImage() != idle


def test_a_click_opens_the_home_window(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = Tray()
    with qtbot.waitSignal(tray.commanded) as heard:
        tray.findChild(QSystemTrayIcon).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert heard.args == [Command(Verb.HOME)]


class LateTray(Tray):
    """On a desktop that gets its tray after a while."""

    there = False

    def available(self) -> bool:
        return self.there


def test_a_tray_that_appears_later_is_taken(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = LateTray()
    tray.show()
    icon = tray.findChild(QSystemTrayIcon)
    assert not icon.isVisible()
    tray.there = True
    with qtbot.waitSignal(tray.appeared, timeout=10000):
        pass
    assert icon.isVisible()
    tray.hide()


def test_it_does_not_look_for_a_tray_for_ever(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = LateTray()
    tray.show()
    look = tray.findChild(QTimer)
    look.setInterval(1)
    qtbot.waitUntil(lambda: not look.isActive())
    tray.there = True
    with qtbot.waitSignal(tray.appeared):  # a tray that comes later is found when something happens
        tray.set_status(Status(State.READING))
    assert tray.findChild(QSystemTrayIcon).isVisible()
    with qtbot.assertNotEmitted(tray.appeared):
        tray.set_status(Status())
    tray.hide()
