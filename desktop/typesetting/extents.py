"""Where exactly the letters of a row are.

An engine's box is a few pixels too large, or too small: it cuts descenders off and takes in the
frame of a button. From the row's middle outwards, ink belongs to the letters until a rule is met
that goes on past the row, or, outside of the box, until there is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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
    found = []
    for number, row in enumerate(area.rows):
        beside = (*area.rows[:number], *area.rows[number + 1 :], *area.others)
        found.append(_extent(row, beside, area, mask))
    return tuple(found)


def _extent(row: Box, beside: Sequence[Box], area: Area, mask: Plane) -> Extent:
    if not any(mask.ink_across(y, row.left, row.right) for y in range(row.top, row.bottom)):
        return Extent(row, row)
    thick = area.thick
    across, down = (_ACROSS, _ALONG) if area.vertical else (_ALONG, _ACROSS)
    columns = _columns_of(row, beside, round(across * thick), mask)
    rows = _rows_of(row, beside, round(down * thick), mask)
    # Along a row all letters are apart.
    if area.vertical:
        rows = replace(rows, text_before=False, text_after=False)
        left, right = _across_columns(row, columns, thick, mask)
        top, bottom = _across_rows(replace(row, left=left[0], right=right[0]), rows, thick, mask)
    else:
        columns = replace(columns, text_before=False, text_after=False)
        top, bottom = _across_rows(row, rows, thick, mask)
        left, right = _across_columns(
            replace(row, top=top[0], bottom=bottom[0]), columns, thick, mask
        )
    ink = Box(left[0], top[0], right[0], bottom[0])
    return Extent(ink, Box(left[1], top[1], right[1], bottom[1]))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How far ink is looked for, and whether there is other text beyond."""

    low: int
    high: int
    text_before: bool
    text_after: bool


def _rows_of(row: Box, beside: Sequence[Box], reach: int, mask: Plane) -> _Bounds:
    """Up and down, no further than half way to other text."""
    centre = (row.top + row.bottom) / 2
    near = [box for box in beside if _share(box.left, box.right, row.left, row.right)]
    above = [box.bottom for box in near if box.bottom <= centre and row.top - box.bottom < reach]
    below = [box.top for box in near if box.top >= centre and box.top - row.bottom < reach]
    return _bounds(row.top, row.bottom, above, below, reach, mask.height)


def _columns_of(row: Box, beside: Sequence[Box], reach: int, mask: Plane) -> _Bounds:
    """The same from left to right."""
    centre = (row.left + row.right) / 2
    near = [box for box in beside if _share(box.top, box.bottom, row.top, row.bottom)]
    before = [box.right for box in near if box.right <= centre and row.left - box.right < reach]
    after = [box.left for box in near if box.left >= centre and box.left - row.right < reach]
    return _bounds(row.left, row.right, before, after, reach, mask.width)


def _share(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two stretches have more in common than boxes overlap by error."""
    common = min(end, other_end) - max(start, other_start)
    return common > 0.3 * min(end - start, other_end - other_start)


def _bounds(
    start: int, end: int, before: Sequence[int], after: Sequence[int], reach: int, size: int
) -> _Bounds:
    low = max([0, start - reach, *((start + place) // 2 for place in before)])
    high = min([size, end + reach, *((end + place + 1) // 2 for place in after)])
    return _Bounds(low, max(high, low + 1), bool(before), bool(after))


_Ends = tuple[tuple[int, int], tuple[int, int]]
"""Where ink begins and where it ends, each with where its cover does."""


def _across_rows(row: Box, bounds: _Bounds, thick: int, mask: Plane) -> _Ends:
    beyond = max(4, thick // 2)
    before, after = max(0, row.left - beyond), min(mask.width, row.right + beyond)

    def count(y: int) -> int:
        return mask.ink_across(y, row.left, row.right)

    def rule(y: int) -> bool:
        return (
            count(y) >= _RULE * row.width
            and mask.ink_across(y, before, row.left) >= _RULE * (row.left - before)
            and mask.ink_across(y, row.right, after) >= _RULE * (after - row.right)
        )

    return _ends(row.top, row.bottom, bounds, thick, count, rule)


def _across_columns(row: Box, bounds: _Bounds, thick: int, mask: Plane) -> _Ends:
    beyond = max(4, thick // 2)
    before, after = max(0, row.top - beyond), min(mask.height, row.bottom + beyond)

    def count(x: int) -> int:
        return mask.ink_down(x, row.top, row.bottom)

    def rule(x: int) -> bool:
        return (
            count(x) >= _RULE * row.height
            and mask.ink_down(x, before, row.top) >= _RULE * (row.top - before)
            and mask.ink_down(x, row.bottom, after) >= _RULE * (after - row.bottom)
        )

    return _ends(row.left, row.right, bounds, thick, count, rule)


def _ends(
    start: int,
    end: int,
    bounds: _Bounds,
    thick: int,
    count: Callable[[int], int],
    rule: Callable[[int], bool],
) -> _Ends:
    gap, pad = max(2, round(_GAP * thick)), max(2, round(_PAD * thick))
    middle, near = (start + end) // 2, 2 * thick

    def outwards(places: range, edge: int, *, text: bool) -> tuple[int, int]:
        """The last place with ink, and the last to cover. Where there is ``text`` beyond, what
        comes in over the edge, and is apart from the rest, belongs to that."""
        step, last, stop = places.step, places.start, places.stop
        group = last  # where the latest ink without a gap began
        kept = last  # the end of the group before
        for place in places:
            outside = (place - edge) * step > 0
            if count(place):
                if rule(place):
                    stop = place
                    break
                if abs(place - last) > 1:
                    group, kept = place, last
                last = place
            elif outside and abs(place - last) > gap:
                break
        over = (last - edge) * step >= 0 or last == places[-1]
        if text and over and group != places.start:
            last, stop = kept, group
        covered = last
        for place in range(last + step, last + step * (pad + 1), step):
            if place == stop or not bounds.low <= place < bounds.high or count(place):
                break
            covered = place
        return last, covered

    low, high = bounds.low, bounds.high
    first = max(low, min(middle, start + near))
    final = min(high - 1, max(middle, end - 1 - near))
    before = outwards(range(first, low - 1, -1), start, text=bounds.text_before)
    after = outwards(range(final, high), end - 1, text=bounds.text_after)
    return before, (after[0] + 1, after[1] + 1)
