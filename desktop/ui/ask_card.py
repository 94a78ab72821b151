"""What stands in the place of the text while a task must still be told something.

The picture stays in sight, so that the user sees what is asked about.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.tasks import LANGUAGES, QUESTIONS, TESTED_TARGETS, Need, missing
from desktop.ui import icons, theme
from desktop.ui.button import Button
from desktop.ui.flow import Flow
from desktop.values import Task

_VERBS = {
    Need.LANGUAGE: ("Translate", "languages"),
    Need.FIELDS: ("Read the fields", "text-cursor-input"),
    Need.FIELD: ("Read the field", "tag"),
    Need.QUESTION: ("Ask", "message-circle-question-mark"),
    Need.PROMPT: ("Read", "pencil-line"),
}
_HINTS = {
    Need.LANGUAGE: "Arrows choose, Enter translates. English and Chinese are the tested ones.",
    Need.FIELDS: "As they are called on the picture. Ctrl+Enter reads them.",
    Need.FIELD: "As it is called on the picture. Enter reads it.",
    Need.QUESTION: "Enter asks.",
    Need.PROMPT: "In English or Chinese. Enter reads.",
}

_ROWS = 4
_TAG = Qt.ItemDataRole.UserRole


class AskCard(QFrame):
    """A question with the field to answer it in.

    ``answered`` carries the task, now complete; ``left`` says that the user went back.
    """

    answered = Signal(Task)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._task, self._need = Task(), Need.NOTHING
        self._fields: tuple[str, ...] = ()
        self._question = QLabel(wordWrap=True)
        self._question.setProperty("role", "heading")
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("role", "second")
        self._line = QLineEdit()
        self._lines = QPlainTextEdit()
        self._lines.setTabChangesFocus(True)
        self._languages = _language_list()
        self._field: QLineEdit | QPlainTextEdit | QListWidget = self._line
        for answer in (self._line, self._lines, self._languages):
            answer.installEventFilter(self)
        self.go = Button("Read", "scan-text", primary=True)
        self.back = Button("Back", "undo-2", keys="Esc")
        self.go.clicked.connect(self._answer)
        self.back.clicked.connect(self.left)
        self._line.textChanged.connect(self._enable)
        self._lines.textChanged.connect(self._enable)
        self._languages.currentItemChanged.connect(self._enable)
        self._languages.itemDoubleClicked.connect(self._answer)
        buttons = Flow()
        buttons.addWidget(self.go)
        buttons.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.SMALL)
        column.addWidget(self._question)
        for answer in (self._line, self._lines, self._languages):
            column.addWidget(answer)
        column.addWidget(self._hint)
        column.addSpacing(theme.TIGHT)
        column.addLayout(buttons)

    def set_last_fields(self, fields: tuple[str, ...]) -> None:
        """What to offer when fields are asked for: those of the last time."""
        self._fields = fields

    def show_question(self, task: Task, need: Need) -> None:
        """Ask what ``task`` must still be told.

        Raises KeyError for ``Need.NOTHING``.
        """
        self._task, self._need = task, need
        question = QUESTIONS[need]
        verb, icon = _VERBS[need]
        self._question.setText(question)
        self._hint.setText(_HINTS[need])
        self.go.setText(verb)
        self.go.setIcon(icons.icon(icon, "on_accent"))
        self.go.set_name(verb, "Ctrl+Enter" if need is Need.FIELDS else "Enter")
        field: QLineEdit | QPlainTextEdit | QListWidget = self._line
        if need is Need.LANGUAGE:
            field = self._languages
        elif need is Need.FIELDS:
            field = self._lines
        self._field = field
        field.setAccessibleName(question)
        field.setAccessibleDescription(_HINTS[need])
        self._question.setBuddy(field)
        self._line.clear()
        self._lines.setPlainText("\n".join(self._fields))
        self._lines.selectAll()
        for answer in (self._line, self._lines, self._languages):
            answer.setVisible(answer is field)
        self._enable()

    def focus_field(self) -> None:
        """Put the keyboard into the field."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter answers; in the field of several lines Ctrl+Enter does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if entered and (control or watched is not self._lines):
                self.go.click()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the room of the fields in step with the size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._size()

    def _told(self) -> Task:
        """The task with what the user has answered so far."""
        if self._need is Need.LANGUAGE:
            item = self._languages.currentItem()
            return replace(self._task, to=item.data(_TAG) if item else "")
        if self._need is Need.FIELDS:
            names = (line.strip() for line in self._lines.toPlainText().splitlines())
            return replace(self._task, fields=tuple(dict.fromkeys(filter(None, names))))
        said = self._line.text().strip()
        if self._need is Need.FIELD:
            return replace(self._task, fields=(said,) if said else ())
        return replace(self._task, wording=said)

    def _answer(self) -> None:
        task = self._told()
        if missing(task) is Need.NOTHING:
            self.answered.emit(task)

    def _enable(self) -> None:
        self.go.setEnabled(missing(self._told()) is Need.NOTHING)

    def _size(self) -> None:
        line = self._lines.fontMetrics().lineSpacing()
        self._lines.setFixedHeight(line * _ROWS + theme.WIDE)
        # On a small screen with large type it gives way.
        self._languages.setMinimumHeight(line * 3)
        self._languages.setMaximumHeight(line * _ROWS * 2 + theme.WIDE)


def _language_list() -> QListWidget:
    """The languages by name; the published targets stand first."""
    found = QListWidget()
    found.setProperty("role", "field")
    names = sorted(LANGUAGES.items(), key=lambda pair: (pair[0] not in TESTED_TARGETS, pair[1]))
    for tag, name in names:
        item = QListWidgetItem(name if tag in TESTED_TARGETS else f"{name} (untested)", found)
        item.setData(_TAG, tag)
    found.setCurrentRow(0)
    return found
