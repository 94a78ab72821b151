"""The player against a real sound server, judged by what was recorded of it."""

from __future__ import annotations

import array
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtMultimedia import QMediaDevices
from pytestqt.qtbot import QtBot

from desktop.speech.messages import Rendered
from desktop.speech.player import NO_DEVICE, STUCK_DEVICE, Player
from tests.speech.recorder import Recorder

RATE = 22050
ROOT = Path(__file__).resolve().parents[2]


def tone(
    number: int,
    seconds: float,
    words: tuple[tuple[int, int, int], ...] = (),
    *,
    rate: int = RATE,
) -> Rendered:
    samples = (
        int(12000 * math.sin(i * 2 * math.pi * 440 / rate)) for i in range(int(seconds * rate))
    )
    return Rendered(number, array.array("h", samples).tobytes(), rate, words)


class Told:
    """What a player told, in order, with the time."""

    def __init__(self, player: Player) -> None:
        self.events: list[tuple[float, str, int]] = []
        player.began.connect(lambda number: self._note("began", number))
        player.ended.connect(lambda number: self._note("ended", number))
        player.word.connect(lambda number, offset, length: self._note("word", offset))
        player.failed.connect(lambda sentence: self._note(sentence, 0))

    def _note(self, what: str, number: int) -> None:
        self.events.append((time.monotonic(), what, number))

    @property
    def order(self) -> list[tuple[str, int]]:
        return [(what, number) for _, what, number in self.events]

    def time_of(self, what: str, number: int) -> float:
        return next(at for at, w, n in self.events if (w, n) == (what, number))


@pytest.fixture
def player(recorder: Recorder) -> Iterator[Player]:
    player = Player()
    yield player
    player.close()


def test_two_sounds_follow_without_gap_or_overlap(
    player: Player, recorder: Recorder, qtbot: QtBot
) -> None:
    def heard(first: int) -> list[tuple[float, float]]:
        told, start, second = Told(player), time.monotonic(), first + 1
        player.add(tone(first, 0.4))
        player.add(tone(second, 0.3))
        qtbot.waitUntil(lambda: ("ended", second) in told.order, timeout=5000)
        qtbot.wait(150)
        expected = [("began", first), ("ended", first), ("began", second), ("ended", second)]
        assert told.order == expected
        return recorder.sounds(start, gap=0.015)

    stretches = heard(1)
    # A busy machine may starve the sound server once; a gap of our own is there each time.
    for number in (3, 5):
        stretches = stretches if len(stretches) == 1 else heard(number)
    ((began, ended),) = stretches
    assert ended - began == pytest.approx(0.7, abs=0.035)


def test_clear_silences_at_once(player: Player, recorder: Recorder, qtbot: QtBot) -> None:
    delays = []
    for number in range(5):
        start = time.monotonic()
        player.add(tone(number, 3))
        qtbot.waitUntil(lambda start=start: recorder.first_sound(start) is not None)  # type: ignore[misc]
        qtbot.wait(100)
        moment = time.monotonic()
        player.clear()
        qtbot.wait(200)
        delays.append((recorder.last_sound(start) or moment) - moment)
    # The budget is 50 ms and is the benchmark's; what the device holds would go on for longer.
    assert statistics.median(delays) <= 0.1, delays


def test_pause_is_silent_and_resume_loses_nothing(
    player: Player, recorder: Recorder, qtbot: QtBot
) -> None:
    told, start = Told(player), time.monotonic()
    player.add(tone(1, 0.8))
    qtbot.waitUntil(lambda: recorder.first_sound(start) is not None)
    qtbot.wait(200)
    paused = time.monotonic()
    player.pause()
    qtbot.wait(500)
    assert not recorder.sounds(paused + 0.1)
    player.resume()
    qtbot.waitUntil(lambda: ("ended", 1) in told.order, timeout=5000)
    qtbot.wait(150)
    heard = sum(ended - began for began, ended in recorder.sounds(start))
    assert heard == pytest.approx(0.8, abs=0.06)


def test_words_are_told_in_step_with_the_sound(
    player: Player, recorder: Recorder, qtbot: QtBot
) -> None:
    told, start = Told(player), time.monotonic()
    player.add(tone(1, 0.8, ((0, 0, 3), (300, 4, 3), (600, 8, 3))))
    qtbot.waitUntil(lambda: ("ended", 1) in told.order, timeout=5000)
    first = recorder.first_sound(start)
    assert first is not None
    for milliseconds, offset in ((0, 0), (300, 4), (600, 8)):
        assert told.time_of("word", offset) - first == pytest.approx(milliseconds / 1000, abs=0.1)


def test_no_word_is_told_before_its_sound_is_heard(player: Player, qtbot: QtBot) -> None:
    told = Told(player)
    player.add(tone(1, 0.2, ((0, 0, 3), (100, 4, 3))))
    player._tell(0)  # a tick at the very sample at which the sound begins
    assert told.order == []
    qtbot.waitUntil(lambda: ("ended", 1) in told.order, timeout=5000)
    assert told.order == [("began", 1), ("word", 0), ("word", 4), ("ended", 1)]


def test_volume_applies_at_once(player: Player, recorder: Recorder, qtbot: QtBot) -> None:
    start = time.monotonic()
    player.add(tone(1, 1.5))
    qtbot.waitUntil(lambda: recorder.first_sound(start) is not None)
    qtbot.wait(200)
    loud = max(recorder.samples(after=start)[1])
    player.set_volume(20)
    moment = time.monotonic()
    qtbot.wait(400)
    soft = max(recorder.samples(after=moment + 0.2)[1])
    assert soft == pytest.approx(loud * 0.2, rel=0.2)


def test_another_sample_rate_is_played_at_its_own_pitch(
    player: Player, recorder: Recorder, qtbot: QtBot
) -> None:
    told, start = Told(player), time.monotonic()
    player.add(tone(1, 0.3))
    player.add(tone(2, 0.5, rate=16000))
    qtbot.waitUntil(lambda: ("ended", 2) in told.order, timeout=5000)
    qtbot.wait(150)
    heard = sum(ended - began for began, ended in recorder.sounds(start))
    assert heard == pytest.approx(0.8, abs=0.08)


def test_an_empty_sound_ends_at_once(player: Player, qtbot: QtBot) -> None:
    told = Told(player)
    player.add(Rendered(1, b"", RATE))
    qtbot.waitUntil(lambda: told.order == [("began", 1), ("ended", 1)])


def test_cut_ends_a_sound_early_and_drops_those_behind_it(
    player: Player, recorder: Recorder, qtbot: QtBot
) -> None:
    told, start = Told(player), time.monotonic()
    assert player.given() is None
    for number in (1, 2, 3):
        player.add(tone(number, 0.8))
    given = player.given()
    assert given is not None
    assert given[0] == 1
    assert 0 < given[1] < 0.4
    player.cut(1, 0.5)
    assert player.pending == 1
    qtbot.waitUntil(lambda: ("ended", 1) in told.order, timeout=5000)
    qtbot.wait(150)
    ((began, ended),) = recorder.sounds(start)
    assert ended - began == pytest.approx(0.5, abs=0.035)


def test_cut_lets_be_heard_what_the_device_has_got(
    player: Player, recorder: Recorder, qtbot: QtBot
) -> None:
    told, start = Told(player), time.monotonic()
    player.add(tone(1, 2))
    given = player.given()
    assert given is not None
    player.cut(1, 0.01)
    qtbot.waitUntil(lambda: ("ended", 1) in told.order, timeout=5000)
    qtbot.wait(150)
    ((began, ended),) = recorder.sounds(start)
    assert ended - began == pytest.approx(given[1], abs=0.035)


def test_a_pause_says_nothing_twice_and_leaves_nothing_out(
    player: Player, recorder: Recorder, qtbot: QtBot
) -> None:
    """The sound is a ramp: its height tells which part of it is heard."""
    seconds, low, high = 1.5, 1000, 31000
    samples = (low + (high - low) * at / seconds / RATE for at in range(int(seconds * RATE)))
    ramp = Rendered(1, array.array("h", map(int, samples)).tobytes(), RATE)
    start = time.monotonic()
    player.add(ramp)
    qtbot.waitUntil(lambda: recorder.first_sound(start) is not None)
    qtbot.wait(300)
    player.pause()
    player.pause()
    qtbot.wait(200)
    moment = time.monotonic()
    player.resume()
    qtbot.wait(250)
    player.clear()
    # Not the very edges: between two rates of samples, one of them may be half of a step.
    last = [height for height in recorder.samples(start, moment)[1] if height > low][-20]
    first = [height for height in recorder.samples(moment)[1] if height > low][20]
    again = (last - first) / (high - low) * seconds
    assert -0.01 <= again <= 0.06


def _pactl(*arguments: str) -> str:
    done = subprocess.run(["pactl", *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_device_that_goes_away_hands_over_to_the_next(recorder: Recorder, qtbot: QtBot) -> None:
    player = Player()
    module = _pactl("load-module", "module-null-sink", "sink_name=headphones", "norewinds=1")
    try:
        qtbot.waitUntil(lambda: len(QMediaDevices.audioOutputs()) == 2)
        _pactl("set-default-sink", "headphones")
        qtbot.waitUntil(lambda: QMediaDevices.defaultAudioOutput().id() == b"headphones")
        told, start = Told(player), time.monotonic()
        player.add(tone(1, 1.5))
        # The server moves the recording to the new default too.
        qtbot.waitUntil(lambda: recorder.first_sound(start) is not None)
        sinks = [line.split("\t") for line in _pactl("list", "short", "sinks").splitlines()]
        (headphones,) = (number for number, name, *_ in sinks if name == "headphones")
        streams = [line.split("\t") for line in _pactl("list", "short", "sink-inputs").splitlines()]
        assert {sink for _, sink, *_ in streams} == {headphones}
        qtbot.wait(400)
        assert told.order == [("began", 1)]
    finally:
        _pactl("unload-module", module)
    qtbot.waitUntil(lambda: ("ended", 1) in told.order, timeout=5000)
    qtbot.wait(300)
    player.close()
    heard = sum(ended - began for began, ended in recorder.sounds(start))
    assert heard == pytest.approx(1.5, abs=0.3)


UNPLUGGED = """
import subprocess, sys
from PySide6.QtCore import QCoreApplication, QTimer
from desktop.speech.messages import Rendered
from desktop.speech.player import Player
from PySide6.QtMultimedia import QMediaDevices
app = QCoreApplication([])
player, sound = Player(), bytes(4410)
def plug(*arguments):
    subprocess.run(["pactl", *arguments], check=True, stdout=subprocess.DEVNULL)
def failed(sentence):
    print(sentence, flush=True)
    plug("load-module", "module-null-sink", "sink_name=again", "norewinds=1")
def back():
    print("back", flush=True)
    player.add(Rendered(2, sound, 22050))
def changed():
    print("devices", len(QMediaDevices.audioOutputs()), flush=True)
player.failed.connect(failed)
player.back.connect(back)
QTimer.singleShot(50, lambda: plug("unload-module", "module-null-sink"))
player.ended.connect(lambda number: (print("ended", number, flush=True), app.quit()))
devices = QMediaDevices()
devices.audioOutputsChanged.connect(changed)
QTimer.singleShot(8000, app.quit)
player.add(Rendered(1, sound * 40, 22050))
app.exec()
"""


NO_SERVER = """
import sys
from PySide6.QtCore import QCoreApplication
from desktop.speech.messages import Rendered
from desktop.speech.player import Player
app = QCoreApplication([])
player = Player()
player.failed.connect(print)
player.add(Rendered(1, bytes(44100), 22050))
print(player.pending)
"""


def test_works_again_when_a_device_appears(private_sound_server: None, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", UNPLUGGED], env=environment, capture_output=True, text=True
    )
    told = done.stdout.splitlines()
    assert told[0] in (NO_DEVICE, STUCK_DEVICE), done.stderr
    assert "back" in told
    assert told[-1] == "ended 2", told


def test_no_device_is_told(tmp_path: Path) -> None:
    environment = {**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/none", "HOME": str(tmp_path)}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-c", NO_SERVER], env=environment, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [NO_DEVICE, "0"], done.stderr
