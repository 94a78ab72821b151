"""What a small grey frame shows, in figures: sharpness, light, glare, text, motion.

Only the child imports this.
"""

from __future__ import annotations

import cv2
import numpy as np

from desktop.camera.advising import Measures, advise
from desktop.camera.content import alike, content
from desktop.camera.finding import Finder, Found
from desktop.camera.sampling import Grey, Reals, noise_of, percentile
from desktop.camera.values import Advice, Corners, Frame, Seen

_SOFTEST, _SHARPEST = 0.18, 0.55
"""The steepest rise by the whole height within nine pixels: of a smear, and of sharp letters."""
_WAYS = (
    (np.ones((1, 9), np.uint8), (0, 1)),
    (np.ones((9, 1), np.uint8), (1, 0)),
    (np.eye(7, dtype=np.uint8), (1, 1)),
    (np.eye(7, dtype=np.uint8)[::-1].copy(), (1, -1)),
)
"""The four ways in which something may have moved: the pixels in line, and the step from one to
the next, down and across."""
_MOTION_SIDE = 120
"""Pixels across of what motion is measured on."""
_READABLE = 0.06
"""Of a place that shines: so much of it in holes are letters that can be read."""
_SMALLEST = 8
"""Pixels of a side: less shows nothing."""
_LEAST_INK = 0.002
"""Of a picture's pixels: less is no text, and isn't looked at further."""
_TEXT_EVERY = 0.19
"""Seconds from one look for letters to the next."""
_FORGOTTEN = 0.5
"""Seconds after which a frame says nothing about the motion since."""


class Looker:
    """Looks at one frame after the other, and remembers the one before."""

    def __init__(self) -> None:
        self._finder = Finder()
        self._before: Reals | None = None
        self._corners: Reals | None = None
        self._time = 0.0
        self._text = False
        self._text_time = float("-inf")

    def look(self, frame: Frame) -> Seen:
        """What it shows. Raises ValueError where the bytes aren't those of its size."""
        grey = np.frombuffer(frame.grey, np.uint8)
        if frame.width < 1 or frame.height < 1 or grey.size != frame.width * frame.height:
            raise ValueError(f"{grey.size} bytes are not {frame.width} x {frame.height} pixels")
        grey = grey.reshape(frame.height, frame.width)
        found = self._finder.find(grey)
        part = grey if found is None else around(grey, found.corners)
        if found is not None and sum(found.cut) > 1 and not has_text(part):
            found, part = None, grey  # two edges and two sides of the frame: a wall, a table
        bright, glare = _light(grey, found)
        text = found is None and self._has_text(grey, frame.time)
        speed = self._speed(grey, found, frame.time)
        measures = Measures(
            None if found is None else shares(found.corners, grey.shape),
            (False,) * 4 if found is None else found.cut,
            frame.height / frame.width,
            sharpness(part),
            bright,
            glare,
            text,
            speed,
        )
        advice = advise(measures)
        on_it = b""
        if found is not None and advice is Advice.GOOD:
            on_it = content(grey, found.corners)
        return Seen(
            frame.number,
            frame.time,
            measures.corners,
            measures.sharp,
            bright,
            glare,
            text,
            speed,
            advice.mirrored if frame.mirrored else advice,
            on_it,
            alike(on_it, frame.beside) if on_it and frame.beside else 1.0,
        )

    def _has_text(self, grey: Grey, time: float) -> bool:
        """Letters don't come and go: looked for on some of the frames."""
        if not 0 < time - self._text_time < _TEXT_EVERY:
            self._text, self._text_time = has_text(grey), time
        return self._text

    def _speed(self, grey: Grey, found: Found | None, time: float) -> float:
        """Frame widths a second; 0 for the first frame."""
        height, width = grey.shape
        size = (_MOTION_SIDE, max(8, round(height * _MOTION_SIDE / width)))
        small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float64)
        corners = None if found is None else found.corners / width
        before, beside, since = self._before, self._corners, time - self._time
        self._before, self._corners, self._time = small, corners, time
        if before is None or before.shape != small.shape or not 0 < since < _FORGOTTEN:
            return 0.0
        if corners is not None and beside is not None:
            return float(np.abs(corners - beside).max()) / since
        window = cv2.createHanningWindow(size, cv2.CV_64F)
        (across, down), response = cv2.phaseCorrelate(before, small, window)
        if response < 0.15:  # nothing in common, or nothing to see
            return 0.0
        return float(np.hypot(across, down)) / _MOTION_SIDE / since


def shares(corners: Reals, shape: tuple[int, ...]) -> Corners:
    """Corners in pixels as shares of a picture of this shape (height, width)."""
    height, width = shape[:2]
    one, two, three, four = (
        ((float(x) + 0.5) / width, (float(y) + 0.5) / height) for x, y in corners
    )
    return one, two, three, four


def sharpness(grey: Grey) -> float:
    """How steep the edges are, whatever their contrast: 0 a smear, 1 from one pixel to the next.

    Of motion it is the direction that suffers. Where nothing stands out, 0.
    """
    if min(grey.shape) < _SMALLEST:
        return 0.0
    noise = noise_of(grey)
    if noise > 2.5:
        grey = cv2.GaussianBlur(grey, (0, 0), min(1.2, 0.2 * noise))
        noise = noise_of(grey)
    worst = _SHARPEST
    for near, (down, across) in _WAYS:
        heights = cv2.subtract(cv2.dilate(grey, near), cv2.erode(grey, near))
        steep = cv2.dilate(_rise(grey, down, across), near)
        least = max(24.0, 8 * noise, 0.6 * percentile(heights, 97))
        clear = heights >= least
        if not clear.any():
            return 0.0
        shares = (steep[clear] - 2 * noise) * 255 / heights[clear]
        worst = min(worst, percentile(np.clip(shares, 0, 255).astype(np.uint8), 75) / 255)
    return float(np.clip((worst - _SOFTEST) / (_SHARPEST - _SOFTEST), 0, 1))


def _rise(grey: Grey, down: int, across: int) -> Grey:
    """How much each pixel differs from the one so far away; 0 where there is none."""
    height, width = grey.shape
    rise = np.zeros_like(grey)
    here = (slice(down, None), slice(max(across, 0), width + min(across, 0)))
    there = (slice(0, height - down), slice(max(-across, 0), width - max(across, 0)))
    rise[here] = cv2.absdiff(grey[here], grey[there])
    return rise


def has_text(grey: Grey) -> bool:
    """Whether there are letters: thin strokes side by side in rows, dark or light."""
    if min(grey.shape) < _SMALLEST:
        return False
    least = max(18.0, 5 * noise_of(grey))
    square = np.ones((9, 9), np.uint8)
    for hat in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT):
        strokes = cv2.morphologyEx(grey, hat, square)
        _, ink = cv2.threshold(strokes, least, 255, cv2.THRESH_BINARY)
        if cv2.countNonZero(ink) < _LEAST_INK * ink.size:
            continue
        for upright in (False, True):
            if _rows(ink.T.copy() if upright else ink):
                return True
    return False


def _rows(ink: Grey) -> bool:
    joined = cv2.dilate(ink, np.ones((1, 13), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    for left, top, width, height, _ in stats[np.argsort(-stats[:, cv2.CC_STAT_AREA])][:12]:
        if width < 30 or height < 4 or (width, height) == ink.shape[::-1]:
            continue
        part = ink[top : top + height, left : left + width] > 0
        if not 0.08 < part.mean() < 0.7:
            continue
        across = float((part[:, 1:] != part[:, :-1]).mean())
        down = float((part[1:] != part[:-1]).mean())
        if across < 0.08 or across < 0.45 * down:
            continue  # a grain, a pattern of stripes
        if width > 2.2 * height and height < 40:
            return True
        rows, columns = part.mean(axis=1).var(), part.mean(axis=0).var()
        if rows > 2.5 * columns:
            return True
    return False


def around(grey: Grey, corners: Reals, margin: int = 6) -> Grey:
    """The part of the frame that holds the page, and a little of its edges."""
    height, width = grey.shape
    left, top = (
        int(v) for v in np.clip(corners.min(axis=0) - margin, 0, (width - 16, height - 16))
    )
    right, bottom = (int(v) for v in np.clip(corners.max(axis=0) + margin + 1, 16, (width, height)))
    return np.ascontiguousarray(grey[top:bottom, left:right])


def _light(grey: Grey, found: Found | None) -> tuple[float, float]:
    """How bright the paper is, 0..1 (of no page: the brightest twentieth), and the share of the
    page that shines so that nothing can be read there."""
    if found is None:
        return percentile(grey, 95) / 255, 0.0
    mask = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.rint(found.corners).astype(np.int32), 255)
    page = grey[mask > 0]
    if not page.size:
        return 0.0, 0.0
    paper = float(percentile(page, 70))
    if paper > 244:  # the paper itself is that bright: there is no telling
        return paper / 255, 0.0
    shining = np.where((grey > max(249.0, paper + 8)) & (mask > 0), np.uint8(255), np.uint8(0))
    square = np.ones((9, 9), np.uint8)
    shining = cv2.morphologyEx(shining, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    whole = cv2.morphologyEx(shining, cv2.MORPH_CLOSE, square)
    holes = cv2.countNonZero(cv2.subtract(whole, shining))
    if holes > _READABLE * cv2.countNonZero(whole):  # letters: bright paper, and not too bright
        return paper / 255, 0.0
    return paper / 255, cv2.countNonZero(shining) / page.size
