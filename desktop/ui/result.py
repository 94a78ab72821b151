"""The window that shows what was read.

1. ``open`` starts a job: the window stands beside the region, says "Reading…" and takes the focus.
2. ``append`` fills it; ``finish`` or ``fail`` ends it. What belongs to another job is dropped.
3. The text is the user's at once: what they change is never written over.

It emits what the user wants and does none of it, but saving the text to a file.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.settings import OwnTask
from desktop.tasks import QUESTIONS, Need, can_do, missing
from desktop.ui import icons, result_forms, result_keys
from desktop.ui.announce import announce
from desktop.ui.page import PLAIN
from desktop.ui.result_layout import ResultLayout
from desktop.ui.result_standing import Standing
from desktop.ui.result_takeaway import TakeAway
from desktop.ui.spans import line_at, line_spans
from desktop.ui.text_pane import USUAL_ZOOM
from desktop.values import (
    EngineName,
    Failed,
    FailureKind,
    OutputKind,
    Reading,
    Region,
    Shot,
    Task,
)

_PLACED = frozenset({OutputKind.POSITIONS, OutputKind.LAYOUT})
"""Kinds whose lines are looked at on the picture."""


class ResultWindow(QMainWindow):
    """Shows one job at a time. All text in it is plain text.

    ``again`` asks for the same shot to be read as another task or by another engine. What happens
    is told to screen readers.
    """

    again = Signal(Task, EngineName)
    copy_requested = Signal(dict)
    """The forms of the text, by MIME type."""
    listen_requested = Signal(str)
    stop_requested = Signal()
    closed = Signal()
    zoom_changed = Signal(int)
    settings_requested = Signal()
    action_requested = Signal(str)
    """What a failure's button opens: ``model`` or ``server``, a part of the settings."""
    agreed = Signal()
    """The user agreed to send pictures to the server."""

    def __init__(self, zoom: int = USUAL_ZOOM, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Sightread: result")
        self.setWindowIcon(icons.icon("sightread"))
        self._job = -1
        self._task = Task()
        self._engine = self._asked_engine = EngineName.AUTO
        self._shot: Shot | None = None
        self._speaking = self._picture_forced = self._asking = self._failed = False
        self._read = self._spoken = self._figures = ""
        self._offset = 0
        self._spans: list[tuple[int, int]] = []
        self._view = ResultLayout(zoom)
        self._standing = Standing(self, self._view)
        self._take = TakeAway(self, self._view.reading)
        self.setCentralWidget(self._view.frame)
        self._connect()

    # What the session tells it

    def open(self, job: int, shot: Shot | None, task: Task, beside: Region | None) -> None:
        """Start showing ``job``, beside a region in physical pixels; None: amid the screen."""
        if shot is not self._shot or shot is None:
            self._engine = EngineName.AUTO
        self._job, self._shot, self._task = job, shot, task
        self._read = self._spoken = self._figures = ""
        self._offset, self._spans = 0, []
        view = self._view
        view.header.show_asked(task, self._engine)
        view.show_task(task)
        view.header.again.setEnabled(shot is not None)
        view.picture_button.setEnabled(shot is not None)
        view.picture.set_shot(shot)
        self._force_picture(False)
        self._asking = self._failed = False
        view.reading.clear_for("Reading…")
        self._arrange()
        view.show_kind(OutputKind.TEXT)
        view.source.setChecked(False)
        waits = missing(task) is Need.NOTHING
        view.say_status("Reading…" if waits else "")
        view.say_notes(())
        self._enable()
        self._standing.begin(beside)
        self.reopen()
        if waits:
            announce(self, "Reading…")

    def reopen(self) -> None:
        """Show the window as it is, in front, with the keyboard in its text."""
        self.show()
        self.raise_()
        self.activateWindow()
        view = self._view
        first = view.failure.first_button() if self._failed else None
        if self._asking:
            view.question.focus_field()
        elif first:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            view.reading.focus()

    def reveal(self) -> bool:
        """Show the last result again; False where nothing has been read yet."""
        if self._job < 0:
            return False
        self.reopen()
        return True

    def step_aside(self) -> bool:
        """Hide while the screen is taken; False where the window wasn't in the way."""
        if not self.isVisible():
            return False
        self.hide()
        return True

    def ask(self, job: int, need: Need) -> None:
        """Ask in the place of the text what the task of ``job`` must still be told."""
        if job != self._job:
            return
        self._ask_for(self._task, need, self._engine)

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
        self._read += text
        self._view.text.append(text)
        self._enable()
        self._standing.fit()

    def finish(self, job: int, reading: Reading) -> None:
        """Show the whole of what was read in ``job``."""
        if job != self._job:
            return
        self._read = reading.text
        view = self._view
        view.reading.settle(reading.text, reading.kind)
        view.text.setPlaceholderText("")
        view.picture.set_lines(reading.lines)
        self._spans = line_spans(reading.text, reading.lines)
        view.header.show_done(reading)
        view.show_kind(reading.kind)
        view.source.setChecked(view.text.edited)
        if reading.lines and reading.kind in _PLACED and self._shot:
            self._force_picture(True)
        amount = result_forms.amount(reading.text, reading.kind)
        kept = " · your changes are kept" if view.text.edited else ""
        self._figures = f"{amount} · {reading.seconds:.1f} s{kept}"
        view.say_status(self._figures)
        view.say_notes(reading.notes)
        self._enable()
        self._standing.fit(widen=True)
        for sentence in (f"{amount}.", *reading.notes):
            announce(self, sentence)

    def fail(self, job: int, failed: Failed) -> None:
        """Say why ``job`` could not be read, in the place of the text; keep what had come."""
        if job != self._job:
            return
        view = self._view
        view.text.setPlaceholderText("")
        view.say_status("Stopped." if failed.kind == FailureKind.CANCELLED else "")
        kept = bool(view.text.toPlainText())
        if failed.kind != FailureKind.CANCELLED or not kept:
            self._failed = True
            view.failure.show_failure(failed, self._task, self._shot is not None)
            self._arrange()
            if (button := view.failure.first_button()) and not self._asking:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._enable()
        self._standing.fit()
        announce(self, failed.sentence, assertive=True)

    def set_copied(self, job: int, ok: bool, sentence: str = "") -> None:
        """Say that the text is on the clipboard, or in ``sentence`` why not."""
        if job != self._job:
            return
        if ok:
            self._view.say_status(f"{self._figures} · copied" if self._figures else "Copied.")
            announce(self, sentence or "Copied.")
        else:
            self._tell_problem(sentence)
        self._standing.fit()

    def set_speaking(self, speaking: bool) -> None:
        """Whether this text is being spoken now."""
        self._speaking = speaking
        self._view.show_speaking(speaking)
        self._enable()
        if not speaking:
            self.clear_highlight()

    def highlight(self, start: int, length: int) -> None:
        """Mark the word being spoken: characters of the text that was read, or given to listen to.

        Nothing is marked where the user has changed these words since.
        """
        if self._view.reading.kind not in PLAIN:
            return  # what is heard isn't what is written
        spoken = self._spoken or self._read
        begin = start + self._offset
        if self.text()[begin : begin + length] != spoken[start : start + length]:
            self.clear_highlight()
            return
        self._view.text.highlight(begin, length)
        self._view.picture.set_current(line_at(self._spans, begin))

    def clear_highlight(self) -> None:
        """Mark nothing."""
        self._view.text.clear_highlight()
        self._view.picture.set_current(None)

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
        view, take = self._view, self._take
        take.copied.connect(self.copy_requested)
        take.saved.connect(self._saved)
        take.refused.connect(self._tell_problem)
        view.header.chosen.connect(self._choose)
        view.header.refreshed.connect(self._refresh)
        view.header.pinned.connect(self._pin)
        view.header.closed.connect(self.close)
        view.question.answered.connect(self._answered)
        view.question.left.connect(self._escape)
        view.failure.again.connect(self._refresh)
        view.failure.quick.connect(self._quick)
        view.failure.agreed.connect(self.agreed)
        view.failure.opened.connect(self.action_requested)
        view.failure.settings.connect(self.settings_requested)
        view.reading.shown.connect(lambda: self._standing.fit(widen=True))
        view.reading.copied.connect(take.copy)
        view.text.zoom_changed.connect(self.zoom_changed)
        view.text.textChanged.connect(self._enable)
        view.listen.clicked.connect(self._listen_or_stop)
        view.copy.clicked.connect(take.copy)
        view.copy_menu.aboutToShow.connect(lambda: take.fill(view.copy_menu))
        view.source.toggled.connect(view.reading.show_source)
        view.save.clicked.connect(take.save)
        view.picture_button.toggled.connect(self._show_picture)
        view.picture_button.clicked.connect(self._picture_chosen)
        view.frame.taken.connect(self._standing.hold)
        result_keys.bind(self, view, self._escape)

    def _choose(self, task: Task, engine: EngineName) -> None:
        """Read as ``task``, or ask first what it must still be told.

        A translation without a language goes to the one of the settings.
        """
        need = missing(task)
        if need not in (Need.NOTHING, Need.LANGUAGE):
            self._ask_for(task, need, engine)
            return
        self._engine = engine
        self.again.emit(task, engine)

    def _refresh(self) -> None:
        self._choose(self._task, self._engine)

    def _ask_for(self, task: Task, need: Need, engine: EngineName) -> None:
        view = self._view
        self._asking, self._asked_engine = True, engine
        view.question.show_question(task, need)
        self._arrange()
        if self._shot is not None:
            self._force_picture(True)
        self._standing.fit()
        view.question.focus_field()
        announce(self, QUESTIONS[need])

    def _answered(self, task: Task) -> None:
        self._leave_question()
        self._choose(task, self._asked_engine)

    def _leave_question(self) -> None:
        """Back to what was there."""
        self._asking = False
        self._force_picture(False)
        self._arrange()
        self.reopen()

    def _escape(self) -> None:
        if self._asking and (self._failed or self.text()):
            self._leave_question()
        else:
            self.close()

    def _arrange(self) -> None:
        """A question takes the place of all else; a failure that of a text that never came."""
        view = self._view
        view.question.setVisible(self._asking)
        view.failure.setVisible(self._failed and not self._asking)
        view.reading.setVisible(not self._asking and bool(not self._failed or self.text()))

    def _force_picture(self, shown: bool) -> None:
        """Show the picture for a while, and hide it again if the user hadn't asked for it."""
        button = self._view.picture_button
        if shown and not button.isChecked():
            self._picture_forced = True
            button.setChecked(True)
        elif not shown and self._picture_forced:
            self._picture_forced = False
            button.setChecked(False)

    def _picture_chosen(self) -> None:
        self._picture_forced = False

    def _quick(self) -> None:
        able = can_do(EngineName.QUICK, self._task)
        self._choose(self._task if able else Task("read"), EngineName.QUICK)

    def _pin(self, pinned: bool) -> None:
        self.windowHandle().setFlag(Qt.WindowType.WindowStaysOnTopHint, pinned)

    def _listen_or_stop(self) -> None:
        if self._speaking:
            self.stop_requested.emit()
            return
        reading = self._view.reading
        if reading.kind in PLAIN:
            self._spoken, self._offset = reading.text.chosen()
            self.listen_requested.emit(self._spoken)
        elif chosen := reading.selected():
            self.listen_requested.emit(chosen[result_forms.PLAIN])
        else:
            reading.with_page(lambda page: self.listen_requested.emit(page.words))

    def _saved(self) -> None:
        self._view.say_status(f"{self._figures} · saved" if self._figures else "Saved.")
        announce(self, "Saved.")

    def _tell_problem(self, sentence: str) -> None:
        self._view.say_status(sentence, problem=True)
        announce(self, sentence, assertive=True)

    def _show_picture(self, shown: bool) -> None:
        self._view.picture.setVisible(shown)
        self._view.turn(self.width())
        self._standing.fit()

    def _enable(self) -> None:
        self._view.enable(bool(self.text()), self._speaking, self._shot is not None)
