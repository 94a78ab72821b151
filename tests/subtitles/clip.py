"""Films with known subtitles, drawn here: letters over a picture that never stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]

WIDTH, HEIGHT, RATE = 640, 360, 25
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"

LINES = (
    "Where have you been all day?",
    "I went down to the harbour\nto look at the boats.",
    "Nobody told me.",
    "The train leaves at seven,\nand it never waits for us.",
    "We should open the window.",
    "She said the garden was empty.",
    "Bring me the other lantern.",
    "There is snow on the mountain\nuntil the end of May.",
    "Do you remember the song?",
    "He bought bread and oranges.",
    "My brother paints houses.",
    "That was a long time ago,\nwhen the mill was still running.",
    "Look at the water.",
    "Someone is at the door.",
    "I have never seen such a storm.",
    "You left your coat in the kitchen.",
    "Then we walked home together\nunder a single umbrella.",
    "What a strange question!",
    "The doctor will come tomorrow.",
    "Please close the gate behind you.",
    "They sold the farm last winter.",
    "Count the stars with me.",
    "It smells of coffee and rain.",
    "Our ship was called Aurora,\nand she was very old.",
    "Give the letter to nobody else.",
)


@dataclass(frozen=True)
class Subtitle:
    """Shown from ``start`` up to ``end``, in milliseconds, after a fade of ``fade``."""

    start: int
    end: int
    text: str
    fade: int = 0


@dataclass
class Drawn:
    """A text's letters on the rows from ``top`` on, and how much of the picture they cover, 0 to
    1."""

    top: int
    colour: NDArray[np.float32] = field(repr=False)
    cover: NDArray[np.float32] = field(repr=False)


def fifty() -> list[Subtitle]:
    """Fifty in a good minute: of one line and of two, some without a gap to the next, some the
    same again after a gap, some that fade in."""
    found: list[Subtitle] = []
    time = 520
    for number in range(50):
        length = 840 + 40 * (number * 7 % 13)
        text = LINES[number // 2 if number % 10 == 3 else (number * 3) % len(LINES)]
        if number % 10 == 7:
            text = found[-1].text
        fade = 240 if number % 8 == 5 else 0
        found.append(Subtitle(time, time + length, text, fade))
        adjacent = number % 4 == 2 and number % 10 != 6
        time += length + (0 if adjacent else 400 + 40 * (number % 4))
    return found


def write(
    path: Path,
    subtitles: Sequence[Subtitle],
    seconds: float | None = None,
    *,
    codec: str = "mp4v",
    size: tuple[int, int] = (WIDTH, HEIGHT),
    rate: float = RATE,
    calm: bool = False,
    also: Callable[[int, Pixels], None] = lambda at, picture: None,
) -> Path:
    """Write the film; ``also`` may draw more on the picture of each time."""
    length = seconds or (max(each.end for each in subtitles) / 1000 + 1)
    out = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*codec), rate, size)
    assert out.isOpened()
    for at, picture in frames(subtitles, round(length * rate), size, rate, calm=calm):
        also(at, picture)
        out.write(picture)
    out.release()
    return path


def frames(
    subtitles: Sequence[Subtitle],
    length: int,
    size: tuple[int, int],
    rate: float,
    *,
    calm: bool = False,
) -> Iterator[tuple[int, Pixels]]:
    """So many pictures, each with its time in milliseconds.

    ``calm``: on one colour, on which there is nothing to read but the subtitles.
    """
    behind = _wall(size) if calm else _landscape(size)
    drawn = {text: _drawn(text, size) for text in {each.text for each in subtitles}}
    for number, picture in enumerate(islice(behind, length)):
        at = round(1000 * number / rate)
        for each in subtitles:
            if each.start <= at < each.end:
                part = min(1.0, (at - each.start + 1000 / rate) / each.fade) if each.fade else 1.0
                _lay(picture, drawn[each.text], part)
        yield at, picture


def _wall(size: tuple[int, int]) -> Iterator[Pixels]:
    """Grey, for ever."""
    while True:
        yield np.full((size[1], size[0], 3), 90, np.uint8)


def _landscape(size: tuple[int, int]) -> Iterator[Pixels]:
    """A scenery that drifts by, and two things that cross it, for ever."""
    scenery = _scenery(size)
    width, height = size
    for number in count():
        left, top = number * 3 % width, number % height
        picture = scenery[top : top + height, left : left + width].copy()
        x = number * 9 % (width + 120) - 60
        cv2.circle(picture, (x, height - height // 5), height // 9, (30, 60, 200), -1)
        cv2.rectangle(picture, (width - x, height // 2), (width - x + 30, height), (235,) * 3, -1)
        yield picture


def _scenery(size: tuple[int, int]) -> Pixels:
    """Clouds, hills and small things with sharp edges, twice as large as the picture."""
    random = np.random.default_rng(5)
    width, height = 2 * size[0], 2 * size[1]
    coarse = random.integers(0, 255, (height // 40, width // 40, 3), np.uint8)
    scenery = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(400):
        x, y = int(random.integers(width)), int(random.integers(height))
        colour = tuple(int(level) for level in random.integers(0, 255, 3))
        cv2.line(scenery, (x, y), (x + int(random.integers(-40, 40)), y + 20), colour, 2)
    return np.asarray(scenery, np.uint8)


def _drawn(text: str, size: tuple[int, int]) -> Drawn:
    width, height = size
    sheet = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(FONT, height // 16)
    pen.multiline_text(
        (width / 2, height - height // 14),
        text,
        font=font,
        fill=(255, 255, 255, 255),
        anchor="md",
        align="center",
        stroke_width=max(1, height // 180),
        stroke_fill=(0, 0, 0, 255),
    )
    found = np.asarray(sheet, np.float32)
    rows = np.flatnonzero(found[:, :, 3].any(axis=1))
    kept = found[rows[0] : rows[-1] + 1]
    return Drawn(int(rows[0]), kept[:, :, 2::-1].copy(), kept[:, :, 3:] / np.float32(255))


def _lay(picture: Pixels, drawn: Drawn, part: float) -> None:
    rows = slice(drawn.top, drawn.top + len(drawn.cover))
    cover = drawn.cover * np.float32(part)
    picture[rows] = picture[rows] * (1 - cover) + drawn.colour * cover
