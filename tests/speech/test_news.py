"""What is new on the screen, read by a real speaker: each once, and one can go back into it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.narrator import Narrator
from desktop.settings import Voice
from desktop.speech.sounds import Sounds
from desktop.speech.speaker import Speaker
from desktop.values import Move
from tests.speech.recorder import Recorder
from tests.speech.voices import Metronome, Told

NEWS = ("One two three.", "Four five six.", "Seven eight nine.")


class Listener:
    """A narrator with its voice, and the words that are heard of the text it has at last."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot, self._parent = qtbot, QObject()
        self.speaker = Speaker("espeak", make_child=Metronome("en-us"))
        self.told = Told(self.speaker)
        self.narrator = Narrator(self.speaker, Sounds(), Voice, self._parent)
        self.speaker.started.connect(self.narrator.started)
        self.speaker.finished.connect(self.narrator.ended)
        self.speaker.stopped.connect(self.narrator.ended)

    def hears(self, *starts: int) -> None:
        """Wait until the words that begin at these places have been heard, and no others."""
        self._qtbot.waitUntil(lambda: len(self.told.words) >= len(starts), timeout=5000)
        assert [start for job, start, _ in self.told.words if job] == list(starts)
        self.told.words.clear()


@pytest.fixture
def listener(recorder: Recorder, qtbot: QtBot) -> Iterator[Listener]:
    made = Listener(qtbot)
    yield made
    made.speaker.close()


def test_each_is_heard_once_and_the_last_is_what_was_heard_last(listener: Listener) -> None:
    for text in NEWS:
        listener.narrator.read_next(text, "en")
    listener.hears(0, 4, 8, 16, 21, 26, 32, 38, 44)
    listener.narrator.move(Move.REPEAT)
    listener.hears(32, 38, 44)
    listener.narrator.move(Move.PREVIOUS)
    listener.hears(16, 21, 26, 32, 38, 44)
