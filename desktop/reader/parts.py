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
    """Start and end of each part along the axis, cut where the pixels change least."""
    length = picture.shape[axis]
    places = [0]
    while length - places[-1] > part:
        last = places[-1] + part
        window = picture.take(range(last - _WINDOW, last), axis).astype(np.int16)
        change = np.abs(np.diff(window, axis=1 - axis)).sum(axis=(1 - axis, 2))
        # The last of the calmest places: the fewest parts.
        places.append(last - 1 - int(np.argmin(change[::-1])))
    return list(zip(places, [*places[1:], length], strict=True))


def in_parts(count: int) -> str:
    """The note for a reading that was put together from parts."""
    return f"The picture was read in {count} parts."
