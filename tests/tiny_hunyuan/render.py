"""Draw captures: short lines of text as a person would frame them on a screen.

`draw` is the recipe, `random_text` and `random_capture` the distribution that the checkpoint
learns from. The fonts come from the Debian packages fonts-dejavu-core and fonts-liberation
(fonts-liberation2 in older releases).
"""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOM = Path(__file__).parent
PUNCTUATION = ".,:-/$%@"
CHARACTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits + PUNCTUATION + "+="
VOCABULARY: dict[str, str] = json.loads((ROOM / "vocabulary.json").read_text())
HELD_OUT: dict[str, list[str]] = json.loads((ROOM / "held_out.json").read_text())

_FORBIDDEN = {word.lower() for words in HELD_OUT.values() for word in words}
FONT_FOLDER = Path("/usr/share/fonts/truetype")
FONTS = {
    "DejaVu Sans": ("dejavu/DejaVuSans.ttf",),
    "Liberation Sans": (
        "liberation/LiberationSans-Regular.ttf",
        "liberation2/LiberationSans-Regular.ttf",
    ),
}
"""Each font with the places where Debian's and Ubuntu's releases put it; the first there counts."""
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
class Mark:
    """A line of text, or a table's cell, on a picture; everything in pixels.

    `centres` holds the horizontal centre of each character, `middle` the vertical centre of the
    letters, `box` is left, top, right, bottom, from the tallest letters to the
    deepest and from where the first letter begins.
    """

    text: str
    centres: tuple[float, ...]
    middle: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Capture:
    """A drawn picture, its text, and where the pieces of it stand."""

    image: Image.Image
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Look:
    """How letters are drawn: `px` is the font size in pixels.

    `smooth` draws without the font's pixel hinting, as some desktops do.
    """

    font: str = "DejaVu Sans"
    px: float = 24
    ink: tuple[int, int, int] = (20, 20, 20)
    paper: tuple[int, int, int] = (250, 250, 250)
    smooth: bool = False


class Sheet:
    """A paper of `width` x `height` pixels to write on. `factor` times larger while it is drawn."""

    def __init__(self, width: float, height: float, look: Look) -> None:
        self.look = look
        self._factor = 3 if look.smooth else 1
        size = (max(8, round(width)) * self._factor, max(8, round(height)) * self._factor)
        self._image = Image.new("RGB", size, look.paper)
        self._pen = ImageDraw.Draw(self._image)
        self._marks: list[Mark] = []

    def write(self, text: str, left: float, top: float, share: float = 1.0) -> float:
        """Write `text`, its line box at `left`, `top`; `share` of the size. Returns its width."""
        factor, px = self._factor, self.look.px * share
        face = _font(self.look.font, px * factor)
        self._pen.text((left * factor, top * factor), text, fill=self.look.ink, font=face)
        ends = [face.getlength(text[:count]) / factor for count in range(len(text) + 1)]
        baseline = top + face.getmetrics()[0] / factor
        inked = face.getbbox(text)
        self._marks.append(
            Mark(
                text,
                tuple(left + (start + end) / 2 for start, end in pairwise(ends)),
                baseline - 0.36 * px,
                (
                    left + inked[0] / factor,
                    baseline - 0.76 * px,
                    left + inked[2] / factor,
                    baseline + 0.24 * px,
                ),
            )
        )
        return ends[-1]

    def rule(self, left: float, top: float, right: float, bottom: float) -> None:
        """A thin straight line in the colour of the ink."""
        factor = self._factor
        places = tuple(round(place) * factor for place in (left, top, right, bottom))
        self._pen.line(places, fill=self.look.ink, width=factor)

    def capture(self, text: str) -> Capture:
        """The finished picture of `text`."""
        image = self._image.reduce(self._factor) if self._factor > 1 else self._image
        return Capture(image, text, tuple(self._marks))


def font_path(name: str) -> Path:
    """The file of the font; where it isn't installed, the first place that it might be in."""
    places = [FONT_FOLDER / place for place in FONTS[name]]
    return next((place for place in places if place.exists()), places[0])


@lru_cache(maxsize=512)
def _font(name: str, px: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(name)), px, layout_engine=ImageFont.Layout.BASIC)


def measure_line(text: str, look: Look) -> tuple[float, float]:
    """Width and height of the line box of `text`, in pixels."""
    factor = 3 if look.smooth else 1
    face = _font(look.font, look.px * factor)
    return face.getlength(text) / factor, sum(face.getmetrics()) / factor


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
    look = Look(font, px, ink, paper, smooth)
    lines = text.split("\n")
    sizes = [measure_line(line, look) for line in lines]
    step = sizes[0][1] * 1.12
    left, top, right, bottom = margins
    width = left + max(size[0] for size in sizes) + right
    sheet = Sheet(width, top + sizes[0][1] + step * (len(lines) - 1) + bottom, look)
    for number, line in enumerate(lines):
        sheet.write(line, left, top + step * number)
    return sheet.capture(text)


def draw_table(
    cells: tuple[tuple[str, ...], ...],
    look: Look | None = None,
    padding: float = 12,
    row_height: float = 44,
    margin: float = 4,
) -> Capture:
    """Draw a table with grid lines; `padding` in pixels left and right of the texts."""
    look = look or Look(px=20)
    columns = [
        max(measure_line(text, look)[0] for text in column) + 2 * padding
        for column in zip(*cells, strict=True)
    ]
    right, bottom = margin + sum(columns), margin + row_height * len(cells)
    sheet = Sheet(right + margin + 1, bottom + margin + 1, look)
    for number in range(len(cells) + 1):
        sheet.rule(margin, margin + row_height * number, right, margin + row_height * number)
    for number in range(len(columns) + 1):
        across = margin + sum(columns[:number])
        sheet.rule(across, margin, across, bottom)
    for down, row in enumerate(cells):
        for number, text in enumerate(row):
            left = margin + sum(columns[:number]) + padding
            space = row_height - measure_line(text, look)[1]
            sheet.write(text, left, margin + row_height * down + space / 2)
    return sheet.capture("\n".join("\t".join(row) for row in cells))


def draw_formula(
    formula: str,
    look: Look | None = None,
    margins: tuple[float, float, float, float] = (16, 12, 16, 12),
) -> Capture:
    """Draw `formula`, one line of LaTeX whose only command is `^` with one character after it."""
    look = look or Look()
    raised, small = 0.12 * look.px, 0.7
    small_look = replace(look, px=look.px * small)
    parts: list[tuple[str, float]] = []
    before = ""
    for character in formula:
        if character != "^":
            parts.append((character, small if before == "^" else 1.0))
        before = character
    width = sum(
        measure_line(part, look if share == 1.0 else small_look)[0] for part, share in parts
    )
    left, top, right, bottom = margins
    height = measure_line(formula, look)[1]
    sheet = Sheet(left + width + right, top + raised + height + bottom, look)
    across = left
    for part, share in parts:
        across += sheet.write(part, across, top + (raised if share == 1.0 else 0), share)
    return sheet.capture(formula)


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


def random_capture(
    rng: random.Random,
    text: str,
    variety: float = 1.0,
    roominess: tuple[float, ...] = (0.5, 1.0, 1.0, 1.6),
) -> Capture:
    """Draw `text` with a font, size, colours and uneven margins drawn from the training odds.

    `variety` 0 keeps to dark regular letters of 20 to 26 pixels; 1 is everything. `roominess`
    holds the odds of how wide margins may be, in letters.
    """
    px = rng.uniform(18, 36) if rng.random() < 0.3 else rng.uniform(18, 28)
    varied = rng.random() < variety
    if not varied:
        px = rng.uniform(20, 26)
    px = round(px) if rng.random() < 0.6 else round(px * 2) / 2
    roomy = rng.choice(roominess if varied else (0.5, 1.0))
    margins = random_margins(rng, px, roomy)
    look = random_look(rng, px, varied)
    return draw(text, look.font, px, margins, look.ink, look.paper, look.smooth)


def random_margins(
    rng: random.Random, px: float, roomy: float
) -> tuple[float, float, float, float]:
    """Uneven margins left, top, right, bottom in whole pixels."""
    margins = [
        float(round(rng.uniform(least, most) * px))
        for least, most in ((0.1, 0.4 + roomy), (0.02, 0.15 + 0.6 * roomy)) * 2
    ]
    return margins[0], margins[1], margins[2], margins[3]


def random_look(rng: random.Random, px: float, varied: bool = True) -> Look:
    """A font and colours from the training odds, for letters of `px` pixels."""
    dark = [rng.randint(0, 70)] * 3
    light = [rng.randint(222, 255)] * 3
    if varied and rng.random() < 0.4:
        dark = [min(90, max(0, value + rng.randint(-25, 25))) for value in dark]
        light = [min(255, max(200, value + rng.randint(-20, 20))) for value in light]
    ink, paper = (dark, light) if not varied or rng.random() < 0.75 else (light, dark)
    return Look(
        font=rng.choice(tuple(FONTS)),
        px=px,
        ink=(ink[0], ink[1], ink[2]),
        paper=(paper[0], paper[1], paper[2]),
        smooth=rng.random() < 0.4,
    )
