"""When the picture is taken by itself, and that it is never a blurred one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from desktop.camera.taking import FRAMES, TEXT_SECONDS, Taking
from desktop.camera.values import ALL_BLURRED, Advice, Corners, Seen
from tests.camera.conftest import Asked
from tests.camera.scenes import Scene, View, desk, held, letter

SMALL = (480, 270)
RATE = 15
PAGE: Corners = ((0.3, 0.1), (0.7, 0.1), (0.7, 0.9), (0.3, 0.9))


def seen(
    number: int,
    advice: Advice = Advice.GOOD,
    corners: Corners | None = PAGE,
    rate: float = RATE,
) -> Seen:
    return Seen(number, number / rate, corners, 0.9, 0.8, 0.0, corners is None, 0.0, advice)


def moved(corners: Corners, by: float) -> Corners:
    one, two, three, four = ((x + by, y) for x, y in corners)
    return one, two, three, four


def taken_at(taking: Taking, run: Sequence[Seen]) -> list[int]:
    """The numbers of the frames at which it wants to take; each is taken."""
    found = []
    for one in run:
        if taking.see(one):
            found.append(one.number)
            taking.took()
    return found


def test_it_takes_after_so_many_steady_frames_and_once() -> None:
    taking = Taking()
    wants = [taking.see(seen(number)) for number in range(30)]
    assert wants.index(True) == FRAMES - 1
    assert sum(wants) == 1


@pytest.mark.parametrize("advice", [a for a in Advice if a not in (Advice.GOOD, Advice.NO_EDGES)])
def test_it_never_takes_what_is_wrong(advice: Advice) -> None:
    assert taken_at(Taking(), [seen(number, advice) for number in range(90)]) == []


def test_one_wrong_frame_begins_the_wait_anew() -> None:
    run = [seen(n, Advice.BLURRED if n == FRAMES - 2 else Advice.GOOD) for n in range(40)]
    assert taken_at(Taking(), run) == [2 * FRAMES - 2]


def test_a_page_that_creeps_is_not_steady() -> None:
    run = [seen(number, corners=moved(PAGE, 0.004 * number)) for number in range(40)]
    assert taken_at(Taking(), run) == []


def test_a_slow_camera_takes_in_time() -> None:
    found = taken_at(Taking(), [seen(number, rate=5.0) for number in range(20)])
    assert len(found) == 1
    assert found[0] / 5 <= 0.8


def test_text_without_edges_is_waited_for_longer() -> None:
    run = [seen(number, Advice.NO_EDGES, None) for number in range(60)]
    (found,) = taken_at(Taking(), run)
    assert TEXT_SECONDS <= found / RATE <= TEXT_SECONDS + 0.2


def test_the_same_page_is_not_taken_twice() -> None:
    run = [seen(number, corners=moved(PAGE, 0.03 * (number > 20))) for number in range(200)]
    assert len(taken_at(Taking(), run)) == 1


@pytest.mark.parametrize("between", ["gone", "elsewhere"])
def test_the_next_page_is_taken(between: str) -> None:
    def at(number: int) -> Seen:
        if 20 <= number < 30:
            if between == "gone":
                return seen(number, Advice.NO_PAGE, None)
            return seen(number, Advice.CUT_RIGHT, moved(PAGE, 0.3))
        return seen(number)

    assert len(taken_at(Taking(), [at(number) for number in range(80)])) == 2


def test_a_flicker_is_no_new_page() -> None:
    run = [seen(n, Advice.NO_PAGE, None) if n % 9 == 0 else seen(n) for n in range(25, 200)]
    taking = Taking()
    taking.see(seen(0))
    taking.took()
    assert taken_at(taking, run) == []


def test_after_a_miss_it_tries_again() -> None:
    taking = Taking()
    wants = []
    for number in range(40):
        wants.append(taking.see(seen(number)))
        if wants[-1]:
            taking.missed()
    assert sum(wants) == 40 // FRAMES


def test_another_camera_begins_anew() -> None:
    taking = Taking()
    for number in range(100, 100 + FRAMES - 1):
        assert not taking.see(seen(number))
    assert not taking.see(seen(1))


def story(seed: int) -> tuple[Callable[[float], View], float]:
    """A hand that comes with a page, out of focus and too far, and holds it well from a moment
    on; and that moment."""
    chance = np.random.default_rng(seed)
    good_from = chance.uniform(0.5, 0.9)
    good = View(
        across=chance.uniform(-0.08, 0.08),
        fill=chance.uniform(0.62, 0.8),
        turn=chance.uniform(-8, 8),
        lean=chance.uniform(-10, 10),
        swing=chance.uniform(-10, 10),
        light=chance.uniform(0.6, 1.0),
        noise=chance.uniform(1, 5),
    )
    kind = seed % 3
    still = held(good, seed, shake=0.0012)

    def at(time: float) -> View:
        if time >= good_from:
            return still(time)
        away = 1 - time / good_from
        view = still(time)
        if kind == 0:
            return replace(view, across=view.across - 0.9 * away - 0.12, smear=(25, 4), blur=1.5)
        if kind == 1:
            return replace(view, blur=5 + 6 * away)
        return replace(view, fill=0.3 + 0.1 * time, smear=(10, 10))

    return at, good_from


def taken_too_early_or_late(child: Asked, seed: int) -> str:
    """What is wrong with when it takes; empty where nothing is."""
    view, good_from = story(seed)
    scene = Scene(letter(), desk(["wood", "dark", "grey"][seed // 3 % 3]), SMALL)
    taking = Taking()
    for number in range(2 * RATE):
        time = number / RATE
        if taking.see(child.look(scene.frame(view(time), number), time)):
            # Five whole frames follow, at the camera's 30 a second.
            in_time = good_from <= time <= good_from + 1.0 - 5 / 30
            return "" if in_time else f"{seed}: good from {good_from:.2f} s, taken at {time:.2f} s"
    return f"{seed}: never taken"


@pytest.mark.parametrize("seed", range(6))
def test_it_takes_within_a_second_of_good_and_not_before(child: Asked, seed: int) -> None:
    assert taken_too_early_or_late(child, seed) == ""


@pytest.mark.slow
def test_so_it_does_for_many_hands(child: Asked) -> None:
    assert [wrong for seed in range(6, 18) if (wrong := taken_too_early_or_late(child, seed))] == []


@pytest.mark.parametrize("seed", range(4))
def test_it_never_takes_a_blurred_frame(child: Asked, seed: int) -> None:
    """Always a little out of focus, or always moved, by more or less."""
    still = held(View(fill=0.6 + 0.05 * seed), seed, shake=0.001)
    scene = Scene(letter(), desk("wood"), SMALL)
    taking = Taking()
    for number in range(12):
        time = number / RATE
        if seed % 2:
            view = replace(still(time), blur=3.8 + seed)
        else:
            view = replace(still(time), smear=(12.0, 4.0 * seed))
        assert not taking.see(child.look(scene.frame(view, number), time))


@pytest.mark.parametrize("worse", [View(blur=3.5), View(smear=(12, 0)), View(smear=(9, 9))])
def test_whole_pictures_that_are_blurred_are_refused(child: Asked, worse: View) -> None:
    scene = Scene(letter(), desk())
    bad = scene.frame(worse)
    refused = child.flatten(bad, bad, anyway=False)
    assert (refused.shot, refused.sentence) == (None, ALL_BLURRED)
    wanted = child.flatten(bad, anyway=True)
    assert wanted.shot is not None
    assert wanted.found


@pytest.mark.parametrize("place", range(5))
def test_the_sharpest_of_five_is_chosen(child: Asked, place: int) -> None:
    scene = Scene(letter(), desk("dark"), (800, 450))
    views = [View(blur=b) for b in (3.0, 1.8, 2.2, 2.6)]
    views.insert(place, View(blur=0.6))
    frames = [scene.frame(view, number) for number, view in enumerate(views)]
    assert child.flatten(*frames).shot == child.flatten(frames[place]).shot
