"""One paragraph's original covered, and its translation set in its place.

1. ``original.py`` looks at the paragraph: its ground, where exactly its letters are, how it is set
2. ``setting.py`` finds the type, the lines and where they stand
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
from desktop.typesetting.contrast import MOST, readable, shade
from desktop.typesetting.cover import cover
from desktop.typesetting.ground import saturate
from desktop.typesetting.original import Original, original
from desktop.typesetting.setting import COMFORT, Setting, setting
from desktop.values import Box, Paragraph, Shot

OVERLAP = 0.8
"""Of what is set, this share lies in the box of its original (see ``overlap``)."""

_GROWTHS = (0.22, 0.1, 0.0)
"""Shares by which a translation may be larger than its original: the first that keeps to it."""

_SMALLER = (0.93, 0.86, 0.79)
"""And of its size, where letters reach out of a low box in any case."""

_FAR, _REACHING = 9.0, 0.85
"""How much wider a label may become that would be too small otherwise, and its size then."""

_RAISED = 0.15
"""Ems that a label leaves the baseline by at most."""

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

    ``others`` are the boxes of the picture's other paragraphs: never painted over. ``pixels`` is
    the largest type, an em; as large as the original's by default.
    """
    if paragraph.left_alone:
        return None
    one = original(shot, paragraph, others)
    return placed(one, pixels) if one is not None else nowhere()


def overlap(text: Box, box: Box) -> float:
    """How much of ``text`` lies in ``box``, 0 to 1: of a translation's letters, the share that is
    where the original was."""
    common = text.clipped(box)
    if common.width <= 0 or common.height <= 0:
        return 0.0
    return common.width * common.height / (text.width * text.height)


def placed(one: Original, pixels: float | None = None) -> Patch:
    """The patch of an original that was looked at."""
    found = fitted(one, pixels)
    return found[1] if found is not None else nowhere(one.area.box)


def fitted(one: Original, pixels: float | None = None) -> tuple[Setting, Patch] | None:
    """How a translation is set so that it lies where its original was, None where it can't be.

    Only a label that would be too small to be read with comfort ("OK", "Aceptar") may reach
    farther over free ground; then the original's place is where it stands, by the same share.
    """
    wanted = pixels or one.lettering.pixels
    best = _within(one, wanted)
    comfortable = best is not None and best[1].pixels >= COMFORT * min(wanted, one.lettering.pixels)
    if comfortable or len(one.area.rows) > 1 or one.area.vertical:
        return best
    text = setting(one, wanted * _REACHING, _FAR)
    if text is not None and (best is None or text.pixels > best[1].pixels):
        patch = painted(one, text)
        if (
            overlap(one.room.box.moved(one.area.box.left, one.area.box.top), patch.text_box)
            >= OVERLAP
        ):
            return text, patch
    return best


def _within(one: Original, wanted: float) -> tuple[Setting, Patch] | None:
    made: list[tuple[Setting, Patch]] = []

    def attempt(size: float, growth: float, raised: int = 0) -> bool:
        """Whether it lies there when set so; it is the last one made."""
        if (text := setting(one, size, growth, raised)) is None:
            return False
        made.append((text, painted(one, text)))
        return overlap(made[-1][1].text_box, one.paragraph.box) >= OVERLAP

    if any(attempt(wanted, growth) for growth in _GROWTHS):
        return made[-1]
    if made:
        # Letters that go down where those of the original didn't.
        last = made[-1][1]
        low = last.text_box.bottom - one.paragraph.box.bottom
        raised = max(0, min(low, round(_RAISED * last.pixels)))
        if any(attempt(wanted * share, 0.0, raised) for share in (1.0, *_SMALLER)):
            return made[-1]
    # A box may have cut letters off: where they are in truth, the translation may be as well.
    x, y = one.area.box.left, one.area.box.top
    place = Box.around([one.paragraph.box, *(found.cover.moved(x, y) for found in one.extents)])
    return next((pair for pair in made if overlap(pair[1].text_box, place) >= OVERLAP), None)


def painted(one: Original, found: Setting) -> Patch:
    """The cover, and the translation on it."""
    area = one.area
    image = QImage(area.width, area.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    letters = image.copy()
    painter = QPainter(letters)
    ink = one.lettering.colour
    grounds = one.ground.colours(one.room.box)
    around, opacity = shade(ink, grounds)
    if one.ground.flat or opacity > MOST:
        ink, opacity = readable(ink, grounds), 0.0
    found.draw(painter, QColor(*ink))
    painter.end()
    text = _inked(letters)
    covered = cover(one)
    painter = QPainter(image)
    painter.setClipRegion(QRegion(image.rect()) - area.kept)
    covered.draw(painter)
    if opacity:
        painter.setOpacity(opacity)
        painter.drawImage(0, 0, _shadow(letters, found.pixels, QColor(*around)))
        painter.setOpacity(1.0)
    painter.drawImage(0, 0, letters)
    painter.end()
    limit = Box(0, 0, area.width, area.height)
    beyond = found.pixels if opacity else 1
    box = Box.around([covered.box, grown(text, beyond, beyond, limit)])
    x, y = area.box.left, area.box.top
    return Patch(
        box.moved(x, y), image.copy(rectangle(box)), text.moved(x, y), float(found.pixels), True
    )


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


def _inked(image: QImage) -> Box:
    """The smallest box around everything that isn't transparent."""
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    content, stride, width = bytes(alpha.constBits()), alpha.bytesPerLine(), alpha.width()
    # What lies past the width, up to the stride, is anything.
    rows = [content[start : start + width] for start in range(0, len(content), stride)]
    inked = [number for number, row in enumerate(rows) if row.count(0) < width]
    if not inked:
        return _NOTHING
    rows = rows[inked[0] : inked[-1] + 1]
    left = min(width - len(row.lstrip(b"\0")) for row in rows)
    right = max(len(row.rstrip(b"\0")) for row in rows)
    return Box(left, inked[0], right, inked[-1] + 1)


def nowhere(box: Box = _NOTHING) -> Patch:
    """The patch of what couldn't be set."""
    image = QImage(box.width, box.height, QImage.Format.Format_ARGB32_Premultiplied)
    if not image.isNull():
        image.fill(0)
    return Patch(box, image, _NOTHING, 0.0, False)
