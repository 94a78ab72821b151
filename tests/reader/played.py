"""An engine's process, played: the test says what it says."""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Queue
from typing import Any

from desktop.children.child import ChildGone, From


class PlayedChild:
    """A child with the door of the real one; the test says what its process says."""

    made: Queue[PlayedChild]

    def __init__(
        self,
        name: str,
        _module: str,
        arguments: object,
        deliver: Callable[[object], None],
        *,
        tagged: bool,
    ) -> None:
        assert tagged
        self.name, self._deliver = name, deliver
        self.arguments = arguments
        self.generation, self.pid = 1, 1
        self.unanswered = 0
        self.refuse_for = 0.0
        self.got: Queue[tuple[str, Any]] = Queue()
        self.made.put(self)

    def say(self, message: object, generation: int | None = None) -> None:
        self._deliver(From(self.generation if generation is None else generation, message))

    def ping(self) -> int:
        self.got.put(("ping", None))
        return self.unanswered

    def start(self) -> None:
        self.got.put(("start", None))

    def send(self, message: object) -> None:
        """Sent to the process that runs. Raises ChildGone while it can't be started."""
        if self.refuse_for:
            self.got.put(("refused", message))
            raise ChildGone("not started again yet", self.refuse_for)
        self.got.put(("send", message))

    def cancel(self, job: int) -> None:
        self.got.put(("cancel", job))

    def kill(self) -> None:
        self.generation += 1
        self.got.put(("kill", None))

    def stop(self, grace_seconds: float) -> None:
        self.got.put(("stop", grace_seconds))

    def next(self, what: str, timeout: float = 5.0) -> Any:
        deadline = time.monotonic() + timeout
        while True:
            kind, value = self.got.get(timeout=max(0.0, deadline - time.monotonic()))
            if kind == what:
                return value
