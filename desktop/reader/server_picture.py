"""A picture as it travels to a server: a data URL that isn't too large.

What a screen shows goes as PNG, without a loss. A photograph would be four to ten times as large
that way and goes as JPEG, at a quality and with full colour that cost no letter its edge; so does
what is larger than ``MOST_BYTES`` all the same.
"""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from desktop.reader.canvas import LEAST_SIDE

MOST_PIXELS = 3840 * 2160
"""Pixels of a part at most: a 4K screen goes as it is. A server whose model is set to see fewer
makes the picture smaller by itself."""

MOST_BYTES = 4_000_000
"""Bytes of a PNG at most. Web servers in front of a model often take 10 MB, some less."""

_FLAT = 0.25
_JPEG_QUALITY = 95


def data_url(image: Image.Image, most_pixels: int) -> bytes:
    """The image as a data URL, made smaller where it has more pixels than that."""
    image = _smaller(image, most_pixels)
    if not _is_photograph(image):
        png = _saved(image, "PNG", compress_level=3)
        if len(png) <= MOST_BYTES:
            return b"data:image/png;base64," + base64.b64encode(png)
    jpeg = _saved(image, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return b"data:image/jpeg;base64," + base64.b64encode(jpeg)


def _smaller(image: Image.Image, most_pixels: int) -> Image.Image:
    if image.width * image.height <= most_pixels:
        return image
    scale = (most_pixels / (image.width * image.height)) ** 0.5
    width, height = (max(LEAST_SIDE, int(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BICUBIC)


def _is_photograph(image: Image.Image) -> bool:
    """Whether hardly a pixel is the same as the one beside it, as on no screen and no scan in two
    colours; looked at in every eighth row."""
    rows = np.asarray(image)[::8]
    same = (rows[:, 1:] == rows[:, :-1]).all(axis=2)
    return bool(same.mean() < _FLAT)


def _saved(image: Image.Image, kind: str, **how: int) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()
