"""What the layers keep, and of which pictures."""

from __future__ import annotations

import pytest
import torch

from desktop.reader.network.cache import STEPS, Cache, step
from desktop.reader.network.kept import MOST, Kept, Look


def cache() -> Cache:
    return Cache(2, 3, 4, torch.float32, "cpu")


def filled(made: Cache, length: int, value: float) -> None:
    made.reserve(length)
    rows = slice(0, length)
    for layer in range(2):
        made.put(layer, rows, torch.full((length, 3, 4), value), torch.full((length, 3, 4), -value))


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
    first.put(1, slice(4, 7), keys, values)
    second.put(1, torch.arange(4, 7), keys, values)
    assert torch.equal(first.keys, second.keys)
    assert torch.equal(first.values, second.values)
    assert first.keys[1, :, 4:7].any()


def look(pixels: bytes, length: int = 8) -> Look:
    return Look(pixels, (2, 2), (1, 5), length)


def test_the_last_picture_and_the_ones_before_are_kept() -> None:
    made = cache()
    kept = Kept([made])
    for number, pixels in enumerate((b"a", b"b", b"c"), 1):
        assert not kept.restored(look(pixels))
        kept.replace()
        filled(made, 8, float(number))
        kept.hold(look(pixels))
    assert kept.restored(look(b"c"))
    assert kept.restored(look(b"a"))
    assert torch.equal(made.keys[:, :, :8], torch.full((2, 3, 8, 4), 1.0))
    assert kept.restored(look(b"c"))
    assert torch.equal(made.values[:, :, :8], torch.full((2, 3, 8, 4), -3.0))


def test_another_size_of_the_same_picture_is_another_look() -> None:
    kept = Kept([cache()])
    kept.hold(look(b"a"))
    assert not kept.restored(Look(b"a", (4, 2), (1, 5), 8))


def test_a_look_that_was_broken_off_is_none() -> None:
    kept = Kept([cache()])
    kept.hold(look(b"a"))
    kept.replace()
    assert not kept.restored(look(b"b"))


def test_old_pictures_are_forgotten_and_all_of_them_on_demand() -> None:
    made = cache()
    kept = Kept([made])
    for pixels in (b"a", b"b", b"c"):
        kept.replace()
        made.reserve(MOST // 2)
        kept.hold(look(pixels, MOST // 2))
    kept.replace()
    assert [kept.restored(look(pixels, MOST // 2)) for pixels in (b"a", b"b")] == [False, True]
    kept.clear()
    assert not kept.restored(look(b"c", MOST // 2))
    assert not kept.restored(look(b"b", MOST // 2))
