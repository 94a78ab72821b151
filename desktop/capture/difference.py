"""Where two pictures of the same place differ: one box, found by comparing runs of bytes."""

from __future__ import annotations

from desktop.values import Box, Shot

_PIXEL = 4


def difference(before: Shot, after: Shot) -> Box | None:
    """The smallest box around everything that differs, None where the pictures are equal.

    Pictures of different sizes differ as a whole.
    """
    if (before.width, before.height) != (after.width, after.height):
        return Box(0, 0, after.width, after.height)
    if before.pixels == after.pixels:
        return None
    stride, height = after.width * _PIXEL, after.height
    old, new = before.pixels, after.pixels

    def same(row: int, start: int, end: int) -> bool:
        at = row * stride
        return old[at + start : at + end] == new[at + start : at + end]

    top, bottom = 0, height
    while same(top, 0, stride):
        top += 1
    while same(bottom - 1, 0, stride):
        bottom -= 1
    # Most rows differ within the columns that are known by then: two comparisons for each.
    left, right = stride, 0
    for row in range(top, bottom):
        if not same(row, 0, left):
            low, high = 0, left  # equal up to low, not up to high
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if same(row, low, middle) else (low, middle)
            left = low
        if not same(row, right, stride):
            low, high = right, stride  # not equal from low on, equal from high on
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if same(row, middle, high) else (middle, high)
            right = high
    return Box(left // _PIXEL, top, -(-right // _PIXEL), bottom)
