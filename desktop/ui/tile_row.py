"""A button that lies on its side: an icon, a title, and at its right the hotkey, or the mark of a
menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from desktop.ui import hotkey_names, icons, theme

_TEXT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class RowTile(QPushButton):
    """Looks like a tile, takes less room. ``icon`` is a name in ``resources/icons``."""

    def __init__(self, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._title, self._hotkey = icon, title, ""
        self.setAccessibleName(title)
        self.setAutoDefault(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_hotkey(self, hotkey: str) -> None:
        """Show ``hotkey`` (pynput notation), empty for none."""
        self._hotkey = hotkey_names.in_words(hotkey)
        self.setAccessibleDescription(self._hotkey)
        self.setToolTip(f"{self._title} ({self._hotkey})" if self._hotkey else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line: the title, and the hotkey beside it."""
        width = self._around() + self._advance() + theme.LARGE + self._right().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the longest word; the title wraps, and the hotkey stands under it."""
        metrics = QFontMetrics(theme.sized(1.0))
        longest = max(metrics.horizontalAdvance(word) for word in self._title.split())
        width = self._around() + max(longest, self._right().width())
        width += theme.LARGE + self._right().width() if self.menu() else 0
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def heightForWidth(self, width: int) -> int:
        """The height that it needs at this width, in logical pixels."""
        _, title, right = self._places(width)
        return max(title.bottom(), right.bottom()) + 1 + theme.MEDIUM

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
        down = QPoint(0, max(0, self.height() - self.heightForWidth(self.width())) // 2)
        icon, title, right = (place.translated(down) for place in self._places(self.width()))
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(icon.topLeft(), icons.pixmap(self._icon, icon.width(), "accent", ratio))
        painter.setPen(colors.text)
        painter.setFont(theme.sized(1.0))
        painter.drawText(title, _TEXT, self._title)
        if self.menu():
            side = right.width()
            painter.drawPixmap(right.topLeft(), icons.pixmap("chevron-down", side, "text2", ratio))
            return
        painter.setPen(colors.text2)
        painter.setFont(theme.sized(theme.SECOND))
        painter.drawText(right, _TEXT, self._hotkey)

    def _advance(self) -> int:
        return QFontMetrics(theme.sized(1.0)).horizontalAdvance(self._title) + 1

    def _around(self) -> int:
        """What icon, margins and gap take of the width."""
        return 2 * theme.LARGE + _side() + theme.MEDIUM

    def _right(self) -> QSize:
        """The size of what stands at the right; the mark of a menu never goes under the title."""
        if self.menu():
            return QSize(theme.text_pixels(1.1), theme.text_pixels(1.1))
        metrics = QFontMetrics(theme.sized(theme.SECOND))
        words = metrics.horizontalAdvance(self._hotkey)
        return QSize(words + 1, metrics.height()) if words else QSize(0, 0)

    def _places(self, width: int) -> tuple[QRect, QRect, QRect]:
        """Where icon, title and hotkey or mark stand at this width."""
        side, top, right = _side(), theme.MEDIUM, self._right()
        left = theme.LARGE + side + theme.MEDIUM
        room = max(1, width - left - theme.LARGE)
        beside = bool(self.menu()) or self._advance() + theme.LARGE + right.width() <= room
        if beside and right.width():
            room -= right.width() + theme.LARGE
        title = QFontMetrics(theme.sized(1.0)).boundingRect(
            QRect(left, top, room, 1000), _TEXT, self._title
        )
        title.setWidth(room)
        if side > title.height():
            title.translate(0, (side - title.height()) // 2)
        icon = QRect(theme.LARGE, top + max(0, (title.height() - side) // 2), side, side)
        corner = QPoint(left, title.bottom() + 1 + theme.TIGHT)
        if beside:
            middle = title.top() + (title.height() - right.height()) // 2
            corner = QPoint(width - theme.LARGE - right.width(), middle)
        return icon, title, QRect(corner, right)


def _side() -> int:
    return theme.text_pixels(1.4)
