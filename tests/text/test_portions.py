"""Long texts for a screen reader, in portions."""

from __future__ import annotations

import pytest

from desktop.text.portions import MOST, portions

SENTENCE = "The clocks were striking thirteen, and nobody knew why. "


def test_a_short_text_stays_as_it_is() -> None:
    assert list(portions("One.\n\nTwo.\n")) == ["One.\n\nTwo."]
    assert list(portions(" \n")) == []


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (SENTENCE * 60, "why."),
        ((SENTENCE * 4 + "\n\n") * 15, "why."),
        ("a row without an end\n" * 100, "end"),
        ("世界。" * 900, "。"),
        ("word " * 700, "word"),
        ("x" * 5000, "x"),
    ],
)
def test_a_long_text_is_parted_where_something_ends(text: str, ends: str) -> None:
    found = list(portions(text))
    assert len(found) > 1
    assert all(len(part) <= MOST for part in found)
    assert all(part.endswith(ends) for part in found)
    assert "".join("".join(found).split()) == "".join(text.split()), "nothing is lost or said twice"


def test_a_paragraph_goes_before_a_sentence() -> None:
    text = SENTENCE * 7 + "\n\n" + SENTENCE * 8
    assert [part.count("clocks") for part in portions(text)] == [7, 8]
