"""The licence of HunyuanOCR's weights: what it says, where it holds, and the user's word."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.model import licence
from desktop.ui import theme
from desktop.ui.button import Button
from desktop.ui.flow import Flow
from desktop.ui.mark import Mark

_READABLE = (
    Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
)


class LicenceCard(QFrame):
    """Shows the licence and asks for two deliberate steps: a check box, then a button.

    ``accepted`` carries today's date (2026-11-21); ``declined`` says that the user went back.
    """

    accepted = Signal(str)
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QCheckBox("I accept it, and I am outside of these places")
        self._go = Button("Accept and download", "download", primary=True)
        self._back = Button("Not now")
        self.first = _text(licence.TEXT_SUMMARY)
        """What gets the keyboard when the card is opened: the text itself, so that it is heard."""
        self._lay_out()
        self._box.toggled.connect(self._go.setEnabled)
        self._go.clicked.connect(lambda: self.accepted.emit(licence.accepted_today()))
        self._back.clicked.connect(self.declined)

    def ask(self) -> None:
        """Show the card with nothing accepted."""
        self._box.setChecked(False)
        self._go.setEnabled(False)
        self.show()

    def _lay_out(self) -> None:
        heading = _text("The licence of HunyuanOCR", "heading", readable=False)
        mark = Mark(1.4, "triangle-alert", "caution")
        territory = QHBoxLayout()
        territory.setSpacing(theme.SMALL)
        territory.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        territory.addWidget(_text(licence.TERRITORY), 1)
        self._box.setAccessibleDescription(licence.TERRITORY)
        buttons = Flow()
        buttons.addWidget(self._go)
        buttons.addWidget(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SMALL, 0, 0)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(heading)
        column.addWidget(self.first)
        column.addLayout(territory)
        column.addWidget(_text(f"Its whole text: {licence.URL}", "second"))
        column.addWidget(_text(licence.QUESTION, readable=False))
        column.addWidget(self._box)
        column.addLayout(buttons)


def _text(sentence: str, role: str = "", *, readable: bool = True) -> QLabel:
    """A text; ``readable``: one that takes the keyboard, so that it can be walked and copied."""
    label = QLabel(sentence, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    if readable:
        label.setTextInteractionFlags(_READABLE)
        label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # As high as a target on one line, without being told a least height: that would be taken
        # for the height of several.
        label.setContentsMargins(theme.TIGHT, theme.SMALL, theme.TIGHT, theme.SMALL)
    return label
