"""What stands in the place of the text: the text, a question, or a failure; and the picture."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.tasks import Need
from desktop.ui.result_layout import ResultLayout
from desktop.values import Failed, Task


class Stage(QObject):
    """Arranges the parts of one result window; ``grown`` tells that they need other room."""

    grown = Signal()

    def __init__(self, view: ResultLayout) -> None:
        super().__init__(view.frame)
        self._view = view
        self.asking = self.failed = self._picture_forced = False
        self._columns: QWidget | None = None
        """What stands in the place of the text, as the user wants it."""
        self._pictures = False
        """The picture takes the place of the text as well."""
        view.picture_button.toggled.connect(self._show_picture)
        view.picture_button.clicked.connect(self._picture_chosen)

    def clear(self) -> None:
        """Only the text, and the picture if the user wants it."""
        self.asking = self.failed = False
        self.show_picture_for_now(False)
        self.arrange()

    def ask(self, task: Task, need: Need, with_picture: bool) -> None:
        """Ask what ``task`` must still be told."""
        self.asking = True
        self._view.question.show_question(task, need)
        self.arrange()
        if with_picture:
            self.show_picture_for_now(True)
        self.grown.emit()
        self._view.question.focus_field()

    def leave_question(self) -> None:
        """Back to what was there."""
        self.asking = False
        self.show_picture_for_now(False)
        self.arrange()

    def fail(self, failed: Failed, task: Task, with_picture: bool) -> None:
        """Say what went wrong, above what had come until then."""
        self.failed = True
        self._view.failure.show_failure(failed, task, with_picture)
        self.arrange()
        if (button := self._view.failure.first_button()) and not self.asking:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus(self) -> None:
        """Put the keyboard where it is wanted first."""
        first = self._view.failure.first_button() if self.failed else None
        if self.asking:
            self._view.question.focus_field()
        elif first:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._columns is not None:
            self._columns.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._pictures:
            self._view.focus_picture()
        else:
            self._view.reading.focus()

    def show_instead(self, columns: QWidget | None, *, pictures: bool = False) -> None:
        """These stand in the place of the text; None: the text itself, or with ``pictures`` nothing
        but the picture."""
        before, self._columns = self._columns, columns
        self._pictures = pictures
        if before is not None and before is not columns:
            before.hide()
        self.arrange()

    def arrange(self) -> None:
        """A question takes the place of all else; a failure that of a text that never came."""
        view = self._view
        view.question.setVisible(self.asking)
        view.failure.setVisible(self.failed and not self.asking)
        text = bool(view.text.toPlainText())
        text = not self.asking and (not self.failed or text)
        view.reading.setVisible(text and self._columns is None and not self._pictures)
        if self._columns is not None:
            self._columns.setVisible(text)
        view.show_words(not self._pictures or self._columns is not None or self.asking)

    def show_picture_for_now(self, shown: bool) -> None:
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

    def _show_picture(self, shown: bool) -> None:
        self._view.pictured.setVisible(shown)
        self._view.turn(self._view.frame.window().width())
        self.grown.emit()
