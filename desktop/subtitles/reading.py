"""The app's side: a child watches the film, and each stretch of it is read by whoever reads.

The child goes on while a picture is read. What was read is in ``Progress`` at every moment, however
it ends.
"""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from desktop.children.child import Child, ChildGone, Ended
from desktop.subtitles.cues import clock
from desktop.subtitles.messages import (
    Checkpoint,
    Finished,
    Opened,
    Position,
    Stretch,
    Taken,
    Unwatchable,
    Watch,
)
from desktop.subtitles.seen import GAP, Seen, is_text, text
from desktop.text.news import alike
from desktop.values import Box, Failed, FailureKind, Line, Reading, Region, Shot

PROGRAM = "desktop.subtitles.child"

SILENCE = 60.0
"""Seconds without a word of the child, after which it counts as stuck."""

_TURN = 0.5
"""Seconds: on Windows, a wait without an end hears no Ctrl+C."""

_MARGIN = 16
"""Pixels around a text that is looked for again."""

_BACK = 3
"""So many pictures on which nothing was found are kept, to look for what follows."""

_BAD = 3
"""So many pictures in a row that can't be read end it."""

_SKIPPED = frozenset(
    {
        FailureKind.BAD_PICTURE,
        FailureKind.TOO_LARGE,
        FailureKind.NO_MEMORY,
        FailureKind.ENGINE_DIED,
        FailureKind.ENGINE_STUCK,
        FailureKind.REFUSED,
    }
)
"""Failures that may be this one picture's."""


class FilmError(Exception):
    """The film can't be watched, or not to its end; ``why`` ends the sentence “FILE …”."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class DecoderError(FilmError):
    """The decoder ended or stands still: that may be the film's fault, or this machine's. What was
    read can be gone on with."""


class EngineError(Exception):
    """Who reads can't any more; ``failed`` says why."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.sentence)
        self.failed = failed


@dataclass
class Progress:
    """How far it has come: what was seen before ``checkpoint``, in order, and at which time of how
    long a film it is, in milliseconds; ``duration`` is 0 while it isn't known."""

    seen: list[Seen] = field(default_factory=list)
    checkpoint: Checkpoint | None = None
    at: int = 0
    duration: int = 0
    found: int = 0
    """About so many subtitles."""
    unread: int = 0
    """Pictures that could not be read."""


Read = Callable[[Shot], Reading | Failed]


def read_film(
    source: str,
    bottom: float,
    progress: Progress,
    read: Read,
    told: Callable[[], None],
    *,
    program: str = PROGRAM,
    silence: float = SILENCE,
) -> None:
    """Watch the film from where ``progress`` is to its end, and read it; ``told`` is called
    whenever that has come further.

    Raises FilmError (DecoderError where it may go on another time), EngineError.
    """
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    child = Child("film", program, [], inbox.put)
    reading = _Reading(progress, read)
    try:
        child.send(Watch(source, bottom, progress.checkpoint))
        while True:
            match _next(inbox, silence):
                case Opened(duration=duration):
                    progress.duration = duration
                case Position(at=at):
                    progress.at = max(progress.at, at)
                case Stretch() as stretch:
                    reading.take(stretch)
                    if stretch.shot is not None:
                        child.send(Taken())
                case Finished(at=at, broken=broken):
                    progress.at = at
                    if broken:
                        whole = clock(progress.duration)
                        raise FilmError(f"breaks off at {clock(at)}, and should last {whole}.")
                    return
                case Unwatchable(why=why):
                    raise FilmError(why)
                case Ended():
                    raise DecoderError("brings the decoder down. Convert it to MP4 with H.264.")
            told()
    except ChildGone as gone:
        raise FilmError("can't be opened: no decoder can be started here.") from gone
    finally:
        child.kill()


def _next(inbox: queue.SimpleQueue[object], silence: float) -> object:
    deadline = time.monotonic() + silence
    while time.monotonic() < deadline:
        try:
            return inbox.get(timeout=_TURN)
        except queue.Empty:
            continue
    raise DecoderError(f"gives no more pictures: nothing has come for {round(silence)} seconds.")


class _Reading:
    """Reads one stretch after the other into the progress.

    An engine may miss on a wide, motley picture what it finds where it knows it to be. So where
    nothing was found beside a text, before it or after it, that is looked for once more in the
    place of the text.
    """

    def __init__(self, progress: Progress, read: Read) -> None:
        self._progress, self._read = progress, read
        self._bad = 0
        self._placed = True
        """Whether the engine tells where lines are."""
        self._last = text(progress.seen[-1].lines) if progress.seen else ""
        self._missed: deque[tuple[Shot, Checkpoint | None]] = deque(maxlen=_BACK)
        """Pictures of the latest stretches, on which nothing was found, each with the checkpoint
        before it: with none later it can be gone on as if it had never stopped."""
        self._latest = progress.checkpoint

    def take(self, stretch: Stretch) -> None:
        """The next stretch. Raises EngineError."""
        progress = self._progress
        if stretch.end > stretch.start:
            lines = self._lines(stretch)
            progress.seen.append(Seen(stretch.start, stretch.end, lines, self._placed))
            self._count(text(filter(is_text, lines)))
        self._latest = stretch.checkpoint or self._latest
        progress.checkpoint = self._missed[0][1] if self._missed else self._latest

    def _count(self, found: str) -> None:
        if found and not alike(found, self._last):
            self._progress.found += 1
        self._last = found

    def _lines(self, stretch: Stretch) -> tuple[Line, ...]:
        before = self._progress.seen[-1] if self._progress.seen else None
        beside = before is not None and stretch.start - before.end <= GAP
        if stretch.shot is None or not beside:
            self._missed.clear()
        if stretch.shot is None:
            return ()
        shot = replace(stretch.shot, origin=(0, stretch.top))
        lines = self._read_part(shot)
        if not lines and before is not None and before.lines and beside:
            lines = self._again(shot, before.lines)
        if lines:
            self._look_back(lines)
        else:
            self._missed.append((shot, self._latest))
        return lines

    def _look_back(self, lines: tuple[Line, ...]) -> None:
        """Look for these lines on the pictures before, on which nothing was found."""
        seen = self._progress.seen
        for number, (shot, _) in enumerate(reversed(self._missed), 1):
            if not (found := self._again(shot, lines)):
                break
            seen[-number] = replace(seen[-number], lines=found)
        self._missed.clear()

    def _again(self, shot: Shot, lines: Sequence[Line]) -> tuple[Line, ...]:
        """These lines, if they are on the shot, looked for in their place."""
        part = _around(lines, shot)
        again = self._read_part(part) if part is not None else ()
        return again if alike(text(again), text(lines)) else ()

    def _read_part(self, shot: Shot) -> tuple[Line, ...]:
        """The lines on it, in pixels of the film's picture."""
        answer = self._read(shot)
        left, top = shot.origin or (0, 0)
        match answer:
            case Reading(lines=lines) if lines:
                self._bad, self._placed = 0, True
                return tuple(
                    Line(line.text, line.box.moved(left, top), line.score) for line in lines
                )
            case Reading():
                self._bad, self._placed = 0, False
                whole = Box(left, top, left + shot.width, top + shot.height)
                return tuple(_rows(answer.text, whole))
            case Failed(kind=FailureKind.NO_TEXT):
                self._bad = 0
                return ()
        self._bad += 1
        self._progress.unread += 1
        if answer.kind not in _SKIPPED or self._bad >= _BAD:
            raise EngineError(answer)
        return ()


def _rows(found: str, whole: Box) -> Sequence[Line]:
    """The rows of a text without places, one under the other."""
    rows = [row for row in found.splitlines() if row.strip()]
    high = whole.height // max(1, len(rows))
    return [
        Line(row, Box(whole.left, whole.top + high * i, whole.right, whole.top + high * (i + 1)))
        for i, row in enumerate(rows)
    ]


def _around(lines: Sequence[Line], shot: Shot) -> Shot | None:
    """The part of the shot where these lines were, where that isn't all of it."""
    box = Box.around([line.box for line in lines])
    x, y = box.left - _MARGIN, box.top - _MARGIN
    part = Region(x, y, box.width + 2 * _MARGIN, box.height + 2 * _MARGIN)
    try:
        cropped = shot.crop(part)
    except ValueError:
        return None
    return cropped if (cropped.width, cropped.height) != (shot.width, shot.height) else None
