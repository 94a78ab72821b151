"""From a region to the picture with its translation in place, with the real classes all the way:
the quick engine and HunyuanOCR's tiny trained checkpoint as processes, and the typesetting."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtGui import QGuiApplication

from desktop.capture.qt import from_image
from desktop.reader.worker import ReaderOptions
from desktop.typesetting.composed import compose
from desktop.values import (
    Box,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Paragraph,
    Parted,
    Piece,
    Placed,
    Reading,
    Ready,
    Shot,
    Task,
)
from tests.reader.desk import Desk
from tests.reader.kinds import font, shot, similarity
from tests.tiny_hunyuan.render import VOCABULARY

CHECKPOINT = Path(__file__).resolve().parents[1] / "tiny_hunyuan" / "checkpoint"
HUNYUAN = EngineName.HUNYUAN
PLACES = {
    "velna dorim": (40, 30),
    "mirun tepal": (60, 120),
    "lunda garip": (80, 220),
    "kasto": (430, 34),
    "zumar": (460, 130),
    "12.50": (430, 225),
}
"""What stands where on the region, in its reading order."""

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    one = Desk(ReaderOptions(HUNYUAN, str(CHECKPOINT), "cpu", to="en"))
    one.reader.warm(HUNYUAN)
    one.next(Ready, timeout=150)  # on a busy machine torch alone takes a minute
    yield one
    one.close()


@pytest.fixture(scope="module")
def region() -> Shot:
    image = Image.new("RGB", (640, 290), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    for text, place in PLACES.items():
        draw.text(place, text, font=font("dejavu", 24), fill=(20, 20, 20))
    return shot(image)


def english(text: str) -> str:
    return " ".join(VOCABULARY.get(word, word) for word in text.split())


def is_there(box: Box, text: str) -> bool:
    """Whether the box holds the place where this text was drawn."""
    x, y = PLACES[text]
    width = font("dejavu", 24).getlength(text)
    return box.left <= x + 4 and box.right >= x + width - 4 and box.top <= y + 8 < box.bottom


def all_are_right(reading: Reading) -> bool:
    """Whether each paragraph stands at its place, with its source and its English."""
    known = {one.source: one for one in reading.paragraphs}
    return set(known) == set(PLACES) and all(
        one.text == english(source) and is_there(one.box, source) for source, one in known.items()
    )


def test_each_is_translated_at_its_place_and_told_as_it_comes(desk: Desk, region: Shot) -> None:
    answer = desk.read(region, Task("translate"))
    assert isinstance(answer, Done)
    reading = answer.reading
    assert all_are_right(reading)
    assert reading.notes == ()
    assert (reading.engine, reading.language) == (HUNYUAN, "en")
    told = [m for _, m in desk.heard if isinstance(m, Parted | Placed)]
    assert isinstance(told[0], Parted)
    assert [one.source for one in told[0].paragraphs] == [one.source for one in reading.paragraphs]
    placed = {m.number: m.paragraph for m in told if isinstance(m, Placed)}
    assert len(placed) == len(PLACES) - 1, "the price is asked of nobody"
    assert list(placed) == sorted(placed)
    assert all(reading.paragraphs[n].text == one.text for n, one in placed.items())
    pieces = [m.text for _, m in desk.heard if isinstance(m, Piece)]
    assert "".join(pieces) == reading.text == "\n\n".join(english(one.source) for one in
                                                         reading.paragraphs)  # fmt: skip


def test_the_quick_engine_reads_the_english_on_the_composed_picture(
    desk: Desk, region: Shot, quick: Desk
) -> None:
    answer = desk.read(region, Task("translate"))
    assert isinstance(answer, Done)
    kept = QGuiApplication.instance() or QGuiApplication(["test"])
    composed = compose(region, answer.reading.paragraphs)
    assert kept is not None
    assert composed.unplaced == ()
    seen = quick.read(from_image(composed.image))
    assert isinstance(seen, Done)
    for one in answer.reading.paragraphs:
        (found,) = [line for line in seen.reading.lines if _overlap(line.box, one) > 0.5]
        assert similarity(found.text, one.text) > 0.9
    assert not any(source in seen.reading.text for source in PLACES if source != "12.50")


def _overlap(box: Box, paragraph: Paragraph) -> float:
    """How much of the box lies in the paragraph's."""
    shared = box.clipped(paragraph.box)
    if shared.width <= 0 or shared.height <= 0:
        return 0.0
    return shared.width * shared.height / (box.width * box.height)


@pytest.mark.logs_warnings
def test_killed_in_the_middle_it_goes_on_where_it_was(desk: Desk, region: Shot) -> None:
    desk.submit(region, Task("translate", "en"))
    desk.next(Placed)
    os.kill(desk.pid(HUNYUAN), signal.SIGKILL)
    answer = desk.end()
    assert isinstance(answer, Done)
    assert all_are_right(answer.reading)
    numbers = [m.number for _, m in desk.heard if isinstance(m, Placed)]
    assert numbers.count(0) == 1, "what is there isn't translated again"
    assert desk.text() == answer.reading.text


def test_a_cancel_in_the_middle_ends_it_and_the_next_one_is_read(desk: Desk, region: Shot) -> None:
    job = desk.submit(region, Task("translate", "en"))
    desk.next(Placed)
    desk.reader.cancel(job)
    failed = desk.end()
    assert isinstance(failed, Failed)
    assert failed.kind is FailureKind.CANCELLED
    answer = desk.read(region, Task("translate", "en"))
    assert isinstance(answer, Done)
    assert all_are_right(answer.reading)
