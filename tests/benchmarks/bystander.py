"""A process that does nothing, beside the app: how long the machine keeps it waiting.

It sleeps for 5 ms again and again, as the heart of ``app_with_heartbeat.py`` does. Where it wakes
up late, there was no processor for anybody; what the window's thread is late beyond that is the
program's own doing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.end_to_end.desk import App, wait_for

_BEATS = """
import time
last = time.monotonic()
print(flush=True)
while True:
    time.sleep(0.005)
    now = time.monotonic()
    if (late := (now - last) * 1000 - 5) > 5:
        print(now, late, flush=True)
    last = now
"""


class Bystander:
    """A context in which it runs; what it notes goes into ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._notes = folder / "bystander.txt"
        with self._notes.open("wb") as notes:
            command = [sys.executable, "-I", "-S", "-c", _BEATS]
            self._process = subprocess.Popen(command, stdout=notes)

    def __enter__(self) -> Bystander:
        return self

    def __exit__(self, *_: object) -> None:
        ended = self._process.poll()
        self._process.kill()
        self._process.wait()
        assert ended is None, "it watched nothing"

    def freeze_beyond(self, app: App, since: float) -> float:
        """How much longer the window's thread of ``app`` missed a beat than this process did in the
        same moments, in milliseconds; from ``app.mark`` and ``since`` (``time.monotonic``) on."""
        told = _names(app).count("beats")  # a freeze is told when it is over
        wait_for(lambda: _names(app).count("beats") > told, "the heart")
        beyond = (
            late - self._late_meanwhile(at - late / 1000, at)
            for at, late in _freezes(app)
            if at >= since
        )
        return max(0.0, max(beyond, default=0.0))

    def _late_meanwhile(self, began: float, ended: float) -> float:
        """The longest that this process was late at a moment of this time, in milliseconds."""
        # The last line may be half written.
        lines = (map(float, line.split()) for line in self._notes.read_text().split("\n")[1:-1])
        lates = (late for at, late in lines if at > began and at - late / 1000 < ended)
        return max(lates, default=0.0)


def _freezes(app: App) -> list[tuple[float, float]]:
    """When each freeze ended, and how long it was, in milliseconds."""
    freezes = [(at, name.split()) for name, at in app.moments() if name.startswith("freeze ")]
    return [(at, float(words[1])) for at, words in freezes]


def _names(app: App) -> list[str]:
    return [name for name, _ in app.moments()]
