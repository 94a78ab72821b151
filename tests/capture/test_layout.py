"""Where screens lie and what is cut out of them: values only."""

from __future__ import annotations

import pytest

from desktop.capture.errors import RegionError
from desktop.capture.layout import Frame, Screen, cut, from_points, placed, screen_at, to_points
from desktop.values import FailureKind, Region, Shot


def numbered(region: Region, start: int = 0, scale: float = 1.0) -> Shot:
    """A shot in which each pixel's four bytes are its number, counted from ``start``."""
    count = region.width * region.height
    pixels = b"".join((start + i).to_bytes(4, "little") for i in range(count))
    return Shot(pixels, region.width, region.height, (region.x, region.y), scale)


def numbers(shot: Shot) -> list[list[int]]:
    values = memoryview(shot.pixels).cast("I")
    return [list(values[r * shot.width : (r + 1) * shot.width]) for r in range(shot.height)]


@pytest.mark.parametrize(
    ("logical", "scale", "monitor"),
    [
        (Region(0, 0, 1920, 1080), 1.0, Region(0, 0, 1920, 1080)),
        (Region(0, 0, 1536, 864), 1.25, Region(0, 0, 1920, 1080)),
        (Region(0, 0, 1093, 614), 1.25, Region(0, 0, 1366, 768)),  # 614 * 1.25 rounds to 768
        (Region(0, 0, 911, 511), 1.5, Region(0, 0, 1366, 767)),  # 511 * 1.5 rounds to 766
        (Region(0, 0, 684, 384), 2.0, Region(0, 0, 1367, 768)),  # 684 * 2 is 1368
        (Region(0, 0, 1301, 731), 1.05, Region(0, 0, 1366, 768)),
        (Region(-1280, 40, 1280, 800), 2.0, Region(-1280, 40, 2560, 1600)),
    ],
)
def test_a_screen_has_the_size_that_the_system_says(
    logical: Region, scale: float, monitor: Region
) -> None:
    [screen] = placed([("one", logical, scale)], [monitor])
    assert screen.region == monitor


def test_without_the_systems_word_the_size_is_computed() -> None:
    [screen] = placed([("one", Region(-960, -20, 960, 540), 2.0)])
    assert screen.region == Region(-960, -20, 1920, 1080)


def test_another_screens_size_is_not_taken_over() -> None:
    [screen] = placed([("one", Region(0, 0, 800, 600), 1.0)], [Region(0, 0, 3840, 2160)])
    assert screen.region == Region(0, 0, 800, 600)


def test_mixed_scales_in_points_do_not_overlap() -> None:
    left, right, above = placed(
        [
            ("retina", Region(0, 0, 1440, 900), 2.0),
            ("plain", Region(1440, 0, 1920, 1080), 1.0),
            ("over", Region(-300, -1080, 1920, 1080), 1.0),
        ],
        in_points=True,
    )
    assert left.region == Region(0, 0, 2880, 1800)
    assert right.region == Region(2880, 0, 1920, 1080)
    assert above.region == Region(-600, -2160, 1920, 1080)
    for one, other in ((left, right), (left, above), (right, above)):
        both = one.region.intersected(other.region)
        assert both.width * both.height == 0


def test_points_become_pixels_of_the_screen_they_lie_on() -> None:
    screens = placed(
        [("a", Region(0, 0, 1440, 900), 2.0), ("b", Region(1440, 0, 1920, 1080), 1.0)],
        in_points=True,
    )
    assert from_points(Region(100, 50, 200, 100), screens) == Region(200, 100, 400, 200)
    assert from_points(Region(1540, 50, 200, 100), screens) == Region(2980, 50, 200, 100)


def on(screens: tuple[Screen, ...], region: Region) -> tuple[str, Region]:
    found = to_points(region, screens)
    assert found is not None
    return found[0].name, found[1]


def test_pixels_become_points_of_the_screen_they_lie_on() -> None:
    screens = placed(
        [("a", Region(0, 0, 1440, 900), 2.0), ("b", Region(1440, 0, 1920, 1080), 1.0)],
        in_points=True,
    )
    for name, points in (("a", Region(100, 50, 200, 100)), ("b", Region(1540, 50, 200, 100))):
        assert on(screens, from_points(points, screens)) == (name, points)
    assert on(screens, Region(2800, 0, 400, 100)) == ("b", Region(1440, 0, 320, 100))
    assert to_points(Region(100, 2000, 50, 50), screens) is None
    assert to_points(Region(0, 0, 9, 9), ()) is None


def test_pixels_become_points_where_origins_are_not_scaled() -> None:
    left = placed([("left", Region(-1920, 0, 1280, 720), 1.5), ("main", Region(0, 0, 960, 540), 2)])
    assert on(left, Region(-1000, 0, 300, 150)) == ("left", Region(-1307, 0, 201, 100))
    assert on(left, Region(100, 50, 200, 100)) == ("main", Region(50, 25, 100, 50))
    assert on(left, Region(1, 1, 1, 1)) == ("main", Region(0, 0, 1, 1))


def test_the_screen_at_a_point() -> None:
    screens = placed([("a", Region(-800, 0, 800, 600), 1.0), ("b", Region(0, 0, 640, 480), 2.0)])
    assert screen_at(-1, 10, screens).name == "a"
    assert screen_at(0, 10, screens).name == "b"
    assert screen_at(5000, 5000, screens).name == "b"  # none is there: the nearest


def test_a_cut_holds_exactly_the_pixels_of_its_region() -> None:
    frame = Frame("a", numbered(Region(-4, -2, 6, 5)))
    shot = cut([frame], Region(-3, 0, 3, 2))
    assert numbers(shot) == [[13, 14, 15], [19, 20, 21]]
    assert shot.origin == (-3, 0)


def test_a_cut_is_clipped_to_the_screens() -> None:
    shot = cut([Frame("a", numbered(Region(0, 0, 4, 3)))], Region(-10, 2, 12, 50))
    assert numbers(shot) == [[8, 9]]
    assert shot.region == Region(0, 2, 2, 1)


def test_a_region_over_two_screens_is_put_together() -> None:
    left = Frame("left", numbered(Region(-3, 0, 3, 2), 100, 2.0))
    right = Frame("right", numbered(Region(0, 1, 4, 2), 200, 1.0))
    shot = cut([left, right], Region(-2, 0, 4, 3))
    assert numbers(shot) == [[101, 102, 0, 0], [104, 105, 200, 201], [0, 0, 204, 205]]
    assert (shot.origin, shot.scale) == ((-2, 0), 2.0)


@pytest.mark.parametrize("region", [Region(1, 1, 0, 5), Region(1, 1, 5, 0), Region(1, 1, -2, 4)])
def test_an_empty_region_is_said(region: Region) -> None:
    with pytest.raises(RegionError, match="empty") as caught:
        cut([Frame("a", numbered(Region(0, 0, 4, 3)))], region)
    assert caught.value.kind is FailureKind.BAD_REGION


def test_a_region_off_every_screen_is_said() -> None:
    with pytest.raises(RegionError, match="not on any screen"):
        cut([Frame("a", numbered(Region(0, 0, 4, 3)))], Region(4, 0, 5, 5))
