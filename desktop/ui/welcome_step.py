"""One step of the welcome window: a large heading, a few words, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.mark import Mark

_NARROW = 40
"""Under this many text heights the picture stands below the words."""
_PICTURE = 20
"""How wide the picture is, in text heights."""


class WelcomeStep(QWidget):
    """A heading with an icon, a text in large type, and below it what ``add`` brings."""

    def __init__(self, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._title = QLabel(title, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._title.setProperty("role", "title")
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setProperty("role", "large")
        mark = Mark(2.2, icon, "accent")
        head = QHBoxLayout()
        head.setSpacing(theme.LARGE)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._title, 1)
        self._words = QVBoxLayout()
        self._words.setSpacing(theme.WIDE)
        self._words.addWidget(self._text)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(theme.HUGE)
        self._beside.addLayout(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.HUGE, theme.HUGE, theme.HUGE, theme.LARGE)
        column.setSpacing(theme.WIDE)
        column.addLayout(head)
        column.addLayout(self._beside)
        column.addStretch(1)

    def set_text(self, text: str) -> None:
        """The words below the heading."""
        self._text.setText(text)

    def add(self, widget: QWidget, *, wide: bool = False) -> None:
        """Put ``widget`` below what is there, as wide as it asks to be or as the step is."""
        if wide:
            self._words.addWidget(widget)
        else:
            self._words.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)

    def add_picture(self, path: str, name: str) -> None:
        """Show the picture at ``path`` beside the words; ``name`` is what screen readers say."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(path).scaledToWidth(
            round(theme.text_pixels(_PICTURE) * ratio), Qt.TransformationMode.SmoothTransformation
        )
        picture.setDevicePixelRatio(ratio)
        label = QLabel()
        label.setPixmap(picture)
        label.setAccessibleName(name)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._words.addStretch(1)
        self._beside.addWidget(label, 0, top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture beside the words, or below them in a narrow window."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW * theme.text_pixels()
        direction = QBoxLayout.Direction
        self._beside.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    @property
    def words(self) -> str:
        """Heading and text, as they are spoken."""
        return f"{self._title.text()}. {self._text.text()}"
