"""Writes a picture with its translation into a file, as large as it was read.

That is done on a thread: to compose and to pack one of a whole screen takes longer than a window
may be held up.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QIODevice,
    QObject,
    QRunnable,
    QSaveFile,
    QThreadPool,
    Signal,
)
from PySide6.QtGui import QImageWriter
from shiboken6 import isValid

from desktop.log import LOGGER, places
from desktop.values import Paragraph, Shot

REFUSED = "The picture could not be saved there. Choose another folder."

_ENDING = ".png"


class PictureSaver(QObject):
    """Each ``save`` is answered by ``saved`` or ``refused``."""

    saved = Signal()
    refused = Signal(str)
    """A sentence for the user."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def save(self, shot: Shot, paragraphs: tuple[Paragraph, ...], path: str) -> None:
        """Write it as a PNG file at ``path``. A file that is there is written over, once the new
        one is whole; a name of another kind gets the ending of this one as well."""
        if not path.lower().endswith(_ENDING):
            path += _ENDING
            name = Path(path).name
            if Path(path).exists():  # the dialog asked about the other name only
                self.refused.emit(f"There is a file {name} already. Choose another name.")
                return
        self._pool.start(_Save(self, shot, paragraphs, path))


class _Save(QRunnable):
    def __init__(
        self, saver: PictureSaver, shot: Shot, paragraphs: tuple[Paragraph, ...], path: str
    ) -> None:
        super().__init__()
        self._saver, self._shot, self._paragraphs, self._path = saver, shot, paragraphs, path

    def run(self) -> None:
        try:
            written = self._written()
        except Exception as error:
            LOGGER.error("a picture could not be composed: %s", places(error))
            written = False
        if not isValid(self._saver):  # the window went meanwhile
            return
        if written:
            self._saver.saved.emit()
        else:
            self._saver.refused.emit(REFUSED)

    def _written(self) -> bool:
        from desktop.typesetting.composed import compose

        image = compose(self._shot, self._paragraphs).image
        file = QSaveFile(self._path)
        if not file.open(QIODevice.OpenModeFlag.WriteOnly):
            return False
        return QImageWriter(file, QByteArray(b"png")).write(image) and file.commit()
