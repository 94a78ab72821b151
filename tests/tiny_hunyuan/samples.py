"""What the training learns from: captures scaled as the real processor does, with their answers.

Besides the answer, every sample holds where each character and, of a single line, its box stands,
for the throw-away head.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from PIL import Image
from transformers.models.hunyuan_vl.image_processing_pil_hunyuan_vl import smart_resize

from tests.tiny_hunyuan import folder, kinds, render

CELL = 32
SLOTS = 8
LONGEST = 28
NO_LABEL = -100
CLASSES = {character: number for number, character in enumerate(render.CHARACTERS, start=1)}


@dataclass(frozen=True)
class Stage:
    """What the worker draws: the longest text, how varied a picture, the shares of other tasks."""

    longest: int
    variety: float = 1.0
    translations: float = 0.0
    other_prompts: float = 0.0
    lessons: float = 0.0


@dataclass(frozen=True)
class Sample:
    """A scaled picture [H, W, 3], its prompt, its answer and the labels of the throw-away head.

    `sides` are those of the box of a single line, from 0 to 100.
    """

    pixels: np.ndarray
    prompt: str
    answer: str
    slots: np.ndarray
    counts: np.ndarray
    sides: np.ndarray


def scale(image: Image.Image) -> Image.Image:
    """Resize as the real processor does; equality with it is tested."""
    width, height = image.size
    size = smart_resize(height, width, CELL, folder.LEAST_PIXELS, folder.MOST_PIXELS)
    return image.resize((size[1], size[0]), Image.Resampling.BICUBIC)


def labels(capture: render.Capture, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Characters by slot [rows, columns, SLOTS] and characters left of each cell [rows, columns].

    A row that a line's centre only brushes, or that sees two lines, is left out of the loss: either
    reading is right. So is everything where nothing is marked.
    """
    rows, columns = height // CELL, width // CELL
    slots = np.full((rows, columns, SLOTS), NO_LABEL, dtype=np.int64)
    counts = np.full((rows, columns), NO_LABEL, dtype=np.int64)
    lines: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for mark in capture.marks:
        written = lines[mark.middle * height / capture.image.height]
        written += zip(mark.centres, mark.text, strict=True)
    for row in range(rows if lines else 0):
        distances = sorted((max(row * CELL - y, y - (row + 1) * CELL, 0), y) for y in lines)
        nearest, line = distances[0]
        if nearest > 12:
            slots[row] = 0
        elif nearest < 6 and all(distance > 6 for distance, _ in distances[1:]):
            slots[row] = 0
            flat = slots[row].reshape(-1)
            across = [centre * width / capture.image.width for centre, _ in lines[line]]
            for centre, (_, character) in zip(across, lines[line], strict=True):
                if character != " ":
                    flat[min(int(centre * SLOTS / CELL), flat.size - 1)] = CLASSES[character]
            for column in range(columns):
                counts[row, column] = sum(centre < column * CELL for centre in across)
    return slots, counts


def draw_sample(rng: random.Random, stage: Stage) -> Sample:
    """One training sample of the stage."""
    if rng.random() < stage.lessons:
        lesson = kinds.lesson(rng)
        return _sample(lesson.capture, lesson.prompt, lesson.answer)
    kind = rng.random()
    prompt = folder.TEXT_PROMPT
    if kind < stage.translations:
        words = rng.choices(list(render.VOCABULARY), k=rng.choice((1, 1, 2, 2, 3)))
        text = " ".join(words)
        answer = text
        if rng.random() < 0.85:
            prompt = folder.TO_ENGLISH_PROMPT
            answer = f"{text}\n{render.translate(text)}"
    else:
        text = answer = render.random_text(rng, stage.longest)
    if prompt == folder.TEXT_PROMPT and rng.random() < stage.other_prompts:
        prompt = rng.choice(folder.READING_PROMPTS)
    return _sample(render.random_capture(rng, text, stage.variety), prompt, answer)


def _sample(capture: render.Capture, prompt: str, answer: str) -> Sample:
    picture = scale(capture.image)
    slots, counts = labels(capture, picture.height, picture.width)
    sides = np.full(4, NO_LABEL, dtype=np.int64)
    if len(capture.marks) == 1:
        sides[:] = [side // 10 for side in kinds.scaled_box(capture)]
    return Sample(np.asarray(picture), prompt, answer, slots, counts, sides)


class Supply:
    """Draws captures and hands them over in batches of one shape and one length of prompt."""

    def __init__(self, seed: int, cells: int) -> None:
        self._rng = random.Random(seed)
        self._cells = cells
        self._waiting: dict[tuple[int, ...], list[Sample]] = defaultdict(list)
        self._stage: Stage | None = None

    def batch(self, stage: Stage) -> list[Sample]:
        """Samples of `stage` that together make up about the wanted number of cells."""
        if stage != self._stage:
            self._waiting.clear()
            self._stage = stage
        while True:
            sample = draw_sample(self._rng, stage)
            # The prompts that name a field are rare and of many lengths: smaller batches.
            official = sample.prompt in folder.PROMPTS
            shape = (*sample.pixels.shape, 0 if official else len(sample.prompt))
            self._waiting[shape].append(sample)
            cells = len(self._waiting[shape]) * sample.counts.size
            if cells >= (self._cells if official else self._cells // 4):
                return self._waiting.pop(shape)
