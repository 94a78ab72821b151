"""Where exactly the letters of a row are.

An engine's box is a few pixels too large, or too small: it cuts descenders off and takes in the
frame of a button. From the row's middle outwards, ink belongs to the letters until a rule is met
that goes on past the row, or, outside of the box, until there is a gap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.typesetting.area import Area, Plane
from desktop.values import Box

_ACROSS, _ALONG = 0.4, 0.5
"""How far letters may reach out of their box, of the row's thickness: descenders, swashes."""

_GAP = 0.1
"""Of the row's thickness: what may be free between a letter and its dot."""

_RULE = 0.9
"""From this share of ink on, a line of pixels may be a rule."""

_PAD = 0.1
"""Of the row's thickness: what a cover takes around the letters, where it is free."""


@dataclass(frozen=True, slots=True)
class Extent:
    """``ink`` is around a row's letters, ``cover`` is what has to be covered."""

    ink: Box
    cover: Box


def extents(area: Area, mask: Plane) -> tuple[Extent, ...]:
    """Of each row of an area, as ``mask`` shows its ink."""
    return tuple(_extent(row, area, mask) for row in area.rows)


def _extent(row: Box, area: Area, mask: Plane) -> Extent:
    thick = area.thick
    if not any(mask.ink_across(y, row.left, row.right) for y in range(row.top, row.bottom)):
        return Extent(row, row)
    if area.vertical:
        left, right = _across_columns(row, _ACROSS * thick, thick, mask)
        tall = Box(left[0], row.top, right[0], row.bottom)
        top, bottom = _across_rows(tall, _ALONG * thick, thick, mask)
    else:
        top, bottom = _across_rows(row, _ACROSS * thick, thick, mask)
        flat = Box(row.left, top[0], row.right, bottom[0])
        left, right = _across_columns(flat, _ALONG * thick, thick, mask)
    ink = Box(left[0], top[0], right[0], bottom[0])
    return Extent(ink, Box(left[1], top[1], right[1], bottom[1]))


_Ends = tuple[tuple[int, int], tuple[int, int]]
"""Where ink begins and where it ends, each with where its cover does."""


def _across_rows(row: Box, reach: float, thick: int, mask: Plane) -> _Ends:
    beyond = max(4, thick // 2)

    def count(y: int) -> int:
        return mask.ink_across(y, row.left, row.right)

    def rule(y: int) -> bool:
        if count(y) < _RULE * row.width:
            return False
        before = max(0, row.left - beyond)
        after = min(mask.width, row.right + beyond)
        return mask.ink_across(y, before, row.left) >= _RULE * (
            row.left - before
        ) and mask.ink_across(y, row.right, after) >= _RULE * (after - row.right)

    low, high = max(0, row.top - round(reach)), min(mask.height, row.bottom + round(reach))
    return _ends(row.top, row.bottom, low, high, thick, count, rule)


def _across_columns(row: Box, reach: float, thick: int, mask: Plane) -> _Ends:
    beyond = max(4, thick // 2)

    def count(x: int) -> int:
        return mask.ink_down(x, row.top, row.bottom)

    def rule(x: int) -> bool:
        if count(x) < _RULE * row.height:
            return False
        before = max(0, row.top - beyond)
        after = min(mask.height, row.bottom + beyond)
        return mask.ink_down(x, before, row.top) >= _RULE * (row.top - before) and mask.ink_down(
            x, row.bottom, after
        ) >= _RULE * (after - row.bottom)

    low, high = max(0, row.left - round(reach)), min(mask.width, row.right + round(reach))
    return _ends(row.left, row.right, low, high, thick, count, rule)


def _ends(
    start: int,
    end: int,
    low: int,
    high: int,
    thick: int,
    count: Callable[[int], int],
    rule: Callable[[int], bool],
) -> _Ends:
    gap, pad = max(2, round(_GAP * thick)), max(2, round(_PAD * thick))
    middle, near = (start + end) // 2, 2 * thick

    def outwards(places: range, edge: int) -> tuple[int, int]:
        """The last place with ink, and the last to cover."""
        last, stop, step = places.start, places.stop, places.step
        for place in places:
            if count(place):
                if rule(place):
                    stop = place
                    break
                last = place
            elif (place - (last if (last - edge) * step > 0 else edge)) * step > gap:
                break
        covered = last
        for place in range(last + step, last + step * (pad + 1), step):
            if place == stop or not low <= place < high or count(place):
                break
            covered = place
        return last, covered

    before = outwards(range(min(middle, start + near), low - 1, -1), start)
    after = outwards(range(max(middle, end - 1 - near), high), end - 1)
    return before, (after[0] + 1, after[1] + 1)
