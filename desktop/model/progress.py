"""How fast it goes, and how often that is told."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from desktop.model.messages import Progress
from desktop.model.status import ModelState

_BETWEEN = 0.2
_WINDOW = 3.0
_SURE = 1.0
"""Seconds of measuring before a time is foretold."""


class Meter:
    """Counts bytes and tells of them at most five times a second.

    The speed is that of the last three seconds, on the clock of ``clock`` in seconds.
    """

    def __init__(
        self,
        job: int,
        tell: Callable[[Progress], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._job, self._tell, self._clock = job, tell, clock
        self._state = ModelState.DOWNLOADING
        self._sentence = ""
        self.done = 0
        self.total = 0
        self._told = float("-inf")
        self._points: deque[tuple[float, int]] = deque()

    def begin(self, state: ModelState, sentence: str, done: int, total: int) -> None:
        """Something new is counted: ``done`` of ``total`` bytes are there already."""
        self._state, self._sentence = state, sentence
        self.done, self.total = done, total
        self._points.clear()
        self.add(0)

    def say(self, sentence: str) -> None:
        """Tell something else than bytes, at once; nothing comes in meanwhile."""
        self._points.clear()
        usual, self._sentence = self._sentence, sentence
        self._send()
        self._sentence = usual

    def add(self, count: int) -> None:
        """So many bytes more; fewer, if something begins anew."""
        self.done += count
        if self._clock() - self._told >= _BETWEEN:
            self._send()

    def _send(self) -> None:
        now = self._told = self._clock()
        self._points.append((now, self.done))
        while now - self._points[0][0] > _WINDOW:
            self._points.popleft()
        then, had = self._points[0]
        speed = max(0.0, (self.done - had) / (now - then)) if now > then else 0.0
        known = speed > 0 and now - then >= _SURE
        left = (self.total - self.done) / speed if known else 0.0
        self._tell(
            Progress(self._job, self._state, self._sentence, self.done, self.total, speed, left)
        )
