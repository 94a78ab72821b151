"""What becomes of a reading: shown, copied, spoken, each as the user has chosen for its task.

The result window is built when the first job is shown, in sight or not (``After.stay``). What goes
wrong stands there too, or is told by a notice where it can't be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop.log import moment
from desktop.narrator import Narrator
from desktop.reader.choice import sent_to
from desktop.rooms import Result, Rooms
from desktop.settings import Outputs, Settings
from desktop.tasks import QUESTIONS, Need, streams
from desktop.values import (
    Cue,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Paragraph,
    Reading,
    Shot,
    Task,
)


@dataclass(slots=True)
class Job:
    """One read: under way while ``active``, afterwards the one that can be read again."""

    number: int
    task: Task
    shot: Shot | None = None
    active: bool = False
    streaming: bool = False
    asked: bool = False
    """The user is asked what the task must be told; the engine looks at the shot."""
    server: str = ""
    """The address of the settings when it was read."""
    chosen: bool = False
    """Its language was chosen on the spot."""
    parted: bool = False
    """It is translated paragraph by paragraph: its pieces are translation alone, and can be spoken
    as they come."""
    again: Callable[[Task, EngineName], None] | None = None
    """Who reads it once more, where that isn't the shot alone."""

    @property
    def streams(self) -> bool:
        """Whether its text can be spoken while it still arrives."""
        return self.parted or streams(self.task)


class Outcome(QObject):
    """Hands what comes of a job to the result window, the clipboard and the voice."""

    read = Signal(str)
    """The text of each reading that succeeded."""
    notice = Signal(str)
    """A sentence for the screen where no result window shows it."""

    def __init__(
        self,
        rooms: Rooms,
        narrator: Narrator,
        settings: Callable[[], Settings],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self._narrator = narrator
        self._settings = settings
        self._result: Result | None = None
        self._asked = False
        self._server = ""
        """The address of which was said that it has read a picture."""
        self._copied = 0
        """The job whose text was last put on the clipboard."""
        self.last_text = ""
        """The text of the last reading that succeeded, for windows that are built later."""
        narrator.word.connect(self._light)
        narrator.reading.connect(self._set_speaking)

    # What is shown

    def show(self, job: Job) -> None:
        """Open the result of a job: in sight, or filled for when the user wants to see it."""
        beside = job.shot.region if job.shot else None
        shown = self._in_sight(self._outputs(job.task))
        self._open().open(job.number, job.shot, job.task, beside, shown=shown)

    def ask(self, job: Job, need: Need) -> None:
        """Ask what the task of a job must still be told."""
        result = self._open()
        result.open(job.number, job.shot, job.task, job.shot.region if job.shot else None)
        result.ask(job.number, need)
        self._narrator.announce(QUESTIONS[need])

    def piece(self, job: Job, text: str) -> None:
        """The next piece of a job's text."""
        if not job.streaming:
            job.streaming = True
            moment("first text")
        self._open().append(job.number, text)
        if self._outputs(job.task).speak and job.streams:
            self._narrator.feed(job.number, text, job.task.to)

    def part(self, job: Job, paragraphs: Sequence[Paragraph]) -> None:
        """What stands where on a job's picture is known."""
        job.parted = True
        if paragraphs and not job.task.to:  # it went by the language of the text
            job.task = replace(job.task, to=paragraphs[0].to)
        self._open().part(job.number, paragraphs)
        moment("parted")

    def place(self, job: Job, number: int, paragraph: Paragraph) -> None:
        """One paragraph of a job has been translated."""
        self._open().place(job.number, number, paragraph)

    def done(self, job: Job, done: Done) -> None:
        """A job has been read."""
        reading, outputs = done.reading, self._outputs(job.task)
        self._open().finish(job.number, reading)
        if reading.notes and not self._in_sight(outputs):
            self.notice.emit(" ".join(reading.notes))
        self._narrator.settle()
        notes = (*self._told(job, reading), *self._unsure(reading))
        if outputs.speak:
            streamed = job.streaming and job.streams
            if not streamed:
                self._narrator.feed(job.number, done.words, job.task.to)
            text = reading.text if streamed else None
            self._narrator.end(job.number, notes, text=text, words=done.words)
        else:
            self._narrator.cue(Cue.DONE)  # beside the first words it would only be in the way
            for note in notes:
                self._narrator.announce(note, interrupt=False)
        self._remember(reading.text)
        if outputs.copy:
            self.copy(job.number, done.forms)
        moment("done")

    def fail(self, job: Job, failed: Failed) -> None:
        """A job could not be read."""
        self._narrator.end(job.number)
        if failed.kind is FailureKind.CANCELLED:
            return
        nothing = failed.kind is FailureKind.NO_TEXT
        self._narrator.cue(Cue.NOTHING if nothing else Cue.ERROR)
        outputs = self._outputs(job.task)
        if job.shot is None:
            self.show(job)
        self._open().fail(job.number, failed)
        if not self._in_sight(outputs):
            self.notice.emit(failed.sentence)
        self._narrator.announce(failed.sentence)

    def cancelled(self, job: Job) -> None:
        """A job was left before its end."""
        if self._result is not None:
            self._result.fail(job.number, Failed(job.number, FailureKind.CANCELLED, "Stopped."))

    def shelve(self, number: int, task: Task, reading: Reading) -> bool:
        """Have this, which has been heard already, behind the result that the user looks at;
        False where none is to be seen."""
        shelved = self._open().shelve(number, task, reading)
        if shelved:
            self._remember(reading.text)
        return shelved

    def keep(self, job: Job, reading: Reading) -> None:
        """Have this, which has been heard already, as the last result, out of sight."""
        result = self._open()
        result.open(job.number, None, job.task, None, shown=False)
        result.finish(job.number, reading)
        self._remember(reading.text)

    def reveal(self) -> bool:
        """Show the last result again; False where there is none."""
        return self._result is not None and self._result.reveal()

    def uncover(self) -> bool:
        """Take the translation off the place on the screen that it lies over."""
        return self._result is not None and self._result.uncover()

    def uncover_unseen(self, task: Task) -> None:
        """The same, where the result of this task stays out of sight, so that no window of ours has
        the key for it."""
        if not self._in_sight(self._outputs(task)):
            self.uncover()

    def step_aside(self) -> bool:
        """Hide the result while the screen is taken; False where it wasn't in the way."""
        return self._result is not None and self._result.step_aside()

    # What is copied

    def copy(self, job: int, forms: Mapping[str, str], *, asked: bool = False) -> None:
        """Put the forms of a job's text on the clipboard, by MIME type; ``asked``: the user wants
        it now, and the window says that it was done."""
        self._copied, self._asked = job, asked
        self._rooms.clipboard.put(forms)

    def stored(self, task: Task, ok: bool, sentence: str) -> None:
        """The clipboard holds the text, or it doesn't and ``sentence`` says why."""
        if self._result is not None:
            self._result.set_copied(self._copied, ok, sentence)
        outputs = self._outputs(task)
        if not ok:
            self.notice.emit(sentence)
            self._narrator.announce(sentence, interrupt=False)
        elif not self._asked and not (outputs.show and outputs.speak):
            self.notice.emit(sentence)
            if not outputs.speak:
                self._narrator.announce(sentence, interrupt=False)

    # What is spoken

    def _set_speaking(self, speaking: bool) -> None:
        if self._result is not None:
            self._result.set_speaking(speaking)
            if not speaking:
                self._result.clear_highlight()

    def set_paused(self, paused: bool) -> None:
        """The voice stands still in the text, or goes on."""
        if self._result is not None:
            self._result.set_paused(paused)

    def _light(self, start: int, length: int) -> None:
        if self._result is not None:
            self._result.highlight(start, length)

    def _told(self, job: Job, reading: Reading) -> tuple[str, ...]:
        """What is said of how it was read: that a server has read it, once of each server."""
        sent = sent_to(job.server)
        if sent not in reading.notes:
            return reading.notes
        before, self._server = self._server, job.server
        return tuple(note for note in reading.notes if note != sent or job.server != before)

    def _unsure(self, reading: Reading) -> tuple[str, ...]:
        """What is said of words that the engine was unsure of."""
        count = len(reading.unsure) if self._settings().after.unsure else 0
        return (f"{count} word{'s' * (count > 1)} unsure.",) if count else ()

    @property
    def _stays(self) -> bool:
        """The user stays in the program: no window opens."""
        return self._settings().after.stay

    def _in_sight(self, outputs: Outputs) -> bool:
        return outputs.show and not self._stays

    def _outputs(self, task: Task) -> Outputs:
        """What is done with a reading of this task; with everything off it is still shown."""
        outputs = self._settings().after.of(task.name)
        return outputs if outputs != Outputs(False, False, False) else replace(outputs, show=True)

    def _open(self) -> Result:
        if self._result is None:
            self._result = self._rooms.result()
        return self._result

    def _remember(self, text: str) -> None:
        self.last_text = text
        self.read.emit(text)
