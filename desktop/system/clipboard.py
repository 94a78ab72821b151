"""The clipboard: text goes there and is read back, because some desktops drop it in silence.

GNOME's Wayland session refuses a clipboard set by a program without the focus; on Windows another
program may hold it open. On X11 the text is served by this process for as long as it lives.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

_SETTLE = 60
"""Milliseconds until the desktop has accepted or dropped it."""

_ATTEMPTS = 3

_REFUSED = "The text could not be copied: another program holds the clipboard. Copy it again."


class Clipboard(QObject):
    """``stored(ok, sentence)`` answers the latest ``put``; an older one that hasn't been answered
    yet never is."""

    stored = Signal(bool, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._forms: Mapping[str, str] = {}
        self._attempts = 0
        self._check = QTimer(self)
        self._check.setSingleShot(True)
        self._check.setInterval(_SETTLE)
        self._check.timeout.connect(self._read_back)

    def put(self, forms: Mapping[str, str]) -> None:
        """Put the forms of one text on the clipboard, by MIME type.

        ``text/plain`` is one of them. The answer comes through the event loop.
        """
        self._forms = forms
        self._attempts = 0
        self._set()

    def _set(self) -> None:
        self._attempts += 1
        content = QMimeData()
        for form, text in self._forms.items():
            if form == "text/plain":
                content.setText(text)
            else:
                content.setData(form, text.encode())
        QGuiApplication.clipboard().setMimeData(content)
        self._check.start()

    def _read_back(self) -> None:
        clipboard = QGuiApplication.clipboard()
        last = self._attempts == _ATTEMPTS
        # Reading what another program holds may wait for that program: only when nothing else is
        # left. A clipboard keeper may have taken the text over, and then it is there all the same.
        if (clipboard.ownsClipboard() or last) and _same(
            clipboard.text(), self._forms["text/plain"]
        ):
            self.stored.emit(True, "Copied.")
        elif last:
            self.stored.emit(False, _REFUSED)
        else:
            self._set()


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
