"""In the child: a text is spoken into a file, as it would be spoken aloud.

It is cut into the same phrases and said by the same voices; between sentences and paragraphs stands
a short silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from desktop.speech.casting import Casting
from desktop.speech.drivers.voice_driver import DriverError, VoiceDriver
from desktop.speech.messages import FASTEST, SLOWEST, Rendered, RenderFailure
from desktop.speech.phrases import Phrase, phrases
from desktop.speech.saving_messages import Save, Saved, SaveFailed, Saving
from desktop.speech.sound_file import SoundFile, SoundFileError, check
from desktop.system.priority import give_way
from desktop.text.sentences import Splitter
from desktop.values import Utterance

SENTENCE_SECONDS, PARAGRAPH_SECONDS = 0.15, 0.5
"""The silence after a sentence and after a paragraph, beside the voice's own at an end."""

NOTHING = "There is nothing to say in this text."

_JOB = 1
"""Phrases of a reading have a job's number; the readings of a child are one at a time."""
_STEP = 2000


class Outlet(Protocol):
    """What is needed of ``children.program.Channel``."""

    def send(self, message: object) -> None:
        """To the app."""

    def cancelled(self, job: int) -> bool:
        """Whether ``job`` isn't wanted any more."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phrase; ``pause`` is the silence before it in seconds, ``end`` how far the whole text has
    been said with it, in characters."""

    phrase: Phrase
    pause: float
    end: int


def stretches(text: str, language: str) -> Iterator[Stretch]:
    """The text in the order in which it is spoken; ``language`` as in ``Save``."""
    said = number = 0
    for utterance in _utterances(text):
        before = text[said : utterance.start]
        lines = before[len(before.rstrip()) :].count("\n")
        pause = PARAGRAPH_SECONDS if lines > 1 else SENTENCE_SECONDS
        for phrase in phrases(_JOB, utterance, text, language):
            phrase.index = number
            silence = pause if number and phrase.opens else 0.0
            said, number = max(said, phrase.where[-1]), number + 1
            yield Stretch(phrase, silence, said)


def _utterances(text: str) -> Iterator[Utterance]:
    """Those of the text as they are found, so that a book begins at once."""
    splitter = Splitter()
    for start in range(0, len(text), _STEP):
        yield from splitter.feed(text[start : start + _STEP])
    yield from splitter.end()


def handle(driver: VoiceDriver, message: object, channel: Outlet) -> None:
    """Save, behind whatever else the computer has to do. Raises TypeError for anything else."""
    if not isinstance(message, Save):
        raise TypeError(f"no message for this child: {type(message).__name__}")
    give_way()
    record(driver, message, channel)


def record(driver: VoiceDriver, job: Save, channel: Outlet) -> None:
    """Do what ``job`` asks for, and tell how it went."""
    try:
        notes = _recorded(driver, job, channel)
    except DriverError as error:
        cancelled = error.kind is RenderFailure.CANCELLED
        channel.send(SaveFailed(job.number, "" if cancelled else error.sentence))
    except SoundFileError as error:
        channel.send(SaveFailed(job.number, error.sentence))
    else:
        channel.send(Saved(job.number, notes))


def _recorded(driver: VoiceDriver, job: Save, channel: Outlet) -> tuple[str, ...]:
    check(Path(job.path))
    sounds = _Sounds(driver, job, lambda: channel.cancelled(job.number))
    rendered = sounds.rendered()
    first = next(rendered, None)
    if first is None:
        raise SoundFileError(next(iter(sounds.notes), NOTHING))
    rate, told = first[1].sample_rate, 0
    with SoundFile(Path(job.path), Path(job.beside), rate) as file:
        for stretch, sound in chain([first], rendered):
            file.write(bytes(2 * round(stretch.pause * rate)))
            file.write(resampled(sound.pcm, sound.sample_rate, rate))
            percent = min(99, 100 * stretch.end // max(1, len(job.text)))
            if percent > told:
                told = percent
                channel.send(Saving(job.number, percent))
    return tuple(sounds.notes)


class _Sounds:
    """The sounds of a job, one after the other."""

    def __init__(self, driver: VoiceDriver, job: Save, cancelled: Callable[[], bool]) -> None:
        self._driver, self._job, self._cancelled = driver, job, cancelled
        self._casting = Casting(job.driver)
        self._casting.voices, self._casting.choice = driver.voices(), job.choice
        self.notes: list[str] = []
        """A sentence for each language without a voice."""

    def rendered(self) -> Iterator[tuple[Stretch, Rendered]]:
        """Each stretch with its sound. Raises DriverError."""
        rate = min(FASTEST, max(SLOWEST, self._job.choice.rate))
        for stretch in stretches(self._job.text, self._job.language):
            if self._cancelled():
                raise DriverError(RenderFailure.CANCELLED, "Stopped.")
            phrase = stretch.phrase
            if missing := self._casting.missing(phrase.language):
                self.notes.append(missing)
            if (voice := self._casting.cast(phrase)) is not None:
                yield (
                    stretch,
                    self._driver.render(
                        self._job.number, phrase.text, voice.id, rate, self._cancelled
                    ),
                )


def resampled(pcm: bytes, rate: int, wanted: int) -> bytes:
    """16-bit samples at ``rate`` as samples at ``wanted``, between two in a straight line."""
    if rate == wanted or not pcm:
        return pcm
    import numpy as np

    samples = np.frombuffer(pcm, np.int16)
    places = np.arange(round(len(samples) * wanted / rate)) * (rate / wanted)
    between = np.interp(places, np.arange(len(samples)), samples)
    return bytes(np.rint(between).astype(np.int16).tobytes())
