"""How fast the voice obeys, judged by the sound that was really played: the monitor of a null sink.

A steady tone stands for the voice where silence and another sentence are looked for, as speech has
silences of its own; the text to its first sound goes through the real child and espeak-ng. All is
measured on an idle machine, and while a process keeps both cores busy, as nice as the engine is.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from desktop.speech.speaker import Speaker, VoiceChoice
from desktop.values import Move
from tests.benchmarks.measured import keep
from tests.speech.conftest import recorder, sound_server
from tests.speech.recorder import RATE, Recorder
from tests.speech.voices import Metronome, Told

__all__ = ["recorder", "sound_server"]

ROUNDS = 100
WAIT_MS = 70
"""More than each limit, so that what comes too late is seen to."""
NICE = 10
TEXT = "This is the low sentence now it goes on. Loud is this sentence loud it goes on. "
LOUD = 16000

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

BURN = f"""
import os, numpy
os.nice({NICE})
ones = numpy.ones((1024, 1024), numpy.float32)
print(flush=True)
while True:
    ones @ ones
"""


class TwoLoudnesses(Metronome):
    """The second sentence is louder than the first: each is known by its sound."""

    def loudness(self, word: str) -> int:
        return 6000 if self.rendered[-1].text.startswith("This") else 24000


@dataclass(slots=True)
class Delays:
    """What was measured, in milliseconds."""

    first: list[float] = field(default_factory=list)
    pause: list[float] = field(default_factory=list)
    resume: list[float] = field(default_factory=list)
    skip: list[float] = field(default_factory=list)
    stop: list[float] = field(default_factory=list)


@contextmanager
def both_cores_busy(busy: bool) -> Iterator[None]:
    """Products of matrices on both cores, in a process as nice as the engine's."""
    if not busy:
        yield
        return
    burning = subprocess.Popen([sys.executable, "-c", BURN], stdout=subprocess.PIPE)
    assert burning.stdout is not None
    burning.stdout.readline()
    try:
        yield
    finally:
        burning.kill()
        burning.wait()
        burning.stdout.close()


def heard_loud(recorder: Recorder, after: float, before: float) -> float:
    """When the louder sentence was first heard."""
    begin, samples = recorder.samples(after, before)
    place = next(place for place, height in enumerate(samples) if height > LOUD)
    return begin + place / RATE


def measure(speaker: Speaker, recorder: Recorder, qtbot: QtBot, job: int, delays: Delays) -> None:
    """One reading: its first sound, a pause, a resume, a skip, a stop."""

    def done(act: Callable[[], object]) -> float:
        moment = time.monotonic()
        act()
        qtbot.wait(WAIT_MS)
        return moment

    begun = time.monotonic()
    speaker.begin(job, "en")
    speaker.feed(job, TEXT)
    qtbot.waitUntil(lambda: recorder.first_sound(begun) is not None, timeout=5000)
    qtbot.wait(30)
    paused = done(speaker.pause)
    resumed = done(speaker.resume)
    skipped = done(lambda: speaker.move(Move.NEXT))
    stopped = done(speaker.stop)
    qtbot.wait(20)

    def ms(heard: float | None, since: float) -> float:
        # A sound that isn't heard in time counts as long as it was waited for.
        return WAIT_MS if heard is None else max(0.0, heard - since) * 1000

    delays.first.append(ms(recorder.first_sound(begun, paused), begun))
    delays.pause.append(ms(recorder.last_sound(begun, resumed), paused))
    delays.resume.append(ms(recorder.first_sound(resumed, skipped), resumed))
    delays.skip.append(ms(heard_loud(recorder, skipped, stopped), skipped))
    delays.stop.append(ms(recorder.last_sound(begun), stopped))


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_voice_obeys_at_once(recorder: Recorder, qtbot: QtBot, busy: bool) -> None:
    speaker = Speaker("espeak", make_child=TwoLoudnesses("en-us"))
    delays = Delays()
    with both_cores_busy(busy):
        for job in range(1, ROUNDS + 1):
            measure(speaker, recorder, qtbot, job, delays)
    speaker.close()
    name = ", both cores busy" if busy else ""
    failures = []
    for what, values in (
        ("pause to silence", delays.pause),
        ("resume to sound", delays.resume),
        ("skip to the next sentence's sound", delays.skip),
        ("stop to silence", delays.stop),
    ):
        try:
            keep(f"{what}{name}", 50, "ms", values)
        except AssertionError as failure:
            failures.append(str(failure))
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_first_sound_comes_at_once(recorder: Recorder, qtbot: QtBot, busy: bool) -> None:
    """From the first piece of text, which holds a clause, to the sound of the real voice."""
    speaker, values = Speaker("espeak"), []
    speaker.configure(VoiceChoice(rate=450))
    told = Told(speaker)
    with both_cores_busy(busy):
        with qtbot.waitSignal(speaker.voices_changed, timeout=10000):
            speaker.prepare()
        for job in range(1, ROUNDS + 1):
            began = time.monotonic()
            speaker.begin(job, "en")
            speaker.feed(job, "All at once, the rain")
            qtbot.waitUntil(lambda began=began: recorder.first_sound(began) is not None)  # type: ignore[misc]
            heard = recorder.first_sound(began)
            assert heard is not None
            values.append((heard - began) * 1000)
            speaker.stop()
            qtbot.wait(30)
    speaker.close()
    assert not [what for what in told.order if what[0] == "failed"]
    name = ", both cores busy" if busy else ""
    keep(f"text to first sound{name}", 150, "ms", values)
