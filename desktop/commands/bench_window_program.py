"""The app as ``sightread bench`` measures it: ``python -m desktop.commands.bench_window_program``.

It is the whole app, with the settings that its environment names. On its standard output it tells
what comes about, one JSON object a line: ``{"name": "first text", "value": SECONDS}`` is a moment,
in ``time.monotonic``. Asked for ``freeze`` on its standard input it tells the longest one since the
last time it was asked, in milliseconds; asked for ``memory`` the bytes that the process holds, null
where the system doesn't tell; asked for ``sound`` the name and description of the device that it
plays to, both empty where there is none, or null where it can't play. The end of that input ends
it.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from desktop import log
from desktop.app import run

_BEAT_MS = 5


class _Moments(logging.Handler):
    """Tells the moments that the app notes."""

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith("moment ") and isinstance(record.args, tuple):
            tell(*record.args)


class _Heart(QObject):
    """Beats on the window's thread; a beat that comes late was held up by a freeze."""

    stopped = Signal()
    sound_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.latest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self.stopped.connect(QCoreApplication.quit, Qt.ConnectionType.QueuedConnection)
        self.sound_asked.connect(_tell_sound, Qt.ConnectionType.QueuedConnection)

    def obey(self) -> None:
        """Answer each line of standard input, and end the app with the last. On any thread."""
        for line in sys.stdin:
            if line.strip() == "freeze":
                tell("freeze", self.latest)
                self.latest = 0.0
            elif line.strip() == "sound":
                self.sound_asked.emit()
            else:
                tell("memory", _resident())
        self.stopped.emit()

    def _beat(self) -> None:
        now = time.monotonic()
        self.latest = max(self.latest, (now - self._last) * 1000 - _BEAT_MS)
        self._last = now


def tell(name: object, value: object) -> None:
    """Say one thing to who measures."""
    sys.stdout.write(json.dumps({"name": name, "value": value}) + "\n")
    sys.stdout.flush()


def built() -> object:
    """The app is built: from here on it is listened to, and told when its event loop has turned."""
    # Nothing of a measurement goes to the user's log.
    for handler in list(log.LOGGER.handlers):
        log.LOGGER.removeHandler(handler)
        handler.close()
    log.LOGGER.addHandler(_Moments())
    log.LOGGER.setLevel(logging.DEBUG)
    heart = _Heart()
    QTimer.singleShot(0, lambda: log.moment("open"))
    threading.Thread(target=heart.obey, name="obeying", daemon=True).start()
    return heart


def _tell_sound() -> None:
    """The device that the player takes. On the window's thread, as the player does."""
    try:
        from PySide6.QtMultimedia import QMediaDevices
    except ImportError:
        tell("sound", None)
        return
    device = QMediaDevices.defaultAudioOutput()
    tell("sound", [bytes(device.id().data()).decode("utf-8", "replace"), device.description()])


def _resident() -> int | None:
    """Bytes of this process in memory, what it shares with others counted in full."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) * 1024
    try:
        import resource
    except ModuleNotFoundError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(run(on_built=built))
