"""What two readings of a moving picture agree on."""

from __future__ import annotations

import pytest

from desktop.text.steady import steady


@pytest.mark.parametrize(
    ("row", "before", "agreed"),
    [
        ("We must go.", "We must go.", "We must go."),
        ("We must go.", "We must qo.", "We must go."),
        ("We must go.", "", ""),
        ("We must go.", "The end", ""),
        ("We must go now", "We must", "We must"),
        ("We must go now", "We must g", "We must"),
        ("Weeks", "We", ""),
        ("你好吗", "你好", "你好"),
        ("12:02", "12:01", ""),
        ("The lazy dog", "The", "The"),
        ("The lazy dog", "The end", ""),
    ],
)
def test_a_row(row: str, before: str, agreed: str) -> None:
    assert steady([row], [before] if before else []) == ((agreed,) if agreed else ())


def test_rows_may_have_moved() -> None:
    assert steady(["two", "three"], ["one", "two"]) == ("two",)
