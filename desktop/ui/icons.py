"""Line icons, tinted from the theme.

The drawings in ``resources/icons`` use ``currentColor``; it is filled in when an icon is painted,
so that an icon made once follows every change of theme. ``sightread`` and the ``tray-…`` icons
carry their own colours, which can be told from light and from dark panels.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.ui import theme

_ICONS = Path(__file__).parents[2] / "resources" / "icons"
_copies: list[QIconEngine] = []
_SIZES = tuple(QSize(side, side) for side in (16, 20, 22, 24, 32, 48, 64, 128))


def icon(name: str, color: QColor | str | None = None) -> QIcon:
    """The icon called ``name``; raises FileNotFoundError when there is none.

    ``color`` is a colour, or the name of a token such as ``"on_accent"``, looked up each time the
    icon is painted; None is the colour of text.
    """
    _drawing(name)
    return QIcon(_Engine(name, color))


def pixmap(name: str, size: int, color: QColor | str | None = None, ratio: float = 1.0) -> QPixmap:
    """The icon called ``name``, ``size`` logical pixels square, for a screen of this ``ratio``."""
    picture = _drawn(name, round(size * ratio), _resolved(color).rgba())
    picture.setDevicePixelRatio(ratio)
    return picture


def _resolved(color: QColor | str | None) -> QColor:
    if isinstance(color, QColor):
        return color
    found = getattr(theme.tokens(), color or "text")
    if not isinstance(found, QColor):
        raise TypeError(f"{color} is no colour of the theme")
    return found


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (_ICONS / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _rendered(name: str, side: int, rgba: int) -> QPixmap:
    color = QColor.fromRgba(rgba)
    renderer = QSvgRenderer(
        QByteArray(_drawing(name).replace("currentColor", color.name()).encode())
    )
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(color.alphaF())
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return picture


def _drawn(name: str, side: int, rgba: int) -> QPixmap:
    return QPixmap(_rendered(name, side, rgba))


class _Engine(QIconEngine):
    """Paints one drawing in the colour of the moment."""

    def __init__(self, name: str, color: QColor | str | None) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF() if painter.device() else 1.0
        painter.drawPixmap(rect, self._picture(rect.size() * ratio, mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._picture(size, mode)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        picture = self._picture(size, mode)
        picture.setDevicePixelRatio(scale)
        return picture

    def availableSizes(
        self, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        return list(_SIZES)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    def clone(self) -> QIconEngine:
        # Qt owns the copy, but PySide doesn't know: without a reference here it would be freed.
        copy = _Engine(self._name, self._color)
        _copies.append(copy)
        return copy

    def _picture(self, size: QSize, mode: QIcon.Mode) -> QPixmap:
        color = theme.tokens().line if mode == QIcon.Mode.Disabled else _resolved(self._color)
        side = max(1, min(size.width(), size.height()))
        drawn = _drawn(self._name, side, color.rgba())
        if size.width() <= side:
            return drawn
        # Wider than high: the rest is the gap between the icon and the text of a button.
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.drawPixmap(0, 0, drawn)
        painter.end()
        return picture
