"""Positions as rotations of queries and keys (RoPE), on the model's four axes.

Text is at its plain position on all axes; in a picture the last three are column, row and the
number of the picture (transformers, HunYuanVLRotaryEmbedding). ``alpha`` stretches the base, so the
angles don't depend on the length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from desktop.reader.network.upload import sent


@dataclass(frozen=True, slots=True)
class Turn:
    """The rotations of n rows: ``cos`` and ``sin`` [n, 1, head size] fp32.

    ``sin`` has the minus of the half that comes from the other one."""

    cos: Tensor
    sin: Tensor

    def of(self, heads: Tensor) -> Tensor:
        """Turn [n, heads, head size]; gives fp32."""
        heads = heads.float()
        halves = heads.view(*heads.shape[:-1], 2, heads.shape[-1] // 2)
        other = halves.flip(-2).view(heads.shape)
        return torch.addcmul(heads * self.cos, other, self.sin)


def joined(turns: Sequence[Turn]) -> Turn:
    """The rotations of rows that follow one another."""
    return Turn(torch.cat([one.cos for one in turns]), torch.cat([one.sin for one in turns]))


class Rotary:
    """The rotations of all positions up to ``length``, as a table on the device.

    ``parameters`` are the configuration's ``rope_parameters``; raises ValueError for a kind that
    HunyuanOCR doesn't have.
    """

    def __init__(self, head: int, parameters: Mapping[str, Any], device: str) -> None:
        kind, base = parameters["rope_type"], float(parameters["rope_theta"])
        if kind == "dynamic" and parameters.get("alpha"):
            base *= float(parameters["alpha"]) ** (head / (head - 2))
        elif kind != "default":
            raise ValueError(f"positions of the kind {kind!r}")
        self._sections = [2 * int(part) for part in parameters["mrope_section"]]
        if sum(self._sections) != head:
            raise ValueError(f"sections of {self._sections} in a head of {head}")
        self._frequencies = 1.0 / base ** (torch.arange(0, head, 2, dtype=torch.float) / head)
        self._device = device
        self._table: Turn = self._plain(0)
        self.moves = 0
        """How often the table became another."""

    @property
    def axes(self) -> int:
        """How many axes a position has."""
        return len(self._sections)

    def cover(self, length: int) -> bool:
        """Make sure that the table reaches ``length`` positions; true where it is a new one."""
        if length <= len(self._table.cos):
            return False
        self._table = self._plain(length)
        self.moves += 1
        return True

    def text(self, rows: slice | Tensor) -> Turn:
        """Of plain positions, which the table must reach."""
        if isinstance(rows, slice):
            return Turn(self._table.cos[rows], self._table.sin[rows])
        return Turn(self._table.cos.index_select(0, rows), self._table.sin.index_select(0, rows))

    def picture(self, places: Tensor) -> Turn:
        """Of positions [axes, n] int64 on the host: each section of the head by its own axis."""
        angles = places[..., None].float() * self._frequencies
        doubled = torch.split(torch.cat((angles, angles), -1), self._sections, -1)
        mixed = torch.cat([part[axis] for axis, part in enumerate(doubled)], -1)
        return self._turn(mixed)

    def _plain(self, length: int) -> Turn:
        angles = torch.arange(length)[:, None].float() * self._frequencies
        return self._turn(torch.cat((angles, angles), -1))

    def _turn(self, angles: Tensor) -> Turn:
        cos, sin = angles.cos(), angles.sin()
        sin[:, : sin.shape[1] // 2].neg_()
        return Turn(*(sent(part[:, None], self._device) for part in (cos, sin)))
