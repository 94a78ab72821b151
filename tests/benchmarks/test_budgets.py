"""The design's budgets, measured on the real app from outside.

Medians of several runs, judged by the pace of the machine in the same minute (``pace.py``). Each
test adds its line to the table before it can fail, so that the table is whole.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.bystander import Bystander
from tests.benchmarks.keys import Hands
from tests.benchmarks.measured import keep
from tests.benchmarks.pace import COMPUTE, START, paced
from tests.end_to_end.desk import App, Scene
from tests.speech.recorder import Recorder

TEXT = "The quick brown fox jumps over\nthe lazy dog. Total: $1,234.56\non 20 November 2026."
PLACE = (100, 80, 620, 170)
RUNS = 11

Start = Callable[..., App]
Show = Callable[..., Scene]

pytestmark = pytest.mark.timeout(240)


def milliseconds(seconds: float) -> float:
    return seconds * 1000


def memory(pid: int) -> float:
    """Resident memory of the process in MB, what it shares with others counted in full."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def capture(app: App, hands: Hands) -> float:
    """Choose the scene's region and leave the app with its text arriving.

    Returns when the mouse's button was let go.
    """
    app.mark()
    hands.press("Control_L", "Alt_L", "r")
    app.wait("overlay shown")
    return hands.drag(105, 85, 715, 245)


def test_start(start: Start, tmp_path: Path) -> None:
    pace = paced(START)
    seconds, sizes = [], []
    for _ in range(5):
        app = start(ready=False)
        seconds.append(milliseconds(app.wait("ready") - app.began))
        app.wait("warm")
        sizes.append(memory(app.process.pid))
        app.close()
        pace.measure(2)
    try:
        keep("process start to hotkeys live", 800, "ms", seconds, pace)
    finally:
        keep("memory of the window's process", 120, "MB", sizes)


def test_overlay(start: Start, hands: Hands) -> None:
    pace = paced(START)
    app = start()
    app.wait("warm")
    values = []
    for _ in range(RUNS):
        app.mark()
        pressed = hands.press("Control_L", "Alt_L", "r")
        values.append(milliseconds(app.wait("overlay shown") - pressed))
        app.mark()
        hands.press("Escape")
        app.wait("left")
    app.close()
    keep("hotkey to overlay", 100, "ms", values, pace)


def test_first_text_and_first_sound(start: Start, scene: Show, hands: Hands) -> None:
    pace = paced(COMPUTE)
    shown = scene(TEXT, PLACE, 28)
    app = start(settings="[voice]\nsounds = false\n")  # the voice alone is to be heard
    app.wait("warm")
    texts, sounds = [], []
    with Recorder() as recorder:
        for _ in range(RUNS):
            chosen = capture(app, hands)
            first = app.wait("first text")
            texts.append(milliseconds(first - chosen))
            heard = recorder.wait_sound(first - 0.02)
            assert heard > first, "something else was still being said"
            sounds.append(milliseconds(heard - first))
            app.wait("done")
            hands.press("Escape")
            app.wait("silence")
    app.close()
    shown.close()
    try:
        keep("region chosen to first text, quick engine", 350, "ms", texts, pace)
    finally:
        keep("first text to first sound", 150, "ms", sounds, pace)


def test_silence(start: Start, hands: Hands) -> None:
    pace = paced(START)
    app = start()
    app.wait("warm")
    story = "A long story that goes on and on for quite a while and does not come to an end. " * 3
    values = []
    with Recorder() as recorder:
        for _ in range(RUNS):
            app.mark()
            assert app.command("say", story).returncode == 0
            recorder.wait_sound(app.wait("first sound") - 0.1)
            pressed = hands.press("Control_L", "Alt_L", "h")
            values.append(milliseconds(recorder.wait_silence(pressed - 0.1) - pressed))
    app.close()
    keep("stop key to silence", 50, "ms", values, pace)


def test_killed_engine(start: Start, scene: Show, hands: Hands) -> None:
    pace = paced(COMPUTE)
    shown = scene(TEXT, PLACE, 28)
    app = start()
    app.wait("warm")
    values = []
    for _ in range(3):
        (engine,) = app.children("desktop.reader.child")
        os.kill(engine, signal.SIGKILL)
        killed = time.monotonic()
        capture(app, hands)
        values.append(milliseconds(app.wait("first text") - killed))
        app.wait("done")
        hands.press("Escape")
        app.wait("silence")
    app.close()
    shown.close()
    keep("engine killed to next capture answered", 3000, "ms", values, pace)


def test_longest_freeze(start: Start, scene: Show, hands: Hands, tmp_path: Path) -> None:
    pace = paced(START)
    shown = scene(TEXT, PLACE, 28)
    app = start(program=("tests/benchmarks/app_with_heartbeat.py",))
    app.wait("warm")
    values = []
    with Bystander(tmp_path) as bystander:
        for _ in range(RUNS):
            began = time.monotonic()
            capture(app, hands)
            app.wait("done")
            hands.press("Escape")
            app.wait("silence")
            values.append(bystander.freeze_beyond(app, began))
    app.close()
    shown.close()
    keep("longest freeze beyond a bystander's, hotkey to silence", 50, "ms", values, pace)
