"""Writes a picture with its translation into a file, as large as it was read.

That is done on a thread: to compose and to pack one of a whole screen takes longer than a window
may be held up.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImageWriter

from desktop.values import Paragraph, Shot

REFUSED = "The picture could not be saved there. Choose another folder."


class PictureSaver(QObject):
    """Each ``save`` is answered by ``saved`` or ``refused``."""

    saved = Signal()
    refused = Signal(str)
    """A sentence for the user."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def save(self, shot: Shot, paragraphs: tuple[Paragraph, ...], path: Path) -> None:
        """Write it as a PNG file at ``path``; a file that is there is written over."""
        self._pool.start(_Save(self, shot, paragraphs, path))


class _Save(QRunnable):
    def __init__(
        self, saver: PictureSaver, shot: Shot, paragraphs: tuple[Paragraph, ...], path: Path
    ) -> None:
        super().__init__()
        self._saver, self._shot, self._paragraphs, self._path = saver, shot, paragraphs, path

    def run(self) -> None:
        from desktop.typesetting.composed import compose

        image = compose(self._shot, self._paragraphs).image
        if QImageWriter(str(self._path), QByteArray(b"png")).write(image):
            self._saver.saved.emit()
        else:
            self._saver.refused.emit(REFUSED)
