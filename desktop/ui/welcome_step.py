"""One step of the welcome window: a large heading, a few words, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui import icons, theme


class WelcomeStep(QWidget):
    """A heading with an icon, a text in large type, and below it what ``add`` brings."""

    def __init__(self, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._title = QLabel(title, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._title.setProperty("role", "title")
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setProperty("role", "large")
        mark = QLabel()
        mark.setPixmap(
            icons.pixmap(icon, theme.text_pixels(2.4), "accent", ratio=self.devicePixelRatioF())
        )
        head = QHBoxLayout()
        head.setSpacing(theme.LARGE)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._title, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.TIGHT, theme.TIGHT, theme.SMALL, theme.TIGHT)
        self._column.setSpacing(theme.LARGE)
        self._column.addLayout(head)
        self._column.addWidget(self._text)
        self._below = QVBoxLayout()
        self._below.setSpacing(theme.LARGE)
        self._column.addLayout(self._below)
        self._column.addStretch(1)

    def set_text(self, text: str) -> None:
        """The words below the heading."""
        self._text.setText(text)

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` below what is there; a button as wide as it asks to be."""
        fits = Qt.AlignmentFlag.AlignLeft if not widget.sizePolicy().hasHeightForWidth() else None
        if fits is None:
            self._below.addWidget(widget)
        else:
            self._below.addWidget(widget, 0, fits)

    @property
    def words(self) -> str:
        """Heading and text, as they are spoken."""
        return f"{self._title.text()}. {self._text.text()}"
