"""The window that shows what was read.

1. ``open`` starts a job: the window stands beside the region, says "Reading…" and takes the focus.
2. ``append`` fills it; ``finish`` or ``fail`` ends it. What belongs to another job is dropped.
3. The text is the user's at once: what they change is never written over.
4. The last results stay: the user goes back to them once the job is over.

It emits what the user wants and does none of it, but saving the text to a file. What goes on around
the text is in modules of its own: the voice in ``result_listening``, the caret in ``result_walk``,
finding in ``result_find``, earlier results in ``result_history``, the keys in ``result_keys``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.settings import OwnTask
from desktop.tasks import Need, missing
from desktop.ui import icons, result_forms, result_keys
from desktop.ui.announce import announce
from desktop.ui.kept import Kept
from desktop.ui.result_asking import Asking
from desktop.ui.result_find import Find
from desktop.ui.result_history import History
from desktop.ui.result_layout import ResultLayout
from desktop.ui.result_listening import Listening
from desktop.ui.result_signals import ResultSignals
from desktop.ui.result_stage import Stage
from desktop.ui.result_standing import Standing
from desktop.ui.result_tables import Tables
from desktop.ui.result_takeaway import AUDIO_KEYS, SAVE_KEYS, TakeAway
from desktop.ui.result_telling import COPIED, Telling
from desktop.ui.result_walk import Walk
from desktop.ui.text_pane import USUAL_ZOOM
from desktop.values import EngineName, Failed, FailureKind, OutputKind, Reading, Region, Shot, Task

_PLACED = frozenset({OutputKind.POSITIONS, OutputKind.LAYOUT})
"""Kinds whose lines are looked at on the picture."""


class ResultWindow(ResultSignals):
    """Shows one job at a time, and tells screen readers. All text in it is plain text."""

    def __init__(self, zoom: int = USUAL_ZOOM, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Sightread: result")
        self.setWindowIcon(icons.icon("sightread"))
        self._job = self._shown_job = -1
        self._task = Task()
        self._shot: Shot | None = None
        self._reading: Reading | None = None
        self._busy = self._aside = False
        self._view = ResultLayout(zoom)
        self._stage = Stage(self._view)
        self._asking = Asking(self, self._view, self._stage)
        self._standing = Standing(self, self._view)
        self._telling = Telling(self, self._view)
        self._take = TakeAway(self, self._view.reading)
        self._listening = Listening(self, self._view)
        self._walk = Walk(self._view.reading)
        self._tables = Tables(self._view.reading, self._walk)
        self._find = Find(self._view)
        self._history = History(self._view.header)
        self.setCentralWidget(self._view.whole)
        self._connect()

    # What the session tells it

    def open(
        self, job: int, shot: Shot | None, task: Task, beside: Region | None, *, shown: bool = True
    ) -> None:
        """Start showing ``job``, beside a region in physical pixels; None: amid the screen.

        Without ``shown`` it is filled where it is, and the keyboard stays where that is.
        """
        self._shelve()
        self._history.leave()
        engine = self._asking.engine if shot and shot is self._shot else EngineName.AUTO
        self._job = job
        self._empty(job, shot, task, engine)
        self._busy = missing(task) is Need.NOTHING
        status = "Reading…" if self._busy else ""
        self._view.text.setPlaceholderText("Reading…")
        self._telling.begin(task, status)
        self._standing.begin(beside)
        if shown:
            self.reopen()
        elif self._aside:
            self._standing.come_back()
            self._aside = False
        announce(self, status, narrated=True)

    def reopen(self) -> None:
        """Show the window as it is, in front, with the keyboard in its text."""
        self._aside = False
        self.show()
        self.raise_()
        self.activateWindow()
        self._stage.focus()

    def shelve(self, job: int, task: Task, reading: Reading) -> bool:
        """Keep this as the latest result, behind the one that is shown; False where none is."""
        if not self.isVisible() or self._busy or not self.text():
            return False
        self._shelve()
        self._history.add(Kept(job, task, EngineName.AUTO, None, reading, reading.text))
        return True

    def reveal(self) -> bool:
        """Show the last result again; False where nothing has been read yet."""
        if self._job < 0:
            return False
        self.reopen()
        self._standing.fit(widen=True)
        self._telling.revealed()
        return True

    def step_aside(self) -> bool:
        """Hide while the screen is taken; False where the window wasn't in the way."""
        if not self.isVisible():
            return False
        self._aside = True
        self.hide()
        return True

    def ask(self, job: int, need: Need) -> None:
        """Ask in the place of the text what the task of ``job`` must still be told."""
        if job != self._job:
            return
        if not self.isVisible():
            self.reopen()
        self._asking.ask(need)

    def set_own_tasks(self, own: tuple[OwnTask, ...]) -> None:
        """Offer the user's own tasks too."""
        self._view.header.set_own_tasks(own)

    def set_last_fields(self, fields: tuple[str, ...]) -> None:
        """Offer these when fields are asked for."""
        self._view.question.set_last_fields(fields)

    def append(self, job: int, text: str) -> None:
        """Add the next piece of ``job``."""
        if job != self._job:
            return
        self._listening.grow(text)
        self._view.text.append(text)
        self._enable()
        self._standing.fit()

    def finish(self, job: int, reading: Reading) -> None:
        """Show the whole of what was read in ``job``."""
        if job != self._job:
            return
        self._busy = False
        self._show_reading(reading)
        self._shelve()
        self._standing.fit(widen=True)
        self._telling.done(reading)

    def fail(self, job: int, failed: Failed) -> None:
        """Say why ``job`` could not be read, in the place of the text; keep what had come."""
        if job != self._job:
            return
        self._busy = False
        view, cancelled = self._view, failed.kind == FailureKind.CANCELLED
        view.text.setPlaceholderText("")
        view.say_status("Stopped." if cancelled else "")
        if not cancelled or not self.text():
            self._stage.fail(failed, self._task, self._shot is not None)
        self._enable()
        self._standing.fit()
        announce(self, failed.sentence, assertive=True, narrated=not cancelled)

    def set_copied(self, job: int, ok: bool, sentence: str = "") -> None:
        """Say that the text is on the clipboard, or in ``sentence`` why not."""
        if job != self._job:
            return
        self._telling.copied(ok, sentence)
        self._standing.fit()

    def set_saved(self, ok: bool, sentence: str = "") -> None:
        """Say that the sound is in the file, or in ``sentence`` why not."""
        if ok:
            self._telling.tell(sentence or "Saved.")
        else:
            self._telling.problem(sentence)
        self._standing.fit()

    def set_speaking(self, speaking: bool) -> None:
        """Whether this text is being spoken now, or stands still at a word."""
        self._listening.set_speaking(speaking)
        self._enable()

    def set_paused(self, paused: bool) -> None:
        """Whether the voice stands still at a word."""
        self._listening.set_paused(paused)
        self._enable()

    def set_mark_unsure(self, marked: bool) -> None:
        """Whether words that the engine was unsure of are underlined and counted."""
        self._telling.mark_unsure = marked
        self._walk.set_marked(marked)

    def highlight(self, start: int, length: int) -> None:
        """Mark the word being spoken: characters of what was read (of a text with markup: of its
        words), or of what was given to listen to.

        Nothing is marked where the user has changed these words since.
        """
        self._listening.highlight(start, length)

    def clear_highlight(self) -> None:
        """Mark nothing."""
        self._listening.clear_highlight()

    def word_at_caret(self) -> tuple[str, str]:
        """The word that the caret stands in, and its language; empty where there is none."""
        return self._walk.word(), self._telling.language

    def text(self) -> str:
        """The text as it stands, with the user's changes."""
        return self._view.text.toPlainText()

    def set_zoom(self, percent: int) -> None:
        """Show the text at ``percent`` of the system's size."""
        self._view.text.set_zoom(percent)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being done and give the focus back."""
        super().closeEvent(event)
        self.stop_requested.emit()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the picture beside the text, or above it in a narrow window."""
        super().resizeEvent(event)
        self._view.turn(event.size().width())

    # What the user does

    def _connect(self) -> None:
        view, take, fit = self._view, self._take, self._standing.fit
        take.copied.connect(partial(self._copy, COPIED))
        take.saved.connect(partial(self._telling.also, "saved"))
        take.refused.connect(self._telling.problem)
        take.saving.connect(self._tell)
        take.audio_wanted.connect(
            lambda words, path: self.audio_requested.emit(words, self._telling.language, path)
        )
        self._asking.chosen.connect(self.again)
        self._asking.answered.connect(self._leave_question)
        self._asking.asked.connect(self._telling.ours)
        view.header.pinned.connect(self._pin)
        view.header.closed.connect(self.close)
        view.header.stepped.connect(self._step)
        view.question.left.connect(self._escape)
        view.failure.agreed.connect(self.agreed)
        view.failure.opened.connect(self.action_requested)
        view.failure.settings.connect(self.settings_requested)
        view.reading.shown.connect(partial(fit, widen=True))
        view.reading.copied.connect(take.copy)
        view.reading.line_wanted.connect(self._copy_line)
        view.text.zoom_changed.connect(self.zoom_changed)
        view.text.textChanged.connect(self._enable)
        view.copy.clicked.connect(take.copy)
        view.copy_menu.aboutToShow.connect(lambda: take.fill(view.copy_menu))
        view.source.toggled.connect(view.reading.show_source)
        view.save_menu.aboutToShow.connect(lambda: take.fill_save(view.save_menu))
        view.frame.taken.connect(self._standing.hold)
        for part in (self._stage, self._listening, self._find):
            part.grown.connect(fit)
        self._connect_voice()
        keys: dict[str, Callable[[], object]] = {
            "Esc": self._escape,
            "F6": self.focus_back.emit,
            SAVE_KEYS: take.save,
            AUDIO_KEYS: take.save_audio,
            "Alt+Left": partial(self._step, -1),
            "Alt+Right": partial(self._step, 1),
        }
        result_keys.bind(self, view, keys)
        result_keys.bind_voice(self, view.reading, self._listening)
        result_keys.bind_walk(self, self._walk, self._tables, self._find)

    def _connect_voice(self) -> None:
        listening, telling = self._listening, self._telling
        listening.listen.connect(self.listen_requested)
        listening.read_from.connect(self.read_from_requested)
        listening.stop.connect(self.stop_requested)
        listening.transport.connect(self.transport)
        telling.speak.connect(self.speak_requested)
        telling.walked.connect(self.walked)
        for told in (listening.told, self._walk.told, self._history.told, self._tables.told):
            told.connect(self._tell)
        self._find.told.connect(telling.ours)
        self._tables.heard.connect(partial(telling.words, by_itself=True))
        for said in (self._walk.said, self._find.said):
            said.connect(telling.words)
        self._history.recalled.connect(self._recall)

    def _leave_question(self) -> None:
        self._stage.leave_question()
        self.reopen()

    def _escape(self) -> None:
        if self._find.open:
            self._find.close()
        elif self._stage.asking and (self._stage.failed or self.text()):
            self._leave_question()
        else:
            self.close()

    def _pin(self, pinned: bool) -> None:
        self.windowHandle().setFlag(Qt.WindowType.WindowStaysOnTopHint, pinned)

    def _tell(self, sentence: str) -> None:
        self._telling.tell(sentence)
        self._standing.fit()

    def _copy(self, saying: str, forms: dict[str, str]) -> None:
        self._telling.copying = saying
        self.copy_requested.emit(forms)

    def _copy_line(self) -> None:
        line = self._view.reading.current().line()
        if line.strip():
            self._copy("Line copied.", {result_forms.PLAIN: line})
        else:
            self._tell("This line is empty.")

    def _enable(self) -> None:
        active = self._listening.speaking or self._listening.paused
        self._view.enable(bool(self.text()), active, self._shot is not None)

    # What is shown, and what was

    def _empty(self, job: int, shot: Shot | None, task: Task, engine: EngineName) -> None:
        """Show nothing yet of this job."""
        self._shown_job, self._shot, self._task = job, shot, task
        self._asking.begin(task, engine, shot is not None)
        self._reading = None
        self._take.times = ()
        self._find.close()
        self._listening.clear()
        self._walk.clear()
        view = self._view
        view.header.show_asked(task, engine)
        view.show_task(task)
        view.header.again.setEnabled(shot is not None)
        view.picture_button.setEnabled(shot is not None)
        view.picture.set_shot(shot)
        view.reading.clear_for("")
        self._stage.clear()
        view.show_kind(OutputKind.TEXT)
        view.source.setChecked(False)
        self._enable()

    def _show_reading(self, reading: Reading) -> None:
        self._reading, view = reading, self._view
        view.reading.settle(reading.text, reading.kind)
        view.text.setPlaceholderText("")
        view.picture.set_lines(reading.lines)
        self._listening.settle(reading.text, reading.lines)
        self._walk.settle(reading.text, reading.unsure)
        self._take.times = reading.times
        view.header.show_done(reading)
        view.show_kind(reading.kind)
        view.source.setChecked(view.text.edited)
        if reading.lines and reading.kind in _PLACED and self._shot:
            self._stage.show_picture_for_now(True)
        self._telling.show(reading, self._task, view.text.edited)
        self._enable()

    def _shelve(self) -> None:
        """Keep what is shown as the user has left it; without a text there is nothing to keep."""
        if text := self.text():
            edited, engine = self._view.text.edited, self._asking.engine
            reading = self._reading or Reading(text, engine=engine, device="")
            parts = self._shown_job, self._task, engine, self._shot
            self._history.put(Kept(*parts, reading, text, edited))

    def _step(self, by: int) -> None:
        if self._busy:
            self._tell("This is still being read. The others wait until it is.")
            return
        self._shelve()
        self._history.step(by)

    def _recall(self, kept: Kept) -> None:
        if self._listening.speaking or self._listening.paused:
            self.stop_requested.emit()
        self._empty(kept.job, kept.shot, kept.task, kept.engine)
        self._view.text.restore(kept.text, kept.edited)
        self._show_reading(kept.reading)
        self._stage.arrange()
        self._standing.fit(widen=True)
        self.reopen()
        self.recalled.emit(kept)
