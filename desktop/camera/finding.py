"""Finds the page on a small grey frame: its four corners, and which of its edges are cut off.

1. What is written is taken off the page by closing: dark strokes on lighter paper go.
2. Straight edges become lines (Hough), the frame's own four sides among them: a page that is cut
   off ends there.
3. Along each line it is measured where the one side of it is brighter than the other, and by how
   much. Sums of that make it cheap to judge any piece of a line.
4. Any two lines across with any two lines down make a quadrilateral. The one whose sides lie on
   steps of brightness, all inwards or all outwards, is the page.
5. Each side is laid anew through the steps that were found along it.

After the whiteboard scanner of Zhang and He (Microsoft Research, MSR-TR-2003-39), which votes for
quadrangles in the same way. Only the child imports this.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.camera.lines import REACH, STRIDE, Bools, Lines, edges, measured, strongest
from desktop.camera.sampling import Grey, Reals

_SMALLEST = 0.025
"""The least area of a page, in shares of the frame's."""
_BEYOND = 0.4
"""How far outside of the frame a corner may be, in shares of the frame."""
_BORDER = 0.5
"""What a side of the frame counts for as a page's side: better than a bad one."""
_LEAST_SIDE = 48


@dataclass(frozen=True, slots=True)
class _Try:
    """A way to look: the side of the square that closes, Canny's thresholds, the least step, in
    grey values, and the least score of a page."""

    closed: int
    low: float
    high: float
    least: float
    enough: float


_TRIES = (_Try(9, 18, 50, 9.0, 0.62), _Try(3, 12, 36, 5.0, 0.76), _Try(9, 6, 18, 3.5, 0.8))
"""The second one sees the narrow shadow around a white page on a white desk."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page: corners in pixels, clockwise from the upper left one, shape (4, 2); which of the
    edges from corner to corner (top, right, bottom, left) are those of the frame; its score 0..1,
    and how much brighter than its ground it is, in grey values (negative: darker)."""

    corners: Reals
    cut: tuple[bool, bool, bool, bool]
    score: float
    step: float


class Finder:
    """Finds the page on one frame after the other.

    The first way sees most pages. Of the others, which are for white on white, one is tried for
    each frame: that which has found a page before, else they take turns.
    """

    def __init__(self) -> None:
        self._other = 1

    def find(self, grey: Grey) -> Found | None:
        """The page on this frame (height, width), None where there is none."""
        if min(grey.shape) < _LEAST_SIDE:
            return None
        found = _tried(grey, _TRIES[0])
        if found is None:
            found = _tried(grey, _TRIES[self._other])
            if found is None:
                self._other = 1 + self._other % (len(_TRIES) - 1)
        return found


def find(grey: Grey) -> Found | None:
    """The page on this one picture, tried in every way."""
    if min(grey.shape) < _LEAST_SIDE:
        return None
    return next((found for way in _TRIES if (found := _tried(grey, way)) is not None), None)


def _tried(grey: Grey, way: _Try) -> Found | None:
    plain = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((way.closed, way.closed), np.uint8))
    plain = cv2.GaussianBlur(plain, (5, 5), 0)
    found = _best(plain, edges(plain, way.low, way.high), way.least)
    return found if found is not None and found.score >= way.enough else None


def _best(plain: Grey, outline: Grey, least: float) -> Found | None:
    normals, distances = strongest(outline)
    if len(distances) < 2:
        return None
    height, width = plain.shape
    sides = np.array([(0.0, 1.0), (0.0, 1.0), (1.0, 0.0), (1.0, 0.0)])
    normals = np.concatenate([normals, sides])
    distances = np.concatenate([distances, [0.0, height - 1.0, 0.0, width - 1.0]])
    border = np.zeros(len(distances), bool)
    border[-4:] = True
    lines = measured(plain, normals, distances, border, least)
    across, down = _two_ways(lines)
    return _vote(lines, across, down, (width, height))


def _two_ways(lines: Lines) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The lines of the way that the strongest one goes, within 45 degrees, and the others."""
    angles = np.arctan2(lines.normals[:, 1], lines.normals[:, 0])
    turned = np.cos(2 * (angles - angles[0]))
    return np.flatnonzero(turned > 0), np.flatnonzero(turned <= 0)


def _vote(
    lines: Lines,
    across: NDArray[np.intp],
    down: NDArray[np.intp],
    size: tuple[int, int],
) -> Found | None:
    if len(across) < 2 or len(down) < 2:
        return None
    frame = np.array(size, np.float64)
    one, other = (np.array(pairs) for pairs in np.triu_indices(len(across), 1))
    left, right = (np.array(pairs) for pairs in np.triu_indices(len(down), 1))
    first, second = np.repeat(one, len(left)), np.repeat(other, len(left))
    third, fourth = np.tile(left, len(one)), np.tile(right, len(one))
    crossings = _crossings(lines, across, down)
    sides = np.column_stack([across[first], down[fourth], across[second], down[third]])
    quads = np.stack(
        [
            crossings[first, third],
            crossings[first, fourth],
            crossings[second, fourth],
            crossings[second, third],
        ],
        axis=1,
    )
    usable = _shapely(quads, frame) & (lines.border[sides].sum(axis=1) <= 2)
    sides, quads = sides[usable], quads[usable]
    if not len(quads):
        return None
    score, heights = _scores(lines, sides, quads, frame)
    best = int(score.argmax())
    return _laid_anew(
        lines, sides[best], quads[best], float(score[best]), float(heights[best]), frame
    )


def _crossings(lines: Lines, across: NDArray[np.intp], down: NDArray[np.intp]) -> Reals:
    one, other = lines.normals[across], lines.normals[down]
    p, q = lines.distances[across][:, None], lines.distances[down][None]
    cross = one[:, None, 0] * other[None, :, 1] - one[:, None, 1] * other[None, :, 0]
    cross = np.where(np.abs(cross) < 0.3, np.nan, cross)
    x = (p * other[None, :, 1] - q * one[:, None, 1]) / cross
    y = (q * one[:, None, 0] - p * other[None, :, 0]) / cross
    return np.stack([x, y], axis=-1)


def _shapely(quads: Reals, frame: Reals) -> Bools:
    """Which of them can be a page: convex, no corner far outside, no sliver, no wedge."""
    with np.errstate(invalid="ignore", divide="ignore"):
        sides = np.roll(quads, -1, axis=1) - quads
        after = np.roll(sides, -1, axis=1)
        turns = sides[..., 0] * after[..., 1] - sides[..., 1] * after[..., 0]
        lengths = np.hypot(sides[..., 0], sides[..., 1])
        sines = np.abs(turns) / (lengths * np.roll(lengths, -1, axis=1))
        convex = (turns > 0).all(axis=1) | (turns < 0).all(axis=1)
        inside = (quads > -_BEYOND * frame).all(axis=(1, 2)) & (quads < (1 + _BEYOND) * frame).all(
            axis=(1, 2)
        )
        area = np.abs(_area(quads)) / frame.prod()
        wedge = np.minimum(lengths[:, 0], lengths[:, 2]) / np.maximum(lengths[:, 0], lengths[:, 2])
        other = np.minimum(lengths[:, 1], lengths[:, 3]) / np.maximum(lengths[:, 1], lengths[:, 3])
        narrow = lengths.min(axis=1) > 0.08 * frame.min()
        return np.asarray(
            convex
            & inside
            & narrow
            & (area > _SMALLEST)
            & (sines.min(axis=1) > 0.6)
            & (wedge > 0.4)
            & (other > 0.4)
        )


def _area(quads: Reals) -> Reals:
    after = np.roll(quads, -1, axis=1)
    return np.asarray(
        (quads[..., 0] * after[..., 1] - quads[..., 1] * after[..., 0]).sum(axis=1) / 2
    )


def _scores(
    lines: Lines, sides: NDArray[np.intp], quads: Reals, frame: Reals
) -> tuple[Reals, Reals]:
    """How much each looks like a page, 0..1, and the height of the step into it."""
    after = np.roll(quads, -1, axis=1)
    begin, end = _places(lines, sides, quads, frame), _places(lines, sides, after, frame)
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    count, up, down, height = lines.sums[:, sides, high] - lines.sums[:, sides, low]
    middle = quads.mean(axis=1)
    towards = (lines.normals[sides] * middle[:, None]).sum(axis=-1) > lines.distances[sides]
    border = lines.border[sides]
    count = np.maximum(count, 1)
    best, step = np.zeros(len(quads)), np.zeros(len(quads))
    lengths = np.where(border, 0.7, 1.0) * (high - low)
    for sign, worth in ((1, 1.0), (-1, 0.8)):
        inwards = np.where(towards == (sign > 0), up, down)
        share = np.where(border, _BORDER, inwards / count)
        whole = (share * lengths).sum(axis=1) / np.maximum(lengths.sum(axis=1), 1)
        weakest = np.where(border, 1, share).min(axis=1)
        rise = np.where(towards, height, -height) / count
        steep = np.where(border, 0, rise).sum(axis=1) / np.maximum((~border).sum(axis=1), 1)
        score = worth * whole * np.clip(weakest / 0.55, 0, 1)
        better = score > best
        best = np.where(better, score, best)
        step = np.where(better, steep, step)
    area = np.minimum(1.0, np.abs(_area(quads)) / frame.prod())
    return best * (0.86 + 0.08 * np.sqrt(area) + 0.06 * np.clip(np.abs(step) / 60, 0, 1)), step


def _places(lines: Lines, sides: NDArray[np.intp], points: Reals, frame: Reals) -> NDArray[np.intp]:
    """Where on its line each point is, as an index of the sums."""
    middle = (frame - 1) / 2
    normals = lines.normals[sides]
    t = -normals[..., 1] * (points[..., 0] - middle[0]) + normals[..., 0] * (
        points[..., 1] - middle[1]
    )
    number = np.rint((t - lines.first) / STRIDE).astype(np.intp)
    return np.asarray(np.clip(number, 0, lines.sums.shape[-1] - 1))


def _laid_anew(
    lines: Lines, sides: NDArray[np.intp], quad: Reals, score: float, step: float, frame: Reals
) -> Found:
    ends = np.roll(quad, -1, axis=0)
    begin = _places(lines, sides, quad, frame)
    end = _places(lines, sides, ends, frame)
    middle = quad.mean(axis=0)
    normals, distances = lines.normals[sides].copy(), lines.distances[sides].copy()
    for number, line in enumerate(sides):
        if lines.border[line]:
            continue
        inwards = (normals[number] @ middle > distances[number]) == (step > 0)
        low, high = sorted((begin[number], end[number]))
        steps = lines.steps[line, low:high]
        clear = lines.valid[line, low:high] & ((steps > 0) == inwards)
        clear &= np.abs(steps) > 0.5 * abs(step)
        if clear.sum() < 8:
            continue
        t = lines.first + STRIDE * (low + np.flatnonzero(clear))
        off = lines.offsets[line, low:high][clear]
        normals[number], distances[number] = _line_through(
            normals[number], distances[number], t, off, (frame - 1) / 2
        )
    corners = np.empty((4, 2))
    for number in range(4):
        rows = [number - 1, number]
        try:
            corners[number] = np.linalg.solve(normals[rows], distances[rows])
        except np.linalg.LinAlgError:
            corners[number] = quad[number]
    if np.abs(corners - quad).max() > 4 * REACH:
        corners = quad
    return _in_order(corners, lines.border[sides], score, step)


def _line_through(
    normal: Reals, distance: float, t: Reals, off: Reals, middle: Reals
) -> tuple[Reals, float]:
    """The line through places ``off`` beside a line, at ``t`` along it; stray ones don't count."""
    slope, level = _fit(t, off)
    for _ in range(2):
        stray = np.abs(off - level - slope * t)
        near = stray <= max(0.7, 1.5 * float(np.median(stray)))
        if near.sum() < 8:
            break
        slope, level = _fit(t[near], off[near])
    along = np.array([-normal[1], normal[0]])
    foot = middle + (distance - normal @ middle) * normal
    one, other = (foot + at * along + (level + slope * at) * normal for at in (t[0], t[-1]))
    way = (other - one) / np.hypot(*(other - one))
    turned = np.array([way[1], -way[0]])
    return turned, float(turned @ one)


def _fit(t: Reals, off: Reals) -> tuple[float, float]:
    """Slope and level at 0 of the straight line with the least squares."""
    middle, height = t.mean(), off.mean()
    apart = t - middle
    slope = float(apart @ (off - height)) / max(float(apart @ apart), 1e-9)
    return slope, float(height - slope * middle)


def _in_order(corners: Reals, border: Bools, score: float, step: float) -> Found:
    """Clockwise, the upper left corner first; side ``i`` goes from corner ``i`` to the next."""
    if float(_area(corners[None])[0]) < 0:
        corners, border = corners[::-1], np.roll(border[::-1], -1)
    first = int(corners.sum(axis=1).argmin())
    turned = np.roll(border, -first)
    return Found(
        np.roll(corners, -first, axis=0),
        (bool(turned[0]), bool(turned[1]), bool(turned[2]), bool(turned[3])),
        score,
        step,
    )
