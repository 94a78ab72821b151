"""Pixels of a picture at places between them. Only the child imports this."""

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
