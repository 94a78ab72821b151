"""HunyuanOCR's files on this machine: how it stands with them, and what can be done about it.

Shown in the settings and in the welcome window. It knows no files: it shows a ``ModelStatus`` and
tells what the user wants. The licence stands in between: nothing is fetched before it is accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.model import licence, words
from desktop.model.source import HUNYUANOCR
from desktop.model.status import ModelState, ModelStatus
from desktop.ui import theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.flow import Flow
from desktop.ui.into_view import bring_into_view
from desktop.ui.licence_card import LicenceCard
from desktop.ui.mark import Mark

_BUSY = (ModelState.DOWNLOADING, ModelState.VERIFYING)
_MARKS = {
    ModelState.ABSENT: ("download", "text2"),
    ModelState.PARTIAL: ("pause", "text2"),
    ModelState.DOWNLOADING: ("download", "accent"),
    ModelState.VERIFYING: ("shield-check", "accent"),
    ModelState.READY: ("circle-check", "accent"),
    ModelState.DAMAGED: ("triangle-alert", "caution"),
}
_QUARTER = 25


class ModelPanel(QWidget):
    """How it stands with the model, and buttons for what helps.

    ``download_requested`` carries the date on which the licence was accepted (2026-11-21); it also
    goes on with a download. ``folder_chosen`` carries a folder of the user's, or nothing for
    Sightread's own. ``told`` carries what screen readers are given to say as well.
    """

    download_requested = Signal(str)
    pause_requested = Signal()
    verify_requested = Signal()
    remove_requested = Signal()
    folder_chosen = Signal(str)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = ModelStatus(ModelState.ABSENT, "")
        self._known = self._fixed = False
        self._accepted = self._folder = ""
        self._quarter = 0
        self._mark, self._sentence = Mark(1.6), _label("")
        self._machine, self._date = _label("second"), _label("second")
        self._amount = _label("second")
        self._bar = QProgressBar(textVisible=False)
        self._licence = LicenceCard()
        self._download = self._button("Download", "download", self._ask_or_download, primary=True)
        self._resume = self._button("Resume", "play", self._ask_or_download, primary=True)
        self._pause = self._button("Pause", "pause", self.pause_requested.emit)
        self._stop = self._button("Stop checking", "square", self.pause_requested.emit)
        self._check = self._button("Check files", "shield-check", self.verify_requested.emit)
        self._remove = self._button("Remove…", "trash-2", self._ask_to_remove)
        self._choose = self._button("I already have the files…", "folder-open", self._browse)
        self._return = self._button("Use Sightread's folder", "undo-2", self._use_own_folder)
        self._buttons = QWidget()
        self._question = self._removal()
        self._lay_out()
        self._show()

    def set_status(self, status: ModelStatus) -> None:
        """Show ``status``, and announce what matters: a start, a pause, each quarter, the end,
        a failure."""
        before, self._status = self._status, status
        known, self._known = self._known, True
        self._show()
        if known:
            self._tell_change(before, status)

    def set_machine(self, sentence: str) -> None:
        """Say what this machine can carry; empty: not known yet."""
        self._machine.setText(sentence)
        self._machine.setVisible(bool(sentence))

    def set_licence(self, accepted: str) -> None:
        """The date on which the licence was accepted (2026-11-21); empty, or no date: not yet."""
        accepted = accepted if licence.is_date(accepted) else ""
        self._accepted = accepted
        self._date.setText(
            f"You accepted the licence on {_in_words(accepted)}." if accepted else ""
        )
        self._date.setVisible(bool(accepted))

    def set_folder(self, folder: str, *, fixed: bool = False) -> None:
        """The folder of the user's that the model is looked for in; empty: Sightread's own.

        ``fixed``: it was named when the app was started, so no choice here would change it.
        """
        self._folder, self._fixed = folder, fixed
        self._show()

    # What the user wants

    def _ask_or_download(self) -> None:
        if self._accepted:
            self.download_requested.emit(self._accepted)
            return
        self._licence.ask()
        self._show()
        self._say("Before the download: the licence of HunyuanOCR.")
        self._licence.first.setFocus(Qt.FocusReason.TabFocusReason)
        bring_into_view(self._licence)

    def _licence_accepted(self, accepted: str) -> None:
        self.set_licence(accepted)
        self._close_licence()
        self.download_requested.emit(accepted)

    def _close_licence(self) -> None:
        self._licence.hide()
        self._show()
        self._focus_first()

    def _ask_to_remove(self) -> None:
        self._question.show()
        self._show()
        self._say(_REMOVE)
        self._keep.setFocus(Qt.FocusReason.TabFocusReason)

    def _removal_answered(self, remove: bool) -> None:
        self._question.hide()
        self._show()
        self._focus_first()
        if remove:
            self.remove_requested.emit()

    def _browse(self) -> None:
        start = str(self._status.folder.parent) if self._status.folder else ""
        dialog = QFileDialog(self, "The folder of HunyuanOCR", start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.open()

    def _use_own_folder(self) -> None:
        self.folder_chosen.emit("")

    # What is shown

    def _show(self) -> None:
        status, state = self._status, self._status.state
        name, color = _MARKS[state]
        if status.failed:
            name, color = "triangle-alert", "caution"
        self._mark.show_icon(name, color)
        self._sentence.setText(status.sentence or "Looking for HunyuanOCR…")
        busy = state in _BUSY
        self._bar.setVisible(busy or state is ModelState.PARTIAL)
        self._bar.setValue(words.percent(status))
        amount = words.progress(status) if busy else ""
        self._bar.setAccessibleDescription(amount)
        self._amount.setText(amount)
        self._amount.setVisible(bool(amount))
        asking = not self._licence.isHidden() or not self._question.isHidden()
        self._buttons.setVisible(not asking)
        had_focus = self._buttons.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        wanted = self._wanted() if self._known else ()
        for button in self._all():
            button.setVisible(button in wanted)
        if had_focus and not asking:
            self._focus_first()
        newer = state is ModelState.READY
        size = f" ({words.size(status.total)})" if status.total else ""
        self._download.setText("Download the new version" if newer else f"Download{size}")
        self._download.set_name(
            "Download the new version" if newer else f"Download HunyuanOCR{size}"
        )
        here = state in (ModelState.READY, ModelState.DAMAGED) or bool(self._folder)
        self._choose.setText("Choose other files…" if here else "I already have the files…")
        self._choose.set_name(self._choose.text())

    def _wanted(self) -> tuple[Button, ...]:
        """The buttons that help now, the one to press first in front."""
        status = self._status
        match status.state:
            case ModelState.DOWNLOADING:
                return (self._pause,)
            case ModelState.VERIFYING:
                return (self._stop,)
        folder: tuple[Button, ...] = ()
        if not self._fixed:
            folder = (self._choose, self._return) if self._folder else (self._choose,)
        theirs = bool(self._folder) or (status.state is ModelState.ABSENT and not status.own)
        fetch = () if theirs else (self._download,)
        remove = (self._remove,) if status.own else ()
        match status.state:
            case ModelState.PARTIAL:
                return (self._resume, *remove, *folder)
            case ModelState.READY:
                newer = status.own and status.revision not in ("", HUNYUANOCR.revision)
                return (*(fetch if newer else ()), self._check, *remove, *folder)
            case ModelState.DAMAGED:
                return (*fetch, self._check, *remove, *folder)
            case _:
                return (*fetch, *folder)

    def _tell_change(self, before: ModelStatus, now: ModelStatus) -> None:
        if now.state is not before.state or now.failed != before.failed:
            self._quarter = words.percent(now) // _QUARTER
            self._say(now.sentence, assertive=now.failed)
        elif now.state in _BUSY:
            quarter = words.percent(now) // _QUARTER
            if quarter > self._quarter:
                self._quarter = quarter
                left = f", {words.left(now.left)} left" if now.left else ""
                self._say(f"{quarter * _QUARTER} %{left}.")
        elif now.sentence != before.sentence:
            self._say(now.sentence, assertive=now.failed)

    def _say(self, sentence: str, *, assertive: bool = False) -> None:
        if not self.window().isVisible():
            return  # another window tells it
        announce(self, sentence, assertive)
        self.told.emit(sentence)

    def _focus_first(self) -> None:
        first = next((button for button in self._wanted() if button.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # How it is built

    def _all(self) -> tuple[Button, ...]:
        return (
            self._download,
            self._resume,
            self._pause,
            self._stop,
            self._check,
            self._remove,
            self._choose,
            self._return,
        )

    def _button(
        self, text: str, icon: str, pressed: Callable[[], object], *, primary: bool = False
    ) -> Button:
        button = Button(text, icon, primary=primary)
        button.clicked.connect(lambda: pressed())
        return button

    def _lay_out(self) -> None:
        self._bar.setRange(0, 100)
        self._bar.setAccessibleName("HunyuanOCR's files")
        self._licence.hide()
        self._licence.accepted.connect(self._licence_accepted)
        self._licence.declined.connect(self._close_licence)
        flow = Flow(self._buttons)
        for button in self._all():
            flow.addWidget(button)
        head = QHBoxLayout()
        head.setSpacing(theme.MEDIUM)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._sentence, 1)
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.MEDIUM)
        column.addLayout(head)
        for widget in (self._machine, self._bar, self._amount, self._buttons):
            column.addWidget(widget)
        for widget in (self._question, self._licence, self._date):
            column.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        self.set_machine("")
        self.set_licence("")

    def _removal(self) -> QWidget:
        """Asks once, in the place of the buttons."""
        question = QWidget()
        column = QVBoxLayout(question)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.MEDIUM)
        sentence = _label("")
        sentence.setText(_REMOVE)
        self._keep = self._button("Keep it", "", lambda: self._removal_answered(False))
        yes = self._button("Remove it", "trash-2", lambda: self._removal_answered(True))
        buttons = Flow()
        buttons.addWidget(self._keep)
        buttons.addWidget(yes)
        column.addWidget(sentence)
        column.addLayout(buttons)
        question.hide()
        return question


_REMOVE = "Remove HunyuanOCR from this machine? It can be downloaded again."


def _in_words(accepted: str) -> str:
    """``21 November 2026``."""
    day = date.fromisoformat(accepted)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _label(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
