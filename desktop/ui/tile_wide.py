"""A button as wide as its window, for what opens a menu: an icon, a title, a line about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from desktop.ui import icons, theme

_TEXT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class WideTile(QPushButton):
    """Looks like a tile, lies on its side."""

    def __init__(self, icon: str, title: str, line: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._title, self._line = icon, title, line
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.setAutoDefault(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Wide enough for its title; the line about it wraps."""
        width = QFontMetrics(theme.sized(1.0)).horizontalAdvance(self._title)
        width += 3 * theme.LARGE + 2 * theme.text_pixels(1.7)
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:
        """The same: it is never clipped."""
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        """The height that it needs at this width, in logical pixels."""
        return self._places(width)[-1].bottom() + 1 + theme.MEDIUM

    def changeEvent(self, event: QEvent) -> None:
        """Take the room that another font needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground as the style draws it, without its mark of a menu; on it icon and words."""
        colors, painter = theme.tokens(), QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        icon, title, line = self._places(self.width())
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(icon.topLeft(), icons.pixmap(self._icon, icon.width(), "accent", ratio))
        side = theme.text_pixels(1.1)
        down = QRect(self.width() - theme.LARGE - side, (self.height() - side) // 2, side, side)
        painter.drawPixmap(down.topLeft(), icons.pixmap("chevron-down", side, "text2", ratio))
        painter.setPen(colors.text)
        painter.setFont(theme.sized(1.0))
        painter.drawText(title, _TEXT, self._title)
        painter.setPen(colors.text2)
        painter.setFont(theme.sized(theme.SECOND))
        painter.drawText(line, _TEXT, self._line)

    def _places(self, width: int) -> tuple[QRect, QRect, QRect]:
        """Where icon, title and line stand at this width."""
        side, top = theme.text_pixels(1.7), theme.MEDIUM
        left = theme.LARGE + side + theme.MEDIUM
        room = max(1, width - left - theme.LARGE - theme.text_pixels(1.1) - theme.MEDIUM)
        title = QFontMetrics(theme.sized(1.0)).boundingRect(
            QRect(left, top, room, 1000), _TEXT, self._title
        )
        line = QFontMetrics(theme.sized(theme.SECOND)).boundingRect(
            QRect(left, title.bottom() + 1 + 2, room, 1000), _TEXT, self._line
        )
        high = line.bottom() - title.top()
        icon = QRect(theme.LARGE, top + max(0, (high - side) // 2), side, side)
        title.setWidth(room)
        line.setWidth(room)
        return icon, title, line
