"""What a result window says: on screen, and by the voice or to the screen reader or both, as the
user has chosen: none says what the other has said in its place.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import result_forms
from desktop.ui.announce import announce, says_what_happens
from desktop.ui.result_changes import Changes
from desktop.ui.result_layout import ResultLayout
from desktop.values import Reading, Task

COPIED = "Copied."


class Telling(QObject):
    """Of one result window; ``language`` is that of the text, a BCP-47 tag, empty if unknown."""

    speak = Signal(str, str)
    """Words to be said now, and their language."""
    walked = Signal()
    """They are words of the text, which the user goes through."""

    def __init__(self, window: QWidget, view: ResultLayout) -> None:
        super().__init__(window)
        self._window, self._view = window, view
        self._figures = self._amount = ""
        self.language = ""
        self.copying = ""
        """What is to be said once the clipboard has what the user asked it to take; else empty."""
        self.mark_unsure = True
        Changes(view, self.ours, lambda words: self.speak.emit(words, "en"), self)

    def begin(self, task: Task, status: str) -> None:
        """A job begins; ``status`` says so on screen."""
        self._figures, self._amount, self.language, self.copying = "", "", task.to, ""
        self._view.say_status(status)
        self._view.say_notes(())

    def show(self, reading: Reading, task: Task, edited: bool) -> None:
        """Say on screen what was read; ``edited``: the user has changed it already."""
        self.language = task.to or reading.language
        self._amount = result_forms.amount(reading.text, reading.kind)
        parts = (
            self._amount,
            f"{reading.seconds:.1f} s" if reading.seconds else "",
            self._unsure(reading),
            "your changes are kept" if edited else "",
        )
        self._figures = " · ".join(filter(None, parts))
        self._view.say_status(self._figures)
        self._view.say_notes(reading.notes)

    def done(self, reading: Reading) -> None:
        """Announce what was read."""
        announce(self._window, f"{result_forms.amount(reading.text, reading.kind)}.")
        unsure = self._unsure(reading)
        for sentence in (f"{unsure}." if unsure else "", *reading.notes):
            announce(self._window, sentence, narrated=True)

    def revealed(self) -> None:
        """The last result is shown once more: what it is."""
        failure = self._view.failure
        if not failure.isHidden():
            self._happened(failure.accessibleName())
        else:
            self._happened(f"Last result, {self._amount}." if self._amount else "Last result.")

    def copied(self, ok: bool, sentence: str) -> None:
        """The clipboard has it, or ``sentence`` says why not."""
        copying, self.copying = self.copying, ""
        if not ok:
            self.problem(sentence, narrated=True)
        elif copying in ("", COPIED):
            self.also("copied", sentence, asked=bool(copying))
        else:
            self.tell(copying)

    def also(self, what: str, sentence: str = "", *, asked: bool = True) -> None:
        """Add ``what`` has been done to the figures on screen, and announce ``sentence``.

        Without ``asked``, because it is done after each reading, the voice keeps to its text.
        """
        done = f"{what.capitalize()}."
        self._view.say_status(f"{self._figures} · {what}" if self._figures else done)
        self._happened(sentence or done, quiet=not asked)

    def tell(self, sentence: str) -> None:
        """One of our sentences: on screen, by the voice, by the screen reader."""
        self._view.say_status(sentence)
        self.ours(sentence)

    def ours(self, sentence: str) -> None:
        """One of our sentences that the screen shows in another way."""
        self.speak.emit(sentence, "en")
        announce(self._window, sentence, spoken=True)

    def words(self, words: str, *, by_itself: bool = False) -> None:
        """Words of the text; ``by_itself``: a screen reader says them without being told."""
        self.walked.emit()
        self.speak.emit(words, self.language)
        if not by_itself:
            announce(self._window, words, spoken=True)

    def words_in(self, words: str, language: str) -> None:
        """Words of the picture that the user goes through, in this language."""
        self.walked.emit()
        self.speak.emit(words, language)
        announce(self._window, words, spoken=True)

    def problem(self, sentence: str, *, narrated: bool = False) -> None:
        """What could not be done; ``narrated``: the narrator says so as well."""
        self._view.say_status(sentence, problem=True)
        if narrated:
            announce(self._window, sentence, assertive=True, narrated=True)
        else:
            self._happened(sentence, assertive=True)

    def _happened(self, sentence: str, *, quiet: bool = False, assertive: bool = False) -> None:
        """What has come of something: by the voice, unless ``quiet`` or not wanted at all."""
        aloud = says_what_happens() and not quiet
        if aloud:
            self.speak.emit(sentence, "en")
        announce(self._window, sentence, assertive, spoken=aloud)

    def _unsure(self, reading: Reading) -> str:
        return result_forms.unsure(len(reading.unsure)) if self.mark_unsure else ""
