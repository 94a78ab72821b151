"""The line under the live picture: the pages of document mode, what instant mode has read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.button import Button
from desktop.ui.camera_modes import Mode, pages_taken

NOTHING_HEARD = "Nothing has been read yet."

_LARGE = 1.35


class CameraFoot(QFrame):
    """Shown in the modes that have something to show here."""

    finish_wanted = Signal()
    drop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = QLabel()
        self._count.setProperty("role", "heading")
        self.drop = Button("Drop the last page", "undo-2", keys="Backspace")
        self.finish = Button("Finish and read", "circle-check", keys="Enter", primary=True)
        for button in (self.drop, self.finish):
            button.setAutoDefault(False)
        self.drop.clicked.connect(self.drop_wanted)
        self.finish.clicked.connect(self.finish_wanted)
        pages = QWidget()
        row = QHBoxLayout(pages)
        row.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        row.setSpacing(theme.MEDIUM)
        row.addWidget(self._count)
        row.addStretch()
        row.addWidget(self.drop)
        row.addWidget(self.finish)
        self._heard = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._heard.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heard.setFont(theme.sized(_LARGE))
        self._heard.setStyleSheet(f"font-size: {theme.text_pixels(_LARGE)}px")
        heard = QWidget()
        column = QVBoxLayout(heard)
        column.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        column.addWidget(self._heard)
        self._stack = QStackedWidget()
        self._stack.addWidget(pages)
        self._stack.addWidget(heard)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.set_mode(Mode.READ)
        self.set_pages(0)
        self.set_heard("")

    def set_mode(self, mode: Mode) -> None:
        """Show what belongs to this mode."""
        self.setVisible(mode in (Mode.DOCUMENT, Mode.INSTANT))
        self._stack.setCurrentIndex(int(mode is Mode.INSTANT))

    def set_pages(self, pages: int) -> None:
        """So many pages have been taken."""
        self._count.setText(pages_taken(pages))
        self.drop.setEnabled(pages > 0)
        self.finish.setEnabled(pages > 0)

    def set_heard(self, text: str) -> None:
        """Show what was read last; empty: nothing yet."""
        self._heard.setText(text or NOTHING_HEARD)
        self._heard.setProperty("role", "" if text else "second")
        self._heard.style().polish(self._heard)
