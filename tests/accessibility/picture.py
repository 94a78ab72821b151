"""What can be seen: contrast in pixels, and how much a focus changes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accessibility.tree import Box

Pixels = NDArray[np.uint8]
"""Rows of pixels: blue, green, red, unused."""

READABLE, SEEN = 4.5, 3.0
"""The smallest contrasts of text, and of what isn't text (WCAG 2.2, 1.4.3 and 1.4.11)."""


def luminance(pixels: Pixels) -> NDArray[np.float64]:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = pixels[..., 2::-1].astype(np.float64) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]), dtype=np.float64)


def contrast(pixels: Pixels) -> float:
    """The contrast of what is drawn with its ground, the most frequent colour: 1 for one colour.

    The edges of letters are smoothed: what counts is the strongest ink.
    """
    if pixels.size == 0:
        return 1.0
    whole = pixels[..., :3].reshape(-1, 3).astype(np.uint32)
    packed = whole[:, 0] | whole[:, 1] << 8 | whole[:, 2] << 16
    colours, counts = np.unique(packed, return_counts=True)
    each = np.stack([colours & 255, colours >> 8 & 255, colours >> 16], axis=1).astype(np.uint8)
    light = luminance(each) + 0.05
    ground = light[np.argmax(counts)]
    return float(max(light.max() / ground, ground / light.min()))


def changed(before: Pixels, after: Pixels) -> int:
    """How many pixels differ with a contrast of 3 at least."""
    first, second = luminance(before) + 0.05, luminance(after) + 0.05
    ratio = np.maximum(first, second) / np.minimum(first, second)
    return int((ratio >= SEEN).sum())


def enough(box: Box) -> int:
    """The pixels that a focus must change: half of a line around the control (half of what WCAG
    2.2, 2.4.13 asks of a line of one pixel; smoothed corners and clipped edges don't count)."""
    _, _, width, height = box
    return width + height


def cut(pixels: Pixels, origin: tuple[int, int], box: Box, reach: int = 0) -> Pixels:
    """The part of ``pixels``, whose corner is at ``origin``, that ``box`` and ``reach`` pixels
    around it cover."""
    left, top = max(0, box[0] - origin[0] - reach), max(0, box[1] - origin[1] - reach)
    right, bottom = box[0] - origin[0] + box[2] + reach, box[1] - origin[1] + box[3] + reach
    return pixels[top : max(top, bottom), left : max(left, right)]
