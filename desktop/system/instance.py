"""One running app for each user: a second start hands its command to the first.

A lock file decides who is the first; the system lets go of it when its holder dies, so a crash
leaves nothing to be cleaned up by hand. The first listens on a local socket that only the user can
open. A sender writes one command as a line and gets one line of JSON back: ``{"accepted": true}``.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import tempfile
import time
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop.system import wire
from desktop.values import Command

LOGGER = logging.getLogger("sightread.instance")

_PATIENCE = 5000
"""Milliseconds in which a sender must have written its line."""

_LAST_BREATH = 500
"""Milliseconds between the end of an app's listening and its own."""


_NOBODY = frozenset(
    {
        QLocalSocket.LocalSocketError.ServerNotFoundError,
        QLocalSocket.LocalSocketError.ConnectionRefusedError,  # a socket that a crash has left
    }
)


class SendError(Exception):
    """The running app did not take a command; ``sentence`` is for the user."""

    sentence = ""


class NotRunningError(SendError):
    """There is no running app."""

    sentence = "Sightread is not running. Start it with: sh installers/run.sh"


class RefusedError(SendError):
    """The running app does not know this command."""

    sentence = (
        "The Sightread that is running does not know this command. Quit it and start it again."
    )


class NotAnsweringError(SendError):
    """There is a running app, which is stuck or about to end."""

    sentence = (
        "Sightread is running but does not answer. Wait a moment, or end its process and try again."
    )


def _folder() -> Path:
    """A folder of the user's own, for the socket and the lock.

    The path of a socket has about a hundred characters at most, so a deep one is not taken.
    """
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or platformdirs.user_cache_dir("sightread"))
    if len(str(folder)) > 70:
        folder = Path(tempfile.gettempdir()) / f"sightread-{Path.home().name}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name != "nt" and folder.stat().st_uid != os.getuid():
        raise PermissionError(errno.EPERM, "the folder belongs to another user", str(folder))
    return folder


def _name() -> str:
    return "sightread" + "".join(
        char for char in os.environ.get("SIGHTREAD_INSTANCE", "") if char.isalnum() or char in "-_"
    )


def _address() -> str:
    """The server's name: a path, or on Windows the name of a pipe."""
    if os.name == "nt":
        return f"{_name()}-{Path.home().name}"
    return str(_folder() / f"{_name()}.socket")


class Instance(QObject):
    """The process as the one that runs, or as one too many.

    ``received(command)`` comes for each command that another start has handed over, in the thread
    that this object lives in. ``problem`` is a sentence when commands can't be received.
    """

    received = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problem = ""
        self._lock: QLockFile | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def claim(self, patience: int = 0) -> bool:
        """Become the running app; False when there is one already, still after ``patience`` ms.

        When neither can be found out, this one runs and ``problem`` says what doesn't work.
        """
        try:
            lock = QLockFile(str(_folder() / f"{_name()}.lock"))
        except OSError as error:
            self._complain(error.strerror or str(error))
            return True
        lock.setStaleLockTime(0)  # never stale by age, only by the death of its holder
        if not lock.tryLock(patience):
            if lock.error() == QLockFile.LockError.LockFailedError:
                return False
            self._complain(lock.error().name)
            return True
        self._lock = lock
        # Whoever left this socket is dead: the lock says so.
        QLocalServer.removeServer(_address())
        if not self._server.listen(_address()):
            self._complain(self._server.errorString())
        return True

    def claim_or_send(self, command: Command, timeout: float = 3.0) -> bool:
        """Become the running app (True), or hand ``command`` to it (False), as ``send`` does.

        Raises SendError when there is one that doesn't take the command.
        """
        if self.claim():
            return True
        try:
            send(command, timeout)
        except SendError as error:
            if self.claim(_LAST_BREATH):
                return True
            if isinstance(error, NotRunningError):  # the lock says that it is
                raise NotAnsweringError from error
            raise
        return False

    def close(self) -> None:
        """Let another start be the running app."""
        self._server.close()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _complain(self, detail: str) -> None:
        LOGGER.warning("no commands from other starts: %s", detail)
        self.problem = (
            "Commands such as “sightread capture region” don't reach this app, because "
            f"{_name()}.socket can't be made in the user's run-time folder."
        )

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(wire.LONGEST + 2)
            # Parented to the socket, so that both go together.
            watch = QTimer(socket)
            watch.setSingleShot(True)
            watch.timeout.connect(lambda socket=socket: socket.abort())
            watch.start(_PATIENCE)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            if socket.bytesAvailable():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > wire.LONGEST:
                LOGGER.info("refused a line without an end")
                socket.abort()
            return
        line = bytes(socket.readLine(wire.LONGEST + 2).data())
        try:
            command = wire.decode(line)
        except wire.WireError as error:
            LOGGER.info("refused a command: %s", error)
            self._answer(socket, accepted=False)
            return
        # Answered first: what the command sets off may end the app.
        self._answer(socket, accepted=True)
        self.received.emit(command)

    def _answer(self, socket: QLocalSocket, *, accepted: bool) -> None:
        socket.readyRead.disconnect()
        socket.write(json.dumps({"accepted": accepted}).encode("ascii") + b"\n")
        socket.flush()
        socket.disconnectFromServer()


def send(command: Command, timeout: float = 3.0) -> None:
    """Hand ``command`` to the running app.

    ``timeout`` in seconds, for all of it. Raises SendError. For the command line: it waits, and
    needs no event loop.
    """
    until = time.monotonic() + timeout
    line = wire.encode(command)

    def left() -> int:
        return max(0, round((until - time.monotonic()) * 1000))

    try:
        address = _address()
    except OSError as error:
        raise NotRunningError from error
    socket = QLocalSocket()
    socket.connectToServer(address)
    if not socket.waitForConnected(left()):
        raise NotRunningError if socket.error() in _NOBODY else NotAnsweringError
    socket.write(line)
    while socket.bytesToWrite():
        if not socket.waitForBytesWritten(left()):
            raise NotAnsweringError
    while not socket.canReadLine():
        if not socket.waitForReadyRead(left()):
            raise NotAnsweringError
    try:
        answer = json.loads(bytes(socket.readLine().data()))
    except ValueError as error:
        raise NotAnsweringError from error
    if not isinstance(answer, dict) or answer.get("accepted") is not True:
        raise RefusedError
