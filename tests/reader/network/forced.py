"""Rounds that bring as many tokens as were published, whatever is guessed: for measuring speed.

Random weights of the full size take the real model's time, but no guess is ever right. With
``HostRounds(writer, draft, Forced(8.4))`` a round does all of its work, and that many tokens stand
in the mean. What they are means nothing.
"""

from __future__ import annotations

import torch
from torch import Tensor


class Forced:
    """Takes the place of ``agreeing``; a CUDA graph can hold it. ``mean`` is from 1 to block."""

    def __init__(self, mean: float, device: str = "cpu") -> None:
        self._mean = mean
        # In fp64 its rounding never shows.
        self._total = torch.zeros(1, dtype=torch.float64, device=device)

    def __call__(self, guessed: Tensor, named: Tensor) -> Tensor:
        """How many tokens stand, [1]; what agrees is counted all the same, as in earnest."""
        agreed = (guessed == named[:-1]).long().cumprod(0).sum(0, keepdim=True)
        before = self._total.floor()
        self._total.add_(self._mean)
        forced = (self._total.floor() - before).long()
        return forced + 0 * agreed
