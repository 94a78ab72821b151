"""The one story: what happens from the key to the last word.

1. A ``Command`` arrives (hotkey, tray, window, command line): ``perform``.
2. A shot is taken. For a region the overlay is shown and answers later, so do camera and file.
3. ``Read(job, shot, task)`` goes to the reader; pieces, then a reading, come back: ``receive``.
4. Pieces go to the result window and to the voice as they come; the reading to the clipboard.
5. A new capture, Esc and quit all call ``cancel``. Whatever comes back with an older job's number
   is dropped in one comparison.

The session sees the other rooms through the protocols of ``rooms.py``; ``app.py`` fills them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.capture.errors import CaptureError
from desktop.log import moment
from desktop.rooms import Camera, Chooser, Result, Rooms
from desktop.settings import Settings
from desktop.tasks import CATALOGUE, LANGUAGES, TESTED_TARGETS
from desktop.values import (
    Command,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Piece,
    Read,
    Reading,
    Ready,
    Region,
    Shot,
    Source,
    Started,
    State,
    Status,
    Task,
    Verb,
)

REPAINT_MS = 60
"""What other programs get to repaint where the result window was, before the screen is taken."""

QUIET_MS = 700
"""After this time without a word of text, "Reading" is said, so that waiting is never silent."""


@dataclass(slots=True)
class _Job:
    """What is known of the job in hand."""

    number: int
    task: Task
    shot: Shot | None = None
    reading: Reading | None = None
    active: bool = False
    streaming: bool = False
    muted: bool = False
    spoken: bool = False


class Session(QObject):
    """Carries every capture from the key to the last word. Lives on the window's thread."""

    status_changed = Signal(Status)
    window_wanted = Signal(Verb)
    picture_wanted = Signal(Task)
    read = Signal(str)
    """The text of each reading that succeeded."""
    notice = Signal(str)
    """A sentence for the screen where no result window is open."""

    def __init__(
        self, rooms: Rooms, settings: Callable[[], Settings], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self._settings = settings
        self._job = _Job(0, Task())
        self._last_region: Region | None = None
        self._speech_job = 0
        self._speaking = False
        self._standing = ""
        self._asking: Chooser | Camera | None = None
        self._result: Result | None = None
        self._status = Status()
        self._waiting = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._waiting.timeout.connect(self._say_reading)

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
                self.listen(command.text)
            case Verb.STOP:
                self.stop_speaking()
            case Verb.LAST:
                if self._result is None or not self._result.reveal():
                    self._tell("Nothing has been read yet.")
            case Verb.HOME | Verb.SETTINGS | Verb.HELP | Verb.QUIT:
                self.window_wanted.emit(command.verb)

    def cancel(self) -> None:
        """Leave whatever is going on: choosing, reading, speaking."""
        self._waiting.stop()
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.close()
        self.stop_speaking()
        if self._job.active:
            self._rooms.reader.cancel(self._job.number)
        self._job = _Job(self._job.number + 1, self._job.task)
        self._show_state()

    def put_away(self) -> None:
        """The result window was closed: leave its job, give the keyboard back."""
        self.cancel()
        self._rooms.focus.restore()

    def stop_speaking(self) -> None:
        """Silence now, also for what is still to come of the job in hand."""
        self._job.muted = True
        self._rooms.speech.stop()

    def listen(self, text: str, language: str = "") -> None:
        """Speak ``text`` from its beginning."""
        self._begin_speech(language)
        self._rooms.speech.feed(self._speech_job, text)
        self._rooms.speech.end(self._speech_job)

    def copy(self, text: str) -> None:
        """Put ``text`` on the clipboard."""
        self._rooms.clipboard.put(text)

    def read_again(self, task: Task, engine: EngineName) -> None:
        """Read the shot in hand once more: as another task, by another engine."""
        shot = self._job.shot
        if shot is None:
            self._tell("There is no picture to read again.")
            return
        self.cancel()
        self._read(shot, task, engine)

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
        moment("left")
        self._show_state()
        self._rooms.focus.restore()

    def loaded(self, job: int, shot: Shot) -> None:
        """A file has been loaded for ``job``."""
        if job == self._job.number:
            self._read(shot, self._job.task)

    def refused(self, job: int, kind: FailureKind, sentence: str) -> None:
        """A file could not be loaded for ``job``."""
        if job == self._job.number:
            self._fail(Failed(job, kind, sentence))

    def receive(self, message: Ready | Started | Piece | Done | Failed) -> None:
        """A message of the reader."""
        if isinstance(message, Ready):
            self._set_status(engine=message.engine.value, device=message.device)
            return
        if message.job != self._job.number or not self._job.active:
            return
        match message:
            case Started():
                self._set_status(engine=message.engine.value, device=message.device)
            case Piece():
                self._piece(message.text)
            case Done():
                self._done(message.reading)
            case Failed():
                self._fail(message)

    def announce(self, sentence: str) -> None:
        """Speak ``sentence`` if the user wants announcements."""
        if self._settings().voice.announce:
            self._rooms.speech.say(sentence, interrupt=True)

    def stored(self, ok: bool, sentence: str) -> None:
        """The clipboard holds the text, or it doesn't and ``sentence`` says why."""
        if self._result is not None:
            self._result.set_copied(self._job.number, ok, sentence)
        outputs = self._settings().after.of(self._job.task.name)
        if not ok:
            self._tell(sentence)
        elif not outputs.speak or not outputs.show:
            self.notice.emit(sentence)
            if not outputs.speak:
                self.announce(sentence)

    def speech_started(self, job: int) -> None:
        """The first sound of ``job``, 0 for an announcement."""
        moment("first sound" if job else "announcement")
        self._set_speaking(True)

    def speech_word(self, job: int, start: int, length: int) -> None:
        """The word that is heard now."""
        if job == self._speech_job and self._result is not None:
            self._result.highlight(start, length)

    def speech_ended(self, job: int) -> None:
        """The voice has said everything of ``job``, or was stopped."""
        if job:
            moment("silence")
        self._set_speaking(False)
        if self._result is not None:
            self._result.clear_highlight()

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

    # The steps

    def _begin(self, source: Source, task: Task, paths: tuple[str, ...]) -> None:
        if task.name not in CATALOGUE:
            self._tell(f"There is no task called {task.name}.")
            return
        self.cancel()
        task = self._resolved(task)
        self._job.task = task
        self._rooms.focus.remember()
        capture = self._rooms.capture
        try:
            match source:
                case Source.REGION:
                    frames = capture.freeze()
                    self._asking = chooser = self._rooms.chooser()
                    chooser.choose(frames, task)
                case Source.WINDOW:
                    self._after_repaint(self._job.number, capture.window)
                case Source.SCREEN:
                    self._after_repaint(self._job.number, capture.screen)
                case Source.AGAIN:
                    self._again(task)
                case Source.CLIPBOARD:
                    self._clipboard(task)
                case Source.CAMERA:
                    self._asking = camera = self._rooms.camera()
                    camera.begin(task, self._settings().camera.device)
                case Source.FILE:
                    self._file(task, paths)
        except CaptureError as error:
            self._capture_failed(error)

    def _again(self, task: Task) -> None:
        if self._last_region is None:
            key = self._settings().hotkeys.region
            hint = "Read a region first." if key else "Read a region from the tray first."
            self._fail(
                Failed(
                    self._job.number,
                    FailureKind.BAD_REGION,
                    f"No region has been read yet. {hint}",
                )
            )
            return
        self._read(self._rooms.capture.grab(self._last_region), task)

    def _clipboard(self, task: Task) -> None:
        match self._rooms.capture.clipboard():
            case Shot() as shot:
                self._read(shot, task)
            case path:
                self._file(task, (str(path),))

    def _file(self, task: Task, paths: tuple[str, ...]) -> None:
        if not paths:
            self.picture_wanted.emit(task)
            return
        if len(paths) > 1:
            self._tell(f"Reading the first of {len(paths)} pictures.")
        self._rooms.files.load(self._job.number, paths[0])

    def _after_repaint(self, job: int, take: Callable[[], Shot]) -> None:
        """Take the picture once our own result window has left the screen."""

        def now() -> None:
            if job != self._job.number:
                return
            try:
                shot = take()
            except CaptureError as error:
                self._capture_failed(error)
                return
            self._read(shot, self._job.task)

        if self._result is not None and self._result.step_aside():
            QTimer.singleShot(REPAINT_MS, now)
        else:
            now()

    def _resolved(self, task: Task) -> Task:
        if task.name == "translate" and not task.to:
            return replace(task, to=self._settings().languages.to)
        return task

    def _read(self, shot: Shot, task: Task, engine: EngineName | None = None) -> None:
        task = self._resolved(task)
        if shot.region is not None:
            self._last_region = shot.region
        job = self._job = _Job(self._job.number + 1, task, shot, active=True)
        if self._shows(task):
            self._open_result().open(job.number, shot, task, shot.region)
        moment("read")
        self._waiting.start()
        self._show_state()
        chosen = engine or self._settings().engine.engine
        self._rooms.reader.submit(Read(job.number, shot, task, chosen))

    def _piece(self, text: str) -> None:
        self._waiting.stop()
        job = self._job
        if not job.streaming:
            job.streaming = True
            moment("first text")
        if self._shows(job.task):
            self._open_result().append(job.number, text)
        # A translation streams its source first: that is not what the user wants to hear.
        if job.task.name == "read":
            self._speak(text)

    def _speak(self, text: str, language: str = "") -> None:
        job = self._job
        if job.muted or not self._settings().after.of(job.task.name).speak:
            return
        if not job.spoken:
            job.spoken = True
            self._begin_speech(language)
        self._rooms.speech.feed(self._speech_job, text)

    def _begin_speech(self, language: str) -> None:
        self._speech_job += 1
        self._rooms.speech.begin(self._speech_job, language)

    def _done(self, reading: Reading) -> None:
        self._waiting.stop()
        moment("done")
        job = self._job
        job.active = False
        job.reading = reading = self._annotated(reading, job.task)
        if self._shows(job.task):
            self._open_result().finish(job.number, reading)
        elif reading.notes:
            self.notice.emit(" ".join(reading.notes))
        if not job.spoken:
            self._speak(reading.text, job.task.to)
        if job.spoken and not job.muted:
            self._rooms.speech.end(self._speech_job)
            for note in reading.notes:
                self._rooms.speech.say(note)
        self.read.emit(reading.text)
        if self._settings().after.of(job.task.name).copy:
            self._rooms.clipboard.put(reading.text)
        self._set_status(problem=self._standing)

    def _annotated(self, reading: Reading, task: Task) -> Reading:
        if task.name == "translate" and task.to not in TESTED_TARGETS:
            note = f"Translation to {LANGUAGES.get(task.to, task.to)} is untested by its makers."
            return replace(reading, notes=(*reading.notes, note))
        return reading

    def _fail(self, failed: Failed) -> None:
        self._waiting.stop()
        job = self._job
        job.active = False
        if failed.kind is FailureKind.CANCELLED:
            self._show_state()
            return
        if self._shows(job.task):
            result = self._open_result()
            result.open(failed.job, job.shot, job.task, job.shot.region if job.shot else None)
            result.fail(failed.job, failed)
        else:
            self.notice.emit(failed.sentence)
        self.announce(failed.sentence)
        lasting = {FailureKind.NO_MODEL, FailureKind.BAD_MODEL, FailureKind.NO_ENGINE}
        self._set_status(problem=failed.sentence if failed.kind in lasting else self._standing)

    def _capture_failed(self, error: CaptureError) -> None:
        self._fail(Failed(self._job.number, error.kind, error.sentence))

    def _tell(self, sentence: str) -> None:
        self.notice.emit(sentence)
        self.announce(sentence)

    def _say_reading(self) -> None:
        self.announce("Reading.")

    def _shows(self, task: Task) -> bool:
        outputs = self._settings().after.of(task.name)
        return outputs.show or not (outputs.copy or outputs.speak)

    def _open_result(self) -> Result:
        if self._result is None:
            self._result = self._rooms.result()
        return self._result

    def _set_speaking(self, speaking: bool) -> None:
        self._speaking = speaking
        if self._result is not None:
            self._result.set_speaking(speaking)
        self._show_state()

    def _set_status(
        self,
        *,
        engine: str | None = None,
        device: str | None = None,
        voice: str | None = None,
        problem: str | None = None,
    ) -> None:
        old = self._status
        self._show_state(
            Status(
                old.state,
                old.engine if engine is None else engine,
                old.device if device is None else device,
                old.voice if voice is None else voice,
                old.problem if problem is None else problem,
            )
        )

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
