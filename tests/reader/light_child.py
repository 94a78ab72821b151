"""A small engine in the quick one's place, in the real program: starts in a fifth of the time.

It needs no model, and reads the same page whatever the picture; the faults are ``faulty_child``'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from desktop.children.program import serve
from desktop.reader.child import _Program
from desktop.reader.engine import CancelledError, Engine, Stop
from desktop.values import EngineName, Read, Reading
from tests.reader.faulty_child import prepare

PAGE = " ".join(f"word{number}" for number in range(12))


class Light:
    """Gives a word every hundredth of a second."""

    name = EngineName.QUICK
    device = "cpu"
    notes: tuple[str, ...] = ()
    memory = 0

    def load(self) -> None:
        """There is nothing to load."""

    def read(self, read: Read, emit: Callable[[str], None], stop: Stop) -> Reading:
        """The page."""
        for number, word in enumerate(PAGE.split()):
            until = time.monotonic() + 0.01
            while time.monotonic() < until:
                sum(range(100))
            if stop.asked():
                raise CancelledError
            emit(f" {word}" if number else word)
        return Reading(PAGE)


class _Light(_Program):
    def _made(self) -> Engine:
        return Light()


if __name__ == "__main__":
    prepare()
    program = _Light(EngineName.QUICK, [])
    serve(program.handle, program.begin)
