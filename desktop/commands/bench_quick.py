"""The quick engine measured: through the reader and its child process, as the app drives it."""

from __future__ import annotations

import os
import queue
import signal
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from desktop.commands.bench_report import Budget, Column
from desktop.reader.worker import Message, Reader, ReaderOptions
from desktop.values import (
    Done,
    EngineName,
    Failed,
    Piece,
    Read,
    Ready,
    Shot,
    Started,
    Task,
)

_LONGEST = 60.0
"""Seconds for one reading; the reader's own patience ends sooner."""

_INTO_IT = 0.1
"""Seconds until a cancel: into the detection, the longest stretch of computing there is."""


class SilentError(Exception):
    """An engine gave no answer, or one that it should not; the text is a sentence for the user."""


class _Desk:
    """A reader, and when it says what."""

    def __init__(self) -> None:
        self._said: queue.Queue[tuple[float, Message]] = queue.Queue()
        self.reader = Reader(
            ReaderOptions(EngineName.QUICK),
            lambda message: self._said.put((time.monotonic(), message)),
        )
        self._job = 0

    def submit(self, shot: Shot) -> float:
        """Have the shot read; gives the time."""
        self._job += 1
        when = time.monotonic()
        self.reader.submit(Read(self._job, shot, Task(), EngineName.QUICK))
        return when

    def cancel(self) -> float:
        """Cancel it; gives the time."""
        when = time.monotonic()
        self.reader.cancel(self._job)
        return when

    def wait(self, kind: type[Message], seconds: float = _LONGEST) -> float | None:
        """When the message of this kind came, None if it doesn't in time. Raises SilentError."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                when, message = self._said.get(timeout=min(left, 0.5))
            except queue.Empty:
                continue
            if isinstance(message, Failed) and message.job in (0, self._job) and kind is not Failed:
                raise SilentError(message.sentence)
            if isinstance(message, kind) and getattr(message, "job", self._job) == self._job:
                return when
        return None

    def answer(self, kind: type[Message]) -> float:
        """When it came. Raises SilentError when it doesn't."""
        if (when := self.wait(kind)) is None:
            raise SilentError("The quick engine doesn't answer.")
        return when


def measure(
    column: Column,
    cancelling: Budget,
    killed: Budget,
    snip: Shot,
    screen: Shot,
    step: Callable[[str], None],
) -> None:
    """Fill the column and the two budgets. ``step`` is told what comes next.

    Raises SilentError where the engine can't be used; what was measured before stays.
    """
    desk = _Desk()
    try:
        _times(desk, column, snip, screen, step)
        step("a change of mind")
        for _ in range(5):
            desk.submit(screen)
            desk.answer(Started)
            desk.wait(Done, _INTO_IT)
            cancelled = desk.cancel()
            desk.submit(snip)
            cancelling.values.append((desk.answer(Started) - cancelled) * 1000)
        desk.answer(Done)
        step("an engine that is killed")
        for _ in range(2):
            if (pid := desk.reader.pid(EngineName.QUICK)) is None:
                raise SilentError("The quick engine keeps ending.")
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            began = desk.submit(snip)
            killed.values.append((desk.answer(Piece) - began) * 1000)
            desk.answer(Done)
    finally:
        desk.reader.close()


def _times(
    desk: _Desk, column: Column, snip: Shot, screen: Shot, step: Callable[[str], None]
) -> None:
    step("loading")
    began = time.monotonic()
    desk.reader.warm(EngineName.QUICK)
    column.values["load_s"] = desk.answer(Ready) - began
    firsts: dict[str, list[float]] = {"first_text_snip_s": [], "first_text_screen_s": []}
    wholes = []
    for name, shot, runs in (("first_text_snip_s", snip, 5), ("first_text_screen_s", screen, 3)):
        step(f"a picture of {shot.width} x {shot.height}")
        for _ in range(runs):
            began = desk.submit(shot)
            firsts[name].append(desk.answer(Piece) - began)
            done = desk.answer(Done) - began
            if shot is screen:
                wholes.append(done)
    for name, values in firsts.items():
        # The first picture of a process finds its models' memory cold.
        column.values[name] = statistics.median(values[1:])
    column.values["screen_s"] = statistics.median(wholes[1:])
    if pid := desk.reader.pid(EngineName.QUICK):
        _memory(column, pid)
    else:
        column.why["memory_bytes"] = "The quick engine ended too soon. Run it again."


def _memory(column: Column, pid: int) -> None:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        column.why["memory_bytes"] = "This system doesn't tell the memory of another process."
        return
    resident = next(line.split() for line in status.splitlines() if line.startswith("VmRSS"))
    column.values["memory_bytes"] = int(resident[1]) * 1024
