"""What becomes of a read: which engine has it when, what is passed on, and when it is enough.

What the app asks for and what the engines' processes say is handled one after the other. One job is
in hand at a time; a newer read cancels the older.

1. A read is given to the engine that ``choice`` names; its process starts when it is needed.
2. A process that dies in the middle is started again and reads the same shot once more; the text
   that was already given out isn't repeated.
3. Each step has a deadline: loading, beginning, going on. A process that misses one is killed, and
   so is one that a newer read waits for longer than loading it again takes, and one that gives no
   sign of life while it has the job: see ``patience``.
4. Under ``auto``, an engine that can't be loaded is replaced by the quick one, and that is said.
   Where HunyuanOCR has no memory for the picture, or breaks down over it, the quick engine reads
   what it can read, whatever was chosen: a text with a sentence is more than a sentence.
5. A translation has two stages: the quick engine finds the paragraphs, while the engine that will
   translate them is loaded, and then that one has the job, with their places. Where none are found
   it has the whole picture. What has been translated when it breaks down isn't translated again,
   and a paragraph that it breaks down over twice is left out: it doesn't cost the others.
6. HunyuanOCR is ended when it has had nothing to do for some minutes. While there is nothing to do
   the thread waits, without a time-out or with that one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import assert_never

from desktop.children.child import ChildGone, Ended
from desktop.reader import record
from desktop.reader.breakdowns import CHANGED, UNFORESEEN, broken
from desktop.reader.choice import Choice, ReaderOptions, choose, quick_instead
from desktop.reader.hands import Cancel, Close, Configure, Job, Order, Said, Seat, Unloadable, Warm
from desktop.reader.patience import PULSE, Patience
from desktop.reader.seats import Seats
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Line,
    Look,
    Looked,
    Parted,
    Piece,
    Placed,
    Read,
    Reading,
    Ready,
    Shot,
    Started,
    Task,
    Unloaded,
)

Message = Ready | Unloaded | Started | Piece | Parted | Placed | Done | Failed

_ATTEMPTS = 2


class Handling:
    """What the worker thread does with each order; everything here is called on it.

    Every answer goes to ``deliver``. ``seats`` are the engines' children.
    """

    def __init__(
        self,
        options: ReaderOptions,
        deliver: Callable[[Message], None],
        patience: Mapping[EngineName, Patience],
        seats: Seats,
    ) -> None:
        self._options = options
        self._listener = deliver
        self._patience = patience
        self._seats = seats
        self._job: Job | None = None
        self._unloadable = Unloadable()

    def handle(self, message: Order | None) -> None:
        """Do what this order says; None: something is due."""
        match message:
            case None:
                self._on_due()
            case Read():
                self._begin(message)
            case Look():
                self._on_look(message)
            case Cancel(job):
                if self._job is not None and self._job.read.job == job:
                    self._drop_job()
                elif (seat := self._seats.get(EngineName.HUNYUAN)) is not None:
                    seat.child.cancel(job)
            case Configure(options):
                self._reconfigure(options)
            case Warm(engine):
                self._on_warm(engine)
            case Said():
                self._on_said(message)
            case Close():
                self._drop_job()
                for seat in self._seats:
                    self._seats.leave(seat.name)
            case _:
                assert_never(message)

    def break_off(self, message: Order | None) -> None:
        """End the job in hand, and the read that came in, after an error that nobody foresaw."""
        job, self._job = self._job, None
        reads = [job.read] if job else []
        if isinstance(message, Read) and message not in reads:
            reads.append(message)
        for read in reads:
            self._seats.cancel(read.job)
            try:
                self._listener(Failed(read.job, FailureKind.NO_ENGINE, UNFORESEEN))
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
        if isinstance(choice, Choice) and choice.stand_in and (failed := self._unloadable.failed()):
            choice = quick_instead(failed)
        self._end_look_unless(choice)
        if isinstance(choice, Failed):
            self._deliver(choice)
            return
        then = None
        if read.task.name == "translate":
            self._seats.prepare(choice.engine, self._options)
            choice, then = Choice(EngineName.QUICK), choice
        seat = self._seats.take(choice.engine, self._options)
        self._job = Job(read, choice, self._options, seat, then)
        self._hand_over(self._job)

    def _on_look(self, look: Look) -> None:
        # Nobody waits for it, as for what is warmed.
        choice = choose(Read(look.job, look.shot, look.task, look.engine), self._options)
        if not self._end_look_unless(choice) or self._job or self._unloadable.failed():
            return
        if look.task.name == "translate":
            # It will see the paragraphs, each for itself: a look at the whole would be for nothing.
            # What helps is that both engines are there.
            self._seats.prepare(EngineName.HUNYUAN, self._options)
            self._seats.prepare(EngineName.QUICK, self._options)
            return
        with suppress(ChildGone):
            self._seats.take(EngineName.HUNYUAN, self._options).look_at(look)

    def _end_look_unless(self, choice: Choice | Failed) -> bool:
        """Whether HunyuanOCR was chosen; otherwise what it looks at isn't wanted any more."""
        if isinstance(choice, Choice) and choice.engine is EngineName.HUNYUAN:
            return True
        self._seats.end_look()
        return False

    def _drop_job(self) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        self._seats.cancel(job.read.job)
        self._deliver(Failed(job.read.job, FailureKind.CANCELLED, "Stopped."))

    def _reconfigure(self, options: ReaderOptions) -> None:
        self._options, self._unloadable = options, Unloadable()
        for seat in self._seats:
            if seat.arguments != self._seats.arguments(seat.name, options) and not self._has(seat):
                self._seats.leave(seat.name)

    def _has(self, seat: Seat) -> bool:
        return self._job is not None and self._job.seat is seat

    def _on_warm(self, engine: EngineName) -> None:
        # Nobody waits for it: what is wrong here, the next read says.
        choice = choose(Read(0, Shot(b"", 0, 0), Task(), engine), self._options)
        if isinstance(choice, Choice):
            in_hand = self._seats.get(choice.engine)
            if not (in_hand and self._has(in_hand)):
                self._seats.prepare(choice.engine, self._options)

    # What the processes say.

    def _on_said(self, told: Said) -> None:
        seat, said = told.seat, told.message
        if not self._seats.holds(seat):
            if self._seats.is_unloaded(told):
                self._deliver(Unloaded(seat.name))
            return
        if isinstance(said, Ended):
            self._on_ended(seat, said)
            return
        if told.generation != seat.child.generation:
            return  # of a process that was killed, or that another has replaced
        seat.hear(said)
        job = self._job if self._has(seat) else None
        of_job = job if job and getattr(said, "job", 0) == job.read.job else None
        match said:
            case Ready():
                if job is not None and job.stage == "load":
                    job.set_deadline("begin", self._patience)
                self._deliver(said)
            case Failed(job=0):
                self._on_unloadable(seat, job, said)
            case Started() | Piece() | Placed() | Done() | Failed() if of_job:
                self._on_answer(of_job, said)
            case Started() | Done() | Failed() | Looked() if job and job.stage == "begin":
                job.set_deadline("begin", self._patience)  # of what isn't wanted any more
            case _:
                return

    def _on_answer(self, job: Job, said: Started | Piece | Placed | Done | Failed) -> None:
        job.set_deadline("silence", self._patience)
        match said:
            case Done() if job.then:
                self._on_found(job, said.reading.lines)
            case Failed():
                self._end(job, said)
            case _ if job.then:
                return
            case Started():
                job.device = said.device
                if not job.started:
                    job.started = True
                    self._deliver(said)
            case Piece():
                if new := job.new_of(said.text):
                    self._deliver(replace(said, text=new))
            case Placed():
                if job.place(said):
                    self._deliver(said)
            case Done():
                self._finish(job, said.reading)
            case _:
                assert_never(said)

    def _on_found(self, job: Job, lines: tuple[Line, ...]) -> None:
        """The quick engine has found where something stands, or nothing: now it is translated."""
        found = job.found(lines)
        if found:
            self._deliver(Parted(job.read.job, found))
        if found and not job.pending:
            self._finish(job, job.so_far())
        else:
            job.translate()
            self._hand_over(job)

    def _finish(self, job: Job, reading: Reading) -> None:
        done = job.done(reading)
        self._job = None
        self._deliver(done)

    def _on_unloadable(self, seat: Seat, job: Job | None, failed: Failed) -> None:
        self._seats.leave(seat.name)
        if job is None and (waits := self._job) and waits.then and waits.then.engine is seat.name:
            job = waits  # whatever is found, nobody could translate it
            self._seats.cancel(job.read.job)
            job.translate()
        if job is not None:
            self._give_up(job, replace(failed, job=job.read.job))
        else:
            record.failed(failed)
            if seat.name is EngineName.HUNYUAN:
                self._unloadable.remember(failed)

    def _on_ended(self, seat: Seat, ended: Ended) -> None:
        record.ended(ended)
        was_ready = False
        if ended.generation == seat.generation:
            was_ready = seat.ready is not None
            seat.forget()
        job = self._job
        if job is not None and job.seat is seat:
            if job.generation == ended.generation and job.retry_at is None:
                detail = f"{seat.name} ended with {ended.returncode}. {ended.detail}".strip()
                self._once_more(job, FailureKind.ENGINE_DIED, detail)
        elif was_ready and not ended.wanted:
            self._on_warm(seat.name)

    # Handing the job over, and what happens when nothing comes back.

    def _hand_over(self, job: Job) -> None:
        job.again, job.retry_at = "", None
        if job.choice.engine is EngineName.REMOTE and job.options.server != self._options.agreed:
            # The picture goes nowhere that the user doesn't agree to at this moment.
            self._end(job, Failed(job.read.job, FailureKind.NO_SERVER, CHANGED))
            return
        seat = job.seat = self._seats.take(job.choice.engine, job.options)
        try:
            seat.child.send(job.read)
        except ChildGone as gone:
            if gone.retry_after > 0 and job.then is None:
                job.retry_at = time.monotonic() + gone.retry_after
                return
            self._fail(job, FailureKind.NO_ENGINE, str(gone))
            return
        seat.follow()
        job.generation = seat.generation
        job.attempts += 1
        job.set_deadline("begin" if seat.ready else "load", self._patience)
        job.pulse_at = time.monotonic() + PULSE

    def _once_more(self, job: Job, kind: FailureKind, detail: str, *, retry: bool = True) -> None:
        if (retry and job.attempts < _ATTEMPTS) or job.give_one_up():
            self._hand_over(job)
        else:
            self._fail(job, kind, detail)

    def next_due(self) -> float | None:
        """Seconds until something is due, None while nothing is."""
        due = []
        if (job := self._job) is not None:
            due.append(min(job.deadline, job.pulse_at) if job.retry_at is None else job.retry_at)
        if (idle := self._next_idle()) is not None:
            due.append(idle[0])
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _next_idle(self) -> tuple[float, Seat] | None:
        busy = self._job.seat if self._job else None
        return self._seats.next_idle(self._options.unload_minutes, busy)

    def _on_due(self) -> None:
        now = time.monotonic()
        if (idle := self._next_idle()) is not None and idle[0] <= now:
            self._seats.leave(idle[1].name)
        if (job := self._job) is None:
            return
        if job.retry_at is not None:
            if job.retry_at <= now:
                self._hand_over(job)
        elif job.deadline <= now:
            self._on_stuck(job, retry=job.stage == "begin")
        elif job.pulse_at <= now:
            self._feel_pulse(job)

    def _feel_pulse(self, job: Job) -> None:
        """Ask the process that has the job for a sign of life; enough asks without one end it."""
        seat, patience = job.seat, self._patience[job.seat.name]
        frozen = patience.frozen if seat.ready else patience.frozen_loading
        job.pulse_at = time.monotonic() + PULSE
        # Counted in asks, not in seconds: this machine may have slept in between.
        if seat.child.ping() * PULSE >= frozen:
            self._on_stuck(job, retry=True)

    def _on_stuck(self, job: Job, *, retry: bool) -> None:
        """Kill the process that has the job. ``retry``: nothing says that the shot is to blame."""
        seat = job.seat
        if seat.working not in (None, job.read.job):
            job.attempts = 0  # it was at a cancelled one; here it loads once more, at most
        seat.forget()
        seat.child.kill()
        record.stuck(seat.name, job.stage)
        detail = f"{seat.name} gave no sign at {job.stage}"
        self._once_more(job, FailureKind.ENGINE_STUCK, detail, retry=retry)

    def _fail(self, job: Job, kind: FailureKind, detail: str) -> None:
        failed = broken(job.read, job.choice.engine, kind, job.stage, detail)
        if job.stage == "load":
            self._give_up(job, failed)
        else:
            self._end(job, failed)

    def _give_up(self, job: Job, failed: Failed) -> None:
        """The engine can't be loaded: let the quick one read, where that is allowed."""
        if job.choice.stand_in:
            record.failed(failed)
            self._unloadable.remember(failed)
            self._pass_on(job, failed)
        else:
            self._end(job, failed)

    def _end(self, job: Job, failed: Failed) -> None:
        """The job has failed, unless something can be made of it all the same."""
        if job.then is not None:
            record.failed(failed)
            self._on_found(job, ())
        elif job.quick_helps(failed):
            record.failed(failed)
            self._pass_on(job, failed)
        elif job.placed and failed.kind is not FailureKind.CANCELLED:
            record.failed(failed)
            reading = job.so_far()
            self._finish(job, replace(reading, notes=(failed.sentence, *reading.notes)))
        else:
            self._job = None
            self._deliver(failed)

    def _pass_on(self, job: Job, failed: Failed) -> None:
        job.pass_on(quick_instead(failed))
        self._hand_over(job)
