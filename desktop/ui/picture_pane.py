"""The picture that was read, with the lines found on it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import marks, theme
from desktop.values import Box, Line, Shot

_SIDE = 240
_WIDE = 1.6


class PicturePane(QWidget):
    """Shows a shot as large as there is room, never larger than it is, its lines outlined.

    The line being spoken is outlined in the colour of the spoken word, on a dark line: it is seen
    on any picture.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._shot: Shot | None = None
        self._lines: tuple[Line, ...] = ()
        self._current: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Picture")

    def set_shot(self, shot: Shot | None) -> None:
        """Show ``shot``; None empties the pane."""
        self._shot, self._lines, self._current = shot, (), None
        if shot is None:
            self._image = QImage()
        else:
            # The image is drawn from the bytes of the shot, which is kept beside it.
            self._image = QImage(
                shot.pixels, shot.width, shot.height, shot.width * 4, QImage.Format.Format_RGB32
            )
            self._image.setDevicePixelRatio(shot.scale)
        self._describe()
        self.updateGeometry()
        self.update()

    def set_lines(self, lines: tuple[Line, ...]) -> None:
        """Outline ``lines``."""
        self._lines, self._current = lines, None
        self._describe()
        self.update()

    def set_current(self, number: int | None) -> None:
        """Mark the line with this number as the one being spoken."""
        if number != self._current:
            self._current = number
            self.update()

    @property
    def current(self) -> int | None:
        """The number of the marked line."""
        return self._current

    def is_wide(self) -> bool:
        """Whether it is wide for its height, as a few lines of text are."""
        size = self._size()
        return size.width() > _WIDE * size.height()

    def sizeHint(self) -> QSize:
        """The picture's own size, within reason."""
        return self._size().boundedTo(QSize(_SIDE * 2, _SIDE * 2)).expandedTo(QSize(_SIDE, 80))

    def minimumSizeHint(self) -> QSize:
        """Small: the text is what matters."""
        return QSize(120, 80)

    def picture_area(self) -> QRect:
        """Where the picture is drawn, in pixels of the pane."""
        size = self._size()
        room = self.rect().adjusted(theme.SMALL, theme.SMALL, -theme.SMALL, -theme.SMALL)
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRect(room.topLeft(), size)
        area.moveCenter(room.center())
        area.moveTop(room.top())
        return area

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, then the outlines."""
        if self._shot is None:
            return
        painter, colors = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self.picture_area()
        painter.drawImage(area, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.line, 1))
        painter.drawRect(QRectF(area).adjusted(-0.5, -0.5, 0.5, 0.5))
        faint = QColor(theme.LIGHT.accent)
        faint.setAlphaF(0.7)
        for number, line in enumerate(self._lines):
            if number != self._current:
                painter.setPen(QPen(faint, 1))
                painter.drawRoundedRect(self._on_pane(line.box, area), 2, 2)
        if self._current is not None and self._current < len(self._lines):
            outline = self._on_pane(self._lines[self._current].box, area).adjusted(-2, -2, 2, 2)
            marks.outline(painter, outline)

    def _size(self) -> QSize:
        if self._shot is None:
            return QSize(0, 0)
        return QSize(self._shot.width, self._shot.height) / self._shot.scale

    def _on_pane(self, box: Box, area: QRect) -> QRectF:
        across, down = area.width() / self._image.width(), area.height() / self._image.height()
        return QRectF(
            area.x() + box.left * across,
            area.y() + box.top * down,
            box.width * across,
            box.height * down,
        )

    def _describe(self) -> None:
        if self._shot is None:
            self.setAccessibleDescription("")
            return
        lines = f", {len(self._lines)} lines found" if self._lines else ""
        self.setAccessibleDescription(f"{self._shot.width} by {self._shot.height} pixels{lines}")
