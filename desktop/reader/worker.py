"""The worker thread: drives the engines' processes, so that the window never waits for one.

Everything that happens arrives in one inbox as a value: what the app asks for, what the engines'
processes say. What becomes of each is ``handling``'s; here is the thread, and the door to it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue

from desktop.reader import record
from desktop.reader.choice import ReaderOptions
from desktop.reader.handling import Handling, Message
from desktop.reader.hands import Cancel, Close, Configure, Order, Warm
from desktop.reader.patience import PATIENCE, Patience
from desktop.reader.seats import Seats
from desktop.values import EngineName, Look, Read

__all__ = ["PATIENCE", "Message", "Patience", "Reader", "ReaderOptions"]

PROGRAM = "desktop.reader.child"


class Reader:
    """From a shot to text. Every answer goes to ``deliver``, on the worker thread.

    For each submitted read there is exactly one ``Done`` or ``Failed``; ``Started``, ``Piece`` and,
    of a translation, ``Parted`` and ``Placed`` come before it. ``Ready`` tells that an engine has
    been loaded, ``Unloaded`` that HunyuanOCR or the connection to a server was ended and none
    stands in its place. ``program`` is the module that the engines' processes run.
    """

    def __init__(
        self,
        options: ReaderOptions,
        deliver: Callable[[Message], None],
        patience: Mapping[EngineName, Patience] = PATIENCE,
        program: str = PROGRAM,
    ) -> None:
        self._inbox: SimpleQueue[Order] = SimpleQueue()
        self._seats = Seats(self._inbox.put, program)
        self._handling = Handling(options, deliver, patience, self._seats)
        self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
        self._thread.start()

    def submit(self, read: Read) -> None:
        """Read this; what was being read is cancelled."""
        self._inbox.put(read)

    def look(self, look: Look) -> None:
        """A read of this shot follows once the task has been told what it needs.

        HunyuanOCR looks at it by then, where it would be the one to read and has nothing else to
        do; for a translation both engines are loaded. Nothing is answered; ``cancel`` ends it.
        """
        self._inbox.put(look)

    def cancel(self, job: int) -> None:
        """The job isn't wanted any more; it ends as ``Failed`` of kind CANCELLED."""
        self._inbox.put(Cancel(job))

    def configure(self, options: ReaderOptions) -> None:
        """Use these options from the next read on."""
        self._inbox.put(Configure(options))

    def warm(self, engine: EngineName) -> None:
        """Load this engine ahead of the first read."""
        self._inbox.put(Warm(engine))

    def pid(self, engine: EngineName) -> int | None:
        """The number of the engine's process in the system, None where none runs."""
        seat = self._seats.get(engine)
        return seat.child.pid if seat else None

    def close(self, timeout_seconds: float = 2.0) -> None:
        """End the engines and the thread; waits for the thread."""
        self._inbox.put(Close())
        self._thread.join(timeout_seconds)

    def _work(self) -> None:
        message: Order | None = None
        while not isinstance(message, Close):
            try:
                message = self._inbox.get(timeout=self._handling.next_due())
            except Empty:
                message = None
            try:
                self._handling.handle(message)
            except Exception as error:  # whatever it is, the next read must not hang
                record.unforeseen(error)
                self._handling.break_off(message)
