"""How sure the model was of each token that it wrote: its probability among all.

It stays on the device, by positions as the cache's, and comes to the host once, when the text has
ended: no token waits for it. The probability is the model's own, before the repetition penalty, so
a token that only the penalty has let win counts as unlikely.
"""

from __future__ import annotations

import torch
from torch import Tensor

from desktop.reader.network.cache import STEPS


class Certainty:
    """Of the positions' tokens; what isn't written yet, or was taken back, is overwritten."""

    def __init__(self, device: torch.device) -> None:
        # At a fixed address, for graphs: 128 KB.
        self._kept = torch.zeros(STEPS[-1] + 1, device=device)

    def note(self, rows: slice | Tensor, logits: Tensor, tokens: Tensor) -> None:
        """``tokens`` [n] int64 were chosen by ``logits`` [n, vocabulary] fp32, for these positions.

        ``rows`` is a slice, or a tensor [n] on the device.
        """
        # Three kernels, and 0.13 ms a row on a processor of two cores: 0.3 % of a token there.
        likely = torch.log_softmax(logits, -1).gather(1, tokens[:, None])[:, 0]
        if isinstance(rows, slice):
            self._kept[rows] = likely
        else:
            self._kept.index_copy_(0, rows, likely)

    def read(self, start: int, count: int) -> list[float]:
        """The probabilities of the ``count`` tokens from position ``start`` on, 0 to 1.

        Waits for the device.
        """
        probabilities: list[float] = self._kept[start : start + count].exp().tolist()
        return probabilities
