"""The short sounds: their files, and what is heard of them beside the voice."""

from __future__ import annotations

import array
import itertools
import math
import runpy
import statistics
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtMultimedia import QMediaDevices
from pytestqt.qtbot import QtBot

from desktop.speech.sounds import (
    _LOWEST,
    _NEAR_MS,
    _OCTAVES,
    _RATE,
    FOLDER,
    Sounds,
    _tone,
)
from desktop.speech.speaker import Speaker
from desktop.values import Cue
from tests.speech.recorder import Recorder

ROOT = Path(__file__).resolve().parents[2]


def samples(cue: Cue) -> tuple[array.array[int], int]:
    with wave.open(str(FOLDER / f"{cue}.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return array.array("h", file.readframes(file.getnframes())), file.getframerate()


def pitch(part: array.array[int], rate: int) -> float:
    """The strongest of the pitches from 200 to 1200 Hz, by a transform of that range alone."""

    def strength(hertz: float) -> float:
        angle = 2 * math.pi * hertz / rate
        real = sum(sample * math.cos(angle * n) for n, sample in enumerate(part))
        imaginary = sum(sample * math.sin(angle * n) for n, sample in enumerate(part))
        return math.hypot(real, imaginary)

    return max((200 * 2 ** (step / 12) for step in range(31)), key=strength)


def contour(cue: Cue) -> str:
    """How the melody goes: ``/`` up, ``-`` the same, ``\\`` down, note by note."""
    melody = runpy.run_path(str(FOLDER / "make.py"))["MELODIES"][cue]
    heard, rate = samples(cue)
    pitches = [
        pitch(heard[round(start * rate) : round((start + 0.045) * rate) : 4], rate // 4)
        for start, _ in melody
    ]
    return "".join("/" if b > a else "\\" if b < a else "-" for a, b in itertools.pairwise(pitches))


@pytest.mark.parametrize("cue", list(Cue))
def test_each_cue_has_a_short_quiet_sound(cue: Cue) -> None:
    heard, rate = samples(cue)
    assert len(heard) / rate <= 0.2
    loudest = 20 * math.log10(max(map(abs, heard)) / 32767)
    assert loudest == pytest.approx(-18, abs=0.1)
    assert max(abs(heard[0]), abs(heard[-1])) < 40, "no click at the edges"
    assert max(abs(b - a) for a, b in itertools.pairwise(heard)) < 1500, "nor between"


def test_the_melodies_differ_and_not_only_in_pitch() -> None:
    assert {cue: contour(cue) for cue in Cue} == {
        Cue.CAPTURED: "/",
        Cue.READING: "-",
        Cue.DONE: "//",
        Cue.NOTHING: "\\",
        Cue.ERROR: "/\\",
    }


def test_the_script_makes_these_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, FOLDER / "make.py", tmp_path], check=True)
    for cue in Cue:
        with wave.open(str(tmp_path / f"{cue}.wav"), "rb") as file:
            made = array.array("h", file.readframes(file.getnframes()))
        heard, _ = samples(cue)
        # The last digit of a sine is the processor's.
        assert max(abs(a - b) for a, b in zip(made, heard, strict=True)) <= 1


@pytest.fixture
def sounds(sound_server: None, qtbot: QtBot) -> Iterator[Sounds]:
    assert not QMediaDevices.defaultAudioOutput().isNull()
    made = Sounds()
    yield made
    made.close()


def test_a_sound_is_heard_whole_and_then_the_device_is_let_go(
    qtbot: QtBot, sounds: Sounds, recorder: Recorder
) -> None:
    began = time.monotonic()
    sounds.play(Cue.DONE)
    qtbot.wait(700)
    [(first, last)] = recorder.sounds(after=began)
    assert 0.13 <= last - first <= 0.22
    assert first - began < 0.3
    qtbot.waitUntil(lambda: sounds._sink is None, timeout=3000)


def test_a_new_sound_takes_the_place_of_the_last(
    qtbot: QtBot, sounds: Sounds, recorder: Recorder
) -> None:
    began = time.monotonic()
    sounds.play(Cue.READING)
    sounds.play(Cue.ERROR)
    qtbot.wait(700)
    heard = recorder.sounds(after=began)
    assert sum(end - begin for begin, end in heard) < 0.3


def test_it_is_silent_where_it_is_off(qtbot: QtBot, sounds: Sounds, recorder: Recorder) -> None:
    began = time.monotonic()
    sounds.set_on(False)
    sounds.play(Cue.DONE)
    sounds.set_on(True)
    sounds.set_volume(0)
    sounds.play(Cue.DONE)
    qtbot.wait(400)
    assert recorder.silent_after(began)
    sounds.set_volume(100)
    sounds.play(Cue.DONE)
    assert recorder.wait_sound(began) > began


def test_the_volume_is_the_users(qtbot: QtBot, sounds: Sounds, recorder: Recorder) -> None:
    loudness = []
    for percent in (100, 25):
        began = time.monotonic()
        sounds.set_volume(percent)
        sounds.play(Cue.CAPTURED)
        qtbot.wait(450)
        loudness.append(max(map(abs, recorder.samples(after=began)[1])))
    assert 2.5 < loudness[0] / loudness[1] < 6


def test_without_a_device_it_is_silent_without_a_word() -> None:
    program = (
        "from PySide6.QtCore import QCoreApplication\n"
        "app = QCoreApplication([])\n"
        "from desktop.speech.sounds import Sounds\n"
        "from desktop.values import Cue\n"
        "sounds = Sounds()\n"
        "sounds.play(Cue.DONE)\n"
        "print(sounds._sink)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": "/nonexistent", "HOME": "/nonexistent"},
    )
    assert ran.stdout.strip() == "None", ran.stderr


def test_the_voice_comes_as_soon_with_a_sound_before_it_as_without(
    qtbot: QtBot, sounds: Sounds, recorder: Recorder
) -> None:
    speaker = Speaker("espeak")
    speaker.prepare()
    with qtbot.waitSignal(speaker.voices_changed, timeout=10000):
        speaker.voices()

    def first_word(job: int, cue: Cue | None) -> float:
        """Seconds from the text to the first sound that the player tells."""
        moments: list[float] = []
        speaker.started.connect(lambda _: moments.append(time.monotonic()))
        began = time.monotonic()
        if cue is not None:
            sounds.play(cue)
        speaker.begin(job, "en")
        speaker.feed(job, "Good morning to you all, ")
        qtbot.waitUntil(lambda: bool(moments), timeout=5000)
        speaker.stop()
        qtbot.wait(50)
        return moments[0] - began

    first_word(1, None)
    # In turns, so that another program's load falls on both alike.
    pairs = [(first_word(2 * n, None), first_word(2 * n + 1, Cue.CAPTURED)) for n in range(1, 6)]
    speaker.close()
    without, beside = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert beside - without < 0.02, f"{1000 * without:.0f} ms alone, {1000 * beside:.0f} beside"


def test_the_tone_is_the_higher_the_nearer(qtbot: QtBot) -> None:
    pitches = []
    for near in (0.0, 0.5, 1.0):
        pcm = array.array("h", _tone(_LOWEST * _OCTAVES**near))
        assert len(pcm) / _RATE <= 0.1
        assert max(abs(pcm[0]), abs(pcm[-1])) < 100, "no click at the edges"
        pitches.append(pitch(pcm[::4], _RATE // 4))
    assert pitches == sorted(set(pitches))


def test_tones_are_heard_apart_and_without_the_sounds(qtbot: QtBot) -> None:
    """They are wanted by a setting of their own."""
    sounds = Sounds()
    sounds.set_on(False)
    with Recorder() as recorder:
        sounds.tone(1.0)
        began = time.monotonic()
        sounds.tone(1.0)  # too soon: dropped
        assert sounds._pause.remainingTime() <= 1.05 * _NEAR_MS  # as exact as Qt's timers are
        recorder.wait_sound(began - 0.1)
    sounds.close()
