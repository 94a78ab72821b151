"""A matrix of weights that rows are multiplied with: as it is stored, or in 8 bits.

In 8 bits each row of the matrix has a scale of its own. One token reads a quarter of the bytes of
fp32 then, half of bf16's.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from desktop.reader.network.packed import Packed, can_pack
from desktop.reader.network.precision import Precision

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
    """``rows @ weight.T``, for rows [n, in].

    Gives [n, out]: rounded to bf16 where the weight has fewer bits than what is between the
    matrices and isn't packed, and so are the rows; else in the rows' precision.
    """

    def __init__(self, weight: Tensor | Int8, precision: Precision) -> None:
        self._weight: Tensor | Int8 | Packed = weight
        self.nbytes, self._many = weight.nbytes, precision.many
        self._short = isinstance(weight, Int8) or weight.dtype != precision.between
        self._direct = self._rows_at_once(weight)

    @property
    def packs(self) -> bool:
        """Whether it is faster packed: in bf16, on a processor that computes in fp32."""
        weight = self._weight
        alone = self._short and self._many == torch.float32
        return alone and isinstance(weight, Tensor) and weight.is_cpu and can_pack()

    def pack(self) -> None:
        """Pack the weight, which nothing else may be doing; it is multiplied with meanwhile."""
        if isinstance(self._weight, Tensor):
            self._weight = Packed(self._weight)

    def __call__(self, rows: Tensor) -> Tensor:
        """Multiply."""
        weight = self._weight
        if isinstance(weight, Packed):
            return weight(rows)
        if not self._short and isinstance(weight, Tensor):
            if 1 < len(rows) <= _FEW and weight.is_cpu:
                return _turned(weight, rows)
            return functional.linear(rows, weight)
        # Rounded alike however many there are: a block's rows are what each would be by itself, and
        # a prompt reads the same whether its picture was known before or not.
        rows = rows.bfloat16()
        if len(rows) <= self._direct:
            if isinstance(weight, Tensor):
                return functional.linear(rows, weight)
            product: Tensor = torch._weight_int8pack_mm(rows, weight.values, weight.scales)
            return product
        if len(rows) <= _FEW and self._many == torch.float32:
            product = _turned(weight, rows.float())
        else:
            product = _widened(weight, rows.to(self._many))
        if isinstance(weight, Int8):
            product.mul_(weight.scales)
        return product.bfloat16()

    def _rows_at_once(self, weight: Tensor | Int8) -> int:
        """Up to how many rows the weight is multiplied with as it is.

        More are faster with wider numbers, where there are instructions for those: in 8 bits, and
        bf16 for many rows, 98 ms against 175 for 16 through all layers (2 cores with AMX). With
        fp32 for many rows, which are 8 bits only in a matrix as large as the head: 43 ms against
        58; but bf16 from the second row on.
        """
        if isinstance(weight, Tensor):
            return 1 if self._many == torch.float32 else 1 << 62
        if self._many != torch.float32:
            return _FEW // 4
        return _FEW // 2 if weight.shape[0] > _LARGE else _FEW


def _widened(weight: Tensor | Int8, rows: Tensor) -> Tensor:
    """Many rows on a CPU, without scales, in their precision."""
    values = weight.values if isinstance(weight, Int8) else weight
    out = rows.new_empty(len(rows), len(values))
    scratch = rows.new_empty(min(_SCRATCH_ROWS, len(values)), values.shape[1])
    for start in range(0, len(values), _SCRATCH_ROWS):
        part = values[start : start + _SCRATCH_ROWS]
        wide = scratch[: len(part)].copy_(part)
        torch.mm(rows, wide.t(), out=out[:, start : start + len(part)])
    return out


def _turned(weight: Tensor | Int8, rows: Tensor) -> Tensor:
    """A few rows on a CPU, without scales: nearly twice as fast as the other way round.

    In eights, and in parts of the matrix: 16 rows through the head take 44 ms like this, 72 ms in
    one go, and 15 rows 123 ms (2 cores, AVX2, fp32).
    """
    values = weight.values if isinstance(weight, Int8) else weight
    eights = functional.pad(rows, (0, 0, 0, -len(rows) % 8)).t()
    out = rows.new_empty(len(values), eights.shape[1])
    wide = values.dtype == rows.dtype
    scratch = rows.new_empty(0 if wide else _PART_ROWS, rows.shape[1])
    for start in range(0, len(values), _PART_ROWS):
        part = values[start : start + _PART_ROWS]
        if not wide:
            part = scratch[: len(part)].copy_(part)
        torch.mm(part, eights, out=out[start : start + len(part)])
    return out[:, : len(rows)].t()


def chosen(weight: Tensor | Int8, places: Tensor, dtype: torch.dtype) -> Tensor:
    """The rows of the matrix at ``places`` [n], [n, in] of ``dtype``: an embedding."""
    if isinstance(weight, Int8):
        return weight.values[places].to(dtype) * weight.scales[places, None]
    return functional.embedding(places, weight).to(dtype)
