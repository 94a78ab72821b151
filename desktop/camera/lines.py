"""Straight edges on a small grey frame as lines, and along each where it is brighter beside it.

Only the child imports this.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.camera.sampling import Grey, Reals, sampled

Bools = NDArray[np.bool_]

STRIDE = 3.0
"""Pixels from one place on a line to the next."""
REACH = 6
"""Pixels to either side of a line that are looked at."""
_SLACK = 3
"""How far a step may lie off its line: pages are never quite flat."""
_MOST_EDGES = 0.035
"""Of a frame's pixels: more of them are a pattern, and cost more than a frame may."""
_EACH_WAY = 9
"""Lines across and lines down that are tried, the frame's own not counted."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines n·p = d (n towards the right or down), and what was measured along each: at ``first +
    i * STRIDE`` from the foot, the sums of places valid, of steps up, and of steps down along n,
    and of the steps' heights; and where the steps are."""

    normals: Reals
    distances: Reals
    border: Bools
    first: float
    sums: Reals
    steps: Reals
    offsets: Reals
    valid: Bools


def edges(plain: Grey, low: float, high: float) -> Grey:
    """Canny's edges; of a busy ground only the stronger ones."""
    for _ in range(4):
        outline = cv2.Canny(plain, low, high, L2gradient=True)
        if cv2.countNonZero(outline) <= _MOST_EDGES * outline.size:
            break
        low, high = 1.7 * low, 1.7 * high
    return outline


def strongest(outline: Grey) -> tuple[Reals, Reals]:
    """The strongest lines (normals and distances), none twice."""
    fewest = max(24, min(outline.shape) // 6)
    raw = cv2.HoughLines(outline, 1, np.pi / 180, fewest)
    if raw is None:
        return np.zeros((0, 2)), np.zeros(0)
    found = raw.reshape(-1, raw.shape[-1])[:240].astype(np.float64)
    normals = np.column_stack([np.cos(found[:, 1]), np.sin(found[:, 1])])
    distances = found[:, 0]
    # A line is the same seen from its other side; the larger part of the normal is positive.
    flip = np.where(np.abs(normals[:, 0]) > np.abs(normals[:, 1]), normals[:, 0], normals[:, 1]) < 0
    normals[flip], distances[flip] = -normals[flip], -distances[flip]
    height, width = outline.shape
    ends = np.array(
        [
            (0.15 * width, 0.15 * height),
            (0.85 * width, 0.85 * height),
            (0.85 * width, 0.15 * height),
            (0.15 * width, 0.85 * height),
        ]
    )
    off = normals @ ends.T - distances[:, None]
    kept: list[int] = []
    ways = [0, 0]
    for number in range(len(distances)):
        steep = int(abs(normals[number, 0]) > abs(normals[number, 1]))
        if ways[steep] >= _EACH_WAY:
            continue
        if kept:
            same = np.abs(off[kept] - off[number]).max(axis=1) < 7
            same &= np.abs(normals[kept] @ normals[number]) > 0.98
            if same.any():
                continue
        kept.append(number)
        ways[steep] += 1
    return normals[kept], distances[kept]


def measured(plain: Grey, normals: Reals, distances: Reals, border: Bools, least: float) -> Lines:
    """Looks along each of the lines; ``least`` is the step that counts, in grey values."""
    height, width = plain.shape
    half = float(np.hypot(width, height)) / 2
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    first = -half
    along = np.arange(first, half, STRIDE)
    directions = np.column_stack([-normals[:, 1], normals[:, 0]])
    feet = middle + (distances - normals @ middle)[:, None] * normals
    places = feet[:, None] + along[None, :, None] * directions[:, None]
    reach = np.arange(-REACH, REACH + 1)
    spots = places[:, :, None] + reach[None, None, :, None] * normals[:, None, None]
    seen = sampled(plain, spots.reshape(len(normals), -1, 2)).astype(np.float32)
    seen = seen.reshape(len(normals), len(along), len(reach))
    # The mean of three pixels beyond less that of three before, for each offset in the slack.
    thirds = seen[..., :-2] + seen[..., 1:-1] + seen[..., 2:]
    rises = (thirds[..., 4:] - thirds[..., :-4]) / 3
    middle_at = rises.shape[-1] // 2
    rises = rises[..., middle_at - _SLACK : middle_at + _SLACK + 1]
    best = np.abs(rises).argmax(axis=-1)
    steps = np.take_along_axis(rises, best[..., None], axis=-1)[..., 0]
    valid = (
        (places[..., 0] >= 0)
        & (places[..., 0] < width)
        & (places[..., 1] >= 0)
        & (places[..., 1] < height)
    )
    marks = np.stack(
        [valid, valid & (steps > least), valid & (steps < -least), np.where(valid, steps, 0)]
    ).astype(np.float64)
    sums = np.concatenate([np.zeros((4, len(normals), 1)), marks.cumsum(axis=-1)], axis=-1)
    return Lines(
        normals,
        distances,
        border,
        first,
        sums,
        steps.astype(np.float64),
        best.astype(np.float64) - _SLACK,
        valid,
    )
