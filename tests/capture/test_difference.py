"""The box around what differs, held against a search of every pixel."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.capture.difference import difference
from desktop.values import Box, Shot

WIDTH, HEIGHT = 9, 6

changes = st.dictionaries(
    st.integers(0, WIDTH * HEIGHT * 4 - 1), st.integers(1, 255), min_size=1, max_size=6
)


@given(changes)
def test_the_box_is_the_smallest(changed: dict[int, int]) -> None:
    before = Shot(bytes(WIDTH * HEIGHT * 4), WIDTH, HEIGHT)
    pixels = bytearray(before.pixels)
    for place, value in changed.items():
        pixels[place] = value
    columns = [place // 4 % WIDTH for place in changed]
    rows = [place // 4 // WIDTH for place in changed]
    expected = Box(min(columns), min(rows), max(columns) + 1, max(rows) + 1)
    assert difference(before, Shot(bytes(pixels), WIDTH, HEIGHT)) == expected


def test_equal_pictures_do_not_differ() -> None:
    shot = Shot(bytes(range(48)), 4, 3)
    assert difference(shot, Shot(bytes(range(48)), 4, 3)) is None


def test_pictures_of_different_sizes_differ_as_a_whole() -> None:
    assert difference(Shot(bytes(48), 4, 3), Shot(bytes(48), 3, 4)) == Box(0, 0, 3, 4)
