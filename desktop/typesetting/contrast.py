"""How well one colour is read on another, and what to do where it isn't.

Contrast is WCAG 2.2's: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

from collections.abc import Sequence

Colour = tuple[int, int, int]
"""Red, green and blue, each 0 to 255."""

LEAST = 4.5
"""WCAG's AA for text of any size."""

ENOUGH = 3.0
"""WCAG's AA for large text: white on a colour that it is this well read on stays white, as whoever
designed it wanted it."""

_BLACK: Colour = (0, 0, 0)
_WHITE: Colour = (255, 255, 255)
_MIDDLE = 0.18
"""The luminance that black and white are equally well read on."""
_STEPS = 20

MOST = 0.65
"""A shade more opaque than this would hide the picture: another ink is better."""


def contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black on white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable(ink: Colour, grounds: Sequence[Colour]) -> Colour:
    """The colour nearest to ``ink``, on its way to black or white, that is read on all ``grounds``;
    white or black for a light or dark ink that only comes to ``ENOUGH`` on its own side.

    Where none is, black or white, whichever is read better on the worst of them.
    """

    def worst(colour: Colour) -> float:
        return min(contrast(colour, ground) for ground in grounds)

    if worst(ink) >= LEAST:
        return ink
    brighter = all(luminance(ink) > luminance(ground) for ground in grounds)
    end = _WHITE if brighter else _BLACK
    if ENOUGH <= worst(end) < LEAST:
        return end
    for step in range(1, _STEPS + 1):
        mixed = [_mixed(ink, end, step / _STEPS) for end in (_BLACK, _WHITE)]
        best = max(mixed, key=worst)
        if worst(best) >= LEAST:
            return best
    return max((_BLACK, _WHITE), key=worst)


def shade(ink: Colour, grounds: Sequence[Colour]) -> tuple[Colour, float]:
    """What has to lie around letters so that they are read on all ``grounds`` in their own colour:
    black or white, and how opaque, 0 to 1. Opaque by more than ``MOST`` is no shade any more."""
    other = _BLACK if luminance(ink) > _MIDDLE else _WHITE
    for step in range(_STEPS + 1):
        share = step / _STEPS
        if min(contrast(ink, _mixed(ground, other, share)) for ground in grounds) >= LEAST:
            return other, share
    return other, 1.0


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
