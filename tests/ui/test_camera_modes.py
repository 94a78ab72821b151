"""The modes of the camera window: several pages, instant reading; network cameras are added."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget, QRadioButton
from pytestqt.qtbot import QtBot

from desktop.camera.values import Advice
from desktop.capture.addresses import NO_SCHEME, identity
from desktop.ui.camera_addresses import KNOWN, AddressPanel, NetworkCameras
from desktop.ui.camera_modes import NO_PAGES, Mode
from desktop.values import Shot, Task
from tests.ui.test_camera_taking import Filmed

ADDRESS = "http://me:secret@192.168.1.20:8080/video"


class Desk(Filmed):
    """The window, and what it told of pages and of instant reading."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__(qtbot)
        self.pages = 0
        self.finished: list[int] = []
        self.instant: list[bool] = []
        self.glimpses: list[Shot] = []
        self.closed = 0
        self.window.page_taken.connect(lambda _: self._count(1))
        self.window.page_dropped.connect(lambda: self._count(-1))
        self.left = 0
        self.window.pages_finished.connect(lambda: self.finished.append(self.pages))
        self.window.pages_left.connect(self._leave)
        self.window.instant.connect(self.instant.append)
        self.window.glimpsed.connect(self.glimpses.append)
        self.window.closed.connect(self._close)

    def _count(self, by: int) -> None:
        self.pages += by

    def _leave(self) -> None:
        self.left += 1

    def _close(self) -> None:
        self.closed += 1

    def takes(self, pages: int) -> None:
        self.key(Qt.Key.Key_Space)
        self.until(lambda: self.pages == pages)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.close()


def test_pages_one_after_the_other(desk: Desk) -> None:
    desk.opens(auto=False)
    desk.key(Qt.Key.Key_4)
    assert desk.said[-1] == "Show page 1 and press Space."
    desk.takes(1)
    assert desk.said[-1] == (
        "Page 1 taken. Turn the page and press Space, or press Enter to finish."
    )
    desk.takes(2)
    desk.key(Qt.Key.Key_Backspace)
    assert desk.said[-1].startswith("Page 2 dropped. Page 1 taken.")
    desk.takes(2)
    desk.takes(3)
    desk.key(Qt.Key.Key_Return)
    assert (desk.finished, desk.left) == ([3], 0)
    assert (desk.closed, desk.taken, desk.source.running) == (1, [], "")


def test_pages_are_taken_by_themselves(desk: Desk) -> None:
    desk.opens()
    desk.key(Qt.Key.Key_4)
    assert desk.said[-1] == "Show page 1. It is taken by itself."
    desk.passes()
    desk.eyes.advice = Advice.GOOD
    desk.until(lambda: desk.pages == 1)
    assert desk.said[-1] == "Page 1 taken. Turn the page, or press Enter to finish."
    desk.passes()
    desk.looks()
    assert desk.pages == 1  # the same page lies there
    desk.eyes.advice = Advice.NO_PAGE
    desk.qtbot.wait(700)
    desk.eyes.advice = Advice.GOOD
    desk.until(lambda: desk.pages == 2)


def test_enter_waits_for_the_page_that_is_being_taken(desk: Desk) -> None:
    desk.opens(auto=False)
    desk.key(Qt.Key.Key_4)
    desk.takes(1)
    desk.key(Qt.Key.Key_Space)
    assert desk.pages == 1
    desk.key(Qt.Key.Key_Return)
    assert desk.finished == []
    desk.until(lambda: desk.finished == [2])
    assert desk.closed == 1


def test_pages_are_not_left_at_the_first_word(desk: Desk) -> None:
    desk.opens(auto=False)
    desk.key(Qt.Key.Key_4)
    desk.takes(1)
    desk.key(Qt.Key.Key_Escape)
    assert desk.said[-1] == ("1 page has been taken. Enter reads it, Escape again leaves without.")
    assert desk.closed == 0
    desk.key(Qt.Key.Key_1)
    assert desk.said[-1] == "1 page has been taken. Enter reads it, Backspace drops one."
    assert desk.window.findChildren(QRadioButton)[3].isChecked()
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_Escape)
    assert (desk.closed, desk.finished, desk.left) == (1, [], 1)


def test_a_new_capture_asks_nothing(desk: Desk) -> None:
    desk.opens(auto=False)
    desk.key(Qt.Key.Key_4)
    desk.takes(1)
    desk.window.close()
    assert desk.closed == 1


def test_no_page_no_reading(desk: Desk) -> None:
    desk.opens(auto=False)
    desk.key(Qt.Key.Key_4)
    desk.key(Qt.Key.Key_Backspace)
    assert desk.said[-1] == NO_PAGES
    desk.key(Qt.Key.Key_Return)  # takes the first one
    desk.until(lambda: desk.pages == 1)


def test_the_buttons_do_what_the_keys_do(desk: Desk) -> None:
    desk.opens(auto=False)
    foot = desk.window._foot
    assert not foot.isVisible()
    desk.window.findChildren(QRadioButton)[3].click()
    assert foot.isVisible()
    assert not foot.drop.isEnabled()
    desk.takes(1)
    foot.drop.click()
    assert desk.pages == 0
    assert QApplication.focusWidget() is desk.window._shutter
    desk.takes(1)
    foot.finish.click()
    assert desk.finished == [1]


def test_instant_mode_hands_out_what_is_asked_for(desk: Desk) -> None:
    desk.eyes.advice = Advice.GOOD
    desk.opens(auto=True)
    desk.key(Qt.Key.Key_3)
    assert desk.instant == [True]
    desk.looks()
    assert (desk.glimpses, desk.taken) == ([], [])  # nothing by itself
    desk.window.glimpse()
    desk.until(lambda: len(desk.glimpses) == 1)
    desk.qtbot.wait(150)
    assert len(desk.glimpses) == 1
    desk.window.show_heard("Room 214")
    assert desk.window._foot._heard.text() == "Room 214"
    desk.key(Qt.Key.Key_Escape)
    assert desk.instant == [True, False]


def test_instant_mode_says_only_that_it_is_dark(desk: Desk) -> None:
    desk.opens()
    desk.key(Qt.Key.Key_3)
    desk.passes()
    desk.looks()
    assert Advice.NO_PAGE.sentence not in desk.said
    desk.passes()
    desk.eyes.advice = Advice.TOO_DARK
    desk.hears(Advice.TOO_DARK.sentence)


def test_space_in_instant_mode_takes_the_whole_picture(desk: Desk) -> None:
    desk.opens()
    desk.key(Qt.Key.Key_3)
    desk.key(Qt.Key.Key_Space)
    desk.shot()
    assert desk.instant == [True, False]
    assert desk.taken[0][1] == Task("read")


def test_modes_by_key_and_the_task_that_it_was_opened_for(desk: Desk) -> None:
    desk.opens(Task("table"), auto=False)
    desk.key(Qt.Key.Key_2)
    assert desk.window._mode is Mode.TRANSLATE
    desk.key(Qt.Key.Key_1)
    desk.key(Qt.Key.Key_Space)
    desk.shot()
    assert desk.taken[0][1] == Task("table")


def test_a_network_camera_is_added_and_used(desk: Desk) -> None:
    desk.opens(auto=False)
    desk.window._options.show_network()
    dialog = desk.window.findChild(NetworkCameras)
    panel = dialog.panel
    panel._field.setText("192.168.1.20")
    desk.qtbot.keyClick(panel._field, Qt.Key.Key_Return)
    assert panel._problem.text() == NO_SCHEME
    panel._field.setText(ADDRESS)
    desk.qtbot.keyClick(panel._field, Qt.Key.Key_Return)
    assert panel._field.text() == ""
    assert desk.changes[-1].addresses == desk.source.addresses == (ADDRESS,)
    assert desk.source.running == identity(ADDRESS)
    dialog.close()


def test_a_password_is_in_no_list(qtbot: QtBot) -> None:
    panel, changes = AddressPanel(), list[tuple[str, ...]]()
    qtbot.addWidget(panel)
    panel.show()
    panel.changed.connect(changes.append)
    panel.show_addresses((ADDRESS, "rtsp://10.0.0.7/stream1"))
    rows = panel.findChild(QListWidget)
    assert [rows.item(row).text() for row in range(rows.count())] == [
        "http://me@192.168.1.20:8080/video",
        "rtsp://10.0.0.7/stream1",
    ]
    panel._field.setText(ADDRESS)
    panel.add()
    assert panel._problem.text() == KNOWN
    assert changes == []
    rows.setCurrentRow(0)
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Delete)
    assert changes == [("rtsp://10.0.0.7/stream1",)]


def test_a_wrong_password_is_corrected_by_adding_the_camera_again(qtbot: QtBot) -> None:
    panel = AddressPanel()
    qtbot.addWidget(panel)
    changes, added = list[tuple[str, ...]](), list[str]()
    panel.changed.connect(changes.append)
    panel.added.connect(added.append)
    other = f"{ADDRESS}?channel=2"
    panel.show_addresses((ADDRESS, other))
    corrected = ADDRESS.replace("secret", "another")
    panel._field.setText(corrected)
    panel.add()
    assert changes == [(corrected, other)]
    assert added == [identity(ADDRESS)]
