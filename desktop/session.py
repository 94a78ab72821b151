"""The one story: what happens from the key to the last word.

1. A ``Command`` arrives (hotkey, tray, window, command line): ``perform``.
2. A shot is taken. For a region the overlay is shown and answers later, so do camera and file.
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
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.capture.errors import CaptureError
from desktop.log import moment
from desktop.narrator import Narrator
from desktop.rooms import Camera, Chooser, Result, Rooms
from desktop.settings import Outputs, Settings
from desktop.tasks import CATALOGUE, QUESTIONS, Need, missing, streams
from desktop.values import (
    Command,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Look,
    Piece,
    Read,
    Ready,
    Region,
    Shot,
    Source,
    Started,
    State,
    Status,
    Task,
    Unloaded,
    Verb,
)

REPAINT_MS = 60
"""What other programs get to repaint where the result window was, before the screen is taken."""

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

    def __init__(
        self, rooms: Rooms, settings: Callable[[], Settings], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self._settings = settings
        self._number = 0
        self._request = 0
        """The request whose picture is awaited, 0 for none."""
        self._wanted = Task()
        self._asking: Chooser | Camera | None = None
        self._job = _Job(0, Task())
        self._copied = 0
        """The job whose text was last put on the clipboard."""
        self._last_region: Region | None = None
        self._result: Result | None = None
        self.last_text = ""
        """The text of the last reading that succeeded, for windows that are built later."""
        self._speaking = False
        self._loaded: dict[EngineName, Ready] = {}
        self._standing = ""
        self._status = Status()
        self.narrator = Narrator(rooms.speech, lambda: settings().voice, self)
        self.narrator.speaking.connect(self._set_speaking)
        self.narrator.word.connect(self._light)

    @property
    def status(self) -> Status:
        """What the app is doing now."""
        return self._status

    # What the user sets off

    def perform(self, command: Command) -> None:
        """Do what ``command`` says."""
        match command.verb:
            case Verb.CAPTURE:
                self._begin(command.source or Source.REGION, command.task, command.paths)
            case Verb.SAY:
                self.say(command.text)
            case Verb.STOP:
                self.stop_speaking()
            case Verb.LAST:
                if self._result is None or not self._result.reveal():
                    self._tell("Nothing has been read yet.")
            case Verb.HOME | Verb.SETTINGS | Verb.HELP | Verb.QUIT:
                self.window_wanted.emit(command.verb)

    def cancel(self) -> None:
        """Leave whatever is going on: choosing, reading, speaking. The last job's shot stays."""
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.close()
        self._request = 0
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
        if self._asking is not None or self._request:
            return
        self.cancel()
        self._rooms.focus.restore()

    def stop_speaking(self) -> None:
        """Silence now, also for what is still to come of the job in hand."""
        self.narrator.hush(self._job.number)

    def listen(self, text: str) -> None:
        """Speak ``text`` of the result window from its beginning."""
        self.narrator.read_out(text, job=self._job.number)

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
            self._tell("There is no picture to read again.")
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
        self._asking = None
        self._rooms.speech.stop()  # what is still being said about choosing
        self._read(shot, task)

    def abandon(self) -> None:
        """The overlay or the camera was left without a picture."""
        if self._asking is None:
            return
        self._asking = None
        self.narrator.hush()
        self.narrator.announce("Cancelled.")
        moment("left")
        self._rooms.focus.restore()

    def loaded(self, request: int, shot: Shot) -> None:
        """A file has been loaded for ``request``."""
        if request == self._request:
            self._read(shot, self._wanted)

    def refused(self, request: int, kind: FailureKind, sentence: str) -> None:
        """A file could not be loaded for ``request``."""
        if request == self._request:
            self._no_picture(kind, sentence)

    def receive(self, message: Ready | Unloaded | Started | Piece | Done | Failed) -> None:
        """A message of the reader."""
        if isinstance(message, Ready):
            self._loaded[message.engine] = message
            # The quick engine is always there; what else was loaded is what is worth knowing.
            if message.engine is not EngineName.QUICK or len(self._loaded) == 1:
                self._show_engine(message.engine, message.device)
            return
        if isinstance(message, Unloaded):
            self._loaded.pop(message.engine, None)
            if self._status.engine == message.engine.value:
                self._set_status(memory=0, note="")
            return
        if message.job != self._job.number or not self._job.active:
            return
        match message:
            case Started():
                self._show_engine(message.engine, message.device)
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
        self._set_status(problem=sentence)

    def set_standing(self, sentence: str) -> None:
        """What doesn't work until the user changes it (a hotkey, the settings file): told now, and
        shown while nothing worse is; empty: all works."""
        if sentence and sentence != self._standing:
            self._tell(sentence)
        self._standing = sentence
        self._set_status(problem=sentence)

    def set_voice(self, name: str) -> None:
        """The voice's name, for the status line."""
        self._set_status(voice=name)

    # From the command to the shot

    def _begin(self, source: Source, task: Task, paths: tuple[str, ...]) -> None:
        if task.name not in CATALOGUE:
            self._tell(f"There is no task called {task.name}.")
            return
        self.cancel()
        self._number += 1
        self._request, self._wanted = self._number, self._resolved(task)
        self._rooms.focus.remember()
        try:
            self._take_from(source, paths)
        except CaptureError as error:
            self._no_picture(error.kind, error.sentence)

    def _take_from(self, source: Source, paths: tuple[str, ...]) -> None:
        capture = self._rooms.capture
        match source:
            case Source.REGION:
                frames = capture.freeze()
                self._asking = chooser = self._rooms.chooser()
                self._request = 0
                chooser.choose(frames, self._wanted)
            case Source.CAMERA:
                self._asking = camera = self._rooms.camera()
                self._request = 0
                camera.begin(self._wanted, self._settings().camera.device)
            case Source.WINDOW:
                self._after_repaint(self._request, capture.window)
            case Source.SCREEN:
                self._after_repaint(self._request, capture.screen)
            case Source.AGAIN:
                self._after_repaint(self._request, self._same_region)
            case Source.CLIPBOARD:
                match capture.clipboard():
                    case Shot() as shot:
                        self._read(shot, self._wanted)
                    case path:
                        self._file((str(path),))
            case Source.FILE:
                self._file(paths)

    def _same_region(self) -> Shot:
        if self._last_region is None:
            raise CaptureError(
                FailureKind.BAD_REGION, "No region has been read yet. Read a region first."
            )
        return self._rooms.capture.grab(self._last_region)

    def _file(self, paths: tuple[str, ...]) -> None:
        if not paths:
            self._request = 0
            self.picture_wanted.emit(self._wanted)
            return
        if len(paths) > 1:
            self._tell(f"Reading the first of {len(paths)} pictures.")
        self.narrator.wait()
        self._rooms.files.load(self._request, paths[0])

    def _after_repaint(self, request: int, take: Callable[[], Shot]) -> None:
        """Take the picture once our own result window has left the screen."""

        def now() -> None:
            if request != self._request:
                return
            try:
                shot = take()
            except CaptureError as error:
                self._no_picture(error.kind, error.sentence)
                return
            self._read(shot, self._wanted)

        if self._result is not None and self._result.step_aside():
            QTimer.singleShot(REPAINT_MS, now)
        else:
            now()

    def _no_picture(self, kind: FailureKind, sentence: str) -> None:
        self._number += 1
        self._job = _Job(self._number, self._wanted)
        self._request, self._asking = 0, None
        self._fail(Failed(self._number, kind, sentence))

    # From the shot to the outputs

    def _read(self, shot: Shot, task: Task, engine: EngineName | None = None) -> None:
        task = self._resolved(task)
        if shot.region is not None:
            self._last_region = shot.region
        self._number += 1
        self._request = 0
        self._job = job = _Job(self._number, task, shot)
        if (need := missing(task)) is not Need.NOTHING:
            self._ask(job, need)
            return
        if task.name == "fields":
            self.fields_named.emit(task.fields)
        job.active, job.server = True, self._settings().server.address
        moment("read")
        chosen = engine or self._settings().engine.engine
        self._rooms.reader.submit(Read(job.number, shot, task, chosen))
        if self._outputs(task).show:
            self._open_result().open(job.number, shot, task, shot.region)
        self.narrator.wait()
        self._show_state()

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
            if not job.streaming or not streams(job.task):
                lit = done.words == reading.text
                self.narrator.feed(job.number, done.words, job.task.to, lit=lit)
            self.narrator.end(job.number, reading.notes)
        self.last_text = reading.text
        self.read.emit(reading.text)
        if outputs.copy:
            self.copy(done.forms)
        self._set_status(problem=self._standing)
        moment("done")

    def _fail(self, failed: Failed) -> None:
        job = self._job
        self.narrator.end(job.number)
        job.active = False
        if failed.kind is FailureKind.CANCELLED:
            self._show_state()
            return
        if self._outputs(job.task).show:
            result = self._open_result()
            if job.shot is None:
                result.open(job.number, None, job.task, None)
            result.fail(job.number, failed)
        else:
            self.notice.emit(failed.sentence)
        self.narrator.announce(failed.sentence)
        self._set_status(problem=failed.sentence if failed.kind in _LASTING else self._standing)

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

    def _tell(self, sentence: str) -> None:
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

    def _show_engine(self, engine: EngineName, device: str) -> None:
        ready = self._loaded.get(engine)
        memory, note = (ready.memory, " ".join(ready.notes)) if ready else (0, "")
        self._set_status(engine=engine.value, device=device, memory=memory, note=note)

    def _set_status(self, **changes: Any) -> None:
        self._show_state(replace(self._status, **changes))

    def _show_state(self, status: Status | None = None) -> None:
        status = status or self._status
        if self._job.active:
            state = State.READING
        elif self._speaking:
            state = State.SPEAKING
        else:
            state = State.ATTENTION if status.problem else State.IDLE
        status = replace(status, state=state)
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)
