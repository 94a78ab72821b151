from __future__ import annotations

import pytest

from desktop.ui.placement import GAP, SMALLEST, Side, choose_side, place
from desktop.values import Region

SCREEN = Region(0, 0, 1920, 1080)
LEFT_SCREEN = Region(-1920, -200, 1920, 1080)


def overlaps(first: Region, second: Region) -> bool:
    common = first.intersected(second)
    return bool(common.width and common.height)


@pytest.mark.parametrize(
    ("region", "side"),
    [
        (Region(100, 100, 400, 200), Side.RIGHT),
        (Region(1400, 100, 500, 200), Side.LEFT),
        (Region(0, 100, 1920, 200), Side.BELOW),
        (Region(0, 700, 1920, 380), Side.ABOVE),
        (Region(0, 0, 1920, 1080), Side.CORNER),
        (None, Side.CENTRE),
    ],
)
def test_it_takes_the_side_with_room(region: Region | None, side: Side) -> None:
    assert choose_side(region, SCREEN, (500, 300)) is side


def test_it_takes_the_side_with_most_room_where_none_has_enough() -> None:
    region = Region(400, 0, 1140, 1080)
    side = choose_side(region, SCREEN, (720, 300))
    assert side is Side.LEFT
    found = place(side, region, SCREEN, (720, 300))
    assert not overlaps(found, region)
    assert found.width >= SMALLEST[0]


@pytest.mark.parametrize("screen", [SCREEN, LEFT_SCREEN], ids=["first", "left"])
def test_it_never_covers_the_region_and_never_leaves_the_screen(screen: Region) -> None:
    seen = 0
    for x in range(0, 1900, 190):
        for y in range(0, 1060, 106):
            for width, height in ((1, 1), (300, 40), (900, 500), (1500, 200), (200, 1000)):
                region = Region(screen.x + x, screen.y + y, width, height).intersected(screen)
                for wanted in ((320, 200), (720, 240), (720, 900)):
                    side = choose_side(region, screen, wanted)
                    if side is Side.CORNER:
                        continue
                    found = place(side, region, screen, wanted)
                    assert not overlaps(found, region)
                    assert found.intersected(screen) == found
                    seen += 1
    assert seen > 1000


def test_growing_leaves_the_edge_towards_the_region_where_it_is() -> None:
    region = Region(0, 700, 1920, 300)
    small = place(Side.ABOVE, region, SCREEN, (500, 200))
    large = place(Side.ABOVE, region, SCREEN, (500, 600))
    assert small.bottom == large.bottom == region.y - GAP
    left = Region(1400, 100, 500, 200)
    assert place(Side.LEFT, left, SCREEN, (400, 200)).right == (
        place(Side.LEFT, left, SCREEN, (700, 200)).right
    )


def test_beside_it_begins_at_the_height_of_the_region() -> None:
    found = place(Side.RIGHT, Region(100, 340, 400, 200), SCREEN, (500, 300))
    assert found == Region(500 + GAP, 340, 500, 300)


def test_a_window_for_the_whole_screen_stands_in_its_corner() -> None:
    found = place(Side.CORNER, SCREEN, SCREEN, (500, 300))
    assert (found.right, found.bottom) == (1920 - GAP, 1080 - GAP)
