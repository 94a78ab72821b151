"""A picture that is being drawn, with the places of what is written on it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QTextLayout,
    QTextOption,
)

from desktop.capture.qt import from_image
from desktop.values import Box, Paragraph, Shot

SANS, SERIF, WIDE, CJK = "Liberation Sans", "Liberation Serif", "DejaVu Sans", "WenQuanYi Zen Hei"


@dataclass(frozen=True)
class Scene:
    """A picture with its paragraphs, translated; ``ink`` has the exact rows of each."""

    shot: Shot
    paragraphs: tuple[Paragraph, ...]
    ink: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True)
class Type:
    """How something is written."""

    pixels: int
    colour: str = "#202020"
    family: str = SANS
    bold: bool = False

    def font(self) -> QFont:
        font = QFont(self.family)
        font.setPixelSize(self.pixels)
        font.setBold(self.bold)
        return font


class Sheet:
    """A picture that is being drawn, with the places of what is written on it."""

    def __init__(self, width: int, height: int, colour: str, source: str, to: str) -> None:
        self.image = QImage(width, height, QImage.Format.Format_RGB32)
        self.image.fill(QColor(colour))
        self._languages = source, to
        self._chance = random.Random(width * height)
        self._paragraphs: list[Paragraph] = []
        self._ink: list[tuple[Box, ...]] = []

    def painter(self) -> QPainter:
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter

    def scene(self, scale: float = 1.0) -> Scene:
        shot = from_image(self.image, scale=scale)
        return Scene(shot, tuple(self._paragraphs), tuple(self._ink))

    def write(
        self,
        x: float,
        y: float,
        rows: str | Sequence[str],
        text: str,
        type_: Type,
        align: str = "left",
        pitch: float = 1.4,
    ) -> None:
        """Rows from the baseline ``y`` on, aligned at ``x``."""
        rows = [rows] if isinstance(rows, str) else rows
        painter = self.painter()
        painter.setFont(type_.font())
        painter.setPen(QColor(type_.colour))
        metrics = QFontMetricsF(type_.font())
        ink = []
        for number, row in enumerate(rows):
            width = metrics.horizontalAdvance(row)
            left = x - {"left": 0.0, "centre": width / 2, "right": width}[align]
            place = QPointF(left, y + number * pitch * type_.pixels)
            painter.drawText(place, row)
            ink.append(_box(metrics.tightBoundingRect(row).translated(place)))
        painter.end()
        self._add(ink, " ".join(rows), text)

    def write_wrapped(
        self, x: float, y: float, width: float, source: str, text: str, type_: Type
    ) -> float:
        """A paragraph wrapped to ``width``; gives where the next may begin."""
        layout = QTextLayout(source, type_.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        rows = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            rows.append(source[line.textStart() : line.textStart() + line.textLength()].strip())
        layout.endLayout()
        self.write(x, y, rows, text, type_)
        return y + len(rows) * 1.4 * type_.pixels

    def write_upright(
        self, right: float, top: float, columns: Sequence[str], text: str, type_: Type
    ) -> None:
        """Columns of upright signs, the first at the right."""
        painter = self.painter()
        painter.setFont(type_.font())
        painter.setPen(QColor(type_.colour))
        metrics = QFontMetricsF(type_.font())
        ink = []
        for number, column in enumerate(columns):
            boxes = []
            for place, sign in enumerate(column):
                middle = right - type_.pixels * (0.5 + 1.6 * number)
                square = metrics.tightBoundingRect(sign)
                at = QPointF(
                    middle - (square.left() + square.right()) / 2,
                    top + type_.pixels * (0.9 + 1.04 * place),
                )
                painter.drawText(at, sign)
                boxes.append(_box(square.translated(at)))
            ink.append(Box.around(boxes))
        painter.end()
        self._add(ink, "".join(columns), text, vertical=True)

    def _add(self, ink: list[Box], source: str, text: str, *, vertical: bool = False) -> None:
        limit = Box(0, 0, self.image.width(), self.image.height())
        rows = []
        for box in ink:
            left, top, right, bottom = (
                self._chance.randint(*bounds) for bounds in ((1, 6), (1, 7), (0, 6), (-1, 5))
            )
            rows.append(
                Box(box.left - left, box.top - top, box.right + right, box.bottom + bottom).clipped(
                    limit
                )
            )
        language, to = self._languages
        self._paragraphs.append(
            Paragraph(Box.around(rows), tuple(rows), source, text, language, to, vertical)
        )
        self._ink.append(tuple(ink))


def _box(rect: QRectF) -> Box:
    outer: QRect = rect.toAlignedRect()
    return Box(outer.left(), outer.top(), outer.right() + 1, outer.bottom() + 1)
