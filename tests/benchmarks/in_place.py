"""A translation in place: each paragraph cut out, one after the other, against one pass over the
whole picture whose lines are given to the paragraphs in their order.

    python -m tests.benchmarks.in_place                    accuracy and time of the tiny checkpoint
    python -m tests.benchmarks.in_place --full FOLDER      time at full size, of random weights

Times are those of the clock: they tell something on an idle machine alone.
"""

from __future__ import annotations

import argparse
import random
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from desktop.reader.engine import CancelledError
from desktop.reader.hunyuan import Hunyuan
from desktop.reader.quick import Quick
from desktop.text.paragraphs import paragraphs
from desktop.values import EngineName, Paragraph, Read, Shot, Task
from tests.reader.kinds import font, sheet, shot
from tests.reader.misbehaving import Stop
from tests.tiny_hunyuan.render import VOCABULARY

CHECKPOINT = Path(__file__).resolve().parents[1] / "tiny_hunyuan" / "checkpoint"
TASK = Task("translate", "en")
TOKENS = 12

SCENES = {
    "dialog": (640, 320, (12, 60, 4, 4, 4)),
    "menu": (1280, 800, (8,) * 20),
    "page": (1240, 1754, (12, *(220,) * 7)),
}
"""Each with its size and the tokens of each paragraph's source, and as many of its translation."""


class Enough(Stop):
    """Ends a reading after so many tokens."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self._left = tokens
        self.times: list[float] = []

    def heard(self, text: object) -> None:
        """One more token came."""
        del text
        self.times.append(time.monotonic())
        self._left -= 1

    def asked(self) -> bool:
        return self._left <= 0


def scene(rng: random.Random) -> tuple[Shot, dict[tuple[int, int], str]]:
    """Six entries of the made-up vocabulary at six places, each with its English."""
    image = Image.new("RGB", (700, 330), (250, 250, 250))
    draw, placed = ImageDraw.Draw(image), {}
    for number in range(6):
        words = rng.sample(sorted(VOCABULARY), rng.choice((1, 2)))
        x, y = 30 + 340 * (number % 2) + rng.randint(0, 40), 25 + 105 * (number // 2)
        draw.text((x, y), " ".join(words), font=font("dejavu", rng.choice((22, 24, 28))), fill=0)
        placed[x, y] = " ".join(VOCABULARY[word] for word in words)
    return shot(image), placed


def right(found: tuple[Paragraph, ...], placed: dict[tuple[int, int], str]) -> int:
    """How many entries have their English at their place."""
    return sum(
        any(
            one.text == english and one.box.left <= x + 6 and one.box.top <= y + 12 < one.box.bottom
            for one in found
        )
        for (x, y), english in placed.items()
    )


def accuracy(rounds: int) -> None:
    """Print how many of the tiny checkpoint's translations are right, at the right place."""
    quick, model = Quick(), Hunyuan(str(CHECKPOINT), "cpu")
    quick.load()
    model.load()
    rng, counts, times, first = random.Random(4), [0, 0], [0.0, 0.0], 0.0
    for _ in range(rounds):
        picture, placed = scene(rng)
        lines = quick.read(Read(1, picture, TASK), lambda _text: None, Stop()).lines
        found = tuple(replace(p, to="en") for p in paragraphs(lines, 700, 330))
        began = time.monotonic()
        told: list[float] = []
        reading = model.read(
            Read(1, picture, TASK, EngineName.HUNYUAN, found),
            lambda new, told=told: told.append(time.monotonic()) if new else None,  # type: ignore[misc]
            Stop(),
        )
        first += told[0] - began
        times[0] += time.monotonic() - began
        counts[0] += right(reading.paragraphs, placed)
        began = time.monotonic()
        whole = model.read(Read(1, picture, TASK), lambda _text: None, Stop())
        times[1] += time.monotonic() - began
        written = [line for line in whole.text.split("\n") if line.strip()]
        aligned = tuple(replace(p, text=t) for p, t in zip(found, written, strict=False))
        counts[1] += right(aligned, placed)
    for name, count, seconds in zip(("crops", "whole"), counts, times, strict=True):
        print(f"{name}: {count} of {rounds * 6} right, {seconds / rounds:.2f} s a picture")
    print(f"crops: the first after {first / rounds:.2f} s")


def paces(model: Hunyuan, width: int, height: int) -> tuple[float, float]:
    """Seconds until the first token of such a picture, and for each further one."""
    stop = Enough(TOKENS)
    began = time.monotonic()
    with suppress(CancelledError):
        model.read(Read(1, shot(sheet(width, height)), TASK), stop.heard, stop)
    times = stop.times
    return times[0] - began, (times[-1] - times[0]) / (len(times) - 1)


def cost(folder: str) -> None:
    """Print what the scenes take at full size, from measured paces."""
    model = Hunyuan(folder, "cpu")
    model.load()
    paces(model, 64, 64)  # the text's matrices are packed by then
    crop, token = paces(model, 420, 48)
    print(f"a crop: first token {crop:.1f} s, then {token:.3f} s each")
    for name, (width, height, tokens) in SCENES.items():
        look, later = paces(model, width, height)
        total = sum(tokens)
        crops = len(tokens) * crop + 2 * total * token
        print(
            f"{name}, {width} x {height}, {len(tokens)} paragraphs: first token {look:.1f} s, then "
            f"{later:.3f} s each\n"
            f"  crops: first paragraph {crop + 2 * tokens[0] * token:.0f} s, all {crops:.0f} s\n"
            f"  whole: first paragraph {look + (total + tokens[0]) * later:.0f} s, all "
            f"{look + 2 * total * later:.0f} s"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=8)
    asked = parser.parse_args()
    if asked.full:
        cost(asked.full)
    else:
        accuracy(asked.rounds)
