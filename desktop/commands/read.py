"""``sightread read``: pictures in files, one after the other, each with one task or several.

A picture that can't be read doesn't stop the rest. One is loaded once, however many tasks it has.
"""

from __future__ import annotations

import argparse
import glob
import io
import json
import queue
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.capture.errors import CaptureError
from desktop.capture.files import load
from desktop.commands import asked, output
from desktop.commands.terminal import Progress, UsageError, complain, open_store, progress
from desktop.reader import server_address
from desktop.reader.choice import choose, sent_to
from desktop.reader.engine import EngineError
from desktop.reader.worker import Message, Reader, ReaderOptions
from desktop.settings import Settings
from desktop.tasks import title
from desktop.text.forms import spoken
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Read,
    Reading,
    Shot,
    Task,
)

_TURN = 0.5
"""Seconds: on Windows, a wait without an end hears no Ctrl+C, and a bar's clock goes on."""

HERE = {
    FailureKind.NO_MODEL: "Or here: sightread model download",
    FailureKind.NOT_AGREED: "Or agree here, by naming it: --server ADDRESS",
    FailureKind.NO_SERVER: "Or name one here: --server ADDRESS",
}
"""What mends it on the command line, where the app's sentence names a place in its windows."""


def run(arguments: argparse.Namespace, speak: Any) -> int:
    """Read every file and print what came out; ``speak(text)`` says it and returns 0 if it could.

    Returns the exit code. Raises UsageError.
    """
    settings = open_store().settings
    wanted = asked.tasks(arguments, settings)
    engine, options = chosen_engine(arguments, settings)
    files = tuple(_expanded(arguments.files))
    work = _Work(files, wanted, engine, _Outlet(arguments, files, wanted))
    if not arguments.json and (failed := _impossible(work, options)):
        complain(failed.sentence)
        if failed.kind in HERE:
            complain(HERE[failed.kind])
        return 1
    if engine is EngineName.REMOTE and options.agreed == options.server:
        complain(f"Pictures leave this machine and go to {options.server}.")
        work.outlet.said.add(sent_to(options.server))
    return _read(work, options, speak if arguments.speak else None)


@dataclass
class _Work:
    """What is to be read, and what has become of it."""

    files: tuple[str, ...]
    tasks: tuple[Task, ...]
    engine: EngineName
    outlet: _Outlet
    failed: set[int] = field(default_factory=set)
    """The numbers of the pictures that were not read, or not in every way."""
    spoken: list[str] = field(default_factory=list)


def chosen_engine(
    arguments: argparse.Namespace, settings: Settings
) -> tuple[EngineName, ReaderOptions]:
    """The engine and where it is. Raises UsageError."""
    named = arguments.server or ""
    chosen = EngineName(arguments.engine) if arguments.engine else None
    if named and chosen not in (None, EngineName.REMOTE):
        raise UsageError(f"--server goes with --engine remote, not with --engine {chosen}.")
    engine = EngineName.REMOTE if named else chosen or settings.engine.engine
    if arguments.server_model and engine is not EngineName.REMOTE:
        raise UsageError("--server-model goes with --server ADDRESS.")
    if named:
        try:
            server_address.parsed(named)
        except EngineError as error:
            raise UsageError(
                "--server takes an address like https://gpu.example:8000, without a key in it."
            ) from error
    same = named in ("", settings.server.address)
    return engine, ReaderOptions(
        engine=engine,
        model_dir=arguments.model_dir or settings.engine.model_dir,
        device=arguments.device or settings.engine.device,
        weights=settings.engine.weights,
        unload_minutes=0,
        server=named or settings.server.address,
        server_model=arguments.server_model or (settings.server.model if same else ""),
        agreed=named or settings.server.agreed,
        to=settings.languages.to,
        remembered=settings.languages.remembered,
    )


def _expanded(names: Sequence[str]) -> Iterator[str]:
    """The files; a pattern is one of Windows' shell, which leaves ``*.png`` to the program."""
    for name in names:
        if name == "-" or not glob.has_magic(name) or Path(name).exists():
            yield name
        else:
            yield from sorted(glob.glob(name)) or [name]  # noqa: PTH207 - of any root


def _impossible(work: _Work, options: ReaderOptions) -> Failed | None:
    """Why a task can't be done whatever the picture; told once, before any is loaded."""
    for task in work.tasks:
        choice = choose(Read(0, Shot(b"", 0, 0), task, work.engine), options)
        if isinstance(choice, Failed):
            return choice
    return None


def _read(work: _Work, options: ReaderOptions, speak: Any) -> int:
    messages: queue.Queue[Message] = queue.Queue()
    reader = Reader(options, messages.put)
    many = len(work.files) > 1
    try:
        with progress(wanted=many) as bar:
            for number, name in enumerate(work.files):
                bar.tell(number, len(work.files), f"{number} of {len(work.files)} pictures")
                _read_picture(work, number, name, reader, messages, bar)
    finally:
        reader.close()
    if many and work.failed:
        rest = "could not be read" if len(work.tasks) == 1 else "could not be read in every way"
        complain(f"{len(work.failed)} of {len(work.files)} pictures {rest}.")
    text = "\n".join(work.spoken)
    unspoken = bool(speak and text and speak(text) != 0)
    return 1 if work.failed or unspoken else 0


def _read_picture(
    work: _Work,
    number: int,
    name: str,
    reader: Reader,
    messages: queue.Queue[Message],
    bar: Progress,
) -> None:
    try:
        shot = _load(name)
    except CaptureError as error:
        work.failed.add(number)
        work.outlet.unloaded(number, error.kind, error.sentence, bar)
        return
    for which, task in enumerate(work.tasks):
        job = number * len(work.tasks) + which + 1
        reader.submit(Read(job, shot, task, work.engine))
        result = answer(job, messages)
        if isinstance(result, Failed):
            work.failed.add(number)
            work.outlet.failed(number, which, result, bar)
        elif work.outlet.read(number, which, shot, result, bar):
            work.spoken.append(spoken(result.text, result.kind))
        else:
            work.failed.add(number)


def _load(name: str) -> Shot:
    if name != "-":
        return load(Path(name))
    return load(io.BytesIO(sys.stdin.buffer.read()))


def answer(job: int, messages: queue.Queue[Message]) -> Reading | Failed:
    """Wait for what comes of the job."""
    while True:
        try:
            message = messages.get(timeout=_TURN)
        except queue.Empty:
            continue
        if isinstance(message, Done) and message.job == job:
            return message.reading
        if isinstance(message, Failed) and message.job == job:
            return message


class _Outlet:
    """Where results go: lines, JSON, or files. Raises UsageError when that can't be."""

    def __init__(
        self, arguments: argparse.Namespace, files: tuple[str, ...], tasks: tuple[Task, ...]
    ) -> None:
        self._json = arguments.json
        self._format = arguments.format or ""
        self._files, self._tasks = files, tasks
        self._places: dict[tuple[int, int], tuple[Path, str]] = {}
        self.said: set[str] = set()
        """Notes that were said before the first picture, and aren't said after each."""
        if self._json and (arguments.out or self._format):
            raise UsageError(
                "--json prints whole results, so it goes with neither --out nor --format."
            )
        if self._format:
            output.check(self._format, tasks)
        if self._format == "picture" and not arguments.out:
            raise UsageError("A picture goes to a file. Name it: --out NAME.png")
        if arguments.out:
            self._places = output.destinations(arguments.out, self._format, files, tasks)

    def unloaded(self, number: int, kind: FailureKind, sentence: str, bar: Progress) -> None:
        """The picture can't be loaded: one sentence, or an object for each task."""
        for which in range(len(self._tasks) if self._json else 1):
            self.failed(number, which, Failed(0, kind, sentence), bar, whole=True)

    def failed(
        self, number: int, which: int, failed: Failed, bar: Progress, *, whole: bool = False
    ) -> None:
        """One task on one picture failed; ``whole``: so would every other."""
        name, task = self._files[number], self._tasks[which]
        if self._json:
            self._print_json(output.failure_record(name, task, failed), bar)
            return
        several = len(self._tasks) > 1 and not whole
        bar.complain(f"{name}: {title(task) + ': ' if several else ''}{failed.sentence}")

    def read(self, number: int, which: int, shot: Shot, reading: Reading, bar: Progress) -> bool:
        """Give out what was read; False when it couldn't be."""
        name, task = self._files[number], self._tasks[which]
        if self._json:
            self._print_json(output.reading_record(name, shot, task, reading), bar)
            return True
        place, wanted = self._places.get((number, which), (None, self._format))
        try:
            made = output.made(shot, task, reading, wanted, name)
            if place is not None:
                output.write(made.content, place)
        except output.FormError as error:
            if error.text:
                bar.out(f"{self._head(name, task)}{error.text}")
            bar.complain(f"{name}: {error.sentence}")
            return False
        except OSError as error:
            bar.complain(f"{place} can't be written ({error.strerror}). Choose another with --out.")
            return False
        if place is None:
            bar.out(f"{self._head(name, task)}{made.content!s}")
        for note in (*reading.notes, *made.notes):
            if note not in self.said:
                bar.complain(f"{name}: {note}" if len(self._files) > 1 else note)
        return True

    def _head(self, name: str, task: Task) -> str:
        parts = [name] if len(self._files) > 1 else []
        if len(self._tasks) > 1:
            parts.append(title(task))
        return f"==> {', '.join(parts)} <==\n" if parts else ""

    def _print_json(self, record: dict[str, Any], bar: Progress) -> None:
        bar.out(json.dumps(record, ensure_ascii=False))
