"""What was heard, kept within a bound: the oldest goes first."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

KEPT = 100_000
"""Characters that are kept at most."""


@dataclass
class Heard:
    """Texts in order, each with the time at which it was seen."""

    texts: deque[tuple[float, str]] = field(default_factory=deque)
    _length: int = 0

    def add(self, text: str, at: float) -> None:
        """Keep this too, at most its last ``KEPT`` characters."""
        self.texts.append((at, text[-KEPT:]))
        self._length += len(self.texts[-1][1]) + 1
        while self._length - 1 > KEPT:
            self._length -= len(self.texts.popleft()[1]) + 1

    @property
    def whole(self) -> str:
        """All of it, a line each."""
        return "\n".join(text for _, text in self.texts)
