"""Where the screens lie, in physical pixels of the virtual desktop: pure functions over values.

Qt speaks in logical pixels, engines and pictures in physical ones. X11 and Windows lay screens out
in physical pixels, and Qt keeps their origins as they are and divides only the sizes by the scale
(``QPlatformScreen::deviceIndependentGeometry``). macOS and Wayland lay screens out in logical
points: there, origins are multiplied by the largest scale of all screens, so that screens of mixed
scales never overlap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.capture.errors import RegionError
from desktop.values import Region, Shot


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: ``logical`` is what Qt says, ``region`` its place in physical pixels."""

    name: str
    logical: Region
    scale: float
    region: Region


@dataclass(frozen=True, slots=True)
class Frame:
    """One frozen screen; ``screen`` is its ``QScreen.name()``."""

    screen: str
    shot: Shot


def placed(
    screens: Sequence[tuple[str, Region, float]],
    monitors: Sequence[Region] = (),
    in_points: bool = False,
) -> tuple[Screen, ...]:
    """The screens with their physical places.

    ``screens`` are (name, logical geometry, scale). ``monitors`` are the rectangles that the system
    itself gives, in physical pixels unless ``in_points``: Qt's logical sizes are rounded, so at a
    scale of 1.25 a size computed from them can be one pixel off; the system's isn't.
    """
    largest = max((scale for _, _, scale in screens), default=1.0)
    sizes = {(m.x, m.y): (m.width, m.height) for m in monitors}
    result = []
    for name, logical, scale in screens:
        width, height = round(logical.width * scale), round(logical.height * scale)
        if in_points:
            x, y = round(logical.x * largest), round(logical.y * largest)
        else:
            x, y = logical.x, logical.y
            exact = sizes.get((x, y), (width, height))
            # A size far from the computed one belongs to another screen with this origin.
            if abs(exact[0] - width) <= scale and abs(exact[1] - height) <= scale:
                width, height = exact
        result.append(Screen(name, logical, scale, Region(x, y, width, height)))
    return tuple(result)


def from_points(region: Region, screens: Sequence[Screen]) -> Region:
    """A rectangle in logical points of the desktop, in physical pixels of the screen it lies on."""
    home = max(screens, key=lambda s: _area(s.logical.intersected(region)))
    return Region(
        home.region.x + round((region.x - home.logical.x) * home.scale),
        home.region.y + round((region.y - home.logical.y) * home.scale),
        round(region.width * home.scale),
        round(region.height * home.scale),
    )


def to_points(region: Region, screens: Sequence[Screen]) -> tuple[Screen, Region] | None:
    """The screen that most of ``region`` lies on, and that part of it in Qt's logical pixels.

    ``region`` is in physical pixels of the desktop. A pixel that the edge runs through belongs to
    it. None where it lies on no screen.
    """
    home = max(screens, key=lambda s: _area(s.region.intersected(region)), default=None)
    if home is None or _area(home.region.intersected(region)) == 0:
        return None
    part, scale = home.region.intersected(region), home.scale
    left, top = part.x - home.region.x, part.y - home.region.y
    x, y = int(left // scale), int(top // scale)
    right, bottom = math.ceil((left + part.width) / scale), math.ceil((top + part.height) / scale)
    return home, Region(home.logical.x + x, home.logical.y + y, right - x, bottom - y)


def parts(region: Region, screens: Sequence[Screen]) -> tuple[tuple[Screen, Region], ...]:
    """What of ``region``, in physical pixels, lies on each of the screens that it meets; none where
    it lies on no screen."""
    found = ((screen, screen.region.intersected(region)) for screen in screens)
    return tuple((screen, part) for screen, part in found if _area(part))


def screen_at(x: int, y: int, screens: Sequence[Screen]) -> Screen:
    """The screen at a point in logical pixels; the nearest one if the point is on none."""

    def distance(screen: Screen) -> int:
        area = screen.logical
        return max(area.x - x, x - area.right + 1, 0) + max(area.y - y, y - area.bottom + 1, 0)

    return min(screens, key=distance)


def cut(frames: Sequence[Frame], region: Region) -> Shot:
    """The picture of ``region``, clipped to the desktop, out of frozen screens.

    A region over several screens is put together from all of them; its scale is that of the screen
    with the largest part, and what lies on no screen is black.

    Raises RegionError for an empty region and for one outside of every screen.
    """
    if region.width <= 0 or region.height <= 0:
        raise RegionError("That region is empty. Choose a larger one.")
    parts = [
        frame.shot.crop(region)
        for frame in frames
        if frame.shot.region is not None and _area(frame.shot.region.intersected(region))
    ]
    if not parts:
        raise RegionError("That region is not on any screen. Choose it again.")
    if len(parts) == 1:
        return parts[0]
    return _joined(parts)


def _joined(parts: Sequence[Shot]) -> Shot:
    places = [part.region for part in parts if part.region is not None]
    left, top = min(p.x for p in places), min(p.y for p in places)
    width, height = max(p.right for p in places) - left, max(p.bottom for p in places) - top
    canvas = bytearray(width * height * 4)
    for part, place in zip(parts, places, strict=True):
        row_bytes, source = part.width * 4, memoryview(part.pixels)
        for row in range(part.height):
            start = ((place.y - top + row) * width + place.x - left) * 4
            canvas[start : start + row_bytes] = source[row * row_bytes : (row + 1) * row_bytes]
    largest = max(parts, key=lambda part: part.width * part.height)
    return Shot(bytes(canvas), width, height, (left, top), largest.scale)


def _area(region: Region) -> int:
    return region.width * region.height
