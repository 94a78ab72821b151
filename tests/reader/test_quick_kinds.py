"""The quick engine reads the 13 kinds of screenshot that people take, in three font families."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from desktop.values import Done, EngineName, Piece
from tests.reader.desk import Desk
from tests.reader.kinds import FAMILIES, KINDS, render, shot, similarity

BAR = 0.98


def test_there_are_thirteen_kinds() -> None:
    assert len(KINDS) == 13


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", KINDS)
def test_kind(quick: Desk, kind: str, family: str) -> None:
    picture = render(kind, family)
    answer = quick.read(picture.shot)
    assert isinstance(answer, Done)
    found = answer.reading
    assert similarity(found.text, picture.text) >= BAR, found.text
    assert quick.text() == found.text
    assert found.engine is EngineName.QUICK
    assert found.notes == ()
    assert [m.text for _, m in quick.heard if isinstance(m, Piece)], "nothing streamed"
    for line in found.lines:
        assert 0 <= line.box.left < line.box.right <= picture.image.width
        assert 0 <= line.box.top < line.box.bottom <= picture.image.height
    assert {line.text for line in found.lines} <= {
        text for row in found.text.split("\n") for text in (row, *_parts(row))
    }


@pytest.mark.parametrize("kind", ["small labels", "low contrast", "Chinese and English", "code"])
def test_a_screen_of_twice_the_pixels_is_read_as_well(quick: Desk, kind: str) -> None:
    picture = render(kind, "dejavu")
    image = picture.image
    large = shot(image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC))
    answer = quick.read(replace(large, scale=2.0))
    assert isinstance(answer, Done)
    assert similarity(answer.reading.text, picture.text) >= BAR
    assert all(line.box.bottom <= large.height for line in answer.reading.lines)
    assert max(line.box.bottom for line in answer.reading.lines) > large.height / 2


def _parts(row: str) -> list[str]:
    """Every stretch of words of a row: a row may be made of several lines."""
    words = row.split(" ")
    return [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]


def test_the_languages_are_told(quick: Desk) -> None:
    for kind, language in (("two columns", "en"), ("Chinese and English", "zh")):
        answer = quick.read(render(kind, "dejavu").shot)
        assert isinstance(answer, Done)
        assert answer.reading.language == language
