"""The buttons for a voice that reads: a slim row under what can be done with the text."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.actions import ACTIONS
from desktop.ui.button import Button
from desktop.ui.flow import Flow
from desktop.values import Verb

KEYS = {
    Verb.STOP: "Ctrl+Shift+L",
    Verb.PREVIOUS: "Ctrl+PgUp",
    Verb.NEXT: "Ctrl+PgDown",
    Verb.BACK: "Ctrl+B",
    Verb.REPEAT: "Ctrl+Shift+PgUp",
    Verb.SLOWER: "Alt+-",
    Verb.FASTER: "Alt++",
    Verb.SPELL: "F7",
}
"""The keys of the result window for each, in the order of the row."""

_NO_GAP = 0


class TransportRow(QWidget):
    """One button for each of ``KEYS``; ``pressed`` carries its verb."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Flow(self, spacing=_NO_GAP)
        self.buttons: dict[Verb, Button] = {}
        for verb, keys in KEYS.items():
            action = ACTIONS[verb.value]
            button = Button("", action.icon, name=action.title, keys=keys, flat=True)
            button.clicked.connect(partial(self.pressed.emit, verb))
            row.addWidget(button)
            self.buttons[verb] = button

    def show_speaking(self, speaking: bool) -> None:
        """There is something to stop, or not."""
        self.buttons[Verb.STOP].setEnabled(speaking)
