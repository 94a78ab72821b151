"""The story of live reading, with pictures and a reader that the test holds in its hands."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from desktop.capture.errors import RegionError
from desktop.capture.watch import MOVING, Watch
from desktop.live import Live, timed
from desktop.text.heard import KEPT
from desktop.values import (
    Box,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Line,
    Look,
    Piece,
    Read,
    Reading,
    Ready,
    Region,
    Shot,
    Started,
)

REGION = Region(100, 50, 200, 120)


class Screen:
    """What is in the region: a colour for each of six bands, 20 pixels high."""

    def __init__(self) -> None:
        self.bands = [10] * 6
        self.moving = False
        self.error: Exception | None = None
        self._frame = 0

    def grab(self, region: Region, before: Shot | None) -> Shot:
        if self.error is not None:
            raise self.error
        if self.moving:
            self._frame += 1
            self.bands[5] = 50 + self._frame % 200
        rows = b"".join(bytes([band]) * (200 * 4 * 20) for band in self.bands)
        now = Shot(rows, region.width, region.height, (region.x, region.y))
        return before if before == now else now


class Windows:
    """No window of ours is there."""

    def shown(self, within: Region) -> tuple[Region, ...]:
        return ()

    def close(self) -> None: ...


class Engine:
    """The reader's door; the test answers."""

    def __init__(self) -> None:
        self.reads: list[Read] = []
        self.cancelled: list[int] = []

    def submit(self, read: Read) -> None:
        self.reads.append(read)

    def look(self, look: Look) -> None:
        raise AssertionError("nobody is asked anything")

    def cancel(self, job: int) -> None:
        self.cancelled.append(job)


class Desk:
    """A live reading with everything it tells."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.screen, self.engine = Screen(), Engine()
        self.busy = False
        self._number = 40
        self.later = 0.0
        self.live = Live(
            self.engine,
            self._next,
            lambda: self.busy,
            Watch(self.screen.grab, Windows()),
            lambda: time.monotonic() + self.later,
        )
        self.heard: list[str] = []
        self.told: list[bool | str] = []
        self.languages: list[str] = []
        self.live.heard.connect(self._hear)
        self.live.changed.connect(self.told.append)
        self.live.ended.connect(self.told.append)

    def _hear(self, text: str, language: str) -> None:
        self.heard.append(text)
        self.languages.append(language)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def asked(self, count: int) -> Read:
        """The newest read, once so many have been asked for."""
        self.qtbot.waitUntil(lambda: len(self.engine.reads) == count, timeout=10_000)
        return self.engine.reads[-1]

    def answer(self, *lines: tuple[str, int], read: Read | None = None) -> bool:
        """Answer the newest read with lines of text, and the band of its picture each is in."""
        job = (read or self.engine.reads[-1]).job
        found = tuple(Line(text, Box(4, 20 * n + 2, 150, 20 * n + 18)) for text, n in lines)
        if not found:
            return self.live.receive(Failed(job, FailureKind.NO_TEXT, "Nothing found."))
        return self.live.receive(Done(job, Reading("", found)))

    def begin(self, *lines: tuple[str, int]) -> None:
        """Watch, with these lines on the first picture."""
        self.live.start(REGION)
        self.asked(1)
        self.answer(*lines)

    def stays(self, count: int, seconds: float = 0.9) -> None:
        """No more reads than these are asked for."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()
        assert len(self.engine.reads) == count


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.live.stop()


def test_what_is_new_is_heard_and_what_was_there_is_not(desk: Desk) -> None:
    desk.begin(("A chat", 0))
    assert desk.told == [True]
    assert desk.heard == []
    desk.screen.bands[1] = 90
    desk.asked(2)
    desk.answer(("A chat", 0), ("Hello!", 1))
    assert desk.heard == ["Hello!"]
    desk.screen.bands[2] = 90
    desk.asked(3)
    desk.answer(("Hello!", 0), ("Good morning!", 1))
    assert desk.heard == ["Hello!", "Good morning!"]
    assert desk.live.kept == "Hello!\nGood morning!"


def test_it_is_read_by_the_quick_engine_with_positions(desk: Desk) -> None:
    desk.live.start(REGION)
    read = desk.asked(1)
    assert (read.job, read.task.name, read.engine) == (41, "positions", EngineName.QUICK)
    assert read.shot.region == REGION


def test_only_what_differs_is_read_with_the_lines_in_it(desk: Desk) -> None:
    desk.begin(("Above", 0), ("Below", 5))
    desk.screen.bands[0] = 90
    read = desk.asked(2)
    assert read.shot.region == Region(100, 50, 200, 36), "the band, and 16 pixels of margin"
    desk.answer(("Above all", 0))
    assert desk.heard == ["all"]
    desk.screen.bands[4] = 90
    read = desk.asked(3)
    # Of the line in the last band, what lies within the margin isn't enough: it is read whole.
    assert read.shot.region == Region(100, 50 + 64, 200, 54)
    desk.answer(("Between", 1), ("Below", 2))
    assert desk.heard == ["all", "Between"], "what stands outside was told again"


def test_one_is_read_at_a_time_and_then_the_newest(desk: Desk) -> None:
    desk.begin()
    for value in (30, 60, 90):
        desk.screen.bands[0] = value
        desk.stays(2, 0.6)
    assert desk.engine.cancelled == []
    desk.answer(("First", 0), read=desk.engine.reads[1])
    assert desk.asked(3).shot.pixels[0] == 90
    desk.answer(("Last", 0))
    assert desk.heard == ["First", "Last"]


def test_while_the_user_waits_nothing_is_read(desk: Desk) -> None:
    desk.begin()
    desk.busy = True
    desk.screen.bands[0] = 90
    desk.stays(1, 0.7)
    desk.busy = False
    desk.asked(2)
    desk.answer(("At last", 0))
    assert desk.heard == ["At last"]


def test_a_read_that_gave_way_to_the_users_comes_again_after_it(desk: Desk) -> None:
    desk.begin()
    desk.screen.bands[0] = 90
    read = desk.asked(2)
    desk.busy = True
    assert desk.live.receive(Failed(read.job, FailureKind.CANCELLED, "Stopped."))
    desk.stays(2, 0.5)
    desk.busy = False
    desk.asked(3)
    desk.answer(("Once more", 0))
    assert desk.heard == ["Once more"]
    assert desk.told == [True]


def test_stop_is_silent_at_once_and_for_good(desk: Desk) -> None:
    desk.begin()
    desk.screen.bands[0] = 90
    read = desk.asked(2)
    desk.live.stop()
    assert desk.engine.cancelled == [read.job]
    assert desk.told == [True, False]
    desk.live.stop()
    assert desk.told == [True, False], "stopping twice is told once"
    desk.live.start(REGION)
    desk.stays(2, 0.6)  # the engine is still at the old one
    assert desk.answer(("Too late", 0), read=read), "it is ours all the same"
    desk.asked(3)
    desk.answer(("There before", 0))
    assert desk.heard == []
    assert desk.live.kept == ""


def test_no_text_is_silence(desk: Desk) -> None:
    desk.begin(("Good night", 0))
    desk.screen.bands[0] = 90
    desk.asked(2)
    assert desk.answer()
    assert desk.heard == []
    assert desk.told == [True]
    desk.screen.bands[0] = 40
    desk.asked(3)
    desk.answer(("Good morning", 0))
    assert desk.heard == ["Good morning"]


def test_another_failure_ends_it_with_its_sentence(desk: Desk) -> None:
    desk.live.start(REGION)
    read = desk.asked(1)
    desk.live.receive(Failed(read.job, FailureKind.ENGINE_DIED, "The quick engine has stopped."))
    assert desk.told == [True, False, "The quick engine has stopped."]
    desk.screen.bands[0] = 90
    desk.stays(1, 0.6)
    assert len(desk.told) == 3


def test_a_screen_that_is_gone_ends_it_with_its_sentence(desk: Desk) -> None:
    desk.begin()
    desk.screen.error = RegionError("That region is not on any screen. Choose it again.")
    desk.qtbot.waitUntil(lambda: len(desk.told) == 3)
    assert desk.told[1:] == [False, "That region is not on any screen. Choose it again."]


def test_a_caret_that_blinks_is_read_twice_and_no_more(desk: Desk) -> None:
    desk.begin(("A line", 0))
    desk.screen.bands[3] = 90
    desk.asked(2)
    desk.answer()
    for value in (10, 90, 10):
        desk.screen.bands[3] = value
        desk.stays(2, 0.6)
    assert desk.heard == []


def test_while_it_is_being_typed_only_whole_words_are_heard(desk: Desk) -> None:
    desk.begin()
    desk.screen.moving = True
    typed = iter(("The qui", "The quick bro", "The quick brown fox jum"))
    for number in (2, 3, 4):
        desk.asked(number)
        desk.answer((next(typed), 0))
    assert desk.heard == ["The", "quick"]
    desk.screen.moving = False
    desk.screen.bands[5] = 7
    desk.asked(5)
    desk.answer(("The quick brown fox jumps.", 0))
    whole = "The quick brown fox jumps."
    desk.qtbot.waitUntil(lambda: " ".join(desk.heard) == whole)


def test_a_new_line_in_a_film_is_looked_at_once_more_at_once(desk: Desk) -> None:
    desk.begin()
    desk.screen.moving = True
    times = []
    for number, word in enumerate(("xX:", "Who is there?", "Who is there?", "Who is there?"), 2):
        desk.asked(number)
        times.append(time.monotonic())
        desk.answer((word, 0))
    assert times[1] - times[0] < MOVING / 2 + 0.1
    assert times[2] - times[1] > MOVING / 2 + 0.2, "the engine gets no rest"
    assert desk.heard == ["Who is there?"]


def test_what_stood_there_for_long_is_not_heard_again(desk: Desk) -> None:
    desk.begin(("Anna: Hello", 0))
    for number, said in enumerate(("Boris: Good evening", "Clara: Did it work?"), 2):
        desk.later += 60
        desk.screen.bands[1] = 10 * number
        desk.asked(number)
        desk.answer(("Anna: Hello", 0), (said, 1))
    assert desk.heard == ["Boris: Good evening", "Clara: Did it work?"]
    desk.later += 60
    desk.screen.bands[0] = 50
    desk.asked(4)
    desk.answer()
    desk.later += 60
    desk.screen.bands[0] = 60
    desk.asked(5)
    desk.answer(("Anna: Hello", 0))
    assert desk.heard[2:] == ["Anna: Hello"], "it was away for a minute"


def test_what_a_film_shows_for_one_picture_is_no_text(desk: Desk) -> None:
    desk.begin()
    desk.screen.moving = True
    for number, word in enumerate(("lI|", "~ oO", "xX:", "Hello there", "Hello there", "..I"), 2):
        desk.asked(number)
        desk.answer((word, 0))
    assert desk.heard == ["Hello there"]


def test_a_clock_is_not_heard_all_the_time(desk: Desk) -> None:
    desk.begin()
    for second in range(1, 6):
        desk.screen.bands[0] = 10 * second + 5
        desk.asked(1 + second)
        desk.answer((f"12:00:0{second}", 0))
    desk.screen.bands[0] = 200
    desk.asked(7)
    desk.answer(("12:00:06", 0), ("Somebody came in", 1))
    assert desk.heard == ["12:00:01", "12:00:02", "Somebody came in"]


def test_a_short_text_is_in_the_language_of_what_was_heard_before(desk: Desk) -> None:
    desk.begin()
    texts = ("Ich weiß nicht, wo er gewesen ist.", "Nein!")
    for number, text in enumerate(texts, 2):
        desk.screen.bands[0] = 10 * number
        desk.asked(number)
        desk.answer((text, 0))
    assert desk.languages == ["de", "de"]


@pytest.mark.parametrize(
    "message",
    [
        Started(1, EngineName.QUICK, "cpu"),
        Piece(1, "x"),
        Done(1, Reading("x")),
        Failed(1, FailureKind.NO_TEXT, ""),
        Ready(EngineName.QUICK, "cpu", 0.1),
    ],
)
def test_what_is_meant_for_others_is_left_to_them(desk: Desk, message: object) -> None:
    desk.begin()
    desk.screen.bands[0] = 90
    read = desk.asked(2)
    assert not desk.live.receive(message)
    assert desk.live.receive(Started(read.job, EngineName.QUICK, "cpu"))
    assert desk.live.receive(Piece(read.job, "Hel"))
    assert desk.heard == []


def test_what_is_kept_has_its_times(desk: Desk) -> None:
    desk.begin(("A film", 0))
    assert list(desk.live.times) == []
    for number, text in enumerate(("Where is he?", "Nobody knows."), 1):
        desk.screen.bands[number] = 90
        desk.asked(number + 1)
        desk.answer((text, number))
    desk.live.stop()
    ended = time.monotonic()
    (first, second) = desk.live.times
    assert (first[2], second[2]) == ("Where is he?", "Nobody knows.")
    assert 0 < first[0] < first[1] == second[0] <= second[1] < 1000 * ended
    time_told = desk.live.times
    assert desk.live.times == time_told, "time goes on, what was heard doesn't"
    desk.live.start(REGION)
    assert list(desk.live.times) == []


def test_a_text_is_shown_until_the_next_or_as_long_as_it_takes_to_read() -> None:
    heard = [(10.0, "Yes."), (11.0, "No."), (20.0, "a" * 50), (40.0, "b" * 500), (60.0, "End")]
    assert [each[:2] for each in timed(heard, 8.0, 61.0)] == [
        (2000, 3000),
        (3000, 5000),
        (12000, 15500),
        (32000, 39000),
        (52000, 53000),
    ]


def test_what_is_kept_has_an_end(desk: Desk) -> None:
    desk.begin()
    for number, text in enumerate(("first " * (KEPT // 9), "second " * (KEPT // 9), "third"), 2):
        desk.screen.bands[0] = number
        desk.asked(number)
        desk.answer((text, 0))
    assert len(desk.heard) == 3
    assert desk.live.kept.startswith("second second")
    assert desk.live.kept.endswith("second\nthird")
    assert len(desk.live.kept) <= KEPT
