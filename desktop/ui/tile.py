"""A large button for one action: its icon, its title, its hotkey."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.actions import Action
from desktop.ui import hotkey_names, icons, theme

_TEXT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class Tile(QPushButton):
    """The button of one ``action``; a screen reader hears its title and its hotkey."""

    def __init__(self, action: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action = action
        self._title, self._hotkey = action.title, ""
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.set_hotkey("")

    def set_title(self, title: str, *, on: bool = False) -> None:
        """Be called ``title``; ``on`` lights the tile of something that goes on until it is pressed
        again."""
        self._title = title
        self.setProperty("on", on)
        self.style().polish(self)
        self._tell()

    def set_hotkey(self, hotkey: str) -> None:
        """Show ``hotkey`` (pynput notation), empty for none."""
        self._hotkey = hotkey_names.in_words(hotkey)
        self._tell()

    def sizeHint(self) -> QSize:
        """Wide enough for the title on two lines."""
        metrics = QFontMetrics(theme.sized(1.0))
        longest = max(metrics.horizontalAdvance(word) for word in self._title.split())
        width = max(longest, round(metrics.horizontalAdvance(self._title) * 0.6), _icon() * 4)
        width += 2 * theme.LARGE
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The same: a tile is never clipped."""
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        """The height that a tile of this width needs, in logical pixels."""
        return self._places(width)[-1].bottom() + 1 + theme.LARGE

    def changeEvent(self, event: QEvent) -> None:
        """Take the room that another font needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground as the style draws it; on it the icon, the title and the hotkey."""
        super().paintEvent(event)
        colors, painter = theme.tokens(), QPainter(self)
        icon, title, hotkey = self._places(self.width())
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(
            icon.topLeft(), icons.pixmap(self.action.icon, icon.width(), "accent", ratio)
        )
        painter.setPen(colors.text)
        painter.setFont(theme.sized(1.0))
        painter.drawText(title, _TEXT, self._title)
        painter.setPen(colors.text2)
        painter.setFont(theme.sized(theme.SECOND))
        painter.drawText(hotkey, _TEXT, self._hotkey)

    def _tell(self) -> None:
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self._hotkey)
        self.setToolTip(f"{self._title} ({self._hotkey})" if self._hotkey else "")
        self.updateGeometry()
        self.update()

    def _places(self, width: int) -> tuple[QRect, QRect, QRect]:
        """Where icon, title and hotkey stand in a tile of this width."""
        left, top, room = theme.LARGE, theme.LARGE, width - 2 * theme.LARGE
        icon = QRect(left, top, _icon(), _icon())
        title = QFontMetrics(theme.sized(1.0)).boundingRect(
            QRect(left, icon.bottom() + 1 + theme.SMALL, room, 1000), _TEXT, self._title
        )
        title.setWidth(room)
        height = QFontMetrics(theme.sized(theme.SECOND)).height() if self._hotkey else 0
        return icon, title, QRect(left, title.bottom() + 1 + theme.TIGHT, room, height)


def _icon() -> int:
    return theme.text_pixels(1.7)
