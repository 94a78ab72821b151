"""What is on a page, told so that the same page is known again and another one isn't.

Only the child imports this.
"""

from __future__ import annotations

import cv2
import numpy as np

from desktop.camera.sampling import Grey, Reals

_SIDE = 96
"""Rows and columns. Measured on frames 480 pixels wide: with fewer, pages of the same type area
look the same; with more, noise counts."""
_AROUND = 5
"""What a place is compared with: light, and the type area as a whole, don't count."""
_MARGIN = 8
"""Left away at each side: the ground shines through there."""
_BESIDE = 4
"""How far the one may lie beside the other."""
_LEAST = 2.0
"""Grey values, sigma: paper with nothing on it differs by less."""


def content(grey: Grey, corners: Reals) -> bytes:
    """What is on the page with these corners, in pixels of the frame."""
    fine = 2 * _SIDE
    target = np.array([(0, 0), (fine, 0), (fine, fine), (0, fine)], np.float32) - np.float32(0.5)
    flat = cv2.warpPerspective(
        grey,
        cv2.getPerspectiveTransform(corners.astype(np.float32), target),
        (fine, fine),
        borderMode=cv2.BORDER_REPLICATE,
    )
    small = cv2.resize(flat, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    own = (small - cv2.blur(small, (_AROUND, _AROUND)))[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    return bytes(np.clip(np.rint(2 * own), -127, 127).astype(np.int8))


def alike(one: bytes, other: bytes) -> float:
    """How much two contents agree, from about 0 to 1, however they lie a little beside one another;
    two blank pages do wholly."""
    side = _SIDE - 2 * _MARGIN
    ones, others = (
        np.frombuffer(each, np.int8).reshape(side, side).astype(np.float32) for each in (one, other)
    )
    blank = [float(each.std()) < 2 * _LEAST for each in (ones, others)]
    if any(blank):
        return float(all(blank))
    middle = others[_BESIDE:-_BESIDE, _BESIDE:-_BESIDE]
    return float(cv2.matchTemplate(ones, middle, cv2.TM_CCOEFF_NORMED).max())
