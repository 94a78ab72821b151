"""What is new among the lines of a region that is read again and again.

An engine reads the same line a little differently each time, lines move up, captions grow by a word
and are wrapped anew, a text flickers. So each line is looked for among those that were there within
the last seconds: as it is, nearly as it is (never with other digits: a clock has moved on), as what
one of them has grown to, or as a part of one. What is found nowhere is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

SECONDS = 8.0
"""So long a line is remembered after it was seen last."""

_SHORTEST_ALIKE = 5
"""Characters; of a shorter line each one counts: "yes" is not "yep"."""

_LIKE = str.maketrans("0oо1li|!іӏ5s8b", "00011111115588")
"""Characters that an engine takes for one another."""


class News:
    """Remembers the lines of one region."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        """Lines as they are compared, and when each was there last."""
        self._by_look: dict[str, str] = {}
        self._stream: list[str] = []
        """The words of the reading before, in order."""

    def fresh(self, lines: Sequence[str], now: float) -> str:
        """What of ``lines`` is new, in their order, a line each; empty where nothing is.

        ``now`` is in seconds and never goes back. A line isn't given again before it has been away
        for ``SECONDS``.
        """
        self._forget(now)
        keys = [_key(line) for line in lines]
        here = {known for key in keys if key and (known := self._exactly(key)) is not None}
        index: dict[str, list[str]] | None = None
        found: list[str] = []
        added: list[str] = []
        cursor = -1
        for line, key in zip(lines, keys, strict=True):
            if not key:
                continue
            if self._exactly(key) is not None or key in added:
                cursor = self._behind(key)
                added.append(key)
                continue
            if index is None:
                index = self._index(here)
            words = line.split()
            old, first = self._like(key, index)
            if old:
                cursor = self._behind(old)
                self._seen[old] = now
            if first is None:
                first = 0
            elif first >= len(words):
                continue  # all of it was there
            added.append(key)
            # What follows may have stood on the next line before.
            while 0 <= cursor < len(self._stream) and first < len(words):
                if _key(words[first]) != self._stream[cursor]:
                    break
                first, cursor = first + 1, cursor + 1
            if first < len(words):
                found.append(" ".join(words[first:]))
                cursor = -1
        self._remember(keys, now)
        return "\n".join(found)

    def _forget(self, now: float) -> None:
        gone = [key for key, at in self._seen.items() if now - at > SECONDS]
        for key in gone:
            del self._seen[key]
            if self._by_look.get(_look(key)) == key:
                del self._by_look[_look(key)]

    def _remember(self, keys: Sequence[str], now: float) -> None:
        for key in filter(None, keys):
            self._seen[self._exactly(key) or key] = now
            self._by_look.setdefault(_look(key), key)
        self._stream = [word for key in keys for word in key.split()]

    def _exactly(self, key: str) -> str | None:
        """The line that was there, but for characters that look the same."""
        return key if key in self._seen else self._by_look.get(_look(key))

    def _behind(self, key: str) -> int:
        """Where in the stream the words of a line end, -1 where they aren't there."""
        words = key.split()
        for place in range(len(self._stream) - len(words) + 1):
            if self._stream[place] == words[0] and self._stream[place:][: len(words)] == words:
                return place + len(words)
        return -1

    def _index(self, here: set[str]) -> dict[str, list[str]]:
        """The lines that aren't there as they were, by their pairs of letters."""
        index: dict[str, list[str]] = {}
        for key in self._seen:
            if key not in here:
                for pair in _pairs(key):
                    index.setdefault(pair, []).append(key)
        return index

    def _like(self, key: str, index: dict[str, list[str]]) -> tuple[str, int | None]:
        """The line that this one was, and the first of its words that is new; None: all are."""
        shared: Counter[str] = Counter()
        for pair in _pairs(key):
            shared.update(index.get(pair, ()))
        grown: tuple[str, int | None] = ("", None)
        for old, pairs in shared.most_common(12):
            allowed = _allowed(min(len(old), len(key)))
            if pairs + 2 * allowed < min(len(_pairs(old)), len(_pairs(key))):
                continue
            if _same_digits(old, key) and _within(old, key, allowed):
                return old, len(key.split())
            if len(key) < len(old) and _is_part(key, old):
                return old, len(key.split())
            if len(key) > len(old) > len(grown[0]):
                first = _grown(old, key, allowed)
                if first is not None:
                    grown = old, first
        return grown


def alike(one: str, other: str) -> bool:
    """Whether these are the same line, read a little differently: never with other digits."""
    first, second = _key(one), _key(other)
    if not first or not second:
        return one.split() == other.split()
    allowed = _allowed(min(len(first), len(second)))
    same = _look(first) == _look(second)
    return same or (_same_digits(first, second) and _within(first, second, allowed))


def _key(line: str) -> str:
    """The line as it is compared: small letters, single blanks, no marks around its words."""
    words = (word.strip("\"'“”‘’.,;:!?…-–—•·()[]«»*|_ ") for word in line.casefold().split())
    return " ".join(filter(None, words)) if any(map(str.isalnum, line)) else ""


def _look(key: str) -> str:
    return key.replace(" ", "").translate(_LIKE)


def _pairs(key: str) -> set[str]:
    return {key[place : place + 2] for place in range(len(key) - 1)} or {key}


def _allowed(length: int) -> int:
    """So many characters of a line may be read differently."""
    return 0 if length < _SHORTEST_ALIKE else max(1, length // 12)


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))


def _same_digits(one: str, other: str) -> bool:
    return _digits(one) == _digits(other)


def _ends(one: str, other: str, most: int) -> Iterator[int]:
    """Where in ``other`` beginnings of it end that differ from ``one`` by at most so many
    characters, the most alike first (Landau and Vishkin: the diagonals of the Levenshtein table,
    each followed as far as it reaches)."""
    reached: dict[int, int] = {}
    for edits in range(most + 1):
        row: dict[int, int] = {}
        for over in range(-edits, edits + 1):
            place = max(
                reached.get(over, -1) + 1,
                reached.get(over - 1, -1),
                reached.get(over + 1, -1) + 1,
                0 if edits == 0 else -1,
            )
            place = min(place, len(one), len(other) - over)
            if place < 0 or place + over < 0:
                continue
            while place < len(one) and place + over < len(other):
                if one[place] != other[place + over]:
                    break
                place += 1
            row[over] = place
            if place == len(one):
                yield place + over
        reached = row


def _within(one: str, other: str, most: int) -> bool:
    """Whether at most so many characters are changed, missing or too many."""
    if abs(len(one) - len(other)) > most:
        return False
    return any(end == len(other) for end in _ends(one, other, most))


def _is_part(key: str, old: str) -> bool:
    """Whether the line is some words of an old one that isn't there any more."""
    return f" {key} " in f" {old} " or (len(key) > 3 and old.startswith(key))


def _grown(old: str, key: str, allowed: int) -> int | None:
    """The first new word of a line that begins with ``old``; the word that has itself grown is new.

    None where it begins with something else.
    """
    for length in _ends(old, key, allowed):
        beginning = key[:length]
        if _same_digits(beginning, old):
            words = len(beginning.split())
            whole = not key[length : length + 1].strip() or beginning.endswith(" ")
            return words if whole else words - 1
    return None
