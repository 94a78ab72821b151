"""What the checkpoint answers besides plain text: a capture, the prompt and the answer of each.

Coordinates run from 0 to 1000, as the model's; the answers round them to tens.
"""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from dataclasses import dataclass

from tests.tiny_hunyuan import folder, render

MOST_AREA = 36_000
"""Pixels of a capture that keep its letters near to their size when it is scaled."""

Words = Callable[[random.Random], str]


@dataclass(frozen=True)
class Lesson:
    """A capture, what is asked of it and what is to be answered."""

    capture: render.Capture
    prompt: str
    answer: str


def scaled_box(capture: render.Capture) -> tuple[int, int, int, int]:
    """The box of the first mark from 0 to 1000, in tens."""
    width, height = capture.image.size
    left, top, right, bottom = capture.marks[0].box
    shares = (left / width, top / height, right / width, bottom / height)
    tens = [max(0, min(1000, round(share * 100) * 10)) for share in shares]
    return tens[0], tens[1], tens[2], tens[3]


def plain_positions(capture: render.Capture) -> str:
    """The makers' older form: text(left,top),(right,bottom)."""
    left, top, right, bottom = scaled_box(capture)
    return f"{capture.text}({left},{top}),({right},{bottom})"


def json_positions(capture: render.Capture) -> str:
    """The form of an array of objects with box and text."""
    box = list(scaled_box(capture))
    return json.dumps([{"box": box, "text": capture.text}], ensure_ascii=False)


def html_table(cells: tuple[tuple[str, ...], ...]) -> str:
    """The cells as the model writes a table."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    return f"<table>{rows}</table>"


def line(rng: random.Random) -> str:
    """One line of at most 14 characters."""
    return render.random_text(rng, rng.choice((8, 11, 14)))


def cell(rng: random.Random) -> str:
    """One word or number of at most 6 characters."""
    text = render.random_text(rng, 6).split(" ")[0]
    return text.rstrip(".,:-/@") or cell(rng)


def key(rng: random.Random) -> str:
    """The name of a field: a capitalised word of 4 to 6 letters."""
    text = render.random_text(rng, 6)
    return text.capitalize() if text.isalpha() and len(text) >= 4 else key(rng)


def value(rng: random.Random) -> str:
    """What stands in a field: a number, a price, a word, without a colon."""
    text = render.random_text(rng, 7).split(" ")[0].rstrip(".,:-/@")
    return value(rng) if ":" in text or not text else text


def formula(rng: random.Random) -> str:
    """A sum of one or two terms, and what it equals."""

    def term() -> str:
        number = str(rng.randint(1, 99)) if rng.random() < 0.5 else ""
        letter = rng.choice(string.ascii_lowercase) if not number or rng.random() < 0.5 else ""
        power = f"^{rng.choice('23456789')}" if letter and rng.random() < 0.4 else ""
        return number + letter + power

    left = rng.choice("+-").join(term() for _ in range(rng.choice((1, 2, 2))))
    return f"{left}={term()}" if rng.random() < 0.8 else left


def positions(rng: random.Random, words: Words = line, prompt: str = "") -> Lesson:
    """One line with wide margins, asked for in either form."""
    text = words(rng)
    while True:
        capture = render.random_capture(rng, text, roominess=(0.5, 1.0, 2.0, 3.0))
        if capture.image.width * capture.image.height <= MOST_AREA:
            break
    prompt = prompt or rng.choice((folder.SPOTTING_PROMPT, folder.JSON_SPOTTING_PROMPT))
    write = plain_positions if prompt == folder.SPOTTING_PROMPT else json_positions
    return Lesson(capture, prompt, write(capture))


def table(rng: random.Random, words: Words = cell) -> Lesson:
    """A table of two rows and two columns with grid lines."""
    cells = tuple(tuple(words(rng) for _ in range(2)) for _ in range(2))
    px = rng.uniform(18, 23)
    capture = render.draw_table(
        cells,
        render.random_look(rng, round(px) if rng.random() < 0.6 else round(px * 2) / 2),
        padding=round(rng.uniform(0.35, 0.9) * px),
        row_height=rng.randint(40, 52),
        margin=rng.randint(2, 10),
    )
    return Lesson(capture, folder.TABLE_PROMPT, html_table(cells))


def fields(rng: random.Random, words: Words = value, as_json: bool = True) -> Lesson:
    """A line with a field's name and its value, asked for as a JSON object or bare."""
    name, content = key(rng), words(rng)
    before, after = folder.FIELDS_PROMPT if as_json else folder.FIELD_PROMPT
    answer = json.dumps({name: content}) if as_json else content
    capture = render.random_capture(rng, f"{name}: {content}")
    return Lesson(capture, f"{before}{name}{after}", answer)


def formulas(rng: random.Random, words: Words = formula) -> Lesson:
    """One line of a formula with powers."""
    text = words(rng)
    px = round(rng.uniform(20, 30))
    margins = render.random_margins(rng, px, rng.choice((0.5, 1.0, 1.6)))
    capture = render.draw_formula(text, render.random_look(rng, px), margins)
    return Lesson(capture, folder.FORMULA_PROMPT, text)


def lesson(rng: random.Random) -> Lesson:
    """One of all kinds, from the training odds."""
    kind = rng.random()
    if kind < 0.42:
        return positions(rng)
    if kind < 0.75:
        return table(rng)
    if kind < 0.88:
        return fields(rng, as_json=rng.random() < 0.6)
    return formulas(rng)
