"""The engines' real program, with two faults that a signal sets off.

SIGUSR1 begins a loop that never ends, SIGUSR2 a call that never lets go of the interpreter.
"""

from __future__ import annotations

import ctypes
import signal
import sys
from types import FrameType

from desktop.reader.child import main


def loop(_signal: int, _frame: FrameType | None) -> None:
    """Compute for ever."""
    while True:
        pass


def hold(_signal: int, _frame: FrameType | None) -> None:
    """Wait inside of a library, with the interpreter locked."""
    while True:
        ctypes.PyDLL(None).pause()


def prepare() -> None:
    """Let the signals set off the faults."""
    signal.signal(signal.SIGUSR1, loop)
    signal.signal(signal.SIGUSR2, hold)


if __name__ == "__main__":
    prepare()
    main(sys.argv[1:])
