"""The door to speech: what is heard of it, when, and what it tells."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.speech.messages import Rendered
from desktop.speech.speaker import NO_MULTIMEDIA, Speaker, VoiceChoice
from tests.speech.recorder import RATE, Recorder
from tests.speech.voices import FakeVoice, RealChild, Told

ROOT = Path(__file__).resolve().parents[2]
STORY = (
    "It was a bright cold day in April, and the clocks were striking thirteen. "
    "Somebody walked along the road with a heavy bag. "
    "Nobody knew where he came from. "
)


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


@pytest.fixture
def voice(qapp: object) -> FakeVoice:
    return FakeVoice("en-us", "cmn", "de")


@pytest.fixture
def fake(voice: FakeVoice, recorder: Recorder) -> Iterator[Speaker]:
    speaker = Speaker("espeak", make_child=voice)
    yield speaker
    speaker.close()


def test_speaks_before_the_text_has_ended(
    speaker: Speaker, recorder: Recorder, qtbot: QtBot
) -> None:
    told, start = Told(speaker), time.monotonic()
    speaker.configure(VoiceChoice(rate=449))
    speaker.begin(1)
    speaker.feed(1, "It was a bright cold day in April, and the")
    qtbot.waitUntil(lambda: recorder.first_sound(start) is not None)
    assert told.order == [("started", 1)]
    speaker.feed(1, " clocks were striking.")
    speaker.end(1)
    qtbot.waitUntil(told.has("finished", 1), timeout=15000)
    assert told.order == [("started", 1), ("finished", 1)]


def test_the_first_sound_comes_soon_after_the_first_text(
    speaker: Speaker, recorder: Recorder, qtbot: QtBot
) -> None:
    delays = []
    for job in range(1, 6):
        speaker.begin(job)
        start = time.monotonic()
        speaker.feed(job, "Good morning. This is a text that is read aloud.")
        qtbot.waitUntil(lambda start=start: recorder.first_sound(start) is not None)  # type: ignore[misc]
        delays.append((recorder.first_sound(start) or 0) - start)
        speaker.stop()
        qtbot.wait(100)
    print("first sound", [round(delay * 1000) for delay in delays])
    # The budget is 150 ms and is the benchmark's; a machine may be slower than usual.
    assert statistics.median(delays) <= 0.4, delays


def test_stop_silences_at_once_and_for_good(
    speaker: Speaker, recorder: Recorder, qtbot: QtBot
) -> None:
    told, delays = Told(speaker), []
    for job in range(1, 6):
        start = time.monotonic()
        speaker.begin(job)
        speaker.feed(job, STORY * 3)
        qtbot.waitUntil(lambda start=start: recorder.first_sound(start) is not None)  # type: ignore[misc]
        qtbot.wait(150)
        moment = time.monotonic()
        speaker.stop()
        speaker.stop()
        speaker.feed(job, STORY)
        speaker.end(job)
        qtbot.wait(400)
        delays.append((recorder.last_sound(start) or moment) - moment)
    print("silence", [round(delay * 1000) for delay in delays])
    # The budget is 50 ms and is the benchmark's; what the device holds would go on for longer.
    assert statistics.median(delays) <= 0.1, delays
    assert told.order == [(n, job) for job in range(1, 6) for n in ("started", "stopped")]
    assert not speaker.speaking


def test_words_point_into_the_text_as_it_was(speaker: Speaker, qtbot: QtBot) -> None:
    told = Told(speaker)
    text = "Bright  cold\nday. Somebody walked long-\nish roads home."
    speaker.configure(VoiceChoice(rate=500))
    speaker.begin(4, "en")
    for piece in (text[:20], text[20:]):
        speaker.feed(4, piece)
    speaker.end(4)
    qtbot.waitUntil(told.has("finished", 4), timeout=15000)
    heard = [text[start : start + length] for job, start, length in told.words if job == 4]
    assert heard == ["Bright", "cold", "day", "Somebody", "walked", "long-\nish", "roads", "home"]


def test_sentences_follow_in_order_each_after_the_last(
    fake: Speaker, voice: FakeVoice, recorder: Recorder, qtbot: QtBot
) -> None:
    told, start = Told(fake), time.monotonic()
    fake.begin(1, "en")
    fake.feed(1, "The first sentence is here. The second is here. And the third is here.")
    fake.end(1)
    qtbot.waitUntil(told.has("finished", 1), timeout=5000)
    qtbot.wait(150)
    assert [render.text.split()[1] for render in voice.rendered] == ["first", "second", "the"]
    ((began, ended),) = recorder.sounds(start, gap=0.015)
    assert ended - began == pytest.approx(0.6, abs=0.04)


@pytest.mark.parametrize("text", ["", "  \n\t ", "... -- !?", "—\n\n•"])
def test_nothing_to_say_is_finished_at_once(fake: Speaker, text: str) -> None:
    told = Told(fake)
    fake.begin(1)
    fake.feed(1, text)
    fake.end(1)
    assert told.order == [("finished", 1)]
    fake.say(text)
    assert told.order[1:] == [("finished", 0)]


def test_late_text_of_an_older_job_is_dropped(
    fake: Speaker, voice: FakeVoice, qtbot: QtBot
) -> None:
    told = Told(fake)
    fake.begin(1, "en")
    fake.feed(1, "The old text.")
    fake.begin(2, "en")
    fake.feed(1, "More of the old text.")
    fake.end(1)
    fake.feed(2, "The new text.")
    fake.end(2)
    qtbot.waitUntil(told.has("finished", 2), timeout=5000)
    assert told.order == [("stopped", 1), ("started", 2), ("finished", 2)]
    assert [render.text for render in voice.rendered][-1] == "The new text."


def test_announcements_wait_or_interrupt(fake: Speaker, voice: FakeVoice, qtbot: QtBot) -> None:
    told = Told(fake)
    fake.begin(1, "en")
    fake.feed(1, "Reading.")
    fake.end(1)
    fake.say("One note.")
    qtbot.waitUntil(told.has("finished", 0), timeout=5000)
    assert told.order == [("started", 1), ("finished", 1), ("started", 0), ("finished", 0)]
    fake.begin(2, "en")
    fake.feed(2, "Some reading that is still going on. And on.")
    fake.say("Stop it.", interrupt=True)
    qtbot.waitUntil(lambda: told.order.count(("finished", 0)) == 2, timeout=5000)
    assert told.order[4:] == [("stopped", 2), ("started", 0), ("finished", 0)]


def test_a_reading_lets_an_announcement_end(fake: Speaker, qtbot: QtBot) -> None:
    told = Told(fake)
    fake.say("Reading the region.")
    fake.begin(1, "en")
    fake.feed(1, "The text.")
    fake.end(1)
    qtbot.waitUntil(told.has("finished", 1), timeout=5000)
    assert told.order == [("started", 0), ("finished", 0), ("started", 1), ("finished", 1)]


def test_pause_and_resume(fake: Speaker, recorder: Recorder, qtbot: QtBot) -> None:
    told, start = Told(fake), time.monotonic()
    fake.begin(1, "en")
    fake.feed(1, "The first sentence is here. The second is here. ")
    qtbot.waitUntil(lambda: recorder.first_sound(start) is not None)
    fake.pause()
    paused = time.monotonic()
    fake.end(1)
    qtbot.wait(500)
    assert recorder.silent_after(paused + 0.1)
    assert ("finished", 1) not in told.order
    fake.resume()
    qtbot.waitUntil(told.has("finished", 1), timeout=5000)
    qtbot.wait(100)
    heard = sum(ended - began for began, ended in recorder.sounds(start))
    assert heard == pytest.approx(0.4, abs=0.06)


def test_chinese_takes_the_chinese_voice_and_mixed_text_both(
    fake: Speaker, voice: FakeVoice, qtbot: QtBot
) -> None:
    told = Told(fake)
    fake.begin(1)
    fake.feed(1, "你好，世界。今天是星期六。\n\nThe menu of the day is on the wall.\n")
    fake.end(1)
    qtbot.waitUntil(told.has("finished", 1), timeout=5000)
    voices = [render.voice for render in voice.rendered]
    assert set(voices) == {"cmn", "en-us"}
    assert (voices[0], voices[-1]) == ("cmn", "en-us")


def test_no_voice_for_a_language_is_told_once_and_the_rest_is_said(
    fake: Speaker, voice: FakeVoice, qtbot: QtBot
) -> None:
    told = Told(fake)
    fake.begin(1)
    fake.feed(1, "สวัสดีครับ นี่คือเมนู\n\nนี่คือเมนู\n\nThe menu of the day is on the wall.\n")
    fake.end(1)
    qtbot.waitUntil(told.has("finished", 1), timeout=5000)
    sentences = [what for name, what in told.order if name == "failed"]
    assert len(sentences) == 1
    assert "Thai" in str(sentences[0])
    # The place is told once, and what has a voice is said.
    said = [render.text for render in voice.rendered]
    assert said == ["Thai text, no voice.", "The menu of the day is on the wall."]


def test_no_voice_at_all_is_told(recorder: Recorder, qtbot: QtBot) -> None:
    speaker = Speaker("espeak", make_child=FakeVoice())
    told = Told(speaker)
    speaker.say("Hello there.")
    qtbot.waitUntil(told.has("finished", 0), timeout=5000)
    assert [name for name, _ in told.order] == ["failed", "finished"]
    assert "espeak-ng" in str(told.order[0][1])
    speaker.close()


def test_a_long_text_without_a_voice_is_left_out_as_a_whole(
    fake: Speaker, voice: FakeVoice, qtbot: QtBot
) -> None:
    told = Told(fake)
    with qtbot.waitSignal(fake.voices_changed):
        fake.voices()
    fake.begin(1)
    began = time.process_time()
    fake.feed(1, "นี่คือเมนู\n\n" * 500)
    fake.end(1)
    assert time.process_time() - began < 0.5
    fake.say("Done.")
    qtbot.waitUntil(told.has("finished", 0), timeout=5000)
    assert [name for name, _ in told.order] == [
        "failed", "started", "finished", "started", "finished",
    ]  # fmt: skip
    assert [render.text for render in voice.rendered] == ["Thai text, no voice.", "Done."]


def test_a_foreign_word_without_a_voice_is_named_or_said_by_the_default_voice(
    fake: Speaker, voice: FakeVoice, qtbot: QtBot
) -> None:
    told = Told(fake)
    fake.begin(1, "en")
    fake.feed(1, "The word สวัสดี is a greeting.")
    fake.end(1)
    qtbot.waitUntil(told.has("finished", 1), timeout=5000)
    assert [render.text for render in voice.rendered] == [
        "The word", "Thai text, no voice.", "is a greeting.",
    ]  # fmt: skip
    fake.begin(2, "fi")
    fake.feed(2, "Hyvää huomenta.")
    fake.end(2)
    qtbot.waitUntil(told.has("finished", 2), timeout=5000)
    assert voice.rendered[-1].text == "Hyvää huomenta."
    assert [name for name, _ in told.order].count("failed") == 2


@pytest.fixture
def without_multimedia(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a system library of QtMultimedia is missing: importing it raises ImportError."""
    monkeypatch.delitem(sys.modules, "desktop.speech.player")
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)


@pytest.mark.parametrize("prepared", [True, False])
def test_without_multimedia_it_is_told_once_and_stays_mute(
    without_multimedia: None, voice: FakeVoice, qtbot: QtBot, prepared: bool
) -> None:
    speaker = Speaker("espeak", make_child=voice)
    told = Told(speaker)
    with qtbot.waitSignal(speaker.voices_changed):
        speaker.prepare() if prepared else speaker.voices()
    if prepared:
        qtbot.waitUntil(lambda: bool(told.order), timeout=5000)
    for job in (1, 2):
        speaker.begin(job, "en")
        speaker.feed(job, STORY)
        speaker.pause()
        speaker.resume()
        speaker.end(job)
        speaker.say("Copied.")
    qtbot.wait(100)
    failed = ("failed", NO_MULTIMEDIA)
    assert told.order.count(failed) == 1
    told_rest = [event for event in told.order if event != failed]
    assert told_rest == [("finished", 1), ("finished", 0), ("finished", 2), ("finished", 0)]
    assert not speaker.speaking
    speaker.close()


def test_stop_while_rendering_drops_what_comes_later(
    fake: Speaker, voice: FakeVoice, recorder: Recorder, qtbot: QtBot
) -> None:
    told, start = Told(fake), time.monotonic()
    voice.silent = True
    fake.say("Never heard.")
    qtbot.waitUntil(lambda: len(voice.rendered) == 1)
    fake.stop()
    late = voice.rendered[0].number
    voice._deliver(Rendered(late, b"\x00\x20" * RATE, RATE))
    qtbot.wait(250)
    assert told.order == [("stopped", 0)]
    assert recorder.silent_after(start)


def test_silence_costs_nothing(fake: Speaker, qtbot: QtBot) -> None:
    """Not in a pause either, and not after the end: no timer runs."""
    told = Told(fake)

    def running() -> list[QTimer]:
        return [timer for timer in fake.findChildren(QTimer) if timer.isActive()]

    fake.begin(1, "en")
    fake.feed(1, "The first sentence is here. The second is here. ")
    qtbot.waitUntil(told.has("started", 1), timeout=5000)
    assert running()
    fake.pause()
    assert not running()
    fake.resume()
    fake.end(1)
    qtbot.waitUntil(told.has("finished", 1), timeout=5000)
    qtbot.waitUntil(lambda: not running(), timeout=3000)


def test_voices_are_told_when_asked(speaker: Speaker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(speaker.voices_changed, timeout=5000) as told:
        speaker.voices()
    assert told.args is not None
    assert any("cmn" in voice.languages for voice in told.args[0])


def test_the_window_process_loads_neither_pyttsx3_nor_multimedia_for_the_door() -> None:
    code = (
        "import sys, desktop.speech.speaker\n"
        "print(sorted(m for m in sys.modules if m.startswith(('pyttsx3', 'PySide6.QtMultimedia'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
