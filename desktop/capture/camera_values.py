"""What cameras are and can do, as values; without QtMultimedia, which costs time and memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

Size = tuple[int, int]
"""Width and height in pixels."""

MOST_PIXELS = 2560 * 1440
"""Pixels of the size that is taken where none has been chosen: a page's small print is legible,
and the picture still moves."""

SLOWEST = 10.0
"""Frames a second, under which nobody can be guided."""

_NAMES = {
    (3840, 2160): "4K",
    (2560, 1440): "Quad HD",
    (1920, 1080): "Full HD",
    (1280, 720): "HD",
    (640, 480): "VGA",
}
_MOST_SIZES = 8


class Light(StrEnum):
    """How bright the camera makes its picture."""

    AUTOMATIC = "automatic"
    BRIGHTER = "brighter"
    DARKER = "darker"


@dataclass(frozen=True, slots=True)
class Device:
    """A camera: the id that the system gives it, or the one of its address; its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the running camera can be told: ``sizes`` with the largest first, whether ``light`` can
    be chosen, how far it zooms by itself (1: not at all), whether it has a ``torch``."""

    sizes: tuple[Size, ...] = ()
    light: bool = False
    zoom: float = 1.0
    torch: bool = False
    faces_user: bool = False
    """The system says that it looks at who uses it."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the user wants of the camera; it does what it can of it. ``size`` None: the one that
    reads best; ``zoom`` 1 to its largest."""

    size: Size | None = None
    light: Light = Light.AUTOMATIC
    zoom: float = 1.0
    torch: bool = False


def sharpest(formats: Sequence[tuple[int, int, float]], wanted: Size | None = None) -> int | None:
    """Which of the formats (width, height, frames a second) reads best, None to leave the default.

    The fastest of the size ``wanted``, where there is one; else the one with the most pixels up to
    ``MOST_PIXELS`` that still moves at ``SLOWEST``, and then the fastest.
    """
    chosen = [
        (rate, number) for number, (*size, rate) in enumerate(formats) if tuple(size) == wanted
    ]
    if chosen:
        return max(chosen, key=lambda entry: entry[0])[1]
    usable = [
        (width * height, rate, number)
        for number, (width, height, rate) in enumerate(formats)
        if rate >= SLOWEST and width * height <= MOST_PIXELS
    ]
    return max(usable, key=lambda entry: entry[:2])[2] if usable else None


def sizes(formats: Iterable[tuple[int, int, float]]) -> tuple[Size, ...]:
    """The sizes that a user can choose from, the largest first: those that move, eight at most."""
    found = {(width, height) for width, height, rate in formats if rate >= SLOWEST}
    return tuple(sorted(found, key=lambda size: size[0] * size[1], reverse=True)[:_MOST_SIZES])


def size_title(size: Size) -> str:
    """As it stands in a menu: “Full HD, 1920 × 1080”."""
    pixels = f"{size[0]} × {size[1]}"
    return f"{_NAMES[size]}, {pixels}" if size in _NAMES else pixels
