"""Where the result stands: beside what was read, never over it, on the same screen.

Pure geometry. All regions of one call are in the same unit; the window works in Qt's logical
pixels.
"""

from __future__ import annotations

from enum import StrEnum

from desktop.values import Region

GAP = 12
SMALLEST = (320, 180)
"""Width and height under which a side has no room for the result."""

WIDEST = 720


class Side(StrEnum):
    """Which side of the region the result stands on; ``CORNER`` and ``CENTRE`` are the screen's."""

    RIGHT = "right"
    LEFT = "left"
    BELOW = "below"
    ABOVE = "above"
    CORNER = "corner"
    CENTRE = "centre"


def choose_side(region: Region | None, screen: Region, wanted: tuple[int, int]) -> Side:
    """The side with room for ``wanted`` (width, height); else the one with the most room.

    ``CENTRE`` without a region; ``CORNER`` where the region leaves no side of ``SMALLEST``.
    """
    if region is None:
        return Side.CENTRE
    rooms = {side: _room(side, region, screen) for side in (*_BESIDE, *_STACKED)}
    for side, (width, height) in rooms.items():
        if width >= wanted[0] and height >= wanted[1]:
            return side
    large_enough = {
        side: room
        for side, room in rooms.items()
        if room[0] >= SMALLEST[0] and room[1] >= SMALLEST[1]
    }
    if not large_enough:
        return Side.CORNER
    return max(
        large_enough,
        key=lambda side: (
            min(large_enough[side][0], wanted[0]) * min(large_enough[side][1], wanted[1])
        ),
    )


def place(side: Side, region: Region | None, screen: Region, wanted: tuple[int, int]) -> Region:
    """The rectangle for a window that wants to be ``wanted`` (width, height) large.

    It shrinks to the room that there is. Its edge towards the region stays where it is when the
    window grows.
    """
    if region is None or side in (Side.CENTRE, Side.CORNER):
        return _on_screen(side, screen, wanted)
    room = _room(side, region, screen)
    width, height = min(wanted[0], room[0]), min(wanted[1], room[1])
    x = max(screen.x, min(region.x, screen.right - width))
    y = max(screen.y, min(region.y, screen.bottom - height))
    match side:
        case Side.RIGHT:
            x = region.right + GAP
        case Side.LEFT:
            x = region.x - GAP - width
        case Side.BELOW:
            y = region.bottom + GAP
        case _:
            y = region.y - GAP - height
    return Region(x, y, width, height)


_BESIDE = (Side.RIGHT, Side.LEFT)
_STACKED = (Side.BELOW, Side.ABOVE)


def _room(side: Side, region: Region, screen: Region) -> tuple[int, int]:
    match side:
        case Side.RIGHT:
            return screen.right - region.right - GAP, screen.height
        case Side.LEFT:
            return region.x - screen.x - GAP, screen.height
        case Side.BELOW:
            return screen.width, screen.bottom - region.bottom - GAP
        case _:
            return screen.width, region.y - screen.y - GAP


def _on_screen(side: Side, screen: Region, wanted: tuple[int, int]) -> Region:
    width = min(wanted[0], screen.width - 2 * GAP)
    height = min(wanted[1], screen.height - 2 * GAP)
    if side == Side.CENTRE:
        # A little above the middle, and the top stays while it grows.
        y = screen.y + min(screen.height // 4, screen.height - GAP - height)
        return Region(screen.x + (screen.width - width) // 2, y, width, height)
    return Region(screen.right - GAP - width, screen.bottom - GAP - height, width, height)
