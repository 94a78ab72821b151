"""Finding words in a text. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

_AROUND = 60
"""Characters of its line that are said of what was found, on either side."""


def occurrences(text: str, wanted: str) -> tuple[tuple[int, int], ...]:
    """Beginning and end of each place where ``wanted`` stands, large and small letters alike; a
    space in it is any white space."""
    parts = wanted.split()
    if not parts:
        return ()
    pattern = r"\s+".join(map(re.escape, parts))
    found = re.finditer(pattern, text, re.IGNORECASE)
    return tuple((match.start(), match.end()) for match in found)


def following(places: Sequence[tuple[int, int]], caret: int, by: int) -> int:
    """The number of the first of ``places`` that begins at ``caret`` or behind it, with ``by`` -1
    the last that begins before it; round the end. Raises IndexError where there are none."""
    if not places:
        raise IndexError("nothing was found")
    if by < 0:
        before = [number for number, (start, _) in enumerate(places) if start < caret]
        return before[-1] if before else len(places) - 1
    return next((number for number, (start, _) in enumerate(places) if start >= caret), 0)


def line_around(text: str, start: int, end: int) -> str:
    """The line that ``text`` has from ``start`` to ``end``, without what is far from there."""
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + _AROUND)
    if first and not text[first - 1].isspace() and (gap := text.find(" ", first, start)) >= 0:
        first = gap  # no word begins in its middle
    if last < len(text) and not text[last].isspace() and (gap := text.rfind(" ", end, last)) >= 0:
        last = gap
    return " ".join(text[first:last].split())
