"""Where what is spoken stands in what is shown.

The two have the same words in the same order, but for what only one of them has: spoken are "Row
2:" and the names of columns, shown are marks and, as U+FFFC, formulas. Words are compared:

1. what both begin and end with,
2. words that both have once, as far as they are in the same order (a patience diff),
3. between them, in turn, the same again; then the nearest equal word within some words.

What is left of a stretch is compared letter by letter (``wonder-⏎ful``), or is the formula there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3005-\u9fff\uac00-\ud7af]+"
)
_ROW = re.compile(r"^Row \d+: (.*)", re.MULTILINE)
_TOLD = re.compile(
    r"^(?:Heading \d|Picture|Code|End of code|Checked|Not checked"
    r"|Table, \d+ rows, \d+ columns?)[:.]",
    re.MULTILINE,
)
_NAME = re.compile(r"(?:(?<=\d: )|(?<=, ))[^,:\n]{1,80}:(?= )")
_OBJECT = "\ufffc"
_AHEAD = 16
"""Words that are looked through for one that is equal."""
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


def aligned(spoken: str, shown: str) -> tuple[int, ...]:
    """For each character of ``spoken``, and for its end, its place in ``shown``; -1 where it isn't
    shown. The places never go back. About linear in the length of both."""
    if spoken == shown:
        return tuple(range(len(spoken) + 1))
    left, right = _tokens(spoken), _tokens(shown)
    if (label := _ROW.search(spoken) or _TOLD.search(spoken)) and label[0][:7] not in shown:
        left = _without_labels(left, spoken)
    pairs = _Pairs([token.word for token in left], [token.word for token in right]).found()
    where = [-1] * (len(spoken) + 1)
    for one, other in pairs:
        first, second = left[one], right[other]
        length = min(first.end - first.start, second.end - second.start)
        where[first.start : first.start + length] = range(second.start, second.start + length)
    _fill(spoken, shown, [(left[one], right[other]) for one, other in pairs], where)
    where[-1] = where[-2] + 1 if len(where) > 1 and where[-2] >= 0 else -1
    if not spoken.strip() and not shown.strip():
        where[-1] = len(shown)
    return tuple(where)


def _tokens(text: str) -> list[_Token]:
    return [_Token(match[0].casefold(), *match.span()) for match in _TOKEN.finditer(text)]


def _without_labels(tokens: list[_Token], spoken: str) -> list[_Token]:
    """The words but for those that ``spoken_forms`` puts before headings, and before cells.

    The names of columns are shown once, over them all: a cell's place is that of its own words.
    """
    labels = [told.span() for told in _TOLD.finditer(spoken)]
    for row in _ROW.finditer(spoken):
        labels.append((row.start(), row.start(1)))
        labels += [name.span() for name in _NAME.finditer(spoken, *row.span(1))]
    labels.sort()
    starts = [start for start, _ in labels]
    return [
        token
        for token in tokens
        if (at := bisect_right(starts, token.start)) == 0 or token.start >= labels[at - 1][1]
    ]


class _Pairs:
    """Which word of one list is which of the other: index pairs, both growing."""

    def __init__(self, left: Sequence[str], right: Sequence[str]) -> None:
        self._left, self._right = left, right
        self._found: list[tuple[int, int]] = []

    def found(self) -> list[tuple[int, int]]:
        waiting = [(0, len(self._left), 0, len(self._right), 0)]
        while waiting:
            first, last, begin, end, depth = waiting.pop()
            while first < last and begin < end and self._left[first] == self._right[begin]:
                self._found.append((first, begin))
                first, begin = first + 1, begin + 1
            while first < last and begin < end and self._left[last - 1] == self._right[end - 1]:
                last, end = last - 1, end - 1
                self._found.append((last, end))
            if first == last or begin == end:
                continue
            anchors = self._anchors(first, last, begin, end) if depth < _DEPTH else []
            if not anchors:
                self._nearest(first, last, begin, end)
                continue
            stops = [(first - 1, begin - 1), *anchors, (last, end)]
            self._found += anchors
            waiting += [
                (one[0] + 1, other[0], one[1] + 1, other[1], depth + 1)
                for one, other in pairwise(stops)
            ]
        return sorted(self._found)

    def _anchors(self, first: int, last: int, begin: int, end: int) -> list[tuple[int, int]]:
        """Words that each side has once, the longest row of them in the order of both."""
        here = Counter(self._left[first:last])
        there = Counter(self._right[begin:end])
        places = {
            word: place
            for place, word in enumerate(self._right[begin:end], start=begin)
            if there[word] == 1
        }
        both = [
            (place, places[word])
            for place, word in enumerate(self._left[first:last], start=first)
            if here[word] == 1 and word in places
        ]
        return _longest_growing(both)

    def _nearest(self, first: int, last: int, begin: int, end: int) -> None:
        """Pair by pair the equal words that skip the fewest."""
        while first < last and begin < end:
            step = self._step(first, last, begin, end)
            if step is None:
                # None of the next words is near: the longer side goes on by one.
                if last - first >= end - begin:
                    first += 1
                else:
                    begin += 1
                continue
            first, begin = first + step[0], begin + step[1]
            self._found.append((first, begin))
            first, begin = first + 1, begin + 1

    def _step(self, first: int, last: int, begin: int, end: int) -> tuple[int, int] | None:
        near: dict[str, int] = {}
        for skip in range(min(_AHEAD, end - begin)):
            near.setdefault(self._right[begin + skip], skip)
        best: tuple[int, int] | None = None
        for skip in range(min(_AHEAD, last - first)):
            if best is not None and skip >= sum(best):
                break
            over = near.get(self._left[first + skip])
            if over is not None and (best is None or skip + over < sum(best)):
                best = skip, over
        return best


def _longest_growing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest of the rows whose second numbers grow, as the first ones do."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [number]
    found = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _fill(
    spoken: str, shown: str, pairs: Sequence[tuple[_Token, _Token]], where: list[int]
) -> None:
    """What lies between two words that are known."""
    for (first, last), (begin, end) in _gaps(spoken, shown, pairs):
        while first < last and begin < end and _same(spoken[first], shown[begin]):
            where[first] = begin
            first, begin = first + 1, begin + 1
        while first < last and begin < end and _same(spoken[last - 1], shown[end - 1]):
            last, end = last - 1, end - 1
            where[last] = end
        if first == last:
            continue
        here = [place for place in range(first, last) if spoken[place].isalnum()]
        there = [place for place in range(begin, end) if shown[place].isalnum()]
        objects = [place for place in range(begin, end) if shown[place] == _OBJECT]
        if (
            here
            and len(here) == len(there)
            and all(spoken[one] == shown[other] for one, other in zip(here, there, strict=True))
        ):
            for one, other in zip(here, there, strict=True):
                where[one] = other
        elif here and objects:
            for number, place in enumerate(range(first, last)):
                where[place] = objects[number * len(objects) // (last - first)]


def _gaps(
    spoken: str, shown: str, pairs: Sequence[tuple[_Token, _Token]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The stretches of both between one pair of words and the next."""
    first = begin = 0
    for one, other in pairs:
        yield (first, one.start), (begin, other.start)
        first, begin = one.end, other.end
    yield (first, len(spoken)), (begin, len(shown))


def _same(one: str, other: str) -> bool:
    return one == other or (one.isspace() and other.isspace())
