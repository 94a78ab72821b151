"""The one story: what happens from the key to the last word.

1. A ``Command`` arrives (hotkey, tray, window, command line): ``perform``.
2. A shot is taken, or somebody is asked for one: ``sources.py``.
3. ``Read(job, shot, task)`` goes to the reader; pieces, then a reading, come back: ``receive``.
4. Pieces go to the result window and to the voice as they come; the reading to the clipboard.
5. A new capture, Esc and quit all call ``cancel``. Whatever comes back for an older job is dropped
   in one comparison.

The last job stays with its shot when it is over, so that it can be read again as another task. The
session sees the other rooms through the protocols of ``rooms.py``; ``app.py`` fills them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop.log import moment
from desktop.narrator import Narrator
from desktop.rooms import Result, Rooms
from desktop.settings import Outputs, Settings
from desktop.sources import Sources
from desktop.standing import Standing
from desktop.tasks import CATALOGUE, QUESTIONS, Need, missing, streams
from desktop.text.forms import clipboard_forms
from desktop.values import (
    Command,
    Cue,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Look,
    Move,
    Piece,
    Read,
    Reading,
    Ready,
    Region,
    Shot,
    Source,
    Started,
    Status,
    Task,
    Unloaded,
    Verb,
)

_LASTING = frozenset({FailureKind.NO_MODEL, FailureKind.BAD_MODEL, FailureKind.NO_ENGINE})
"""Failures that the next capture will meet as well."""


@dataclass(slots=True)
class _Job:
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


class Session(QObject):
    """Carries every capture from the key to the last word. Lives on the window's thread."""

    status_changed = Signal(Status)
    window_wanted = Signal(Verb)
    picture_wanted = Signal(Task)
    read = Signal(str)
    """The text of each reading that succeeded."""
    agreed = Signal()
    """The user agreed to send pictures to the server of the settings."""
    fields_named = Signal(tuple)
    """The fields that the user asked for, so that they can be offered the next time."""
    notice = Signal(str)
    """A sentence for the screen where no result window shows it."""
    watch_wanted = Signal(object)
    """The ``Region`` in which everything new is to be read from now on; None: no longer."""

    def __init__(
        self, rooms: Rooms, settings: Callable[[], Settings], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self._settings = settings
        self._number = 0
        self._scan = 0
        """The job that looks for text on the frozen screen."""
        self._job = _Job(0, Task())
        self._copied = 0
        """The job whose text was last put on the clipboard."""
        self._result: Result | None = None
        self.last_text = ""
        """The text of the last reading that succeeded, for windows that are built later."""
        self._speaking = False
        self.watching = False
        """A region is watched."""
        self._to_watch = False
        """The region that is being chosen is to be watched."""
        self.standing = Standing(self)
        self.standing.changed.connect(self.status_changed)
        self.narrator = Narrator(rooms.speech, rooms.sounds, lambda: settings().voice, self)
        self.narrator.speaking.connect(self._set_speaking)
        self.narrator.word.connect(self._light)
        self.sources = Sources(rooms, settings, self._step_aside, self)
        self.sources.taken.connect(self._taken)
        self.sources.refused.connect(self._no_picture)
        self.sources.left.connect(self._left)
        self.sources.awaited.connect(self.narrator.wait)
        self.sources.file_wanted.connect(self.picture_wanted)
        self.sources.told.connect(self.tell)
        self.sources.named.connect(self.narrator.announce)

    @property
    def status(self) -> Status:
        """What the app is doing now."""
        return self.standing.status

    # What the user sets off

    def perform(self, command: Command) -> None:
        """Do what ``command`` says."""
        match command.verb:
            case Verb.CAPTURE:
                self._begin(command.source or Source.REGION, command.task, command.paths)
            case Verb.SAY:
                self.say(command.text)
            case Verb.STOP:
                if self.watching:
                    self.watch_wanted.emit(None)
                self.stop_speaking()
            case Verb.WATCH if self.watching:
                self.watch_wanted.emit(None)
            case Verb.WATCH:
                self._begin(command.source or Source.REGION, Task(), (), to_watch=True)
            case Verb.PAUSE:
                self.narrator.pause()
            case Verb.NEXT | Verb.PREVIOUS | Verb.BACK | Verb.REPEAT:
                self.narrator.move(Move(command.verb.value))
            case Verb.FASTER | Verb.SLOWER:
                self.narrator.change_rate(1 if command.verb is Verb.FASTER else -1)
            case Verb.SPELL:
                self.narrator.spell()
            case Verb.LAST:
                self._rooms.focus.remember()
                if self._result is None or not self._result.reveal():
                    self.tell("Nothing has been read yet.")
            case Verb.HOME | Verb.SETTINGS | Verb.HELP | Verb.QUIT:
                self.window_wanted.emit(command.verb)

    def cancel(self) -> None:
        """Leave whatever is going on: choosing, reading, speaking. The last job's shot stays."""
        self.sources.leave()
        self._end_scan()
        self.narrator.settle()
        self.stop_speaking()
        job = self._job
        if job.asked:
            job.asked = False
            self._rooms.reader.cancel(job.number)
        if job.active:
            job.active = False
            self._rooms.reader.cancel(job.number)
            if self._result is not None:
                self._result.fail(job.number, Failed(job.number, FailureKind.CANCELLED, "Stopped."))
        self._show_state()

    def put_away(self) -> None:
        """The result window was closed: leave its job, and give the keyboard back.

        While another picture is being taken, that goes on.
        """
        if self.sources.busy:
            return
        self.cancel()
        self._rooms.focus.restore()

    def stop_speaking(self) -> None:
        """Silence now, also for what is still to come of the job in hand."""
        self.narrator.hush(self._job.number)

    def go_back(self) -> None:
        """Give the keyboard back to the program that had it; the result window stays."""
        self._rooms.focus.restore()

    def listen(self, text: str) -> None:
        """Speak ``text`` of the result window from its beginning."""
        self.narrator.read_out(text, job=self._job.number)

    def listen_from(self, text: str, place: int) -> None:
        """Speak ``text`` of the result window from this character on."""
        self.narrator.read_from(text, place, self._job.number)

    def say(self, text: str, language: str = "") -> None:
        """Speak ``text`` that is nobody's reading, instead of the one that is being spoken."""
        self.narrator.read_out(text, language, instead_of=self._job.number)

    def copy(self, forms: Mapping[str, str]) -> None:
        """Put the forms of a text on the clipboard, by MIME type."""
        self._copied = self._job.number
        self._rooms.clipboard.put(forms)

    def read_again(self, task: Task, engine: EngineName) -> None:
        """Read the last shot once more: as another task, by another engine."""
        shot = self._job.shot
        if shot is None:
            self.tell("There is no picture to read again.")
            return
        self._job.asked = False  # the look that has begun is a part of what follows
        self.cancel()
        self._read(shot, task, engine)

    def agree(self) -> None:
        """The user agreed to send pictures to the server that was named: read the last one there.

        Where the settings name another one by now, that one is asked about first.
        """
        if self._job.server == self._settings().server.address:
            self.agreed.emit()
        self.read_again(self._job.task, EngineName.REMOTE)

    # What the rooms answer

    def take(self, shot: Shot, task: Task) -> None:
        """The overlay or the camera has a picture."""
        self._rooms.speech.stop()  # what is still being said about choosing
        self.sources.take(shot, task)

    def take_known(self, shot: Shot, reading: Reading) -> None:
        """The overlay has a picture, with the text that was found on it already."""
        if self._to_watch:
            self.take(shot, Task())
            return
        self._rooms.speech.stop()
        self.sources.leave()
        self.sources.last_region = shot.region
        job = self._start_job(Task(), shot)
        job.active = True
        self._show(job)
        text = reading.text
        self._done(job, Done(job.number, reading, clipboard_forms(text, reading.kind), text))

    def take_window(self, region: Region) -> None:
        """The window that was chosen is in front now."""
        self._rooms.speech.stop()
        self.sources.take_window(region)

    def abandon(self) -> None:
        """The overlay, the camera or the list of windows was left without a picture."""
        self.sources.abandon()

    def scan(self, shot: Shot) -> None:
        """Look for text on the frozen screen, while the user chooses on it."""
        self._end_scan()
        self._scan = self.next_number()
        self._rooms.reader.submit(Read(self._scan, shot, Task("positions"), EngineName.QUICK))

    def recall(self, shot: Shot | None, task: Task) -> None:
        """An earlier result is looked at again: now it is the one to be read again, and heard."""
        self.cancel()
        self._job = _Job(self._job.number, task, shot)

    def receive(self, message: Ready | Unloaded | Started | Piece | Done | Failed) -> None:
        """A message of the reader."""
        if isinstance(message, Ready):
            self.standing.engine_ready(message)
            return
        if isinstance(message, Unloaded):
            self.standing.engine_unloaded(message)
            return
        if message.job == self._scan:
            self._scanned(message)
            return
        if message.job != self._job.number or not self._job.active:
            return
        match message:
            case Started():
                self.standing.engine_reads(message.engine, message.device)
            case Piece():
                self._piece(self._job, message.text)
            case Done():
                self._done(self._job, message)
            case Failed():
                self._fail(message)

    def stored(self, ok: bool, sentence: str) -> None:
        """The clipboard holds the text, or it doesn't and ``sentence`` says why."""
        if self._result is not None:
            self._result.set_copied(self._copied, ok, sentence)
        outputs = self._outputs(self._job.task)
        if not ok:
            self.notice.emit(sentence)
            self.narrator.announce(sentence, interrupt=False)
        elif not outputs.show or not outputs.speak:
            self.notice.emit(sentence)
            if not outputs.speak:
                self.narrator.announce(sentence, interrupt=False)

    def speech_failed(self, sentence: str) -> None:
        """It can't be spoken: said where it can be seen."""
        self.notice.emit(sentence)
        self.standing.set_problem(sentence)

    def speech_back(self) -> None:
        """There is a sound device again."""
        self.standing.set_problem("")

    def set_standing(self, sentence: str) -> None:
        """What doesn't work until the user changes it (a hotkey, the settings file): told now, and
        shown while nothing worse is; empty: all works."""
        if self.standing.set_lasting(sentence):
            self.tell(sentence)

    # What is told to who watches a region

    def next_number(self) -> int:
        """The number of a new job."""
        self._number += 1
        return self._number

    @property
    def busy(self) -> bool:
        """Whether the user waits for a picture or a reading."""
        job = self._job
        return job.active or job.asked or self.sources.busy or bool(self._scan)

    def keep(self, text: str) -> None:
        """Have ``text``, which has been heard already, as the last result, out of sight."""
        if text and not self.busy:
            job = self._start_job(Task())
            result = self._open_result()
            result.open(job.number, None, job.task, None, shown=False)
            result.finish(job.number, Reading(text))
            self.last_text = text
            self.read.emit(text)

    # From the command to the shot

    def _begin(
        self, source: Source, task: Task, paths: tuple[str, ...], *, to_watch: bool = False
    ) -> None:
        if task.name not in CATALOGUE:
            self.tell(f"There is no task called {task.name}.")
            return
        self.cancel()
        self._to_watch = to_watch
        self._rooms.focus.remember()
        self.sources.begin(source, self._resolved(task), paths)

    def _taken(self, shot: Shot, task: Task) -> None:
        if not self._to_watch:
            self._read(shot, task)
            return
        self._to_watch = False
        self._end_scan()
        self._rooms.focus.restore()
        self.watch_wanted.emit(shot.region)

    def _step_aside(self) -> bool:
        return self._result is not None and self._result.step_aside()

    def _no_picture(self, task: Task, kind: FailureKind, sentence: str) -> None:
        job = self._start_job(task)
        self._fail(Failed(job.number, kind, sentence))

    def _left(self) -> None:
        self._end_scan()
        self.narrator.hush()
        self.narrator.announce("Cancelled.")
        moment("left")
        self._rooms.focus.restore()

    def _scanned(self, message: Started | Piece | Done | Failed) -> None:
        if isinstance(message, Done | Failed):
            self._scan = 0
            moment("text looked for")
            chooser = self._rooms.chooser()
            if isinstance(message, Done):
                chooser.set_blocks(message.reading.lines)
            elif message.kind is FailureKind.NO_TEXT:
                chooser.set_blocks(())
            else:
                chooser.scan_failed(message.sentence)

    def _end_scan(self) -> None:
        scan, self._scan = self._scan, 0
        if scan:
            self._rooms.reader.cancel(scan)

    # From the shot to the outputs

    def _start_job(self, task: Task, shot: Shot | None = None) -> _Job:
        self._job = _Job(self.next_number(), task, shot)
        return self._job

    def _read(self, shot: Shot, task: Task, engine: EngineName | None = None) -> None:
        task = self._resolved(task)
        job = self._start_job(task, shot)
        if (need := missing(task)) is not Need.NOTHING:
            self._end_scan()
            self._ask(job, need)
            return
        if task.name == "fields":
            self.fields_named.emit(task.fields)
        self._scan = 0  # what is submitted now takes its place
        job.active, job.server = True, self._settings().server.address
        moment("read")
        chosen = engine or self._settings().engine.engine
        self._rooms.reader.submit(Read(job.number, shot, task, chosen))
        self.narrator.cue(Cue.CAPTURED)
        self._show(job)
        self.narrator.wait()
        self._show_state()

    def _show(self, job: _Job) -> None:
        """Open the result of a job, in sight or not."""
        if self._outputs(job.task).show:
            beside = job.shot.region if job.shot else None
            shown = not self._settings().after.stay
            self._open_result().open(job.number, job.shot, job.task, beside, shown=shown)

    def _ask(self, job: _Job, need: Need) -> None:
        """Ask what the task must still be told; the answer comes as ``read_again``."""
        result = self._open_result()
        shot = job.shot
        result.open(job.number, shot, job.task, shot.region if shot else None)
        result.ask(job.number, need)
        if shot is not None:
            engine = self._settings().engine.engine
            self._rooms.reader.look(Look(job.number, shot, job.task, engine))
            job.asked = True
        self.narrator.announce(QUESTIONS[need])
        self._show_state()

    def _piece(self, job: _Job, text: str) -> None:
        if not job.streaming:
            job.streaming = True
            moment("first text")
        outputs = self._outputs(job.task)
        if outputs.show:
            self._open_result().append(job.number, text)
        if outputs.speak and streams(job.task):
            self.narrator.feed(job.number, text)

    def _done(self, job: _Job, done: Done) -> None:
        reading = done.reading
        job.active = False
        outputs = self._outputs(job.task)
        if outputs.show:
            self._open_result().finish(job.number, reading)
        elif reading.notes:
            self.notice.emit(" ".join(reading.notes))
        self.narrator.settle()
        if outputs.speak:
            streamed = job.streaming and streams(job.task)
            if not streamed:
                self.narrator.feed(job.number, done.words, job.task.to)
            notes = (*reading.notes, *self._unsure(reading))
            text = reading.text if streamed else None
            self.narrator.end(job.number, notes, text=text, words=done.words)
        self.narrator.cue(Cue.DONE)
        self.last_text = reading.text
        self.read.emit(reading.text)
        if outputs.copy:
            self.copy(done.forms)
        self._show_state("")
        moment("done")

    def _fail(self, failed: Failed) -> None:
        job = self._job
        self.narrator.end(job.number)
        job.active = False
        if failed.kind is FailureKind.CANCELLED:
            self._show_state()
            return
        nothing = failed.kind is FailureKind.NO_TEXT
        self.narrator.cue(Cue.NOTHING if nothing else Cue.ERROR)
        if self._outputs(job.task).show:
            if job.shot is None:
                self._show(job)
            self._open_result().fail(job.number, failed)
        else:
            self.notice.emit(failed.sentence)
        self.narrator.announce(failed.sentence)
        self._show_state(failed.sentence if failed.kind in _LASTING else "")

    def _unsure(self, reading: Reading) -> tuple[str, ...]:
        """What is said of words that the engine was unsure of."""
        count = len(reading.unsure) if self._settings().after.unsure else 0
        return (f"{count} word{'s' * (count > 1)} unsure.",) if count else ()

    def _resolved(self, task: Task) -> Task:
        if task.name == "translate" and not task.to:
            return replace(task, to=self._settings().languages.to)
        return task

    def _outputs(self, task: Task) -> Outputs:
        """What is done with a reading of this task; with everything off it is still shown."""
        outputs = self._settings().after.of(task.name)
        return outputs if outputs != Outputs(False, False, False) else replace(outputs, show=True)

    def _open_result(self) -> Result:
        if self._result is None:
            self._result = self._rooms.result()
        return self._result

    # What the user is told

    def tell(self, sentence: str) -> None:
        """Tell the user, on screen and aloud."""
        self.notice.emit(sentence)
        self.narrator.announce(sentence)

    def _light(self, start: int, length: int) -> None:
        if self._result is not None:
            self._result.highlight(start, length)

    def _set_speaking(self, speaking: bool) -> None:
        self._speaking = speaking
        if self._result is not None:
            self._result.set_speaking(speaking)
            if not speaking:
                self._result.clear_highlight()
        self._show_state()

    def set_paused(self, paused: bool) -> None:
        """The voice stands still in the text, or goes on."""
        if self._result is not None:
            self._result.set_paused(paused)

    def _show_state(self, problem: str | None = None) -> None:
        self.standing.set_activity(
            reading=self._job.active, speaking=self._speaking, problem=problem
        )
