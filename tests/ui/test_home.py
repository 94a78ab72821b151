from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.actions import ACTIONS, CAPTURES, CONTROLS
from desktop.capture.files import EXTENSIONS
from desktop.settings import OwnTask
from desktop.ui.home import Home
from desktop.ui.tile import Tile
from desktop.ui.tile_wide import WideTile
from desktop.values import Command, Source, State, Status, Task, Verb


@pytest.fixture
def home(qtbot: QtBot, dress: Callable[..., None]) -> Home:
    window = Home()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def tile(home: Home, name: str) -> Tile:
    return next(t for t in home.findChildren(Tile) if t.action.id == name)


def button(home: Home, title: str) -> QPushButton:
    return next(b for b in home.findChildren(QPushButton) if b.text() == title)


def words(home: Home) -> str:
    return "\n".join(label.text() for label in home.findChildren(QLabel) if label.isVisibleTo(home))


def test_every_capture_has_its_tile(home: Home) -> None:
    assert [t.action for t in home.findChildren(Tile)] == list(CAPTURES)


def test_enter_on_a_tile_sets_its_action_off(qtbot: QtBot, home: Home) -> None:
    assert home.focusWidget() is tile(home, "region")
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.keyClick(home.focusWidget(), Qt.Key.Key_Return)
    assert heard.args == [ACTIONS["region"].command]


def test_a_click_on_a_tile_sets_its_action_off(qtbot: QtBot, home: Home) -> None:
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.mouseClick(tile(home, "camera"), Qt.MouseButton.LeftButton)
    assert heard.args == [ACTIONS["camera"].command]


def test_arrows_walk_over_the_tiles(qtbot: QtBot, home: Home) -> None:
    steps = [
        (Qt.Key.Key_Right, "translate"),
        (Qt.Key.Key_Down, "camera"),
        (Qt.Key.Key_Left, "again"),
        (Qt.Key.Key_Up, "region"),
        (Qt.Key.Key_Up, "region"),
    ]
    for key, name in steps:
        qtbot.keyClick(home.focusWidget(), key)
        assert home.focusWidget() is tile(home, name)


def test_tab_reaches_everything(qtbot: QtBot, home: Home) -> None:
    home.set_last("text")
    home.set_status(Status(State.SPEAKING))
    reached = set()
    for _ in range(20):
        reached.add(home.focusWidget().accessibleName())
        qtbot.keyClick(home.focusWidget(), Qt.Key.Key_Tab)
    tiles = {action.title for action in CAPTURES + CONTROLS}
    assert reached == {*tiles, "More tasks"}


def test_tiles_wrap_in_a_narrow_window_and_stay_whole(qtbot: QtBot, home: Home) -> None:
    home.resize(460, 500)
    qtbot.waitUntil(lambda: tile(home, "window").x() == tile(home, "region").x())
    for each in home.findChildren(Tile):
        assert each.height() >= each.height_at(each.width())


def test_hotkeys_stand_on_the_tiles(home: Home) -> None:
    home.set_hotkeys({"region": "<ctrl>+<alt>+x"})
    assert tile(home, "region").accessibleDescription() == "Ctrl+Alt+X"
    assert tile(home, "camera").accessibleDescription() == ""


def test_dropped_files_are_read(qtbot: QtBot, home: Home) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile("/tmp/a.png"), QUrl.fromLocalFile("/tmp/b.jpg")])
    enter = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        content,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(home, enter)
    assert enter.isAccepted()
    assert "Drop it to read it." in words(home)
    drop = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        content,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(home.commanded) as heard:
        QApplication.sendEvent(home, drop)
    assert heard.args == [Command(Verb.CAPTURE, Source.FILE, paths=("/tmp/a.png", "/tmp/b.jpg"))]
    assert "Drop it to read it." not in words(home)


def test_a_pasted_picture_is_read(qtbot: QtBot, home: Home) -> None:
    QGuiApplication.clipboard().setImage(QImage(4, 4, QImage.Format.Format_RGB32))
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.keyClick(home.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert heard.args == [ACTIONS["clipboard"].command]


def test_a_pasted_file_is_read(qtbot: QtBot, home: Home) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile("/tmp/a.png")])
    QGuiApplication.clipboard().setMimeData(content)
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.keyClick(home.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert heard.args[0].paths == ("/tmp/a.png",)


def test_open_a_picture_asks_which(qtbot: QtBot, home: Home, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(path))

    home.choose_picture(Task())
    dialog = home.findChild(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(path.name)
    with qtbot.waitSignal(home.commanded) as heard:
        dialog.accept()
    assert heard.args == [Command(Verb.CAPTURE, Source.FILE, paths=(str(path),))]


def test_the_dialog_offers_every_kind_of_picture_that_can_be_read(home: Home) -> None:
    home.choose_picture(Task())
    dialog = home.findChild(QFileDialog)
    offered = dialog.nameFilters()[0].removeprefix("Pictures (").removesuffix(")").split()
    assert offered == [f"*{ending}" for ending in EXTENSIONS]
    dialog.reject()


def test_the_last_result_is_shown_as_it_is(qtbot: QtBot, home: Home) -> None:
    assert not button(home, "Last result").isEnabled()
    home.set_last("<b>bold</b> & more")
    assert "<b>bold</b> & more" in words(home)
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.mouseClick(button(home, "Last result"), Qt.MouseButton.LeftButton)
    assert heard.args == [ACTIONS["last"].command]


def test_status_and_problem_are_shown(home: Home) -> None:
    home.set_status(Status(State.ATTENTION, "quick", "cpu", "English", "No voice."))
    assert "Quick engine on the CPU · English voice" in words(home)
    assert "No voice." in words(home)
    home.set_status(Status(State.IDLE, "quick"))
    assert "No voice." not in words(home)


def test_what_stands_in_and_what_it_takes_is_shown(home: Home) -> None:
    home.set_status(Status(engine="hunyuan", device="cuda:0", memory=2_100_000_000))
    assert "HunyuanOCR on the graphics card, 2.1 GB" in words(home)
    note = "Read by the quick engine. The graphics card has too little memory."
    home.set_status(Status(engine="quick", device="cpu", note=note))
    assert note in words(home)
    home.set_status(Status(engine="quick", device="cpu"))
    assert note not in words(home)


def test_more_tasks_open_by_keyboard(qtbot: QtBot, home: Home) -> None:
    own = OwnTask("Total", "What is the total?")
    home.set_own_tasks([own])
    home.set_hotkeys({"own:Total": "<ctrl>+<alt>+x"})
    tile = home.findChild(WideTile)
    tile.setFocus()
    menu = tile.menu()

    def choose() -> None:
        chosen = menu.actions()[-1]
        assert chosen.text() == "Total"
        assert chosen.shortcut().toString() == "Ctrl+Alt+X"
        menu.setActiveAction(chosen)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(50, choose)  # the menu keeps the key press until it is closed
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert heard.args == [Command(Verb.CAPTURE, Source.REGION, own.task)]


def test_the_wide_tile_stays_whole_in_a_narrow_window(qtbot: QtBot, home: Home) -> None:
    home.resize(460, 500)
    tile = home.findChild(WideTile)
    qtbot.waitUntil(lambda: tile.height() >= tile.heightForWidth(tile.width()))
    assert tile.accessibleName() == "More tasks"


def test_closing_quits_only_where_there_is_no_tray(qtbot: QtBot, home: Home) -> None:
    with qtbot.assertNotEmitted(home.commanded):
        home.close()
    home.set_tray(False)
    home.show()
    assert "quits Sightread" in words(home)
    with qtbot.waitSignal(home.commanded) as heard:
        home.close()
    assert heard.args == [ACTIONS["quit"].command]
