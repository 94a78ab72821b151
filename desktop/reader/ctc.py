"""What a recogniser of lines saw, as text: connectionist temporal classification, read greedily.

In each column of a line the model says how likely each label is, the blank among them; equal labels
side by side are one character (Graves et al., 2006). Text and score are those of RapidOCR's
``CTCLabelDecode``, in less time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

BLANK = 0


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line's text; ``score`` is the mean certainty of its characters, each in its first column.

    ``certain`` has for each character of the text the certainty in the surest of its columns, 0 to
    1: the first is often still half a blank.
    """

    text: str = field(default="", repr=False)
    score: float = 0.0
    certain: tuple[float, ...] = ()


def recognised(likely: NDArray[np.float32], labels: Sequence[str]) -> Recognised:
    """The line of ``likely`` [columns, labels], which are probabilities; label 0 is the blank."""
    best = likely.argmax(axis=1)
    highest = likely[np.arange(len(best)), best]
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    filled = best[starts] != BLANK
    if not filled.any():
        return Recognised()
    surest = np.maximum.reduceat(highest, starts)[filled].tolist()
    starts = starts[filled]
    texts = [labels[label] for label in best[starts]]
    certain = (sure for text, sure in zip(texts, surest, strict=True) for _ in text)
    return Recognised("".join(texts), float(highest[starts].mean()), tuple(certain))
