"""A real reader with everything that it delivers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from queue import Empty, Queue

from desktop.reader.patience import PATIENCE, Patience
from desktop.reader.worker import PROGRAM, Message, Reader, ReaderOptions
from desktop.values import Done, EngineName, Failed, Look, Piece, Read, Ready, Shot, Started, Task


class Desk:
    """A reader and everything that it delivers."""

    def __init__(
        self,
        options: ReaderOptions,
        patience: Mapping[EngineName, Patience] = PATIENCE,
        program: str = PROGRAM,
    ) -> None:
        self.inbox: Queue[tuple[float, Message]] = Queue()
        self.reader = Reader(
            options, lambda message: self.inbox.put((time.monotonic(), message)), patience, program
        )
        self.job = 0
        self.heard: list[tuple[float, Message]] = []

    def read(
        self, shot: Shot, task: Task | None = None, engine: EngineName = EngineName.AUTO
    ) -> Done | Failed:
        """Submit and wait for the end."""
        self.submit(shot, task, engine)
        return self.end()

    def submit(
        self, shot: Shot, task: Task | None = None, engine: EngineName = EngineName.AUTO
    ) -> int:
        self.job += 1
        self.heard = []
        self.reader.submit(Read(self.job, shot, task or Task(), engine))
        return self.job

    def look(self, shot: Shot, engine: EngineName = EngineName.AUTO) -> int:
        """Let the engine look ahead, as while the user is asked what the task must be told."""
        self.job += 1
        self.reader.look(Look(self.job, shot, Task("ask"), engine))
        return self.job

    def next(self, *kinds: type, timeout: float = 60.0) -> Message:
        """The next message of one of these kinds."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                self.heard.append(self.inbox.get(timeout=max(0.0, deadline - time.monotonic())))
            except Empty:
                names = ", ".join(kind.__name__ for kind in kinds)
                raise AssertionError(f"no {names} within {timeout} s") from None
            if isinstance(self.heard[-1][1], kinds):
                return self.heard[-1][1]

    def end(self, job: int | None = None, timeout: float = 60.0) -> Done | Failed:
        """The end of the job, the latest one by default."""
        while True:
            message = self.next(Done, Failed, timeout=timeout)
            assert isinstance(message, Done | Failed)
            if message.job == (job or self.job):
                return message

    def started(self) -> Started:
        message = self.next(Started)
        assert isinstance(message, Started)
        return message

    def ready(self) -> Ready:
        message = self.next(Ready)
        assert isinstance(message, Ready)
        return message

    def text(self) -> str:
        """The pieces heard so far of the latest job, joined."""
        return "".join(m.text for _, m in self.heard if isinstance(m, Piece) and m.job == self.job)

    def pid(self, engine: EngineName) -> int:
        pid = self.reader.pid(engine)
        assert pid is not None
        return pid

    def close(self) -> None:
        self.reader.close()
