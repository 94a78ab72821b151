"""What live reading costs while nothing happens, and how soon what is new is heard."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

from desktop.live import Live
from desktop.reader.worker import Reader, ReaderOptions
from desktop.values import Done, EngineName, Failed, Region
from tests.benchmarks.measured import keep
from tests.benchmarks.pace import COMPUTE, paced
from tests.capture.stage import Stage

ROOT = Path(__file__).parents[2]
SECONDS = 10

# Parts of a thousand of a core, of the whole process, once the first picture has been taken.
WATCHING = f"""
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
from desktop.capture.watch import Watch
from desktop.values import Region
watch, began = Watch(), []
def begin(sight):
    began.append((time.process_time(), time.monotonic()))
    QTimer.singleShot({SECONDS * 1000}, app.quit)
watch.seen.connect(begin)
watch.start(Region(0, 0, int(sys.argv[1]), int(sys.argv[2])))
app.exec()
[(cpu, wall)] = began
print(1000 * (time.process_time() - cpu) / (time.monotonic() - wall))
"""


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of 1920 x 1080 on which nothing happens."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.mark.parametrize("size", [(1280, 300), (1920, 1080)])
def test_an_unchanged_picture(display: str, size: tuple[int, int]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHING, *map(str, size)],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS + 30,
    )
    width, height = size
    keep(f"watching {width} x {height} unchanged, of a core", 10, "‰", [float(done.stdout)])


class _Mailbox(QObject):
    arrived = Signal(object)


def live_for(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def test_from_a_new_subtitle_to_its_text(qtbot: QtBot) -> None:
    """A second at most until it is spoken, of which the voice takes 150 ms."""
    pace = paced(COMPUTE)
    mailbox, numbers = _Mailbox(), iter(range(1, 1000))
    reader = Reader(ReaderOptions(engine=EngineName.QUICK), mailbox.arrived.emit)
    live = Live(reader, lambda: next(numbers), lambda: False)
    heard: list[float] = []
    ended: list[object] = []

    def receive(message: object) -> None:
        if live.receive(message) and isinstance(message, Done | Failed):
            ended.append(message)

    mailbox.arrived.connect(receive)
    live.heard.connect(lambda text, language: heard.append(time.monotonic()))
    stage = Stage((0, 100, 1280, 300), 40)
    stage.show("The film begins.")
    live.start(Region(0, 100, 1280, 300))
    qtbot.waitUntil(lambda: len(ended) > 0, timeout=30_000)
    values = []
    subtitles = (
        "Where were you last night?",
        "I was at the harbour.\nNobody saw me there.",
        "Then who took the boat?",
        "It was gone before midnight.",
        "We have to go back\nbefore the bridge is closed.",
        "There is no other way.",
        "Somebody has been here before us.",
    )
    for number, text in enumerate(subtitles):
        heard.clear()
        shown = stage.show(text)
        qtbot.waitUntil(lambda: len(heard) > 0, timeout=20_000)
        values.append((heard[0] - shown) * 1000)
        live_for(1.0 + 0.07 * number)  # at another moment between two looks each time
    live.stop()
    stage.close()
    reader.close()
    keep("new subtitle to its text, live reading", 850, "ms", values, pace)
