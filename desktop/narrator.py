"""What is said of a capture: the text as it comes, announcements, and a word while nothing comes.

The voice numbers what it speaks by itself; this is where is known which number belongs to the text
in the result window, so that only its words are lit there.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.log import moment
from desktop.rooms import Speech
from desktop.settings import Voice

QUIET_MS = 700
"""After this time without a word of text, "Reading" is said, so that waiting is never silent."""

REMIND_MS = 8000
"""And again after this time, for as long as it takes."""


class Narrator(QObject):
    """Speaks for the session; it alone talks to the voice."""

    speaking = Signal(bool)
    """Whether anything is being said."""
    word = Signal(int, int)
    """Beginning and length of the word that is heard now, in the text of the job being spoken."""

    def __init__(self, speech: Speech, voice: Callable[[], Voice], parent: QObject) -> None:
        super().__init__(parent)
        self._speech = speech
        self._voice = voice
        self._number = 0
        self._job = 0
        self._muted = 0
        self._lit = True
        self._reminded = False
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._remind)

    # What is to be said

    def wait(self) -> None:
        """Text is awaited: say so until ``settle``, or until it is spoken."""
        self._reminded = False
        self._waiting.start(QUIET_MS)

    def settle(self) -> None:
        """Nothing is awaited any more."""
        self._waiting.stop()

    def feed(self, job: int, text: str, language: str = "", *, lit: bool = True) -> None:
        """The next piece of the text of ``job``, unless it has been hushed.

        ``lit``: it is spoken as it is shown, so that its words can be lit there.
        """
        if job == self._muted:
            return
        self.settle()
        if job != self._job:
            self._begin(job, language)
        self._lit = lit
        self._speech.feed(self._number, text)

    def end(self, job: int, notes: tuple[str, ...] = ()) -> None:
        """No more text of ``job`` comes; ``notes`` are said after it."""
        self.settle()
        if job != self._job or job == self._muted:
            return
        self._speech.end(self._number)
        for note in notes:
            self._speech.say(note)

    def read_out(self, text: str, language: str = "", job: int = 0, instead_of: int = 0) -> None:
        """Speak ``text`` from its beginning.

        ``job`` is the one that it is the text of, or 0; what is still to come of the job
        ``instead_of`` isn't spoken.
        """
        self._muted = instead_of
        self._begin(job, language)
        self._speech.feed(self._number, text)
        self._speech.end(self._number)

    def announce(self, sentence: str, *, interrupt: bool = True) -> None:
        """Speak ``sentence`` if the user wants announcements."""
        if self._voice().announce:
            self._speech.say(sentence, interrupt=interrupt)

    def hush(self, job: int = 0) -> None:
        """Silence now, also for what is still to come of ``job``."""
        self.settle()
        self._muted = job
        self._job = 0
        self._speech.stop()

    # What the voice tells

    def started(self, number: int) -> None:
        """The first sound of this number, 0 for an announcement."""
        moment("first sound" if number else "announcement")
        self.speaking.emit(True)

    def spoken_word(self, number: int, start: int, length: int) -> None:
        """The word that is heard now."""
        if number == self._number and self._job and self._lit:
            self.word.emit(start, length)

    def ended(self, number: int) -> None:
        """The voice has said everything of this number, or was stopped."""
        if number:
            moment("silence")
        self.speaking.emit(False)

    def _begin(self, job: int, language: str) -> None:
        self._number += 1
        self._job, self._lit = job, True
        self._speech.begin(self._number, language)

    def _remind(self) -> None:
        self.announce("Still reading." if self._reminded else "Reading.", interrupt=False)
        self._reminded = True
        self._waiting.start(REMIND_MS)
