"""``sightread subtitles``: the subtitles that stand in a film's pictures, written to a file.

What was found is kept beside the output until it is done, and the same command goes on with it. A
stream can't be gone on with: what was found in it by Ctrl+C is written.
"""

from __future__ import annotations

import argparse
import os
import queue
import stat
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from desktop.commands import output
from desktop.commands.read import HERE, answer, chosen_engine
from desktop.commands.terminal import Progress as Bar
from desktop.commands.terminal import UsageError, complain, open_store, progress
from desktop.reader.choice import choose
from desktop.reader.worker import Message, Reader, ReaderOptions
from desktop.subtitles import kept
from desktop.subtitles.cues import ENDINGS, clock, written
from desktop.subtitles.reading import DecoderError, EngineError, FilmError, Progress, read_film
from desktop.subtitles.seen import cues
from desktop.values import EngineName, Failed, Read, Reading, Shot, Task

_SAVE_EVERY = 2.0
"""Seconds: what a crash loses at most."""

_TELL_LEFT = 5.0
"""Seconds of work after which the time that is left can be told."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What is done: ``film`` is a path or an address, ``identity`` None of what can't be gone on
    with, ``again``: without asking what is there."""

    film: str
    out: Path
    bottom: float
    engine: EngineName
    identity: kept.Identity | None
    again: bool

    @property
    def name(self) -> str:
        """What the film is called."""
        return self.film if "://" in self.film else Path(self.film).name

    @property
    def part(self) -> Path:
        """Where what was found is kept."""
        return kept.place(self.out)


def run(arguments: argparse.Namespace) -> int:
    """Write the subtitles of a film. Returns the exit code. Raises UsageError."""
    if arguments.engine is None and not arguments.server:
        arguments.engine = EngineName.QUICK.value
    engine, options = chosen_engine(arguments, open_store().settings)
    out = _out(arguments)
    if problem := _problem(arguments.film):
        complain(problem)
        return 1
    identity = None
    if not _is_stream(arguments.film):
        identity = kept.Identity.of(Path(arguments.film), engine, arguments.bottom)
    work = _Work(arguments.film, out, arguments.bottom, engine, identity, arguments.again)
    begun = _begun(work)
    if (failed := _impossible(engine, options)) is not None:
        complain(failed.sentence)
        if failed.kind in HERE:
            complain(HERE[failed.kind])
        return 1
    try:
        _try_to_write(out)
    except OSError as error:
        complain(f"{out} can't be written ({error.strerror}). Choose another with --out.")
        return 1
    if work.again and identity is not None:
        work.part.unlink(missing_ok=True)
    if engine is EngineName.REMOTE:
        complain(f"Pictures leave this machine and go to {options.server}.")
    return _run(work, options, begun)


# What is asked for


def _out(arguments: argparse.Namespace) -> Path:
    """Where the subtitles go. Raises UsageError."""
    film = arguments.film
    if arguments.out is None and "://" in film:
        raise UsageError("Say where the subtitles go: --out stream.srt")
    out = Path(arguments.out) if arguments.out else Path(film).with_suffix(ENDINGS[0])
    if out.suffix.casefold() not in ENDINGS:
        raise UsageError(f"Subtitles are saved as {' or '.join(ENDINGS)}. Name such a file.")
    if not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent}. Make it first.")
    if out.exists():
        if not out.is_file():
            raise UsageError(f"{out} is not a file. Name another with --out.")
        if Path(film).exists() and out.samefile(film):
            raise UsageError(f"--out {out} would write over the film. Name another file.")
    return out


def _begun(work: _Work) -> kept.Kept | None:
    """What there is to go on with. Raises UsageError."""
    if work.identity is not None and not work.again:
        try:
            begun = kept.load(work.part, work.identity)
        except kept.KeptError as error:
            raise UsageError(
                f"{work.part} was begun with another film, or read in another way. Go on with the "
                "same command as then, or begin anew with --again."
            ) from error
        if begun is not None:
            return begun
    if work.out.exists() and not work.again:
        raise UsageError(
            f"{work.out} is there already. Name another, or give --again to replace it."
        )
    return None


def _problem(film: str) -> str:
    """Why this can't be a film; empty where it can."""
    if "://" in film:
        return ""
    path = Path(film)
    try:
        facts = path.stat()
    except OSError as error:
        return f"{film} can't be opened: {error.strerror}."
    if stat.S_ISDIR(facts.st_mode):
        return f"{film} is a folder. Name a film in it."
    if stat.S_ISREG(facts.st_mode) and facts.st_size == 0:
        return f"{film} is empty: 0 bytes."
    return "" if os.access(path, os.R_OK) else f"{film} can't be opened: Permission denied."


def _try_to_write(out: Path) -> None:
    """Before hours of work rather than after them. Raises OSError."""
    beside = out.resolve().with_name(f".{uuid.uuid4().hex}.part")
    try:
        beside.open("x").close()
    finally:
        beside.unlink(missing_ok=True)


def _is_stream(film: str) -> bool:
    return "://" in film or not Path(film).is_file()


def _task(engine: EngineName) -> Task:
    return Task("positions" if engine is EngineName.QUICK else "subtitles")


def _impossible(engine: EngineName, options: ReaderOptions) -> Failed | None:
    choice = choose(Read(0, Shot(b"", 0, 0), _task(engine), engine), options)
    return choice if isinstance(choice, Failed) else None


# What is done


def _run(work: _Work, options: ReaderOptions, begun: kept.Kept | None) -> int:
    found = Progress()
    if begun is not None:
        found.seen, found.checkpoint = list(begun.seen), begun.checkpoint
        found.at, found.found = begun.checkpoint.start, len(cues(begun.seen))
        complain(f"Going on at {clock(found.at)}.")
    try:
        _read(work, options, found)
    except KeyboardInterrupt:
        if work.identity is None:
            _finish(work, found, f"Stopped at {clock(found.at)}.")
        elif _keep(work, found):
            complain(f"Stopped at {_so_far(found)}, with {_counted(found.found)}. {_goes_on(work)}")
        else:
            complain(f"Stopped at {_so_far(found)}: too early to go on from there another time.")
        return 130
    except DecoderError as error:
        _stop_halfway(work, found, begun, error.why)
        return 1
    except FilmError as error:
        if not found.seen or _stands(found, begun):
            complain(f"{work.name} {error.why}")
        else:
            _finish(work, found, f"{work.name} {error.why}")
        return 1
    except EngineError as error:
        complain(error.failed.sentence)
        if work.identity is None:
            _finish(work, found, "")
        elif _keep(work, found):
            complain(f"What was read is kept. {_goes_on(work)}")
        return 1
    except OSError as error:
        complain(f"{error.filename} can't be written ({error.strerror}). Make room, and try again.")
        return 1
    if found.unread:
        complain(f"{found.unread} of its pictures could not be read.")
    return 0 if _finish(work, found, "") else 1


def _stands(found: Progress, begun: kept.Kept | None) -> bool:
    """Whether it has come no further than it was."""
    return begun is not None and found.at <= begun.checkpoint.start


def _stop_halfway(work: _Work, found: Progress, begun: kept.Kept | None, why: str) -> None:
    """The decoder is gone: keep what was found, and where it always ends here, write it too."""
    if work.identity is None:
        _finish(work, found, f"{work.name} {why}")
    elif not _keep(work, found):
        complain(f"{work.name} {why}")
    elif begun is not None and found.checkpoint == begun.checkpoint:
        _write(work, found, f"{work.name} {why}")
        complain(_goes_on(work))
    else:
        complain(f"{work.name} {why} What was read is kept. {_goes_on(work)}")


def _read(work: _Work, options: ReaderOptions, found: Progress) -> None:
    """Read the film to its end. Raises FilmError, EngineError, OSError."""
    messages: queue.Queue[Message] = queue.Queue()
    reader = Reader(options, messages.put)
    job = 0
    saved = time.monotonic()

    def read(shot: Shot) -> Reading | Failed:
        nonlocal job
        job += 1
        reader.submit(Read(job, shot, _task(work.engine), work.engine))
        return answer(job, messages)

    try:
        with progress() as bar:
            teller = _Teller(bar, found)

            def told() -> None:
                nonlocal saved
                teller.tell()
                if time.monotonic() - saved >= _SAVE_EVERY:
                    _keep(work, found)
                    saved = time.monotonic()

            # Absolute: FFmpeg takes a name such as pipe:0 for something else.
            film = work.film if "://" in work.film else str(Path(work.film).absolute())
            read_film(film, work.bottom, found, read, told)
    finally:
        reader.close()


class _Teller:
    """Tells how far it has come."""

    def __init__(self, bar: Bar, found: Progress) -> None:
        self._bar, self._found = bar, found
        self._from, self._began = found.at, 0.0

    def tell(self) -> None:
        """Now."""
        found = self._found
        self._began = self._began or time.monotonic()  # not before there is an engine
        words = f"{_so_far(found)}, {_counted(found.found)}{self._left()}"
        self._bar.tell(min(found.at, found.duration), found.duration, words)

    def _left(self) -> str:
        found, took = self._found, time.monotonic() - self._began
        come = found.at - self._from
        if not found.duration or took < _TELL_LEFT or come <= 0:
            return ""
        left = round(1000 * took * max(0, found.duration - found.at) / come)
        return f", {clock(left)} left"


def _keep(work: _Work, found: Progress) -> bool:
    """Keep what was found; False where it can't be gone on with. Raises OSError."""
    if work.identity is None or (at := found.checkpoint) is None:
        return False
    seen = tuple(each for each in found.seen if each.end <= at.start)
    kept.save(work.part, kept.Kept(work.identity, seen, at))
    return True


def _finish(work: _Work, found: Progress, why: str) -> bool:
    """Write the subtitles, and tell so behind ``why``; False where there are none to write, or they
    can't be. What was kept is needed no more."""
    made = _write(work, found, why)
    if made is not None and work.identity is not None:
        work.part.unlink(missing_ok=True)
    return bool(made)


def _write(work: _Work, found: Progress, why: str) -> int | None:
    """Write the subtitles, and tell so behind ``why``: how many; None where they can't be."""
    made = cues(found.seen)
    if not made:
        higher = "" if work.bottom == 1 else " If they stand higher, give --bottom 1."
        complain(f"{why} No subtitles were found in {work.name}.{higher}".strip())
        return 0
    try:
        output.write(written(made, work.out.suffix), work.out)
    except OSError as error:
        complain(f"{work.out} can't be written ({error.strerror}). Choose another with --out.")
        return None
    complain(f"{why} {work.out} has {_counted(len(made))}.".strip())
    return len(made)


def _goes_on(work: _Work) -> str:
    without = " without --again" if work.again else ""
    return f"The same command{without} goes on from there."


def _counted(number: int) -> str:
    return "1 subtitle" if number == 1 else f"{number} subtitles"


def _so_far(found: Progress) -> str:
    whole = f" of {clock(found.duration)}" if found.duration else ""
    return f"{clock(found.at)}{whole}"
