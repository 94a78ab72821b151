"""A shot at the size at which it is seen, without and with its patches: made once for each size.

The shot itself is never copied: only what is smaller, for the screen, is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from desktop.values import Box

_SIZES = 2
"""Sizes that are kept: of one picture alone, and of two beside one another."""


@dataclass(slots=True)
class _Size:
    ground: QPixmap
    covered: QPixmap | None = None


class ScaledPicture:
    """Of one picture; sizes are in pixels of the screen."""

    def __init__(self, image: QImage) -> None:
        """``image`` is as large as the shot; its device pixel ratio doesn't count."""
        self._image = QImage(image)
        self._image.setDevicePixelRatio(1.0)
        self._patches: dict[int, tuple[Box, QImage]] = {}
        self._sizes: dict[tuple[int, int], _Size] = {}

    def original(self, size: QSize) -> QPixmap:
        """The picture as it was."""
        return self._at(size).ground

    def translated(self, size: QSize) -> QPixmap:
        """The picture with the patches that have come."""
        at = self._at(size)
        if at.covered is None:
            at.covered = at.ground.copy()
            self._cover(at.covered, self._patches.values())
        return at.covered

    def cover(self, number: int, box: Box, image: QImage) -> None:
        """``image`` lies over ``box`` of the shot from now on."""
        again = number in self._patches
        self._patches[number] = (box, image)
        for at in self._sizes.values():
            if again:
                at.covered = None
            elif at.covered is not None:
                self._cover(at.covered, [(box, image)])

    def uncover(self, number: int) -> None:
        """Nothing lies over this one any more."""
        if self._patches.pop(number, None) is not None:
            for at in self._sizes.values():
                at.covered = None

    def _at(self, size: QSize) -> _Size:
        key = (size.width(), size.height())
        found = self._sizes.pop(key, None)
        if found is None:
            found = _Size(QPixmap.fromImage(_scaled(self._image, size)))
            while len(self._sizes) >= _SIZES:
                del self._sizes[next(iter(self._sizes))]
        self._sizes[key] = found  # the last one used stands last
        return found

    def _cover(self, onto: QPixmap, patches: Iterable[tuple[Box, QImage]]) -> None:
        across = onto.width() / self._image.width()
        down = onto.height() / self._image.height()
        painter = QPainter(onto)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for box, image in patches:
            left, top = box.left * across, box.top * down
            place = QRectF(left, top, box.width * across, box.height * down)
            size = QSize(max(1, round(place.width())), max(1, round(place.height())))
            whole = QRectF(QPointF(round(left), round(top)), size.toSizeF())
            painter.drawImage(whole, _scaled(image, size))
        painter.end()


def _scaled(image: QImage, size: QSize) -> QImage:
    """``image`` in this size; the painter's own way leaves pixels out below a half."""
    if image.size() == size:
        return image
    return image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
