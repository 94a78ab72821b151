"""Instant reading: what the camera sees is read as it is seen, and what is new of it is heard.

1. ``wanted`` asks for the camera's next picture; ``see`` brings it.
2. The quick engine reads it, one picture at a time: each is as it is now, none waits.
3. What two readings in a row agree on (``text/steady.py``) and wasn't there before
   (``text/news.py``) is ``heard``. A picture on which nothing differs isn't read again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.log import moment
from desktop.rooms import Reader
from desktop.text.heard import Heard
from desktop.text.news import News
from desktop.text.order import composed
from desktop.text.scripts import language
from desktop.text.steady import steady
from desktop.values import Done, EngineName, Failed, FailureKind, Piece, Read, Shot, Started, Task

TASK = Task("positions")

_REST_MS = 120
"""Between an answer and the next picture: the engine has the processor half of the time at most."""

_AGAIN_MS = 500
"""After a read that was cancelled for another one."""

_SUREST = 0.6
"""How sure the engine must be of a line: a hand and a shelf look like letters here and there."""

_CONTEXT = 400


class Instant(QObject):
    """Between ``start`` and ``stop``. For the window's thread; ``clock`` is in seconds."""

    wanted = Signal()
    """The next picture is to be brought by ``see``."""
    heard = Signal(str, str)
    """New text, and its language as a BCP-47 tag, empty if unknown."""
    ended = Signal(str)
    """It can't go on; the sentence says why."""

    def __init__(
        self,
        reader: Reader,
        next_number: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader, self._next_number, self._clock = reader, next_number, clock
        self._job = 0
        """The read under way; 0 for none."""
        self._on = False
        self._news = News()
        self._before: tuple[str, ...] = ()
        self._shot: Shot | None = None
        self._kept = Heard()
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._ask)

    @property
    def kept(self) -> str:
        """What was heard since the last start, in order; of much of it the end."""
        return self._kept.whole

    def start(self) -> None:
        """Begin, with nothing known."""
        self.stop()
        self._on, self._news, self._before, self._shot, self._kept = True, News(), (), None, Heard()
        self._ask()

    def stop(self) -> None:
        """Nothing is heard after this. Doing so twice is no harm."""
        self._on = False
        self._rest.stop()
        if self._job:
            job, self._job = self._job, 0
            self._reader.cancel(job)

    def see(self, shot: Shot) -> None:
        """The picture that was wanted."""
        if not self._on or self._job:
            return
        if self._shot is not None and shot.pixels == self._shot.pixels and not self._before:
            self._later(_REST_MS)
            return
        self._shot, self._job = shot, self._next_number()
        self._reader.submit(Read(self._job, shot, TASK, EngineName.QUICK))

    def receive(self, message: object) -> bool:
        """A message of the reader; whether it was one for this, and nobody else's."""
        if not isinstance(message, Started | Piece | Done | Failed) or not self._job:
            return False
        if message.job != self._job:
            return False
        if isinstance(message, Done):
            self._job = 0
            lines = [line for line in message.reading.lines if line.score >= _SUREST]
            self._take(tuple(row for row in composed(lines)[0].split("\n") if row))
        elif isinstance(message, Failed):
            self._job = 0
            if message.kind is FailureKind.NO_TEXT:
                self._take(())
            elif message.kind is FailureKind.CANCELLED:
                self._later(_AGAIN_MS)
            else:
                self.stop()
                self.ended.emit(message.sentence)
        return True

    def _take(self, rows: tuple[str, ...]) -> None:
        agreed, self._before = steady(rows, self._before), rows
        fresh = self._news.fresh(agreed, self._clock())
        if fresh:
            self._kept.add(fresh, self._clock())
            moment("heard instantly")
            self.heard.emit(fresh, language(fresh) or language(self.kept[-_CONTEXT:]))
        self._later(_REST_MS)

    def _later(self, milliseconds: int) -> None:
        if self._on:
            self._rest.start(milliseconds)

    def _ask(self) -> None:
        if self._on:
            self.wanted.emit()
