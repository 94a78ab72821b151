"""The camera window, with frames pushed into the sink that a real camera's frames go to."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtMultimedia import QVideoSink
from PySide6.QtWidgets import QApplication, QComboBox, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.capture.camera import IN_USE, NO_PERMISSION, Cameras, Device, sharpest
from desktop.capture.feed import DISCONNECTED, NONE_FOUND, STARTING
from desktop.settings import CameraSettings
from desktop.ui.camera import CameraWindow
from desktop.ui.camera_modes import READY
from desktop.ui.camera_shutter import Shutter
from desktop.values import Shot, Task
from tests.ui.rendered import Rendered
from tests.ui.scripted_eyes import ScriptedEyes

WEBCAM, SCANNER = Device("usb-1", "Webcam"), Device("usb-2", "Document camera")


class Watched:
    """The window, and what it told."""

    def __init__(self, qtbot: QtBot, source: Rendered) -> None:
        self.qtbot = qtbot
        self.source = source
        self.eyes = ScriptedEyes()
        self.window = CameraWindow(make_source=lambda: source, make_eyes=lambda: self.eyes)
        self.window.follow(CameraSettings(auto=False))
        self.taken: list[tuple[Shot, Task]] = []
        self.said: list[str] = []
        self.failures: list[str] = []
        self.devices: list[str] = []
        self.closed = 0
        self.window.taken.connect(lambda shot, task: self.taken.append((shot, task)))
        self.window.announced.connect(self.said.append)
        self.window.failed.connect(self.failures.append)
        self.window.device_chosen.connect(self.devices.append)
        self.window.closed.connect(self._count)

    @property
    def shutter(self) -> Shutter:
        return self.window.findChildren(Shutter)[0]

    def _count(self) -> None:
        self.closed += 1

    def opens(self, task: Task | None = None, device: str = "") -> None:
        self.window.begin(task or Task(), device)
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def sees(self, colour: str) -> None:
        """A frame of this colour is sent, and shown."""
        self.source.send(colour)
        place = self.window.width() // 2, self.window.height() // 2
        self.qtbot.waitUntil(
            lambda: self.window.grab().toImage().pixelColor(*place) == QColor(colour)
        )

    def presses(self, *keys: str) -> None:
        subprocess.run(["xdotool", "key", *keys], check=True)

    def gets(self) -> tuple[Shot, Task]:
        self.qtbot.waitUntil(lambda: len(self.taken) == 1)
        return self.taken[0]


@pytest.fixture
def source() -> Rendered:
    return Rendered(WEBCAM, SCANNER)


@pytest.fixture
def camera(qtbot: QtBot, source: Rendered) -> Iterator[Watched]:
    watched = Watched(qtbot, source)
    yield watched
    watched.window.close()
    watched.window.deleteLater()


@pytest.mark.parametrize("key", ["space", "Return", "KP_Enter", "c"])
def test_a_key_takes_the_frame_that_is_seen(camera: Watched, key: str) -> None:
    camera.opens()
    camera.sees("#204060")
    camera.sees("#c08020")
    camera.presses(key)
    shot, task = camera.gets()
    assert (shot.width, shot.height, shot.origin) == (64, 48, None)
    assert shot.pixels[:3] == b"\x20\x80\xc0"
    assert task == Task("read")
    assert camera.closed == 1
    assert camera.source.running == ""


def test_t_translates(camera: Watched) -> None:
    camera.opens(Task("read", "fr"))
    camera.sees("#204060")
    camera.presses("t")
    assert camera.gets()[1] == Task("translate", "fr")


def test_the_mode_is_what_the_shutter_does(camera: Watched, qtbot: QtBot) -> None:
    camera.opens(Task("translate", "en"))
    read, translate, *_ = camera.window.findChildren(QRadioButton)
    assert translate.isChecked()
    camera.sees("#204060")
    read.click()
    camera.shutter.click()
    assert camera.gets()[1] == Task("read", "en")


def test_it_says_when_the_picture_is_there(camera: Watched) -> None:
    camera.opens()
    assert camera.window._guidance.text() == STARTING
    camera.sees("#204060")
    camera.sees("#c08020")
    assert camera.said == [READY]


def test_a_key_before_the_first_frame_takes_nothing(camera: Watched) -> None:
    camera.opens()
    camera.presses("space")
    camera.qtbot.waitUntil(lambda: camera.said == [STARTING])
    assert camera.taken == []
    assert camera.window.isVisible()


def test_no_camera_and_then_one(camera: Watched) -> None:
    camera.source.connected = ()
    camera.opens()
    assert camera.failures == camera.said == [NONE_FOUND]
    camera.presses("space")
    camera.qtbot.waitUntil(lambda: camera.said == [NONE_FOUND, NONE_FOUND])
    camera.source.connect_only(SCANNER)
    assert camera.source.running == "usb-2"
    camera.sees("#204060")
    camera.presses("space")
    assert camera.gets()[0].width == 64


def test_unplugged_while_open_and_back(camera: Watched) -> None:
    camera.opens()
    camera.sees("#204060")
    camera.source.connect_only(SCANNER)
    assert camera.failures == [DISCONNECTED]
    assert camera.source.running == ""
    camera.presses("space")
    camera.qtbot.waitUntil(lambda: camera.said.count(DISCONNECTED) == 2)
    assert camera.taken == []
    camera.source.connect_only(WEBCAM, SCANNER)
    assert camera.source.running == "usb-1"
    camera.sees("#c08020")
    camera.presses("space")
    camera.gets()


def test_unplugged_closed_and_opened_again(camera: Watched) -> None:
    camera.opens()
    camera.sees("#204060")
    camera.source.connect_only(SCANNER)
    assert camera.source.running == ""  # no other camera looks unasked
    camera.presses("Escape")
    camera.qtbot.waitUntil(lambda: camera.closed == 1)
    camera.opens()
    assert camera.source.running == "usb-2"


def test_unplugged_and_another_one_chosen(camera: Watched) -> None:
    camera.opens()
    camera.source.connect_only(SCANNER)
    camera.window._bar.devices.activated.emit(0)
    assert camera.source.running == "usb-2"
    camera.source.connect_only(WEBCAM)
    assert camera.failures == [DISCONNECTED, DISCONNECTED]
    assert camera.source.running == ""


def test_the_remembered_camera_is_taken(camera: Watched) -> None:
    camera.opens(device="usb-2")
    assert camera.source.running == "usb-2"
    assert camera.window._bar.devices.currentText() == "Document camera"


def test_a_remembered_camera_that_is_gone(camera: Watched) -> None:
    camera.opens(device="usb-9")
    assert camera.source.running == "usb-1"
    assert camera.devices == []


def test_another_camera_is_chosen_by_keyboard(camera: Watched) -> None:
    camera.opens()
    camera.presses("Tab")
    camera.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QComboBox))
    camera.presses("Down")
    camera.qtbot.waitUntil(lambda: camera.devices == ["usb-2"])
    assert camera.source.running == "usb-2"


@pytest.mark.parametrize("sentence", [IN_USE, NO_PERMISSION])
def test_a_camera_that_gives_no_picture_is_said(camera: Watched, sentence: str) -> None:
    camera.opens()
    camera.source.failed.emit(sentence)
    assert camera.failures == camera.said == [sentence]
    camera.shutter.click()
    assert camera.said == [sentence, sentence]
    assert camera.taken == []


def test_escape_lets_the_camera_go(camera: Watched) -> None:
    camera.opens()
    camera.sees("#204060")
    camera.presses("Escape")
    camera.qtbot.waitUntil(lambda: camera.closed == 1)
    assert camera.source.running == ""
    assert camera.taken == []


def test_it_can_be_opened_again(camera: Watched) -> None:
    camera.opens()
    camera.sees("#204060")
    camera.presses("Escape")
    camera.qtbot.waitUntil(lambda: camera.closed == 1)
    camera.opens()
    assert camera.source.running == "usb-1"
    camera.presses("space")  # the old frame is not taken
    camera.qtbot.waitUntil(lambda: camera.said[-1] == STARTING)
    camera.sees("#c08020")
    camera.presses("space")
    assert camera.gets()[0].pixels[:3] == b"\x20\x80\xc0"


def test_every_control_has_a_name_and_is_large_enough(camera: Watched) -> None:
    camera.opens()
    found = 0
    for widget in camera.window.findChildren(QWidget):
        if widget.focusPolicy().value and widget.isVisible():
            face = QAccessible.queryAccessibleInterface(widget)
            assert face.text(QAccessible.Text.Name), widget
            assert min(widget.width(), widget.height()) >= 24, widget
            found += 1
    assert found >= 4


def test_tab_and_arrows_reach_every_control(camera: Watched) -> None:
    camera.opens()
    seen = []
    for key in ("Tab", "Tab", "Right"):
        before = QApplication.focusWidget()
        seen.append(before)
        camera.presses(key)
        camera.qtbot.waitUntil(lambda: QApplication.focusWidget() is not seen[-1])
    seen.append(QApplication.focusWidget())
    assert isinstance(seen[0], Shutter)
    assert isinstance(seen[1], QComboBox)
    assert [b.text() for b in seen[2:] if isinstance(b, QRadioButton)] == ["Read", "Translate"]
    camera.sees("#204060")
    camera.presses("Return")
    assert camera.gets()[1].name == "translate"


def test_the_sharpest_format_that_still_moves() -> None:
    formats = [(640, 480, 30.0), (3840, 2160, 30.0), (1920, 1080, 30.0), (2560, 1440, 5.0)]
    assert sharpest(formats) == 2
    assert sharpest([*formats, (1920, 1080, 60.0)]) == 4
    assert sharpest([(8000, 6000, 30.0)]) is None
    assert sharpest([]) is None


def test_this_machines_cameras_answer(qtbot: QtBot) -> None:
    cameras, failures = Cameras(), list[str]()
    cameras.failed.connect(failures.append)
    assert all(device.id and device.name for device in cameras.devices())
    cameras.start("no such camera", QVideoSink())
    assert failures == [IN_USE]
    cameras.stop()
