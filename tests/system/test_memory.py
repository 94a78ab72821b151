"""Memory that the window's process doesn't hold on to."""

from __future__ import annotations

import subprocess
import sys

from tests.end_to_end.desk import ROOT

PROGRAM = """
import linecache, sys, traceback
from desktop.system.memory import keep_no_sources
keep_no_sources()
from PySide6.QtCore import QObject
import desktop.text.order
print(sum(len(entry) for entry in linecache.cache.values()))
try:
    desktop.text.order.composed(None)
except TypeError:
    print("composed(None)" in traceback.format_exc() or "in composed" in traceback.format_exc())
    print(linecache.getline(desktop.text.order.__file__, 1).startswith(chr(34)))
"""


def test_sources_are_not_kept_and_can_be_read_all_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "True", "True"]
