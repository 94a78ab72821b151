"""A matrix of weights that rows are multiplied with: as it is stored, or in 8 bits.

In 8 bits each row of the matrix has a scale of its own, and what it is multiplied with is rounded
to bf16, as the product is. One token reads a quarter of the bytes of fp32 then.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_FEW = 16
"""Rows of a verified block: more are the prompt's."""

_SCRATCH_ROWS = 1792
"""Rows of a matrix that are turned back into numbers at a time; they stay in the cache."""

_LARGE = 32768
"""Rows of a matrix that is larger than any of a layer: the head."""

_PART_ROWS = 2048
"""Rows of a matrix that few rows are multiplied with at a time."""


COLUMNS_8_BITS = 32
"""In-features that torch's kernel takes are a multiple of this; it is wrong, or breaks, for others
(seen with AVX2; wider instructions take more at once)."""


@dataclass(frozen=True, slots=True)
class Int8:
    """A matrix in 8 bits: ``values`` [out, in] int8 times ``scales`` [out] bf16."""

    values: Tensor
    scales: Tensor

    @property
    def shape(self) -> torch.Size:
        """[out, in]."""
        return self.values.shape

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.values.nbytes + self.scales.nbytes


class Linear:
    """``rows @ weight.T``, for rows [n, in] of ``dtype``; gives [n, out] of ``dtype``."""

    def __init__(self, weight: Tensor | Int8, dtype: torch.dtype) -> None:
        self.weight, self.dtype = weight, dtype
        # More rows at once are faster with the numbers turned back, where there are instructions
        # for bf16: 98 ms against 175 for 16 rows through all layers (2 cores with AMX); where there
        # are none, only in a matrix as large as the head: 43 ms against 58.
        self._few = _FEW if dtype == torch.float32 else _FEW // 4
        if dtype == torch.float32 and weight.shape[0] > _LARGE:
            self._few = _FEW // 2

    def __call__(self, rows: Tensor) -> Tensor:
        """Multiply."""
        weight = self.weight
        if isinstance(weight, Int8):
            return self._in_8_bits(weight, rows)
        if 1 < len(rows) <= _FEW and weight.device.type == "cpu":
            return _turned(weight, rows)
        return functional.linear(rows, weight)

    def _in_8_bits(self, weight: Int8, rows: Tensor) -> Tensor:
        if len(rows) <= self._few:
            product: Tensor = torch._weight_int8pack_mm(
                rows.bfloat16(), weight.values, weight.scales
            )
            return product.to(self.dtype)
        if len(rows) <= _FEW and self.dtype == torch.float32:
            # Rounded as above, so that a block's rows are what each would be by itself.
            block = _turned(weight, rows.bfloat16().float()) * weight.scales
            return block.bfloat16().float()
        # Rounded alike: a prompt reads the same whether its picture was known before or not.
        rows = rows.bfloat16().to(self.dtype)
        out = rows.new_empty(len(rows), weight.shape[0])
        scratch = rows.new_empty(min(_SCRATCH_ROWS, weight.shape[0]), weight.shape[1])
        for start in range(0, weight.shape[0], _SCRATCH_ROWS):
            part = weight.values[start : start + _SCRATCH_ROWS]
            turned = scratch[: len(part)].copy_(part)
            out[:, start : start + len(part)] = functional.linear(rows, turned)
        return out.mul_(weight.scales).bfloat16().to(self.dtype)


def _turned(weight: Tensor | Int8, rows: Tensor) -> Tensor:
    """A few rows on a CPU, without scales: nearly twice as fast as the other way round.

    In eights, and in parts of the matrix: 16 rows through the head take 44 ms like this, 72 ms in
    one go, and 15 rows 123 ms (2 cores, AVX2, fp32).
    """
    values = weight.values if isinstance(weight, Int8) else weight
    eights = functional.pad(rows, (0, 0, 0, -len(rows) % 8)).t()
    out = rows.new_empty(len(values), eights.shape[1])
    scratch = rows.new_empty(_PART_ROWS if isinstance(weight, Int8) else 0, rows.shape[1])
    for start in range(0, len(values), _PART_ROWS):
        part = values[start : start + _PART_ROWS]
        if isinstance(weight, Int8):
            part = scratch[: len(part)].copy_(part)
        torch.mm(part, eights, out=out[start : start + len(part)])
    return out[:, : len(rows)].t()


def chosen(weight: Tensor | Int8, places: Tensor, dtype: torch.dtype) -> Tensor:
    """The rows of the matrix at ``places`` [n], [n, in] of ``dtype``: an embedding."""
    if isinstance(weight, Int8):
        return weight.values[places].to(dtype) * weight.scales[places, None]
    return functional.embedding(places, weight)
