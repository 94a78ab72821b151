"""What stands in the place of the text when nothing could be read: a sentence and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.tasks import can_do
from desktop.ui import theme
from desktop.ui.button import Button
from desktop.ui.mark import Mark
from desktop.values import EngineName, Failed, FailureKind, Task

_AGAIN = frozenset(
    {
        FailureKind.CANCELLED,
        FailureKind.NO_TEXT,
        FailureKind.ENGINE_DIED,
        FailureKind.ENGINE_STUCK,
        FailureKind.NO_SERVER,
        FailureKind.BAD_SERVER,
        FailureKind.SERVER_BUSY,
    }
)
_QUICK = frozenset(
    {
        FailureKind.NO_MODEL,
        FailureKind.BAD_MODEL,
        FailureKind.NO_DEVICE,
        FailureKind.NO_MEMORY,
        FailureKind.ENGINE_DIED,
        FailureKind.ENGINE_STUCK,
        FailureKind.NOT_AGREED,
        FailureKind.NO_SERVER,
        FailureKind.BAD_SERVER,
        FailureKind.SERVER_BUSY,
        FailureKind.REFUSED,
        FailureKind.TOO_LARGE,
    }
)
_SERVER = frozenset(
    {
        FailureKind.NO_SERVER,
        FailureKind.BAD_SERVER,
        FailureKind.SERVER_BUSY,
        FailureKind.REFUSED,
        FailureKind.TOO_LARGE,
    }
)
_SETTINGS = frozenset(
    {
        FailureKind.BAD_MODEL,
        FailureKind.NO_DEVICE,
        FailureKind.NO_MEMORY,
        FailureKind.NO_ENGINE,
        FailureKind.NO_CAMERA,
    }
)


class FailureCard(QFrame):
    """A failure's sentence, and buttons for what helps with it."""

    again = Signal()
    quick = Signal()
    settings = Signal()
    agreed = Signal()
    """Pictures may be sent to the server that the sentence names."""
    opened = Signal(str)
    """A part of the settings is wanted: ``model`` or ``server``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._mark = Mark(1.6)
        self._sentence = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._download = Button("Download HunyuanOCR…", "download")
        self._agree = Button("Send pictures there", "server")
        self._again = Button("Try again", "rotate-cw")
        self._quick = Button("Use the quick engine")
        self._server = Button("Server settings…", "server")
        self._settings = Button("Open settings", "settings")
        self._download.clicked.connect(lambda: self.opened.emit("model"))
        self._agree.clicked.connect(self.agreed)
        self._again.clicked.connect(self.again)
        self._quick.clicked.connect(self.quick)
        self._server.clicked.connect(lambda: self.opened.emit("server"))
        self._settings.clicked.connect(self.settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.LARGE)
        row = QHBoxLayout()
        row.setSpacing(theme.MEDIUM)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._sentence, 1)
        column.addLayout(row)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(theme.SMALL)
        for button in self._all():
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._buttons)

    def show_failure(self, failed: Failed, task: Task, shot_kept: bool) -> None:
        """Tell why, and offer what helps; reading again needs a picture that was kept."""
        name = "search" if failed.kind == FailureKind.NO_TEXT else "triangle-alert"
        self._mark.show_icon(name, "caution")
        self._sentence.setText(failed.sentence)
        self.setAccessibleName(failed.sentence)
        able = can_do(EngineName.QUICK, task)
        self._quick.setText("Use the quick engine" if able else "Read with the quick engine")
        self._quick.set_name(self._quick.text())
        self._download.setVisible(failed.kind is FailureKind.NO_MODEL)
        self._agree.setVisible(shot_kept and failed.kind is FailureKind.NOT_AGREED)
        self._again.setVisible(shot_kept and failed.kind in _AGAIN)
        # Asked for what it can't do, the quick engine can still read.
        helps = failed.kind in _QUICK or (failed.kind is FailureKind.NO_ENGINE and not able)
        self._quick.setVisible(shot_kept and helps)
        self._server.setVisible(failed.kind in _SERVER)
        self._settings.setVisible(failed.kind in _SETTINGS)

    def first_button(self) -> Button | None:
        """The button to press first; None where nothing helps."""
        return next((button for button in self._all() if not button.isHidden()), None)

    def _all(self) -> tuple[Button, ...]:
        """In the order in which they help."""
        return (
            self._download,
            self._agree,
            self._again,
            self._quick,
            self._server,
            self._settings,
        )
