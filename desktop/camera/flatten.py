"""From a few whole pictures of a page to one scan of it.

1. The sharpest is chosen; where even that is blurred, it may be refused.
2. The page is found on it as on the small frames, then its sides are laid anew at full size.
3. It is straightened to its own proportions, and flattened where its edges bulge.
4. Its light is evened, and it is turned the way its text stands.

Only the child imports this.
"""

from __future__ import annotations

import cv2
import numpy as np

from desktop.camera.curving import curve, grid, straight_grey
from desktop.camera.finding import Found, find
from desktop.camera.lighting import evened
from desktop.camera.looking import around, shares, sharpness
from desktop.camera.sampling import Grey, Picture, Reals, sampled
from desktop.camera.straightening import page_size, proportions, refined
from desktop.camera.uprightness import turns
from desktop.camera.values import (
    ALL_BLURRED,
    EDGES_NOT_FOUND,
    FRAME_WIDTH,
    MOST_SHOTS,
    Flatten,
    Flattened,
)
from desktop.values import Shot

BLURRED = 0.35
"""Below this sharpness, on a picture 1280 pixels wide, letters of 10 points can't be read."""
_JUDGED_AT = 1280
_MILD = 0.5
_TRIM = 1.5
"""Pixels along each side of the page that are left away: the ground shines through there."""


def flatten(message: Flatten) -> Flattened:
    """The page on the sharpest of the pictures."""
    shot, found, sharp = _sharpest(message.shots[-MOST_SHOTS:])
    if sharp < BLURRED and not message.anyway:
        return Flattened(message.job, None, False, ALL_BLURRED)
    picture = _pixels(shot)
    if found is None or any(found.cut):
        return Flattened(message.job, _shot(evened(picture, _MILD)), False, EDGES_NOT_FOUND)
    page, corners = scanned(picture, found)
    return Flattened(message.job, _shot(page), True, "", shares(corners, picture.shape))


def scanned(picture: Picture, found: Found) -> tuple[Picture, Reals]:
    """The page, straight, flat, lit and upright; and its corners in pixels of the picture.
    ``found`` is where it was, in pixels of the picture."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    reach = max(4.0, 5.0 * max(grey.shape) / FRAME_WIDTH)
    corners = refined(grey, found.corners, found.step, reach)
    straight, corners = _straight(picture, grey, corners, found.step)
    page = evened(straight)
    upright = turns(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY))
    return np.ascontiguousarray(np.rot90(page, -upright)), corners


def _straight(
    picture: Picture, grey: Grey, corners: Reals, inwards: float
) -> tuple[Picture, Reals]:
    """The page straight and flat, and its corners; those of a bulging page are where its edges
    end, not where straight lines through them would cross."""
    height, width = grey.shape
    for last in (False, False, True):
        ratio, focal = proportions(corners, (width, height))
        size = page_size(corners, ratio)
        to_page = _to_page(corners, size)
        margin = round(0.08 * size[1])
        axis = to_page @ np.array([width / 2, height / 2, 1.0])
        scale = size[1] / float(np.hypot(*(corners[3] - corners[0])))
        bulge = curve(
            straight_grey(grey, to_page, size, margin),
            margin,
            inwards,
            axis[:2] / axis[2],
            focal * scale,
        )
        if bulge is None or last or max(abs(end) for end in bulge.ends) < 1:
            break
        ends = np.array([(0.0, 0), (size[0], 0), size, (0, size[1])]) - 0.5
        ends[:, 1] += bulge.ends
        corners = _mapped(ends, np.linalg.inv(to_page))
    if bulge is None:
        flat = cv2.warpPerspective(
            picture, to_page, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(flat), corners
    across, down = grid(bulge, (round(size[0] * bulge.longer), size[1]), size)
    places = np.stack([across, down], axis=-1) - 0.5
    back = _mapped(places.reshape(-1, 2), np.linalg.inv(to_page)).reshape(places.shape)
    return sampled(picture, back, finely=True), corners


def _mapped(places: Reals, by: Reals) -> Reals:
    return np.asarray(cv2.perspectiveTransform(places.reshape(-1, 1, 2), by).reshape(-1, 2))


def _to_page(corners: Reals, size: tuple[int, int]) -> Reals:
    width, height = size
    wide, high = width + _TRIM, height + _TRIM
    target = np.array([(-_TRIM, -_TRIM), (wide, -_TRIM), (wide, high), (-_TRIM, high)], np.float32)
    target -= 0.5
    return np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), np.float64)


def _sharpest(shots: tuple[Shot, ...]) -> tuple[Shot, Found | None, float]:
    """The sharpest of the pictures, the page on it, and how sharp it is at 1280 pixels across."""
    best: tuple[float, Shot, Found | None, Grey] | None = None
    for shot in shots:
        grey = _grey(shot)
        found = _found(grey)
        part = grey if found is None else around(grey, found.corners, margin=0)
        energy = float(cv2.Laplacian(cv2.GaussianBlur(part, (3, 3), 0), cv2.CV_32F).std())
        if best is None or energy > best[0]:
            best = energy, shot, found, part
    if best is None:
        raise ValueError("no picture to flatten")
    scale = min(1.0, _JUDGED_AT / max(best[1].width, best[1].height))
    part = best[3]
    if scale < 1:
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return best[1], best[2], sharpness(part)


def _found(grey: Grey) -> Found | None:
    """The page, in pixels of the whole picture."""
    share = FRAME_WIDTH / max(grey.shape)
    if share >= 1:
        return find(grey)
    found = find(cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))
    if found is None:
        return None
    return Found((found.corners + 0.5) / share - 0.5, found.cut, found.score, found.step)


def _grey(shot: Shot) -> Grey:
    whole = np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width, 4)
    return np.asarray(cv2.cvtColor(whole, cv2.COLOR_BGRA2GRAY), np.uint8)


def _pixels(shot: Shot) -> Picture:
    whole = np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width, 4)
    return np.ascontiguousarray(whole[..., :3])


def _shot(picture: Picture) -> Shot:
    height, width = picture.shape[:2]
    return Shot(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA).tobytes(), width, height)
