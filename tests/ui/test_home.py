from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.actions import ACTIONS, CAPTURES, CONTROLS, SPEECH
from desktop.capture.files import EXTENSIONS
from desktop.settings import OwnTask
from desktop.ui.home import LARGE, Home
from desktop.ui.tile import Tile
from desktop.ui.tile_row import RowTile
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


def row(home: Home, title: str) -> RowTile:
    return next(t for t in home.findChildren(RowTile) if t.accessibleName() == title)


def button(home: Home, title: str) -> QPushButton:
    return next(b for b in home.findChildren(QPushButton) if b.text() == title)


def words(home: Home) -> str:
    return "\n".join(label.text() for label in home.findChildren(QLabel) if label.isVisibleTo(home))


def test_every_capture_has_its_tile_or_its_row(home: Home) -> None:
    assert [t.action.id for t in home.findChildren(Tile)] == list(LARGE)
    rest = [action.title for action in CAPTURES if action.id not in LARGE]
    assert [t.accessibleName() for t in home.findChildren(RowTile)] == [*rest, "More tasks"]


def test_enter_on_a_tile_sets_its_action_off(qtbot: QtBot, home: Home) -> None:
    assert home.focusWidget() is tile(home, "region")
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.keyClick(home.focusWidget(), Qt.Key.Key_Return)
    assert heard.args == [ACTIONS["region"].command]


def test_a_click_on_a_tile_sets_its_action_off(qtbot: QtBot, home: Home) -> None:
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.mouseClick(tile(home, "camera"), Qt.MouseButton.LeftButton)
    assert heard.args == [ACTIONS["camera"].command]


def test_arrows_walk_over_tiles_and_rows(qtbot: QtBot, home: Home) -> None:
    steps = [
        (Qt.Key.Key_Right, "Translate a region"),
        (Qt.Key.Key_Down, "Watch a region"),
        (Qt.Key.Key_Right, "Camera"),
        (Qt.Key.Key_Down, "Read what has the focus"),
        (Qt.Key.Key_Down, "More tasks"),
        (Qt.Key.Key_Right, "More tasks"),
        (Qt.Key.Key_Down, "More tasks"),
        (Qt.Key.Key_Left, "Picture from the clipboard"),
        (Qt.Key.Key_Up, "Choose a window…"),
        (Qt.Key.Key_Left, "Open a picture…"),
        (Qt.Key.Key_Up, "Read the screen"),
        (Qt.Key.Key_Up, "Read the screen"),
    ]
    for key, name in steps:
        qtbot.keyClick(home.focusWidget(), key)
        assert home.focusWidget().accessibleName() == name
    tile(home, "region").setFocus()
    qtbot.keyClick(home.focusWidget(), Qt.Key.Key_Left)
    assert home.focusWidget() is tile(home, "region")


@pytest.mark.parametrize("title", ["Choose a window…", "Read what has the focus"])
def test_a_click_on_a_row_sets_its_action_off(qtbot: QtBot, home: Home, title: str) -> None:
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.mouseClick(row(home, title), Qt.MouseButton.LeftButton)
    assert heard.args == [next(a.command for a in CAPTURES if a.title == title)]


def test_watching_is_told_and_can_be_stopped(qtbot: QtBot, home: Home) -> None:
    watch = tile(home, "watch")
    still = watch.grab().toImage()
    home.set_watching(True)
    assert watch.accessibleName() == "Stop watching"
    assert watch.grab().toImage() != still
    with qtbot.waitSignal(home.commanded) as heard:
        qtbot.mouseClick(watch, Qt.MouseButton.LeftButton)
    assert heard.args == [Command(Verb.WATCH)]
    home.set_watching(False)
    assert watch.accessibleName() == "Watch a region"
    assert watch.grab().toImage() == still


def test_the_voice_has_its_menu_with_its_keys(qtbot: QtBot, home: Home) -> None:
    home.set_hotkeys({"pause": "<ctrl>+<alt>+p"})
    entries = button(home, "Speech").menu().actions()
    assert [entry.text() for entry in entries] == [action.title for action in SPEECH]
    assert entries[0].shortcut().toString() == "Ctrl+Alt+P"
    with qtbot.waitSignal(home.commanded) as heard:
        entries[1].trigger()
    assert heard.args == [Command(Verb.NEXT)]


def test_tab_reaches_everything(qtbot: QtBot, home: Home) -> None:
    home.set_last("text")
    home.set_status(Status(State.SPEAKING))
    reached = set()
    for _ in range(24):
        reached.add(home.focusWidget().accessibleName())
        qtbot.keyClick(home.focusWidget(), Qt.Key.Key_Tab)
    tiles = {action.title for action in CAPTURES + CONTROLS}
    assert reached == {*tiles, "More tasks", "Speech"}


def test_tiles_wrap_in_a_narrow_window_and_stay_whole(qtbot: QtBot, home: Home) -> None:
    home.resize(460, 500)
    qtbot.waitUntil(lambda: tile(home, "window").x() == tile(home, "region").x())
    for each in (*home.findChildren(Tile), *home.findChildren(RowTile)):
        assert each.height() >= each.heightForWidth(each.width())


def test_hotkeys_stand_on_the_tiles(home: Home) -> None:
    home.set_hotkeys({"region": "<ctrl>+<alt>+x", "focus": "<ctrl>+<alt>+i"})
    assert row(home, "Read what has the focus").accessibleDescription() == "Ctrl+Alt+I"
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
    tile = row(home, "More tasks")
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


def test_a_row_stays_whole_where_it_is_narrow(qtbot: QtBot, dress: Callable[..., None]) -> None:
    tile = RowTile("text-cursor-input", "Read what has the focus")
    qtbot.addWidget(tile)
    low = tile.heightForWidth(400)
    tile.set_hotkey("<ctrl>+<alt>+i")
    assert tile.heightForWidth(400) == low  # the hotkey stands beside the title
    assert tile.heightForWidth(240) > low  # and now under it
    assert tile.heightForWidth(tile.minimumSizeHint().width()) > tile.heightForWidth(240)


def test_closing_quits_only_where_there_is_no_tray(qtbot: QtBot, home: Home) -> None:
    with qtbot.assertNotEmitted(home.commanded):
        home.close()
    home.set_tray(False)
    home.show()
    assert "quits Sightread" in words(home)
    with qtbot.waitSignal(home.commanded) as heard:
        home.close()
    assert heard.args == [ACTIONS["quit"].command]


def test_escape_puts_the_window_away_and_ends_nothing(qtbot: QtBot, home: Home) -> None:
    with qtbot.assertNotEmitted(home.commanded):
        qtbot.keyClick(home.focusWidget(), Qt.Key.Key_Escape)
        assert not home.isVisible()
        home.set_tray(False)
        home.show()
        home.activateWindow()
        qtbot.waitUntil(home.isActiveWindow)
        qtbot.keyClick(home.focusWidget(), Qt.Key.Key_Escape)
        assert home.isMinimized()
    home.set_tray(True)  # the fixture closes it
