"""Document mode: pages are read while others are taken, and become one reading in order."""

from __future__ import annotations

from itertools import count

import pytest

from desktop.pages import BREAK, NO_TEXT, NOTHING, Pages
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Piece,
    Read,
    Reading,
    Shot,
    Started,
)

JOINED = 900


class Desk:
    """Pages, and a reader that answers when it is told to."""

    def __init__(self) -> None:
        self.reads: list[Read] = []
        self.cancelled: list[int] = []
        numbers = count(1)
        self.pages = Pages(self, lambda: next(numbers), lambda: EngineName.AUTO)  # type: ignore[arg-type]
        self.told: list[object] = []
        self.pages.told.connect(self.told.append)

    def submit(self, read: Read) -> None:
        self.reads.append(read)

    def cancel(self, job: int) -> None:
        self.cancelled.append(job)

    def takes(self, number: int) -> None:
        self.pages.add(Shot(bytes(4 * number), number, 1))

    def piece(self, text: str) -> None:
        assert self.pages.receive(Piece(self.reads[-1].job, text))

    def reads_as(self, text: str, **more: object) -> None:
        job = self.reads[-1].job
        reading = Reading(text, language="en", seconds=1.0, **more)  # type: ignore[arg-type]
        assert self.pages.receive(Done(job, reading, {"text/plain": text}, f"words of {text}"))

    def fails(self, kind: FailureKind, sentence: str = "Broken.") -> None:
        assert self.pages.receive(Failed(self.reads[-1].job, kind, sentence))

    @property
    def done(self) -> Done:
        last = self.told[-1]
        assert isinstance(last, Done)
        return last

    @property
    def streamed(self) -> str:
        return "".join(message.text for message in self.told if isinstance(message, Piece))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_pages_are_read_one_after_the_other_while_others_are_taken(desk: Desk) -> None:
    desk.takes(1)
    desk.takes(2)
    assert [read.shot.width for read in desk.reads] == [1]
    desk.reads_as("one")
    assert [read.shot.width for read in desk.reads] == [1, 2]
    desk.reads_as("two")
    desk.takes(3)
    assert desk.told == []  # nothing is heard while pages are being taken
    desk.pages.finish(JOINED)
    assert desk.streamed == f"one{BREAK}two"
    desk.piece("th")
    desk.reads_as("three")
    assert desk.streamed == f"one{BREAK}two{BREAK}three".replace("three", "th")
    assert desk.done.job == JOINED
    assert desk.done.reading.text == f"one{BREAK}two{BREAK}three"
    assert desk.done.reading.notes == ("3 pages.",)
    assert desk.done.words == BREAK.join(f"words of {n}" for n in ("one", "two", "three"))
    assert desk.done.forms == {"text/plain": desk.done.reading.text}
    assert desk.done.reading.seconds == 3.0


def test_pieces_stream_on_once_it_is_finished(desk: Desk) -> None:
    desk.takes(1)
    desk.takes(2)
    desk.piece("on")
    desk.pages.finish(JOINED)
    desk.piece("e")
    assert desk.streamed == "one"
    assert desk.pages.receive(Started(desk.reads[-1].job, EngineName.QUICK, "cpu"))
    assert desk.told[-1] == Started(JOINED, EngineName.QUICK, "cpu")
    desk.reads_as("one")
    desk.piece("two")
    assert desk.streamed == f"one{BREAK}two"
    desk.reads_as("two")
    assert desk.done.reading.text == f"one{BREAK}two"


def test_unsure_words_keep_their_places(desk: Desk) -> None:
    desk.takes(1)
    desk.reads_as("one", unsure=((0, 3),))
    desk.takes(2)
    desk.reads_as("and two", unsure=((4, 3),))
    desk.pages.finish(JOINED)
    reading = desk.done.reading
    assert [reading.text[p : p + n] for p, n in reading.unsure] == ["one", "two"]


def test_a_page_without_text_and_one_that_could_not_be_read(desk: Desk) -> None:
    desk.takes(1)
    desk.fails(FailureKind.NO_TEXT)
    desk.takes(2)
    desk.reads_as("two")
    desk.takes(3)
    desk.fails(FailureKind.ENGINE_DIED, "The engine ended.")
    desk.pages.finish(JOINED)
    assert desk.done.reading.text == "two"
    assert desk.done.reading.notes == (
        "3 pages.",
        NO_TEXT.format(page=1),
        "Page 3 could not be read: The engine ended.",
    )


def test_no_page_has_text(desk: Desk) -> None:
    desk.takes(1)
    desk.fails(FailureKind.NO_TEXT)
    desk.pages.finish(JOINED)
    assert desk.told == [Failed(JOINED, FailureKind.NO_TEXT, NOTHING)]


def test_the_last_page_is_dropped(desk: Desk) -> None:
    desk.takes(1)
    desk.reads_as("one")
    desk.takes(2)
    desk.pages.drop()
    assert desk.cancelled == [desk.reads[-1].job]
    assert desk.pages.count == 1
    assert not desk.pages.receive(Piece(desk.reads[-1].job, "two"))
    desk.takes(3)
    desk.reads_as("three")
    desk.pages.finish(JOINED)
    assert desk.done.reading.text == f"one{BREAK}three"


def test_a_read_that_was_cancelled_for_another_is_done_again(desk: Desk) -> None:
    desk.takes(1)
    desk.fails(FailureKind.CANCELLED)
    assert [read.shot.width for read in desk.reads] == [1, 1]
    desk.reads_as("one")
    desk.pages.finish(JOINED)
    assert desk.done.reading.text == "one"


def test_leaving_ends_the_read_under_way(desk: Desk) -> None:
    desk.takes(1)
    desk.takes(2)
    desk.pages.finish(JOINED)
    desk.pages.leave(JOINED + 1)  # another one's
    assert desk.cancelled == []
    desk.pages.leave(JOINED)
    assert desk.cancelled == [desk.reads[0].job]
    assert not desk.pages.receive(Piece(desk.reads[0].job, "one"))
    assert desk.pages.count == 0


def test_what_was_given_out_of_a_page_is_not_given_twice(desk: Desk) -> None:
    desk.takes(1)
    desk.pages.finish(JOINED)
    desk.piece("Once upon a ")
    desk.fails(FailureKind.CANCELLED)
    desk.piece("Once upon ")
    desk.piece("a time.")
    desk.reads_as("Once upon a time.")
    assert desk.streamed == "Once upon a time."


def test_pages_that_could_not_be_read_are_read_again(desk: Desk) -> None:
    desk.takes(1)
    desk.reads_as("one")
    desk.takes(2)
    desk.fails(FailureKind.NO_MEMORY, "No memory.")
    assert desk.pages.unread is not None
    desk.pages.finish(JOINED)
    assert desk.done.reading.text == "one"
    assert desk.pages.unread is not None
    rests = not desk.pages.under_way
    assert rests
    desk.told.clear()
    desk.pages.again(JOINED + 1, EngineName.QUICK)
    assert desk.pages.under_way
    assert (desk.reads[-1].shot.width, desk.reads[-1].engine) == (2, EngineName.QUICK)
    desk.reads_as("two")
    assert desk.streamed == f"one{BREAK}two"
    assert (desk.done.job, desk.done.reading.text) == (JOINED + 1, f"one{BREAK}two")
    assert desk.pages.unread is None


def test_no_page_could_be_read_and_all_are_there_still(desk: Desk) -> None:
    for number in (1, 2):
        desk.takes(number)
        desk.fails(FailureKind.ENGINE_DIED, "It ended.")
    desk.pages.finish(JOINED)
    assert desk.told == [Failed(JOINED, FailureKind.ENGINE_DIED, "It ended.")]
    desk.pages.again(JOINED + 1, EngineName.AUTO)
    desk.reads_as("one")
    desk.reads_as("two")
    assert desk.done.reading.text == f"one{BREAK}two"
    desk.takes(3)
    assert desk.pages.count == 1
