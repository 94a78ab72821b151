"""The window's budgets while HunyuanOCR, at its full size, computes a picture on all cores.

The engine is a process of its own; shown here is that its threads don't keep the window from
its turn. It looks at a whole screen, which takes it far longer than any of these moments.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.bystander import Bystander
from tests.benchmarks.keys import Hands
from tests.benchmarks.measured import keep
from tests.benchmarks.pace import START, paced
from tests.end_to_end.desk import App, Scene, wait_for
from tests.speech.recorder import Recorder

TEXT = "The quick brown fox jumps over\nthe lazy dog. Total: $1,234.56\non 20 November 2026."
PLACE = (100, 80, 620, 170)
STORY = "A long story that goes on and on for quite a while and does not come to an end. " * 3
RUNS = 7

Start = Callable[..., App]
Show = Callable[..., Scene]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def settings(folder: Path) -> str:
    return f"""
[engine]
engine = "hunyuan"
model_dir = {str(folder)!r}
device = "cpu"
load_at_start = true
"""


def computed(pid: int) -> float:
    """Seconds of processor time that the process has had, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Busy:
    """The app with HunyuanOCR loaded, which can be put to work."""

    def __init__(self, app: App, hands: Hands) -> None:
        self.app, self._hands = app, hands
        wait_for(lambda: [name for name, _ in app.moments()].count("warm") == 2, "both engines", 90)
        (self._pid,) = app.children("desktop.reader.child hunyuan")
        assert os.getpriority(os.PRIO_PROCESS, self._pid) > os.getpriority(os.PRIO_PROCESS, 0)

    def begin(self) -> None:
        """Let it read the whole screen, and return when it has computed for a while."""
        before = computed(self._pid)
        self._hands.press("Control_L", "Alt_L", "f")
        wait_for(lambda: computed(self._pid) > before + 1, "the engine at work", 60)
        self.app.mark()

    def still(self) -> None:
        """It is at work now."""
        before = computed(self._pid)
        wait_for(lambda: computed(self._pid) > before + 0.05, "the engine still at work", 1)


def test_overlay(
    start: Start, scene: Show, hands: Hands, full_size_folder: Path, tmp_path: Path
) -> None:
    pace = paced(START)
    shown = scene(TEXT, PLACE, 28)
    app = start(
        settings=settings(full_size_folder), program=("tests/benchmarks/app_with_heartbeat.py",)
    )
    busy = Busy(app, hands)
    opened, frozen = [], []
    with Bystander(tmp_path) as bystander:
        for _ in range(RUNS):
            busy.begin()
            busy.still()
            pressed = hands.press("Control_L", "Alt_L", "r")
            opened.append((app.wait("overlay shown") - pressed) * 1000)
            hands.press("Escape")
            app.wait("left")
            frozen.append(bystander.freeze_beyond(app, pressed))
    app.close()
    shown.close()
    try:
        keep("hotkey to overlay, engine busy", 100, "ms", opened, pace)
    finally:
        keep("longest freeze beyond a bystander's, engine busy", 50, "ms", frozen, pace)


def test_silence(start: Start, scene: Show, hands: Hands, full_size_folder: Path) -> None:
    pace = paced(START)
    shown = scene(TEXT, PLACE, 28)
    app = start(settings=settings(full_size_folder))
    busy = Busy(app, hands)
    values = []
    with Recorder() as recorder:
        busy.begin()
        for _ in range(RUNS):
            app.mark()
            assert app.command("say", STORY).returncode == 0
            recorder.wait_sound(app.wait("first sound") - 0.1)
            busy.still()
            pressed = hands.press("Control_L", "Alt_L", "h")
            values.append((recorder.wait_silence(pressed - 0.1) - pressed) * 1000)
    app.close()
    shown.close()
    keep("stop key to silence, engine busy", 50, "ms", values, pace)
