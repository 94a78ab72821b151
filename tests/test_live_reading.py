"""Live reading with the quick engine, of another program's window on a real X server."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

from desktop.live import Live
from desktop.reader.worker import Reader, ReaderOptions
from desktop.values import Done, EngineName, Failed, Region
from tests.capture.stage import Stage

PLACE = (60, 60, 700, 220)


class _Mailbox(QObject):
    """Brings the reader's messages to the window's thread, as the app does."""

    arrived = Signal(object)


@pytest.fixture(scope="module")
def mailbox() -> _Mailbox:
    return _Mailbox()


@pytest.fixture(scope="module")
def reader(mailbox: _Mailbox) -> Iterator[Reader]:
    made = Reader(ReaderOptions(engine=EngineName.QUICK), mailbox.arrived.emit)
    made.warm(EngineName.QUICK)
    yield made
    made.close()


class Listener:
    """A live reading of the stage, and what is heard of it."""

    def __init__(self, reader: Reader, mailbox: _Mailbox, stage: Stage, qtbot: QtBot) -> None:
        self.stage, self._qtbot = stage, qtbot
        self.heard: list[str] = []
        self.languages: set[str] = set()
        self.ends: list[str] = []
        self.at = 0.0
        self._number = 0
        self.live = Live(reader, self._next, lambda: False)
        self.live.heard.connect(self._hear)
        self.live.ended.connect(self.ends.append)
        self._answers = 0
        mailbox.arrived.connect(self.receive)

    def receive(self, message: object) -> None:
        """As the app does: first to whom it may be meant for."""
        if self.live.receive(message) and isinstance(message, Done | Failed):
            self._answers += 1

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _hear(self, text: str, language: str) -> None:
        self.at = time.monotonic()
        self.heard.append(text)
        self.languages.add(language)

    def begin(self, text: str, film: bool = False) -> None:
        """Watch the stage with this text on it, and wait until that is known."""
        self.stage.show(text, film=film)
        self.live.start(Region(*PLACE))
        self._qtbot.waitUntil(lambda: self._answers > 0, timeout=30_000)

    def has_read(self, text: str) -> None:
        """Show this, and wait until it has been read."""
        before = self._answers
        self.stage.show(text)
        self._qtbot.waitUntil(lambda: self._answers > before, timeout=20_000)

    def wait(self, seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def hears(self, text: str) -> float:
        """Wait until this was heard, in one piece or several; returns when, in seconds."""
        self._qtbot.waitUntil(
            lambda: " ".join(self.heard).replace("\n", " ") == text, timeout=20_000
        )
        return self.at


@pytest.fixture
def listener(reader: Reader, mailbox: _Mailbox, qtbot: QtBot) -> Iterator[Listener]:
    stage = Stage(PLACE)
    made = Listener(reader, mailbox, stage, qtbot)
    yield made
    made.live.stop()
    mailbox.arrived.disconnect(made.receive)
    stage.close()
    assert made.ends == []


def test_subtitles(listener: Listener) -> None:
    listener.begin("Where were you last night?")
    listener.stage.show("I was at the harbour.\nNobody saw me.")
    listener.hears("I was at the harbour. Nobody saw me.")
    listener.stage.show("")
    listener.wait(0.6)
    listener.stage.show("Then who took the boat?")
    listener.hears("I was at the harbour. Nobody saw me. Then who took the boat?")
    assert listener.languages == {"en"}


def test_subtitles_of_a_film_that_moves(listener: Listener) -> None:
    listener.begin("", film=True)
    listener.stage.show("We have to go back.", film=True)
    listener.hears("We have to go back.")
    listener.stage.show("Before the bridge is gone.", film=True)
    listener.hears("We have to go back. Before the bridge is gone.")


def test_a_chat_that_scrolls(listener: Listener) -> None:
    chat = ["Anna: Hello everybody", "Boris: Good evening", "Clara: Is it working now?"]
    listener.begin("\n".join(chat))
    chat.append("Dmitri: Yes, since noon")
    listener.stage.show("\n".join(chat[-3:]))
    listener.hears("Dmitri: Yes, since noon")
    chat.append("Anna: Thank you all")
    listener.stage.show("\n".join(chat[-3:]))
    listener.hears("Dmitri: Yes, since noon Anna: Thank you all")


def test_a_caption_that_grows_word_by_word(listener: Listener) -> None:
    listener.begin("")
    words = ["The", "weather", "will", "be", "mild", "tomorrow"]
    for count in range(1, len(words) + 1):
        listener.stage.show(" ".join(words[:count]))
        listener.wait(0.25)
    listener.hears(" ".join(words))


def test_a_clock_leaves_room_for_what_is_news(listener: Listener) -> None:
    listener.begin("Departures\n10:45:00")
    for second in range(1, 5):
        listener.has_read(f"Departures\n10:45:0{second}")
    listener.stage.show("Departures\n10:45:05\nNow boarding: Lisbon")
    listener.hears("10:45:01 Now boarding: Lisbon")


def test_a_flicker_says_nothing_again(listener: Listener) -> None:
    listener.begin("Press any key")
    listener.stage.show("Press any key\nto go on")
    listener.hears("to go on")
    for text in ("", "Press any key\nto go on") * 2:
        listener.stage.show(text)
        listener.wait(0.4)
    assert listener.heard == ["to go on"]
