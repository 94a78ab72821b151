"""Lines that count: a clock, the time of a film, a progress in percent. They are new all the time,
and nobody wants to hear them all the time."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Sequence

VALUES, SECONDS = 3, 8.0
"""So many values within so many seconds are those of something that counts."""

_DIGITS = re.compile(r"\d+")


class Ticking:
    """Finds the lines that differ from those before in nothing but their digits, again and again.

    The first values of a counter are left to be heard; a score that changes now and then is none.
    """

    def __init__(self) -> None:
        self._values: dict[str, deque[tuple[str, float]]] = {}

    def without(self, lines: Sequence[str], now: float) -> tuple[str, ...]:
        """``lines`` less those that count; ``now`` in seconds, growing from call to call."""
        shapes = [_DIGITS.sub("0", line) for line in lines]
        often = Counter(shapes)
        counts = [
            # Lines of one shape beside each other are a list.
            line != shape and often[shape] == 1 and self._counts(shape, line, now)
            for line, shape in zip(lines, shapes, strict=True)
        ]
        self._values = {
            shape: values for shape, values in self._values.items() if now - values[-1][1] < SECONDS
        }
        return tuple(line for line, counted in zip(lines, counts, strict=True) if not counted)

    def _counts(self, shape: str, line: str, now: float) -> bool:
        values = self._values.setdefault(shape, deque(maxlen=VALUES))
        if not values or values[-1][0] != line:
            values.append((line, now))
        return len(values) == VALUES and now - values[0][1] <= SECONDS
