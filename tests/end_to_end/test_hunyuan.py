"""The same whole way with HunyuanOCR: the tiny trained checkpoint of the same classes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.desk import App, Scene, clipboard, drag, press, wait_for
from tests.speech.recorder import Recorder

CHECKPOINT = Path(__file__).parents[1] / "tiny_hunyuan" / "checkpoint"
SETTINGS = f"""
[engine]
engine = "hunyuan"
model_dir = {str(CHECKPOINT)!r}
device = "cpu"
load_at_start = true

[languages]
to = "en"
"""
PLACE = (100, 80, 300, 70)
INSIDE = (104, 84, 396, 146)

Start = Callable[..., App]
Show = Callable[..., Scene]

pytestmark = pytest.mark.timeout(180)


def test_hotkey_and_mouse(start: Start, scene: Show) -> None:
    scene("planet 90210", PLACE, 30)  # never seen in its training
    app = start(settings=SETTINGS)
    with Recorder() as recorder:
        press("ctrl+alt+r")
        app.wait("overlay listens")
        drag(*INSIDE)
        wait_for(lambda: clipboard().strip() == "planet 90210", "the text", 60)
        recorder.wait_sound(app.wait("first sound") - 0.1)
    assert app.shows("planet 90210")
    assert app.shows("HunyuanOCR")


def test_translation_takes_the_language_of_the_settings(start: Start, scene: Show) -> None:
    scene("velna dorim", PLACE, 30)
    app = start(settings=SETTINGS)
    with Recorder() as recorder:
        press("ctrl+alt+g")
        app.wait("overlay listens")
        drag(*INSIDE)
        wait_for(lambda: clipboard().strip() == "river stone", "the translation", 60)
        recorder.wait_sound(app.wait("first sound") - 0.1)
    assert app.shows("river stone")


def test_engine_killed_while_it_reads(start: Start, scene: Show) -> None:
    scene("planet 90210", PLACE, 30)
    app = start(settings=SETTINGS)
    press("ctrl+alt+r")
    app.wait("overlay listens")
    drag(*INSIDE)
    wait_for(lambda: clipboard().strip() == "planet 90210", "the text", 60)
    press("Escape")
    app.wait("silence")
    # Both engines have a child; the reading one is stopped while it holds the picture.
    children = app.children("desktop.reader.child hunyuan")
    assert len(children) == 1
    os.kill(children[0], signal.SIGSTOP)
    app.mark()
    press("ctrl+alt+b")
    app.wait("read")
    os.kill(children[0], signal.SIGKILL)
    app.wait("done", 90)
    assert app.shows("planet 90210")
