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


def percentile(values: Grey, percent: float) -> int:
    """The percentile of bytes; by counting them, which takes a tenth of numpy's time."""
    counts = np.bincount(values.ravel(), minlength=256).cumsum()
    return int(np.searchsorted(counts, percent / 100 * counts[-1]))


def noise_of(grey: Grey) -> float:
    """Sigma of the noise in grey values, after Immerkær (1996), by the median of what is smooth."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    found = cv2.convertScaleAbs(cv2.filter2D(grey[::2], cv2.CV_16S, kernel))
    return percentile(np.asarray(found), 50) / 4.05
