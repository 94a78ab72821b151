"""What a detector of text saw, as the corners of the lines: differentiable binarization.

For each pixel the model says how likely it lies in the middle of a line (Liao et al., 2020). What
is likely enough and hangs together is one line; around it lies the smallest rectangle, turned as
the line is, and that is grown by what the model was taught to leave out. RapidOCR's
``DBPostProcess`` does the same with its own settings for these models (of 14,299 random lines two
differ, by 3 pixels); to import it takes two seconds, for it parses lists of all models there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from operator import itemgetter

import cv2
import numpy as np
import pyclipper
from numpy.typing import NDArray

Corners = NDArray[np.float32]
"""Four corners x two: top left, top right, bottom right, bottom left."""

LIKELY = 0.3
"""How likely a pixel must be to belong to a line."""

LEAST = 0.5
"""How likely all pixels of a line must be on average."""

GROWTH = 1.6
"""How far a line is grown, in areas by length of its edge."""

MOST = 1000
"""Of what hangs together, so many are looked at."""

_LEAST_SIDE, _LEAST_GROWN, _LEAST_SEEN = 3, 5, 3
"""Pixels that a line is high at least, as the model sees it and grown; on the picture, one more."""

_DILATION = np.ones((2, 2), np.uint8)


def corners(likely: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """Lines x four corners x two, in whole pixels of a picture of this size.

    ``likely`` [height, width] are probabilities; the picture may be of another size than they.
    """
    mask = cv2.dilate((likely > LIKELY).astype(np.uint8), _DILATION)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours[:MOST]:
        around, sides = _rectangle(contour)
        if min(sides) < _LEAST_SIDE or _certainty(likely, around) < LEAST:
            continue
        grown, grown_sides = _rectangle(_grown(around, sides))
        if min(grown_sides) < _LEAST_GROWN:
            continue
        seen = _seen(grown, likely.shape, height, width)
        if min(_length(seen[0] - seen[1]), _length(seen[0] - seen[3])) > _LEAST_SEEN:
            found.append(seen)
    return np.array(found, np.float32).reshape(-1, 4, 2)


def _rectangle(points: cv2.typing.MatLike) -> tuple[Corners, Sequence[float]]:
    """The smallest rectangle around the points, and its two sides."""
    around = cv2.minAreaRect(points)
    return _ordered(np.asarray(cv2.boxPoints(around), np.float32)), around[1]


def _ordered(points: Corners) -> Corners:
    by_x = sorted(points.tolist(), key=itemgetter(0))
    top_left, bottom_left = sorted(by_x[:2], key=itemgetter(1))
    top_right, bottom_right = sorted(by_x[2:], key=itemgetter(1))
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)


def _certainty(likely: NDArray[np.float32], around: Corners) -> float:
    """The mean inside of the rectangle."""
    high, wide = likely.shape
    (left, top), (right, bottom) = around.min(axis=0).tolist(), around.max(axis=0).tolist()
    left, right = (min(max(edge, 0), wide - 1) for edge in (floor(left), ceil(right)))
    top, bottom = (min(max(edge, 0), high - 1) for edge in (floor(top), ceil(bottom)))
    inside = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(inside, [(around - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(likely[top : bottom + 1, left : right + 1], inside)[0])


def _grown(around: Corners, sides: Sequence[float]) -> NDArray[np.int32]:
    """The points of the rectangle with round corners that is larger on all sides."""
    by = GROWTH * sides[0] * sides[1] / (2 * (sides[0] + sides[1]))
    offset = pyclipper.PyclipperOffset()
    offset.AddPath(around, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return np.array(offset.Execute(by), np.int32).reshape(-1, 1, 2)


def _seen(around: Corners, shape: Sequence[int], height: int, width: int) -> Corners:
    """The corners in whole pixels of the picture."""
    size = np.array((width, height), np.float32)
    seen = np.round(around / np.array(shape[::-1], np.float32) * size).clip(0, size)
    return np.minimum(_ordered(seen), size - 1)


def _length(way: NDArray[np.float32]) -> int:
    return int(np.linalg.norm(way))
