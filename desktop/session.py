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
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.log import moment
from desktop.narrator import Narrator
from desktop.outcome import Job, Outcome
from desktop.rooms import Rooms
from desktop.scan import Scan
from desktop.settings import Settings
from desktop.sources import Sources
from desktop.standing import Standing
from desktop.tasks import CATALOGUE, Need, missing
from desktop.text.paragraphs import main_language
from desktop.text.scripts import language
from desktop.values import (
    Command,
    Cue,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Look,
    Move,
    Parted,
    Piece,
    Placed,
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

NO_WAY_BACK = "The program that you came from has been closed."

Message = Ready | Unloaded | Started | Piece | Parted | Placed | Done | Failed
"""What the reader tells."""

_LATER_MS = 500
"""Until it is seen again whether the user still waits for a picture or a reading."""

_LASTING = frozenset({FailureKind.NO_MODEL, FailureKind.BAD_MODEL, FailureKind.NO_ENGINE})
"""Failures that the next capture will meet as well."""


class Session(QObject):
    """Carries every capture from the key to the last word. Lives on the window's thread."""

    status_changed = Signal(Status)
    window_wanted = Signal(Verb)
    picture_wanted = Signal(Task)
    agreed = Signal()
    """The user agreed to send pictures to the server of the settings."""
    fields_named = Signal(tuple)
    """The fields that the user asked for, so that they can be offered the next time."""
    language_chosen = Signal(str, str)
    """The language of a text, and the one that the user had it translated to on the spot."""
    notice = Signal(str)
    """A sentence for the screen where no result window shows it."""
    left_job = Signal(int)
    """The job with this number was left before its end."""
    watch_wanted = Signal(object)
    """The ``Region`` in which everything new is to be read from now on; None: no longer."""

    def __init__(
        self, rooms: Rooms, settings: Callable[[], Settings], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self._settings = settings
        self._number = 0
        self._scan = Scan(rooms, self.next_number)
        self._job = Job(0, Task())
        self._speaking = False
        self.watching = False
        """A region is watched."""
        self._to_watch = False
        """The region that is being chosen is to be watched."""
        self.standing = Standing(self)
        self.standing.changed.connect(self.status_changed)
        self.narrator = Narrator(rooms.speech, rooms.sounds, lambda: settings().voice, self)
        self.narrator.speaking.connect(self._set_speaking)
        self.outcome = Outcome(rooms, self.narrator, settings, self)
        self.outcome.notice.connect(self.notice)
        self.sources = Sources(rooms, settings, self.outcome.step_aside, self.outcome.uncover, self)
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
                speaking = self._speaking
                self.stop_speaking()
                if not speaking:
                    self.outcome.uncover_unseen(self._job.task)
                if self.watching:
                    self.watch_wanted.emit(None)
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
                if not self.outcome.reveal():
                    self.tell("Nothing has been read yet.")
            case Verb.HOME | Verb.SETTINGS | Verb.HELP | Verb.QUIT:
                self.window_wanted.emit(command.verb)

    def cancel(self) -> None:
        """Leave whatever is going on: choosing, reading, speaking. The last job's shot stays."""
        self.sources.leave()
        self._scan.end()
        self.narrator.settle()
        self.stop_speaking()
        job = self._job
        if job.asked:
            job.asked = False
            self._rooms.reader.cancel(job.number)
        if job.active:
            job.active = False
            self._rooms.reader.cancel(job.number)
            self.left_job.emit(job.number)
            self.outcome.cancelled(job)
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
        if not self._rooms.focus.restore():
            self.tell(NO_WAY_BACK)

    def listen(self, text: str) -> None:
        """Speak ``text`` of the result window from its beginning."""
        self.narrator.read_out(text, self._job.task.to, job=self._job.number)

    def listen_from(self, text: str, place: int) -> None:
        """Speak ``text`` of the result window from this character on."""
        self.narrator.read_from(text, place, self._job.number)

    def say(self, text: str, language: str = "") -> None:
        """Speak ``text`` that is nobody's reading, instead of the one that is being spoken."""
        self.narrator.read_out(text, language, instead_of=self._job.number)

    def copy(self, forms: Mapping[str, str]) -> None:
        """Put the forms of a text on the clipboard, by MIME type."""
        self.outcome.copy(self._job.number, forms, asked=True)

    def read_again(self, task: Task, engine: EngineName) -> None:
        """Read the last shot once more: as another task, by another engine."""
        shot = self._job.shot
        if self._job.again is not None:
            self._job.again(task, engine)
            return
        if shot is None:
            self.tell("There is no picture to read again.")
            return
        asked, self._job.asked = self._job.asked, False  # the look is a part of what follows
        chosen = task.name == "translate" and task.to not in ("", self._job.task.to)
        self.cancel()
        self._read(shot, task, engine, insist=task.name == "translate" and task.to != "")
        self._job.chosen = chosen
        if asked and self._settings().after.stay:
            self._rooms.focus.restore()

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
        self._scan.end()
        self.sources.leave()
        self.sources.last_region = shot.region
        job = self._start_job(Task(), shot)
        job.active = True
        self.outcome.show(job)
        forms = {"text/plain": reading.text}
        self._done(job, Done(job.number, reading, forms, reading.text))

    def join(
        self,
        task: Task,
        shot: Shot | None = None,
        again: Callable[[Task, EngineName], None] | None = None,
    ) -> int:
        """The camera has several pictures, which somebody else has read, into one reading: the
        number under which what comes of them is to be told by ``receive``. With ``shot``, one of
        them, they can be read again, by ``again``."""
        self._rooms.speech.stop()
        self._scan.end()
        self.sources.leave()
        job = self._start_job(task, shot)
        job.active, job.again = True, again
        self.narrator.cue(Cue.CAPTURED)
        self.outcome.show(job)
        self.narrator.wait()
        self._show_state()
        return job.number

    def take_window(self, region: Region) -> None:
        """The window that was chosen is in front now."""
        self._rooms.speech.stop()
        self.sources.take_window(region)

    def abandon(self) -> None:
        """The overlay, the camera or the list of windows was left without a picture."""
        self.sources.abandon()

    def scan(self, shot: Shot) -> None:
        """Look for text on the frozen screen, while the user chooses on it."""
        self._scan.begin(shot)

    def recall(self, shot: Shot | None, task: Task, words: Callable[[], str]) -> None:
        """An earlier result is looked at again: now it is the one to be read again, and heard."""
        self.cancel()
        self._job = Job(self._job.number, task, shot)
        self.narrator.offer(words, self._job.number)

    def receive(self, message: Message) -> None:
        """A message of the reader."""
        if isinstance(message, Ready):
            self.standing.engine_ready(message)
            return
        if isinstance(message, Unloaded):
            self.standing.engine_unloaded(message)
            return
        if self._scan.receive(message):
            return
        if message.job != self._job.number or not self._job.active:
            return
        match message:
            case Started():
                self.standing.engine_reads(message.engine, message.device)
            case Piece():
                self.outcome.piece(self._job, message.text)
            case Parted():
                self.outcome.part(self._job, message.paragraphs)
            case Placed():
                self.outcome.place(self._job, message.number, message.paragraph)
            case Done():
                self._done(self._job, message)
            case Failed():
                self._fail(message)

    def stored(self, ok: bool, sentence: str) -> None:
        """The clipboard holds the text, or it doesn't and ``sentence`` says why."""
        self.outcome.stored(self._job.task, ok, sentence)

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
        return job.active or job.asked or self.sources.busy or self._scan.under_way

    def keep(self, reading: Reading) -> None:
        """Have this, which has been heard already, among the results: behind the one that the
        user looks at, otherwise as the last one."""
        if reading.text and self.busy:
            QTimer.singleShot(_LATER_MS, self, lambda: self.keep(reading))
        elif reading.text and not self.outcome.shelve(self.next_number(), Task(), reading):
            self.outcome.keep(self._start_job(Task()), reading)

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
        self._scan.end()
        self._rooms.focus.restore()
        self.watch_wanted.emit(shot.region)

    def _no_picture(self, task: Task, kind: FailureKind, sentence: str) -> None:
        job = self._start_job(task)
        self._fail(Failed(job.number, kind, sentence))

    def _left(self) -> None:
        self._scan.end()
        self.narrator.hush()
        self.narrator.announce("Cancelled.")
        moment("left")
        self._rooms.focus.restore()

    # From the shot to the outputs

    def _start_job(self, task: Task, shot: Shot | None = None) -> Job:
        self._job = Job(self.next_number(), task, shot)
        return self._job

    def _read(
        self, shot: Shot, task: Task, engine: EngineName | None = None, *, insist: bool = False
    ) -> None:
        task = self._resolved(task)
        job = self._start_job(task, shot)
        if (need := missing(task)) not in (Need.NOTHING, Need.LANGUAGE):
            self._scan.end()
            self._ask(job, need)
            return
        if task.name == "fields":
            self.fields_named.emit(task.fields)
        self._scan.give_way()
        job.active, job.server = True, self._settings().server.address
        moment("read")
        chosen = engine or self._settings().engine.engine
        self._rooms.reader.submit(Read(job.number, shot, task, chosen, insist=insist))
        self.narrator.cue(Cue.CAPTURED)
        self.outcome.show(job)
        self.narrator.wait()
        self._show_state()

    def _ask(self, job: Job, need: Need) -> None:
        """Ask what the task must still be told; the answer comes as ``read_again``."""
        self.narrator.settle()
        self.outcome.ask(job, need)
        if job.shot is not None:
            engine = self._settings().engine.engine
            self._rooms.reader.look(Look(job.number, job.shot, job.task, engine))
            job.asked = True
        self._show_state()

    def _done(self, job: Job, done: Done) -> None:
        job.active = False
        if job.task.name == "translate":
            self._translated(job, done.reading)
        self.outcome.done(job, done)
        self._show_state("")

    def _fail(self, failed: Failed) -> None:
        job = self._job
        job.active = False
        self.outcome.fail(job, failed)
        if failed.kind is FailureKind.CANCELLED:
            self._show_state()
        else:
            self._show_state(failed.sentence if failed.kind in _LASTING else "")

    def _resolved(self, task: Task) -> Task:
        languages = self._settings().languages
        if task.name != "translate" or task.to or languages.remembered:
            return task  # what is remembered goes by the text's language: the reader will know
        return replace(task, to=languages.to)

    def _translated(self, job: Job, reading: Reading) -> None:
        job.task = replace(job.task, to=job.task.to or reading.language)
        source = main_language(reading.paragraphs) or language(reading.source)
        if job.chosen and source not in ("", job.task.to):
            self.language_chosen.emit(source, job.task.to)

    # What the user is told

    def tell(self, sentence: str, *, aside: bool = True) -> None:
        """Tell the user, on screen and aloud: as an aside, or instead of what is being read."""
        self.notice.emit(sentence)
        self.narrator.announce(sentence, aside=aside)

    def _set_speaking(self, speaking: bool) -> None:
        self._speaking = speaking
        self._show_state()

    def _show_state(self, problem: str | None = None) -> None:
        self.standing.set_activity(
            reading=self._job.active, speaking=self._speaking, problem=problem
        )
