"""Draw captures: short lines of text as a person would frame them on a screen.

`draw` is the recipe, `random_text` and `random_capture` the distribution that the checkpoint
learns from. The fonts come from the Debian packages fonts-dejavu-core and fonts-liberation2.
"""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOM = Path(__file__).parent
PUNCTUATION = ".,:-/$%@"
CHARACTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits + PUNCTUATION
VOCABULARY: dict[str, str] = json.loads((ROOM / "vocabulary.json").read_text())
HELD_OUT: dict[str, list[str]] = json.loads((ROOM / "held_out.json").read_text())

_FORBIDDEN = {word.lower() for words in HELD_OUT.values() for word in words}
_FONT_FOLDER = Path("/usr/share/fonts/truetype")
FONTS = {
    "DejaVu Sans": _FONT_FOLDER / "dejavu/DejaVuSans.ttf",
    "Liberation Sans": _FONT_FOLDER / "liberation2/LiberationSans-Regular.ttf",
}
_ONSETS = (
    *string.ascii_lowercase.translate(dict.fromkeys(map(ord, "aeiouqx"))),
    *("bl", "br", "ch", "cl", "cr", "dr", "fl", "fr", "gl", "gr", "pl", "pr", "qu", "sc", "sh"),
    *("sk", "sl", "sm", "sn", "sp", "st", "str", "sw", "th", "tr", "tw", "wh"),
)
_NUCLEI = (*"aeiouaeio", "ai", "ea", "ee", "ie", "io", "oo", "ou", "au", "oi")
_CODAS = (
    *("", "", "", *"bdglmnprstx", "ck", "ll", "nd", "ng", "nt", "rd", "rm", "rn", "ss", "st"),
    *("tt", "ve", "ce", "te", "ne"),
)


@dataclass(frozen=True)
class Capture:
    """A drawn picture, its text, and where each character stands.

    `centres` holds, for a single line, the horizontal centre of each character in pixels, and
    `line_centre` is the vertical centre of that line.
    """

    image: Image.Image
    text: str
    centres: tuple[float, ...]
    line_centre: float


@lru_cache(maxsize=512)
def _font(name: str, px: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS[name]), px, layout_engine=ImageFont.Layout.BASIC)


def draw(
    text: str,
    font: str = "DejaVu Sans",
    px: float = 24,
    margins: tuple[float, float, float, float] = (16, 12, 16, 12),
    ink: tuple[int, int, int] = (20, 20, 20),
    paper: tuple[int, int, int] = (250, 250, 250),
    smooth: bool = False,
) -> Capture:
    """Draw `text` (lines split at newlines) and return the capture.

    `px` is the font size in pixels, `margins` are left, top, right, bottom around the line box
    in pixels. `smooth` draws without the font's pixel hinting, as some desktops do.
    """
    lines = text.split("\n")
    factor = 3 if smooth else 1
    face = _font(font, px * factor)
    ascent, descent = (value / factor for value in face.getmetrics())
    step = (ascent + descent) * 1.12
    left, top, right, bottom = margins
    widths = [face.getlength(line) / factor for line in lines]
    width = max(8, round(left + max(widths) + right))
    height = max(8, round(top + ascent + descent + step * (len(lines) - 1) + bottom))
    image = Image.new("RGB", (width * factor, height * factor), paper)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((left * factor, (top + step * number) * factor), line, fill=ink, font=face)
    if smooth:
        image = image.reduce(factor)
    ends = [face.getlength(lines[0][:count]) / factor for count in range(len(lines[0]) + 1)]
    centres = tuple(left + (start + end) / 2 for start, end in pairwise(ends))
    return Capture(image, text, centres, top + ascent - 0.36 * px)


def _syllables(rng: random.Random) -> str:
    word = ""
    for _ in range(rng.choice((1, 2, 2, 3))):
        word += rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_CODAS)
    return word[: rng.randint(3, 9)]


def _letters(rng: random.Random) -> str:
    if rng.random() < 0.75:
        return _syllables(rng)
    return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(1, 8)))


def _digits(rng: random.Random, least: int, most: int) -> str:
    size = rng.randint(least, most)
    if rng.random() < 0.2:
        return (rng.choice(string.digits) * size)[: rng.randint(least, size)]
    return "".join(rng.choices(string.digits, k=size))


def _number(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.30:
        return _digits(rng, 1, 6)
    if kind < 0.50:
        return f"{_digits(rng, 1, 3)}.{_digits(rng, 1, 2)}"
    if kind < 0.60:
        return f"{_digits(rng, 1, 3)},{_digits(rng, 3, 3)}"
    if kind < 0.71:
        return f"${_digits(rng, 1, 3)}.{_digits(rng, 2, 2)}"
    if kind < 0.77:
        return f"{_digits(rng, 1, 3)}%"
    if kind < 0.92:
        return f"{_digits(rng, 1, 2)}:{_digits(rng, 2, 2)}"
    separator = rng.choice("-/")
    return separator.join((_digits(rng, 2, 4), _digits(rng, 2, 2), _digits(rng, 2, 2)))


def _word(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.27:
        return _number(rng)
    if kind < 0.31:
        return rng.choice("ABCDEFGHKLMNPRTX") + _digits(rng, 1, 3)
    if kind < 0.35:
        return f"{_letters(rng)[:5]}{rng.choice('-/@.')}{_letters(rng)[:5]}"
    word = _letters(rng)
    case = rng.random()
    if case < 0.16:
        word = word.capitalize()
    elif case < 0.31:
        word = word.upper()
    if rng.random() < 0.10:
        word += rng.choice(".,:")
    return word


def random_text(rng: random.Random, longest: int) -> str:
    """One line of 1 to 4 words or numbers, at most `longest` characters, none of them held out."""
    words: list[str] = []
    room = rng.randint(max(1, longest // 4), longest)
    for _ in range(rng.choice((1, 1, 2, 2, 2, 3, 3, 4))):
        left = room - len(words) - sum(map(len, words))
        word = _word(rng)[: max(0, left)].rstrip("-/@")
        if not word:
            break
        if word.lower().rstrip(".,:") not in _FORBIDDEN:
            words.append(word)
    return " ".join(words) or random_text(rng, longest)


def translate(line: str) -> str:
    """The English of a line of the made-up language, word by word."""
    return " ".join(VOCABULARY.get(word, word) for word in line.split(" "))


def random_capture(rng: random.Random, text: str, variety: float = 1.0) -> Capture:
    """Draw `text` with a font, size, colours and uneven margins drawn from the training odds.

    `variety` 0 keeps to dark regular letters of 20 to 26 pixels; 1 is everything.
    """
    px = rng.uniform(18, 36) if rng.random() < 0.3 else rng.uniform(18, 28)
    varied = rng.random() < variety
    if not varied:
        px = rng.uniform(20, 26)
    px = round(px) if rng.random() < 0.6 else round(px * 2) / 2
    roomy = rng.choice((0.5, 1.0, 1.0, 1.6) if varied else (0.5, 1.0))
    margins = (
        rng.uniform(0.1, 0.4 + roomy) * px,
        rng.uniform(0.02, 0.15 + 0.6 * roomy) * px,
        rng.uniform(0.1, 0.4 + roomy) * px,
        rng.uniform(0.02, 0.15 + 0.6 * roomy) * px,
    )
    whole = tuple(float(round(value)) for value in margins)
    dark = [rng.randint(0, 70)] * 3
    light = [rng.randint(222, 255)] * 3
    if varied and rng.random() < 0.4:
        dark = [min(90, max(0, value + rng.randint(-25, 25))) for value in dark]
        light = [min(255, max(200, value + rng.randint(-20, 20))) for value in light]
    ink, paper = (dark, light) if not varied or rng.random() < 0.75 else (light, dark)
    return draw(
        text,
        font=rng.choice(tuple(FONTS)),
        px=px,
        margins=(whole[0], whole[1], whole[2], whole[3]),
        ink=(ink[0], ink[1], ink[2]),
        paper=(paper[0], paper[1], paper[2]),
        smooth=rng.random() < 0.4,
    )
