"""The results of the last while, to go back to. Pure values; nothing of it is written to a disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from desktop.values import EngineName, Reading, Shot, Task

MOST = 20
"""Results that are kept."""

MOST_BYTES = 32 * 1024 * 1024
"""What the pictures of all results may take; the latest keeps its own in any case."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A result: what was asked of which engine, what came of it, and the ``text`` as the user left
    it. ``shot`` is None where there was none, or where newer pictures took its room."""

    job: int
    task: Task
    engine: EngineName
    shot: Shot | None
    reading: Reading
    text: str = field(repr=False)
    edited: bool = False


class Shelf:
    """The last ``most`` results by their jobs, oldest first, and which of them is looked at."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: list[Kept] = []
        self._at = -1

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def place(self) -> int:
        """The number of the result that is looked at, from 1; 0 where there is none."""
        return self._at + 1

    def put(self, kept: Kept) -> None:
        """Keep this as the latest, or in the place of what was kept of the same job; it is the one
        that is looked at."""
        known = [number for number, old in enumerate(self._kept) if old.job == kept.job]
        if known:
            self._at = known[0]
            self._kept[self._at] = kept
            return
        self._kept = [*self._kept, kept][-self._most :]
        self._at = len(self._kept) - 1
        self._kept = list(self._within_bounds())

    def add(self, kept: Kept) -> None:
        """Keep this as the latest, while what is looked at stays so, even if it had to go."""
        place, before = self._at, len(self._kept)
        self.put(kept)
        self._at = max(-1, place - (before + 1 - len(self._kept)))

    def leave(self) -> None:
        """Something newer, that isn't kept yet, is looked at."""
        self._at = len(self._kept)

    def step(self, by: int) -> Kept | None:
        """Look at the result ``by`` places further, back with -1; None where there is none."""
        wanted = self._at + by
        if not 0 <= wanted < len(self._kept):
            return None
        self._at = wanted
        return self._kept[wanted]

    def _within_bounds(self) -> Iterator[Kept]:
        """The results; the oldest pictures are left out once all together take too much."""
        room, counted = self._most_bytes, set[int]()
        latest = self._kept[-1].shot
        with_picture = set[int]()
        for kept in reversed(self._kept):
            shot = kept.shot
            if shot is None:
                continue
            if id(shot) not in counted:
                room -= len(shot.pixels)
                counted.add(id(shot))
            if room >= 0 or shot is latest:
                with_picture.add(kept.job)
        for kept in self._kept:
            yield kept if kept.job in with_picture else replace(kept, shot=None)
