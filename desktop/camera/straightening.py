"""From a page's corners on a whole picture to the page, straight and in its own proportions.

The proportions are those of Zhang and He, “Whiteboard scanning and image enhancement” (Microsoft
Research, MSR-TR-2003-39): four corners seen by a camera with square pixels, whose axis goes through
the middle of the picture, give its focal length, and with it the page's sides. Only the child
imports this.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.camera.sampling import Grey, Reals, sampled

FORMATS = (math.sqrt(2), 1 / math.sqrt(2), 11 / 8.5, 8.5 / 11)
"""Of usual paper: A4 and its like, Letter; lying and upright."""
_NEAR_FORMAT = 0.012
_LONGEST = 4200
"""Pixels of a page's longer side."""
_LENSES = (0.65, 1.3)
"""Focal lengths of webcams and phones in picture widths: horizontal angles of 75 to 42 degrees."""
_USUAL_LENS = 0.9
_MOVES = (0, -1, 1, -2, 2)
_MOVE_COST = 3.0
"""Of a path: grey values for each column that it moves."""
_TRIALS = 12
_CORNER_ERROR = 0.0004
"""How well corners are found, in picture widths."""


def refined(grey: Grey, corners: Reals, inwards: float, reach: float) -> Reals:
    """The corners on the whole picture, shape (4, 2): each side is laid through the steepest
    places across it. ``inwards``: positive where the page is brighter than its ground; ``reach``:
    how far a side may be off, in pixels."""
    for far in (reach, max(3.0, reach / 3)):
        fits = [
            _side(grey, corners[number], corners[(number + 1) % 4], inwards, far)
            for number in range(4)
        ]
        better = np.empty((4, 2))
        for number in range(4):
            crossing = _crossing(fits[number - 1], fits[number])
            moved = float(np.hypot(*(crossing - corners[number])))
            better[number] = crossing if moved < 4 * far else corners[number]
        corners = better
    return corners


def edge(
    grey: Grey, one: Reals, other: Reals, inwards: float, reach: float, joined: bool = False
) -> tuple[Reals, Reals, Reals]:
    """Where the page begins along the side from ``one`` to ``other`` (clockwise around the page):
    places along it in 0..1, how far inwards the steepest step lies there in pixels, and how steep
    it is in grey values. ``joined``: of all paths without a leap, that with the steepest steps."""
    length = float(np.hypot(*(other - one)))
    way = (other - one) / max(length, 1e-6)
    inside = np.array([-way[1], way[0]])
    along = np.linspace(0.02, 0.98, int(np.clip(length / 3, 24, 400)))
    depth = np.arange(-math.ceil(reach) - 3, math.ceil(reach) + 4)
    places = one + along[:, None, None] * (other - one) + depth[None, :, None] * inside
    seen = sampled(grey, places).astype(np.float32)
    seen = np.asarray(cv2.GaussianBlur(seen, (5, 3), 0), np.float32)
    rises = (seen[:, 4:] + seen[:, 3:-1] - seen[:, 1:-3] - seen[:, :-4]) / 2
    rises = rises if inwards > 0 else -rises
    best = _path(np.maximum(rises, 0)) if joined else rises.argmax(axis=1)
    rows = np.arange(len(along))
    before = rises[rows, np.maximum(best - 1, 0)]
    after = rises[rows, np.minimum(best + 1, rises.shape[1] - 1)]
    bend = before - 2 * rises[rows, best] + after
    finer = np.where(bend < -1e-3, 0.5 * (before - after) / np.minimum(bend, -1e-3), 0.0)
    off = depth[2:-2][best] + np.clip(finer, -0.5, 0.5)
    return along, off.astype(np.float64), rises[rows, best].astype(np.float64)


def _path(worth: NDArray[np.float32]) -> NDArray[np.intp]:
    """The column of each row on the path with the most worth that moves two columns a row at
    most, found backwards from its end (Viterbi)."""
    total, came = worth[0].copy(), np.zeros(worth.shape, np.intp)
    columns = np.arange(worth.shape[1])
    for row in range(1, len(worth)):
        wide = np.pad(total, 2, constant_values=-np.inf)
        moves = np.stack([wide[2 + move : 2 + move + len(total)] for move in _MOVES])
        moves -= _MOVE_COST * np.abs(_MOVES)[:, None]
        best = moves.argmax(axis=0)
        came[row] = columns + np.array(_MOVES)[best]
        total = moves[best, columns] + worth[row]
    path = np.empty(len(worth), np.intp)
    path[-1] = total.argmax()
    for row in range(len(worth) - 1, 0, -1):
        path[row - 1] = came[row, path[row]]
    return path


def _side(grey: Grey, one: Reals, other: Reals, inwards: float, reach: float) -> Reals:
    """The side as a line: a, b, c of a x + b y + c = 0."""
    along, off, steep = edge(grey, one, other, inwards, reach)
    way = other - one
    length = float(np.hypot(*way))
    inside = np.array([-way[1], way[0]]) / max(length, 1e-6)
    clear = steep > 0.4 * float(np.median(steep))
    slope, level = 0.0, 0.0
    for _ in range(4):
        if clear.sum() < 8:
            slope = level = 0.0
            break
        slope, level = (float(v) for v in np.polyfit(along[clear], off[clear], 1))
        stray = np.abs(off - level - slope * along)
        clear = stray <= max(0.6, 1.5 * float(np.median(stray[clear])))
    begin, end = one + level * inside, other + (level + slope) * inside
    return np.cross(np.append(begin, 1.0), np.append(end, 1.0))


def _crossing(one: Reals, other: Reals) -> Reals:
    point = np.cross(one, other)
    return np.asarray(point[:2] / point[2]) if abs(point[2]) > 1e-9 else np.full(2, np.inf)


def proportions(corners: Reals, size: tuple[int, int]) -> tuple[float, float]:
    """The page's width by its height, and the camera's focal length in pixels.

    A page that is tilted over one of its axes alone, or hardly, says little of the lens: of all
    those that explain the corners, the one is taken that makes it usual paper, if there is one.
    """
    middle = np.array(size) / 2
    across = float(max(size))
    low, high = _lenses(corners - middle, across)
    likely = min(max(_USUAL_LENS * across, low), high)
    ratio = _ratio(corners - middle, likely)
    one, other = sorted((_ratio(corners - middle, low), _ratio(corners - middle, high)))
    near = (1 - _NEAR_FORMAT) * one, (1 + _NEAR_FORMAT) * other
    usual = [known for known in FORMATS if near[0] <= known <= near[1]]
    return min(usual, key=lambda known: abs(known / ratio - 1), default=ratio), likely


def _lenses(corners: Reals, across: float) -> tuple[float, float]:
    """The range of focal lengths that the corners may have been seen with, known as well as the
    corners are."""
    chance = np.random.default_rng(1)
    found = []
    for _ in range(_TRIALS):
        focal = _focal(corners + chance.normal(0, _CORNER_ERROR * across, (4, 2)))
        if focal is None:
            return _LENSES[0] * across, _LENSES[1] * across
        found.append(min(max(focal, _LENSES[0] * across), _LENSES[1] * across))
    return min(found), max(found)


def _focal(corners: Reals) -> float | None:
    """The focal length in pixels, None where the corners (from the middle) don't tell."""
    n2, n3 = _sides(corners)
    if abs(n2[2] * n3[2]) < 1e-9:
        return None
    squared = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
    return math.sqrt(squared) if squared > 0 else None


def _ratio(corners: Reals, focal: float) -> float:
    lens = np.array([1 / focal, 1 / focal, 1.0])
    n2, n3 = _sides(corners)
    wide, high = (math.sqrt(float(((side * lens) ** 2).sum())) for side in (n2, n3))
    return wide / max(high, 1e-9)


def _sides(corners: Reals) -> tuple[Reals, Reals]:
    """Two sides of the page in space, as n2 and n3 in the paper: there m1 is the upper left
    corner, m2 the upper right, m3 the lower left and m4 the lower right one."""
    m1, m2, m4, m3 = np.column_stack([corners, np.ones(4)])
    k2 = float(np.cross(m1, m4) @ m3) / float(np.cross(m2, m4) @ m3)
    k3 = float(np.cross(m1, m4) @ m2) / float(np.cross(m3, m4) @ m2)
    return k2 * m2 - m1, k3 * m3 - m1


def page_size(corners: Reals, ratio: float) -> tuple[int, int]:
    """Width and height of the straight page in pixels: as fine as the picture shows it."""
    top, right, bottom, left = (
        float(np.hypot(*(corners[(number + 1) % 4] - corners[number]))) for number in range(4)
    )
    high = max(left, right, max(top, bottom) / ratio)
    high = min(high, _LONGEST, _LONGEST / ratio)
    return max(8, round(high * ratio)), max(8, round(high))
