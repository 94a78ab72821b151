"""Saves a text as sound: a file that says what would be spoken aloud.

A child of its own speaks it, so that the voice goes on reading meanwhile; it is started for one
text and ended after it. Whatever becomes of it, nothing half-written stays.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.children.child import ChildGone, Ended
from desktop.speech.casting import VoiceChoice
from desktop.speech.messages import RenderFailed
from desktop.speech.renderer import DEAD, MakeChild, child_maker
from desktop.speech.saving_messages import Save, Saved, SaveFailed, Saving
from desktop.speech.sound_file import ENDINGS, SoundFileError, check

__all__ = ["BUSY", "ENDINGS", "AudioSaver"]

BUSY = "Another text is still being saved. Try again when it is done."

_GRACE = 1.0
_LONGEST_SILENCE = 90.0
"""Seconds without a word of the child; a sentence takes macOS up to 60."""


class AudioSaver(QObject):
    """Saves one text at a time. For the window thread; no method waits.

    Each ``save`` is answered by ``saved`` or ``failed``, unless it is cancelled.
    """

    progress = Signal(int)
    """So many percent have been spoken; not told of a short text."""
    saved = Signal(Path, tuple)
    """The file is there, whole; sentences about languages that have no voice."""
    failed = Signal(str)
    """There is no file: a sentence that says why and what to do."""
    _arrived = Signal(object)

    def __init__(
        self,
        driver_name: str,
        parent: QObject | None = None,
        *,
        make_child: MakeChild | None = None,
    ) -> None:
        super().__init__(parent)
        self._driver_name = driver_name
        self._job: Save | None = None
        self._number = 0
        self._open = True
        self._left: set[Path] = set()
        self._lock = threading.Lock()
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._watchdog = QTimer(self, singleShot=True, interval=int(_LONGEST_SILENCE * 1000))
        self._watchdog.timeout.connect(lambda: self._fail(DEAD))
        self._child = (make_child or child_maker(driver_name))(self._deliver)

    @property
    def busy(self) -> bool:
        """Whether a text is being saved."""
        return self._job is not None

    def save(self, text: str, path: Path, choice: VoiceChoice, language: str = "") -> None:
        """Speak ``text`` into the file ``path``, whose ending says in which form (``ENDINGS``).

        A file of that name is replaced. ``language`` is a BCP-47 tag, empty: guessed.
        """
        if self.busy:
            self.failed.emit(BUSY)
            return
        path = path.absolute()
        try:
            check(path)
        except SoundFileError as error:
            self.failed.emit(error.sentence)
            return
        path = path.resolve()  # what a link leads to, not the link
        self._number += 1
        self._job = Save(
            self._number,
            text,
            language,
            str(path),
            str(path.with_name(f".{uuid.uuid4().hex}.part")),
            choice,
            self._driver_name,
        )
        self._watchdog.start()
        try:
            self._child.send(self._job)
        except ChildGone:
            self._fail(DEAD)

    def cancel(self) -> None:
        """Save nothing after all."""
        if self._job is not None:
            self._finish()

    def close(self) -> None:
        """Cancel, and end the child. No signal comes after this."""
        with self._lock:
            self._open = False
        self.cancel()
        self._child.stop(_GRACE)

    def _deliver(self, message: object) -> None:
        """On the child's receiving thread: over to the window thread."""
        if isinstance(message, Ended):
            self._sweep()
        with self._lock:
            if self._open:
                self._arrived.emit(message)

    def _receive(self, message: object) -> None:
        job = self._job
        if job is None:
            return
        match message:
            case Saving(number=job.number):
                self._watchdog.start()
                self.progress.emit(message.percent)
            case Saved(number=job.number):
                self._finish()
                self.saved.emit(Path(job.path), message.notes)
            case SaveFailed(number=job.number):
                self._fail(message.sentence)
            case RenderFailed(number=0):
                self._fail(message.sentence)
            case Ended(wanted=False):
                self._fail(DEAD)

    def _fail(self, sentence: str) -> None:
        self._finish()
        self.failed.emit(sentence)

    def _finish(self) -> None:
        """Let the child go, and remove what it has begun if it hasn't."""
        job, self._job = self._job, None
        self._watchdog.stop()
        if job is not None:
            with self._lock:
                self._left.add(Path(job.beside))
        self._child.kill()
        self._sweep()

    def _sweep(self) -> None:
        """Windows removes nothing that is open: then it is done at the child's end."""
        with self._lock:
            for path in list(self._left):
                with contextlib.suppress(PermissionError):
                    path.unlink(missing_ok=True)
                    self._left.discard(path)
