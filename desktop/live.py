"""Live reading: what is new in a region is read as it comes, until it is stopped.

1. ``Watch`` tells a picture that differs (``capture/watch.py``).
2. Of it, the part that differs is read by the quick engine, with the lines that lie in it; what
   stands outside is known from the reading before. A picture that was read lately, as of a caret
   that blinks, isn't read again.
3. ``News`` tells which of the lines are new (``text/news.py``); those are ``heard``. While the
   picture moves, only what two readings agree on is handed to it (``text/steady.py``), and never a
   clock that ticks (``text/ticking.py``).

The first picture is what was there before: nothing of it is said. One read is under way at most,
and none while the user waits for one: the newest picture waits, not all of them.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.capture.difference import difference
from desktop.capture.watch import Sight, Watch
from desktop.log import moment
from desktop.rooms import Reader
from desktop.text.heard import Heard
from desktop.text.news import News
from desktop.text.order import composed
from desktop.text.scripts import language
from desktop.text.steady import steady
from desktop.text.ticking import Ticking
from desktop.values import (
    Box,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Line,
    Piece,
    Read,
    Region,
    Shot,
    Started,
    Task,
)

TASK = Task("positions")

_AGAIN_MS = 200
"""Until it is asked again whether the user still waits for a reading."""

_MARGIN = 16
"""Pixels around what differs that are read with it: the letters beside it."""

_PICTURES = 16
"""Pictures whose lines are remembered."""

_LONGEST_REST = 2.0

_CONTEXT = 400
"""Characters heard before that tell the language of a text too short to tell its own."""


_SHORTEST, _PER_LETTER, _LONGEST = 2.0, 0.07, 7.0
"""Seconds that a text is shown as a subtitle: at least, for each letter, at most."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A read under way: ``part`` is the place of its picture in the sight's."""

    job: int
    sight: Sight
    part: Box
    began: float


@dataclass(frozen=True, slots=True)
class _Known:
    """The last picture whose lines are known."""

    shot: Shot
    lines: tuple[Line, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """The lines' text, in reading order."""
        return tuple(row for row in composed(self.lines)[0].split("\n") if row)


@dataclass(slots=True)
class _Past:
    """What has been seen and heard since the start."""

    news: News = field(default_factory=News)
    ticking: Ticking = field(default_factory=Ticking)
    known: _Known | None = None
    rows: tuple[str, ...] = ()
    """Those of the reading before."""
    told: tuple[str, ...] = ()
    """What of them the news has been told."""
    pictures: OrderedDict[tuple[int, int], tuple[Line, ...]] = field(default_factory=OrderedDict)
    """The lines of pictures read lately."""
    hurried: bool = False
    """The picture that comes next was asked for, to see whether two readings agree."""
    rest_until: float = 0.0
    began: float = 0.0
    ended: float = 0.0
    kept: Heard = field(default_factory=Heard)

    def remember(self, shot: Shot, lines: tuple[Line, ...]) -> None:
        """These are the lines of this picture."""
        self.pictures[_key(shot)] = lines
        if len(self.pictures) > _PICTURES:
            self.pictures.popitem(last=False)


class Live(QObject):
    """Reads what is new in one region, between ``start`` and ``stop``. On the window's thread.

    ``next_number`` gives the number of the next job, ``busy`` whether the user waits for a reading
    or for a picture to be taken: nothing is given to ``reader`` meanwhile, which would leave the
    user's for it. ``clock`` is in seconds.
    """

    heard = Signal(str, str)
    """New text, and its language as a BCP-47 tag, empty if unknown."""

    changed = Signal(bool)
    """Whether a region is watched."""

    ended = Signal(str)
    """It ended by itself; the sentence says why. ``changed`` has come before."""

    def __init__(
        self,
        reader: Reader,
        next_number: Callable[[], int],
        busy: Callable[[], bool],
        watch: Watch | None = None,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader, self._next_number, self._busy = reader, next_number, busy
        self._clock = clock
        self._watch = watch or Watch(parent=self)
        self._watch.seen.connect(self._on_seen)
        self._watch.ended.connect(self._end)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._go_on)
        self._unanswered: set[int] = set()
        self._asked: _Asked | None = None
        self._waiting: Sight | None = None
        self._past = _Past()
        self.region: Region | None = None
        """The region that is watched, None while none is."""

    @property
    def kept(self) -> str:
        """Everything that was heard since the last start, in order; the oldest is left out of what
        would be longer than ``KEPT`` characters."""
        return self._past.kept.whole

    @property
    def times(self) -> tuple[tuple[int, int, str], ...]:
        """The same with its times since the start, as ``Reading.times``: each text until the next
        one, or for as long as it takes to read."""
        return tuple(
            timed(self._past.kept.texts, self._past.began, self._past.ended or self._clock())
        )

    def start(self, region: Region) -> None:
        """Watch ``region``, and no other."""
        self.stop()
        self._past = _Past(began=self._clock())
        self.region = region
        self._watch.start(region)
        self.changed.emit(True)

    def stop(self) -> None:
        """Watch no more; nothing is heard after this. Doing so twice is no harm."""
        if self.region is None:
            return
        self.region = None
        self._past.ended = self._clock()
        self._watch.stop()
        self._later.stop()
        self._waiting = None
        if self._asked is not None:
            asked, self._asked = self._asked, None
            self._reader.cancel(asked.job)
        self.changed.emit(False)

    def receive(self, message: object) -> bool:
        """A message of the reader; whether it was one for this, and nobody else's."""
        if not isinstance(message, Started | Piece | Done | Failed):
            return False
        if message.job not in self._unanswered:
            return False
        if isinstance(message, Done | Failed):
            self._unanswered.discard(message.job)
            # None: it was stopped meanwhile. Nothing else is asked before this has been answered.
            asked, self._asked = self._asked, None
            if asked is not None:
                self._answered(asked, message)
            self._go_on()
        return True

    # From a picture to a read

    def _on_seen(self, sight: Sight) -> None:
        self._waiting = sight
        self._go_on()

    def _go_on(self) -> None:
        """Read the picture that waits, unless something else goes first."""
        if self._waiting is None or self._unanswered or self._later.isActive():
            return
        rest = self._past.rest_until - self._clock()
        if rest > 0 or self._busy():
            self._later.start(max(round(1000 * rest), _AGAIN_MS))
            return
        sight, self._waiting = self._waiting, None
        lines = self._past.pictures.get(_key(sight.shot))
        if lines is not None:
            self._take(sight, lines)
        else:
            self._submit(sight)

    def _submit(self, sight: Sight) -> None:
        part = self._part(sight.shot)
        asked = _Asked(self._next_number(), sight, part, self._clock())
        self._asked = asked
        self._unanswered.add(asked.job)
        shot = _cropped(sight.shot, part)
        self._reader.submit(Read(asked.job, shot, TASK, EngineName.QUICK))

    def _part(self, shot: Shot) -> Box:
        """What must be read: what differs from the known picture, and the lines it touches."""
        whole = Box(0, 0, shot.width, shot.height)
        known = self._past.known
        changed = difference(known.shot, shot) if known else None
        if known is None or changed is None:
            return whole
        part = _wider(changed).clipped(whole)
        lines = [line.box for line in known.lines]
        while touched := [box for box in lines if _meet(box, part) and not _within(box, part)]:
            part = Box.around([part, *touched]).clipped(whole)
        return part if 2 * part.width * part.height < whole.width * whole.height else whole

    # From the answer to what is heard

    def _answered(self, asked: _Asked, message: Done | Failed) -> None:
        if isinstance(message, Done):
            self._take_part(asked, message.reading.lines)
        elif message.kind is FailureKind.NO_TEXT:
            self._take_part(asked, ())
        elif message.kind is FailureKind.CANCELLED:
            # For a read of the user's: it goes first, and by then there may be a newer picture.
            self._waiting = self._waiting or asked.sight
            self._later.start(_AGAIN_MS)
        else:
            self._end(message.sentence)

    def _take_part(self, asked: _Asked, lines: Sequence[Line]) -> None:
        shot, part, known = asked.sight.shot, asked.part, self._past.known
        whole = Box(0, 0, shot.width, shot.height)
        moved = [
            replace(line, box=line.box.moved(part.left, part.top).clipped(whole)) for line in lines
        ]
        if known is not None and (part.width, part.height) != (shot.width, shot.height):
            moved += [line for line in known.lines if not _meet(line.box, part)]
        found = composed(moved)[1]
        self._past.remember(shot, found)
        self._take(asked.sight, found, self._clock() - asked.began)

    def _take(self, sight: Sight, lines: tuple[Line, ...], seconds: float = 0.0) -> None:
        """These are the lines of the picture; to read them has taken so long."""
        past = self._past
        first, past.known = past.known is None, _Known(sight.shot, lines)
        before, past.rows = past.rows, past.known.rows
        rows = past.rows if first or sight.still else steady(past.rows, before)
        now = self._clock()
        # What stood on the last picture has been there until now, however long that was.
        past.news.fresh(past.told, now)
        past.told = past.ticking.without(rows, now)
        fresh = past.news.fresh(past.told, now)
        if not sight.still:
            # What is seen for the first time is looked at once more, at once; then the engine rests
            # as long as it has worked.
            past.hurried = rows != past.rows and not past.hurried
            if past.hurried:
                self._watch.hurry()
            else:
                past.rest_until = now + min(_LONGEST_REST, seconds)
        if first:
            moment("watching")
        elif fresh:
            past.kept.add(fresh, now - seconds)
            moment("heard live")
            self.heard.emit(fresh, language(fresh) or language(self.kept[-_CONTEXT:]))

    def _end(self, sentence: str) -> None:
        self.stop()
        self.ended.emit(sentence)


def timed(
    kept: Iterable[tuple[float, str]], began: float, ended: float
) -> Iterator[tuple[int, int, str]]:
    """What was heard, each with when it was seen, in seconds of a clock, as from, to and text, in
    milliseconds since ``began``; nothing lasts beyond ``ended``, or into the next."""
    heard = list(kept)
    for (at, text), (following, _) in zip(heard, [*heard[1:], (ended, "")], strict=False):
        longest = min(_LONGEST, max(_SHORTEST, _PER_LETTER * len(text)))
        last = max(at, min(following, at + longest))
        yield round(1000 * (at - began)), round(1000 * (last - began)), text


def _key(shot: Shot) -> tuple[int, int]:
    return hash(shot.pixels), shot.width


def _cropped(shot: Shot, part: Box) -> Shot:
    if (part.width, part.height) == (shot.width, shot.height):
        return shot
    x, y = shot.origin or (0, 0)
    placed = replace(shot, origin=(x, y))
    return placed.crop(Region(x + part.left, y + part.top, part.width, part.height))


def _wider(box: Box) -> Box:
    return Box(box.left - _MARGIN, box.top - _MARGIN, box.right + _MARGIN, box.bottom + _MARGIN)


def _meet(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def _within(one: Box, other: Box) -> bool:
    across = other.left <= one.left and one.right <= other.right
    return across and other.top <= one.top and one.bottom <= other.bottom
