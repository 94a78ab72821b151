"""The user's own tasks: a list, and the one that is chosen beside it to be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.settings import OWN, OwnTask, free_name
from desktop.ui import theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.flow import Flow
from desktop.ui.hotkey_edit import HotkeyEdit
from desktop.ui.into_view import bring_into_view
from desktop.values import OutputKind

EXAMPLE = OwnTask(
    "Total of an invoice",
    "What is the total amount of this invoice? Answer with the amount and its currency only.",
)
KINDS: dict[OutputKind, str] = {
    OutputKind.TEXT: "Plain text",
    OutputKind.FIELDS: "Fields with their values (JSON)",
    OutputKind.TABLE: "Table (HTML)",
    OutputKind.MARKDOWN: "Page with headings and tables (Markdown)",
    OutputKind.FORMULA: "Formula (LaTeX)",
    OutputKind.CHART: "Chart (Mermaid or Markdown)",
    OutputKind.POSITIONS: "Lines with their places (JSON)",
    OutputKind.LAYOUT: "Blocks of a page with their places",
}
"""What comes out of a task, in words."""

_SETTLED_MS = 600
"""Without a key for so long, what is being typed is taken."""
_ROWS = 4

Conflict = Callable[[str, str], str]
"""Action and hotkey to a sentence when another action has it, empty when none has."""


class OwnTasks(QWidget):
    """Adds, changes and removes the user's own tasks.

    ``changed`` carries all of them (a tuple of ``OwnTask``); ``recording`` is true while a hotkey
    is being pressed.
    """

    changed = Signal(tuple)
    recording = Signal(bool)

    def __init__(self, conflict: Conflict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conflict = conflict
        self._own: list[OwnTask] = []
        self._shown = -1
        """The task in the form: where it stands in the list."""
        self._problems: Mapping[str, str] = {}
        self._list, self._none = QListWidget(), _label("second")
        self._add = Button("Add a task", "plus")
        self._example = Button("Add the example", "sparkles")
        self._remove = Button("Remove", "trash-2", name="Remove the task")
        self._form = QFrame()
        self._name, self._prompt = QLineEdit(), QPlainTextEdit()
        self._kind, self._hotkey = QComboBox(), HotkeyEdit("Hotkey of the task")
        self._kind.setMinimumContentsLength(16)
        self._kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._problem = _label("error")
        self._typed = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._lay_out()
        self._connect()
        self._fill(0)

    def show_own(self, own: Sequence[OwnTask]) -> None:
        """Show these tasks; nothing is emitted, and what is being typed stays."""
        if list(own) != self._own:
            self._own = list(own)
            self._fill(max(0, self._list.currentRow()))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say why a hotkey doesn't work: action (``own:Total``) to sentence."""
        self._problems = dict(problems)
        self._show_problem()

    def take_typed(self) -> None:
        """Take what is being typed now."""
        if self._typed.isActive():
            self._typed.stop()
            self._change(prompt=self._prompt.toPlainText().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a prompt when it is left."""
        if watched is self._prompt and event.type() == QEvent.Type.FocusOut:
            self.take_typed()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take what is being typed."""
        self.take_typed()
        super().hideEvent(event)

    # What the user does

    def _added(self, task: OwnTask) -> None:
        self.take_typed()
        name = free_name(task.name, [own.name for own in self._own])
        self._own.append(replace(task, name=name))
        self._fill(len(self._own) - 1)
        self.changed.emit(tuple(self._own))
        announce(self, f"Added: {name}.")
        self._name.setFocus(Qt.FocusReason.TabFocusReason)
        self._name.selectAll()
        bring_into_view(self._form)

    def _removed(self) -> None:
        row = self._shown
        self._typed.stop()
        gone = self._own.pop(row)
        self._fill(min(row, len(self._own) - 1))
        self.changed.emit(tuple(self._own))
        announce(self, f"Removed: {gone.name}.")
        (self._list if self._own else self._add).setFocus(Qt.FocusReason.OtherFocusReason)

    def _renamed(self) -> None:
        row, wanted = self._shown, " ".join(self._name.text().split())
        if row < 0 or wanted == self._own[row].name:
            return
        others = [own.name for number, own in enumerate(self._own) if number != row]
        if not wanted:
            self._name.setText(self._own[row].name)
            self._refuse("A task needs a name.")
            return
        name = free_name(wanted, others)
        self._change(name=name)
        self._name.setText(name)
        self._list.item(row).setText(name)
        self._refuse("" if name == wanted else f"You have a task {wanted}; this one is {name}.")

    def _keyed(self, hotkey: str) -> None:
        row = self._shown
        taken = self._conflict(f"{OWN}{self._own[row].name}", hotkey)
        if taken:
            self._hotkey.set_hotkey(self._own[row].hotkey)
            self._refuse(taken)
            return
        self._change(hotkey=hotkey)

    def _change(self, **changes: object) -> None:
        row = self._shown
        if row < 0:
            return
        changed = replace(self._own[row], **changes)  # type: ignore[arg-type]
        if changed != self._own[row]:
            self._own[row] = changed
            self.changed.emit(tuple(self._own))

    def _refuse(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        announce(self, sentence, assertive=True)

    # What is shown

    def _fill(self, row: int) -> None:
        # A field that loses the keyboard while it is hidden tells that it was edited.
        self._shown = -1
        self._list.blockSignals(True)
        self._list.clear()
        self._list.addItems([own.name for own in self._own])
        self._list.setCurrentRow(row)
        self._list.blockSignals(False)
        there = bool(self._own)
        self._list.setVisible(there)
        self._none.setVisible(not there)
        self._remove.setVisible(there)
        self._form.setVisible(there)
        self._example.setVisible(EXAMPLE.name not in [own.name for own in self._own])
        line = self._list.sizeHintForRow(0) if there else 0
        edge = 2 * (self._list.frameWidth() + theme.SMALL)
        self._list.setFixedHeight(min(6, len(self._own)) * line + edge)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self._shown = self._list.currentRow() if self._own else -1
        if self._shown < 0:
            return
        own = self._own[self._shown]
        for widget in (self._name, self._prompt, self._kind):
            widget.blockSignals(True)
        self._name.setText(own.name)
        self._prompt.setPlainText(own.prompt)
        self._kind.setCurrentIndex(self._kind.findData(own.kind))
        self._hotkey.set_hotkey(own.hotkey)
        for widget in (self._name, self._prompt, self._kind):
            widget.blockSignals(False)
        self._show_problem()

    def _show_problem(self) -> None:
        action = f"{OWN}{self._own[self._shown].name}" if self._shown >= 0 else ""
        sentence = self._problems.get(action, "")
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    # How it is built

    def _connect(self) -> None:
        self._add.clicked.connect(lambda: self._added(OwnTask("New task")))
        self._example.clicked.connect(lambda: self._added(EXAMPLE))
        self._remove.clicked.connect(self._removed)
        self._list.currentRowChanged.connect(self._turned)
        self._name.editingFinished.connect(self._renamed)
        self._prompt.textChanged.connect(self._typed.start)
        self._prompt.installEventFilter(self)
        self._typed.timeout.connect(lambda: self._change(prompt=self._prompt.toPlainText().strip()))
        self._kind.currentIndexChanged.connect(
            lambda _: self._change(kind=OutputKind(self._kind.currentData()))
        )
        self._hotkey.changed.connect(self._keyed)
        self._hotkey.refused.connect(self._refuse)
        self._hotkey.recording.connect(self.recording)

    def _turned(self) -> None:
        self.take_typed()
        self._show_chosen()

    def _lay_out(self) -> None:
        self._none.setText("You have none yet. Add the example to see how they work.")
        self._list.setAccessibleName("Your own tasks")
        self._list.setProperty("role", "field")
        self._prompt.setTabChangesFocus(True)
        self._prompt.setPlaceholderText("In English or Chinese")
        for kind, title in KINDS.items():
            self._kind.addItem(title, kind)
        buttons = Flow()
        for button in (self._add, self._example, self._remove):
            buttons.addWidget(button)
        self._form.setProperty("role", "card")
        form = QVBoxLayout(self._form)
        form.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        form.setSpacing(theme.TIGHT)
        for widget, label, help_line in (
            (self._name, "Name", "What it is called in menus and in results."),
            (self._prompt, "Prompt", "What is asked of the picture."),
            (self._kind, "What comes out", "It is shown, copied and spoken as that."),
            (self._hotkey, "Hotkey", "Press the keys. Backspace switches it off."),
        ):
            self._add_field(form, widget, label, help_line)
        form.addWidget(self._problem)
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(self._none)
        column.addWidget(self._list)
        column.addLayout(buttons)
        column.addWidget(self._form)
        self._size()

    def _add_field(self, form: QVBoxLayout, field: QWidget, name: str, words: str) -> None:
        if form.count():
            form.addSpacing(theme.SMALL)
        label, second = QLabel(name), _label("second")
        second.setText(words)
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(name)
        field.setAccessibleDescription(words)
        form.addWidget(label)
        form.addWidget(second)
        form.addWidget(field)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the room of the prompt in step with the size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._size()

    def _size(self) -> None:
        line = self._prompt.fontMetrics().lineSpacing()
        self._prompt.setFixedHeight(line * _ROWS + theme.WIDE)


def _label(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
