"""The window that shows what was read.

1. ``open`` starts a job: the window stands beside the region, says "Reading…" and takes the focus.
2. ``append`` fills it; ``finish`` or ``fail`` ends it. What belongs to another job is dropped.
3. The text is the user's at once: what they change is never written over.
4. The last results stay: the user goes back to them once the job is over.

It emits what the user wants and does none of it, but saving the text to a file. What goes on around
the text is in modules of its own: what the user does in ``result_parts``, the voice in
``result_listening``, the caret in ``result_walk``, finding in ``result_find``, earlier results in
``result_history``, the keys in ``result_keys``, translations in place in ``result_translation``.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QCloseEvent, QResizeEvent

from desktop.settings import OwnTask
from desktop.tasks import Need, missing
from desktop.ui.announce import announce
from desktop.ui.kept import Kept
from desktop.ui.result_parts import ResultParts
from desktop.values import (
    EngineName,
    Failed,
    FailureKind,
    OutputKind,
    Paragraph,
    Reading,
    Region,
    Shot,
    Task,
)

_PLACED = frozenset({OutputKind.POSITIONS, OutputKind.LAYOUT})
"""Kinds whose lines are looked at on the picture."""


class ResultWindow(ResultParts):
    """Shows one job at a time, and tells screen readers. All text in it is plain text."""

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
        self._busy = missing(task) in (Need.NOTHING, Need.LANGUAGE)  # the reader will know it
        if task.name == "translate" and shot is not None:
            self._translation.prepare()
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

    def uncover(self) -> bool:
        """Take the translation off the very place that it lies over; False where none does."""
        return self._translation.uncover()

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
        self._busy = False
        self._view.say_status("")
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

    def part(self, job: int, paragraphs: Sequence[Paragraph]) -> None:
        """Show what stands where on the picture of ``job``; the translations follow."""
        if job == self._job:
            self._translation.part(paragraphs)

    def place(self, job: int, number: int, paragraph: Paragraph) -> None:
        """Show the translation of this paragraph in its place."""
        if job == self._job:
            self._translation.place(number, paragraph)
            self._view.say_status(self._translation.progress)

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
        self._translation.give_up()
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

    def set_zoom(self, percent: int) -> None:
        """Show the text at ``percent`` of the system's size."""
        self._view.text.set_zoom(percent)

    def set_in_place(self, wanted: bool) -> None:
        """Whether a translation is to lie over the very place on the screen."""
        self._translation.in_place = wanted

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being done and give the focus back."""
        super().closeEvent(event)
        self._translation.uncover()
        self.stop_requested.emit()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the picture beside the text, or above it in a narrow window."""
        super().resizeEvent(event)
        self._view.turn(event.size().width())

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
        self._translation.begin(shot)
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
        self._translation.settle(reading.paragraphs)
        self._take.times = reading.times
        view.header.show_done(reading)
        if self._translation.under_way:
            # The engine may know better by now.
            view.header.show_source(self._translation.source[1], reading.language)
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
            known = self._translation.paragraphs
            reading = self._reading or Reading(text, engine=engine, device="", paragraphs=known)
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
        self._translation.uncover()  # by now something else may be there
        self._view.text.restore(kept.text, kept.edited)
        self._show_reading(kept.reading)
        self._stage.arrange()
        self._standing.fit(widen=True)
        self.reopen()
        self.recalled.emit(kept)
