"""The camera, from the real hotkey to the clipboard, the result and the sound."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial

from desktop.values import Command, Verb
from tests.end_to_end.desk import App, clipboard, press, wait_for
from tests.speech.recorder import Recorder

PROGRAM = "tests/end_to_end/app_with_camera.py"
TEXT = "Platform 9 departs at 10:45"
PAGES = (TEXT, "The harbour is closed", "The third one ends here")
BY_KEY = "[camera]\nauto = false\n"


def test_a_page_is_taken_by_itself_straightened_read_and_spoken(start: Callable[..., App]) -> None:
    app = start(program=(PROGRAM, TEXT))
    with Recorder() as recorder:
        press("ctrl+alt+k")
        wait_for(lambda: clipboard().strip() == TEXT, "the text on the clipboard")
        recorder.wait_sound(app.wait("first sound") - 0.1)
    assert app.shows(TEXT)


def test_unplugged_and_back_a_frame_is_taken_by_key(start: Callable[..., App]) -> None:
    app = start(program=(PROGRAM, TEXT), settings=BY_KEY)
    press("ctrl+alt+k")
    wait_for(lambda: app.shows("Press Space or Enter to take the picture."), "a live picture")
    app.process.send_signal(signal.SIGUSR1)
    wait_for(lambda: app.shows("disconnected"), "the sentence about the camera")
    app.process.send_signal(signal.SIGUSR2)
    wait_for(lambda: app.shows("The picture is back."), "the picture again")
    press("space")
    wait_for(lambda: clipboard().strip() == TEXT, "the text on the clipboard")
    assert app.shows(TEXT)
    assert not app.shows("Desk camera"), "the camera's window"


def test_three_pages_become_one_reading(start: Callable[..., App]) -> None:
    app = start(program=(PROGRAM, "", *PAGES))
    press("ctrl+alt+k")
    wait_for(lambda: app.shows("Live picture"), "the camera's window")
    press("4")
    wait_for(lambda: app.shows("No page yet"), "document mode")
    for number in (1, 2, 3):
        app.process.send_signal(signal.SIGHUP)
        # The sentence may have made way for the next by now; the count below stays.
        count = "1 page" if number == 1 else f"{number} pages"
        wait_for(partial(app.shows, count), count)
    press("Return")
    wait_for(lambda: clipboard().strip() == "\n\n".join(PAGES), "the text on the clipboard")
    wait_for(lambda: app.shows("3 pages."), "the result")


def test_a_label_is_spoken_once_and_kept(start: Callable[..., App]) -> None:
    app = start(program=(PROGRAM, "", TEXT))
    press("ctrl+alt+k")
    wait_for(lambda: app.shows("Live picture"), "the camera's window")
    with Recorder() as recorder:
        press("3")
        wait_for(lambda: app.shows("Nothing has been read yet."), "instant mode")
        app.process.send_signal(signal.SIGHUP)
        heard = app.wait("heard instantly")
        recorder.wait_sound(heard)
    wait_for(lambda: app.shows(TEXT), "the text in the window")
    press("Escape")
    wait_for(lambda: not app.shows("Live picture"), "the window to close")
    assert app.log().count("moment heard instantly") == 1
    app.send(Command(Verb.LAST))
    wait_for(lambda: app.shows(TEXT), "what was heard, as the last result")


def test_no_camera_is_said(start: Callable[..., App]) -> None:
    app = start()
    press("ctrl+alt+k")
    wait_for(lambda: app.shows("No camera found."), "the sentence about the camera")
    press("Escape")
    wait_for(lambda: not app.shows("No camera found."), "the window to close")
