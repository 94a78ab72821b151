"""A shot as an array, and how what is larger than a screen is cut into parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.values import Shot

Pixels = NDArray[np.uint8]
"""Height x width x 3, blue, green, red."""

PART = 2560
"""Pixels that a part of a picture is high and wide at most: what a large screen is wide."""

_WINDOW = 512


def pixels(shot: Shot) -> Pixels:
    """The shot's pixels, without copying them."""
    four = np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width, 4)
    return four[:, :, :3]


def cuts(picture: Pixels, axis: int, part: int = PART) -> list[tuple[int, int]]:
    """Start and end of each part along the axis, cut inside of the widest calm strip.

    A strip is calm where the pixels change least; the widest, so that a cut goes between words and
    not between letters.
    """
    length = picture.shape[axis]
    places = [0]
    while length - places[-1] > part:
        first = places[-1] + part - _WINDOW
        window = picture.take(range(first, first + _WINDOW), axis).astype(np.int16)
        change = np.abs(np.diff(window, axis=1 - axis)).sum(axis=(1 - axis, 2))
        places.append(first + _middle_of_widest(change == change.min()))
    return list(zip(places, [*places[1:], length], strict=True))


def _middle_of_widest(calm: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], calm, [False]])))
    starts, ends = edges[::2], edges[1::2]
    widest = int(np.argmax(ends - starts))
    return int(starts[widest] + ends[widest]) // 2


def in_parts(count: int) -> str:
    """The note for a reading that was put together from parts."""
    return f"The picture was read in {count} parts."
