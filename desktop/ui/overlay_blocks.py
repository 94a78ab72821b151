"""The blocks of text that were found on a frozen screen: pure values.

A block is a paragraph as ``text/order.py`` finds it, parted further where its rows stand clearly
wider apart than most: on a screen a heading or a title bar is a block of its own. One of them is
lit at a time, by Tab or by the pointer; from it on, or of it alone, a reading is made of the lines
that are already there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from desktop.text.scripts import is_cjk, language
from desktop.values import Box, Line, Reading, Region, Shot

Row = tuple[Line, ...]
"""Lines beside each other, left to right."""

LOOKING = "Looking for text…"
NONE_FOUND = "No text found on this screen."

_SURE = 0.6
"""Under this score a line on a screen is mostly an icon that looks like letters."""

_WIDER = 1.4
_LINE = 1.3
"""Rows part where they are this much wider apart than most, and this many line heights."""

_SPOKEN = 60
"""Characters of a block that are spoken when it is lit."""

_MARGIN = 4
"""Logical pixels around a block, so that no letter is cut."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of lines in reading order, and the box around them in pixels of the screen's shot."""

    rows: tuple[Row, ...]
    box: Box
    words: str = field(repr=False)
    """All of its text on one line."""


class Blocks:
    """The blocks of one screen in reading order, and the screen's picture.

    ``lines`` is where each line lies on the virtual desktop, for the underlines.
    """

    def __init__(self, shot: Shot, found: Sequence[Block], lines: Sequence[Region]) -> None:
        self.shot, self.found, self.lines = shot, tuple(found), tuple(lines)

    def region(self, number: int) -> Region:
        """Where block ``number`` lies on the virtual desktop, with a small margin."""
        return self._around(self.found[number : number + 1])

    def at(self, point: tuple[int, int]) -> int | None:
        """The number of the smallest block under a point of the virtual desktop."""
        under = [
            (region.width * region.height, number)
            for number in range(len(self.found))
            for region in (self.region(number),)
            if region.x <= point[0] < region.right and region.y <= point[1] < region.bottom
        ]
        return min(under)[1] if under else None

    def spoken(self, number: int) -> str:
        """What is said when block ``number`` is lit: its place, its first words, its size."""
        words = self.found[number].words
        first = _beginning(words)
        said = f"Block {number + 1} of {len(self.found)}: {first}"
        return said if first == words else f"{said}… {_size(words)}"

    def reading(self, number: int, *, alone: bool) -> tuple[Shot, Reading]:
        """Block ``number`` and, unless ``alone``, all that follow it, as if they had been read.

        The picture is the part of the screen that they lie on; the lines' boxes are in its pixels.
        """
        from desktop.text.order import pieces

        blocks = self.found[number : number + 1] if alone else self.found[number:]
        shot = self.shot.crop(self._around(blocks))
        # Both have a place on the desktop: only frozen screens are searched for blocks.
        here, there = shot.region or Region(0, 0, 0, 0), self.shot.region or Region(0, 0, 0, 0)
        left, top = here.x - there.x, here.y - there.y
        rows = (
            ([replace(line, box=line.box.moved(-left, -top)) for line in row], at == 0)
            for block in blocks
            for at, row in enumerate(block.rows)
        )
        made = list(pieces(rows))
        text = "".join(piece for piece, _ in made)
        lines = tuple(line for _, row in made for line in row)
        unsure = tuple(_unsure(text, lines))
        return shot, Reading(text, lines, language=language(text), unsure=unsure)

    def _around(self, blocks: Sequence[Block]) -> Region:
        screen = self.shot.region or Region(0, 0, self.shot.width, self.shot.height)
        margin, box = round(_MARGIN * self.shot.scale), Box.around([block.box for block in blocks])
        return Region(
            screen.x + box.left - margin,
            screen.y + box.top - margin,
            box.width + 2 * margin,
            box.height + 2 * margin,
        ).intersected(screen)


def blocks(shot: Shot, lines: Sequence[Line]) -> Blocks:
    """The blocks that ``lines`` make; their boxes are in pixels of ``shot``, a frozen screen."""
    # With statistics and all it needs, for which the start of the app would have to wait.
    from desktop.text.order import arrange, joined

    lines = [line for line in lines if line.text.strip() and line.score >= _SURE]
    screen = shot.region or Region(0, 0, shot.width, shot.height)
    found = []
    for paragraph in arrange([line.box for line in lines]):
        for rows in _parted([tuple(lines[i] for i in row) for row in paragraph]):
            texts = [joined([line.text for line in row]) for row in rows]
            box = Box.around([line.box for row in rows for line in row])
            words = joined(texts)
            if not _is_icon(words):
                found.append(Block(rows, box, words))
    places = (
        Region(screen.x + box.left, screen.y + box.top, box.width, box.height)
        for box in (line.box for line in lines)
    )
    return Blocks(shot, found, list(places))


def _is_icon(words: str) -> bool:
    """Whether a block is a single letter: no text, but a tray icon or a cross that closes."""
    return len(words) == 1 and words.isalpha() and not is_cjk(words)


def _parted(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows of a paragraph as blocks."""
    middles = [sum(line.box.top + line.box.bottom for line in row) / len(row) / 2 for row in rows]
    apart = [lower - upper for upper, lower in pairwise(middles)]
    usual = sorted(apart)[len(apart) // 4] if apart else 0.0
    heights = sorted(line.box.height for row in rows for line in row)
    height = heights[len(heights) // 2]
    begin = 0
    for number, distance in enumerate(apart, start=1):
        if distance > max(_WIDER * usual, _LINE * height):
            yield tuple(rows[begin:number])
            begin = number
    yield tuple(rows[begin:])


def _unsure(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The unsure words of ``lines``, which follow one another in ``text``, by their place there."""
    place = 0
    for line in lines:
        words = line.text.strip()
        place = text.index(words, place)
        before = line.text.index(words)
        for start, length in line.unsure:
            yield place + start - before, length
        place += len(words)


def _beginning(words: str) -> str:
    """The first words, whole ones where the script parts them by spaces."""
    if len(words) <= _SPOKEN:
        return words
    cut = words[: _SPOKEN + 1]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > _SPOKEN // 2 else cut[:_SPOKEN]).rstrip(" .,;:…")


def _size(words: str) -> str:
    """How long a text is; one without spaces between words is counted in characters."""
    if sum(map(is_cjk, words)) > len(words) // 2:
        return f"{len(words.replace(' ', ''))} characters."
    many = len(words.split())
    return f"{many} words." if many > 1 else "1 word."
