"""Where our tokens differ from those of ``generate``, and how sure the reference was there."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from tests.benchmarks.official import Context, Official
from tests.benchmarks.ours import Decoder


@dataclass(frozen=True, slots=True)
class Compared:
    """Token by token, each after the reference's own text.

    ``gaps`` are what the reference's score of its token was above the next one, where ours is
    another token, and ``rounding`` is what the largest score may be off by in this precision.
    """

    tokens: int
    gaps: tuple[float, ...]
    rounding: float

    @property
    def unexplained(self) -> int:
        """Differences that rounding doesn't explain: both scores may be off by a few roundings."""
        return sum(gap > 4 * self.rounding for gap in self.gaps)

    def __str__(self) -> str:
        widest = f", widest gap {max(self.gaps):.2g}" if self.gaps else ""
        return (
            f"{len(self.gaps)} of {self.tokens} tokens differ{widest} "
            f"(a rounding of the largest score: {self.rounding:.2g})"
        )


@torch.inference_mode()
def compared(official: Official, decoder: Decoder, context: Context, tokens: int) -> Compared:
    """Let ours draw each token after what ``generate`` with SDPA wrote before it."""
    written, scores = official.scored(context, tokens)
    decoder.begin(context)
    writer, gaps = decoder.writer, []
    for token, score in zip(written, scores, strict=True):
        seen = writer.penalty.seen.clone()
        writer.step()
        if int(writer.token) != token:
            # The penalty has made what was there before less likely; the gap is of what is drawn.
            gaps.append(float(score[token] - score[int(writer.token)]))
            writer.token.fill_(token)
            writer.penalty.seen.copy_(seen)
            writer.penalty.add(writer.token)
    step = torch.finfo(official.model.dtype).eps
    return Compared(tokens, tuple(gaps), max(float(score.max()) for score in scores) * step)
