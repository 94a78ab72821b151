"""In what the network computes."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Precision:
    """``many``: the vision part, and the products of many rows. ``kept``: what each token reads,
    the matrices of the text part where they aren't in 8 bits, and its cache. ``between``: what is
    between those.

    On a CPU a token waits for the bytes that it reads, so these are as few as are stored, while the
    little between is faster in fp32; a picture waits for the arithmetic.
    """

    many: torch.dtype
    between: torch.dtype
    kept: torch.dtype


def alike(dtype: torch.dtype) -> Precision:
    """The same for everything: a graphics card's."""
    return Precision(dtype, dtype, dtype)


def on_cpu(many: torch.dtype) -> Precision:
    """That of weights stored in bf16 on a CPU; ``many`` is bf16 where it has instructions for it,
    else fp32: emulated it is many times slower."""
    return Precision(many, torch.float32, torch.bfloat16)
