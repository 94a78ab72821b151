"""What a result window says: on screen, to the screen reader, by the voice."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import result_forms
from desktop.ui.announce import announce
from desktop.ui.result_layout import ResultLayout
from desktop.values import Reading, Task


class Telling(QObject):
    """Of one result window; ``language`` is that of the text, a BCP-47 tag, empty if unknown."""

    speak = Signal(str, str)
    """Words to be said now, and their language."""

    def __init__(self, window: QWidget, view: ResultLayout) -> None:
        super().__init__(window)
        self._window, self._view = window, view
        self._figures = ""
        self.language = ""
        self.mark_unsure = True

    def begin(self, task: Task, status: str) -> None:
        """A job begins; ``status`` says so on screen."""
        self._figures, self.language = "", task.to
        self._view.say_status(status)
        self._view.say_notes(())

    def show(self, reading: Reading, task: Task, edited: bool) -> None:
        """Say on screen what was read; ``edited``: the user has changed it already."""
        self.language = task.to or reading.language
        parts = (
            result_forms.amount(reading.text, reading.kind),
            f"{reading.seconds:.1f} s" if reading.seconds else "",
            self._unsure(reading),
            "your changes are kept" if edited else "",
        )
        self._figures = " · ".join(filter(None, parts))
        self._view.say_status(self._figures)
        self._view.say_notes(reading.notes)

    def done(self, reading: Reading) -> None:
        """Announce what was read."""
        figures = result_forms.amount(reading.text, reading.kind), self._unsure(reading)
        for sentence in (*(f"{said}." for said in figures if said), *reading.notes):
            announce(self._window, sentence)

    def also(self, what: str, sentence: str = "") -> None:
        """Add ``what`` has been done to the figures on screen, and announce ``sentence``."""
        done = f"{what.capitalize()}."
        self._view.say_status(f"{self._figures} · {what}" if self._figures else done)
        announce(self._window, sentence or done)

    def tell(self, sentence: str) -> None:
        """One of our sentences: on screen, by the voice, by the screen reader."""
        self._view.say_status(sentence)
        self.ours(sentence)

    def ours(self, sentence: str) -> None:
        """One of our sentences that the screen shows in another way."""
        self.speak.emit(sentence, "en")
        announce(self._window, sentence)

    def words(self, words: str) -> None:
        """Words of the text."""
        self.speak.emit(words, self.language)
        announce(self._window, words)

    def problem(self, sentence: str, *, narrated: bool = False) -> None:
        """What could not be done; ``narrated``: the narrator says so as well."""
        self._view.say_status(sentence, problem=True)
        announce(self._window, sentence, assertive=True, narrated=narrated)

    def _unsure(self, reading: Reading) -> str:
        return result_forms.unsure(len(reading.unsure)) if self.mark_unsure else ""
