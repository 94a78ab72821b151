"""Whether there is anything on a picture: an empty one is never read, for a model that is asked
about one makes something up."""

from __future__ import annotations

import numpy as np

from desktop.reader.parts import Pixels, pixels
from desktop.values import Shot

_STRIDE = 16
_ROWS = 256


def blank(shot: Shot) -> bool:
    """Whether the picture is of one colour, or of colours that only run into one another.

    That is where no pixel of any channel differs by more than one level of 255, which is what
    rounding does to a smooth course, from the mean of its two neighbours across, nor of those
    above and below, times two. Letters two levels from their paper are something, and so are noise
    and grain. A picture with something takes 0.1 to 1 ms, an empty screen of 1920 x 1080 some 40.
    """
    picture = pixels(shot)
    if _bends(picture[::_STRIDE], 1):
        return False
    return not any(
        _bends(rows, 0) or _bends(rows, 1)
        for top in range(0, len(picture), _ROWS)
        # With the two rows of the next ones that a bend across the border is made of.
        for rows in [picture[top : top + _ROWS + 2]]
    )


def _bends(picture: Pixels, axis: int) -> bool:
    bend = np.diff(picture.astype(np.int16), n=2, axis=axis)
    return bool(bend.size) and int(max(bend.max(), -bend.min())) > 1
