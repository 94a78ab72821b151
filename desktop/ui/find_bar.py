"""The slim bar with which words are found in a result."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.ui import theme
from desktop.ui.button import Button


class FindBar(QWidget):
    """A field, what was found, and the way to the next; ``stepped`` carries 1 or -1."""

    typed = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = QLabel("Find")
        self.field = QLineEdit()
        self.field.setAccessibleName("Find in the text")
        label.setBuddy(self.field)
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        previous = Button("", "chevron-up", name="Find the one before", keys="Shift+F3", flat=True)
        following = Button("", "chevron-down", name="Find the next", keys="F3", flat=True)
        close = Button("", "x", name="Close the search", keys="Esc", flat=True)
        self.controls = (self.field, previous, following, close)
        self.field.textChanged.connect(self.typed)
        previous.clicked.connect(partial(self.stepped.emit, -1))
        following.clicked.connect(partial(self.stepped.emit, 1))
        close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        row.addWidget(label)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for button in (previous, following, close):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        row.addLayout(buttons)
        self.say("")

    def say(self, sentence: str, *, found: bool = True) -> None:
        """How many were found, or that none was."""
        self._count.setText(sentence)
        self._count.setVisible(bool(sentence))
        self._count.setProperty("role", "second" if found else "error")
        self._count.style().polish(self._count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next, with Shift to the one before."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.hasFocus():
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if back else 1)
            return
        super().keyPressEvent(event)
