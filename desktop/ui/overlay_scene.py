"""How the overlay looks: painted from values, in physical pixels of the virtual desktop.

The painter comes with a transform from those pixels to the window, so that the frozen picture is
drawn pixel for pixel at every scale; ``unit`` is one logical pixel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from desktop.ui import theme
from desktop.ui.overlay_choice import Point, handles, part
from desktop.values import Region

_DIM = QColor.fromRgbF(0, 0, 0, 0.35)
_WHITE, _BLACK = QColor("white"), QColor("black")
_HAIR_WHITE, _HAIR_BLACK = QColor(255, 255, 255, 150), QColor(0, 0, 0, 110)
_GRID = QColor(128, 128, 128, 90)
_UNDERLINE, _UNDER_IT = QColor(98, 214, 211, 190), QColor(0, 0, 0, 120)

LOUPE_PIXELS = 15
"""Pixels of the picture that the loupe shows across; odd, so that one is in the middle."""

LOUPE_ZOOM = 8

_PADDING = 18
"""What a pill has beside its pieces, each of which ends with a gap, in logical pixels."""

Words = tuple[tuple[str, str], ...]
"""What a pill says, as pairs of a key's name and what it does; a pair without a key is text."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What one window shows: its screen, and what lies on it."""

    image: QImage
    screen: Region
    unit: float
    region: Region | None = None
    pointer: Point | None = None
    grid: bool = False
    handles: bool = False
    words: Words = ()
    size: str = ""
    problem: bool = False
    lines: tuple[Region, ...] = ()
    """Lines of text that were found: they are underlined."""
    lit: Region | None = None
    """The block of text under the pointer."""

    def marks(self) -> Iterator[QRect]:
        """The rectangles of what is painted over the dimmed picture, but for the underlines."""
        margin = round(8 * self.unit)
        if self.lit is not None:
            yield _rect(self.lit).adjusted(-margin, -margin, margin, margin)
        if self.region is not None:
            yield _rect(self.region).adjusted(-margin, -margin, margin, margin)
        if self.words or self.size:
            yield pill_place(self).toAlignedRect().adjusted(-margin, -margin, margin, margin)
        if self.pointer is not None:
            x, y = self.pointer
            screen = self.screen
            yield QRect(x - 2, screen.y, 4, screen.height)
            yield QRect(screen.x, y - 2, screen.width, 4)
            yield loupe_place(self).toAlignedRect().adjusted(-margin, -margin, margin, margin)


def paint(painter: QPainter, scene: Scene) -> None:
    """The whole scene; the painter's clip keeps it to what has changed."""
    painter.drawImage(QPointF(scene.screen.x, scene.screen.y), scene.image)
    clear = scene.region if scene.region is not None else scene.lit
    _dim(painter, scene.screen, clear)
    _underlines(painter, scene)
    if scene.pointer is not None:
        _crosshair(painter, scene, scene.pointer)
    if scene.lit is not None:
        _border(painter, scene, scene.lit)
    if scene.region is not None:
        if scene.grid:
            _numbers(painter, scene, scene.region)
        _border(painter, scene, scene.region)
    if scene.pointer is not None:
        _loupe(painter, scene, scene.pointer)
    if scene.words or scene.size:
        _pill(painter, scene)


def pill_place(scene: Scene) -> QRectF:
    """Where the pill goes: under the region, above or in it; without one, at the screen's top."""
    unit, screen = scene.unit, QRectF(_rect(scene.screen))
    width, height = _pill_size(scene)
    gap, edge = 12 * unit, 8 * unit
    if scene.region is None:
        place = QRectF(screen.center().x() - width / 2, screen.top() + 24 * unit, width, height)
        near = place.adjusted(-80 * unit, -80 * unit, 80 * unit, 80 * unit)
        if scene.pointer is not None and (
            near.contains(QPointF(*scene.pointer)) or loupe_place(scene).intersects(place)
        ):
            place.moveBottom(screen.bottom() - 24 * unit)
        return place
    region = QRectF(_rect(scene.region))
    top = region.bottom() + gap
    if top + height > screen.bottom() - edge:
        top = region.top() - gap - height
    if top < screen.top() + edge:
        top = min(region.bottom(), screen.bottom()) - gap - height
    if top < screen.top() + edge:  # many lines of large type: over as little of it as can be
        below = screen.bottom() - region.bottom() > region.top() - screen.top()
        top = screen.bottom() - edge - height if below else screen.top() + edge
    left = region.center().x() - width / 2
    left = max(screen.left() + edge, min(left, screen.right() - edge - width))
    return QRectF(left, top, width, height)


def loupe_place(scene: Scene) -> QRectF:
    """Where the loupe goes: beside the pointer, on the side that has room."""
    if scene.pointer is None:
        return QRectF()
    side, gap = LOUPE_PIXELS * LOUPE_ZOOM * scene.unit, 20 * scene.unit
    x, y = scene.pointer
    left = x + gap if x + gap + side < scene.screen.right else x - gap - side
    top = y + gap if y + gap + side < scene.screen.bottom else y - gap - side
    return QRectF(left, top, side, side)


def _rect(region: Region) -> QRect:
    return QRect(region.x, region.y, region.width, region.height)


def _dim(painter: QPainter, screen: Region, kept: Region | None) -> None:
    """Darken the screen but for what is kept."""
    clear = kept.intersected(screen) if kept is not None else Region(0, 0, 0, 0)
    if clear.width == 0 or clear.height == 0:
        painter.fillRect(_rect(screen), _DIM)
        return
    for dark in (
        QRect(screen.x, screen.y, screen.width, clear.y - screen.y),
        QRect(screen.x, clear.bottom, screen.width, screen.bottom - clear.bottom),
        QRect(screen.x, clear.y, clear.x - screen.x, clear.height),
        QRect(clear.right, clear.y, screen.right - clear.right, clear.height),
    ):
        painter.fillRect(dark, _DIM)


def _underlines(painter: QPainter, scene: Scene) -> None:
    """A faint line under each line of text, which is seen on light and on dark grounds."""
    width = max(1, round(scene.unit))
    for line in scene.lines:
        # The boxes are roomier than the letters: under them, not under the box.
        place = QRect(line.x, line.bottom - round(0.14 * line.height), line.width, width)
        painter.fillRect(place, _UNDERLINE)
        painter.fillRect(place.translated(0, width), _UNDER_IT)


def _crosshair(painter: QPainter, scene: Scene, pointer: Point) -> None:
    x, y = pointer
    screen = scene.screen
    for shift, color in ((0, _HAIR_WHITE), (1, _HAIR_BLACK)):
        painter.fillRect(QRect(x + shift, screen.y, 1, screen.height), color)
        painter.fillRect(QRect(screen.x, y + shift, screen.width, 1), color)


def _border(painter: QPainter, scene: Scene, region: Region) -> None:
    width = max(1, round(scene.unit))
    for outset, color in ((2 * width, _BLACK), (width, _WHITE)):
        outer = _kept(_rect(region).adjusted(-outset, -outset, outset, outset), scene, region)
        for side in (
            QRect(outer.x(), outer.y(), outer.width(), width),
            QRect(outer.x(), outer.bottom() - width + 1, outer.width(), width),
            QRect(outer.x(), outer.y(), width, outer.height()),
            QRect(outer.right() - width + 1, outer.y(), width, outer.height()),
        ):
            painter.fillRect(side, color)
    if not scene.handles:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_BLACK, scene.unit))
    painter.setBrush(_WHITE)
    small = min(region.width, region.height) < 40 * scene.unit
    for (column, row), place in handles(region).items():
        if not small or (column and row):
            painter.drawEllipse(QPointF(*place), 5 * scene.unit, 5 * scene.unit)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _kept(outer: QRect, scene: Scene, region: Region) -> QRect:
    """``outer`` without what lies off the edges of this screen that the region doesn't cross."""
    screen = _rect(scene.screen)
    kept = QRect(outer)
    if region.x >= scene.screen.x:
        kept.setLeft(max(outer.left(), screen.left()))
    if region.y >= scene.screen.y:
        kept.setTop(max(outer.top(), screen.top()))
    if region.right <= scene.screen.right:
        kept.setRight(min(outer.right(), screen.right()))
    if region.bottom <= scene.screen.bottom:
        kept.setBottom(min(outer.bottom(), screen.bottom()))
    return kept


def _numbers(painter: QPainter, scene: Scene, region: Region) -> None:
    """The nine parts with their digits, where they are large enough to hold them."""
    unit = scene.unit
    side = max(24 * unit, _line_height(unit) + 2 * unit)
    if min(region.width, region.height) < 3 * side + 18 * unit:
        return
    colors = theme.tokens()
    painter.setFont(_font(unit))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for digit in range(1, 10):
        cell = QRectF(_rect(part(region, digit)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((_BLACK, 2.0), (_WHITE, 1.0)):
            painter.setPen(QPen(QColor(color.red(), color.green(), color.blue(), 120), width))
            painter.drawRect(cell)
        badge = QRectF(0, 0, side, side)
        badge.moveCenter(cell.center())
        painter.setPen(QPen(colors.line, unit))
        painter.setBrush(colors.raised)
        painter.drawEllipse(badge)
        painter.setPen(colors.text)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(digit))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _loupe(painter: QPainter, scene: Scene, pointer: Point) -> None:
    place, half = loupe_place(scene), LOUPE_PIXELS // 2
    source = QRect(
        pointer[0] - scene.screen.x - half,
        pointer[1] - scene.screen.y - half,
        LOUPE_PIXELS,
        LOUPE_PIXELS,
    )
    pixel, unit = place.width() / LOUPE_PIXELS, scene.unit
    frame = QPainterPath()
    frame.addRoundedRect(place, theme.CORNER * unit, theme.CORNER * unit)
    painter.save()
    painter.setClipPath(frame, Qt.ClipOperation.IntersectClip)
    painter.fillRect(place, _BLACK)
    on_screen = source.intersected(scene.image.rect())
    target = QRectF(
        place.x() + (on_screen.x() - source.x()) * pixel,
        place.y() + (on_screen.y() - source.y()) * pixel,
        on_screen.width() * pixel,
        on_screen.height() * pixel,
    )
    painter.drawImage(target, scene.image, QRectF(on_screen))
    for step in range(1, LOUPE_PIXELS):
        painter.fillRect(QRectF(place.x() + step * pixel, place.y(), 1, place.height()), _GRID)
        painter.fillRect(QRectF(place.x(), place.y() + step * pixel, place.width(), 1), _GRID)
    middle = QRectF(place.x() + half * pixel, place.y() + half * pixel, pixel, pixel)
    tint = QColor(theme.tokens().accent)
    tint.setAlphaF(0.35)
    painter.fillRect(QRectF(middle.x(), place.y(), pixel, place.height()), tint)
    painter.fillRect(QRectF(place.x(), middle.y(), place.width(), pixel), tint)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(_BLACK, 3 * unit))
    painter.drawRect(middle)
    painter.setPen(_pen(_WHITE, unit))
    painter.drawRect(middle)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_BLACK, 4 * unit))
    painter.drawPath(frame)
    painter.setPen(QPen(_WHITE, 2 * unit))
    painter.drawPath(frame)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def _font(unit: float, bold: bool = False) -> QFont:
    font = theme.sized(1.0)
    font.setPixelSize(round(font.pixelSize() * unit))
    font.setBold(bold)
    return font


def _line_height(unit: float) -> float:
    return QFontMetricsF(_font(unit, bold=True)).height()


def _cap_height(unit: float) -> float:
    """The height of a key's cap: that of its text and a little."""
    return max(24 * unit, _line_height(unit) + 4 * unit)


def _after_cap(unit: float) -> float:
    """The gap between a key's cap and what it does."""
    return max(6 * unit, 0.3 * _line_height(unit))


_Piece = tuple[str, str, float]
"""A piece of the pill: its kind (size, key, text), its text, its width."""


def _groups(scene: Scene) -> Iterator[list[_Piece]]:
    """The pill's pieces from left to right; what is in one group stays on one line."""
    unit, between = scene.unit, max(14 * scene.unit, 0.7 * _line_height(scene.unit))
    plain, bold = QFontMetricsF(_font(unit)), QFontMetricsF(_font(unit, bold=True))
    if scene.size:
        yield [("size", scene.size, bold.horizontalAdvance(scene.size) + between)]
    for key, does in scene.words:
        group: list[_Piece] = []
        if key:
            cap = max(plain.horizontalAdvance(key) + 12 * unit, 22 * unit) + _after_cap(unit)
            group.append(("key", key, cap))
        text = ("text", does, plain.horizontalAdvance(does) + between)
        if _width([*group, text]) < _room(scene):
            yield [*group, text]
            continue
        for word in does.split():  # a sentence longer than the screen is wide
            yield [*group, ("text", word, plain.horizontalAdvance(f"{word} "))]
            group = []


def _lines(scene: Scene) -> list[list[_Piece]]:
    """The pill's pieces, on as many lines as the screen's width makes needed."""
    lines: list[list[_Piece]] = [[]]
    for group in _groups(scene):
        if lines[-1] and _width([*lines[-1], *group]) > _room(scene):
            lines.append([])
        lines[-1] += group
    return lines


def _room(scene: Scene) -> float:
    return scene.screen.width - 2 * 8 * scene.unit - _PADDING * scene.unit


def _width(line: Iterable[_Piece]) -> float:
    return sum(width for _, _, width in line)


def _pill_size(scene: Scene) -> tuple[float, float]:
    unit, lines = scene.unit, _lines(scene)
    height = len(lines) * (_cap_height(unit) + 8 * unit) + 8 * unit
    return max(map(_width, lines)) + _PADDING * unit, height


def _pill(painter: QPainter, scene: Scene) -> None:
    unit, place, colors = scene.unit, pill_place(scene), theme.tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colors.caution if scene.problem else colors.line, unit))
    painter.setBrush(colors.raised)
    half, radius = unit / 2, _cap_height(unit) / 2 + 8 * unit
    painter.drawRoundedRect(place.adjusted(half, half, -half, -half), radius, radius)
    top = place.top() + 8 * unit
    for line in _lines(scene):
        _pill_line(painter, scene, line, QPointF(place.left() + 16 * unit, top))
        top += _cap_height(unit) + 8 * unit
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _pill_line(painter: QPainter, scene: Scene, line: list[_Piece], corner: QPointF) -> None:
    unit, colors, left = scene.unit, theme.tokens(), corner.x()
    for kind, text, width in line:
        box = QRectF(left, corner.y(), width, _cap_height(unit))
        if kind == "key":
            cap = box.adjusted(0, 0, -_after_cap(unit), 0)
            painter.setPen(QPen(colors.line, unit))
            painter.setBrush(colors.ground)
            painter.drawRoundedRect(cap, 5 * unit, 5 * unit)
            painter.setFont(_font(unit))
            painter.setPen(colors.text)
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, text)
        else:
            painter.setFont(_font(unit, bold=kind == "size"))
            painter.setPen(colors.text if kind == "size" or scene.problem else colors.text2)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        left += width
