"""Pictures whose keys and values are kept: a second task on one needs no second look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from torch import Tensor

from desktop.reader.network.cache import Cache


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the network saw it, with the tokens that came before it.

    ``grid`` are its rows and columns of patches, ``length`` the positions that it takes.
    """

    pixels: bytes = field(repr=False)
    grid: tuple[int, int]
    before: tuple[int, ...]
    length: int

    def serves(self, other: Picture) -> bool:
        """Whether it is the other one, seen as sharply at least."""
        # Compared, not hashed: two pictures differ within their first few pixels.
        return (
            self.grid >= other.grid and self.before == other.before and self.pixels == other.pixels
        )


class Kept:
    """The pictures that the ``caches`` begin with, or began with before."""

    def __init__(self, caches: Sequence[Cache]) -> None:
        self._caches = caches
        self._now: Picture | None = None
        self._earlier: list[tuple[Picture, list[tuple[Tensor, Tensor]]]] = []

    @property
    def nbytes(self) -> int:
        """Bytes that the pictures before the last one take."""
        return sum(_size(copies) for _, copies in self._earlier)

    def restored(self, picture: Picture, room: int) -> Picture | None:
        """What the caches begin with now, if that serves for ``picture``.

        ``room`` is that of ``replace``.
        """
        if self._now is not None and self._now.serves(picture):
            return self._now
        found = next((one for one in self._earlier if one[0].serves(picture)), None)
        if found is None:
            return None
        self._earlier.remove(found)
        self.replace(room)
        for cache, copy in zip(self._caches, found[1], strict=True):
            cache.restore(copy)
        self._now = found[0]
        return self._now

    def replace(self, room: int) -> None:
        """The caches are about to begin with something else; the pictures before may take ``room``
        bytes."""
        now, self._now = self._now, None
        if now is not None:
            self._earlier.append((now, [cache.copied(now.length) for cache in self._caches]))
        while self.nbytes > room:
            del self._earlier[0]

    def hold(self, picture: Picture) -> None:
        """The caches begin with this picture now."""
        self._now = picture

    def clear(self) -> None:
        """Forget all."""
        self._now = None
        self._earlier.clear()


def _size(copies: list[tuple[Tensor, Tensor]]) -> int:
    return sum(part.nbytes for copy in copies for part in copy)
