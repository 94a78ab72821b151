"""One paragraph's original covered, and its translation set in its place.

1. ``original.py`` looks at the paragraph: its ground, where exactly its letters are, how it is set
2. ``setting.py`` finds the type, the lines and where they stand; ``fit.py`` takes the largest type
   that lies where the original was
3. here the ground is painted over the letters, and the translation on it

Nothing here waits or keeps anything; it may be called from any thread, once there is a
``QGuiApplication``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from desktop.typesetting.area import grown, rectangle
from desktop.typesetting.cover import cover
from desktop.typesetting.fit import Fit, fitted
from desktop.typesetting.ground import saturate
from desktop.typesetting.original import Original, original
from desktop.values import Box, Paragraph, Shot

_NOTHING = Box(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Patch:
    """What is to be drawn over a shot for one paragraph.

    ``box`` is where, in pixels of the shot; ``image`` has a pixel for each of its pixels (device
    pixel ratio 1) in ``Format_ARGB32_Premultiplied``, transparent where the picture stays as it is.
    ``text_box`` is around the letters that were set, ``pixels`` their size, an em. Where it doesn't
    ``fit``, all of ``image`` is transparent: the original stays, and the translation has to be told
    elsewhere.
    """

    box: Box
    image: QImage
    text_box: Box
    pixels: float
    fits: bool


def patch(
    shot: Shot, paragraph: Paragraph, others: Sequence[Box] = (), pixels: float | None = None
) -> Patch | None:
    """The patch of a paragraph; None where it is left alone.

    ``others`` are the boxes of the picture's other paragraphs: never painted over, but for a rim of
    a pixel or two where they touch a row of this one. ``pixels`` is the largest type, an em; as
    large as the original's by default.
    """
    if paragraph.left_alone:
        return None
    one = original(shot, paragraph, others)
    return painted(one, fitted(one, pixels)) if one is not None else nowhere()


def painted(one: Original, fit: Fit | None) -> Patch:
    """The cover, and the translation on it; where it doesn't fit, nothing of either."""
    if fit is None:
        return nowhere(one.area.box)
    area, pixels = one.area, fit.setting.pixels
    covered = cover(one)
    image = QImage(area.image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setClipRegion(QRegion(image.rect()) - area.kept)
    covered.draw(painter)
    if fit.opacity:
        painter.setOpacity(fit.opacity)
        painter.drawImage(0, 0, _shadow(fit.letters, pixels, QColor(*fit.shade)))
        painter.setOpacity(1.0)
    painter.drawImage(0, 0, fit.letters)
    painter.end()
    x, y = area.box.left, area.box.top
    beyond = pixels if fit.opacity else 1
    text = grown(fit.box.moved(-x, -y), beyond, beyond, Box(0, 0, area.width, area.height))
    box = Box.around([covered.box, text])
    return Patch(box.moved(x, y), image.copy(rectangle(box)), fit.box, float(pixels), True)


def _shadow(letters: QImage, pixels: int, colour: QColor) -> QImage:
    """The letters in another colour, wider by a sixth of an em and soft."""
    cell = max(2, pixels // 5)
    width, height = letters.width(), letters.height()
    any_ratio = Qt.AspectRatioMode.IgnoreAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    small = letters.scaled(max(1, width // cell), max(1, height // cell), any_ratio, smooth)
    saturate(small, 2)
    large = small.scaled(width, height, any_ratio, smooth)
    painter = QPainter(large)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(large.rect(), colour)
    painter.end()
    return large


def nowhere(box: Box = _NOTHING) -> Patch:
    """The patch of what couldn't be set."""
    image = QImage(box.width, box.height, QImage.Format.Format_ARGB32_Premultiplied)
    if not image.isNull():
        image.fill(0)
    return Patch(box, image, _NOTHING, 0.0, False)
