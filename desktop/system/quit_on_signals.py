"""A program with an event loop that ends as the system asks it to."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier


class QuitOnSignals(QObject):
    """Quits on SIGINT and SIGTERM for as long as it lives; ``received`` is the signal, or 0.

    Python runs its signal handlers between bytecodes, of which an idle event loop runs none: the
    signal writes to a socket, which wakes the loop. It is the loop that quits, so that a signal
    before its start isn't lost.
    """

    def __init__(self) -> None:
        super().__init__()
        self.received = 0
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        signal.set_wakeup_fd(self._theirs.fileno())
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._take)

    def _take(self, number: int, _frame: object) -> None:
        self.received = number

    def _drain(self) -> None:
        self._ours.recv(64)
        if self.received:
            QCoreApplication.quit()
