"""What HunyuanOCR needs, got on the user's word: its files, or a server and its key.

Everything here takes time, so it happens off the window's thread; the answers arrive as signals on
it. Windows that show them (settings, welcome) are connected by ``app.py``, and told what is known
when they are built.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.model import carry
from desktop.model.files import ModelFiles
from desktop.model.status import ModelState, ModelStatus
from desktop.reader import server_check, server_key
from desktop.system import keystore

LOGGER = logging.getLogger("sightread.provision")

Answer = TypeVar("Answer")

_UNKNOWN = "How it stands with HunyuanOCR's files could not be found out. Run: sightread doctor."
_NO_STORE = "The system's key store could not be asked. Run: sightread doctor."
_LOCKED = "The system's key store is locked. Unlock it, then try again."
_NO_SERVER = "The server could not be asked. Run: sightread doctor."


class Provision(QObject):
    """Lives on the window's thread; its work is done beside it, one thing of a kind at a time.

    Every question is answered, with a sentence where it can't be. None holds up the app's end.
    """

    model_changed = Signal(ModelStatus)
    machine_known = Signal(str)
    """A sentence about what this machine can carry."""
    key_known = Signal(str)
    """A sentence about the key of the server."""
    server_known = Signal(str, bool)
    """A sentence about the server, and whether it can be read with."""
    _answered = Signal(object, object)

    def __init__(
        self,
        model_dir: str,
        parent: QObject | None = None,
        *,
        unlock_seconds: float = server_key.LONGEST,
    ) -> None:
        """``unlock_seconds``: how long the user has to unlock the key store."""
        super().__init__(parent)
        self._unlock_seconds = unlock_seconds
        # Apart, so that a server that is silent or a store that waits for a password keeps nobody
        # else waiting.
        self._lines = {kind: _Line(kind) for kind in ("files", "machine", "key", "server")}
        self._lock = threading.Lock()
        self._closed = False
        self._model_dir = model_dir
        self._files = ModelFiles(model_dir, self.model_changed.emit)
        self._answered.connect(lambda tell, answer: tell(answer))

    def set_model_dir(self, model_dir: str) -> None:
        """The user named another folder; a download into the old one is paused."""
        self._files.close()
        self._model_dir = model_dir
        self._files = ModelFiles(model_dir, self.model_changed.emit)
        self.look()

    def look(self) -> None:
        """Tell how it stands with the files, and what the machine can carry."""
        model_dir = self._model_dir
        unknown = ModelStatus(ModelState.ABSENT, _UNKNOWN, own=not model_dir, failed=True)
        self._do("files", self._files.status, self.model_changed.emit, unknown)
        self._do(
            "machine",
            lambda: carry.of_this_machine(model_dir),
            self.machine_known.emit,
            carry.sentence(carry.Machine(None)),
        )

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
        self._do_with_key(lambda: _key_sentence(address))

    def put_key(self, address: str, key: str) -> None:
        """Keep ``key`` in the system's key store."""
        self._do_with_key(lambda: _changed(address, keystore.put, key))

    def forget_key(self, address: str) -> None:
        """Delete the key from the system's key store."""
        self._do_with_key(lambda: _changed(address, keystore.delete))

    def test_server(self, address: str, model: str) -> None:
        """Tell whether the server answers, and has the model. No picture goes there."""
        self._do(
            "server",
            lambda: server_check.ask(address, model),
            lambda answer: self.server_known.emit(answer.sentence, answer.ok),
            server_check.ServerAnswer(False, _NO_SERVER),
        )

    def close(self) -> None:
        """Pause what is under way, and tell nothing any more."""
        with self._lock:
            self._closed = True
        self._files.close()
        for line in self._lines.values():
            line.close()

    def _do_with_key(self, work: Callable[[], str]) -> None:
        def in_time() -> str:
            return _within(self._unlock_seconds, lambda: _safely(work, _NO_STORE), _LOCKED)

        self._do("key", in_time, self.key_known.emit, _NO_STORE)

    def _do(
        self,
        kind: str,
        work: Callable[[], Answer],
        tell: Callable[[Answer], object],
        otherwise: Answer,
    ) -> None:
        """``tell`` what comes of ``work``; ``otherwise``, if it fails."""

        def answer() -> None:
            got = _safely(work, otherwise)
            with self._lock:
                if not self._closed:
                    self._answered.emit(tell, got)

        self._lines[kind].put(answer)


class _Line:
    """Questions of one kind, one after the other, on a thread that ends with the process.

    No pool of the standard library: Python waits for the threads of those before it ends.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._questions: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def put(self, question: Callable[[], None]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._work, name=f"provision {self._kind}", daemon=True
            )
            self._thread.start()
        self._questions.put(question)

    def close(self) -> None:
        """What has not begun doesn't begin any more."""
        self._closed.set()
        self._questions.put(None)

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            if not self._closed.is_set():
                question()


def _safely(work: Callable[[], Answer], otherwise: Answer) -> Answer:
    """The answer; ``otherwise`` where there is none, since somebody waits for one."""
    try:
        return work()
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        LOGGER.error(  # noqa: TRY400 - its text, which may hold a path or a key, stays out
            "a question failed: %s in %s", type(error).__name__, place.name
        )
        return otherwise


def _within(seconds: float, work: Callable[[], Answer], otherwise: Answer) -> Answer:
    """The answer, if it comes in time. One that comes later is heard by nobody."""
    found: SimpleQueue[Answer] = SimpleQueue()
    threading.Thread(target=lambda: found.put(work()), name="key store", daemon=True).start()
    try:
        return found.get(timeout=seconds)
    except Empty:
        return otherwise


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
