"""What a film that isn't finished has given so far: a file beside the subtitles, to go on from.

It is JSON, and belongs to one film, read in one way: other ones don't go on with it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.subtitles.messages import Checkpoint
from desktop.subtitles.seen import Seen
from desktop.system.whole_file import write_whole
from desktop.values import Box, Line

VERSION = 1


class KeptError(Exception):
    """The file can't be gone on with."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which film it is and how it is read: ``modified`` in nanoseconds, ``bottom`` as in
    ``messages.Watch``."""

    size: int
    modified: int
    engine: str
    bottom: float

    @classmethod
    def of(cls, film: Path, engine: str, bottom: float) -> Identity:
        """Of this file. Raises OSError."""
        facts = film.stat()
        return cls(facts.st_size, facts.st_mtime_ns, engine, bottom)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was seen up to ``checkpoint``, in order."""

    identity: Identity
    seen: tuple[Seen, ...]
    checkpoint: Checkpoint


def place(out: Path) -> Path:
    """The file's name beside the subtitles ``out``."""
    return out.with_name(f"{out.name}.part")


def load(path: Path, identity: Identity) -> Kept | None:
    """What is kept there; None where nothing is.

    Raises KeptError where it is of another film, read in another way, or damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        kept = _from_table(content)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeptError(f"{type(error).__name__}") from error
    if kept.identity != identity:
        raise KeptError("another film, or read in another way")
    return kept


def save(path: Path, kept: Kept) -> None:
    """Keep it there, whole or as it was before. Raises OSError."""
    written = json.dumps(_to_table(kept), ensure_ascii=False, separators=(",", ":"))
    write_whole(path, written.encode())


def _to_table(kept: Kept) -> dict[str, Any]:
    at, film = kept.checkpoint, kept.identity
    return {
        "version": VERSION,
        "film": [film.size, film.modified, film.engine, film.bottom],
        "look": at.look,
        "since": at.since,
        "start": at.start,
        "strokes": base64.b64encode(at.strokes).decode("ascii"),
        "seen": [
            [each.start, each.end, list(_lines(each.lines)), each.placed] for each in kept.seen
        ],
    }


def _lines(lines: Iterable[Line]) -> Iterable[list[Any]]:
    for line in lines:
        box = line.box
        yield [line.text, line.score, box.left, box.top, box.right, box.bottom]


def _from_table(table: dict[str, Any]) -> Kept:
    if table["version"] != VERSION:
        raise ValueError("another version")
    size, modified, engine, bottom = table["film"]
    return Kept(
        Identity(int(size), int(modified), str(engine), float(bottom)),
        tuple(
            Seen(
                int(start),
                int(end),
                tuple(
                    Line(str(text), Box(*map(int, box)), float(score))
                    for text, score, *box in lines
                ),
                bool(placed),
            )
            for start, end, lines, placed in table["seen"]
        ),
        Checkpoint(
            int(table["look"]),
            int(table["since"]),
            int(table["start"]),
            base64.b64decode(table["strokes"], validate=True),
        ),
    )
