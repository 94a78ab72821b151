"""Pages of known marks, as a camera sees them, straightened by the real child."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from desktop.camera.straightening import proportions
from desktop.camera.values import EDGES_NOT_FOUND, Flattened
from tests.camera.conftest import Asked, shot
from tests.camera.scenes import A4, Page, Pixels, Points, Scene, View, desk, letter

SIZE = (1280, 720)
WITHIN = 0.02

VIEWS = {
    "straight": View(),
    "turned": View(turn=-18, fill=0.65),
    "leaning": View(lean=22),
    "swinging": View(swing=-24),
    "all": View(turn=9, lean=18, swing=-14, fill=0.72, across=0.05),
    "dim": View(light=0.5, noise=4, lean=12),
    "a book": View(curve=0.05),
    "a thick book": View(curve=0.08, lean=8, turn=3, fill=0.78),
}


def picture(flattened: Flattened) -> Pixels:
    found = flattened.shot
    assert found is not None
    whole = np.frombuffer(found.pixels, np.uint8).reshape(found.height, found.width, 4)
    return np.ascontiguousarray(whole[..., :3])


def marks_on(page: Pixels) -> Points:
    """Where the blue discs are, in 0..1 of the page."""
    colours = cv2.cvtColor(page, cv2.COLOR_BGR2HSV)
    blue = cv2.inRange(colours, (95, 90, 40), (125, 255, 255))
    _, _, stats, middles = cv2.connectedComponentsWithStats(blue)
    large = stats[1:, cv2.CC_STAT_AREA] > 12
    return np.asarray((middles[1:][large] + 0.5) / (page.shape[1], page.shape[0]))


def astray(page: Pixels, original: Page) -> float:
    """How far the mark that is most astray is from its place, in 0..1 of the page."""
    seen = marks_on(page)
    assert len(seen) >= len(original.marks)
    return max(float(np.hypot(*(seen - np.array(mark)).T).min()) for mark in original.marks)


@pytest.mark.parametrize("name", VIEWS)
def test_a_straightened_page_has_its_own_geometry(child: Asked, name: str) -> None:
    page = letter(marked=True)
    scene = Scene(page, desk("wood"), SIZE)
    flattened = child.flatten(scene.frame(VIEWS[name]))
    assert flattened.found
    assert flattened.sentence == ""
    straight = picture(flattened)
    assert astray(straight, page) < WITHIN
    ratio = straight.shape[1] / straight.shape[0]
    assert abs(ratio / (A4[0] / A4[1]) - 1) < WITHIN
    assert flattened.corners is not None
    near = np.abs(np.array(flattened.corners) - scene.corners(VIEWS[name])).max()
    assert near < (0.004 if VIEWS[name].curve else 0.0012)


@pytest.mark.parametrize("seed", range(4))
def test_any_page_that_is_taken_for_good_is_straightened(child: Asked, seed: int) -> None:
    chance = np.random.default_rng(seed)
    page = letter(marked=True)
    scene = Scene(page, desk(["wood", "dark", "cloth", "grey"][seed % 4]), SIZE)
    view = View(
        across=chance.uniform(-0.1, 0.1),
        fill=chance.uniform(0.6, 0.78),
        turn=chance.uniform(-15, 15),
        lean=chance.uniform(-20, 20),
        swing=chance.uniform(-20, 20),
        light=chance.uniform(0.6, 1.0),
        noise=chance.uniform(1, 5),
        blur=chance.uniform(0.5, 1.2),
    )
    frame = scene.frame(view, seed)
    small = cv2.resize(frame, (480, 270), interpolation=cv2.INTER_AREA)
    assert child.look(small, 0.0).good
    straight = picture(child.flatten(frame, anyway=False))
    assert astray(straight, page) < WITHIN
    assert abs(straight.shape[1] / straight.shape[0] / (A4[0] / A4[1]) - 1) < WITHIN


def test_a_page_of_no_usual_format_keeps_its_proportions(child: Asked) -> None:
    """A receipt, tilted over both axes, so that the lens can be told from its corners."""
    size = (95.0, 240.0)
    scene = Scene(letter(size), desk("dark"), SIZE)
    for view in (View(), View(lean=20, swing=-18, turn=8)):
        straight = picture(child.flatten(scene.frame(view)))
        assert abs(straight.shape[1] / straight.shape[0] / (size[0] / size[1]) - 1) < WITHIN


@pytest.mark.parametrize("focal", [0.75, 1.05, 1.25])
def test_proportions_are_those_of_the_page_whatever_the_lens(focal: float) -> None:
    size = (160.0, 200.0)
    scene = Scene(replace(letter(), size=size), desk(), SIZE, focal)
    for view in (View(turn=5, lean=24, swing=20), View(lean=-22, swing=25, turn=-9), View()):
        ratio, _ = proportions(scene.corners(view) * SIZE, SIZE)
        assert abs(ratio / (size[0] / size[1]) - 1) < WITHIN


@pytest.mark.parametrize("quarters", range(4))
def test_a_page_comes_out_upright(child: Asked, quarters: int) -> None:
    upright = letter(marked=True)
    turned = np.ascontiguousarray(np.rot90(upright.picture, quarters))
    size = (A4[1], A4[0]) if quarters % 2 else A4
    scene = Scene(Page(turned, size), desk("dark"), SIZE)
    straight = picture(child.flatten(scene.frame(View(fill=0.85))))
    assert straight.shape[0] > straight.shape[1]
    grey = cv2.cvtColor(straight, cv2.COLOR_BGR2GRAY)
    height = len(grey)
    # The heading is in the upper left; the lower quarter is empty but for the marks.
    head = (grey[int(0.06 * height) : int(0.11 * height), : grey.shape[1] // 2] < 110).mean()
    foot = (grey[int(0.88 * height) : int(0.93 * height), : grey.shape[1] // 2] < 110).mean()
    assert head > 0.05
    assert foot < 0.01


def shaded(frame: Pixels) -> Pixels:
    """A hand's shadow over the right half, and a warm lamp."""
    height, width = frame.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    shadow = 1 - 0.4 / (1 + np.exp(-(columns - width / 2 + 0.3 * rows - 80) / 25))
    warm = np.array([0.86, 0.96, 1.0])
    return np.asarray(np.clip(frame * shadow[..., None] * warm, 0, 255).astype(np.uint8))


def test_light_is_evened_and_colours_stay(child: Asked) -> None:
    page = letter(marked=True)
    frame = shaded(Scene(page, desk("wood"), SIZE).frame(View(lean=10)))
    straight = picture(child.flatten(frame))
    height, width = straight.shape[:2]
    low = straight[int(0.72 * height) : int(0.9 * height)].reshape(-1, width, 3)
    paper = np.median(low, axis=0)
    assert paper.min() > 225  # white, from the left to the right
    assert np.ptp(paper.mean(axis=1)) < 25
    assert float(np.ptp(np.median(paper, axis=0))) < 8  # and not yellow
    middles = (marks_on(straight) * (width, height)).astype(int)
    blue, green, red = straight[middles[:, 1], middles[:, 0]].mean(axis=0)
    assert blue > green + 60 > red + 60


def test_a_dark_picture_on_a_page_stays_dark(child: Asked) -> None:
    printed = letter().picture.copy()
    height, width = printed.shape[:2]
    printed[int(0.6 * height) : int(0.9 * height), int(0.15 * width) : int(0.85 * width)] = 40
    straight = picture(child.flatten(Scene(Page(printed), desk("grey"), SIZE).frame(View())))
    height, width = straight.shape[:2]
    assert straight[int(0.65 * height) : int(0.85 * height), width // 4 : -width // 4].max() < 110


@pytest.mark.parametrize("view", [View(fill=3.2, down=0.7), View(across=-0.36)])
def test_without_all_edges_it_is_the_picture_and_that_is_said(child: Asked, view: View) -> None:
    frame = Scene(letter(), desk(), SIZE).frame(view)
    flattened = child.flatten(frame)
    assert (flattened.found, flattened.sentence) == (False, EDGES_NOT_FOUND)
    assert picture(flattened).shape == frame.shape


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (47, 31), (481, 271)])
def test_pictures_of_any_size_are_answered(child: Asked, size: tuple[int, int]) -> None:
    frame = np.full((size[1], size[0], 3), 200, np.uint8)
    flattened = child.flatten(frame)
    assert flattened.shot is not None
    assert (flattened.shot.width, flattened.shot.height) == size
    assert not flattened.found
    assert shot(frame).width == size[0]
