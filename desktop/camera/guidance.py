"""What is said of a run of frames: one instruction at a time, the worst first.

1. Each frame has its advice. What most frames of the last third of a second agree on holds; one
   frame that says something else changes nothing.
2. What holds is said once ``APART`` has passed since the end of the last sentence, as long as that
   takes to be heard; a change for the better too, and one for the worse.
3. The same is said again only after ``AGAIN``, and good is said once.
"""

from __future__ import annotations

from collections import deque

from desktop.camera.advising import DARKEST, LEAST_FILL, LEAST_SHARP, MOST_SPEED
from desktop.camera.values import Advice, Seen

APART = 1.2
"""Seconds from the end of one instruction to the next, at least; from a blind photographer's ear:
less can't be followed."""
AGAIN = 4.0
"""Seconds until the same instruction is said again, from its beginning."""
PACE = 16.0
"""Characters that are heard in a second, at 180 words a minute. Of a screen reader nothing better
is known; Sightread's own voice tells when it has ended (``Sight.speaking``)."""
SETTLED = 0.3
"""Seconds of frames that are asked."""
_FEWEST = 3
"""Frames that are asked at least, however slowly the camera gives them."""


def lasts(sentence: str) -> float:
    """Seconds that it takes to be heard, about."""
    return len(sentence) / PACE


class Guidance:
    """Takes what was seen, one frame after the other, and gives what is to be said. For one
    thread."""

    def __init__(self) -> None:
        self._recent: deque[Seen] = deque(maxlen=30)
        self._holds: Advice | None = None
        self._said: Advice | None = None
        self._said_at = self._over_at = float("-inf")
        self.spoken = True
        """Whether it is heard, and not only shown."""

    def see(self, seen: Seen) -> Advice | None:
        """What is to be said (``.sentence``) and shown now, None: nothing new."""
        if self._recent and seen.time < self._recent[-1].time:
            self.begin()
        self._recent.append(seen)
        while len(self._recent) > _FEWEST and self._recent[0].time < seen.time - SETTLED:
            self._recent.popleft()
        self._holds = self._agreed()
        if self._holds is None or seen.time - self._over_at < APART:
            return None
        if self._holds is self._said and (
            self._holds is Advice.GOOD or seen.time - self._said_at < AGAIN
        ):
            return None
        self._said, self._said_at = self._holds, seen.time
        self._over_at = seen.time + (lasts(self._said.sentence) if self.spoken else 0.0)
        return self._said

    @property
    def advice(self) -> Advice | None:
        """What was said last; None before anything was."""
        return self._said

    @property
    def distance(self) -> float:
        """How far the picture is from nothing (0) to good (1), for the tones: in steps by what is
        wrong, and within a step by how much."""
        if self._holds is None:
            return 0.0
        if self._holds is Advice.GOOD:
            return 1.0
        return min(0.99, _FLOORS[self._holds] + _STEP * _progress(self._recent[-1]))

    def begin(self) -> None:
        """Forget everything: the camera has been started, or a picture was taken."""
        self._recent.clear()
        self._holds = self._said = None
        self._said_at = self._over_at = float("-inf")

    def _agreed(self) -> Advice | None:
        """What more than half of the recent frames say; what held before while they differ."""
        if len(self._recent) < _FEWEST:
            return None
        for advice in {seen.advice for seen in self._recent}:
            count = sum(seen.advice is advice for seen in self._recent)
            if count * 2 > len(self._recent):
                return advice
        return self._holds


_STEP = 0.2
_FLOORS = {
    Advice.TOO_DARK: 0.0,
    Advice.NO_PAGE: 0.0,
    Advice.NO_EDGES: 0.4,
    Advice.GLARE: 0.4,
    Advice.CUT_LEFT: 0.2,
    Advice.CUT_RIGHT: 0.2,
    Advice.CUT_TOP: 0.2,
    Advice.CUT_BOTTOM: 0.2,
    Advice.TOO_NEAR: 0.2,
    Advice.TOO_FAR: 0.4,
    Advice.TURN_CLOCKWISE: 0.6,
    Advice.TURN_ANTICLOCKWISE: 0.6,
    Advice.TILTED: 0.6,
    Advice.HOLD_STILL: 0.8,
    Advice.BLURRED: 0.8,
}


def _progress(seen: Seen) -> float:
    """How near it is to having this one thing right, 0 to 1."""
    match seen.advice:
        case Advice.TOO_DARK:
            share = seen.bright / DARKEST
        case Advice.CUT_LEFT | Advice.CUT_RIGHT | Advice.CUT_TOP | Advice.CUT_BOTTOM if (
            seen.corners
        ):
            beyond = max(max(-x, x - 1, -y, y - 1) for x, y in seen.corners)
            share = 1 - 4 * max(0.0, beyond)
        case Advice.TOO_FAR if seen.corners:
            xs, ys = [x for x, _ in seen.corners], [y for _, y in seen.corners]
            share = max(max(xs) - min(xs), max(ys) - min(ys)) / LEAST_FILL
        case Advice.HOLD_STILL:
            share = MOST_SPEED / max(seen.motion, MOST_SPEED)
        case Advice.BLURRED:
            share = seen.sharp / LEAST_SHARP
        case _:
            share = 0.5
    return max(0.0, min(1.0, share))
