"""A text saved as sound: what stands in the file, and that nothing stays where it went wrong."""

from __future__ import annotations

import array
import errno
import io
import math
import os
import signal
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
import soundfile
from pytestqt.qtbot import QtBot

from desktop.children.child import Child
from desktop.speech.drivers.espeak import EspeakVoices
from desktop.speech.messages import Rendered, Voice
from desktop.speech.recording import (
    NOTHING,
    PARAGRAPH_SECONDS,
    SENTENCE_SECONDS,
    record,
    resampled,
    stretches,
)
from desktop.speech.renderer import DEAD, VoiceChild
from desktop.speech.saving import BUSY, AudioSaver
from desktop.speech.saving_messages import Save, Saved, SaveFailed, Saving
from desktop.speech.sound_file import ENDINGS, SoundFile, SoundFileError
from desktop.speech.speaker import VoiceChoice

RATE = 22050
TONE = array.array("h", (int(9000 * math.sin(n / 9)) for n in range(RATE))).tobytes()
STORY = "It was a bright cold day in April.\n\nThe clocks were striking thirteen. Nobody knew why."


def seconds(path: Path) -> float:
    return float(soundfile.info(str(path)).duration)


def loud(path: Path) -> float:
    """The share of the sound that isn't silent."""
    samples, _ = soundfile.read(str(path))
    return float((abs(samples) > 0.01).mean())


# What is said


def test_sentences_and_paragraphs_are_parted_by_silence() -> None:
    said = list(stretches(f"Good, kind people, listen to me. {STORY}", "en"))
    pauses = [(stretch.pause, stretch.phrase.text.split()[0]) for stretch in said if stretch.pause]
    assert pauses == [
        (SENTENCE_SECONDS, "It"),
        (PARAGRAPH_SECONDS, "The"),
        (SENTENCE_SECONDS, "Nobody"),
    ]
    ends = [stretch.end for stretch in said]
    assert ends == sorted(ends)


def test_each_run_has_its_language_and_readable_words() -> None:
    said = list(stretches("Привет, Sightread costs $5 here today.", "ru"))
    assert [stretch.phrase.language for stretch in said] == ["ru", "en"]
    assert "dollars" in said[1].phrase.text
    assert said[1].pause == 0, "no silence within a sentence"


def test_another_sample_rate_keeps_length_and_pitch() -> None:
    slow = resampled(TONE, RATE, 16000)
    assert len(slow) // 2 == 16000
    back = array.array("h", resampled(slow, 16000, RATE))
    whole = array.array("h", TONE)
    assert max(abs(a - b) for a, b in zip(whole[50:-50], back[50:-50], strict=False)) < 900
    assert resampled(TONE, RATE, RATE) is TONE


# The file


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_can_be_played(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"talk{ending}"
    path.write_bytes(b"an older file")
    with SoundFile(path, tmp_path / "beside", RATE) as file:
        file.write(TONE)
        file.write(TONE)
    assert seconds(path) == pytest.approx(2.0, abs=0.06)
    assert loud(path) > 0.9
    assert soundfile.info(str(path)).samplerate == RATE
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


class Disk(io.FileIO):
    """A disk with room for so many bytes."""

    room = 0

    def write(self, part: Any) -> int:
        if self.tell() + len(part) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(part)


def disk(room: int) -> Callable[[Path], IO[bytes]]:
    def opened(path: Path) -> IO[bytes]:
        made = Disk(path, "xb+")
        made.room = room
        return io.BufferedRandom(made)

    return opened


@pytest.mark.parametrize("room", [0, 3000])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_is_told_and_nothing_stays(tmp_path: Path, ending: str, room: int) -> None:
    path = tmp_path / f"talk{ending}"
    path.write_bytes(b"an older file")

    def save() -> None:
        with SoundFile(path, tmp_path / "beside", RATE, disk(room)) as file:
            file.write(TONE)

    with pytest.raises(SoundFileError) as told:
        save()
    assert told.value.sentence == "The disk is full. Make room, or save to another one."
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"an older file"


def test_a_folder_that_refuses_is_told(tmp_path: Path) -> None:
    def refused(path: Path) -> IO[bytes]:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with pytest.raises(SoundFileError, match="Nothing can be written in"):
        SoundFile(tmp_path / "talk.wav", tmp_path / "beside", RATE, refused)


# The child's part


class TwoVoices:
    """An English voice of one rate, a German one of another; nobody speaks French."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.known: tuple[Voice, ...] = (
            Voice("en", "English", ("en",)),
            Voice("de", "German", ("de",)),
        )

    def voices(self) -> tuple[Voice, ...]:
        return self.known

    def render(
        self, number: int, text: str, voice: str, rate: int, cancelled: Callable[[], bool]
    ) -> Rendered:
        self.said.append((voice, text))
        rate = {"de": 16000}.get(voice, RATE)
        return Rendered(number, TONE[: 2 * rate // 2], rate)


class Outlet:
    """Takes what the child would send, and cancels after so many messages."""

    def __init__(self, patience: int = 1000) -> None:
        self.sent: list[object] = []
        self._patience = patience

    def send(self, message: object) -> None:
        self.sent.append(message)

    def cancelled(self, job: int) -> bool:
        return len(self.sent) >= self._patience


def job(folder: Path, text: str, choice: VoiceChoice = VoiceChoice()) -> Save:  # noqa: B008
    return Save(1, text, "", str(folder / "talk.wav"), str(folder / "beside"), choice, "espeak")


def test_voices_of_two_rates_make_one_sound(tmp_path: Path) -> None:
    outlet, voices = Outlet(), TwoVoices()
    text = "The weather is fine and we are here. Das Wetter ist schön und wir sind hier."
    record(voices, job(tmp_path, text), outlet)
    assert outlet.sent[-1] == Saved(1)
    assert {voice for voice, _ in voices.said} == {"en", "de"}
    with wave.open(str(tmp_path / "talk.wav")) as file:
        assert file.getframerate() == RATE
    expected = 0.5 * len(voices.said) + SENTENCE_SECONDS
    assert seconds(tmp_path / "talk.wav") == pytest.approx(expected, abs=0.01)


def test_a_language_without_a_voice_is_said_and_noted(tmp_path: Path) -> None:
    outlet, voices = Outlet(), TwoVoices()
    record(voices, job(tmp_path, "The weather is fine and we are here. 今天天气很好。"), outlet)
    saved = outlet.sent[-1]
    assert isinstance(saved, Saved)
    [note] = saved.notes
    assert note.startswith("There is no voice for Chinese.")
    assert "Chinese" in voices.said[-1][1], "the file says that there is such text"


def test_a_preferred_voice_speaks_its_language(tmp_path: Path) -> None:
    voices, text = TwoVoices(), "The weather is fine and we are here."
    british = Voice("gb", "British", ("en-gb",))
    voices.known += (british,)
    record(voices, job(tmp_path, text, VoiceChoice("en", preferred=(("en-GB", "gb"),))), Outlet())
    assert {voice for voice, _ in voices.said} == {"gb"}


def test_without_any_voice_it_is_told_what_brings_one(tmp_path: Path) -> None:
    outlet, voices = Outlet(), TwoVoices()
    voices.known = ()
    record(voices, job(tmp_path, "The weather is fine and we are here."), outlet)
    [failed] = outlet.sent
    assert isinstance(failed, SaveFailed)
    assert failed.sentence.startswith("There is no voice for English.")
    assert list(tmp_path.iterdir()) == []


def test_what_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    outlet = Outlet(patience=3)
    record(TwoVoices(), job(tmp_path, STORY * 20), outlet)
    assert outlet.sent[-1] == SaveFailed(1, "")
    assert [type(each) for each in outlet.sent[:-1]] == [Saving] * 3
    assert list(tmp_path.iterdir()) == []


# The whole


class Told:
    """What a saver told, in order."""

    def __init__(self, saver: AudioSaver) -> None:
        self.events: list[tuple[str, object]] = []
        for name in ("progress", "failed"):
            getattr(saver, name).connect(lambda what, name=name: self.events.append((name, what)))
        saver.saved.connect(lambda *what: self.events.append(("saved", what)))

    def of(self, name: str) -> list[object]:
        return [what for each, what in self.events if each == name]


@pytest.fixture
def saver(qtbot: QtBot) -> Iterator[AudioSaver]:
    made = AudioSaver("espeak")
    yield made
    made.close()


def test_the_file_holds_what_would_be_spoken(
    qtbot: QtBot, saver: AudioSaver, tmp_path: Path
) -> None:
    told, path = Told(saver), tmp_path / "talk.flac"
    with qtbot.waitSignal(saver.saved, timeout=20000):
        saver.save(STORY * 30, path, VoiceChoice(rate=250), "en")
    percents = told.of("progress")
    assert len(percents) > 10
    assert percents == sorted(set(percents), key=percents.index)
    assert told.events[-1] == ("saved", (path, ()))
    voices, spoken = EspeakVoices(), 0.0
    for stretch in stretches(STORY * 30, "en"):
        sound = voices.render(1, stretch.phrase.text, "gmw/en-us", 250, lambda: False)
        spoken += stretch.pause + len(sound.pcm) / 2 / sound.sample_rate
    assert seconds(path) == pytest.approx(spoken, abs=0.01)
    assert list(tmp_path.iterdir()) == [path]


def test_what_has_no_voice_is_told_with_the_end(
    qtbot: QtBot, saver: AudioSaver, tmp_path: Path
) -> None:
    with qtbot.waitSignal(saver.saved, timeout=20000) as saved:
        saver.save("Good morning. ភាសាខ្មែរ", tmp_path / "talk.wav", VoiceChoice(rate=900))
    path, (note,) = saved.args
    assert path == tmp_path / "talk.wav"
    assert note.startswith("There is no voice for")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("talk.ogg", "Hello.", "Sound is saved as WAV, FLAC or MP3. Give the file one of these"),
        ("none/talk.wav", "Hello.", "There is no folder"),
        ("talk.wav", " \n. ", NOTHING),
    ],
)
def test_what_can_not_be_saved_is_said(
    qtbot: QtBot, saver: AudioSaver, tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    with qtbot.waitSignal(saver.failed, timeout=20000) as failed:
        saver.save(text, tmp_path / name, VoiceChoice())
    assert failed.args[0].startswith(sentence)
    assert not saver.busy
    assert list(tmp_path.iterdir()) == []


class RealChild:
    """Makes the real child and keeps it, so that a test can hurt it."""

    def __call__(self, deliver: Callable[[object], None]) -> VoiceChild:
        self.child = Child("voice", "desktop.speech.child", ["espeak"], deliver)
        return self.child


def test_a_child_that_dies_is_told_and_leaves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    child = RealChild()
    saver = AudioSaver("espeak", make_child=child)
    told = Told(saver)
    with qtbot.waitSignal(saver.progress, timeout=20000):
        saver.save(STORY * 3000, tmp_path / "talk.wav", VoiceChoice())
    assert len(list(tmp_path.iterdir())) == 1
    saver.save("Another.", tmp_path / "other.wav", VoiceChoice())
    assert told.of("failed") == [BUSY]
    with qtbot.waitSignal(saver.failed, timeout=5000) as failed:
        assert child.child.pid is not None
        os.kill(child.child.pid, signal.SIGKILL)
    assert failed.args == [DEAD]
    assert list(tmp_path.iterdir()) == []
    with qtbot.waitSignal(saver.saved, timeout=20000):
        saver.save("Again.", tmp_path / "again.wav", VoiceChoice())
    saver.close()


def test_what_is_called_off_leaves_nothing(qtbot: QtBot, saver: AudioSaver, tmp_path: Path) -> None:
    told = Told(saver)
    with qtbot.waitSignal(saver.progress, timeout=20000):
        saver.save(STORY * 500, tmp_path / "talk.mp3", VoiceChoice())
    saver.cancel()
    assert not saver.busy
    qtbot.wait(150)
    assert list(tmp_path.iterdir()) == []
    assert told.of("saved") == told.of("failed") == []
