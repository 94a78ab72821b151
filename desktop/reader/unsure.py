"""Which words of a reading its engine was unsure of: pure functions over how sure it was of each
character, 0 to 1.

A word is as sure as its least sure character. Words are what stands between white space; of Chinese
and Japanese, which have none, the unsure characters themselves, those side by side as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from desktop.text.scripts import is_cjk

Places = tuple[tuple[int, int], ...]
"""Beginning and length of words, in order."""

_WORD = re.compile(r"\S+")

_BEFORE, _AFTER = frozenset("\n)>\"'“"), frozenset("\n(<\"'”")
"""What stands around an item's text in what the model writes for texts with places."""


def unsure(text: str, certain: Sequence[float], least: float) -> Places:
    """The words of ``text`` with a character of which ``certain`` is less than ``least``.

    ``certain`` has a number for each character of ``text``. Marks by themselves are no words.
    """
    return tuple(
        (start, end - start)
        for match in _WORD.finditer(text)
        if min(certain[match.start() : match.end()]) < least
        for start, end in _parts(text, certain, least, *match.span())
        if any(sign.isalnum() for sign in text[start:end])
    )


def _parts(
    text: str, certain: Sequence[float], least: float, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The unsure stretches of what has no white space in it."""

    def kind(place: int) -> tuple[bool, bool]:
        alone = is_cjk(text[place])
        return alone, alone and certain[place] < least

    for (alone, doubted), group in groupby(range(start, end), kind):
        places = list(group)
        first, last = places[0], places[-1] + 1
        if doubted or (not alone and min(certain[first:last]) < least):
            yield first, last


def along(text: str, parts: Sequence[tuple[str, Sequence[float]]]) -> list[float]:
    """For each character of ``text`` how sure its part of the same text is; 1 between them.

    ``parts`` follow one another in ``text``, with any white space around them.
    """
    certain = [1.0] * len(text)
    place = 0
    for part, known in parts:
        kept = part.strip()
        first = len(part) - len(part.lstrip())
        place = text.find(kept, place)
        if place < 0:
            break
        certain[place : place + len(kept)] = known[first : first + len(kept)]
        place += len(kept)
    return certain


def carried(raw: str, known: Sequence[float], text: str) -> list[float]:
    """For each character of ``text`` how sure ``raw`` was of it; 1 where it doesn't stand there.

    Of ``raw``, which a model wrote, ``known`` tells it for each character. A line of ``text``
    counts as standing there where ``raw`` has the very line, white space around it aside: then all
    of it is carried over, else nothing. Lines that are there more than once keep their order.
    """
    places: dict[str, list[int]] = {}
    for start, line in reversed(list(_lines(raw))):
        places.setdefault(line, []).append(start)
    certain = [1.0] * len(text)
    for start, line in _lines(text):
        if found := places.get(line):
            place = found.pop()
            certain[start : start + len(line)] = known[place : place + len(line)]
    return certain


def carried_items(raw: str, known: Sequence[float], lines: Sequence[str]) -> list[Sequence[float]]:
    """The same for texts with places: for each character of each of ``lines``.

    They may come in another order than in ``raw``. A text counts where it stands as it is between
    the marks that the forms of ``text/items.py`` have around one.
    """
    nexts: dict[str, int] = {}
    found: list[Sequence[float]] = []
    for line in lines:
        place = _item(raw, line, nexts.get(line, 0))
        nexts[line] = len(raw) if place < 0 else place + len(line)
        found.append([1.0] * len(line) if place < 0 else known[place : place + len(line)])
    return found


def _item(raw: str, text: str, start: int) -> int:
    """Where ``text`` stands as an item of ``raw``, from ``start`` on; -1 where it doesn't."""
    while (place := raw.find(text, start)) >= 0:
        end = place + len(text)
        if (place == 0 or raw[place - 1] in _BEFORE) and (end == len(raw) or raw[end] in _AFTER):
            return place
        start = place + 1
    return -1


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with something in them, without the white space around, each with its beginning."""
    start = 0
    for line in text.split("\n"):
        if kept := line.strip():
            yield start + line.index(kept[0]), kept
        start += len(line) + 1
