"""The repetition penalty: what was there before is made less likely, prompt and picture included.

Equal to transformers' RepetitionPenaltyLogitsProcessor, as a mask over the vocabulary: no host
wait, and no list that grows.
"""

from __future__ import annotations

import torch
from torch import Tensor


class Penalty:
    """``seen`` [vocabulary] bool: the tokens of the prompt and of what has been written."""

    def __init__(self, factor: float, vocabulary: int, device: str) -> None:
        self._factor = factor
        self.seen = torch.zeros(vocabulary, dtype=torch.bool, device=device)

    def begin(self, prompt: Tensor) -> None:
        """Forget everything but the tokens [n] of the prompt."""
        self.seen.zero_()
        self.add(prompt)

    def add(self, tokens: Tensor) -> None:
        """Count the tokens [n] from now on."""
        self.seen.index_fill_(0, tokens, True)

    def scores(self, logits: Tensor, block: Tensor | None = None) -> Tensor:
        """The logits [n, vocabulary] fp32 with the penalty.

        With a ``block`` [n] of tokens, of which the later ones are only guessed, row i also counts
        block[0] to block[i].
        """
        # The lower of both: the product below zero, the quotient above.
        lowered = torch.minimum(logits * self._factor, logits / self._factor)
        scores = torch.where(self.seen, lowered, logits)
        if block is None:
            return scores
        same = (block[:, None] == block).to(logits.dtype)
        # Row i, column j: whether block[j] is among block[0..i]; equal tokens agree, so that the
        # scatter writes one value to each place.
        counted = torch.tril(torch.ones_like(same)) @ same > 0
        places = block.expand(len(block), -1)
        values = torch.where(counted, lowered.gather(1, places), scores.gather(1, places))
        return scores.scatter(1, places, values)
