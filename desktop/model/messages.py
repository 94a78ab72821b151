"""What travels between ``ModelFiles`` and the child that fetches, checks and removes.

Each job has a number, and numbers grow: what belongs to an old one is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.model.source import Source
from desktop.model.status import ModelState


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a download is, in seconds.

    ``silence``: so long without a byte, and the connection is given up. ``waits``: how long it
    rests before each new try of a file; after the last it ends. A try that brought something
    begins the count anew. ``longest``: a server that asks to wait longer isn't waited for.
    """

    silence: float = 30.0
    waits: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
    longest: float = 120.0


@dataclass(frozen=True, slots=True)
class Fetch:
    """To the child: fetch what is still missing of ``source``, check it, put it at ``target``."""

    job: int
    source: Source
    target: Path
    licence_accepted: str
    pace: Pace


@dataclass(frozen=True, slots=True)
class Check:
    """To the child: check every file in ``folder``; ``source`` tells what is known of them.

    ``own``: the folder is Sightread's, so that what is damaged may be written down there.
    """

    job: int
    source: Source
    folder: Path
    own: bool


@dataclass(frozen=True, slots=True)
class Remove:
    """To the child: delete Sightread's own folder at ``target``, and what was fetched for it."""

    job: int
    target: Path


@dataclass(frozen=True, slots=True)
class Progress:
    """From the child: how far it is, at most five times a second.

    ``done`` and ``total`` in bytes, ``speed`` in bytes a second, ``left`` in seconds; 0 while
    unknown.
    """

    job: int
    state: ModelState
    sentence: str
    done: int
    total: int
    speed: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """From the child: the job has ended; the last message of it.

    ``damaged``: the files that were checked are not what they should be, even where a quick look
    can't see it. ``detail`` is for the log.
    """

    job: int
    sentence: str
    failed: bool = False
    damaged: bool = False
    detail: str = ""
