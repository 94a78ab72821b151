"""The engines' children: one seat for each engine, with the arguments that the options ask for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from desktop.children.child import Child, ChildGone, Ended, From
from desktop.model import folder as model_folder
from desktop.reader.choice import ReaderOptions
from desktop.reader.hands import Said, Seat
from desktop.values import EngineName

GRACE = 0.5
"""Seconds that a child may take to end by itself."""


class Seats:
    """Which children there are. ``put`` gets what they say, on their receiving threads.

    ``program`` is the module that they run.
    """

    def __init__(self, put: Callable[[Said], None], program: str) -> None:
        self._put, self._program = put, program
        self._taken: dict[EngineName, Seat] = {}
        self._left: list[Seat] = []

    def __iter__(self) -> Iterator[Seat]:
        return iter(list(self._taken.values()))

    def get(self, name: EngineName) -> Seat | None:
        """The engine's seat, None while it has none."""
        return self._taken.get(name)

    def holds(self, seat: Seat) -> bool:
        """Whether the seat hasn't been left."""
        return self._taken.get(seat.name) is seat

    def take(self, name: EngineName, options: ReaderOptions) -> Seat:
        """The engine's seat; a new one where the options ask for other arguments."""
        arguments = self.arguments(name, options)
        if (seat := self._taken.get(name)) is None or seat.arguments != arguments:
            self.leave(name)
            seat = self._taken[name] = self._made(name, arguments)
        return seat

    def prepare(self, name: EngineName, options: ReaderOptions) -> None:
        """Load the engine ahead of its job; what goes wrong, the job will meet."""
        seat = self.take(name, options)
        seat.idle_since = time.monotonic()
        with suppress(ChildGone):
            seat.child.start()

    def cancel(self, job: int) -> None:
        """No engine goes on with this job."""
        for seat in self:
            seat.child.cancel(job)
            seat.idle_since = time.monotonic()

    def end_look(self) -> None:
        """What HunyuanOCR looks at isn't wanted any more."""
        if (seat := self.get(EngineName.HUNYUAN)) is not None and seat.look is not None:
            seat.child.cancel(seat.look)

    def leave(self, name: EngineName) -> None:
        """End the engine's child."""
        if (seat := self._taken.pop(name, None)) is None:
            return
        if seat.ready and name is not EngineName.QUICK:
            self._left.append(seat)
        seat.child.stop(GRACE)

    def is_unloaded(self, said: Said) -> bool:
        """Whether this message, of a seat that was left, ends what had been loaded.

        Not where the engine is loaded anew by then: ``Ready`` has told what counts. The quick
        engine is small, nobody is told of it.
        """
        if said.seat not in self._left or not isinstance(said.message, Ended):
            return False
        self._left.remove(said.seat)
        now = self.get(said.seat.name)
        return now is None or now.ready is None

    def arguments(self, name: EngineName, options: ReaderOptions) -> tuple[str, ...]:
        """What the engine's program is told."""
        if name is EngineName.QUICK:
            return (name.value,)
        if name is EngineName.REMOTE:
            return (name.value, options.server, options.server_model)
        folder = model_folder.find(options.model_dir)
        return (name.value, str(folder or ""), options.device, options.weights)

    def next_idle(self, minutes: float, busy: Seat | None) -> tuple[float, Seat] | None:
        """When the next engine has had nothing to do for so long, and which; None if none will.

        ``busy`` has the job in hand. The quick engine is small, and stays.
        """
        if minutes <= 0:
            return None
        due = [
            (seat.idle_since + minutes * 60, seat)
            for seat in self._taken.values()
            if seat.idle and seat is not busy and seat.name is not EngineName.QUICK
        ]
        return min(due, key=lambda one: one[0], default=None)

    def _made(self, name: EngineName, arguments: tuple[str, ...]) -> Seat:
        def deliver(told: object) -> None:
            if isinstance(told, From):
                self._put(Said(seat, told.generation, told.message))

        child = Child(name.value, self._program, arguments, deliver, tagged=True)
        seat = Seat(name, arguments, child, idle_since=time.monotonic())
        return seat
