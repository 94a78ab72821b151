"""The blocks of text on a frozen screen: what they are, what is said, what is read of them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.ui.overlay_blocks import LOOKING, NONE_FOUND, blocks
from desktop.ui.overlay_choice import Choice
from desktop.ui.overlay_search import Search, Step
from desktop.values import Box, EngineName, Line, OutputKind, Region, Shot

ROOT = Path(__file__).parents[2]

LEFT, RIGHT = (-400, 100), (0, 0)


def screen(origin: tuple[int, int] = RIGHT) -> Shot:
    return Shot(bytes(range(256)) * (400 * 300 * 4 // 256), 400, 300, origin)


def line(text: str, left: int, top: int, right: int = 380, score: float = 1.0) -> Line:
    return Line(text, Box(left, top, right, top + 18), score)


LETTER = (
    line("Dear Sir,", 20, 90),
    line("Invoice 7", 20, 40, 120),
    line("we thank you for your order", 20, 110),
    line("and send you the bill.", 20, 130, 300),
    line("Total 22.35", 20, 200, 150),
)
"""A heading, a paragraph of three lines, and a line far below, found in no order."""


def test_a_block_is_a_paragraph_and_a_heading_is_one_of_its_own() -> None:
    found = blocks(screen(), LETTER).found
    assert [block.words for block in found] == [
        "Invoice 7",
        "Dear Sir, we thank you for your order and send you the bill.",
        "Total 22.35",
    ]
    assert found[1].box == Box(20, 90, 380, 148)


def test_a_mail_is_parted_where_its_rows_stand_wider_apart() -> None:
    """As the quick engine's boxes are: roomy, so that those of a paragraph overlap."""
    rows = ((40, 58), (66, 90), (99, 119), (116, 137), (146, 165), (162, 183), (193, 217))
    lines = [Line(str(at), Box(60, row[0], 300, row[1])) for at, row in enumerate(rows)]
    found = blocks(screen(), lines).found
    assert [block.words for block in found] == ["0", "1", "2 3", "4 5", "6"]


def test_no_space_comes_into_a_script_that_has_none() -> None:
    rows = [line("谢谢您的支持，我们", 20, 40), line("期待再次为您服务。", 20, 60)]
    assert blocks(screen(), rows).found[0].words == "谢谢您的支持，我们期待再次为您服务。"


def test_rows_that_are_all_far_apart_stay_together() -> None:
    rows = [line(f"row {number}", 20, 40 + 30 * number) for number in range(5)]
    assert len(blocks(screen(), rows).found) == 1


def test_columns_come_one_after_the_other() -> None:
    left = [line(f"left {number}", 10, 40 + 20 * number, 150) for number in range(3)]
    right = [line(f"right {number}", 240, 47 + 20 * number, 380) for number in range(3)]
    found = blocks(screen(), [*right, *left]).found
    assert [block.words[:6] for block in found] == ["left 0", "right "]


@pytest.mark.parametrize(("words", "kept"), [("Q", 1), ("7", 2), ("元", 2), ("OK", 2)])
def test_a_letter_by_itself_is_an_icon(words: str, kept: int) -> None:
    rows = [line(words, 360, 4), line("Minutes of the meeting", 20, 140)]
    assert len(blocks(screen(), rows).found) == kept


def test_icons_that_look_like_letters_are_left_out() -> None:
    found = blocks(screen(), [line("Open", 20, 40), line("网", 300, 40, 320, 0.5), line(" ", 9, 9)])
    assert [block.words for block in found.found] == ["Open"]
    assert len(found.lines) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Save", "Block 1 of 1: Save"),
        (
            "The board meets on 20 November, and everybody is asked, kindly, to come",
            "Block 1 of 1: The board meets on 20 November, and everybody is asked… 13 words.",
        ),
        ("字" * 90, f"Block 1 of 1: {'字' * 60}… 90 characters."),
        ("x" * 90, f"Block 1 of 1: {'x' * 60}… 1 word."),
    ],
)
def test_what_is_said_of_a_block(text: str, said: str) -> None:
    assert blocks(screen(), [line(text, 20, 40)]).spoken(0) == said


def test_from_a_block_on_it_reads_to_the_end() -> None:
    shot, reading = blocks(screen(LEFT), LETTER).reading(1, alone=False)
    assert reading.text == (
        "Dear Sir,\nwe thank you for your order\nand send you the bill.\n\nTotal 22.35"
    )
    assert reading.kind is OutputKind.TEXT
    assert reading.engine is EngineName.QUICK
    assert reading.language == "en"
    assert shot.region == Region(-384, 186, 368, 136)
    assert shot == screen(LEFT).crop(Region(-384, 186, 368, 136))
    assert [one.text for one in reading.lines] == [LETTER[n].text for n in (0, 2, 3, 4)]
    assert reading.lines[0].box == Box(4, 4, 364, 22)


def test_a_block_alone() -> None:
    shot, reading = blocks(screen(), LETTER).reading(2, alone=True)
    assert reading.text == "Total 22.35"
    assert shot.region == Region(16, 196, 138, 26)
    assert reading.lines[0].box == Box(4, 4, 134, 22)


def test_unsure_words_keep_their_place_in_what_is_read_of_a_block() -> None:
    doubted = (
        replace(LETTER[2], text=" we thank you for your order", unsure=((1, 2), (23, 5))),
        line("again", 20, 150, 100),
        replace(line("again", 120, 150, 200), unsure=((0, 5),)),
    )
    found = blocks(screen(), (*LETTER[:2], *doubted, *LETTER[3:]))
    _, reading = found.reading(1, alone=False)
    words = [reading.text[start : start + length] for start, length in reading.unsure]
    assert words == ["we", "order", "again"]
    assert reading.unsure[-1][0] == reading.text.rindex("again")
    _, alone = found.reading(0, alone=True)
    assert alone.unsure == ()


def test_a_block_at_the_edge_stays_on_the_screen() -> None:
    found = blocks(screen(LEFT), [Line("edge", Box(0, 0, 400, 20))])
    assert found.region(0) == Region(-400, 100, 400, 24)


def test_the_pointer_finds_the_smallest_block() -> None:
    found = blocks(screen(LEFT), LETTER)
    assert found.at((-370, 150)) == 0
    assert found.at((-370, 240)) == 1
    assert found.at((-10, 390)) is None


class Desk:
    """Two screens and their search, with what it asked for."""

    def __init__(self) -> None:
        shots = [screen(LEFT), screen(RIGHT)]
        regions = [shot.region for shot in shots if shot.region]
        self.asked: list[int] = []
        self.choice = Choice(regions, [1.0, 1.0], 1)
        self.search = Search(self.choice, shots, lambda shot: self.asked.append(shots.index(shot)))


def test_tab_before_the_text_is_there_goes_to_a_block_once_it_is() -> None:
    desk = Desk()
    desk.search.look()
    assert desk.search.step(Step.NEXT) == LOOKING
    assert desk.asked == [1]
    assert desk.search.answer(LETTER) == "Block 1 of 3: Invoice 7"
    assert desk.choice.region == Region(16, 36, 108, 26)
    assert desk.search.is_lit


def test_whoever_does_something_else_meanwhile_is_left_in_peace() -> None:
    desk = Desk()
    desk.search.step(Step.LAST)
    desk.search.forget()
    desk.choice.digit(5)
    before = desk.choice.region
    assert desk.search.answer(LETTER) == ""
    assert desk.choice.region == before
    assert not desk.search.is_lit


def test_what_our_own_windows_say_is_no_block() -> None:
    shot, asked = screen(LEFT), list[Region]()

    def own(of: Region) -> tuple[Region, ...]:
        asked.append(of)
        return (Region(-400, 130, 200, 60),)

    assert shot.region is not None
    search = Search(Choice([shot.region], [1.0], 0), [shot], lambda _: None, own)
    search.look()
    lines = [line("ours", 20, 40, 120), line("beside it", 210, 40), line("below it", 20, 100)]
    search.answer(lines)
    assert asked == [shot.region]
    said = [search.step(step) for step in (Step.FIRST, Step.LAST)]
    assert said == ["Block 1 of 2: beside it", "Block 2 of 2: below it"]


def test_round_and_round() -> None:
    desk = Desk()
    desk.search.look()
    assert desk.search.answer(LETTER) == ""
    steps = (Step.PREVIOUS, Step.NEXT, Step.NEXT, Step.LAST, Step.PREVIOUS, Step.FIRST)
    numbers = [desk.search.step(step).split()[1] for step in steps]
    assert numbers == ["3", "1", "2", "3", "2", "1"]


def test_another_screen_is_asked_about_and_the_first_again_if_it_never_answered() -> None:
    desk = Desk()
    desk.search.look()
    desk.choice.next_screen()
    assert desk.search.step(Step.NEXT) == LOOKING
    assert desk.search.answer([line("hello", 20, 40)]) == "Block 1 of 1: hello"
    desk.choice.next_screen()
    assert desk.search.step(Step.NEXT) == LOOKING
    assert desk.asked == [1, 0, 1]
    assert desk.search.lines(Region(-400, 100, 400, 300)) == (Region(-380, 140, 360, 18),)
    assert desk.search.lines(Region(0, 0, 400, 300)) == ()


def test_no_text_is_said() -> None:
    desk = Desk()
    assert desk.search.step(Step.NEXT) == LOOKING
    assert desk.search.answer([]) == NONE_FOUND
    assert desk.search.step(Step.NEXT) == NONE_FOUND
    assert desk.asked == [1]


def test_a_failure_is_said_to_whoever_waits_and_asked_again() -> None:
    desk = Desk()
    desk.search.look()
    assert desk.search.fail("It broke.") == ""
    assert desk.search.step(Step.NEXT) == LOOKING
    assert desk.search.fail("It broke.") == "It broke."
    desk.search.look()
    assert desk.asked == [1, 1, 1]


def test_an_answer_that_nobody_asked_for_is_nothing() -> None:
    desk = Desk()
    assert desk.search.answer(LETTER) == ""
    assert desk.search.lines(Region(0, 0, 400, 300)) == ()


def test_a_block_that_was_moved_is_no_block_any_more() -> None:
    desk = Desk()
    desk.search.look()
    desk.search.answer(LETTER)
    desk.search.step(Step.NEXT)
    desk.choice.arrow(1, 0, fine=True, resize=False)
    assert not desk.search.is_lit
    assert desk.search.reading(alone=False) is None
    assert desk.search.step(Step.NEXT).startswith("Block 2 of 3")


def test_what_a_click_would_take() -> None:
    desk = Desk()
    desk.search.look()
    desk.search.answer(LETTER)
    block = Region(16, 36, 108, 26)
    assert desk.search.under((30, 50)) == block
    desk.choice.whole()
    assert desk.search.under((30, 50)) is None  # a region that was chosen is what is meant
    desk.search.step(Step.FIRST)
    assert desk.search.under((30, 50)) == block
    desk.choice.next_screen()
    desk.choice.anchor = (30, 50)
    assert desk.search.under((30, 50)) is None  # the other corner is being chosen


def test_the_start_of_the_app_waits_for_none_of_it() -> None:
    code = "import sys, desktop.ui.overlay; print('desktop.text.order' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "False\n", done.stderr
