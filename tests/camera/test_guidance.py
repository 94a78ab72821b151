"""What is said of a run of frames, whatever they show."""

from __future__ import annotations

from itertools import pairwise

import pytest

from desktop.camera.guidance import AGAIN, APART, Guidance, lasts
from desktop.camera.values import Advice, Seen

RATE = 15


def seen(number: int, advice: Advice, rate: float = RATE, sharp: float = 0.9) -> Seen:
    return Seen(number, number / rate, None, sharp, 0.1, 0.0, False, 0.0, advice)


def said(run: list[Advice], rate: float = RATE) -> list[tuple[float, Advice]]:
    guidance = Guidance()
    told = []
    for number, advice in enumerate(run):
        if (word := guidance.see(seen(number, advice, rate))) is not None:
            told.append((number / rate, word))
    return told


def test_the_first_word_comes_within_a_third_of_a_second() -> None:
    ((time, advice),) = said([Advice.TOO_FAR] * 10)
    assert advice is Advice.TOO_FAR
    assert time <= 0.34


def test_words_are_apart() -> None:
    """From the end of a sentence to the beginning of the next one."""
    run = [list(Advice)[number // 5 % len(Advice)] for number in range(900)]
    told = said(run)
    assert len(told) > 10
    for (before, advice), (after, _) in pairwise(told):
        assert after - before >= lasts(advice.sentence) + APART - 0.001


def test_what_is_only_shown_takes_no_time() -> None:
    guidance = Guidance()
    guidance.spoken = False
    run = [Advice.NO_PAGE] * 20 + [Advice.TOO_DARK] * 10
    told = [number for number, a in enumerate(run) if guidance.see(seen(number, a)) is not None]
    assert len(told) == 2
    assert told[1] <= 26


def test_a_flutter_says_one_thing() -> None:
    run = [Advice.TOO_FAR if number % 3 else Advice.BLURRED for number in range(50)]
    assert {advice for _, advice in said(run)} == {Advice.TOO_FAR}


def test_what_changes_each_frame_is_not_followed() -> None:
    run = [Advice.GOOD] * 10 + [Advice.GLARE, Advice.TOO_FAR, Advice.TILTED] * 10
    assert [advice for _, advice in said(run)] == [Advice.GOOD]


def test_the_same_is_said_again_after_a_while_only() -> None:
    times = [time for time, _ in said([Advice.NO_PAGE] * 15 * RATE)]
    assert len(times) == 4
    assert all(
        AGAIN <= after - before < lasts(Advice.NO_PAGE.sentence) + APART + 0.2
        for before, after in pairwise(times)
    )


def test_good_is_said_once() -> None:
    assert [advice for _, advice in said([Advice.GOOD] * 20 * RATE)] == [Advice.GOOD]


def test_a_change_for_the_better_is_said_as_soon_as_allowed() -> None:
    bad = round((lasts(Advice.CUT_LEFT.sentence) + APART) * RATE)
    run = [Advice.CUT_LEFT] * bad + [Advice.GOOD] * 24
    told = said(run)
    assert [advice for _, advice in told] == [Advice.CUT_LEFT, Advice.GOOD]
    assert told[1][0] - bad / RATE <= 0.3


def test_what_was_over_before_it_could_be_said_is_not_said() -> None:
    run = [Advice.TOO_FAR] * 6 + [Advice.GLARE] * 8 + [Advice.GOOD] * 80
    assert [advice for _, advice in said(run)] == [Advice.TOO_FAR, Advice.GOOD]


def test_a_slow_camera_is_guided_as_well() -> None:
    assert [advice for _, advice in said([Advice.TOO_DARK] * 8, rate=3)] == [Advice.TOO_DARK]


def test_a_new_beginning_says_it_anew() -> None:
    guidance = Guidance()
    first = [guidance.see(seen(number, Advice.GOOD)) for number in range(10)]
    guidance.begin()
    assert guidance.advice is None
    again = [guidance.see(seen(number, Advice.GOOD)) for number in range(10, 20)]
    assert first.count(Advice.GOOD) == again.count(Advice.GOOD) == 1


def test_another_clock_is_a_new_beginning() -> None:
    guidance = Guidance()
    told = [guidance.see(seen(number, Advice.GOOD)) for number in [*range(500, 510), *range(10)]]
    assert told.count(Advice.GOOD) == 2


def test_the_distance_grows_as_it_gets_better() -> None:
    way = [Advice.NO_PAGE, Advice.CUT_LEFT, Advice.TOO_FAR, Advice.TILTED, Advice.BLURRED]
    distances = []
    for advice in [*way, Advice.GOOD]:
        guidance = Guidance()
        for number in range(5):
            guidance.see(seen(number, advice, sharp=0.1))
        distances.append(guidance.distance)
    assert distances == sorted(set(distances))
    assert distances[-1] == 1.0
    assert Guidance().distance == 0.0


@pytest.mark.parametrize("advice", list(Advice))
def test_the_distance_is_a_share(advice: Advice) -> None:
    guidance = Guidance()
    for number in range(5):
        guidance.see(seen(number, advice))
    assert 0 <= guidance.distance <= 1
    assert (guidance.distance == 1) == (advice is Advice.GOOD)
