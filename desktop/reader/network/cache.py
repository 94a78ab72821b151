"""What the layers keep of each position: keys and values, in one block that is grown in steps."""

from __future__ import annotations

import torch
from torch import Tensor

STEPS = (1024, 2048, 4096, 8192, 16384, 32768)
"""Positions that a cache may hold. Device code attends to all of them, so the step is the smallest
that holds what is there."""


def step(length: int) -> int:
    """The smallest step that holds ``length`` positions. Raises ValueError beyond the largest."""
    for size in STEPS:
        if length <= size:
            return size
    raise ValueError(f"{length} positions are more than {STEPS[-1]}")


class Cache:
    """Keys and values, each [layers, heads, size, head size]."""

    def __init__(self, layers: int, heads: int, head: int, dtype: torch.dtype, device: str) -> None:
        self.moves = 0
        """How often its block became another: what holds addresses of it must look."""
        self._empty = torch.empty(layers, heads, 0, head, dtype=dtype, device=device)
        self.keys = self.values = self._empty

    @property
    def size(self) -> int:
        """Positions that it can hold."""
        return self.keys.shape[2]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.keys.nbytes + self.values.nbytes

    def reserve(self, length: int) -> bool:
        """Make room for ``length`` positions; what is there stays. True where the block is new."""
        if length <= self.size:
            return False
        size = step(length)
        # One after the other: the old block is given back before the next is taken.
        self.keys = self._grown(self.keys, size)
        self.values = self._grown(self.values, size)
        self.moves += 1
        return True

    def window(self, rows: slice | Tensor, length: int | None = None) -> Window:
        """To put the positions ``rows`` in, layer by layer.

        ``length`` is up to where is looked at them, where they are on the device.
        """
        return Window(self.keys, self.values, rows, length)

    def copied(self, length: int) -> tuple[Tensor, Tensor]:
        """The first ``length`` positions, for later."""
        return self.keys[:, :, :length].clone(), self.values[:, :, :length].clone()

    def restore(self, kept: tuple[Tensor, Tensor]) -> None:
        """Begin with what ``copied`` gave."""
        length = kept[0].shape[2]
        self.reserve(length)
        self.keys[:, :, :length], self.values[:, :, :length] = kept

    def clear(self) -> None:
        """Give the memory back."""
        self.keys = self.values = self._empty

    def _grown(self, old: Tensor, size: int) -> Tensor:
        layers, heads, length, head = old.shape
        # Zeros: a mask leaves 0 x what lies beyond, and that must not be NaN.
        new = old.new_zeros(layers, heads, size, head)
        new[:, :, :length] = old
        return new


class Window:
    """Where the keys and values of some positions go, and all that they look at.

    ``keys`` and ``values`` hold, of each layer, [heads, length, head size]: the positions of before
    and those. All is cut out once, not in each layer.
    """

    def __init__(
        self, keys: Tensor, values: Tensor, rows: slice | Tensor, length: int | None
    ) -> None:
        stop = rows.stop if isinstance(rows, slice) else length
        self.keys, self.values = (block[:, :, :stop].unbind(0) for block in (keys, values))
        self._rows = rows
        self._places: tuple[tuple[Tensor, ...], ...] = ()
        if isinstance(rows, slice):
            self._places = tuple(block[:, :, rows].unbind(0) for block in (keys, values))

    def put(self, layer: int, keys: Tensor, values: Tensor) -> None:
        """Keep the keys and values [n, heads, head size] of one layer."""
        news = keys.transpose(0, 1), values.transpose(0, 1)
        if isinstance(self._rows, Tensor):
            for block, new in zip((self.keys[layer], self.values[layer]), news, strict=True):
                block.index_copy_(1, self._rows, new.to(block.dtype))
        else:
            for places, new in zip(self._places, news, strict=True):
                places[layer].copy_(new)
