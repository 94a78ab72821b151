"""Flattens a page that bulges like an opened book's, by its upper and lower edges.

The page is taken for a part of a cylinder: what its edges rise over their chord says how much
nearer the camera each column of it is, that how high it bulges there, and that how long the page is
along the bulge. Only the child imports this.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from desktop.camera.sampling import Grey, Reals
from desktop.camera.straightening import edge

_LEAST = 0.006
"""The bulge of an edge in page heights: less is a flat page."""
_MOST = 0.09
_CLEAR = 0.75
"""The share of the edge's places that must lie on one smooth curve."""
_DEGREE = 5


@dataclass(frozen=True, slots=True)
class Curve:
    """For each column of the straightened page: how far down the upper and the lower edge lie from
    their chords, in pixels; the column where what belongs there is seen; and the page's width
    along the bulge by that of its chord."""

    top: Reals
    bottom: Reals
    columns: Reals
    longer: float
    ends: tuple[float, float, float, float]
    """How far below the corner each of the edges really begins or ends, clockwise."""


def curve(straight: Grey, margin: int, inwards: float, middle: Reals, depth: float) -> Curve | None:
    """The bulge of a page, None where it is flat, or nothing can be told.

    ``straight`` is the page with ``margin`` pixels of its ground all around; ``middle`` is where
    the camera's axis meets it and ``depth`` its distance, in pixels of it, the page's corner 0, 0.
    """
    height, width = straight.shape[0] - 2 * margin, straight.shape[1] - 2 * margin
    corners = np.array([(0.0, 0), (width, 0), (width, height), (0, height)]) + margin
    reach = min(margin - 4.0, _MOST * height)
    if reach < 4:
        return None
    top = _smooth(straight, corners[0], corners[1], inwards, reach, width)
    bottom = _smooth(straight, corners[2], corners[3], inwards, reach, width)
    if top is None or bottom is None:
        return None
    bottom = -bottom[::-1]
    ends = (float(top[0]), float(top[-1]), float(bottom[-1]), float(bottom[0]))
    across = np.linspace(0, 1, width)
    top, bottom = (line - line[0] - (line[-1] - line[0]) * across for line in (top, bottom))
    if max(np.abs(top).max(), np.abs(bottom).max()) < _LEAST * height:
        return None
    nearer = (bottom - top) / height
    rise = depth * nearer / (1 + nearer)
    slope = np.gradient(rise)
    length = np.concatenate([[0.0], np.cumsum(np.sqrt(1 + slope[1:] ** 2))])
    even = np.linspace(0, length[-1], width)
    place = np.interp(even, length, np.arange(width, dtype=np.float64))
    columns = middle[0] + (place - middle[0]) * (1 + np.interp(place, np.arange(width), nearer))
    return Curve(top, bottom, columns, float(length[-1] / max(width - 1, 1)), ends)


def grid(bulge: Curve, size: tuple[int, int], flat: tuple[int, int]) -> tuple[Reals, Reals]:
    """Where each pixel of the flattened page of ``size`` lies on the straight one of ``flat``
    (width, height): x and y."""
    width, height = size
    wide, high = flat
    across = np.interp(np.linspace(0, wide - 1, width), np.arange(wide), bulge.columns)
    top = np.interp(across, np.arange(wide), bulge.top)
    bottom = np.interp(across, np.arange(wide), bulge.bottom) + high
    down = ((np.arange(height) + 0.5) / height)[:, None]
    return np.broadcast_to(across + 0.5, (height, width)), (1 - down) * top + down * bottom


def _smooth(
    grey: Grey, one: Reals, other: Reals, inwards: float, reach: float, width: int
) -> Reals | None:
    """The curve of an edge from ``one`` to ``other``, inwards; None where it isn't clear."""
    along, off, steep = edge(grey, one, other, inwards, reach, joined=True)
    clear = steep > 0.35 * float(np.percentile(steep, 75))
    if clear.mean() < _CLEAR:
        return None
    fit = np.polynomial.Polynomial.fit(along[clear], off[clear], _DEGREE, domain=[0, 1])
    for _ in range(3):
        stray = np.abs(off - fit(along))
        near = clear & (stray <= max(1.2, 2.5 * float(np.median(stray[clear]))))
        if near.mean() < _CLEAR:
            return None
        fit = np.polynomial.Polynomial.fit(along[near], off[near], _DEGREE, domain=[0, 1])
    if float(np.median(np.abs(off[near] - fit(along[near])))) > 0.12 * reach:
        return None
    return np.asarray(fit(np.linspace(0, 1, width)), np.float64)


def straight_grey(grey: Grey, to_page: Reals, size: tuple[int, int], margin: int) -> Grey:
    """The page and ``margin`` pixels around it, grey, from the whole picture."""
    shift = np.array([[1, 0, margin], [0, 1, margin], [0, 0, 1]], np.float64)
    width, height = size[0] + 2 * margin, size[1] + 2 * margin
    return np.asarray(
        cv2.warpPerspective(
            grey, shift @ to_page, (width, height), borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )
