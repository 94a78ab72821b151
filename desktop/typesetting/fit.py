"""The largest setting of a translation that lies where its original was."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QImage, QPainter

from desktop.typesetting.contrast import MOST, Colour, readable, shade
from desktop.typesetting.original import Original
from desktop.typesetting.setting import COMFORT, Setting, setting
from desktop.values import Box

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


@dataclass(frozen=True, slots=True)
class Fit:
    """A setting and how it looks: ``letters`` has a pixel for each of the area, transparent but for
    them; ``box`` is around them, in pixels of the shot. They are read on their ground once there is
    ``shade`` around them, as opaque as ``opacity`` (0: none)."""

    setting: Setting
    letters: QImage
    box: Box
    shade: Colour
    opacity: float


def overlap(text: Box, box: Box) -> float:
    """How much of ``text`` lies in ``box``, 0 to 1: of a translation's letters, the share that is
    where the original was."""
    common = text.clipped(box)
    if common.width <= 0 or common.height <= 0:
        return 0.0
    return common.width * common.height / (text.width * text.height)


def fitted(one: Original, pixels: float | None = None) -> Fit | None:
    """How a translation is set so that it lies where its original was, None where it can't be;
    ``pixels`` an em at most, as many as the original by default.

    Only a label that would be too small to be read with comfort ("OK", "Aceptar") may reach
    farther along its row, over free ground; then the original's place is in it by the same share.
    """
    wanted = pixels or one.lettering.pixels
    best = _within(one, wanted)
    size = best.setting.pixels if best is not None else 0
    comfortable = size >= COMFORT * min(wanted, one.lettering.pixels)
    if comfortable or len(one.area.rows) > 1 or one.area.vertical:
        return best
    text = setting(one, wanted * _REACHING, _FAR)
    if text is None or text.pixels <= size:
        return best
    wide = _drawn(one, text)
    place = one.room.box.moved(one.area.box.left, one.area.box.top)
    return wide if _stands_on(wide.box, place) else best


def _stands_on(text: Box, place: Box) -> bool:
    """Whether a long label covers its original's place from end to end, and lies in its row."""
    common = text.clipped(place)
    return common.width >= OVERLAP * place.width and common.height >= OVERLAP * text.height


def _within(one: Original, wanted: float) -> Fit | None:
    """What lies in the original's place, not merely on it."""
    made: list[Fit] = []

    def attempt(size: float, growth: float, raised: int = 0) -> bool:
        """Whether it lies there when set so; it is the last one made."""
        if (text := setting(one, size, growth, raised)) is None:
            return False
        made.append(_drawn(one, text))
        return overlap(made[-1].box, one.paragraph.box) >= OVERLAP

    if any(attempt(wanted, growth) for growth in _GROWTHS):
        return made[-1]
    if made:
        # Letters that go down where those of the original didn't.
        low = made[-1].box.bottom - one.paragraph.box.bottom
        raised = max(0, min(low, round(_RAISED * made[-1].setting.pixels)))
        if any(attempt(wanted * share, 0.0, raised) for share in (1.0, *_SMALLER)):
            return made[-1]
    # A box may have cut letters off: where they are in truth, the translation may be as well.
    x, y = one.area.box.left, one.area.box.top
    place = Box.around([one.paragraph.box, *(found.cover.moved(x, y) for found in one.extents)])
    return next((fit for fit in made if overlap(fit.box, place) >= OVERLAP), None)


def _drawn(one: Original, text: Setting) -> Fit:
    ink, grounds = one.lettering.colour, one.ground.colours(one.room.box)
    around, opacity = shade(ink, grounds)
    if one.ground.flat or opacity > MOST:
        ink, opacity = readable(ink, grounds), 0.0
    letters = QImage(one.area.image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    letters.fill(0)
    painter = QPainter(letters)
    text.draw(painter, QColor(*ink))
    painter.end()
    box = _inked(letters).moved(one.area.box.left, one.area.box.top)
    return Fit(text, letters, box, around, opacity)


def _inked(image: QImage) -> Box:
    """The smallest box around everything that isn't transparent."""
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    content, stride, width = bytes(alpha.constBits()), alpha.bytesPerLine(), alpha.width()
    # What lies past the width, up to the stride, is anything.
    rows = [content[start : start + width] for start in range(0, len(content), stride)]
    inked = [number for number, row in enumerate(rows) if row.count(0) < width]
    if not inked:
        return Box(0, 0, 0, 0)
    rows = rows[inked[0] : inked[-1] + 1]
    left = min(width - len(row.lstrip(b"\0")) for row in rows)
    right = max(len(row.rstrip(b"\0")) for row in rows)
    return Box(left, inked[0], right, inked[-1] + 1)
