"""What the app and the child that watches a film tell each other. Times are in milliseconds of the
film."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.values import Shot


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where watching can be gone on with, as if it had never stopped: right after a change.

    ``look`` is the number of the last look that was taken, ``since`` the time of the oldest frame
    that is still needed, ``start`` when what stands there now appeared. ``strokes`` are those of
    it, packed by ``changes.py``.
    """

    look: int
    since: int
    start: int
    strokes: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Watch:
    """To the child: watch this film. ``bottom`` is the share of the picture, from its foot up, in
    which subtitles are looked for; ``source`` a file or a URL."""

    source: str = field(repr=False)
    bottom: float
    checkpoint: Checkpoint | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """To the child: a stretch with a picture has been read; it may be one more ahead."""


@dataclass(frozen=True, slots=True)
class Opened:
    """From the child: the film is open. ``duration`` is 0 where it isn't known."""

    width: int
    height: int
    duration: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the child: from ``start`` up to ``end`` nothing that could be a subtitle changed.

    ``shot`` shows what stood there, a part of the film's picture that begins at its row ``top``;
    None where nothing looked like text.
    """

    start: int
    end: int
    shot: Shot | None
    top: int
    checkpoint: Checkpoint | None
    """Where to go on behind it; None behind the last one."""


@dataclass(frozen=True, slots=True)
class Position:
    """From the child: so far it has come."""

    at: int


@dataclass(frozen=True, slots=True)
class Finished:
    """From the child: the film has no more pictures. ``broken``: it should have more."""

    at: int
    broken: bool


@dataclass(frozen=True, slots=True)
class Unwatchable:
    """From the child: this can't be watched. ``why`` ends the sentence “FILE …”."""

    why: str
