"""What was read of a film, and what of it are its subtitles. Pure functions over values.

1. Lines that are hardly text, stand there through the film (a station's sign, a clock), or are
   much smaller or larger than the film's other lines are left out.
2. What was read alike before and after a change is one subtitle; the reading that the engine was
   surest of is its text. So is what was half faded in.
3. What stands there for less than anybody can see is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from statistics import median

from desktop.subtitles.cues import Cue
from desktop.text.news import alike
from desktop.text.order import composed
from desktop.values import Box, Line

GAP = 300
"""Milliseconds; the same text again after no more than these is one subtitle."""

SHORTEST = 150
"""Milliseconds; what lasts less is none."""

_PASSING = 500
"""Milliseconds; what lasts less, between the same text or beside a similar one, was read badly."""

_SIMILAR = 0.6

_LEAST_SCORE, _SHORT, _SHORT_SCORE = 0.6, 3, 0.85
"""How sure the engine is of a line at least, and of one with so few letters."""

_STRAY = " /\\|_~^`"
"""At the ends of a row: edges of the picture behind it, read as signs."""

_STANDING, _OTHERS, _LONG = 0.5, 3, 60_000
"""A line that is there for this share of the film, or for so many milliseconds, is no subtitle if
so many others stood beside it, and one of the two changed so often while the other stayed."""

_LOOKED_AT = 8
"""So many of the latest places of a text are looked at."""

_LINES, _SMALL, _LARGE = 8, 0.5, 2.0
"""With so many lines it is known how high they are; what is so much less or more is none."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of a stretch of the film; boxes are in pixels of its picture."""

    start: int
    end: int
    lines: tuple[Line, ...] = field(default=(), repr=False)
    placed: bool = True
    """Whether the engine told where the lines are; otherwise their boxes are invented."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that stands there from ``start`` up to ``end``; ``rank`` tells how good it is."""

    start: int
    end: int
    text: str
    rank: tuple[float, int]

    @property
    def length(self) -> int:
        return self.end - self.start


def cues(seen: Sequence[Seen]) -> tuple[Cue, ...]:
    """The subtitles among what was seen, which is in order and doesn't overlap."""
    texts = list(_texts(_lines_of_subtitles(seen)))
    for _ in range(2):  # what was parted by what is dropped is joined by the second
        texts = [each for each in _joined(_passed(texts)) if each.length >= SHORTEST]
    return tuple(Cue(each.start, each.end, each.text) for each in texts)


def text(lines: Iterable[Line]) -> str:
    """The lines' text, a row each."""
    rows = (row.strip(_STRAY) for row in composed(list(lines))[0].split("\n"))
    return "\n".join(filter(None, rows))


def _texts(seen: Iterable[Seen]) -> Iterator[_Text]:
    for each in seen:
        if found := text(each.lines):
            score = sum(line.score for line in each.lines) / len(each.lines)
            length = each.end - each.start
            yield _Text(each.start, each.end, found, (round(score, 2), length))


# What is no subtitle


def _lines_of_subtitles(seen: Sequence[Seen]) -> Iterator[Seen]:
    likely = [
        replace(each, lines=tuple(line for line in each.lines if is_text(line)))
        for each in _without_standing(seen)
    ]
    heights = [line.box.height for each in likely if each.placed for line in each.lines]
    if len(heights) < _LINES:
        yield from likely
        return
    usual = median(heights)
    for each in likely:
        if not each.placed:
            yield each
            continue
        kept = (line for line in each.lines if _SMALL * usual <= line.box.height <= _LARGE * usual)
        yield replace(each, lines=tuple(kept))


def is_text(line: Line) -> bool:
    """Whether it is likely that this is text: what moves is read as a letter or two, unsurely."""
    signs = sum(map(str.isalnum, line.text)) + 3 * sum(sign in "♪♫" for sign in line.text)
    least = _LEAST_SCORE if signs > _SHORT else _SHORT_SCORE
    return signs > 0 and line.score >= least


@dataclass(eq=False)
class _Place:
    """Where the same text stands, digits aside, for ``time`` in all; what else stood there
    meanwhile, and how often that changed while this stayed, or this while that stayed."""

    box: Box
    placed: bool
    time: int = 0
    beside: set[str] = field(default_factory=set)
    alone: int = 0
    latest: int = -2
    """The number of the stretch in which it was last."""
    signs: str = ""
    """What it was there, with its digits."""

    def meets(self, box: Box) -> bool:
        """Whether a line with this box is in the same place, to a few pixels."""
        mine = self.box
        high = max(mine.height, box.height)
        ends = min(abs(mine.left - box.left), abs(mine.right - box.right))
        return ends <= high and abs(mine.top + mine.bottom - box.top - box.bottom) <= high

    def stands(self, whole: int) -> bool:
        """Whether it is no subtitle of a film of so many milliseconds."""
        long = self.time >= _STANDING * whole or self.time >= _LONG
        return long and len(self.beside) >= _OTHERS and self.alone >= _OTHERS


class _Places:
    """The places of all lines so far."""

    def __init__(self) -> None:
        self._by_text: dict[str, list[_Place]] = {}

    def of(self, line: Line, placed: bool) -> _Place:
        """The line's place; a new one where there is none. Without ``placed``, any with its
        text."""
        known = self._by_text.setdefault(_lasting(line), [])
        for place in known[: -_LOOKED_AT - 1 : -1]:
            if not (placed and place.placed) or place.meets(line.box):
                return place
        known.append(_Place(line.box, placed))
        return known[-1]

    def standing(self, whole: int) -> dict[_Place, str]:
        """Those that are no subtitle, with their texts."""
        return {
            place: text
            for text, places in self._by_text.items()
            for place in places
            if place.stands(whole)
        }


def _without_standing(seen: Sequence[Seen]) -> Iterator[Seen]:
    """Without the lines that stand there through the film; digits may change, as of a clock.

    What such a line does is its own: it stays while what is beside it changes, without a gap. The
    rows of a subtitle come and go together, and between two subtitles there is nothing.
    """
    places = _Places()
    found: list[list[_Place]] = []
    for number, each in enumerate(seen):
        before = seen[number - 1] if number else None
        follows = before is not None and each.start - before.end <= GAP
        here = [places.of(line, each.placed) for line in each.lines]
        for line, place in zip(each.lines, here, strict=True):
            rest = _rest(each, line)
            signs = _signs(line)
            if before is not None and follows and place.latest == number - 1:
                old = next(
                    (one for one, its in zip(before.lines, found[-1], strict=True) if its is place),
                    line,
                )
                stayed = alike(rest, _rest(before, old))
                place.alone += stayed != (signs == place.signs)
            place.latest, place.signs = number, signs
            place.time += each.end - each.start
            place.beside |= {_lasting(one) for one in each.lines if one is not line}
        found.append(here)
    standing = places.standing(sum(each.end - each.start for each in seen))
    for each, here in zip(seen, found, strict=True):
        lines = (
            line
            for line, place in zip(each.lines, here, strict=True)
            if place not in standing and not _misread(line, here, standing)
        )
        yield replace(each, lines=tuple(lines))


def _misread(line: Line, here: Sequence[_Place], standing: dict[_Place, str]) -> bool:
    """Whether this is what stands there, read badly: in its place, where it isn't itself."""
    own = _lasting(line)
    return any(
        place.placed
        and place not in here
        and place.meets(line.box)
        and SequenceMatcher(None, own, text, autojunk=False).ratio() >= _SIMILAR
        for place, text in standing.items()
    )


def _rest(seen: Seen, line: Line) -> str:
    return " ".join(one.text for one in seen.lines if one is not line and is_text(one))


def _signs(line: Line) -> str:
    return "".join(filter(str.isalnum, line.text.casefold()))


def _lasting(line: Line) -> str:
    """What of a line stays the same while it stands there: no digits, no blanks, no marks."""
    return "".join("0" if sign.isdigit() else sign for sign in _signs(line))


# What belongs together


def _passed(texts: Sequence[_Text]) -> list[_Text]:
    """The texts; one that was read badly for a moment becomes what stands on both sides of it."""
    found = list(texts)
    for number in range(1, len(found) - 1):
        before, each, after = found[number - 1 : number + 2]
        touching = each.start - before.end <= GAP and after.start - each.end <= GAP
        if touching and each.length < _PASSING and alike(before.text, after.text):
            found[number] = replace(each, text=before.text, rank=before.rank)
    return found


def _joined(texts: Iterable[_Text]) -> list[_Text]:
    found: list[_Text] = []
    for each in texts:
        if found and each.start - found[-1].end <= GAP and _same(found[-1], each):
            better = max(found[-1], each, key=lambda one: one.rank)
            rank = (better.rank[0], found[-1].rank[1] + each.rank[1])
            found[-1] = replace(better, start=found[-1].start, end=each.end, rank=rank)
        else:
            found.append(each)
    return found


def _same(one: _Text, other: _Text) -> bool:
    if alike(one.text.replace("\n", " "), other.text.replace("\n", " ")):
        return True
    if min(one.length, other.length) >= GAP or one.end != other.start:
        return False
    return SequenceMatcher(None, one.text, other.text, autojunk=False).ratio() >= _SIMILAR
