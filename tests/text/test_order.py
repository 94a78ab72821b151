"""Reading order: what people see as lines, columns, lists and tables."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.text.order import arrange, joined
from desktop.values import Box, Line


def line(text: str, left: int, top: int, width: int = 0, height: int = 18) -> Line:
    return Line(text, Box(left, top, left + (width or 9 * len(text)), top + height))


def compose(lines: Sequence[Line]) -> str:
    """What is read: a newline between rows, a blank line between paragraphs and columns."""
    return "\n\n".join(
        "\n".join(joined([lines[i].text for i in row]) for row in paragraph)
        for paragraph in arrange([line.box for line in lines])
    )


def column(texts: list[str], left: int, top: int, step: int = 26) -> list[Line]:
    return [line(text, left, top + step * number) for number, text in enumerate(texts)]


LEFT = ["the harbour was quiet in", "the morning and only two", "boats had left before it"]
RIGHT = ["inland the day had begun", "long ago and trucks were", "rolling down the valley."]


def test_nothing_is_nothing() -> None:
    assert arrange([]) == ()
    assert compose([]) == ""


def test_boxes_on_one_row_are_joined_left_to_right() -> None:
    assert compose([line("world", 80, 12), line("hello", 10, 10)]) == "hello world"


def test_columns_are_read_one_after_the_other() -> None:
    lines = column(LEFT, 20, 20) + column(RIGHT, 400, 20)
    for order in (lines, lines[::-1], lines[::2] + lines[1::2]):
        assert compose(order) == "\n".join(LEFT) + "\n\n" + "\n".join(RIGHT)


def test_three_columns() -> None:
    third = ["and further up the hill", "the sheep did not care", "about any of all this."]
    lines = column(LEFT, 20, 20) + column(RIGHT, 400, 20) + column(third, 780, 20)
    assert compose(lines) == "\n\n".join("\n".join(part) for part in (LEFT, RIGHT, third))


def test_a_heading_across_the_columns_comes_first_and_a_foot_last() -> None:
    lines = [
        line("page 7 of the report on harbours, printed in the year", 20, 140, 640),
        *column(LEFT, 20, 50),
        *column(RIGHT, 400, 50),
        line("A heading that runs across both of the columns below it", 20, 10, 640),
    ]
    read = compose(lines).split("\n")
    assert read[0].startswith("A heading")
    assert read[-1].startswith("page 7")
    assert [text for text in read[1:-1] if text] == LEFT + RIGHT


def test_columns_of_different_pitch_need_not_be_wide() -> None:
    menu = ["Home", "News", "Shop", "Help", "About"]
    lines = column(menu, 10, 10, 40) + column(LEFT, 200, 22, 26)
    assert compose(lines).replace("\n\n", "\n") == "\n".join(menu + LEFT)


def test_a_table_is_read_row_by_row() -> None:
    rows = [("Milk", "1.29"), ("Bread", "3.45"), ("Cheddar", "4.10"), ("Total", "8.84")]
    lines = []
    for number, (name, price) in enumerate(rows):
        lines += [line(name, 20, 20 + 30 * number), line(price, 350, 21 + 30 * number)]
    assert compose(lines) == "\n".join(f"{name} {price}" for name, price in rows)


def test_mixed_sizes_on_one_row_stay_together() -> None:
    assert compose([line("Price", 10, 22), line("$5", 80, 8, 60, 40)]) == "Price $5"


def test_more_space_opens_a_paragraph() -> None:
    lines = column(["one", "two", "three"], 10, 10) + column(["four", "five"], 10, 130)
    assert compose(lines) == "one\ntwo\nthree\n\nfour\nfive"


def test_evenly_wide_leading_is_no_paragraph() -> None:
    texts = ["one", "two", "three", "four"]
    assert compose(column(texts, 10, 10, 50)) == "\n".join(texts)


def test_rows_that_stand_far_apart_are_paragraphs_even_where_they_do_so_evenly() -> None:
    assert compose(column(["one", "two", "three"], 10, 10, 120)) == "one\n\ntwo\n\nthree"


def test_no_space_between_chinese_but_around_latin() -> None:
    assert joined(["你好", "世界"]) == "你好世界"
    assert joined(["使用", "Sightread", "阅读"]) == "使用 Sightread 阅读"
    assert joined(["", " a ", ""]) == "a"


def test_every_box_is_read_once() -> None:
    boxes = [Box(x * 37 % 400, y * 23, x * 37 % 400 + 90, y * 23 + 19) for x in range(9) for y in range(9)]  # fmt: skip  # noqa: E501
    read = [i for paragraph in arrange(boxes) for row in paragraph for i in row]
    assert sorted(read) == list(range(len(boxes)))
