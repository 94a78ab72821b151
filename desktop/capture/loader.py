"""Loads picture files on a thread of its own, so that the window never waits for a disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from desktop.capture.errors import CaptureError
from desktop.capture.files import load


class Loader(QObject):
    """Answers each ``load`` with one signal, on the thread that the loader lives on."""

    loaded = Signal(int, object)
    """The job and its ``Shot``."""

    refused = Signal(int, object)
    """The job and the ``CaptureError``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)

    def load(self, job: int, path: str) -> None:
        """Load the file at ``path`` for ``job``."""
        self._pool.start(_Load(self, job, Path(path)))


class _Load(QRunnable):
    def __init__(self, loader: Loader, job: int, path: Path) -> None:
        super().__init__()
        self._loader, self._job, self._path = loader, job, path

    def run(self) -> None:
        try:
            shot = load(self._path)
        except CaptureError as error:
            self._loader.refused.emit(self._job, error)
        else:
            self._loader.loaded.emit(self._job, shot)
