"""What happens to speech when its child or its sound device is lost: it goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.speech.player import NO_DEVICE, STUCK_DEVICE
from desktop.speech.speaker import Speaker, VoiceChoice
from tests.speech.recorder import Recorder
from tests.speech.voices import RealChild, Told

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def child(qapp: object) -> RealChild:
    return RealChild()


@pytest.fixture
def speaker(child: RealChild, recorder: Recorder, qtbot: QtBot) -> Iterator[Speaker]:
    speaker = Speaker("espeak", make_child=child, answer_seconds=0.6)
    with qtbot.waitSignal(speaker.voices_changed, timeout=10000):
        speaker.prepare()
    yield speaker
    speaker.close()
    recorder.wait_silence(time.monotonic(), quiet=0.1)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_goes_on_when_the_child_is_lost(
    speaker: Speaker, child: RealChild, qtbot: QtBot, how: signal.Signals
) -> None:
    told = Told(speaker)
    speaker.configure(VoiceChoice(rate=900))
    speaker.begin(1, "en")
    numbers = ["one", "two", "three", "four", "five", "six"]
    text = " ".join(f"This is sentence {number}." for number in numbers)
    speaker.feed(1, text)
    qtbot.waitUntil(told.has("started", 1), timeout=5000)
    child.hurt(how)
    speaker.end(1)
    qtbot.waitUntil(told.has("finished", 1), timeout=25000)
    assert told.order == [("started", 1), ("finished", 1)]
    words = [text[start : start + length] for _, start, length in told.words]
    assert [word for word in words if word in numbers] == numbers


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_child_that_is_lost_is_replaced_within_a_second(
    recorder: Recorder, qtbot: QtBot, how: signal.Signals
) -> None:
    """When all that it had rendered has been heard, and more is wanted."""
    delays = []
    for _ in range(3):
        child = RealChild()
        speaker = Speaker("espeak", make_child=child)
        told, start = Told(speaker), time.monotonic()
        speaker.configure(VoiceChoice(rate=900))
        speaker.begin(1, "en")
        speaker.feed(1, "This is one. And")
        qtbot.waitUntil(lambda told=told: len(told.words) == 3, timeout=10000)  # type: ignore[misc]
        start = recorder.wait_silence(start, quiet=0.15)
        child.hurt(how)
        start = time.monotonic()
        speaker.feed(1, " this is another. ")
        qtbot.waitUntil(lambda start=start: recorder.first_sound(start) is not None, timeout=9000)  # type: ignore[misc]
        delays.append((recorder.first_sound(start) or 0) - start)
        assert told.order == [("started", 1)]
        speaker.close()
        if delays[-1] <= 1:
            break
    print(how.name, "to sound", [round(delay, 2) for delay in delays])
    assert min(delays) <= 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_child_that_is_lost_is_not_missed_while_enough_is_rendered(
    speaker: Speaker, child: RealChild, recorder: Recorder, qtbot: QtBot, how: signal.Signals
) -> None:
    told, start = Told(speaker), time.monotonic()
    speaker.configure(VoiceChoice(rate=450))
    speaker.begin(1, "en")
    speaker.feed(1, "All the words of a long text are here, and all of them are heard. " * 4)
    speaker.end(1)
    qtbot.waitUntil(told.has("started", 1), timeout=5000)
    child.hurt(how)
    qtbot.waitUntil(told.has("finished", 1), timeout=25000)
    stretches = recorder.sounds(start, gap=0.25)
    assert len(stretches) == 1, stretches
    assert told.order == [("started", 1), ("finished", 1)]


SAY = """
from PySide6.QtCore import QCoreApplication, QTimer
from desktop.speech.speaker import Speaker
app = QCoreApplication([])
speaker = Speaker("espeak")
speaker.failed.connect(lambda sentence: (print(sentence, flush=True), app.quit()))
QTimer.singleShot(10000, app.quit)
QTimer.singleShot(0, lambda: speaker.say("hello"))
app.exec()
speaker.close()
"""


def test_without_a_sound_device_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    environment = {**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/none", "HOME": str(tmp_path)}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-c", SAY], env=environment, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [NO_DEVICE], done.stderr


UNPLUGGED = """
import subprocess
from PySide6.QtCore import QCoreApplication, QTimer
from desktop.speech.speaker import Speaker, VoiceChoice
app = QCoreApplication([])
gone = []
text = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen."
def tell(*what):
    print(*what, flush=True)
def plug(*arguments):
    subprocess.run(["pactl", *arguments], check=True, stdout=subprocess.DEVNULL)
def word(job, start, length):
    if job:
        tell("word", text[start : start + length])
    if text[start : start + length] == "four" and not gone:
        gone.append(True)
        plug(*OUT)
def failed(sentence):
    tell(sentence)
    speaker.say("It is told to nobody.")
    QTimer.singleShot(600, back)
def back():
    plug("load-module", "module-null-sink", "sink_name=again", "norewinds=1")
    plug("set-default-sink", "again")
speaker = Speaker("espeak")
speaker.word.connect(word)
speaker.failed.connect(failed)
speaker.stopped.connect(lambda job: tell("stopped", job))
speaker.device_back.connect(lambda: tell("back"))
speaker.finished.connect(lambda job: (tell("finished", job), app.quit()))
speaker.configure(VoiceChoice(rate=350))
speaker.begin(1, "en")
speaker.feed(1, text)
speaker.end(1)
QTimer.singleShot(15000, app.quit)
app.exec()
speaker.close()
"""


@pytest.mark.parametrize("dummy", [False, True], ids=["none", "dummy output"])
def test_a_reading_waits_for_a_device_and_goes_on_at_its_word(
    private_sound_server: None, dummy: bool
) -> None:
    """``dummy``: the server puts a device in its place that nobody hears, as it does by default."""
    out = ("unload-module", "module-null-sink")
    if dummy:
        load = ["pactl", "load-module", "module-null-sink", "sink_name=auto_null"]
        subprocess.run(load, check=True, capture_output=True)
        out = ("set-default-sink", "auto_null")
    done = subprocess.run(
        [sys.executable, "-c", f"OUT = {out!r}\n{UNPLUGGED}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    told = done.stdout.splitlines()
    back = told.index("back")
    before = [line.removeprefix("word ") for line in told[:back] if line.startswith("word")]
    after = [line.removeprefix("word ") for line in told[back:] if line.startswith("word")]
    failed, *rest = [line for line in told[:back] if not line.startswith("word")]
    assert failed in ([NO_DEVICE] if dummy else [NO_DEVICE, STUCK_DEVICE]), done.stderr
    assert rest == ["stopped 0"]
    words = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    # The word that was cut off is told twice, unless the next one had begun before it was noticed.
    assert list(dict.fromkeys(before + after)) == [*words.split(), "fifteen"]
    assert len(before + after) <= len(words.split()) + 2
    assert told[-1] == "finished 1"
