"""Which voice this system has."""

from __future__ import annotations

import sys


def driver_name() -> str:
    """The name of the speech driver, as ``speech/child.py`` knows it."""
    match sys.platform:
        case "win32":
            return "sapi5"
        case "darwin":
            return "nsss"
        case _:
            return "espeak"
