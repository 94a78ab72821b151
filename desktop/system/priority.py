"""How much of the processor a child asks for beside the window."""

from __future__ import annotations

import os
import sys

_NICE = 10
_BELOW_NORMAL_PRIORITY_CLASS = 0x4000


def give_way() -> None:
    """Let this process's threads that start from now on wait for those of other programs.

    One that computes on all cores for seconds would otherwise make the window's thread wait for its
    turn: on two cores an overlay came a third later and the window froze for 60 ms instead of 45.
    """
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(_NICE)
