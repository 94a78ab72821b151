"""What HunyuanOCR needs, got on the user's word: its files, or a server and its key.

Everything here takes time, so it happens off the window's thread; the answers arrive as signals on
it. Windows that show them (settings, welcome) are connected by ``app.py``, and told what is known
when they are built.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.model import carry
from desktop.model.files import ModelFiles
from desktop.model.status import ModelStatus
from desktop.reader import server_check
from desktop.system import keystore

Answer = TypeVar("Answer")


class Provision(QObject):
    """Lives on the window's thread; its work is done on one of its own, one thing at a time."""

    model_changed = Signal(ModelStatus)
    machine_known = Signal(str)
    """A sentence about what this machine can carry."""
    key_known = Signal(str)
    """A sentence about the key of the server."""
    server_known = Signal(str, bool)
    """A sentence about the server, and whether it can be read with."""
    _answered = Signal(object, object)

    def __init__(self, model_dir: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = ThreadPoolExecutor(1, "provision")
        self._files = ModelFiles(model_dir, self.model_changed.emit)
        self._answered.connect(lambda tell, answer: tell(answer))

    def set_model_dir(self, model_dir: str) -> None:
        """The user named another folder; a download into the old one is paused."""
        self._files.close()
        self._files = ModelFiles(model_dir, self.model_changed.emit)
        self.look()

    def look(self) -> None:
        """Tell how it stands with the files, and what the machine can carry."""
        self._do(self._files.status, self.model_changed.emit)
        self._do(carry.of_this_machine, self.machine_known.emit)

    def download(self, licence_accepted: str) -> None:
        """Begin or go on with the download; ``licence_accepted`` is the date."""
        self._files.download(licence_accepted)

    def pause(self) -> None:
        """Leave the download; it can go on later."""
        self._files.pause()

    def verify(self) -> None:
        """Check every file."""
        self._files.verify()

    def remove(self) -> None:
        """Delete Sightread's own copy."""
        self._files.remove()

    def look_at_key(self, address: str) -> None:
        """Tell whether there is a key for the server at ``address``."""
        self._do(lambda: _key_sentence(address), self.key_known.emit)

    def put_key(self, address: str, key: str) -> None:
        """Keep ``key`` in the system's key store."""
        self._do(lambda: _changed(address, keystore.put, key), self.key_known.emit)

    def forget_key(self, address: str) -> None:
        """Delete the key from the system's key store."""
        self._do(lambda: _changed(address, keystore.delete), self.key_known.emit)

    def test_server(self, address: str, model: str) -> None:
        """Tell whether the server answers, and has the model. No picture goes there."""
        self._do(
            lambda: server_check.ask(address, model),
            lambda answer: self.server_known.emit(answer.sentence, answer.ok),
        )

    def close(self) -> None:
        """Pause what is under way."""
        self._files.close()
        self._work.shutdown(wait=False, cancel_futures=True)

    def _do(self, work: Callable[[], Answer], tell: Callable[[Answer], object]) -> None:
        def done(future: Future[Answer]) -> None:
            if not future.cancelled():
                self._answered.emit(tell, future.result())

        self._work.submit(work).add_done_callback(done)


def _key_sentence(address: str) -> str:
    try:
        return "A key is kept." if keystore.get(address) else "No key is kept."
    except keystore.KeyStoreError as error:
        return error.sentence


def _changed(address: str, change: Callable[..., object], *arguments: str) -> str:
    try:
        change(address, *arguments)
    except keystore.KeyStoreError as error:
        return error.sentence
    return _key_sentence(address)
