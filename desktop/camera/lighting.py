"""Evens the light of a page: its paper becomes as bright everywhere, its colours stay.

Only the child imports this.
"""

from __future__ import annotations

import cv2
import numpy as np

from desktop.camera.sampling import Picture, Reals, noise_of

WHITE = 252.0
"""What paper becomes, at most."""
_CELLS = 80
"""Across the longer side of the picture; in each the brightest tenth is paper, if anything is."""
_PAPER = 0.62
"""A cell darker than this share of the paper around it is a picture, not a shadow."""
_MOST_GAIN = 2.6
_LUMINANCE = np.array([0.114, 0.587, 0.299])
_GRAINY = 3.0
"""Sigma of a noise, in grey values, that would be taken for brighter paper."""
_GREYISH = 0.22
"""A paper whose colours differ less is white, and the tint is the lamp's."""


def evened(picture: Picture, strength: float = 1.0) -> Picture:
    """The picture with its paper evenly lit; ``strength`` 0..1, 0 leaves it as it is."""
    height, width = picture.shape[:2]
    if min(height, width) < 16:
        return picture
    grainy = noise_of(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)) > _GRAINY
    light, paper = _light(cv2.GaussianBlur(picture, (0, 0), 1.2) if grainy else picture)
    gain = np.clip(WHITE / np.maximum(light, 1.0), 1.0 / 1.3, _MOST_GAIN) ** strength
    wide = cv2.resize(gain.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    tint = np.ones(3)
    low, high = float(paper.min()), float(paper.max())
    if high > 0 and (high - low) / high < _GREYISH:
        tint = (float(paper @ _LUMINANCE) / np.maximum(paper, 1.0)) ** strength
    bright = picture.astype(np.float32) * wide[..., None] * tint.astype(np.float32)
    return np.asarray(np.clip(bright, 0, 255).astype(np.uint8))


def _light(picture: Picture) -> tuple[Reals, Reals]:
    """How bright paper is or would be in each cell, smooth; and the colour of the paper."""
    height, width = picture.shape[:2]
    cell = max(4, round(max(height, width) / _CELLS))
    rows, columns = max(2, height // cell), max(2, width // cell)
    inside = 8 if cell >= 8 else 4
    fine = cv2.resize(picture, (columns * inside, rows * inside), interpolation=cv2.INTER_AREA)
    blocks = fine.reshape(rows, inside, columns, inside, 3).swapaxes(1, 2)
    blocks = blocks.reshape(rows, columns, inside * inside, 3).astype(np.float64)
    grey = blocks @ _LUMINANCE
    top = np.percentile(grey, 90, axis=2)
    around = cv2.dilate(top.astype(np.float32), np.ones((13, 13), np.uint8))
    around = np.minimum(cv2.GaussianBlur(around, (0, 0), 4), 255.0)
    is_paper = top >= _PAPER * around
    weight = is_paper.astype(np.float32)
    near = cv2.GaussianBlur(weight, (0, 0), 1.1)
    far = cv2.GaussianBlur(weight, (0, 0), 6)
    smooth_near = cv2.GaussianBlur((top * weight).astype(np.float32), (0, 0), 1.1)
    smooth_far = cv2.GaussianBlur((top * weight).astype(np.float32), (0, 0), 6)
    filled = np.where(
        near > 0.25, smooth_near / np.maximum(near, 1e-3), smooth_far / np.maximum(far, 1e-3)
    )
    bright = blocks[is_paper].reshape(-1, 3)
    bright = bright[bright.sum(axis=1) >= np.percentile(bright.sum(axis=1), 60)]
    return cv2.GaussianBlur(filled.astype(np.float32), (0, 0), 0.8), np.median(bright, axis=0)
