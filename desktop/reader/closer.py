"""A second look at a picture on which nothing was found.

Detection goes by the whole: a short word that stands alone on an empty screen is none to it, and
neither is what hardly differs from its paper. So what differs from the paper is cut out, island by
island, and its levels are spread over the whole range.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.reader.parts import Pixels

MOST = 12
"""Islands of a page with little on it; more is a texture."""

_APART = 24
"""Pixels of paper that part two islands at least: more than between two words."""

_MARGIN = 12
_SHARE = 0.25
"""Of the furthest level from the paper: what is nearer counts as paper."""


def closer(picture: Pixels, paper: NDArray[np.uint8]) -> list[tuple[Pixels, int, int]]:
    """The islands on the ``paper``, a colour, each with its left and top on the picture.

    Empty where there are none, or too many.
    """
    far = cv2.absdiff(picture, np.broadcast_to(paper, picture.shape)).max(axis=2)
    mask = (far > max(1.0, _SHARE * float(far.max()))).astype(np.uint8)
    joined = cv2.dilate(mask, np.ones((_APART, _APART), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    if count - 1 > MOST:
        return []
    height, width = mask.shape
    found = []
    for left, top, across, down, _ in boxes[1:].tolist():
        right, bottom = min(width, left + across + _MARGIN), min(height, top + down + _MARGIN)
        left, top = max(0, left - _MARGIN), max(0, top - _MARGIN)
        found.append((_spread(picture[top:bottom, left:right]), left, top))
    return found


def _spread(part: Pixels) -> Pixels:
    lowest, highest = float(part.min()), float(part.max())
    steps = 255 / max(1.0, highest - lowest)
    return np.asarray(cv2.convertScaleAbs(part, alpha=steps, beta=-lowest * steps), np.uint8)
