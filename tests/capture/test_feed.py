"""A feed of frames that recovers: what is told when, and what is started again."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.capture import network_camera
from desktop.capture.addresses import identity
from desktop.capture.camera import IN_USE, NO_PERMISSION
from desktop.capture.camera_values import Device, sharpest, size_title, sizes
from desktop.capture.feed import (
    DISCONNECTED,
    NO_PICTURE,
    NONE_FOUND,
    REMOVED,
    STALLED,
    STARTING,
    Feed,
)
from tests.ui.rendered import Rendered

WEBCAM, PHONE = Device("usb-1", "Webcam"), Device("http://a/b", "Network camera a/b")


class Watched:
    """A feed with short times, and what it told."""

    def __init__(self, qtbot: QtBot, *devices: Device) -> None:
        self.qtbot = qtbot
        self.source = Rendered(*devices)
        self.feed = Feed(self.source, retry_ms=(30, 60), first_ms=120, stalled_ms=120)
        self.told: list[tuple[str, bool]] = []
        self.firsts = 0
        self.feed.told.connect(lambda sentence, problem: self.told.append((sentence, problem)))
        self.feed.frame.connect(self._count)

    def _count(self, _frame: object, first: bool) -> None:
        self.firsts += first

    @property
    def problems(self) -> list[str]:
        return [sentence for sentence, problem in self.told if problem]

    def starts_again(self) -> None:
        self.qtbot.waitUntil(lambda: self.source.running != "")


@pytest.fixture
def watched(qtbot: QtBot) -> Iterator[Watched]:
    watched = Watched(qtbot, WEBCAM, PHONE)
    yield watched
    watched.feed.close()


def test_the_first_frame_is_told(watched: Watched) -> None:
    watched.feed.open()
    assert watched.told == [(STARTING, False)]
    watched.source.send("red")
    watched.source.send("red")
    assert (watched.firsts, watched.feed.live) == (1, True)


@pytest.mark.parametrize("sentence", [IN_USE, NO_PERMISSION])
def test_what_failed_is_tried_again_and_told_once(watched: Watched, sentence: str) -> None:
    watched.feed.open()
    for _ in range(3):
        watched.source.failed.emit(sentence)
        assert watched.source.running == ""
        watched.starts_again()
    assert watched.problems == [sentence]
    watched.source.send("red")
    assert watched.firsts == 1
    watched.source.failed.emit(sentence)
    assert watched.problems == [sentence, sentence]  # it had passed


def test_a_camera_that_gives_no_picture(watched: Watched) -> None:
    watched.feed.open(PHONE.id)
    watched.qtbot.waitUntil(lambda: watched.problems == [NO_PICTURE])
    watched.starts_again()
    watched.source.send("red")
    assert watched.firsts == 1


def test_a_picture_that_stands_still(watched: Watched) -> None:
    watched.feed.open()
    watched.source.send("red")
    watched.qtbot.waitUntil(lambda: watched.problems == [STALLED])
    watched.starts_again()
    watched.source.send("red")
    assert watched.firsts == 2


def test_a_machine_that_stood_still_blames_no_camera(watched: Watched) -> None:
    watched.feed.open()
    watched.source.send("red")
    time.sleep(0.8)  # the window's thread does nothing: neither frame nor watch come in time
    watched.qtbot.wait(60)
    assert watched.problems == []
    watched.qtbot.waitUntil(lambda: watched.problems == [STALLED])


def test_the_user_has_allowed_the_camera_and_comes_back(qtbot: QtBot) -> None:
    source = Rendered(WEBCAM)
    feed = Feed(source)  # it would wait a second
    feed.open()
    source.failed.emit(NO_PERMISSION)
    feed.retry()
    assert source.running == WEBCAM.id
    feed.close()
    feed.retry()
    assert source.running == ""


def test_unplugged_and_back(watched: Watched) -> None:
    watched.feed.open()
    watched.source.send("red")
    watched.source.connect_only(PHONE)
    assert (watched.problems, watched.source.running) == ([DISCONNECTED], "")
    watched.feed.retry()
    assert watched.source.running == ""  # no other camera looks unasked
    watched.source.connect_only(WEBCAM, PHONE)
    assert watched.source.running == WEBCAM.id


def test_none_and_then_one(watched: Watched) -> None:
    watched.source.connected = ()
    watched.feed.open()
    assert watched.problems == [NONE_FOUND]
    watched.source.connect_only(PHONE)
    assert watched.source.running == PHONE.id


def test_nothing_is_tried_after_the_end(watched: Watched) -> None:
    watched.feed.open()
    watched.source.failed.emit(IN_USE)
    watched.feed.close()
    watched.qtbot.wait(100)
    assert watched.source.running == ""


def test_the_size_that_was_chosen_else_the_sharpest_that_moves() -> None:
    formats = [(640, 480, 30.0), (3840, 2160, 30.0), (1920, 1080, 30.0), (1920, 1080, 60.0)]
    assert sharpest(formats) == 3
    assert sharpest(formats, (640, 480)) == 0
    assert sharpest(formats, (3840, 2160)) == 1
    assert sharpest(formats, (1, 1)) == 3


def test_the_sizes_that_are_offered() -> None:
    formats = [(640, 480, 30.0), (1920, 1080, 30.0), (640, 480, 60.0), (2560, 1440, 5.0)]
    assert sizes(formats) == ((1920, 1080), (640, 480))
    assert size_title((1920, 1080)) == "Full HD, 1920 × 1080"
    assert size_title((800, 600)) == "800 × 600"


@pytest.mark.parametrize("sentence", [network_camera.NO_ENTRY, network_camera.NOT_THERE])
def test_a_wrong_password_is_not_tried_again_unasked(watched: Watched, sentence: str) -> None:
    watched.feed.open(PHONE.id)
    watched.source.failed.emit(sentence.format(place="a:80"))
    watched.qtbot.wait(150)
    assert watched.source.running == ""
    watched.source.devices_changed.emit()  # another address
    assert watched.source.running == PHONE.id
    watched.source.failed.emit(sentence.format(place="a:80"))
    watched.feed.retry()  # the window is in front again
    assert watched.source.running == PHONE.id


def test_a_network_camera_that_was_removed(watched: Watched) -> None:
    phone = Device(identity("http://a/b"), "Network camera a/b")
    watched.source.connect_only(WEBCAM, phone)
    watched.feed.open(phone.id)
    watched.source.send("red")
    watched.source.connect_only(WEBCAM)
    assert (watched.problems, watched.source.running) == ([REMOVED], "")
