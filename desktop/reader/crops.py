"""A line cut out of a picture, upright, and as recognition wants it.

Equal to RapidOCR's ``get_rotate_crop_image`` and ``TextRecognizer.resize_norm_img``, whose import
takes seconds.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.reader.db import Corners
from desktop.reader.parts import Pixels

HEIGHT = 48
"""Pixels that a line is high where it is recognised."""

_UPRIGHT = 1.5
"""What is so many times as high as wide is a line that was turned by a quarter."""


def cropped(picture: Pixels, corners: Corners) -> Pixels:
    """What lies between four corners, made a rectangle."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = _longer(top_left - top_right, bottom_right - bottom_left)
    height = _longer(top_left - bottom_left, top_right - bottom_right)
    upright = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    crop = cv2.warpPerspective(
        picture,
        cv2.getPerspectiveTransform(corners, upright),
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_CUBIC,
    )
    return np.asarray(np.rot90(crop) if height / width >= _UPRIGHT else crop, np.uint8)


def filled(crop: Pixels, ratio: float) -> NDArray[np.float32]:
    """3 x ``HEIGHT`` x ``ratio`` times as much, -1 to 1; beside what is narrower are zeros."""
    height, width = crop.shape[:2]
    whole = int(HEIGHT * ratio)
    taken = min(whole, math.ceil(HEIGHT * (width / height)))
    small = cv2.resize(crop, (taken, HEIGHT)).astype(np.float32)
    content = np.zeros((3, HEIGHT, whole), np.float32)
    content[:, :, :taken] = (small.transpose(2, 0, 1) / 255 - 0.5) / 0.5
    return content


def _longer(*ways: NDArray[np.float32]) -> int:
    return int(max(np.linalg.norm(way) for way in ways))
