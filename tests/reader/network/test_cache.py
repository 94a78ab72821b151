"""What the layers keep, and of which pictures."""

from __future__ import annotations

import pytest
import torch

from desktop.reader.network.cache import STEPS, Cache, step
from desktop.reader.network.kept import Kept, Picture


def cache() -> Cache:
    return Cache(2, 3, 4, torch.float32, "cpu")


def filled(made: Cache, length: int, value: float) -> None:
    made.reserve(length)
    window = made.window(slice(0, length))
    for layer in range(2):
        window.put(layer, torch.full((length, 3, 4), value), torch.full((length, 3, 4), -value))


def test_it_grows_in_steps_and_keeps_what_is_there() -> None:
    made = cache()
    assert made.reserve(10)
    assert made.size == STEPS[0]
    assert not made.reserve(STEPS[0])
    filled(made, 10, 2.0)
    assert made.reserve(STEPS[0] + 1)
    assert made.size == STEPS[1]
    assert torch.equal(made.keys[:, :, :10], torch.full((2, 3, 10, 4), 2.0))
    assert not made.keys[:, :, 10:].any()


def test_steps_hold_what_they_say_and_no_more_than_the_largest() -> None:
    for size in STEPS:
        assert step(size) == size
        assert step(size - 1) == size
    with pytest.raises(ValueError, match="more than"):
        step(STEPS[-1] + 1)


def test_positions_on_the_device_are_the_same_as_on_the_host() -> None:
    first, second = cache(), cache()
    keys, values = torch.randn(3, 3, 4), torch.randn(3, 3, 4)
    for made in (first, second):
        made.reserve(9)
    here, there = first.window(slice(4, 7)), second.window(torch.arange(4, 7), 7)
    for window in (here, there):
        window.put(1, keys, values)
    assert torch.equal(first.keys, second.keys)
    assert torch.equal(first.values, second.values)
    assert first.keys[1, :, 4:7].any()
    assert torch.equal(here.keys[1], first.keys[1, :, :7])
    assert torch.equal(there.values[1], first.values[1, :, :7])


ROOM = 10**6


def picture(pixels: bytes, length: int = 8, grid: tuple[int, int] = (2, 2)) -> Picture:
    return Picture(pixels, grid, (1, 5), length)


def take(kept: Kept, made: Cache, seen: Picture, value: float = 0.0, room: int = ROOM) -> None:
    """The cache begins with another picture."""
    assert kept.restored(seen, room) is None
    kept.replace(room)
    filled(made, seen.length, value)
    kept.hold(seen)


def test_the_last_picture_and_the_ones_before_are_kept() -> None:
    made = cache()
    kept = Kept([made])
    for number, pixels in enumerate((b"a", b"b", b"c"), 1):
        take(kept, made, picture(pixels), float(number))
    assert kept.restored(picture(b"c"), ROOM) == picture(b"c")
    assert kept.restored(picture(b"a"), ROOM) == picture(b"a")
    assert torch.equal(made.keys[:, :, :8], torch.full((2, 3, 8, 4), 1.0))
    assert kept.restored(picture(b"c"), ROOM)
    assert torch.equal(made.values[:, :, :8], torch.full((2, 3, 8, 4), -3.0))


def test_what_was_seen_more_sharply_serves_and_what_was_seen_less_does_not() -> None:
    made = cache()
    kept = Kept([made])
    take(kept, made, picture(b"a", grid=(4, 2)))
    assert kept.restored(picture(b"a", grid=(2, 2)), ROOM) == picture(b"a", grid=(4, 2))
    assert kept.restored(picture(b"a", grid=(6, 4)), ROOM) is None
    assert kept.restored(Picture(b"a", (2, 2), (1, 6), 8), ROOM) is None


def test_a_look_that_was_broken_off_is_none() -> None:
    made = cache()
    kept = Kept([made])
    take(kept, made, picture(b"a"))
    kept.replace(0)
    assert kept.restored(picture(b"b"), ROOM) is None
    assert kept.restored(picture(b"a"), ROOM) is None


def test_pictures_before_take_no_more_than_they_may_and_go_on_demand() -> None:
    made = cache()
    kept = Kept([made])
    one = 2 * 2 * 3 * 8 * 4 * 4
    for pixels in (b"a", b"b", b"c", b"d"):
        take(kept, made, picture(pixels), room=2 * one)
        assert kept.nbytes <= 2 * one
    found = [kept.restored(picture(pixels), 2 * one) is not None for pixels in (b"a", b"b", b"c")]
    assert found == [False, True, True]
    kept.clear()
    assert kept.nbytes == 0
    assert kept.restored(picture(b"b"), ROOM) is None
    assert kept.restored(picture(b"c"), ROOM) is None
