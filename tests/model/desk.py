"""The model's files as a test holds them: what is delivered is kept, and waited for."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from desktop.model.files import ModelFiles
from desktop.model.messages import Pace
from desktop.model.source import Source
from desktop.model.status import ModelState, ModelStatus

LONGEST = 30.0
"""Seconds after which a test gives up."""

UNDER_WAY = frozenset({ModelState.DOWNLOADING, ModelState.VERIFYING})

PACE = Pace(silence=1.0, waits=(0.01, 0.02, 0.04), longest=3.0)
"""A download that is soon out of patience."""


class Desk:
    """One ``ModelFiles``, and everything that it has delivered."""

    def __init__(self, source: Source, model_dir: str = "", pace: Pace = PACE) -> None:
        self.told: list[ModelStatus] = []
        self.moments: list[float] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()
        self.files = ModelFiles(model_dir, self._deliver, source=source, pace=pace)

    def _deliver(self, status: ModelStatus) -> None:
        with self._changed:
            self.told.append(status)
            self.moments.append(time.monotonic())
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def wait(self, fits: Callable[[ModelStatus], bool], since: int = 0) -> ModelStatus:
        """The first status from number ``since`` on that fits."""

        def found() -> ModelStatus | None:
            return next(filter(fits, self.told[since:]), None)

        with self._changed:
            self._changed.wait_for(lambda: found() is not None, LONGEST)
            status = found()
        assert status is not None, self.told[-3:]
        return status

    def settled(self, since: int = 0) -> ModelStatus:
        """The first settled status from number ``since`` on."""
        return self.wait(lambda status: status.state not in UNDER_WAY, since)

    def download(self, licence_accepted: str = "2026-11-21") -> ModelStatus:
        """Download to the end; the settled status."""
        since = len(self.told)
        self.files.download(licence_accepted)
        return self.settled(since)

    def verify(self) -> ModelStatus:
        """Verify to the end; the settled status."""
        since = len(self.told)
        self.files.verify()
        return self.settled(since)

    def remove(self) -> ModelStatus:
        """Remove; how it stands then."""
        since = len(self.told)
        self.files.remove()
        return self.settled(since)

    def begin(self, done: int = 1) -> None:
        """Begin to download, until so many bytes are there."""
        since = len(self.told)
        self.files.download("2026-11-21")
        self.wait(lambda status: status.speed > 0 and status.done >= done, since)

    def look_up(self) -> None:
        """Something has happened elsewhere that is waited for here."""
        with self._changed:
            self._changed.notify_all()

    def kill(self, since: int, first: Callable[[], bool], later: float) -> None:
        """Kill the child so many seconds after ``first`` has come true, unless it has settled
        since number ``since``."""

        def settled() -> bool:
            return any(told.state not in UNDER_WAY for told in self.told[since:])

        with self._changed:
            self._changed.wait_for(lambda: first() or settled(), LONGEST)
            self._changed.wait_for(settled, later)
        if (pid := self.files._child.pid) is not None:
            os.kill(pid, signal.SIGKILL)


def wait_for_the_lock(home: Path) -> None:
    """Until no child works on the model any more."""
    with FileLock(home / "HunyuanOCR.lock", timeout=LONGEST):
        return
