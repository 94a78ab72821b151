"""From what was measured on a frame to the one advice that matters most for it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from desktop.camera.values import Advice, Corners

DARKEST = 0.27
"""Paper that is less bright than this makes noisy letters."""
DARKEST_ROOM = 0.17
"""The same where there is no page: the brightest twentieth of the picture."""
MOST_GLARE = 0.006
"""The share of the page that may shine."""
MARGIN = 0.006
"""A corner nearer than this to the frame's side (shares of it) may be cut off."""
LEAST_FILL = 0.55
"""The page's height or width, whichever fills more of the frame: below, letters are too small."""
MOST_TURN = 20.0
"""Degrees that a page may be turned: straightening takes no harm, but who holds it goes astray."""
MOST_TAPER = 0.82
"""The shorter one of two opposite sides, in shares of the longer: below, one end is far."""
LEAST_SHARP = 0.42
"""Measured: letters of 10 points on a page that fills the frame can just be read."""
MOST_SPEED = 0.2
"""Frame widths a second: at 1/60 s of exposure that is a smear of four pixels at 720p."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured on a frame: as in ``Seen``; ``cut`` says of the edges from corner to corner
    whether they are cut off by the frame, ``ratio`` is the frame's height by its width, ``speed``
    is in frame widths a second."""

    corners: Corners | None
    cut: tuple[bool, ...]
    ratio: float
    sharp: float
    bright: float
    glare: float
    text: bool
    speed: float


def advise(measures: Measures) -> Advice:
    """The worst that is wrong with the frame."""
    corners = measures.corners
    if measures.bright < (DARKEST_ROOM if corners is None else DARKEST):
        return Advice.TOO_DARK
    if corners is None and not measures.text:
        return Advice.NO_PAGE
    if corners is not None:
        if measures.glare > MOST_GLARE:
            return Advice.GLARE
        if (wrong := _placed(corners, measures.cut)) is not None:
            return wrong
        if (wrong := _held(corners, measures.ratio)) is not None:
            return wrong
    if measures.speed > MOST_SPEED:
        return Advice.HOLD_STILL
    if measures.sharp < LEAST_SHARP:
        return Advice.BLURRED
    return Advice.GOOD if corners is not None else Advice.NO_EDGES


def _placed(corners: Corners, cut: tuple[bool, ...]) -> Advice | None:
    """What is wrong with where the page is: cut off, near, far."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    over = {
        Advice.CUT_LEFT: -min(xs),
        Advice.CUT_RIGHT: max(xs) - 1,
        Advice.CUT_TOP: -min(ys),
        Advice.CUT_BOTTOM: max(ys) - 1,
    }
    for number, edge in enumerate(cut):
        if edge:
            side = _side(corners[number], corners[(number + 1) % 4])
            over[side] = max(over[side], 0.0)
    beyond = {side for side, far in over.items() if far > -MARGIN}
    if not beyond:
        return Advice.TOO_FAR if max(max(xs) - min(xs), max(ys) - min(ys)) < LEAST_FILL else None
    for one, other in (
        (Advice.CUT_LEFT, Advice.CUT_RIGHT),
        (Advice.CUT_TOP, Advice.CUT_BOTTOM),
    ):
        if one in beyond and other in beyond:
            return Advice.TOO_NEAR
    return max(beyond, key=lambda side: over[side])


def _side(one: tuple[float, float], other: tuple[float, float]) -> Advice:
    """Which side of the frame this edge lies on."""
    x, y = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    return min(
        (x, Advice.CUT_LEFT),
        (1 - x, Advice.CUT_RIGHT),
        (y, Advice.CUT_TOP),
        (1 - y, Advice.CUT_BOTTOM),
    )[1]


def _held(corners: Corners, ratio: float) -> Advice | None:
    """What is wrong with how the page is held: tilted, turned."""
    points = [(x, y * ratio) for x, y in corners]
    sides = [
        (after[0] - one[0], after[1] - one[1])
        for one, after in zip(points, points[1:] + points[:1], strict=True)
    ]
    lengths = [math.hypot(*side) for side in sides]
    for one, other in ((0, 2), (1, 3)):
        if min(lengths[one], lengths[other]) < MOST_TAPER * max(lengths[one], lengths[other]):
            return Advice.TILTED
    # Four times the angle is the same for all sides of a rectangle.
    x = sum(math.cos(4 * math.atan2(*side[::-1])) * math.hypot(*side) for side in sides)
    y = sum(math.sin(4 * math.atan2(*side[::-1])) * math.hypot(*side) for side in sides)
    turned = math.degrees(math.atan2(y, x)) / 4
    if turned > MOST_TURN:
        return Advice.TURN_ANTICLOCKWISE
    if turned < -MOST_TURN:
        return Advice.TURN_CLOCKWISE
    return None
