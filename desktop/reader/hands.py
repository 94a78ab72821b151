"""What the worker thread holds in its hands: what arrives in its inbox, the engines, the job."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop.children.child import Child
from desktop.reader.choice import Choice, ReaderOptions, untested
from desktop.reader.patience import LEAST_WAIT, Patience
from desktop.tasks import can_do
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Line,
    Look,
    Looked,
    Paragraph,
    Placed,
    Read,
    Reading,
    Ready,
    Started,
)

UNLOADABLE_SECONDS = 60.0
"""How long an engine that couldn't be loaded isn't tried again: what was missing may come back."""

_HELPED_OUT = (FailureKind.NO_MEMORY, FailureKind.ENGINE_DIED, FailureKind.ENGINE_STUCK)
"""Failures of HunyuanOCR that the quick engine helps out in."""


_GIVEN_UP = 2
"""Paragraphs that may be left out because an engine broke down over them, each for two loads of
it; then it is more likely the engine's fault."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The job isn't wanted any more."""

    job: int


@dataclass(frozen=True, slots=True)
class Configure:
    """These options count from the next read on."""

    options: ReaderOptions


@dataclass(frozen=True, slots=True)
class Warm:
    """Load the engine ahead of a read."""

    engine: EngineName


@dataclass(frozen=True, slots=True)
class Close:
    """End the engines and the thread."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the process of this generation that belongs to ``seat``."""

    seat: Seat
    generation: int
    message: object


Order = Read | Look | Cancel | Configure | Warm | Close | Said


@dataclass(eq=False, slots=True)
class Seat:
    """An engine's child, and what is known of its process of ``generation``."""

    name: EngineName
    arguments: tuple[str, ...]
    child: Child
    generation: int = 0
    ready: Ready | None = None
    working: int | None = None
    """The job that the process has begun and not ended."""
    look: int | None = None
    """The look that the process was given and hasn't ended."""
    idle_since: float = 0.0
    """When it was loaded, or had its last job or look."""

    @property
    def idle(self) -> bool:
        """Whether it is loaded, and has no job and no look."""
        return self.ready is not None and self.working is None and self.look is None

    def follow(self) -> None:
        """Forget what was known of a process that is no longer the child's."""
        if self.generation != self.child.generation:
            self.forget()
            self.generation = self.child.generation

    def hear(self, said: object) -> None:
        """The child's process has said this."""
        self.follow()
        match said:
            case Started(job):
                self.working = job
                return
            case Done() | Failed():
                self.working = None
            case Looked(job) if job == self.look:
                self.look = None
            case Ready():
                self.ready = said
            case _:
                return
        self.idle_since = time.monotonic()

    def look_at(self, look: Look) -> None:
        """Let the child look, starting it where none runs. Raises ChildGone as its ``send``."""
        self.child.send(look)
        self.follow()
        self.look = look.job

    def begins_within(self, job: int, longest: float) -> float:
        """Seconds until the process must begin the job, ``longest`` where it has no other.

        It may be at a cancelled one inside of what can't be broken off. How long it still takes
        can't be known, so it is waited for as long as loading the model again takes, then killed:
        at most twice as long as the best.
        """
        if self.working in (None, job) or self.ready is None:
            return longest
        return max(LEAST_WAIT, self.ready.seconds)

    def forget(self) -> None:
        """The process is no more, or can't be relied on."""
        self.ready = self.working = self.look = None


@dataclass(eq=False, slots=True)
class Job:
    """The read in hand; ``generation`` is that of the process that it was handed to.

    ``options`` are those that it began with: they count to its end, for what the user agreed to
    was agreed to with them. ``then`` translates once the quick engine has found the paragraphs;
    None where there is nothing to be found first, or it has been.
    """

    read: Read
    choice: Choice
    options: ReaderOptions
    seat: Seat
    then: Choice | None = None
    generation: int = 0
    deadline: float = 0.0
    pulse_at: float = 0.0
    stage: str = "load"
    attempts: int = 0
    retry_at: float | None = None
    started: bool = False
    device: str = "cpu"
    placed: bool = False
    broke_down: int = 0
    """Paragraphs that were left out because the engine broke down over them."""
    between: str = ""
    given: str = field(default="", repr=False)
    again: str = field(default="", repr=False)

    def set_deadline(self, stage: str, patience: Mapping[EngineName, Patience]) -> None:
        """The seat's process is at ``stage``: ``load``, ``begin`` or ``silence``."""
        limits = patience[self.seat.name]
        megapixels = self.read.shot.width * self.read.shot.height / 1e6
        seconds = {
            "load": limits.load,
            "begin": self.seat.begins_within(self.read.job, limits.begin),
            "silence": limits.silence + limits.silence_per_megapixel * megapixels,
        }[stage]
        self.stage, self.deadline = stage, time.monotonic() + seconds

    def new_of(self, piece: str) -> str:
        """What of this piece hasn't been given out: the shot may be read more than once."""
        self.again += piece
        now = _gone_on(self.given, self.again) if self.read.paragraphs else self.again
        if not (new := now[len(self.given) :]):
            return ""
        new = new if self.given else self.between + new
        self.given = now
        return new

    def found(self, lines: Sequence[Line]) -> tuple[Paragraph, ...]:
        """What these lines are as paragraphs: from now on, the read's."""
        # Not at the start: it is of use to who translates alone.
        from desktop.reader.placing import prepared
        from desktop.text.paragraphs import main_language, paragraphs

        read, options = self.read, self.options
        parted = paragraphs(lines, read.shot.width, read.shot.height)
        page = main_language(parted)
        to = read.task.to or options.remembered.get(page, options.to)
        instead = {} if read.task.to or page else options.remembered
        found = prepared(parted, to, insist=read.insist)
        task = replace(read.task, to=to)
        self.read = replace(read, task=task, paragraphs=found, instead=instead)
        return found

    def translate(self) -> None:
        """What was to be found is found: now it is the turn of who translates it."""
        if self.then is not None:
            self.choice, self.then, self.attempts = self.then, None, 0
        if not self.read.task.to:
            self.read = replace(self.read, task=replace(self.read.task, to=self.options.to))

    @property
    def pending(self) -> tuple[int, ...]:
        """The numbers of the paragraphs that still have to be translated."""
        return tuple(
            number
            for number, one in enumerate(self.read.paragraphs)
            if not one.text and number not in self.read.given_up
        )

    def place(self, placed: Placed) -> bool:
        """A paragraph is over: whoever goes on begins behind it. Whether it was translated."""
        self.attempts = 1
        if not placed.paragraph.text:
            self.read = replace(self.read, given_up=(*self.read.given_up, placed.number))
            return False
        self.placed = True
        known, to = list(self.read.paragraphs), placed.paragraph.to
        known[placed.number] = placed.paragraph
        if to != self.read.task.to:
            known = [replace(one, to=to) for one in known]
        task = replace(self.read.task, to=to)
        self.read = replace(self.read, paragraphs=tuple(known), task=task, instead={})
        return True

    def give_one_up(self) -> bool:
        """Leave out the paragraph that the engine was at when it broke down; whether others are
        left to be translated without it."""
        if self.stage == "load" or len(self.pending) < 2 or self.broke_down >= _GIVEN_UP:
            return False
        self.broke_down += 1
        given_up = (*self.read.given_up, self.pending[0])
        self.read, self.attempts = replace(self.read, given_up=given_up), 0
        return True

    def so_far(self) -> Reading:
        """The reading of what is translated, though there may be more."""
        from desktop.reader.placing import reading

        read = self.read
        missing = len(self.pending) + len(read.given_up)
        whole = reading(read.paragraphs, read.task.to, missing)
        return replace(whole, engine=self.seat.name, device=self.device)

    def done(self, reading: Reading) -> Done:
        """The answer, with the forms of the text for the clipboard, and its words."""
        from desktop.text.forms import clipboard_forms, spoken  # takes 50 ms: not at the start

        whole = self._with_notes(reading)
        forms = clipboard_forms(whole.text, whole.kind)
        return Done(self.read.job, whole, forms, spoken(whole.text, whole.kind))

    def _with_notes(self, reading: Reading) -> Reading:
        """The reading with what the choice of the engine, and the engine itself, have to say."""
        of_engine = self.seat.ready.notes if self.seat.ready else ()
        of_task = untested(self.read.task) if reading.engine is not EngineName.QUICK else ()
        notes = (*self.choice.notes, *of_engine, *reading.notes, *of_task)
        return replace(reading, notes=tuple(dict.fromkeys(notes)))

    def quick_helps(self, failed: Failed) -> bool:
        """Whether the quick engine reads what it can, now that this has failed."""
        of_hunyuan = self.choice.engine is EngineName.HUNYUAN
        return (
            of_hunyuan and failed.kind in _HELPED_OUT and can_do(EngineName.QUICK, self.read.task)
        )

    def pass_on(self, choice: Choice) -> None:
        """Another engine reads it: its text is another, and begins on a line of its own."""
        if self.given:
            self.between = "\n"
        self.choice, self.attempts, self.started, self.given = choice, 0, False, ""


def _gone_on(given: str, again: str) -> str:
    """What was given out of a translation, with what is new in that of another attempt: each
    paragraph for itself, since one that was begun then may be left out now."""
    before, now = given.split("\n\n"), again.split("\n\n")
    last = len(before) - 1
    if last < len(now) and now[last].startswith(before[last]):
        before[last] = now[last]
    return "\n\n".join([*before, *now[len(before) :]])


class Unloadable:
    """Why HunyuanOCR could not be loaded, for as long as it isn't tried again."""

    def __init__(self) -> None:
        self._last: tuple[Failed, float] | None = None

    def remember(self, failed: Failed) -> None:
        """It could not be loaded just now."""
        # Memory comes and goes with other programs: the next read tries again.
        if failed.kind is not FailureKind.NO_MEMORY:
            self._last = (failed, time.monotonic())

    def failed(self) -> Failed | None:
        """Why it isn't tried now, None where it may be."""
        if self._last is None or time.monotonic() - self._last[1] >= UNLOADABLE_SECONDS:
            return None
        return self._last[0]
