"""What is new on the screen and waits to be read, one after the other. No Qt here."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

_PAST = 1000
"""Characters of what was read before that one can go back into."""


class Newest(NamedTuple):
    """A text whose end, from ``start`` on, is what is new; ``language`` is a BCP-47 tag or
    empty."""

    text: str
    start: int
    language: str


class Latest:
    """False where nothing waits."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, str]] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, text: str, language: str) -> None:
        """Have this wait."""
        self._waiting.append((text, language))

    def clear(self) -> None:
        """Nothing waits any more."""
        self._waiting.clear()

    def take(self, heard: str) -> Newest:
        """The first that waits, behind the last whole lines of what was ``heard`` before."""
        text, language = self._waiting.popleft()
        past = f"{heard}\n\n" if heard else ""
        if len(past) > _PAST:
            past = past[-_PAST:].partition("\n")[2].lstrip()
        return Newest(past + text, len(past), language)
