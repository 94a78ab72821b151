"""Instant mode: labels are heard once, as they are seen."""

from __future__ import annotations

from itertools import count

import pytest
from pytestqt.qtbot import QtBot

from desktop.instant import Instant
from desktop.text import heard
from desktop.values import (
    Box,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Line,
    Piece,
    Read,
    Reading,
    Shot,
)


class Street:
    """Instant reading, a camera, and a reader that reads what the picture is of."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.now = 0.0
        self.reads: list[Read] = []
        self.cancelled: list[int] = []
        numbers = count(1)
        self.instant = Instant(self, lambda: next(numbers), lambda: self.now)  # type: ignore[arg-type]
        self.wanted = 0
        self.heard: list[tuple[str, str]] = []
        self.ended: list[str] = []
        self.instant.wanted.connect(self._want)
        self.instant.heard.connect(lambda text, language: self.heard.append((text, language)))
        self.instant.ended.connect(self.ended.append)

    def _want(self) -> None:
        self.wanted += 1

    def submit(self, read: Read) -> None:
        self.reads.append(read)

    def cancel(self, job: int) -> None:
        self.cancelled.append(job)

    def sees(self, *rows: str, score: float = 1.0) -> None:
        """The next picture that is asked for shows these rows."""
        self.qtbot.waitUntil(lambda: self.wanted > 0)
        self.wanted = 0
        self.now += 0.5
        self.instant.see(Shot(repr((rows, self.now)).encode().ljust(400)[:400], 100, 1))
        lines = tuple(
            Line(text, Box(10, 40 * place, 300, 40 * place + 30), score)
            for place, text in enumerate(rows)
        )
        job = self.reads[-1].job
        if rows:
            assert self.instant.receive(Done(job, Reading("\n".join(rows), lines)))
        else:
            assert self.instant.receive(Failed(job, FailureKind.NO_TEXT, "Nothing."))

    @property
    def words(self) -> list[str]:
        return [text for text, _ in self.heard]


@pytest.fixture
def street(qtbot: QtBot) -> Street:
    street = Street(qtbot)
    street.instant.start()
    return street


def test_a_label_is_heard_once(street: Street) -> None:
    for _ in range(4):
        street.sees("Room 214", "Please knock")
    assert street.words == ["Room 214\nPlease knock"]
    assert street.reads[0].engine is EngineName.QUICK


def test_what_one_reading_alone_saw_is_not_heard(street: Street) -> None:
    street.sees("Room 214")
    street.sees("x%lq")
    street.sees()
    assert street.words == []


def test_what_the_engine_is_unsure_of_is_not_heard(street: Street) -> None:
    for _ in range(3):
        street.sees("lIlI", score=0.3)
    assert street.words == []


def test_another_label_is_heard_and_the_first_again_only_later(street: Street) -> None:
    for _ in range(2):
        street.sees("Way out")
    for _ in range(2):
        street.sees("Platform 9")
    for _ in range(2):
        street.sees("Way out")
    assert street.words == ["Way out", "Platform 9"]
    street.now += 20
    for _ in range(2):
        street.sees()
    for _ in range(2):
        street.sees("Way out")
    assert street.words == ["Way out", "Platform 9", "Way out"]
    assert street.instant.kept == "Way out\nPlatform 9\nWay out"


def test_one_picture_at_a_time(street: Street) -> None:
    street.instant.see(Shot(bytes(4), 1, 1))
    street.instant.see(Shot(bytes(8), 2, 1))
    assert len(street.reads) == 1
    assert not street.instant.receive(Piece(99, "somebody else's"))


def test_nothing_is_heard_after_the_end(street: Street) -> None:
    street.sees("Way out")
    street.qtbot.waitUntil(lambda: street.wanted > 0)
    street.instant.see(Shot(bytes(4), 1, 1))
    street.instant.stop()
    job = street.reads[-1].job
    assert street.cancelled == [job]
    assert not street.instant.receive(Done(job, Reading("Way out")))
    assert street.words == []


def test_an_engine_that_is_gone_ends_it(street: Street) -> None:
    street.instant.see(Shot(bytes(4), 1, 1))
    street.instant.receive(Failed(1, FailureKind.NO_ENGINE, "There is no engine."))
    assert street.ended == ["There is no engine."]
    street.wanted = 0
    street.qtbot.wait(250)
    assert street.wanted == 0


def test_a_read_that_was_cancelled_for_another_is_tried_again(street: Street) -> None:
    street.instant.see(Shot(bytes(4), 1, 1))
    street.wanted = 0
    street.instant.receive(Failed(1, FailureKind.CANCELLED, ""))
    street.qtbot.waitUntil(lambda: street.wanted == 1)


def test_of_hours_the_end_is_kept_and_no_more(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heard, "KEPT", 30)
    for words in ("Way out", "Platform nine", "Lost property", "Please knock"):
        for _ in range(2):
            street.sees(words)
    assert len(street.words) == 4
    assert street.instant.kept == "Lost property\nPlease knock"
    assert len(street.instant._kept.texts) == 2
