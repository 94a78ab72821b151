"""What is said of a frame, and of a run of frames, as the real child sees them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from desktop.camera.guidance import APART, Guidance, lasts
from desktop.camera.values import Advice
from tests.camera.conftest import Asked
from tests.camera.scenes import Scene, View, desk, fingers, held, letter, sequence

SMALL = (480, 270)

CASES = {
    "good": (View(), Advice.GOOD),
    "a smaller page": (View(fill=0.65, turn=-6, lean=8, swing=-10), Advice.GOOD),
    "dark": (View(light=0.22, noise=5), Advice.TOO_DARK),
    "a lamp": (View(glare=(0.5, 0.4, 0.08)), Advice.GLARE),
    "left": (View(across=-0.36), Advice.CUT_LEFT),
    "right": (View(across=0.36), Advice.CUT_RIGHT),
    "top": (View(down=-0.16), Advice.CUT_TOP),
    "bottom": (View(down=0.16), Advice.CUT_BOTTOM),
    "a corner": (View(turn=14, down=-0.13, fill=0.8), Advice.CUT_TOP),
    "near": (View(fill=1.3), Advice.TOO_NEAR),
    "far": (View(fill=0.4), Advice.TOO_FAR),
    "clockwise": (View(turn=30, fill=0.7), Advice.TURN_ANTICLOCKWISE),
    "anticlockwise": (View(turn=-30, fill=0.7), Advice.TURN_CLOCKWISE),
    "leaning": (View(lean=45, fill=0.8), Advice.TILTED),
    "out of focus": (View(blur=5), Advice.BLURRED),
    "the worst first": (View(light=0.22, noise=5, fill=0.4, turn=30), Advice.TOO_DARK),
    "cut before turned": (View(turn=26, across=-0.37, fill=0.7), Advice.CUT_LEFT),
    "far before tilted": (View(fill=0.4, lean=45), Advice.TOO_FAR),
}


@pytest.mark.parametrize("case", CASES)
def test_the_advice_of_a_frame_is_the_worst(child: Asked, case: str) -> None:
    view, expected = CASES[case]
    seen = child.look(Scene(letter(), desk("dark"), SMALL).frame(view), 0.0)
    assert seen.advice is expected
    assert seen.good == (expected is Advice.GOOD)


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_of_a_while_is_that_one_sentence(child: Asked, case: str) -> None:
    view, expected = CASES[case]
    guidance, said = Guidance(), []
    scene = Scene(letter(), desk(), SMALL)
    for time, frame in sequence(scene, held(view, seed=3), seconds=1.1, rate=6):
        advice = guidance.see(child.look(frame, time))
        if advice is not None:
            said.append(advice.sentence)
    assert said == [expected.sentence]


def test_who_moves_is_told_to_hold_still(child: Asked) -> None:
    guidance, said = Guidance(), []
    scene = Scene(letter(), desk(), SMALL)

    def waved(time: float) -> View:
        return View(across=0.1 * np.sin(2 * np.pi * 1.4 * time), smear=(12, 0), fill=0.7)

    for time, frame in sequence(scene, waved, seconds=1.1, rate=15):
        if (advice := guidance.see(child.look(frame, time))) is not None:
            said.append(advice)
    assert said == [Advice.HOLD_STILL]


def test_a_whole_story_is_told_one_after_the_other(child: Asked) -> None:
    stations = [
        (4.2, View(light=0.15, fill=0.4, noise=5)),
        (8.4, View(fill=0.4)),
        (12.6, View(fill=0.8, across=-0.36)),
        (16.8, View(fill=0.62, turn=32)),
        (21.0, View(fill=0.8)),
    ]

    def story(time: float) -> View:
        return next(view for until, view in stations if time < until)

    guidance, said = Guidance(), []
    for time, frame in sequence(Scene(letter(), desk("grey"), SMALL), story, 21.0, rate=6):
        if (advice := guidance.see(child.look(frame, time))) is not None:
            said.append((time, advice))
    assert [advice for _, advice in said] == [
        Advice.TOO_DARK,
        Advice.TOO_FAR,
        Advice.CUT_LEFT,
        Advice.TURN_ANTICLOCKWISE,
        Advice.GOOD,
    ]
    for (before, advice), (after, _) in pairwise(said):
        assert after - before >= lasts(advice.sentence) + APART  # each is heard to its end


@pytest.mark.parametrize("ground", ["wood", "dark", "grey", "white"])
def test_an_empty_desk_has_no_page(child: Asked, ground: str) -> None:
    seen = child.look(Scene(None, desk(ground), SMALL).frame(View()), 0.0)
    assert (seen.advice, seen.corners, seen.text) == (Advice.NO_PAGE, None, False)


def test_an_empty_room_has_no_page(child: Asked) -> None:
    """Walls, a window and a door: large straight edges, and neither paper nor letters."""
    room = np.full((270, 480), 150, np.uint8)
    room[200:] = 95
    room[:, 300:] -= 22
    room[60:200, 60:63] = 70
    noise = np.random.default_rng(4).normal(0, 2, room.shape)
    seen = child.look(np.clip(room + noise, 0, 255).astype(np.uint8), 0.0)
    assert seen.advice is Advice.NO_PAGE


def test_a_covered_lens_is_too_dark(child: Asked) -> None:
    assert child.look(np.full((270, 480), 9, np.uint8), 0.0).advice is Advice.TOO_DARK


def test_text_without_a_page_is_seen(child: Asked) -> None:
    """A sign as large as the picture: its edges are nowhere."""
    near = Scene(letter(), desk(), SMALL).frame(View(fill=3.2, down=0.7))
    seen = child.look(near, 0.0)
    assert (seen.advice, seen.corners, seen.text) == (Advice.NO_EDGES, None, True)


def test_a_white_page_on_a_white_desk_is_text_at_least(child: Asked) -> None:
    seen = child.look(Scene(letter(), desk("white"), (480, 270)).frame(View(fill=0.9)), 0.0)
    assert seen.advice in (Advice.NO_EDGES, Advice.GOOD)


@pytest.mark.parametrize("seed", range(5))
def test_corners_are_where_the_page_is(child: Asked, seed: int) -> None:
    chance = np.random.default_rng(seed)
    scene = Scene(letter(), desk(["wood", "dark", "cloth", "grey"][seed % 4]), SMALL)
    view = View(
        across=chance.uniform(-0.1, 0.1),
        fill=chance.uniform(0.5, 0.75),
        turn=chance.uniform(-15, 15),
        lean=chance.uniform(-20, 20),
        swing=chance.uniform(-20, 20),
        light=chance.uniform(0.5, 1.0),
        noise=chance.uniform(1, 6),
    )
    seen = child.look(scene.frame(view, seed), 0.0)
    assert seen.corners is not None
    assert np.abs(np.array(seen.corners) - scene.corners(view)).max() < 0.008


@pytest.mark.parametrize("seed", range(5))
def test_a_page_in_two_hands_is_found_before_a_room(child: Asked, seed: int) -> None:
    chance = np.random.default_rng(seed)
    scene = Scene(letter(), desk("room", seed), SMALL)
    lean, swing, turn = chance.uniform(-10, 10, 3)
    view = View(fill=chance.uniform(0.62, 0.78), turn=turn, lean=lean, swing=swing)
    seen = child.look(fingers(scene.frame(view, seed), scene.corners(view)), 0.0)
    assert seen.advice is Advice.GOOD
    assert seen.corners is not None
    assert np.abs(np.array(seen.corners) - scene.corners(view)).max() < 0.015


def test_a_page_of_little_contrast_is_found(child: Asked) -> None:
    view = View(fill=0.7, turn=4)
    for paper in (190, 175):
        scene = Scene(letter(paper=paper, ink=120), desk("grey"), SMALL)
        seen = child.look(scene.frame(view), 0.0)
        assert seen.corners is not None
        assert np.abs(np.array(seen.corners) - scene.corners(view)).max() < 0.02


def test_left_is_right_for_who_faces_the_camera(child: Asked) -> None:
    scene = Scene(letter(), desk(), SMALL)
    for view, expected in (
        (View(across=-0.36), Advice.CUT_RIGHT),
        (View(turn=30, fill=0.7), Advice.TURN_CLOCKWISE),
        (View(down=-0.16), Advice.CUT_TOP),
    ):
        assert child.look(scene.frame(view), 0.0, mirrored=True).advice is expected


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 300), (480, 1), (3, 2), (47, 47), (479, 269), (270, 480)]
)
def test_frames_of_any_size_are_looked_at(child: Asked, size: tuple[int, int]) -> None:
    width, height = size
    chance = np.random.default_rng(1)
    for frame in (
        np.full((height, width), 180, np.uint8),
        chance.integers(0, 255, (height, width)).astype(np.uint8),
    ):
        assert child.look(frame, 0.0).corners is None


def test_a_page_is_found_on_an_upright_frame(child: Asked) -> None:
    seen = child.look(Scene(letter(), desk(), (270, 480)).frame(View(fill=0.62)), 0.0)
    assert seen.advice is Advice.GOOD


def test_every_advice_has_its_sentence() -> None:
    sentences = [advice.sentence for advice in Advice]
    assert len(set(sentences)) == len(Advice)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert [advice.rank for advice in Advice] == list(range(len(Advice)))
    assert all(advice.mirrored.mirrored is advice for advice in Advice)
