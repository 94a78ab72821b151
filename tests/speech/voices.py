"""What the tests of the speaker share: voices to speak with, and what a speaker tells."""

from __future__ import annotations

import array
import math
import os
import re
import signal
import time
from collections.abc import Callable

from desktop.children.child import Child
from desktop.speech.messages import AskVoices, Render, Rendered, Voice, Voices
from desktop.speech.renderer import VoiceChild
from desktop.speech.speaker import Speaker
from tests.speech.recorder import RATE


class Told:
    """What a speaker told, in order, with the time."""

    def __init__(self, speaker: Speaker) -> None:
        self.events: list[tuple[float, str, object]] = []
        for name in ("started", "finished", "stopped", "failed"):
            getattr(speaker, name).connect(lambda what, name=name: self._note(name, what))
        self.words: list[tuple[int, int, int]] = []
        speaker.word.connect(lambda *word: self.words.append(word))

    def _note(self, name: str, what: object) -> None:
        self.events.append((time.monotonic(), name, what))

    @property
    def order(self) -> list[tuple[str, object]]:
        return [(name, what) for _, name, what in self.events]

    def has(self, name: str, what: object) -> Callable[[], bool]:
        return lambda: (name, what) in self.order


class RealChild:
    """Makes the real child and keeps it, so that a test can hurt it."""

    def __init__(self) -> None:
        self.child: Child | None = None

    def __call__(self, deliver: Callable[[object], None]) -> VoiceChild:
        self.child = Child("voice", "desktop.speech.child", ["espeak"], deliver)
        return self.child

    def hurt(self, number: signal.Signals) -> None:
        assert self.child is not None
        assert self.child.pid is not None
        os.kill(self.child.pid, number)


class FakeVoice:
    """A synthesiser with the child's interface: 0.2 s of sound for each text, and a record."""

    generation = 1

    def __init__(self, *languages: str) -> None:
        self.rendered: list[Render] = []
        self.silent = False
        self._voices = tuple(Voice(tag, tag, (tag,)) for tag in languages)

    def __call__(self, deliver: Callable[[object], None]) -> VoiceChild:
        self._deliver = deliver
        return self

    def send(self, message: object) -> None:
        match message:
            case AskVoices():
                self._deliver(Voices(self._voices))
            case Render():
                self.rendered.append(message)
                pcm = (b"\x00\x20" * 20 + b"\x00\xe0" * 20) * (RATE // 200)
                if not self.silent:
                    self._deliver(Rendered(message.number, pcm, RATE, ((0, 0, 1),)))

    def cancel(self, job: int) -> None:
        pass

    def stop(self, grace_seconds: float) -> None:
        pass

    def ping(self) -> int:
        return 0

    def kill(self) -> None:
        pass


class Metronome(FakeVoice):
    """Says each word as a tone of 0.07 s, at 200 words a minute."""

    SECONDS = 0.07

    def send(self, message: object) -> None:
        if not isinstance(message, Render) or self.silent:
            super().send(message)
            return
        self.rendered.append(message)
        samples = int(RATE * self.SECONDS * 200 / message.rate)
        told, pcm = [], array.array("h")
        for number, word in enumerate(re.finditer(r"\S+", message.text)):
            told.append((int(number * samples / RATE * 1000), word.start(), len(word[0])))
            pcm.extend(int(self.loudness(word[0]) * wave) for wave in _TONE[:samples])
        self._deliver(Rendered(message.number, pcm.tobytes(), RATE, tuple(told)))

    def loudness(self, word: str) -> int:
        """The amplitude of this word's tone."""
        return 8000


_TONE = [math.sin(place * 2 * math.pi * 441 / RATE) for place in range(RATE)]
