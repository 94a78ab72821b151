"""Memory that this process has freed and still holds."""

from __future__ import annotations

import ctypes
import linecache
import sys
from typing import Any


def give_back() -> None:
    """Give the system what was freed: glibc keeps it between blocks that are still in use.

    A hundredth of a second for a model; nothing where the C library does that by itself.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim is not None:
            trim(0)


class _KeepsNothing(dict[str, Any]):
    def __setitem__(self, key: str, value: object) -> None:
        """Forget it at once."""


def keep_no_sources() -> None:
    """From now on the sources of modules aren't kept in memory; to be called before Qt is imported.

    Shiboken looks at the source of every module that is imported after it, and ``linecache`` keeps
    all of them. A traceback reads the lines that it shows anew.
    """
    linecache.cache = _KeepsNothing()
