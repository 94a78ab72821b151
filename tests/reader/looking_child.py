"""An engine in HunyuanOCR's place, in the real program, that looks as on a very slow processor.

It needs no model. It computes for ``LAYER`` seconds at a time, in which it asks for nothing, as
often as its shot is wide. As the quick engine it is ``light_child``'s.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from desktop.children.program import serve
from desktop.reader.child import _Program
from desktop.reader.engine import Engine, Stop
from desktop.values import EngineName, Look, Read, Reading
from tests.reader.light_child import Light

LAYER = 1.5


class Slow:
    """Reads at once what it has looked at."""

    name = EngineName.HUNYUAN
    device = "cpu"
    notes: tuple[str, ...] = ()
    memory = 0

    def load(self) -> None:
        """There is nothing to load."""

    def look(self, look: Look, stop: Stop) -> None:
        """Layer after layer."""
        for _ in range(look.shot.width):
            if stop.asked():
                return
            until = time.monotonic() + LAYER
            while time.monotonic() < until:
                sum(range(1000))

    def read(self, read: Read, emit: Callable[[str], None], stop: Stop) -> Reading:
        """A word."""
        emit("seen")
        return Reading("seen")


class _Slow(_Program):
    def _made(self) -> Engine:
        return Slow() if self._name is EngineName.HUNYUAN else Light()


if __name__ == "__main__":
    program = _Slow(EngineName(sys.argv[1]), [])
    serve(program.handle, program.begin)
