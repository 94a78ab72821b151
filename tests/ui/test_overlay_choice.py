"""What mouse and keys do to a region: values only."""

from __future__ import annotations

import pytest

from desktop.ui.overlay_choice import (
    NO_SMALLER,
    ONE_SCREEN,
    Choice,
    Outcome,
    described,
    inside,
    part,
    snapped,
)
from desktop.values import Region

LEFT, RIGHT = Region(-1280, 100, 1280, 800), Region(0, 0, 2560, 1600)


@pytest.fixture
def choice() -> Choice:
    return Choice([LEFT, RIGHT], [1.0, 2.0], 1)


def drag(choice: Choice, start: tuple[int, int], end: tuple[int, int], keep: bool) -> Outcome:
    choice.press(start)
    choice.move((start[0] + 1, start[1] + 1))
    return choice.release(end, keep)


@pytest.mark.parametrize(
    ("start", "end"), [((200, 140), (520, 204)), ((520, 204), (200, 140)), ((520, 140), (200, 204))]
)
def test_a_drag_in_any_direction_is_taken(
    choice: Choice, start: tuple[int, int], end: tuple[int, int]
) -> None:
    assert drag(choice, start, end, keep=False) is Outcome.TAKE
    assert choice.region == Region(200, 140, 320, 64)


def test_a_drag_goes_on_over_the_next_screen(choice: Choice) -> None:
    assert drag(choice, (-100, 200), (50, 300), keep=False) is Outcome.TAKE
    assert choice.region == Region(-100, 200, 150, 100)


def test_the_last_pixel_can_be_reached(choice: Choice) -> None:
    drag(choice, (2500, 1500), (2559, 1599), keep=False)
    assert choice.region == Region(2500, 1500, 60, 100)
    assert snapped((9000, -50), LEFT) == (0, 100)


def test_two_clicks(choice: Choice) -> None:
    choice.press((10, 20))
    assert choice.release((12, 21), keep=False) is Outcome.CORNER
    choice.move((90, 70))
    assert choice.region == Region(12, 21, 78, 49)
    choice.press((110, 80))
    assert choice.release((110, 80), keep=False) is Outcome.TAKE
    assert choice.region == Region(12, 21, 98, 59)


def test_a_drag_after_a_click_is_a_drag_and_a_trembling_second_click_is_none(
    choice: Choice,
) -> None:
    assert drag(choice, (900, 900), (901, 901), keep=False) is Outcome.CORNER
    assert drag(choice, (200, 140), (520, 304), keep=False) is Outcome.TAKE
    assert choice.region == Region(200, 140, 320, 164)
    choice.region = None
    assert drag(choice, (900, 900), (901, 901), keep=False) is Outcome.CORNER
    assert drag(choice, (200, 140), (230, 150), keep=False) is Outcome.TAKE
    assert choice.region == Region(230, 150, 671, 751)


def test_twice_on_the_same_place_is_too_small(choice: Choice) -> None:
    for outcome in (Outcome.CORNER, Outcome.SMALL):
        choice.press((10, 20))
        assert choice.release((10, 20), keep=False) is outcome
    assert choice.region is None


@pytest.mark.parametrize(("width", "height"), [(50, 2), (2, 50), (50, 0)])
def test_a_thin_drag_is_too_small(choice: Choice, width: int, height: int) -> None:
    assert drag(choice, (100, 100), (100 + width, 100 + height), keep=True) is Outcome.SMALL


def test_three_pixels_are_enough(choice: Choice) -> None:
    assert drag(choice, (100, 100), (150, 103), keep=False) is Outcome.TAKE


def test_shift_keeps_it_to_be_moved_and_resized(choice: Choice) -> None:
    assert drag(choice, (100, 100), (300, 200), keep=True) is Outcome.OPEN
    assert choice.under((200, 150)) == (0, 0)
    assert choice.under((303, 196)) == (1, 1)
    assert choice.under((100, 150)) == (-1, 0)
    assert choice.under((400, 150)) is None
    assert drag(choice, (200, 150), (190, 170), keep=False) is Outcome.OPEN
    assert choice.region == Region(90, 120, 200, 100)
    assert drag(choice, (290, 170), (310, 900), keep=False) is Outcome.OPEN
    assert choice.region == Region(90, 120, 220, 100)


def test_a_corner_pulled_past_the_other_turns_it_over(choice: Choice) -> None:
    drag(choice, (100, 100), (300, 200), keep=True)
    drag(choice, (300, 200), (60, 80), keep=True)
    assert choice.region == Region(60, 80, 40, 20)


def test_the_first_arrow_brings_a_region_to_the_middle(choice: Choice) -> None:
    assert choice.arrow(1, 0, fine=False, resize=False) == "x 853, y 533, 853 by 533"


def test_arrows_go_ten_logical_pixels_and_one_real_one_with_ctrl(choice: Choice) -> None:
    choice.arrow(1, 0, fine=False, resize=False)
    assert choice.arrow(1, -1, fine=False, resize=False) == "x 873, y 513, 853 by 533"
    assert choice.arrow(0, 1, fine=True, resize=False) == "x 873, y 514, 853 by 533"
    assert choice.arrow(1, 0, fine=False, resize=True) == "x 873, y 514, 873 by 533"
    assert choice.arrow(0, -1, fine=True, resize=True) == "x 873, y 514, 873 by 532"


def test_arrows_stop_at_the_edges(choice: Choice) -> None:
    choice.whole()
    for _ in range(200):
        choice.arrow(-1, 0, fine=False, resize=True)
    assert choice.region is not None
    assert choice.region.width == 3
    for _ in range(400):
        choice.arrow(-1, 0, fine=False, resize=False)
    assert choice.region.x == LEFT.x
    assert choice.current == 0


def test_digits_take_parts_of_parts_and_backspace_goes_back(choice: Choice) -> None:
    assert choice.digit(1) == "1: x 0, y 0, 853 by 533"
    assert choice.digit(9) == "9: x 568, y 355, 285 by 178"
    assert choice.back() == "x 0, y 0, 853 by 533"
    for _ in range(9):
        last = choice.digit(5)
    assert last == NO_SMALLER


def test_nine_parts_cover_the_whole() -> None:
    area = Region(-7, 3, 1000, 701)
    parts = [part(area, digit) for digit in range(1, 10)]
    assert sum(p.width * p.height for p in parts) == 1000 * 701
    assert parts[8].right == area.right
    assert parts[8].bottom == area.bottom


def test_the_next_screen(choice: Choice) -> None:
    assert choice.next_screen().startswith("Screen 1 of 2: x -854, y 366,")
    assert choice.next_screen().startswith("Screen 2 of 2")
    assert Choice([LEFT], [1.0], 0).next_screen() == ONE_SCREEN


def test_the_whole_screen(choice: Choice) -> None:
    assert choice.whole() == described(RIGHT)
    assert choice.large_enough


def test_a_region_larger_than_the_desktop_is_shrunk() -> None:
    assert inside(Region(-5, 5, 100, 100), Region(0, 0, 50, 60)) == Region(0, 0, 50, 60)
