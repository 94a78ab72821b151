"""The worker thread: drives the engines' processes, so that the window never waits for one.

Everything that happens arrives in one inbox as a value: what the app asks for, what the engines'
processes say. One job is in hand at a time; a newer read cancels the older.

1. A read is given to the engine that ``choice`` names; its process starts when it is needed.
2. A process that dies in the middle is started again and reads the same shot once more; the text
   that was already given out isn't repeated.
3. Each step has a deadline: loading, beginning, going on. A process that misses one is killed, and
   so is one that a newer read waits for longer than loading it again takes.
4. Under ``auto``, an engine that can't be loaded is replaced by the quick one, and that is said.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import assert_never

from desktop.children.child import Child, ChildGone, Ended
from desktop.model import folder as model_folder
from desktop.reader import record
from desktop.reader.choice import Choice, ReaderOptions, choose, quick_instead, untested
from desktop.reader.hands import Cancel, Close, Configure, Job, Order, Said, Seat, Warm
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


UNLOADABLE_SECONDS = 60.0
"""How long an engine that couldn't be loaded isn't tried again: what was missing may come back."""

LEAST_WAIT = 1.0
"""Seconds that a process may go on with a cancelled job, at least, while a newer read waits."""

_GRACE = 0.5
_ATTEMPTS = 2


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
        self._listener = deliver
        self._patience = patience
        self._inbox: SimpleQueue[Order] = SimpleQueue()
        self._seats: dict[EngineName, Seat] = {}
        self._job: Job | None = None
        self._unloadable: tuple[Failed, float] | None = None
        self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
        self._thread.start()

    def submit(self, read: Read) -> None:
        """Read this; what was being read is cancelled."""
        self._inbox.put(read)

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
                message = self._inbox.get(timeout=self._next_due())
            except Empty:
                message = None
            try:
                self._handle(message)
            except Exception as error:  # whatever it is, the next read must not hang
                record.unforeseen(error)
                self._break_off(message)

    def _handle(self, message: Order | None) -> None:
        match message:
            case None:
                self._on_due()
            case Read():
                self._begin(message)
            case Cancel(job):
                if self._job is not None and self._job.read.job == job:
                    self._drop_job()
            case Configure(options):
                self._reconfigure(options)
            case Warm(engine):
                self._on_warm(engine)
            case Said(seat, said):
                if self._seats.get(seat.name) is seat:
                    self._on_said(seat, said)
            case Close():
                self._drop_job()
                for name in list(self._seats):
                    self._unseat(name)
            case _:
                assert_never(message)

    def _break_off(self, message: Order | None) -> None:
        """End the job in hand, and the read that came in, after an error that nobody foresaw."""
        job, self._job = self._job, None
        reads = [job.read] if job else []
        if isinstance(message, Read) and message not in reads:
            reads.append(message)
        for read in reads:
            for seat in self._seats.values():
                seat.child.cancel(read.job)
            try:
                self._listener(Failed(read.job, FailureKind.NO_ENGINE, _UNFORESEEN))
            except Exception as error:
                record.unforeseen(error)

    def _deliver(self, message: Message) -> None:
        if isinstance(message, Failed):
            record.failed(message)
        self._listener(message)

    # What is asked for.

    def _begin(self, read: Read) -> None:
        self._drop_job()
        choice = choose(read, self._options)
        if isinstance(choice, Failed):
            self._deliver(choice)
            return
        if choice.stand_in and self._unloadable is not None:
            failed, since = self._unloadable
            if time.monotonic() - since < UNLOADABLE_SECONDS:
                choice = quick_instead(failed)
        self._job = Job(read, choice)
        self._hand_over(self._job)

    def _drop_job(self) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        for seat in self._seats.values():
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

    def _on_said(self, seat: Seat, said: object) -> None:
        job = self._job
        if isinstance(said, Started):
            seat.working = said.job
        elif isinstance(said, Done | Failed | Ended):
            seat.working = None
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
            case Started() | Done() | Failed() if job and job.stage == "begin":
                self._set_deadline(job, "begin")  # of a job that isn't wanted any more
            case _:
                return

    def _on_answer(self, seat: Seat, job: Job, said: Started | Piece | Done | Failed) -> None:
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
                done = replace(said, reading=self._with_notes(said.reading, seat, job))
                self._job = None
                self._deliver(done)
            case Failed():
                self._end(said)
            case _:
                assert_never(said)

    def _with_notes(self, reading: Reading, seat: Seat, job: Job) -> Reading:
        of_engine = seat.ready.notes if seat.ready else ()
        notes = (*job.choice.notes, *of_engine, *reading.notes, *untested(job.read.task))
        return replace(reading, notes=notes)

    def _on_unloadable(self, seat: Seat, job: Job | None, failed: Failed) -> None:
        self._unseat(seat.name)
        if job is not None:
            self._give_up(job, replace(failed, job=job.read.job))
        elif seat.name is EngineName.HUNYUAN:
            self._remember(failed)
        else:
            record.failed(failed)

    def _on_ended(self, seat: Seat, job: Job | None, ended: Ended) -> None:
        record.ended(ended)
        if ended.generation != seat.child.generation:
            return
        was_ready, seat.ready = seat.ready is not None, None
        if job is not None:
            detail = f"{seat.name} ended with {ended.returncode}. {ended.detail}".strip()
            self._once_more(job, FailureKind.ENGINE_DIED, detail)
        elif was_ready and not ended.wanted:
            self._on_warm(seat.name)

    # Handing the job over, and what happens when nothing comes back.

    def _hand_over(self, job: Job) -> None:
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

    def _once_more(self, job: Job, kind: FailureKind, detail: str) -> None:
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
        if seat.working not in (None, job.read.job):
            job.attempts = 0  # it was at a cancelled one; here it loads once more, at most
        seat.ready, seat.working = None, None
        seat.child.kill()
        record.stuck(seat.name, job.stage)
        detail = f"{seat.name} gave no sign at {job.stage}"
        if job.stage == "begin":
            # It hung over what came before: this shot hasn't been tried yet.
            self._once_more(job, FailureKind.ENGINE_STUCK, detail)
        else:
            self._fail(job, FailureKind.ENGINE_STUCK, detail)

    def _fail(self, job: Job, kind: FailureKind, detail: str) -> None:
        failed = Failed(job.read.job, kind, _SENTENCES[kind], detail)
        if job.stage == "load":
            self._give_up(job, failed)
        else:
            self._end(failed)

    def _give_up(self, job: Job, failed: Failed) -> None:
        """The engine can't be loaded: let the quick one read, where that is allowed."""
        if not job.choice.stand_in:
            self._end(failed)
            return
        self._remember(failed)
        job.choice, job.attempts = quick_instead(failed), 0
        self._hand_over(job)

    def _remember(self, failed: Failed) -> None:
        record.failed(failed)
        # Memory comes and goes with other programs: the next read tries again.
        if failed.kind is not FailureKind.NO_MEMORY:
            self._unloadable = (failed, time.monotonic())

    def _end(self, failed: Failed) -> None:
        self._job = None
        self._deliver(failed)

    def _set_deadline(self, job: Job, stage: str) -> None:
        patience = self._patience[job.choice.engine]
        megapixels = job.read.shot.width * job.read.shot.height / 1e6
        seconds = {
            "load": patience.load,
            "begin": self._wait_for(self._seats[job.choice.engine], job, patience.begin),
            "silence": patience.silence + patience.silence_per_megapixel * megapixels,
        }[stage]
        job.stage, job.deadline = stage, time.monotonic() + seconds

    def _wait_for(self, seat: Seat, job: Job, longest: float) -> float:
        """Seconds until the process must begin the job.

        It may be at a cancelled one inside of what can't be broken off: HunyuanOCR's look at a
        picture takes minutes on a CPU. How long it still takes can't be known, so it is waited for
        as long as loading the model again takes, then killed: at most twice as long as the best.
        """
        if seat.working in (None, job.read.job) or seat.ready is None:
            return longest
        return min(longest, max(LEAST_WAIT, seat.ready.seconds))

    def _seat(self, name: EngineName) -> Seat:
        arguments = self._arguments(name)
        if (seat := self._seats.get(name)) is None or seat.arguments != arguments:
            self._unseat(name)
            seat = self._seats[name] = self._new_seat(name, arguments)
        return seat

    def _new_seat(self, name: EngineName, arguments: tuple[str, ...]) -> Seat:
        def deliver(said: object) -> None:
            self._inbox.put(Said(seat, said))

        seat = Seat(name, arguments, Child(name.value, "desktop.reader.child", arguments, deliver))
        return seat

    def _arguments(self, name: EngineName) -> tuple[str, ...]:
        if name is EngineName.QUICK:
            return (name.value,)
        if name is EngineName.REMOTE:
            return (name.value, self._options.server, self._options.server_model)
        folder = model_folder.find(self._options.model_dir)
        return (name.value, str(folder or ""), self._options.device)

    def _unseat(self, name: EngineName) -> None:
        if (seat := self._seats.pop(name, None)) is not None:
            seat.child.stop(_GRACE)


_UNFORESEEN = "The reader broke down over this. Try again, or start Sightread again."

_SENTENCES = {
    FailureKind.NO_ENGINE: "The engine can't be started. Run the installer again.",
    FailureKind.ENGINE_DIED: "The engine broke down twice over this picture. "
    "Try again, or choose a smaller region.",
    FailureKind.ENGINE_STUCK: "The engine took too long and was stopped. "
    "Try again, or choose a smaller region.",
}
