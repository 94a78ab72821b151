"""Every scene, translated in place: where it should be, whole, alone, and read as it is meant."""

from __future__ import annotations

from functools import cache

import pytest
from PySide6.QtGui import QImage, QPainter, QRegion, QTransform

from desktop.capture.qt import from_image
from desktop.text.scripts import main_script
from desktop.typesetting.composed import compose, patched
from desktop.typesetting.cover import cover
from desktop.typesetting.fit import fitted, overlap
from desktop.typesetting.patch import Patch, painted
from desktop.values import Box, Done, Line
from tests.reader.desk import Desk
from tests.typesetting.measures import (
    alike,
    changed,
    looked_at,
    others,
    picture,
    read_in,
    region,
    unlimited,
    with_patch,
)
from tests.typesetting.scenes import SCENES
from tests.typesetting.sheet import Scene

ON_ITS_SIDE = {("upright to English", 0)}
"""Paragraphs that are set from top to bottom."""

every_scene = pytest.mark.parametrize("name", SCENES)


@cache
def scene(name: str) -> Scene:
    return SCENES[name]()


@cache
def patches(name: str) -> tuple[Patch | None, ...]:
    return tuple(patched(scene(name).shot, scene(name).paragraphs))


def translated(name: str) -> list[int]:
    return [number for number, one in enumerate(scene(name).paragraphs) if not one.left_alone]


@every_scene
def test_every_paragraph_lies_where_it_was(name: str) -> None:
    assert translated(name)
    for number, (paragraph, patch) in enumerate(
        zip(scene(name).paragraphs, patches(name), strict=True)
    ):
        assert (patch is None) == paragraph.left_alone
        if patch is not None:
            assert patch.fits, number
            assert overlap(patch.text_box, paragraph.box) >= 0.8, number
            assert overlap(patch.text_box, patch.box) == 1.0
            size = (patch.image.width(), patch.image.height())
            assert size == (patch.box.width, patch.box.height)
            assert (
                overlap(patch.box, Box(0, 0, scene(name).shot.width, scene(name).shot.height)) == 1
            )
    assert compose(scene(name).shot, scene(name).paragraphs).unplaced == ()


@every_scene
def test_no_text_is_clipped(name: str) -> None:
    for number in translated(name):
        one = looked_at(scene(name), number)
        found = fitted(one)
        assert found is not None
        whole = unlimited(found.setting, one)
        assert whole == found.box == painted(one, found).text_box, number
        assert not one.area.kept.intersects(
            region([whole.moved(-one.area.box.left, -one.area.box.top)])
        ), number


@every_scene
def test_neighbours_and_all_around_stay_as_they_are(name: str) -> None:
    one = scene(name)
    before = picture(one.shot)
    for number in translated(name):
        patch = patches(name)[number]
        assert patch is not None
        after = with_patch(one.shot, patch)
        letters = [box for place, ink in enumerate(one.ink) if place != number for box in ink]
        assert changed(before, after, region(letters)).isEmpty(), number
        rows = [_rimmed(row) for row in one.paragraphs[number].rows]
        kept = region(others(one, number)) - region(rows)
        assert changed(before, after, kept).isEmpty(), number
        reach = max(row.height for row in one.paragraphs[number].rows)
        if one.paragraphs[number].vertical:
            reach = max(row.width for row in one.paragraphs[number].rows)
        box = one.paragraphs[number].box
        near = Box(box.left - reach, box.top - reach, box.right + reach, box.bottom + reach)
        text, soft = patch.text_box, round(patch.pixels / 2)
        shaded = Box(text.left - soft, text.top - soft, text.right + soft, text.bottom + soft)
        around = QRegion(before.rect()) - region([near, shaded])
        assert changed(before, after, around).isEmpty(), number


def _rimmed(row: Box) -> Box:
    """A row with the two or three pixels around it that are its own even in a neighbour's box."""
    rim = max(1, round(0.15 * min(row.width, row.height)))
    return Box(row.left - rim, row.top - rim, row.right + rim, row.bottom + rim)


def test_the_frame_of_a_sign_and_of_a_button_stays() -> None:
    for name, frames in (
        ("sign", [Box(57, 57, 663, 66), Box(57, 314, 663, 323), Box(57, 57, 66, 323)]),
        ("dialog", [Box(40, 40, 521, 42), Box(180, 212, 501, 215), Box(180, 241, 501, 244)]),
        ("menu", [Box(220, 106, 420, 111)]),
    ):
        after = compose(scene(name).shot, scene(name).paragraphs).image
        assert changed(picture(scene(name).shot), after, region(frames)).isEmpty(), name


@every_scene
def test_flat_ground_is_covered_in_its_very_colour(name: str) -> None:
    for number in translated(name):
        one = looked_at(scene(name), number)
        if not one.ground.flat:
            assert name in ("photo", "mixed", "paper")
            continue
        red, green, blue = one.ground.flat[0]
        behind = picture(scene(name).shot).pixelColor(
            one.area.box.left + one.extents[0].cover.left - 1,
            one.area.box.top + one.extents[0].cover.top - 1,
        )
        assert (behind.red(), behind.green(), behind.blue()) == (red, green, blue), number


def read(quick: Desk, image: QImage) -> tuple[Line, ...]:
    answer = quick.read(from_image(image))
    return answer.reading.lines if isinstance(answer, Done) else ()


@every_scene
def test_nothing_of_the_original_is_found_under_the_cover(name: str, quick: Desk) -> None:
    image = picture(scene(name).shot)
    painter = QPainter(image)
    for number in translated(name):
        one = looked_at(scene(name), number)
        painter.save()
        painter.translate(one.area.box.left, one.area.box.top)
        cover(one).draw(painter)
        painter.restore()
    painter.end()
    covered = region([scene(name).paragraphs[number].box for number in translated(name)])
    left = [line.text for line in read(quick, image) if covered.intersects(region([line.box]))]
    assert left == []


@pytest.mark.parametrize("name", [name for name in SCENES if name not in ("arabic", "upright")])
def test_the_translation_is_read_back(name: str, quick: Desk) -> None:
    image = compose(scene(name).shot, scene(name).paragraphs).image
    lines = read(quick, image)
    for number in translated(name):
        paragraph, patch = scene(name).paragraphs[number], patches(name)[number]
        assert patch is not None
        assert main_script(paragraph.text) == "Latn"
        if (name, number) in ON_ITS_SIDE:
            lying = image.copy(region([paragraph.box]).boundingRect())
            text = " ".join(line.text for line in read(quick, _upright(lying)))
        else:
            text = read_in(lines, patch.text_box)
        assert alike(text, paragraph.text) >= 0.9, (text, paragraph.text)


def _upright(image: QImage) -> QImage:
    return image.transformed(QTransform().rotate(-90))
