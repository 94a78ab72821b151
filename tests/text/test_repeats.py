"""The loop guard: real loops are found, what a page rightly holds is not."""

from __future__ import annotations

import time

import pytest

from desktop.text.repeats import repeat


@pytest.mark.parametrize(
    ("before", "unit", "times"),
    [
        ("It begins. ", "and so on ", 8),
        ("| a |", "\n| 1 | 2 |", 30),
        ("", "The same sentence again and again. ", 9),
        ("x ", "9", 90),
        ("", ".", 500),
        ("", "好的吗", 25),
        ("Start: ", "a whole paragraph of some two hundred characters " * 4, 8),
    ],
)
def test_a_loop_is_cut_to_one_unit(before: str, unit: str, times: int) -> None:
    text = before + unit * times
    place = repeat(text)
    assert place is not None
    kept = text[:place]
    assert kept.startswith(before)
    assert len(before) + len(unit) <= len(kept) + len(unit) <= len(before) + 3 * len(unit)
    assert repeat(kept) is None


def test_a_loop_broken_off_inside_of_its_unit_is_found() -> None:
    text = "Go: " + "one two three " * 9 + "one tw"
    place = repeat(text)
    assert place is not None
    assert text[:place].count("one two three") <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "Contents" + "." * 120,
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        "-" * 200,
        "no no no no no no no no",
        "1000000000000000000000",
        "0" * 70,
        "=" * 80 + "\n" + "=" * 80,
        "ha" * 12,
        "0 0 0 0 0 0 0 0 0 0 0 0",
        "one two three " * 7,
    ],
)
def test_what_a_page_may_hold_is_left(text: str) -> None:
    assert repeat(text) is None


def test_a_check_is_cheap() -> None:
    text = "The quick brown fox jumps over the lazy dog 42 times. " * 3 + "abc def " * 300 + "x"
    began = time.perf_counter()
    for _ in range(100):
        repeat(text)
    assert time.perf_counter() - began < 1.0
