"""What becomes of pictures when something comes between: the window is closed, the camera is
unplugged, another window is in front, another mode is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop.camera.guidance import APART, lasts
from desktop.camera.values import ALL_BLURRED, Advice, Flattened, Seen
from desktop.capture.developing import TOO_SMALL, UNREADABLE
from desktop.ui.camera_modes import (
    INSTANT_AGAIN,
    TAKEN,
    TAKEN_BY_ITSELF,
    TURN_PAGE,
    Mode,
    document_ready,
)
from desktop.ui.camera_sight import Sight
from desktop.values import Shot
from tests.ui.scripted_eyes import ScriptedEyes
from tests.ui.test_camera import WEBCAM
from tests.ui.test_camera_modes import Desk
from tests.ui.test_camera_taking import entries


class Slow(Desk):
    """Pages are straightened when the test says so."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__(qtbot)
        self.held: list[tuple[int, Sequence[Shot]]] = []
        self.eyes.flatten = self._hold  # type: ignore[method-assign]

    def _hold(self, job: int, shots: Sequence[Shot], anyway: bool = True) -> None:
        self.eyes.asked.append((len(shots), anyway))
        self.held.append((job, shots))

    def straightens(self) -> None:
        job, shots = self.held.pop(0)
        self.eyes.flattened.emit(Flattened(job, shots[0], True))

    def waits(self) -> None:
        """Until a picture is being straightened."""
        self.until(lambda: self.held != [])


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.close()


@pytest.fixture
def slow(qtbot: QtBot) -> Iterator[Slow]:
    slow = Slow(qtbot)
    yield slow
    slow.close()


def reopen(desk: Desk) -> None:
    """With the page where it was."""
    desk.said.clear()
    desk.opens()


def test_a_take_that_was_broken_off_does_not_end_taking(slow: Slow) -> None:
    slow.eyes.advice = Advice.GOOD
    slow.opens()
    slow.waits()
    slow.key(Qt.Key.Key_Escape)
    slow.held.clear()
    reopen(slow)
    slow.waits()


def test_the_page_that_was_taken_is_taken_again_once_it_is_reopened(desk: Desk) -> None:
    desk.eyes.advice = Advice.GOOD
    desk.opens()
    desk.until(lambda: len(desk.taken) == 1)
    reopen(desk)
    desk.until(lambda: len(desk.taken) == 2)


def test_unplugged_while_frames_are_gathered_it_goes_on_afterwards(slow: Slow) -> None:
    slow.eyes.advice = Advice.GOOD
    slow.opens()
    sight = slow.window._sight
    assert sight is not None
    slow.until(lambda: sight.busy)
    slow.source.connect_only()
    assert not sight.busy
    slow.said.clear()
    slow.source.connect_only(WEBCAM)
    slow.until(lambda: slow.said != [])
    slow.passes()
    slow.waits()


def test_a_picture_that_was_taken_outlives_its_camera(slow: Slow) -> None:
    slow.opens(auto=False)
    slow.key(Qt.Key.Key_Space)
    slow.waits()
    assert slow.said[-1] == TAKEN
    slow.source.connect_only()
    slow.straightens()
    assert len(slow.taken) == 1


def test_enter_does_not_wait_for_a_page_that_never_comes(slow: Slow) -> None:
    slow.opens(auto=False)
    slow.key(Qt.Key.Key_4)
    slow.key(Qt.Key.Key_Space)
    slow.waits()
    slow.straightens()
    slow._clock.stop()
    sight = slow.window._sight
    assert sight is not None
    slow.key(Qt.Key.Key_Space)
    slow.key(Qt.Key.Key_Return)
    assert slow.finished == []
    slow.source.connect_only()
    slow.until(lambda: slow.finished != [])
    assert slow.finished == [1]
    assert slow.closed == 1


def test_what_was_refused_is_said_and_was_not_called_taken(desk: Desk) -> None:
    desk.eyes.blurred = 1
    desk.opens()
    desk.eyes.advice = Advice.GOOD
    desk.hears(ALL_BLURRED)
    assert not {TAKEN, TAKEN_BY_ITSELF} & set(desk.said)
    desk.shot()
    assert desk.said[-1] == TAKEN_BY_ITSELF


def test_nothing_is_taken_or_said_while_the_user_is_at_a_dialog(desk: Desk) -> None:
    desk.opens()
    desk.window._options.show_network()
    dialog = desk.window.findChild(QDialog)
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    desk.said.clear()
    desk.eyes.advice = Advice.GOOD
    looked = len(desk.eyes.looked)
    desk.until(lambda: len(desk.eyes.looked) > looked + 25)
    assert (desk.taken, desk.said) == ([], [])
    dialog.close()
    desk.shot()


def test_nothing_is_taken_while_a_menu_is_open(desk: Desk) -> None:
    desk.opens()
    menu = desk.window._options.button.menu()
    menu.popup(desk.window.mapToGlobal(desk.window.rect().center()))
    desk.eyes.advice = Advice.GOOD
    looked = len(desk.eyes.looked)
    desk.until(lambda: len(desk.eyes.looked) > looked + 25)
    assert desk.taken == []
    menu.close()
    desk.shot()


def test_instant_chosen_while_a_picture_is_straightened_goes_on_looking(slow: Slow) -> None:
    slow.opens(auto=False)
    slow.key(Qt.Key.Key_Space)
    slow.waits()
    slow.key(Qt.Key.Key_3)
    slow.straightens()
    assert (slow.taken, slow.closed) == ([], 0)
    slow.window.glimpse()
    slow.until(lambda: len(slow.glimpses) == 1)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: QVideoFrame(
                QVideoFrameFormat(QSize(640, 480), QVideoFrameFormat.PixelFormat.Format_Jpeg)
            ),
            UNREADABLE,
        ),
        (lambda: QVideoFrame(QImage(3000, 1, QImage.Format.Format_RGB32)), TOO_SMALL),
    ],
)
def test_frames_of_which_nothing_can_be_made_are_said(
    desk: Desk, make: object, sentence: str
) -> None:
    assert callable(make)
    desk.opens(auto=False)
    desk._clock.timeout.disconnect()
    sink = desk.source._sink
    assert sink is not None
    desk._clock.timeout.connect(lambda: sink.setVideoFrame(make()))
    desk.hears(sentence)
    assert desk.source.running == ""
    desk.said.clear()
    desk.key(Qt.Key.Key_Space)
    assert desk.said == [sentence]
    desk._clock.timeout.disconnect()
    desk._clock.timeout.connect(desk._send)
    desk.window._choose_device(WEBCAM.id)
    desk.said.clear()
    desk.until(lambda: not desk.window._picture._image.isNull())


def test_instant_reading_goes_on_after_the_camera_stood_still(desk: Desk) -> None:
    desk.opens()
    desk.key(Qt.Key.Key_3)
    desk._clock.stop()
    desk.window.glimpse()
    desk.source.connect_only()
    desk.source.connect_only(WEBCAM)
    assert desk.glimpses == []
    desk._clock.start()
    desk.until(lambda: len(desk.glimpses) == 1)


def test_instant_reading_that_ended_is_begun_again_by_choosing_it(desk: Desk) -> None:
    desk.opens()
    desk.key(Qt.Key.Key_3)
    desk.key(Qt.Key.Key_3)
    assert desk.instant == [True]
    desk.window.instant_ended("There is no engine.")
    assert desk.window._guidance.text() == f"There is no engine. {INSTANT_AGAIN}"
    desk.key(Qt.Key.Key_3)
    assert desk.instant == [True, True]


def test_pages_outlive_a_window_that_something_else_has_closed(desk: Desk) -> None:
    desk.opens(auto=False)
    desk.key(Qt.Key.Key_4)
    desk.takes(1)
    desk.takes(2)
    desk.window.close()
    assert desk.said[-1] == "The 2 pages that were taken are kept. Open the camera again to go on."
    assert desk.left == 0
    desk.said.clear()
    desk.opens(auto=False)
    assert desk.said[0].startswith("Page 2 taken. Turn the page")
    desk.key(Qt.Key.Key_Return)
    assert desk.finished == [2]
    desk.opens(auto=False)
    assert desk.window._mode is Mode.READ


def test_a_camera_that_faces_the_user_can_be_told_so(desk: Desk) -> None:
    desk.opens(auto=False, faces_user=True)
    looked = len(desk.eyes.looked)
    desk.until(lambda: len(desk.eyes.looked) > looked)
    assert desk.eyes.looked[-1][2]
    entries(desk.window._options.button.menu())["The camera faces me"].trigger()
    assert not desk.changes[-1].faces_user
    looked = len(desk.eyes.looked)
    desk.until(lambda: len(desk.eyes.looked) > looked + 1)
    assert not desk.eyes.looked[-1][2]


def test_guidance_waits_until_a_sentence_has_been_heard(qtbot: QtBot) -> None:
    now = [100.0]
    eyes = ScriptedEyes(Advice.TOO_FAR)
    sight = Sight(lambda: eyes, clock=lambda: now[0])
    speaking = [False]
    sight.speaking = lambda: speaking[0]
    advised: list[float] = []
    sight.advised.connect(lambda _: advised.append(now[0]))
    sight._last = QVideoFrame()

    def looks(seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            now[0] += 0.1
            eyes.seen.emit(Seen(1, now[0], None, 1.0, 0.8, 0.0, True, 0.0, Advice.TOO_FAR))

    sentence = document_ready(1, auto=True)
    sight.wait_for(sentence)
    looks(lasts(sentence) + APART - 0.2)
    assert advised == []
    speaking[0] = True  # a slow voice
    looks(3.0)
    assert advised == []
    speaking[0] = False
    looks(APART - 0.2)
    assert advised == []
    looks(0.6)
    assert len(advised) == 1


def test_a_leaf_that_is_turned_in_its_place_is_the_next_page(desk: Desk) -> None:
    desk.eyes.advice = Advice.GOOD
    desk.opens()
    desk.key(Qt.Key.Key_4)
    desk.passes()
    desk.until(lambda: desk.pages == 1)
    desk.said.clear()
    desk.passes()
    desk.hears(TURN_PAGE)  # the same one lies there
    assert Advice.GOOD.sentence not in desk.said
    assert desk.pages == 1
    desk.eyes.content = b"two"
    desk.until(lambda: desk.pages == 2)
