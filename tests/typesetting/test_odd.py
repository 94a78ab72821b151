"""Whatever the boxes and the text: a patch, or that there is none; never an error."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.typesetting.composed import compose
from desktop.typesetting.patch import patch
from desktop.values import Box, Paragraph, Shot

WIDTH, HEIGHT = 90, 60

places = st.tuples(
    st.integers(-30, 100), st.integers(-30, 80), st.integers(0, 120), st.integers(0, 90)
)
texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            " ",
            "\n\n",
            "😀👩‍👩‍👧",
            "word " * 200,
            "x" * 300,
            "ﷺ العربية",
            "縦書き「テスト」。",
            "\u202e\u200f\ufeff",
            "a\u0301" * 30,
        ]
    ),
)


def box(place: tuple[int, int, int, int]) -> Box:
    left, top, width, height = place
    return Box(left, top, left + width, top + height)


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    rows = tuple(box(place) for place in draw(st.lists(places, min_size=1, max_size=4)))
    return Paragraph(
        Box.around(rows), rows, draw(texts), draw(texts), "ja", "en", draw(st.booleans())
    )


def noise(seed: int) -> Shot:
    return Shot(random.Random(seed).randbytes(WIDTH * HEIGHT * 4), WIDTH, HEIGHT)


@settings(max_examples=30, deadline=None)
@given(st.lists(paragraphs(), min_size=1, max_size=3), st.booleans())
def test_any_paragraphs(found: list[Paragraph], flat: bool) -> None:
    shot = Shot(bytes([40, 90, 200, 0]) * (WIDTH * HEIGHT), WIDTH, HEIGHT) if flat else noise(1)
    composed = compose(shot, found)
    assert (composed.image.width(), composed.image.height()) == (WIDTH, HEIGHT)
    for number, one in enumerate(found):
        made = patch(shot, one, [other.box for other in found if other is not one])
        assert (made is None) == one.left_alone
        if made is None:
            assert number not in composed.unplaced
            continue
        assert (made.image.width(), made.image.height()) == (made.box.width, made.box.height)
        assert made.box.left >= 0
        assert made.box.top >= 0
        assert made.box.right <= WIDTH
        assert made.box.bottom <= HEIGHT
        if made.fits:
            assert made.box.left <= made.text_box.left < made.text_box.right <= made.box.right
            assert made.pixels >= 1


def test_a_picture_of_one_pixel() -> None:
    shot = Shot(bytes(4), 1, 1)
    place = Box(0, 0, 1, 1)
    made = patch(shot, Paragraph(place, (place,), "a", "b"))
    assert made is not None
    assert not made.fits
