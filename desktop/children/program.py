"""The child's side: messages come in on one thread, the work is done on the main thread.

Standard output belongs to the messages, so it is moved away before any library can print to it:
what is printed lands in standard error. Standard input is moved too; libraries find it empty.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from queue import SimpleQueue

from desktop.children import wire

try:
    import resource
except ModuleNotFoundError:  # Windows, which writes no core files
    resource = None  # type: ignore[assignment]


class Channel:
    """The child's end: sends messages, knows what has been cancelled. For any thread."""

    def __init__(self, outgoing: FileIO) -> None:
        self._outgoing = outgoing
        self._lock = threading.Lock()
        self._cancelled: set[int] = set()
        self._acts: dict[int, Callable[[], None]] = {}
        self._arriving = threading.Lock()
        self._newest: object = None
        self._hear: Callable[[object], None] | None = None

    def send(self, message: object) -> None:
        """Send ``message`` to the app; ends the process when the app is gone."""
        frame = wire.pack(message)
        try:
            with self._lock:
                wire.write(self._outgoing, frame)
        except OSError:
            os._exit(0)

    def cancelled(self, job: int) -> bool:
        """Whether ``job`` has been cancelled; true at once, however busy the main thread is."""
        return job in self._cancelled

    @contextmanager
    def interrupting(self, job: int, act: Callable[[], None]) -> Iterator[None]:
        """While inside, a cancel of ``job`` calls ``act`` at once, on the receiving thread.

        For a library that can be told to break off what it is computing. Called on entering when
        the cancel came before.
        """
        self._acts[job] = act
        try:
            if job in self._cancelled:
                act()
            yield
        finally:
            self._acts.pop(job, None)

    @contextmanager
    def hearing(self, hear: Callable[[object], None]) -> Iterator[None]:
        """While inside, ``hear`` is told each message for ``handle`` at once, before it is handled.

        On the receiving thread, one at a time. First it is told the newest that has come in by
        then, on this thread.
        """
        with self._arriving:
            self._hear = hear
            hear(self._newest)
        try:
            yield
        finally:
            with self._arriving:
                self._hear = None

    def _arrived(self, message: object) -> None:
        with self._arriving:
            self._newest = message
            if self._hear is not None:
                self._hear(message)

    def _cancel(self, job: int) -> None:
        self._cancelled.add(job)
        if (act := self._acts.get(job)) is not None:
            act()


def serve(
    handle: Callable[[object, Channel], None], begin: Callable[[Channel], None] | None = None
) -> None:
    """Call ``handle(message, channel)`` on this thread for every message, until the app closes.

    ``begin(channel)`` comes first, for whatever takes long to load: a cancel is already noted and
    the end of the app already ends the child while it runs. Never returns. An exception of either
    is written to standard error and ends the process with code 1.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_no_core()
    incoming, outgoing = _take_pipes()
    faulthandler.enable()
    channel = Channel(outgoing)
    inbox: SimpleQueue[object] = SimpleQueue()
    threading.Thread(
        target=_receive, args=(incoming, channel, inbox), name="receiving", daemon=True
    ).start()
    try:
        if begin is not None:
            begin(channel)
        while True:
            handle(inbox.get(), channel)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _leave_no_core() -> None:
    """The memory of a process that crashes holds what the user captured: it isn't written down."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _take_pipes() -> tuple[FileIO, FileIO]:
    incoming, outgoing = os.dup(0), os.dup(1)
    # Not only for tidiness: on Windows a library that asks for the type of standard input waits
    # for as long as another thread reads from it, and importing numpy does ask.
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdout.flush()
    os.dup2(2, 1)
    return FileIO(incoming, "rb"), FileIO(outgoing, "wb")


def _receive(incoming: FileIO, channel: Channel, inbox: SimpleQueue[object]) -> None:
    while True:
        try:
            message = wire.read(incoming)
        except (EOFError, OSError, wire.WireError):
            # The app closed the pipe or is gone. The main thread may be deep inside of a library,
            # and there is nothing to save.
            os._exit(0)
        if isinstance(message, wire.Cancel):
            channel._cancel(message.job)
        elif isinstance(message, wire.Ping):
            channel.send(message)
        else:
            channel._arrived(message)
            inbox.put(message)
