"""The look for text on the frozen screen, while the user chooses on it: its blocks can be stepped
through then."""

from __future__ import annotations

from collections.abc import Callable

from desktop.log import moment
from desktop.rooms import Rooms
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Parted,
    Piece,
    Placed,
    Read,
    Shot,
    Started,
    Task,
)

TASK = Task("positions")


class Scan:
    """One look at a time; ``next_number`` gives the number of its job."""

    def __init__(self, rooms: Rooms, next_number: Callable[[], int]) -> None:
        self._rooms = rooms
        self._next_number = next_number
        self._job = 0

    @property
    def under_way(self) -> bool:
        """Whether the engine is looking."""
        return bool(self._job)

    def begin(self, shot: Shot) -> None:
        """Look for text on this screen, and on no other."""
        self.end()
        self._job = self._next_number()
        self._rooms.reader.submit(Read(self._job, shot, TASK, EngineName.QUICK))

    def end(self) -> None:
        """Look no more."""
        job, self._job = self._job, 0
        if job:
            self._rooms.reader.cancel(job)

    def give_way(self) -> None:
        """What is submitted to the reader now takes its place."""
        self._job = 0

    def receive(self, message: Started | Piece | Parted | Placed | Done | Failed) -> bool:
        """A message of the reader; whether it was an answer to this."""
        if message.job != self._job:
            return False
        if isinstance(message, Done | Failed):
            self._job = 0
            moment("text looked for")
            chooser = self._rooms.chooser()
            if isinstance(message, Done):
                chooser.set_blocks(message.reading.lines)
            elif message.kind is FailureKind.NO_TEXT:
                chooser.set_blocks(())
            else:
                chooser.scan_failed(message.sentence)
        return True
