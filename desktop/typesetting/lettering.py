"""How the original is set: size, weight, serifs, alignment, baselines and colour."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import compress
from statistics import median

from desktop.text.scripts import main_script
from desktop.typesetting.area import Area, Plane
from desktop.typesetting.contrast import Colour
from desktop.typesetting.extents import Extent
from desktop.typesetting.fonts import WESTERN, face, likeness, right_to_left
from desktop.typesetting.ground import Ground
from desktop.values import Box, Paragraph

_BOLD = 0.127
_BOLD_SQUARE = 0.109
"""Stems from so many ems on are bold, of square East Asian letters earlier.

Measured as here, on Liberation, DejaVu and Noto in their regular and bold weights from 11 to 40
pixels: 0.08 to 0.114 and 0.141 to 0.26 in Latin and Cyrillic, 0.07 to 0.106 and 0.142 to 0.19 in
Arabic (Naskh, which is finer, 0.1 to 0.12), 0.06 to 0.10 and 0.117 to 0.23 in Japanese.
"""

_TINY = {True: 12, False: 18}
"""Pixels an em below which strokes are told apart with more caution: on flat ground, and on any
other, which is out of focus more often than not."""

_SERIF = {False: 1.63, True: 2.15}
"""Stems so many times as thick as thin strokes have serifs, of regular and of bold type.

On the same: 1.21 to 1.49 and 1.39 to 2.09 without serifs, 1.77 to 2.28 and 2.36 to 3.07 with them.
"""

_HINTED = 16
"""Pixels an em below which hinting makes the thin strokes of bold type one pixel thick, serifs or
not."""

_SQUARES = frozenset({"Hani", "Kana", "Hang"})

_STROKES = 6
"""Fewer strokes tell nothing."""

_SQUARE = 0.92
"""Of an em, what the widest letters of a column are."""

_LEAST_EM, _MOST_EM = 0.3, 2.1
"""An em in heights of a row, as the quick engine's boxes are: what it is within, whatever its ink
seems to say."""
_EM = 0.68
"""And what it is where the ink says nothing."""

_COLOURED = 6000
"""Pixels that the ink's colour is taken from, about."""

_SAME = 0.35
"""Of an em: edges nearer than this are the same edge."""


class Alignment(Enum):
    """Which edges of its lines a paragraph has in one column."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Lettering:
    """``pixels`` an em, ``pitch`` from one baseline (or column) to the next in ems, 0 where there
    is but one, ``baseline`` of the first row in pixels of the area. ``families`` are fonts that
    look like the original's, the nearest first; empty where that says nothing of other scripts."""

    pixels: float
    bold: bool
    families: tuple[str, ...]
    alignment: Alignment
    baseline: float
    pitch: float
    colour: Colour


def lettering(
    area: Area, paragraph: Paragraph, behind: Ground, found: Sequence[Extent]
) -> Lettering:
    """How a paragraph is set, as its ink tells."""
    ink, flat = behind.ink, bool(behind.flat)
    source, tight = paragraph.source or "Hxg", [extent.ink for extent in found]
    high = _height(area, tight)
    level = _strongest(ink, tight)
    stems, bars = _strokes(area, ink, tight, level, flat=flat)
    up, down = face(source, paragraph.language).reach(source)
    guess = _em(area, high, up + down)
    least = _BOLD_SQUARE if main_script(source) in _SQUARES else _BOLD
    # Of the smallest type, regular stems are as wide as a pixel.
    least *= max(1.0, 2 - guess / _TINY[flat])
    bold = bool(stems) and median(stems) >= least * guess
    told = len(bars) >= _STROKES and not (bold and guess < _HINTED)
    serif = told and median(stems) >= _SERIF[bold] * _quarter(bars)
    proportion = sum(box.width for box in tight) / high
    like = likeness(source, proportion, bold=bold, serif=serif and not area.vertical)
    up, down = like.reach(source)
    pixels = _em(area, high, up + down)
    return Lettering(
        pixels=pixels,
        bold=bold,
        families=like.families if main_script(source) in WESTERN else (),
        alignment=_alignment(area, paragraph, ink, found, pixels),
        baseline=tight[0].bottom - down * pixels if not area.vertical else 0.0,
        pitch=_pitch(area, tight, pixels),
        colour=_colour(area, ink, tight, level, flat=flat),
    )


def _height(area: Area, tight: Sequence[Box]) -> int:
    """From the top of the highest letters to the bottom of the lowest, in pixels (of columns: from
    left to right). Not every row has a letter that goes up and one that goes down."""
    sides = sorted(box.width if area.vertical else box.height for box in tight)
    return max(1, sides[-(-(len(sides) - 1) * 3 // 4)])


def _em(area: Area, high: int, reach: float) -> float:
    # Soft edges make letters larger by a part of a pixel.
    guess = (high - 0.3) / (_SQUARE if area.vertical else max(reach, 0.2))
    return guess if _LEAST_EM <= guess / area.thick <= _MOST_EM else _EM * area.thick


def _strongest(ink: Plane, rows: Sequence[Box], part: int = 8) -> int:
    """How far full ink is from the ground: what one of ``part`` inked pixels is, or more."""
    counts: Counter[int] = Counter()
    for row in rows:
        step = max(1, row.height // 24)
        for y in range(row.top, row.bottom, step):
            counts.update(ink.content[y * ink.stride + row.left : y * ink.stride + row.right])
    top = next((value for value in range(255, 0, -1) if counts[value]), 1)
    left = sum(counts[value] for value in range(top // 4, top + 1)) // part
    for value in range(top, 0, -1):
        left -= counts[value]
        if left < 0:
            return value
    return 1


def _strokes(
    area: Area, ink: Plane, tight: Sequence[Box], level: int, *, flat: bool = True
) -> tuple[list[float], list[float]]:
    """How thick strokes are across, and how thick down, in pixels: a sample of each.

    By how much of a pixel is ink they are measured finer than in pixels. On ground that isn't
    ``flat`` grain looks like thin strokes: what isn't half as strong as full ink doesn't count, and
    full is what the strokes nearby reach.
    """
    pattern = _run(max(1, level // 6), level // 6 if flat else level // 2)
    most = 0.35 * area.thick
    piece = 1600 if flat else 8 * area.thick
    content, stride = ink.content, ink.stride

    def of(line: bytes) -> list[float]:
        full = level if flat else max(level * 3 // 5, max(line, default=0))
        runs = (sum(run.group()) / full for run in pattern.finditer(line))
        return [run for run in runs if run < most]

    across: list[float] = []
    down: list[float] = []
    for row in tight[:4]:
        for part in (0.3, 0.4, 0.5, 0.6, 0.7):
            start = round(row.top + part * row.height) * stride
            for left in range(row.left, min(row.right, row.left + 1600), piece):
                across += of(content[start + left : start + min(row.right, left + piece)])
        for column in range(row.left, row.right, max(1, row.width // 60)):
            down += of(content[row.top * stride + column : row.bottom * stride : stride])
    enough = len(across) >= _STROKES
    return (across, down) if enough else ([], [])


def _quarter(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 4]


def _run(least: int, peak: int) -> re.Pattern[bytes]:
    """Bytes of ``least`` or more in a row, one of them ``peak`` or more."""
    low, high = re.escape(bytes([least])), re.escape(bytes([max(least, peak)]))
    return re.compile(
        b"[" + low + rb"-\xff]*?[" + high + rb"-\xff][" + low + rb"-\xff]*", re.DOTALL
    )


def _pitch(area: Area, tight: Sequence[Box], pixels: float) -> float:
    if len(tight) < 2:
        return 0.0
    if area.vertical:
        places = [(box.left + box.right) / 2 for box in tight]
    else:
        # Nearly every row has a letter that goes up, not every row one that goes down.
        places = [float(box.top) for box in tight]
    return abs(places[-1] - places[0]) / (len(places) - 1) / pixels


def _alignment(
    area: Area,
    paragraph: Paragraph,
    ink: Plane,
    found: Sequence[Extent],
    pixels: float,
) -> Alignment:
    start = Alignment.RIGHT if right_to_left(paragraph.source) else Alignment.LEFT
    same = max(2.0, _SAME * pixels)
    tight = [extent.ink for extent in found]
    if len(tight) > 1:
        return _of_rows(tight, same, start)
    if _in_the_middle(tight[0], ink, pixels):
        return Alignment.CENTRE
    return _of_column(area.rows[0], area.others, same, 6 * area.thick, start)


def _of_rows(rows: Sequence[Box], same: float, start: Alignment) -> Alignment:
    def spread(places: Sequence[float]) -> float:
        return max(places) - min(places)

    # A last line that ends early, or a first that is set in, says nothing of the other edge.
    left = spread([row.left for row in rows])
    right = spread([row.right for row in rows])
    centre = spread([(row.left + row.right) / 2 for row in rows])
    if left <= same and right <= same:
        return start
    if left <= same:
        return Alignment.LEFT
    if right <= same:
        return Alignment.RIGHT
    if centre <= same:
        return Alignment.CENTRE
    return start


def _in_the_middle(row: Box, ink: Plane, pixels: float) -> bool:
    """Whether the row stands in the middle of something: a button, a sign."""
    mask = ink.mask(24)
    reach = round(12 * pixels)
    middle = (row.top + row.bottom) // 2
    half = max(1, row.height // 4)

    def free(places: range) -> int | None:
        for number, x in enumerate(places):
            if mask.ink_down(x, middle - half, middle + half):
                return number
        return None

    soft = 1 + round(pixels / 10)
    left = free(range(row.left - soft, max(-1, row.left - reach), -1))
    right = free(range(row.right + soft - 1, min(ink.width, row.right + reach)))
    if left is None or right is None:
        return False
    return abs(left - right) <= max(3.0, 0.15 * (left + right)) and left >= 0.3 * pixels


def _of_column(
    row: Box, others: Sequence[Box], same: float, reach: float, start: Alignment
) -> Alignment:
    """The edge that a row has in common with those above and below it."""
    lefts = centres = rights = 0
    for other in others:
        if other.top - row.bottom > reach or row.top - other.bottom > reach:
            continue
        if min(other.bottom, row.bottom) > max(other.top, row.top):
            continue
        at_left, at_right = abs(other.left - row.left), abs(other.right - row.right)
        lefts += at_left <= same
        rights += at_right <= same
        centres += abs(other.left + other.right - row.left - row.right) <= same
    first = lefts if start is Alignment.LEFT else rights
    second = rights if start is Alignment.LEFT else lefts
    if first >= max(second, centres, 1):
        return start
    if second > centres:
        return Alignment.RIGHT if start is Alignment.LEFT else Alignment.LEFT
    return Alignment.CENTRE if centres else start


def _colour(area: Area, ink: Plane, rows: Sequence[Box], level: int, *, flat: bool) -> Colour:
    """The colour that most of the full ink has; the mean of it where no two pixels are alike."""
    content = memoryview(area.image.constBits()).cast("I")
    width = area.image.bytesPerLine() // 4
    # What is out of focus reaches its full colour in few places, or none.
    least = level * 17 // 20 if flat else min(_strongest(ink, rows, 40), level * 5 // 4)
    strong = bytes(value >= least for value in range(256))
    counts: Counter[int] = Counter()
    across = max(1, sum(row.width for row in rows) * 12 // _COLOURED)
    for row in rows:
        for y in range(row.top, row.bottom, max(1, row.height // 12)):
            start, far = y * width + row.left, y * ink.stride + row.left
            values = content[start : start + row.width : across].tolist()
            strengths = ink.content[far : far + row.width : across]
            counts.update(compress(values, strengths.translate(strong)))
    if not counts:
        return 0, 0, 0
    (value, times), *_ = counts.most_common(1)
    if times >= 0.15 * counts.total():
        return value >> 16 & 255, value >> 8 & 255, value & 255
    total = counts.total()
    red, green, blue = (
        round(sum((value >> shift & 255) * times for value, times in counts.items()) / total)
        for shift in (16, 8, 0)
    )
    return red, green, blue
