"""A camera frame, from the real hotkey to the clipboard, the result and the sound."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.end_to_end.desk import App, clipboard, press, wait_for
from tests.speech.recorder import Recorder

PROGRAM = "tests/end_to_end/app_with_camera.py"
TEXT = "Platform 9 departs at 10:45"


def test_a_frame_is_read_shown_copied_and_spoken(start: Callable[..., App]) -> None:
    app = start(program=(PROGRAM, TEXT))
    with Recorder() as recorder:
        press("ctrl+alt+k")
        wait_for(lambda: app.shows("Press Space or Enter to take the picture."), "a live picture")
        press("space")
        wait_for(lambda: clipboard().strip() == TEXT, "the text on the clipboard")
        recorder.wait_sound(app.wait("first sound") - 0.1)
    assert app.shows(TEXT)


def test_a_camera_is_unplugged_and_comes_back(start: Callable[..., App]) -> None:
    app = start(program=(PROGRAM, TEXT))
    press("ctrl+alt+k")
    wait_for(lambda: app.shows("Press Space or Enter to take the picture."), "a live picture")
    app.process.send_signal(signal.SIGUSR1)
    wait_for(lambda: app.shows("disconnected"), "the sentence about the camera")
    app.process.send_signal(signal.SIGUSR2)
    wait_for(lambda: app.shows("Press Space or Enter to take the picture."), "the picture again")
    press("Escape")
    wait_for(lambda: not app.shows("Desk camera"), "the window to close")


def test_no_camera_is_said(start: Callable[..., App]) -> None:
    app = start()
    press("ctrl+alt+k")
    wait_for(lambda: app.shows("No camera found."), "the sentence about the camera")
    press("Escape")
    wait_for(lambda: not app.shows("No camera found."), "the window to close")
