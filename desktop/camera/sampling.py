"""Pixels of a picture at places between them; how noisy they are. Only the child imports this."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[Any]
"""Rows of grey pixels, a byte each."""
Picture = NDArray[Any]
"""Rows of pixels, a byte each for blue, green and red."""
Reals = NDArray[Any]
"""Numbers of 32 or 64 bits; of points, x and y are the last axis."""


def sampled(picture: Picture, places: Reals, finely: bool = False) -> Picture:
    """The pixels at ``places``, of shape (rows, columns, 2), x and y in pixels; beyond its edges a
    picture goes on as it ends. ``finely``: cubic, else linear between four pixels."""
    return np.asarray(
        cv2.remap(
            picture,
            np.ascontiguousarray(places[..., 0], np.float32),
            np.ascontiguousarray(places[..., 1], np.float32),
            cv2.INTER_CUBIC if finely else cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    )


def noise_of(grey: Grey) -> float:
    """Sigma of the noise in grey values, after Immerkær (1996), by the median of what is smooth."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    return float(np.median(np.abs(cv2.filter2D(grey[::2], cv2.CV_32F, kernel)))) / 4.05
