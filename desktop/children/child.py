"""One supervised child process: started, spoken to in messages, cancelled, killed, started again.

1. ``send`` starts the process where none runs and leaves the message to a sending thread, so that
   a child that hangs with a full pipe never holds up the caller.
2. A receiving thread hands each message of the child to ``deliver``.
3. What a process says after it was told to end is dropped. What it said before may still lie in
   its listener's inbox then: who starts a new process in the meantime asks for messages ``tagged``
   with their generation, so that two never mix.
4. A hang is seen by ``ping``: the child answers on a thread that does nothing else.
5. However the process ends, ``deliver`` gets one ``Ended``; a later ``send`` starts a new
   generation. After quick deaths in a row that is refused for a while, and said for how long.

``deliver`` is called on the receiving threads, never while a lock of this module is held.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path
from queue import SimpleQueue
from typing import cast

from desktop.children import wire
from desktop.children.wire import Cancel, Ping

BACK_OFF = (0.0, 0.5, 2.0, 10.0)
"""Seconds until the next start after one, two, three, four and more quick deaths in a row."""

QUICK_DEATH = 10.0
"""A process that ends unasked, younger than this many seconds and without having said anything,
died quickly: one that once spoke can start, whatever killed it later."""

_ROOT = Path(__file__).resolve().parents[2]
_EXIT_GRACE = 2.0
_LISTENING_GRACE = 0.3


class ChildGone(Exception):  # noqa: N818 - what it says, not how
    """The child can't be spoken to now; it may be started in ``retry_after`` seconds."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Ended:
    """The process of this generation is no more; told once for each.

    ``returncode`` is negative for the signal that ended it. ``wanted``: it was asked to end.
    ``detail`` tells for the log why it died: kinds of errors and places in the program, no text.
    """

    name: str
    generation: int
    returncode: int
    wanted: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class From:
    """A message, and the generation of the process that sent it."""

    generation: int
    message: object


class Child:
    """A child process that runs ``python -m module arguments`` and speaks through its pipes.

    For any thread; no method waits for the child. ``tagged``: each message, ``Ended`` among them,
    is delivered inside of a ``From``.
    """

    def __init__(
        self,
        name: str,
        module: str,
        arguments: Sequence[str],
        deliver: Callable[[object], None],
        *,
        tagged: bool = False,
    ) -> None:
        self.name = name
        self._tagged = tagged
        self._command = [sys.executable, "-m", module, *arguments]
        self._deliver = deliver
        self._lock = threading.Lock()
        self._run: _Run | None = None
        self._generation = 0
        self._quick_deaths = 0
        self._not_before = 0.0

    @property
    def running(self) -> bool:
        """Whether a process runs that hasn't been told to end."""
        with self._lock:
            return self._run is not None

    @property
    def generation(self) -> int:
        """How many processes have been started; the number of the latest."""
        return self._generation

    @property
    def retry_after(self) -> float:
        """Seconds until a start is allowed again; 0 when it is."""
        return max(0.0, self._not_before - time.monotonic())

    @property
    def pid(self) -> int | None:
        """The process's number in the system, None when none runs."""
        with self._lock:
            return self._run.process.pid if self._run else None

    def start(self) -> None:
        """Start the process unless one runs. Raises ChildGone when it can't, or may not yet."""
        with self._lock:
            self._started()

    def send(self, message: object) -> None:
        """Leave ``message`` to be sent, starting the process where none runs.

        Raises ChildGone when no process can be started, or may not yet.
        """
        frame = wire.pack(message)
        with self._lock:
            self._started().outgoing.put(frame)

    def cancel(self, job: int) -> None:
        """Tell the child that ``job`` isn't wanted any more; nothing happens if none runs."""
        with self._lock:
            if self._run is not None:
                self._run.outgoing.put(wire.pack(Cancel(job)))

    def ping(self) -> int:
        """Ask for a sign of life; gives how many were asked for before and not followed by any.

        Every message is a sign. A process that is stopped, or a thread in it that holds the
        interpreter and doesn't let go, gives none; one that only computes does. 0 where no process
        runs.
        """
        with self._lock:
            return self._run.ping() if self._run else 0

    def stop(self, grace_seconds: float) -> None:
        """Close the pipe to the child, and kill it if it hasn't ended after the grace.

        The app's own end waits for that: a child that hangs must not outlive it.
        """
        run = self._let_go()
        if run is not None:
            threading.Thread(
                target=run.stop, args=(grace_seconds,), name=f"{self.name} stopping", daemon=False
            ).start()

    def kill(self) -> None:
        """End the process now."""
        run = self._let_go()
        if run is not None:
            run.process.kill()

    def _let_go(self) -> _Run | None:
        with self._lock:
            run, self._run = self._run, None
            if run is not None:
                run.wanted = True
            return run

    def _started(self) -> _Run:
        if self._run is not None:
            return self._run
        if (wait := self.retry_after) > 0:
            raise ChildGone(f"{self.name} keeps ending; not started again yet", wait)
        try:
            run = _Run(self._command)
        except OSError as error:
            raise ChildGone(f"{self.name} can't be started: {error.strerror}") from error
        self._generation += 1
        run.generation = self._generation
        self._run = run
        threading.Thread(
            target=self._receive, args=(run,), name=f"{self.name} receiving", daemon=True
        ).start()
        return run

    def _receive(self, run: _Run) -> None:
        try:
            run.receive(lambda message: self._hand_over(run, message))
        finally:
            returncode = run.finish()
            with self._lock:
                if self._run is run:
                    self._run = None
                if not run.wanted:
                    self._count_death(run)
            ended = Ended(self.name, run.generation, returncode, run.wanted, run.last_words())
            self._hand_over(run, ended)

    def _hand_over(self, run: _Run, message: object) -> None:
        self._deliver(From(run.generation, message) if self._tagged else message)

    def _count_death(self, run: _Run) -> None:
        quick = not run.spoke and time.monotonic() - run.began < QUICK_DEATH
        self._quick_deaths = self._quick_deaths + 1 if quick else 0
        wait = BACK_OFF[min(self._quick_deaths, len(BACK_OFF)) - 1] if quick else 0.0
        self._not_before = time.monotonic() + wait


class _Run:
    """One process from start to end, with its threads."""

    def __init__(self, command: Sequence[str]) -> None:
        environment = dict(os.environ)
        paths = [str(_ROOT), *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        # The folder where the app was started must not be where modules are looked for.
        environment["PYTHONSAFEPATH"] = "1"
        environment["PYTHONIOENCODING"] = "utf-8:backslashreplace"
        self.generation = 0
        self.wanted = False
        self.spoke = False
        self.unanswered = 0
        self.began = time.monotonic()
        self.outgoing: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            pipesize=1 << 20,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._words: deque[str] = deque(maxlen=8)
        self._listener = threading.Thread(target=self._listen, name="child's errors", daemon=True)
        self._sender = threading.Thread(target=self._send, name="child's sender", daemon=True)
        self._listener.start()
        self._sender.start()

    def receive(self, deliver: Callable[[object], None]) -> None:
        """Hand over messages until the pipe ends; none any more once it is told to end."""
        pipe = cast(RawIOBase, self.process.stdout)
        while True:
            try:
                message = wire.read(pipe)
            except EOFError:
                return
            except wire.WireError as error:
                self._words.append(f"{type(error).__name__}: {error}")
                return
            self.unanswered = 0
            if isinstance(message, Ping):
                continue  # its threads run, which doesn't say that it can start
            self.spoke = True
            if not self.wanted:
                deliver(message)

    def ping(self) -> int:
        """Ask for a sign of life; gives how many asks before this one no sign has followed."""
        before = self.unanswered
        self.unanswered = before + 1
        self.outgoing.put(wire.pack(Ping()))
        return before

    def stop(self, grace_seconds: float) -> None:
        """Close the child's input, wait, then kill."""
        self.outgoing.put(None)
        try:
            self.process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def finish(self) -> int:
        """See the process and its threads off; the pipe from it has ended."""
        try:
            returncode = self.process.wait(_EXIT_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            returncode = self.process.wait()
        self.outgoing.put(None)
        self._sender.join(_EXIT_GRACE)
        # A grandchild that outlives the child holds its standard error open.
        self._listener.join(_LISTENING_GRACE)
        cast(RawIOBase, self.process.stdout).close()
        return returncode

    def last_words(self) -> str:
        """The end of what the process said of its errors, without any message."""
        return " | ".join(self._words)

    def _send(self) -> None:
        pipe = cast(RawIOBase, self.process.stdin)
        try:
            while (frame := self.outgoing.get()) is not None and not self.wanted:
                wire.write(pipe, frame)
        except OSError:
            return  # the process is gone: its receiving thread tells so
        finally:
            pipe.close()

    def _listen(self) -> None:
        with BufferedReader(cast(RawIOBase, self.process.stderr)) as pipe:
            for line in pipe:
                if telling := _telling(line.decode("utf-8", "replace").rstrip()):
                    self._words.append(telling)


_FRAME = re.compile(r'\s*File ".*?([^/\\"]+)", line (\d+)(?:,)? in (\S+)$')
_IMPORT = re.compile(r"(?:ModuleNotFoundError|ImportError): No module named '[\w.]+'")
_ERROR = re.compile(r"(?:[a-zA-Z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit)(?=:|$)")
_FATAL = re.compile(r"Fatal Python error: [\w ]+")


def _telling(line: str) -> str:
    """The part of a line of standard error that tells of an error and can hold no text read."""
    if frame := _FRAME.match(line):
        return f"{frame[1]}:{frame[2]} {frame[3]}"
    for pattern in (_IMPORT, _FATAL, _ERROR):
        if found := pattern.match(line):
            return found[0]
    return ""
