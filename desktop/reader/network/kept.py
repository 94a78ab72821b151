"""Pictures whose keys and values are kept: a second task on one needs no second look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from torch import Tensor

from desktop.reader.network.cache import Cache

MOST = 8192
"""Positions of pictures before the last one, kept beside the cache: at most 0.8 GB in bf16."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture was looked at: its pixels, how many of them the network saw, what came before
    it. ``length`` positions of the cache are its."""

    pixels: bytes = field(repr=False)
    grid: tuple[int, int]
    before: tuple[int, ...]
    length: int


class Kept:
    """The looks that the ``caches`` begin with, or began with before."""

    def __init__(self, caches: Sequence[Cache]) -> None:
        self._caches = caches
        self._now: Look | None = None
        self._earlier: list[tuple[Look, list[tuple[Tensor, Tensor]]]] = []

    def restored(self, look: Look) -> bool:
        """Whether the caches begin with this look now."""
        if look == self._now:
            return True
        # Compared, not hashed: two pictures differ within their first few pixels.
        found = next((one for one in self._earlier if one[0] == look), None)
        if found is None:
            return False
        self._earlier.remove(found)
        self.replace()
        for cache, copy in zip(self._caches, found[1], strict=True):
            cache.restore(copy)
        self._now = look
        return True

    def replace(self) -> None:
        """The caches are about to begin with something else."""
        now, self._now = self._now, None
        if now is None or now.length > MOST:
            return
        self._earlier.append((now, [cache.copied(now.length) for cache in self._caches]))
        while sum(look.length for look, _ in self._earlier) > MOST:
            del self._earlier[0]

    def hold(self, look: Look) -> None:
        """The caches begin with this look now."""
        self._now = look

    def clear(self) -> None:
        """Forget all."""
        self._now = None
        self._earlier.clear()
