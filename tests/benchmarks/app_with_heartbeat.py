"""The app with a heart that beats every 5 ms on the window's thread and notes each beat missed."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import Qt, QTimer

from desktop.app import run
from desktop.log import moment

_BEAT_MS = 5


def start_heart() -> QTimer:
    """Start to beat; whoever holds the timer keeps it beating."""
    heart = QTimer(interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    last = time.monotonic()
    beats = 0

    def beat() -> None:
        nonlocal last, beats
        beats += 1
        if beats % 10 == 0:
            moment("beats")
        now = time.monotonic()
        late = (now - last) * 1000 - _BEAT_MS
        last = now
        if late > _BEAT_MS:
            moment(f"freeze {late:.1f}")

    heart.timeout.connect(beat)
    heart.start()
    return heart


if __name__ == "__main__":
    sys.exit(run(on_built=start_heart))
