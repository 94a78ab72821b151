"""What mouse and keys do to a region: values only."""

from __future__ import annotations

import pytest

from desktop.ui.overlay_choice import (
    NO_LARGER,
    NO_SMALLER,
    ONE_SCREEN,
    Choice,
    Outcome,
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


def test_a_click_in_a_region_that_trembles_leaves_it(choice: Choice) -> None:
    drag(choice, (100, 100), (300, 200), keep=True)
    assert drag(choice, (200, 150), (203, 151), keep=False) is Outcome.OPEN
    assert choice.region == Region(100, 100, 200, 100)
    assert choice.release((203, 151), keep=False) is Outcome.OPEN
    assert choice.region == Region(100, 100, 200, 100)


def test_a_corner_pulled_past_the_other_turns_it_over(choice: Choice) -> None:
    drag(choice, (100, 100), (300, 200), keep=True)
    drag(choice, (300, 200), (60, 80), keep=True)
    assert choice.region == Region(60, 80, 40, 20)


def test_the_first_arrow_brings_a_region_to_the_middle(choice: Choice) -> None:
    assert choice.arrow(1, 0, fine=False, resize=False) == (
        "A frame in the middle. Left 853, top 533, 853 by 533."
    )


def test_arrows_go_ten_logical_pixels_and_one_real_one_with_ctrl(choice: Choice) -> None:
    choice.arrow(1, 0, fine=False, resize=False)
    assert choice.arrow(1, 0, fine=False, resize=False) == "Left 873."
    assert choice.arrow(0, -1, fine=False, resize=False) == "Top 513."
    assert choice.arrow(0, 1, fine=True, resize=False) == "Top 514."
    assert choice.arrow(1, 0, fine=False, resize=True) == "Width 873."
    assert choice.arrow(0, -1, fine=True, resize=True) == "Height 532."
    assert choice.region == Region(873, 514, 873, 532)


def test_arrows_stop_at_the_edges(choice: Choice) -> None:
    choice.whole()
    for _ in range(200):
        said = choice.arrow(-1, 0, fine=False, resize=True)
    assert said == "It gets no narrower."
    assert choice.region is not None
    assert choice.region.width == 3
    for _ in range(400):
        said = choice.arrow(-1, 0, fine=False, resize=False)
    assert said == "At the left edge."
    assert choice.region.x == LEFT.x
    assert choice.current == 0


def test_a_frame_that_goes_over_to_another_screen_says_so(choice: Choice) -> None:
    choice.take(Region(0, 400, 60, 40))
    assert choice.arrow(-1, 0, fine=False, resize=False) == "Left -20."
    said = choice.arrow(-1, 0, fine=False, resize=False)
    assert said == "Screen 1. Left 1240, top 300, 60 by 40."


def test_what_a_frame_cannot_do_is_said(choice: Choice) -> None:
    choice.whole()
    assert choice.arrow(1, 0, fine=False, resize=False) == "At the right edge."
    assert choice.arrow(0, 1, fine=False, resize=False) == "At the bottom edge."
    assert choice.arrow(0, -1, fine=False, resize=False) == "At the top edge."
    assert choice.arrow(1, 0, fine=False, resize=True) == "It gets no wider."
    assert choice.arrow(0, 1, fine=False, resize=True) == "It gets no taller."
    choice.take(Region(0, 0, 60, 3))
    assert choice.arrow(0, -1, fine=True, resize=True) == "It gets no flatter."


def test_digits_take_parts_of_parts_and_backspace_goes_back(choice: Choice) -> None:
    assert choice.digit(1) == "Part 1, upper left. 853 by 533."
    assert choice.digit(9) == "Part 9, lower right. 285 by 178."
    assert choice.back() == "Back to part 1, upper left. 853 by 533."
    for _ in range(9):
        last = choice.digit(5)
    assert last == NO_SMALLER


def test_backspace_goes_back_to_nothing_and_to_what_was_moved(choice: Choice) -> None:
    assert choice.back() == NO_LARGER
    choice.digit(5)
    assert choice.back() == "Back to the whole screen, nothing chosen."
    assert choice.region is None
    choice.whole()
    choice.digit(1)
    assert choice.back() == "Back to the whole of screen 2. 2560 by 1600."
    choice.arrow(-1, 0, fine=False, resize=True)
    choice.digit(1)
    assert choice.back() == "Back. Left 0, top 0, 2540 by 1600."


def test_digits_after_a_block_take_parts_of_the_screen(choice: Choice) -> None:
    block = Region(600, 900, 300, 40)
    choice.take(block)
    assert choice.digit(1) == "Part 1, upper left. 853 by 533."
    assert choice.back() == "Back to the block of text. 300 by 40."
    assert choice.region == block


def test_nine_parts_cover_the_whole() -> None:
    area = Region(-7, 3, 1000, 701)
    parts = [part(area, digit) for digit in range(1, 10)]
    assert sum(p.width * p.height for p in parts) == 1000 * 701
    assert parts[8].right == area.right
    assert parts[8].bottom == area.bottom


def test_the_next_screen(choice: Choice) -> None:
    choice.whole()
    assert choice.next_screen() == "Screen 1 of 2. 1280 by 800."
    assert not choice.large_enough
    assert choice.digit(5) == "Part 5, middle. 427 by 267."
    assert choice.region == part(LEFT, 5)
    assert choice.next_screen() == "Screen 2 of 2. 2560 by 1600."
    assert Choice([LEFT], [1.0], 0).next_screen() == ONE_SCREEN


def test_the_whole_screen(choice: Choice) -> None:
    assert choice.whole() == "The whole of screen 2. 2560 by 1600."
    assert choice.large_enough
    assert Choice([LEFT], [1.0], 0).whole() == "The whole screen. 1280 by 800."


def test_a_region_larger_than_the_desktop_is_shrunk() -> None:
    assert inside(Region(-5, 5, 100, 100), Region(0, 0, 50, 60)) == Region(0, 0, 50, 60)
