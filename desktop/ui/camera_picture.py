"""The live picture of the camera window, with the page's outline on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.camera.values import Corners
from desktop.ui import icons, theme

_EMPTY_ICON = 96


class LivePicture(QWidget):
    """Shows the whole picture, as large as it fits; a camera's outline while there is none."""

    resized = Signal(QSize)
    """Pixels of the screen that it has."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._mirrored = False
        self._corners: Corners | None = None
        self._good = False
        self._badge = ""
        self._carried: QWidget | None = None
        self.setAccessibleName("Live picture")
        self.setMinimumSize(320, 200)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def carry(self, widget: QWidget) -> None:
        """Keep ``widget`` at the lower middle of the picture."""
        self._carried = widget

    @property
    def pixels(self) -> QSize:
        """Of the screen, that a picture may have."""
        return self.size() * self.devicePixelRatioF()

    def put(self, image: QImage, *, mirrored: bool = False) -> None:
        """Show this picture, which is ``mirrored`` already where it is to be."""
        self._image, self._mirrored = image, mirrored
        self.update()

    def clear(self) -> None:
        """Show none."""
        self._image, self._corners, self._badge = QImage(), None, ""
        self.update()

    def outline(self, corners: Corners | None, *, good: bool = False) -> None:
        """Draw the page's outline from the next picture on: in the accent where it is ``good``,
        else in amber, dashed."""
        self._corners, self._good = corners, good

    def mark(self, words: str) -> None:
        """Say something small in the picture's corner, such as “Frozen”; empty: nothing."""
        if words != self._badge:
            self._badge = words
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is carried in its place."""
        if self._carried is not None:
            size = self._carried.size()
            left = (self.width() - size.width()) // 2
            self._carried.move(left, self.height() - size.height() - theme.LARGE)
        self.resized.emit(self.pixels)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, the outline and the mark."""
        painter = QPainter(self)
        if self._image.isNull():
            self._paint_none(painter)
            return
        place = self._place()
        if place != QRectF(self.rect()):
            painter.fillRect(self.rect(), QColor("black"))
        size = place.size() * self.devicePixelRatioF()
        if abs(size.width() - self._image.width()) > 1:  # of the size before
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._corners is not None:
            self._paint_outline(painter, place, self._corners)
        if self._badge:
            self._paint_badge(painter, place)

    def _place(self) -> QRectF:
        size = QSize(self._image.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        return place

    def _paint_none(self, painter: QPainter) -> None:
        ground = theme.blend(theme.tokens().text, theme.tokens().ground, 0.06)
        painter.fillRect(self.rect(), ground)
        faint = theme.blend(theme.tokens().text2, ground, 0.5)
        icon = icons.pixmap("camera", _EMPTY_ICON, faint, self.devicePixelRatioF())
        middle = self.rect().center()
        painter.drawPixmap(middle.x() - _EMPTY_ICON // 2, middle.y() - _EMPTY_ICON // 2, icon)

    def _paint_outline(self, painter: QPainter, place: QRectF, corners: Corners) -> None:
        points = [
            QPointF(
                place.x() + (1 - x if self._mirrored else x) * place.width(),
                place.y() + y * place.height(),
            )
            for x, y in corners
        ]
        painter.setClipRect(place)
        # On any picture: a dark line around a light one.
        color = QColor("#62D6D3") if self._good else QColor("#FFD54A")
        style = Qt.PenStyle.SolidLine if self._good else Qt.PenStyle.DashLine
        for shade, width, kind in (
            (QColor(0, 0, 0, 150), 7.0, Qt.PenStyle.SolidLine),
            (color, 3.5, style),
        ):
            pen = QPen(shade, width, kind)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        for point in points:
            painter.setBrush(QColor(0, 0, 0, 150))
            painter.drawEllipse(point, 7, 7)
            painter.setBrush(color)
            painter.drawEllipse(point, 5, 5)
        painter.setClipping(False)

    def _paint_badge(self, painter: QPainter, place: QRectF) -> None:
        painter.setFont(theme.sized(1.0))
        words = painter.fontMetrics().boundingRect(self._badge)
        box = QRectF(0, 0, words.width() + 2 * theme.MEDIUM, words.height() + 2 * theme.TIGHT)
        box.moveTopLeft(place.topLeft() + QPointF(theme.MEDIUM, theme.MEDIUM))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(box, theme.CORNER, theme.CORNER)
        painter.setPen(QColor("white"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)
