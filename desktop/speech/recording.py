"""In the child: a text is spoken into a file, as it would be spoken aloud.

It is cut into sentences, and those into runs of one voice, whose words are made readable, as
``speaker.Speaker`` does it; between sentences and paragraphs stands a short silence. A language
without a voice is left out, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from desktop.speech.drivers.voice_driver import DriverError, VoiceDriver
from desktop.speech.messages import FASTEST, SLOWEST, Rendered, RenderFailure, Voice
from desktop.speech.phrases import phrases
from desktop.speech.saving_messages import Save, Saved, SaveFailed, Saving
from desktop.speech.sound_file import SoundFile, SoundFileError, check
from desktop.speech.voices import choose_voice, missing_voice, speech_tag
from desktop.text.sentences import Splitter
from desktop.values import Utterance

SENTENCE_SECONDS, PARAGRAPH_SECONDS = 0.15, 0.5
"""The silence after a sentence and after a paragraph, beside the voice's own at an end."""

_STEP = 2000

NOTHING = "There is nothing to say in this text."


class Outlet(Protocol):
    """What is needed of ``children.program.Channel``."""

    def send(self, message: object) -> None:
        """To the app."""

    def cancelled(self, job: int) -> bool:
        """Whether ``job`` isn't wanted any more."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one voice says in one breath; ``pause`` is the silence before it in seconds, ``end``
    how far the whole text has been said with it, in characters."""

    text: str = field(repr=False)
    language: str
    pause: float
    end: int


def stretches(text: str, language: str) -> Iterator[Stretch]:
    """The text in the order in which it is spoken; ``language`` as in ``Save``."""
    said = 0
    for utterance in _utterances(text):
        before = text[said : utterance.start]
        lines = before[len(before.rstrip()) :].count("\n")
        pause = PARAGRAPH_SECONDS if lines > 1 else SENTENCE_SECONDS
        for phrase in phrases(0, utterance, text, language):
            silence = pause if said and phrase.opens else 0.0
            said = max(said, phrase.where[-1])
            yield Stretch(phrase.text, phrase.language, silence, said)


def _utterances(text: str) -> Iterator[Utterance]:
    """Those of the text as they are found, so that a book begins at once."""
    splitter = Splitter()
    for start in range(0, len(text), _STEP):
        yield from splitter.feed(text[start : start + _STEP])
    yield from splitter.end()


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
        missing = next(iter(sounds.missing), NOTHING)
        raise SoundFileError(missing)
    rate, told = first[1].sample_rate, 0
    with SoundFile(Path(job.path), Path(job.beside), rate) as file:
        for stretch, sound in _with_first(first, rendered):
            file.write(bytes(2 * round(stretch.pause * rate)))
            file.write(resampled(sound.pcm, sound.sample_rate, rate))
            percent = min(99, 100 * stretch.end // max(1, len(job.text)))
            if percent > told:
                told = percent
                channel.send(Saving(job.number, percent))
    return tuple(sounds.missing)


_Spoken = tuple[Stretch, Rendered]


def _with_first(first: _Spoken, rest: Iterator[_Spoken]) -> Iterator[_Spoken]:
    yield first
    yield from rest


class _Sounds:
    """The sounds of a job, one after the other."""

    def __init__(self, driver: VoiceDriver, job: Save, cancelled: Callable[[], bool]) -> None:
        self._driver, self._job, self._cancelled = driver, job, cancelled
        self._voices = driver.voices()
        self.missing: dict[str, None] = {}
        """A sentence for each language without a voice."""

    def rendered(self) -> Iterator[_Spoken]:
        """Each stretch with its sound. Raises DriverError."""
        rate = min(FASTEST, max(SLOWEST, self._job.rate))
        for stretch in stretches(self._job.text, self._job.language):
            if self._cancelled():
                raise DriverError(RenderFailure.CANCELLED, "Stopped.")
            voice = voice_for(self._voices, stretch.language, self._job)
            if voice is None:
                self.missing[missing_voice(stretch.language, self._job.driver)] = None
                continue
            yield (
                stretch,
                self._driver.render(
                    self._job.number, stretch.text, voice.id, rate, self._cancelled
                ),
            )


def voice_for(voices: Sequence[Voice], language: str, job: Save) -> Voice | None:
    """The voice that the user wants for ``language``, or the one that fits."""
    tag = speech_tag(language)
    wanted = {speech_tag(each): name for each, name in job.preferred}
    own = wanted.get(tag) or wanted.get(tag.partition("-")[0]) or job.voice
    return choose_voice(voices, language, own)


def resampled(pcm: bytes, rate: int, wanted: int) -> bytes:
    """16-bit samples at ``rate`` as samples at ``wanted``, between two in a straight line."""
    if rate == wanted or not pcm:
        return pcm
    import numpy as np

    samples = np.frombuffer(pcm, np.int16)
    places = np.arange(round(len(samples) * wanted / rate)) * (rate / wanted)
    between = np.interp(places, np.arange(len(samples)), samples)
    return bytes(np.rint(between).astype(np.int16).tobytes())
