"""When the picture is taken by itself: once it is good and has stayed where it is for a while.

After a picture the next one is only taken when the page was gone, or is another one's place: it was
moved away, or its leaf was turned where it lies, and something else is on it.
"""

from __future__ import annotations

import math
from collections import deque

from desktop.camera.values import Advice, Corners, Seen

STEADY = 0.015
"""How far a corner may be moved, in shares of the frame."""
FRAMES = 8
"""So many frames must be steady,"""
STEADY_SECONDS = 0.6
"""or so many seconds of a camera that gives fewer."""
_FEWEST = 4
TEXT_SECONDS = 1.6
"""Of text without the edges of a page: they may still come into the picture."""
_GONE_SECONDS = 0.4
_ELSEWHERE = 0.12
"""A page whose corners are so far from those of the one that was taken has been moved."""
_SAME = 0.72
"""A page that agrees less with the one that was taken is another one. Measured: the same one agrees
by 0.80 and more, however it is held; others of the same look by 0.64 at most."""
_OTHER_FRAMES = 4
"""In a row, of a page that is whole, steady and sharp."""


class Taking:
    """Takes what was seen, one frame after the other, and says when to take. For one thread."""

    def __init__(self) -> None:
        self._steady: deque[Seen] = deque(maxlen=120)
        self._waiting = False
        self._taken: Seen | None = None
        self._last: Seen | None = None
        self._gone_since: float | None = None
        self._others = 0
        """Frames in a row that show another page in the same place."""

    def see(self, seen: Seen) -> bool:
        """Whether a picture is to be taken now.

        Then gather the next ``MOST_SHOTS`` whole frames and ``Eyes.flatten(job, shots,
        anyway=False)`` them. It says so once, until ``took`` or ``missed``.
        """
        if self._last is not None and seen.time < self._last.time:
            self._steady.clear()
        self._last = seen
        if self._taken is not None and not self._is_another(seen, self._taken):
            return False
        if not self._fits(seen):
            self._steady.clear()
        if seen.advice in (Advice.GOOD, Advice.NO_EDGES):
            self._steady.append(seen)
        if self._waiting or not self._enough():
            return False
        self._waiting = True
        return True

    def took(self) -> None:
        """A picture was taken, by itself or with the key: the next page may come."""
        self._taken, self._gone_since = self._last, None
        self._others = 0
        self._waiting = False
        self._steady.clear()

    @property
    def beside(self) -> bytes:
        """The content of the page that was taken, to be compared with; empty for none."""
        return b"" if self._taken is None else self._taken.content

    @property
    def lies_there(self) -> bool:
        """Whether the page that was taken still does."""
        return self._taken is not None and self._gone_since is None

    def missed(self) -> None:
        """Nothing came of it, all were blurred: try again as soon as it is steady."""
        self._waiting = False
        self._steady.clear()

    def begin(self) -> None:
        """Forget everything: the camera has been started."""
        self.missed()
        self._taken = self._last = self._gone_since = None

    def _fits(self, seen: Seen) -> bool:
        """Whether it goes on as the steady frames before."""
        if not self._steady:
            return True
        first = self._steady[0]
        if seen.advice is not first.advice:
            return False
        if seen.corners is None or first.corners is None:
            return True
        return farthest(seen.corners, first.corners) < STEADY

    def _enough(self) -> bool:
        if len(self._steady) < _FEWEST:
            return False
        first, last = self._steady[0], self._steady[-1]
        if first.advice is Advice.NO_EDGES:
            return last.time - first.time >= TEXT_SECONDS
        return len(self._steady) >= FRAMES or last.time - first.time >= STEADY_SECONDS

    def _is_another(self, seen: Seen, taken: Seen) -> bool:
        """Whether the page that was taken is gone, elsewhere, or another one now; then it is
        forgotten."""
        if seen.content:
            self._others = self._others + 1 if seen.alike < _SAME else 0
        if self._others >= _OTHER_FRAMES:
            self._taken = None
            return True
        if seen.corners is not None and taken.corners is not None:
            away = farthest(seen.corners, taken.corners) > _ELSEWHERE
        else:
            away = seen.corners is not None or seen.advice is Advice.NO_PAGE
        if not away:
            self._gone_since = None
            return False
        if self._gone_since is None:
            self._gone_since = seen.time
        if seen.time - self._gone_since < _GONE_SECONDS:
            return False
        self._taken = None
        return True


def farthest(one: Corners, other: Corners) -> float:
    """How far the corner that moved most is from where it was, in shares of the frame."""
    return max(math.dist(a, b) for a, b in zip(one, other, strict=True))
