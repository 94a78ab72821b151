"""Asked once, when a screen reader is noticed: who shall speak, Sightread's own voice or that?

Nobody knows yet who can be heard: the window says itself by ``say``, and a screen reader reads a
dialog that opens by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.settings import Through
from desktop.ui import icons, theme

LATER = "You can change it in Settings, Voice. Escape leaves it for later."

_TEXT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_WIDTH = 34
"""Of the window, in text heights."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """``{0}`` stands for the screen reader."""

    through: Through
    icon: str
    title: str
    line: str


_ANSWERS = (
    _Answer(
        Through.OWN,
        "volume-2",
        "Sightread",
        "Its own voice reads. {0} isn't told the same.",
    ),
    _Answer(
        Through.READER,
        "monitor",
        "{0}",
        "{0} says everything, also in braille.",
    ),
    _Answer(
        Through.BOTH,
        "audio-lines",
        "Both",
        "Sightread's own voice reads, and {0} is told too, for braille.",
    ),
)


class ReaderQuestion(QDialog):
    """Asks about the screen reader called ``name``.

    ``chosen`` carries the answer, a ``Through``; nothing is chosen where it is closed without one.
    ``say`` carries what is to be spoken when the window is shown.
    """

    chosen = Signal(Through)
    say = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = f"{name} is running. Who shall speak?"
        self.setWindowTitle("Sightread: who shall speak?")
        self.setWindowIcon(icons.icon("sightread"))
        self._buttons = [self._button(number, name) for number in range(1, len(_ANSWERS) + 1)]
        self._labels = _label(self._question, "title"), _label(LATER, "second")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        self._column.setSpacing(theme.MEDIUM)
        self._column.addWidget(self._labels[0])
        self._column.addSpacing(theme.TIGHT)
        for button in self._buttons:
            self._column.addWidget(button)
        self._column.addSpacing(theme.TIGHT)
        self._column.addWidget(self._labels[1])
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.setAccessibleName(self._question)
        self.setAccessibleDescription(LATER)
        self._fit()
        self._buttons[0].setFocus()

    @property
    def words(self) -> str:
        """The question as it is spoken."""
        answers = ", ".join(
            f"{number} for {button.title}" for number, button in enumerate(self._buttons, 1)
        )
        return f"{self._question} Press {answers}."

    def showEvent(self, event: QShowEvent) -> None:
        """Say what is asked: who can't see this window may have no other voice."""
        super().showEvent(event)
        self.say.emit(self.words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 answer; the arrows go from one answer to the next."""
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self._buttons):
            self._buttons[number].click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Right):
            self.focusNextChild()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Left):
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the room that another font needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """As wide as the window wants, and each part as high as its words need."""
        widest = self.screen().availableSize().width() - 2 * theme.HUGE
        width = min(_WIDTH * theme.text_pixels(), widest)
        for label in self._labels:
            label.ensurePolished()
            label.setFixedSize(width, label.heightForWidth(width))
        for button in self._buttons:
            button.set_width(width)

    def _button(self, number: int, name: str) -> LargeButton:
        answer = _ANSWERS[number - 1]
        title, line = answer.title.format(name), answer.line.format(name)
        # In front of a sentence the name keeps its capital: “A screen reader”.
        line = line.replace(" A screen", " a screen")
        button = LargeButton(answer.icon, title, line, str(number))
        button.clicked.connect(lambda: self._answered(answer.through))
        return button

    def _answered(self, through: Through) -> None:
        self.accept()
        self.chosen.emit(through)


class LargeButton(QPushButton):
    """A button with an icon, a title, a line of explanation under it, and the key that does the
    same at its right."""

    def __init__(
        self, icon: str, title: str, line: str, key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = title
        self._icon, self._line, self._key = icon, line, key
        self._wide = 0
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{line} Key {key}.")
        self.setAutoDefault(True)

    def set_width(self, width: int) -> None:
        """Be so wide, and as high as the words need."""
        self._wide = width
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The width that was set. A fixed size doesn't last: the style sheet sets its own."""
        return QSize(self._wide, self.heightForWidth(self._wide))

    def heightForWidth(self, width: int) -> int:
        """The height that it needs at this width, in logical pixels."""
        return self._places(width)[2].bottom() + 1 + theme.MEDIUM

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground as the style draws it; on it the icon and the words."""
        super().paintEvent(event)
        colors, painter = theme.tokens(), QPainter(self)
        icon, title, line, key = self._places(self.width())
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(icon.topLeft(), icons.pixmap(self._icon, icon.width(), "accent", ratio))
        painter.setPen(colors.text)
        painter.setFont(_title_font())
        painter.drawText(title, _TEXT, self.title)
        painter.setPen(colors.text2)
        painter.setFont(theme.sized(1.0))
        painter.drawText(key, _TEXT, self._key)
        painter.setFont(theme.sized(theme.SECOND))
        painter.drawText(line, _TEXT, self._line)

    def _places(self, width: int) -> tuple[QRect, QRect, QRect, QRect]:
        """Where icon, title, line and key stand at this width."""
        side, top = theme.text_pixels(1.7), theme.MEDIUM
        left = theme.LARGE + side + theme.LARGE
        key = QFontMetrics(theme.sized(1.0)).horizontalAdvance(self._key) + 1
        right = width - theme.LARGE - key
        metrics = QFontMetrics(_title_font())
        room = max(1, right - theme.MEDIUM - left)
        title = metrics.boundingRect(QRect(left, top, room, 1000), _TEXT, self.title)
        title.setWidth(room)
        below = title.bottom() + 1 + theme.TIGHT
        line = QFontMetrics(theme.sized(theme.SECOND)).boundingRect(
            QRect(left, below, room, 1000), _TEXT, self._line
        )
        line.setWidth(room)
        middle = (top + line.bottom()) // 2
        return (
            QRect(theme.LARGE, middle - side // 2, side, side),
            title,
            line,
            QRect(right, title.top(), key, metrics.height()),
        )


def _title_font() -> QFont:
    font = theme.sized(theme.HEADING)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _label(sentence: str, role: str) -> QLabel:
    label = QLabel(sentence, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
