"""Strokes: what letters are made of, found on a picture whatever moves behind them.

A picture is compared by where it has thin bright and thin dark strokes, not by its pixels: letters
keep their strokes to the pixel while the film goes on behind them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

ROWS = 360
"""The height of a whole picture as it is compared: letters of subtitles are 12 to 30 pixels high
then, their strokes 2 to 5."""

TILE = (16, 8)
"""Pixels of a tile, across and down: about a letter and a half, and half a line."""

_THICKEST = 9
"""Pixels; what is thicker is no stroke."""

_CONTRAST = 48
"""Levels of 255 by which a stroke stands out."""

_BRIGHT, _DARK = 128, 112
"""A bright stroke is at least so bright, a dark one at most."""


def shrunk(picture_rows: int) -> int:
    """How many times smaller each side of a picture is as it is compared. A whole number: to shrink
    by another one takes five times as long."""
    return max(1, round(picture_rows / ROWS))


def strokes(part: Pixels, times: int) -> Pixels:
    """Where ``part`` (rows x columns x 3), made ``times`` smaller, has strokes: 0 or 255, the
    bright ones in the upper half of what is given, the dark ones in the lower.

    It is cut to whole tiles, at its top and at its right.
    """
    across = part.shape[1] // times // TILE[0] * TILE[0]
    down = part.shape[0] // times // TILE[1] * TILE[1]
    whole = part[len(part) - down * times :, : across * times]
    small = cv2.resize(whole, (across, down), interpolation=cv2.INTER_AREA)
    # The strongest of the three colours: yellow and cyan are as bright as white.
    blue, green, red = cv2.split(small)
    level = np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (_THICKEST, _THICKEST))
    found = np.empty((2 * down, across), np.uint8)
    bright = cv2.morphologyEx(level, cv2.MORPH_TOPHAT, kernel)
    dark = cv2.morphologyEx(level, cv2.MORPH_BLACKHAT, kernel)
    found[:down] = ((bright >= _CONTRAST) & (level >= _BRIGHT)) * np.uint8(255)
    found[down:] = ((dark >= _CONTRAST) & (level <= _DARK)) * np.uint8(255)
    return found


def in_tiles(found: Pixels) -> NDArray[np.int32]:
    """How much of each tile is strokes: 0 to 510, both kinds together."""
    down, across = found.shape[0] // TILE[1], found.shape[1] // TILE[0]
    shares = cv2.resize(found, (across, down), interpolation=cv2.INTER_AREA).astype(np.int32)
    return np.asarray(shares[: down // 2] + shares[down // 2 :], np.int32)


def only(found: Pixels, tiles: NDArray[np.bool_]) -> Pixels:
    """The strokes that lie in these tiles."""
    whole = np.repeat(np.repeat(tiles, TILE[1], axis=0), TILE[0], axis=1)
    kept = found.copy()
    kept[: len(whole)][~whole] = 0
    kept[len(whole) :][~whole] = 0
    return kept
