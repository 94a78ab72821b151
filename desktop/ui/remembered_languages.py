"""The languages that translations go to by the language of the text, as the user chose them at a
result; they can be forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.preferred_voices import language_name

_NONE = "No other language is kept for any text."


class RememberedLanguages(QWidget):
    """Says which are kept; ``forgotten`` when none is to be any longer."""

    forgotten = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._which = QLabel()
        self._which.setTextFormat(Qt.TextFormat.PlainText)
        self._which.setProperty("role", "second")
        self._which.setWordWrap(True)
        self._forget = Button("Forget them", "trash-2", name="Forget the kept languages")
        self._forget.setAutoDefault(False)
        self._forget.clicked.connect(self._forgot)
        heading = QLabel("Kept for texts in one language")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(heading)
        column.addWidget(self._which)
        column.addWidget(self._forget, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_remembered({})

    def show_remembered(self, remembered: Mapping[str, str]) -> None:
        """Show these, from the language of a text to the one it is translated to."""
        names = sorted(
            (language_name(source), language_name(to)) for source, to in remembered.items()
        )
        text = "\n".join(f"{source} is translated to {to}." for source, to in names) or _NONE
        self._which.setText(text)
        self._forget.setAccessibleDescription(text)
        self._forget.setVisible(bool(names))

    def _forgot(self) -> None:
        previous = self.previousInFocusChain()
        self.show_remembered({})
        if previous is not None:
            previous.setFocus(Qt.FocusReason.OtherFocusReason)
        self.forgotten.emit()
        announce(self, "Forgotten.")
