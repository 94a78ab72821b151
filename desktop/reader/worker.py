"""The worker thread: drives the engines' processes, so that the window never waits for one.

Everything that happens arrives in one inbox as a value: what the app asks for, what the engines'
processes say. One job is in hand at a time; a newer read cancels the older.

1. A read is given to the engine that ``choice`` names; its process starts when it is needed.
2. A process that dies in the middle is started again and reads the same shot once more; the text
   that was already given out isn't repeated.
3. Each step has a deadline: loading, beginning, going on. A process that misses one is killed.
4. Under ``auto``, an engine that can't be loaded is replaced by the quick one, and that is said.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import assert_never

from desktop.children.child import Child, ChildGone, Ended
from desktop.reader import model_folder
from desktop.reader.choice import Choice, ReaderOptions, choose, stood_in
from desktop.reader.patience import PATIENCE, Patience
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Piece,
    Read,
    Reading,
    Ready,
    Shot,
    Started,
    Task,
)

Message = Ready | Started | Piece | Done | Failed

__all__ = ["PATIENCE", "Message", "Patience", "Reader", "ReaderOptions"]


_GRACE = 0.5
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class _Cancel:
    job: int


@dataclass(frozen=True, slots=True)
class _Configure:
    options: ReaderOptions


@dataclass(frozen=True, slots=True)
class _Warm:
    engine: EngineName


@dataclass(frozen=True, slots=True)
class _Close:
    pass


@dataclass(frozen=True, slots=True)
class _Said:
    """A message of the process that belongs to ``seat``."""

    seat: _Seat
    message: object


_Inbox = Read | _Cancel | _Configure | _Warm | _Close | _Said


@dataclass(eq=False, slots=True)
class _Seat:
    """An engine's child, and what is known of its process."""

    name: EngineName
    arguments: tuple[str, ...]
    child: Child
    ready: Ready | None = None


@dataclass(eq=False, slots=True)
class _Job:
    """The read in hand."""

    read: Read
    choice: Choice
    deadline: float = 0.0
    stage: str = "load"
    attempts: int = 0
    retry_at: float | None = None
    started: bool = False
    given: str = field(default="", repr=False)
    again: str = field(default="", repr=False)


class Reader:
    """From a shot to text. Every answer goes to ``deliver``, on the worker thread.

    For each submitted read there is exactly one ``Done`` or ``Failed``; ``Started`` and ``Piece``
    come before it. ``Ready`` tells that an engine has been loaded.
    """

    def __init__(
        self,
        options: ReaderOptions,
        deliver: Callable[[Message], None],
        patience: Mapping[EngineName, Patience] = PATIENCE,
    ) -> None:
        self._options = options
        self._deliver = deliver
        self._patience = patience
        self._inbox: SimpleQueue[_Inbox] = SimpleQueue()
        self._seats: dict[EngineName, _Seat] = {}
        self._job: _Job | None = None
        self._unloadable: Failed | None = None
        self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
        self._thread.start()

    def submit(self, read: Read) -> None:
        """Read this; what was being read is cancelled."""
        self._inbox.put(read)

    def cancel(self, job: int) -> None:
        """The job isn't wanted any more; it ends as ``Failed`` of kind CANCELLED."""
        self._inbox.put(_Cancel(job))

    def configure(self, options: ReaderOptions) -> None:
        """Use these options from the next read on."""
        self._inbox.put(_Configure(options))

    def warm(self, engine: EngineName) -> None:
        """Load this engine ahead of the first read."""
        self._inbox.put(_Warm(engine))

    def pid(self, engine: EngineName) -> int | None:
        """The number of the engine's process in the system, None where none runs."""
        seat = self._seats.get(engine)
        return seat.child.pid if seat else None

    def close(self, timeout_seconds: float = 2.0) -> None:
        """End the engines and the thread; waits for the thread."""
        self._inbox.put(_Close())
        self._thread.join(timeout_seconds)

    def _work(self) -> None:
        while True:
            try:
                message = self._inbox.get(timeout=self._next_due())
            except Empty:
                self._on_due()
                continue
            match message:
                case Read():
                    self._begin(message)
                case _Cancel(job):
                    if self._job is not None and self._job.read.job == job:
                        self._drop_job()
                case _Configure(options):
                    self._reconfigure(options)
                case _Warm(engine):
                    self._on_warm(engine)
                case _Said(seat, said):
                    if self._seats.get(seat.name) is seat:
                        self._on_said(seat, said)
                case _Close():
                    self._drop_job()
                    for name in list(self._seats):
                        self._unseat(name)
                    return
                case _:
                    assert_never(message)

    # What is asked for.

    def _begin(self, read: Read) -> None:
        self._drop_job()
        choice = choose(read, self._options)
        if isinstance(choice, Failed):
            self._deliver(choice)
            return
        if choice.stand_in and self._unloadable is not None:
            choice = _quick_instead(self._unloadable)
        self._job = _Job(read, choice)
        self._hand_over(self._job)

    def _drop_job(self) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        if (seat := self._seats.get(job.choice.engine)) is not None:
            seat.child.cancel(job.read.job)
        self._deliver(Failed(job.read.job, FailureKind.CANCELLED, "Stopped."))

    def _reconfigure(self, options: ReaderOptions) -> None:
        self._options, self._unloadable = options, None
        seat = self._seats.get(EngineName.HUNYUAN)
        in_hand = self._job is not None and self._job.choice.engine is EngineName.HUNYUAN
        if seat is not None and not in_hand and seat.arguments != self._arguments(seat.name):
            self._unseat(seat.name)

    def _on_warm(self, engine: EngineName) -> None:
        # Nobody waits for it: what is wrong here, the next read says.
        choice = choose(Read(0, Shot(b"", 0, 0), Task(), engine), self._options)
        if isinstance(choice, Choice):
            with suppress(ChildGone):
                self._seat(choice.engine).child.start()

    # What the processes say.

    def _on_said(self, seat: _Seat, said: object) -> None:
        job = self._job
        if job is not None and job.choice.engine is not seat.name:
            job = None
        match said:
            case Ready():
                seat.ready = said
                if job is not None and job.stage == "load":
                    self._set_deadline(job, "begin")
                self._deliver(said)
            case Failed(job=0):
                self._on_unloadable(seat, job, said)
            case Ended():
                self._on_ended(seat, job, said)
            case Started() | Piece() | Done() | Failed() if job and said.job == job.read.job:
                self._on_answer(seat, job, said)
            case _:
                return  # of a job that isn't wanted any more

    def _on_answer(self, seat: _Seat, job: _Job, said: Started | Piece | Done | Failed) -> None:
        self._set_deadline(job, "silence")
        match said:
            case Started():
                if not job.started:
                    job.started = True
                    self._deliver(said)
            case Piece():
                job.again += said.text
                new = job.again[len(job.given) :]
                if new:
                    job.given = job.again
                    self._deliver(replace(said, text=new))
            case Done():
                self._job = None
                self._deliver(replace(said, reading=self._with_notes(said.reading, seat, job)))
            case Failed():
                self._end(said)
            case _:
                assert_never(said)

    def _with_notes(self, reading: Reading, seat: _Seat, job: _Job) -> Reading:
        notes = (*job.choice.notes, *(seat.ready.notes if seat.ready else ()), *reading.notes)
        return replace(reading, notes=notes)

    def _on_unloadable(self, seat: _Seat, job: _Job | None, failed: Failed) -> None:
        self._unseat(seat.name)
        self._unloadable = failed
        if job is not None:
            self._give_up(job, replace(failed, job=job.read.job))

    def _on_ended(self, seat: _Seat, job: _Job | None, ended: Ended) -> None:
        if ended.generation != seat.child.generation:
            return
        was_ready, seat.ready = seat.ready is not None, None
        if job is not None:
            detail = f"{seat.name} ended with {ended.returncode}. {ended.detail}".strip()
            self._once_more(job, FailureKind.ENGINE_DIED, detail)
        elif was_ready and not ended.wanted:
            self._on_warm(seat.name)

    # Handing the job over, and what happens when nothing comes back.

    def _hand_over(self, job: _Job) -> None:
        seat = self._seat(job.choice.engine)
        job.again, job.retry_at = "", None
        try:
            seat.child.send(job.read)
        except ChildGone as gone:
            if gone.retry_after > 0:
                job.retry_at = time.monotonic() + gone.retry_after
                return
            self._fail(job, FailureKind.NO_ENGINE, str(gone))
            return
        job.attempts += 1
        self._set_deadline(job, "begin" if seat.ready else "load")

    def _once_more(self, job: _Job, kind: FailureKind, detail: str) -> None:
        if job.attempts < _ATTEMPTS:
            self._hand_over(job)
        else:
            self._fail(job, kind, detail)

    def _next_due(self) -> float | None:
        if self._job is None:
            return None
        due = self._job.deadline if self._job.retry_at is None else self._job.retry_at
        return max(0.0, due - time.monotonic())

    def _on_due(self) -> None:
        job = self._job
        if job is None or (self._next_due() or 0.0) > 0:
            return
        if job.retry_at is not None:
            self._hand_over(job)
            return
        seat = self._seats[job.choice.engine]
        seat.ready = None
        seat.child.kill()
        detail = f"{seat.name} gave no sign at {job.stage}"
        if job.stage == "begin":
            # It hung over what came before: this shot hasn't been tried yet.
            self._once_more(job, FailureKind.ENGINE_STUCK, detail)
        else:
            self._fail(job, FailureKind.ENGINE_STUCK, detail)

    def _fail(self, job: _Job, kind: FailureKind, detail: str) -> None:
        failed = Failed(job.read.job, kind, _SENTENCES[kind], detail)
        if job.stage == "load":
            self._give_up(job, failed)
        else:
            self._end(failed)

    def _give_up(self, job: _Job, failed: Failed) -> None:
        """The engine can't be loaded: let the quick one read, where that is allowed."""
        if not job.choice.stand_in:
            self._end(failed)
            return
        self._unloadable = failed
        job.choice, job.attempts = _quick_instead(failed), 0
        self._hand_over(job)

    def _end(self, failed: Failed) -> None:
        self._job = None
        self._deliver(failed)

    def _set_deadline(self, job: _Job, stage: str) -> None:
        patience = self._patience[job.choice.engine]
        megapixels = job.read.shot.width * job.read.shot.height / 1e6
        seconds = {
            "load": patience.load,
            "begin": patience.begin,
            "silence": patience.silence + patience.silence_per_megapixel * megapixels,
        }[stage]
        job.stage, job.deadline = stage, time.monotonic() + seconds

    def _seat(self, name: EngineName) -> _Seat:
        arguments = self._arguments(name)
        seat = self._seats.get(name)
        if seat is None or seat.arguments != arguments:
            self._unseat(name)
            seat = self._seats[name] = self._new_seat(name, arguments)
        return seat

    def _new_seat(self, name: EngineName, arguments: tuple[str, ...]) -> _Seat:
        def deliver(said: object) -> None:
            self._inbox.put(_Said(seat, said))

        child = Child(name.value, "desktop.reader.child", arguments, deliver)
        seat = _Seat(name, arguments, child)
        return seat

    def _arguments(self, name: EngineName) -> tuple[str, ...]:
        if name is EngineName.QUICK:
            return (name.value, "", "cpu")
        folder = model_folder.find(self._options.model_dir)
        return (name.value, str(folder or ""), self._options.device)

    def _unseat(self, name: EngineName) -> None:
        if (seat := self._seats.pop(name, None)) is not None:
            seat.child.stop(_GRACE)


def _quick_instead(failed: Failed) -> Choice:
    return Choice(EngineName.QUICK, (stood_in(failed.sentence),))


_SENTENCES = {
    FailureKind.NO_ENGINE: "The engine can't be started. Run the installer again.",
    FailureKind.ENGINE_DIED: "The engine broke down twice over this picture. "
    "Try again, or choose a smaller region.",
    FailureKind.ENGINE_STUCK: "The engine took too long and was stopped. "
    "Try again, or choose a smaller region.",
}
