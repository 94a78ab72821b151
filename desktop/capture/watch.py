"""Watches a region of the screen and tells when it looks different.

1. It looks several times a second, less often when nothing has changed for long, and so seldom that
   the looking itself takes a hundredth of the time at most (of the screen's server as well: the
   pause is counted from how long a look took), but once a second in any case.
2. A change is told once the picture stands still, so that half a repaint isn't read. What never
   stands still, a film behind its subtitles, is told every 0.7 s, with the word that it moves.
3. What our own windows hide stays as it was last seen: see ``own_windows``.

While it is off, nothing runs. To be used on the window thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.capture import screens
from desktop.capture.errors import CaptureError
from desktop.capture.own_windows import Cover, Own, OwnWindows
from desktop.values import Region, Shot

LOOK, SLOW, FAST = 0.25, 0.5, 0.1
"""Seconds between two looks: as a rule, after ``QUIET``, and while the picture changes."""

QUIET = 30.0
"""Seconds without a change, after which it looks less often."""

STILL = 0.2
"""Seconds without a change, after which the picture stands still."""

MOVING = 0.7
"""Seconds after which a picture that doesn't stand still is told all the same."""

UNSEEN = 2.0
"""Seconds that the screen may not be seen, as while its size changes."""

_SHARE, _MOVING_SHARE, _LONGEST = 100, 10, 1.0

Grab = Callable[[Region, Shot | None], Shot]
"""The picture of a region; the earlier one itself where nothing has changed. May raise
CaptureError."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture that differs from the one told before; ``still``: it doesn't change any more."""

    shot: Shot
    still: bool


class Watch(QObject):
    """Tells what is new to see in one region, between ``start`` and ``stop``."""

    seen = Signal(object)
    """A ``Sight``: the first picture, and each one that differs. One that moved is told once more
    when it stands still."""

    ended = Signal(str)
    """It can't go on; the sentence says why."""

    def __init__(
        self,
        grab: Grab = screens.grab,
        own: Own | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._grab, self._own = grab, own or OwnWindows()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._forget(Region(0, 0, 0, 0))

    @property
    def on(self) -> bool:
        """Whether it looks."""
        return self._timer.isActive()

    def start(self, region: Region) -> None:
        """Watch ``region``, and no other; its first picture is told as new."""
        self._forget(region)
        self._timer.start(0)

    def stop(self) -> None:
        """Look no more; nothing is told after this. Doing so twice is no harm."""
        self._timer.stop()
        self._own.close()
        self._forget(self._region)

    def hurry(self) -> None:
        """Tell the next change at once, even if the picture moves on."""
        if self.on:
            self._hurried = True
            self._timer.start(0)

    def _forget(self, region: Region) -> None:
        self._region = region
        self._cover = Cover(self._own)
        self._shot: Shot | None = None
        self._told: Shot | None = None
        self._settled = self._hurried = False
        self._moved = time.monotonic()
        self._since: float | None = None
        """When it first changed since it was last told."""
        self._unseen: float | None = None

    def _look(self) -> None:
        began = time.monotonic()
        try:
            seen = self._grab(self._region, self._shot)
            shot = self._cover.over(seen, self._shot, self._told, began)
        except CaptureError as error:
            self._on_unseen(error, began)
            return
        self._unseen = None
        if shot is not self._shot:
            self._shot, self._moved = shot, began
            self._since = began if self._since is None else self._since
        took = time.monotonic() - began
        # Before it is told: whoever hears it may stop this, or hurry it.
        self._timer.start(round(1000 * self._pause(took, began)))
        self._tell(shot, began)

    def _tell(self, shot: Shot, now: float) -> None:
        still = now - self._moved >= STILL
        changed = self._since is not None
        if still and (changed or not self._settled):
            self._settled = True
        elif changed and (self._hurried or now - (self._since or now) >= MOVING):
            self._settled = False
        else:
            return
        self._told, self._since, self._hurried = shot, None, False
        self.seen.emit(Sight(shot, still))

    def _pause(self, took: float, now: float) -> float:
        """Seconds until the next look."""
        if self._since is not None or not self._settled:
            return min(_LONGEST, max(FAST, took * _MOVING_SHARE))
        usual = SLOW if now - self._moved >= QUIET else LOOK
        return min(_LONGEST, max(usual, took * _SHARE))

    def _on_unseen(self, error: CaptureError, now: float) -> None:
        self._unseen = now if self._unseen is None else self._unseen
        if now - self._unseen < UNSEEN:
            self._timer.start(round(1000 * LOOK))
            return
        self.stop()
        self.ended.emit(error.sentence)
