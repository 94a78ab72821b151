"""Choosing a region, as values: what mouse and keys do to it, and where things go around it.

Everything is in physical pixels of the virtual desktop; nothing here knows Qt.

With the mouse: drag, and it is taken on release; or click one corner, then the other. With Shift
held on release it stays, to be moved and resized. With keys: the first arrow brings a region to the
middle of the screen, arrows move it, Shift and arrows resize it, a digit takes one of nine parts.
What is announced of it counts from the upper left corner of the screen that it lies on.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from desktop.values import Region

SMALLEST = 3
"""Under this many pixels, across or down, a region is too small to hold a letter."""

STEP = 10
"""How far an arrow goes, in logical pixels."""

_STILL = 4
_DRAG = 40
"""Logical pixels: a second click may tremble, a movement this long is a drag of its own."""
_REACH = 8
_SMALLEST_GRID = 24

TOO_SMALL = "That region is too small. Drag over more, or press Shift and an arrow."
OTHER_CORNER = "One corner is set. Click the opposite one, or press Shift and an arrow."
NOTHING_CHOSEN = "Nothing is chosen yet. Press Tab for a block of text, or drag over the text."
ONE_SCREEN = "There is only one screen."
NO_SMALLER = "The parts get no smaller. Press Enter to read this one."
NO_LARGER = "There is no larger part."
BLOCK = "the block of text"

PLACES = (
    "upper left",
    "top",
    "upper right",
    "left",
    "middle",
    "right",
    "lower left",
    "bottom",
    "lower right",
)
"""Where the parts 1 to 9 lie."""

Point = tuple[int, int]


class Outcome(Enum):
    """What a mouse button's release led to."""

    OPEN = "open"
    TAKE = "take"
    CORNER = "corner"
    SMALL = "small"


class _Mode(Enum):
    IDLE = "idle"
    DRAW = "draw"
    MOVE = "move"
    SIZE = "size"


def between(one: Point, other: Point) -> Region:
    """The rectangle with these two opposite corners."""
    x, y = min(one[0], other[0]), min(one[1], other[1])
    return Region(x, y, abs(one[0] - other[0]), abs(one[1] - other[1]))


def bounds_of(screens: Sequence[Region]) -> Region:
    """The smallest rectangle around all screens."""
    left, top = min(s.x for s in screens), min(s.y for s in screens)
    return between((left, top), (max(s.right for s in screens), max(s.bottom for s in screens)))


def inside(region: Region, bounds: Region) -> Region:
    """The region shifted, and where it must be shrunk, to lie in ``bounds``."""
    width, height = min(region.width, bounds.width), min(region.height, bounds.height)
    x = min(max(region.x, bounds.x), bounds.right - width)
    y = min(max(region.y, bounds.y), bounds.bottom - height)
    return Region(x, y, width, height)


def part(area: Region, digit: int) -> Region:
    """One of the nine parts of ``area``: 1 upper left, 3 upper right, 9 lower right."""
    row, column = divmod(digit - 1, 3)
    corner = (area.x + area.width * column // 3, area.y + area.height * row // 3)
    far = (area.x + area.width * (column + 1) // 3, area.y + area.height * (row + 1) // 3)
    return between(corner, far)


def snapped(point: Point, bounds: Region) -> Point:
    """The point within ``bounds``; the pointer's last column and row mean the very edge."""
    x, y = max(point[0], bounds.x), max(point[1], bounds.y)
    return (
        bounds.right if x >= bounds.right - 1 else x,
        bounds.bottom if y >= bounds.bottom - 1 else y,
    )


def handles(region: Region) -> dict[tuple[int, int], Point]:
    """The eight handles: (-1, 0, 1 across, -1, 0, 1 down) and where each one is."""
    middle = (region.x + region.width // 2, region.y + region.height // 2)
    columns = {-1: region.x, 0: middle[0], 1: region.right}
    rows = {-1: region.y, 0: middle[1], 1: region.bottom}
    return {(i, j): (columns[i], rows[j]) for j in rows for i in columns if (i, j) != (0, 0)}


def described(region: Region, screen: Region) -> str:
    """Where the region lies on the screen, and its size, in words."""
    x, y = region.x - screen.x, region.y - screen.y
    return f"Left {x}, top {y}, {sized(region)}"


def sized(region: Region) -> str:
    """The region's size in words."""
    return f"{region.width} by {region.height}."


class Choice:
    """The region being chosen on ``screens``, starting on screen number ``current``."""

    def __init__(self, screens: Sequence[Region], scales: Sequence[float], current: int) -> None:
        self.screens = tuple(screens)
        self.current = current
        self.region: Region | None = None
        self.anchor: Point | None = None
        self.grid = False
        self._scales = tuple(scales)
        self._bounds = bounds_of(screens)
        self._mode = _Mode.IDLE
        self._pressed: Point = (0, 0)
        self._before = Region(0, 0, 0, 0)
        self._handle = (0, 0)
        self._name = ""
        self._larger: list[tuple[Region | None, str]] = []

    @property
    def scale(self) -> float:
        """Physical pixels for one logical pixel on the current screen."""
        return self._scales[self.current]

    @property
    def busy(self) -> bool:
        """Whether a mouse button holds it."""
        return self._mode is not _Mode.IDLE

    @property
    def large_enough(self) -> bool:
        """Whether there is a region and something can be read in it."""
        region = self.region
        return region is not None and min(region.width, region.height) >= SMALLEST

    def under(self, point: Point) -> tuple[int, int] | None:
        """What of a region that stays is at the point: a handle, (0, 0) its inside, None none."""
        if self.region is None or self.anchor is not None:
            return None
        reach = _REACH * self.scale
        for handle, place in handles(self.region).items():
            if abs(point[0] - place[0]) <= reach and abs(point[1] - place[1]) <= reach:
                return handle
        area = self.region
        within = area.x <= point[0] < area.right and area.y <= point[1] < area.bottom
        return (0, 0) if within else None

    def press(self, point: Point) -> None:
        """The left button went down."""
        self._go_to(point)
        point, found = snapped(point, self._bounds), self.under(point)
        self._pressed, self.grid = point, False
        if found is None or self.region is None:
            self._mode = _Mode.DRAW
            self.region = between(self.anchor, point) if self.anchor else None
            return
        self._mode = _Mode.MOVE if found == (0, 0) else _Mode.SIZE
        self._handle, self._before = found, self.region

    def move(self, point: Point) -> None:
        """The pointer moved, with or without the button."""
        self._go_to(point)
        point = snapped(point, self._bounds)
        match self._mode:
            case _Mode.DRAW:
                if self.anchor is not None and self._distance(point) >= _DRAG * self.scale:
                    self.anchor = None  # a click that was none: this drag says what is meant
                self.region = between(self.anchor or self._pressed, point)
            case _Mode.IDLE if self.anchor is not None:
                self.region = between(self.anchor, point)
            case _Mode.MOVE | _Mode.SIZE:
                across, down = point[0] - self._pressed[0], point[1] - self._pressed[1]
                self.region = self._pulled(across, down)

    def release(self, point: Point, keep: bool) -> Outcome:
        """The left button came up; ``keep`` leaves the region there instead of taking it."""
        self.move(point)
        mode, self._mode = self._mode, _Mode.IDLE
        point = snapped(point, self._bounds)
        still = self._distance(point) < _STILL * self.scale
        if mode is not _Mode.DRAW:
            if still and mode is not _Mode.IDLE:
                self.region = self._before  # a click that trembled
            return Outcome.OPEN
        if self.anchor is None and still:
            self.anchor, self.region = point, None
            return Outcome.CORNER
        self.anchor = None
        if not self.large_enough:
            self.region = None
            return Outcome.SMALL
        return Outcome.OPEN if keep else Outcome.TAKE

    def _distance(self, point: Point) -> int:
        """How far the pointer is from where the button went down, along the longer axis."""
        return max(abs(point[0] - self._pressed[0]), abs(point[1] - self._pressed[1]))

    def arrow(self, across: int, down: int, fine: bool, resize: bool) -> str:
        """An arrow key, each direction -1, 0 or 1; returns what to announce."""
        self.anchor, self.grid = None, False
        if self.region is None:
            self._set(part(self.screens[self.current], 5))
            return f"A frame in the middle. {self.words}"
        step = 1 if fine else round(STEP * self.scale)
        old, across, down = self.region, across * step, down * step
        if resize:
            width = min(max(old.width + across, SMALLEST), self._bounds.right - old.x)
            height = min(max(old.height + down, SMALLEST), self._bounds.bottom - old.y)
            return _resized(old, self._set(Region(old.x, old.y, width, height)), across, down)
        screen = self.current
        moved = Region(old.x + across, old.y + down, old.width, old.height)
        new = self._set(inside(moved, self._bounds))
        if self.current != screen:
            return f"Screen {self.current + 1}. {self.words}"
        return _moved(old, new, self.screens[screen], across, down)

    def digit(self, digit: int) -> str:
        """Take one of nine parts of the region, or of the screen; returns what to announce.

        A block of text isn't divided: who stepped through them and then thinks in parts means the
        screen's.
        """
        area = self.region or self.screens[self.current]
        if self._name == BLOCK:
            area = self.screens[self.current]
        self.anchor, self.grid = None, True
        if min(area.width, area.height) < _SMALLEST_GRID * self.scale:
            return NO_SMALLER
        self._larger.append((self.region, self._name))
        region = self._set(part(area, digit), f"part {digit}, {PLACES[digit - 1]}")
        return f"Part {digit}, {PLACES[digit - 1]}. {sized(region)}"

    def back(self) -> str:
        """Undo the last digit; returns what to announce."""
        if not self._larger:
            return NO_LARGER
        region, name = self._larger.pop()
        self.anchor, self.grid = None, True
        if region is None:
            self.region = None
            return "Back to the whole screen, nothing chosen."
        self._set(region, name)
        return f"Back to {name}. {sized(region)}" if name else f"Back. {self.words}"

    def whole(self) -> str:
        """Take the whole current screen; returns what to announce."""
        self.anchor, self.grid = None, True
        many = len(self.screens) > 1
        name = f"the whole of screen {self.current + 1}" if many else "the whole screen"
        region = self._set(self.screens[self.current], name)
        return f"{name[0].upper()}{name[1:]}. {sized(region)}"

    def next_screen(self) -> str:
        """Go on to the next screen, with nothing chosen on it; returns what to announce."""
        if len(self.screens) == 1:
            return ONE_SCREEN
        self.current = (self.current + 1) % len(self.screens)
        self.anchor = self.region = None
        self._larger.clear()
        screen = self.screens[self.current]
        return f"Screen {self.current + 1} of {len(self.screens)}. {sized(screen)}"

    def take(self, region: Region) -> None:
        """Take a rectangle that was found on the screen: a block of text."""
        self.anchor, self.grid = None, False
        self._set(region, BLOCK)

    @property
    def words(self) -> str:
        """The region on its screen in words; empty without one."""
        return described(self.region, self.screens[self.current]) if self.region else ""

    def _set(self, region: Region, name: str = "") -> Region:
        self.region, self._name = region, name
        self._go_to((region.x + region.width // 2, region.y + region.height // 2))
        return region

    def _go_to(self, point: Point) -> None:
        for number, screen in enumerate(self.screens):
            if screen.x <= point[0] < screen.right and screen.y <= point[1] < screen.bottom:
                self.current = number

    def _pulled(self, across: int, down: int) -> Region:
        old, (column, row) = self._before, self._handle
        if self._mode is _Mode.MOVE:
            return inside(Region(old.x + across, old.y + down, old.width, old.height), self._bounds)
        left, right = old.x + across * (column < 0), old.right + across * (column > 0)
        top, bottom = old.y + down * (row < 0), old.bottom + down * (row > 0)
        return between((left, top), (right, bottom)).intersected(self._bounds)


def _moved(old: Region, new: Region, screen: Region, across: int, down: int) -> str:
    """What an arrow did to the place: only what has changed."""
    if across:
        if new.x == old.x:
            return f"At the {'right' if across > 0 else 'left'} edge."
        return f"Left {new.x - screen.x}."
    if new.y == old.y:
        return f"At the {'bottom' if down > 0 else 'top'} edge."
    return f"Top {new.y - screen.y}."


def _resized(old: Region, new: Region, across: int, down: int) -> str:
    """What an arrow did to the size: only what has changed."""
    if across:
        if new.width == old.width:
            return f"It gets no {'wider' if across > 0 else 'narrower'}."
        return f"Width {new.width}."
    if new.height == old.height:
        return f"It gets no {'taller' if down > 0 else 'flatter'}."
    return f"Height {new.height}."
