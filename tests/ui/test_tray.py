from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop.actions import ACTIONS, SPEECH, TASKS
from desktop.settings import OwnTask
from desktop.ui.tray import Tray
from desktop.values import Command, Source, State, Status, Verb

ORDER = [
    "Read a region",
    "Translate a region",
    "Same region again",
    "Watch a region",
    "",
    "Read this window",
    "Choose a window…",
    "Read what has the focus",
    "Read the screen",
    "Camera",
    "More tasks",
    "",
    "Stop speaking",
    "Speech",
    "Last result",
    "",
    "Settings",
    "Help",
    "Quit",
]


def entry(tray: Tray, title: str) -> QAction:
    return next(action for action in tray.menu.actions() if action.text() == title)


def test_the_order_of_the_menu(qtbot: QtBot, dress: Callable[..., None]) -> None:
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
    tray.findChild(QTimer).setInterval(20)
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


def under(tray: Tray, title: str) -> list[QAction]:
    menu = entry(tray, title).menu()
    assert isinstance(menu, QMenu)
    return menu.actions()


def more(tray: Tray) -> list[QAction]:
    return under(tray, "More tasks")


def test_watching_is_a_toggle(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = Tray()
    tray.set_watching(True)
    with qtbot.waitSignal(tray.commanded) as heard:
        entry(tray, "Stop watching").trigger()
    assert heard.args == [Command(Verb.WATCH)]
    tray.set_watching(False)
    assert [action.text() for action in tray.menu.actions()] == ORDER


def test_the_voice_is_told_from_its_own_menu(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = Tray()
    tray.set_hotkeys({"next": "<ctrl>+<alt>+<page_down>"})
    voice = under(tray, "Speech")
    assert [action.text() for action in voice] == [action.title for action in SPEECH]
    assert voice[1].shortcut().toString() == "Ctrl+Alt+PgDown"
    for shown, known in zip(voice, SPEECH, strict=True):
        with qtbot.waitSignal(tray.commanded) as heard:
            shown.trigger()
        assert heard.args == [known.command]


def test_more_tasks_are_those_of_the_catalogue(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = Tray()
    titles = [action.text() for action in more(tray) if action.isVisible()]
    assert titles[:5] == ["Document", "Table", "Formula", "Chart", "Fields…"]
    assert len(titles) == len(TASKS)
    with qtbot.waitSignal(tray.commanded) as heard:
        more(tray)[1].trigger()
    assert heard.args == [ACTIONS["table"].command]


def test_own_tasks_stand_below_with_their_keys(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tray = Tray()
    own = (OwnTask("Total", "What is the total?"), OwnTask("Date & place", "When and where?"))
    tray.set_hotkeys({"table": "<ctrl>+<alt>+y", "own:Total": "<ctrl>+<alt>+x"})
    tray.set_own_tasks(own)
    shown = [action for action in more(tray) if action.isVisible()]
    assert [action.text() for action in shown[-3:]] == ["", "Total", "Date && place"]
    assert shown[-2].shortcut().toString() == "Ctrl+Alt+X"
    assert shown[1].shortcut().toString() == "Ctrl+Alt+Y"
    with qtbot.waitSignal(tray.commanded) as heard:
        shown[-2].trigger()
    assert heard.args == [Command(Verb.CAPTURE, Source.REGION, own[0].task)]
    tray.set_own_tasks(own[1:])
    assert [a.text() for a in more(tray) if a.isVisible()][-2:] == ["", "Date && place"]
    tray.set_own_tasks(())
    assert len([a for a in more(tray) if a.isVisible()]) == len(TASKS)
