"""Texts with places: both official forms, the older ones, and what is broken in them."""

from __future__ import annotations

import pytest

from desktop.text.outputs import Output, parse
from desktop.values import Box, OutputKind


def positions(raw: str, width: int = 1000, height: int = 500) -> Output:
    return parse(raw, OutputKind.POSITIONS, width, height)


def found(raw: str) -> list[tuple[str, tuple[int, int, int, int]]]:
    return [
        (line.text, (line.box.left, line.box.top, line.box.right, line.box.bottom))
        for line in positions(raw, 1000, 1000).lines
    ]


FIRST, SECOND = ("Hello", (10, 20, 300, 60)), ("World", (10, 70, 300, 110))


@pytest.mark.parametrize(
    "raw",
    [
        '[{"box": [10, 20, 300, 60], "text": "Hello"}, '
        '{"box": [10, 70, 300, 110], "text": "World"}]',
        '```json\n[{"bbox":[10,20,300,60],"text":"Hello"},\n'
        '{"bbox":[10,70,300,110],"text":"World"}]\n```',
        "[{'box_2d': [10, 20, 300, 60], 'text': 'Hello'}, "
        "{'box': [10, 70, 300, 110], 'text': 'World'},]",
        '[{"text": "Hello", "box": [10, 20, 300, 60]}, '
        '{"text": "World", "box": [10, 70, 300, 110]}]',
        '{"text": "Hello", "bounding_box": ["10", "20", "300", "60"]}\n'
        '{"text": "World", "box": [10,70,300,110]',
        '[{"box": [10.0, 20.0, 300.0, 60.0], "text": "Hello"}, '
        '{"box": [10,70,300,110], "text": "World',
        '[{"box": [[10,20],[300,20],[300,60],[10,60]], "text": "Hello"}, '
        '{"box": [10,70,300,70,300,110,10,110], "text": "World"}]',
        '[{"box": [300, 60, 10, 20], "text": "Hello"} {"box": [10, 110, 300, 70] "text": "World"}',
        '[{"box": {"x0": 10, "y0": 20, "x1": 300, "y1": 60}, "text": "Hello"}, '
        '{"box": "(10,70),(300,110)", "text": "World"}]',
        '[{"box": [0.010, 0.020, 0.300, 0.060], "text": "Hello"}, '
        '{"box": [0.010, 0.070, 0.300, 0.110], "text": "World"}]',
        'Here it is: [{"box": [10, 20, 300, 60], "text": "Hello}, '
        '{"box": [10, 70, 300, 110], "text": "World"}]',
        "Hello(10,20),(300,60)World(10,70),(300,110)",
        "Hello (10, 20), (300, 60)\nWorld (10, 70), (300, 110)\n",
        "```\nHello(10,20),(300,60)\nWorld(10,70),(300,110)\n```",
        "Hello(10,20),(300,20),(300,60),(10,60)World(10,70),(300,110)",
        "<ref>Hello</ref><quad>(10,20),(300,60)</quad><ref>World</ref><quad>(10,70),(300,110)</quad>",
        "<ref>Hello</ref><quad>(10,20),(300,60)</quad><ref>World</ref><quad>(10,70),(300,110",
        "<quad><pos_10><pos_20><pos_300><pos_60></quad><ref>Hello</ref>"
        "<quad><pos_10><pos_70><pos_300><pos_110></quad><ref>World</ref>",
    ],
)
def test_every_form_of_the_same_two_lines(raw: str) -> None:
    assert found(raw) == [FIRST, SECOND]
    assert positions(raw).text == "Hello\nWorld"


@pytest.mark.parametrize(
    "text",
    [
        "ATLANTA (AP)",
        "金额(小写)",
        "see (12,3)",
        "f(x, y) = (12,3) or (4,5",
        'He said "now", and left',
        "{curly} [square]",
        "1, 2, 3",
        "points (2,4),(3,3)",
        "it's 5 o'clock",
    ],
)
def test_brackets_quotes_and_digits_in_a_text_survive(text: str) -> None:
    plain = f"Hello(10,20),(300,60){text}(10,70),(300,110)World(10,120),(300,160)"
    assert [line.text for line in positions(plain).lines] == ["Hello", text, "World"]
    loose = (
        f'[{{"box": [10,20,300,60], "text": "{text}"}}, {{"box": [10,70,300,110], "text": "b"}}]'
    )
    assert [line.text for line in positions(loose).lines] == [text, "b"]


def test_escapes_are_undone_and_latex_keeps_its_backslashes() -> None:
    raw = r'[{"box": [1,2,300,40], "text": "\u4f60\n\ud83d\ude00 \"a\" \frac{1}{2} \beta"}]'
    assert positions(raw).text == '你\n😀 "a" \\frac{1}{2} \\beta'


def test_a_place_too_flat_for_a_line_belongs_to_the_text_before_the_real_one() -> None:
    assert found("at (2,4),(3,5)(10,20),(300,60)") == [("at (2,4),(3,5)", FIRST[1])]


def test_coordinates_become_pixels_of_the_picture() -> None:
    (line,) = positions('[{"box": [100, 200, 300, 401], "text": "a"}]', 640, 480).lines
    assert line.box == Box(64, 96, 192, 193)


def test_a_box_is_clamped_to_the_picture_and_an_empty_one_leaves_the_text() -> None:
    output = positions("in(-20,900),(990,1400)out(2000,10),(2100,60)flat(10,10),(300,10)")
    assert [(line.text, line.box) for line in output.lines] == [("in", Box(0, 450, 990, 500))]
    assert output.text == "in\n\nout\nflat"
    assert output.notes == ("2 lines were kept without a place on the picture.",)


def test_what_is_cut_off_is_kept_as_far_as_it_came() -> None:
    output = positions("Hello(10,20),(300,60)World(10,70),(30")
    assert output.text == "Hello\n\nWorld"
    assert output.notes == ("1 line was kept without a place on the picture.",)
    output = positions('[{"box": [10, 20, 300, 60], "text": "Hello"}, {"box": [10, 7')
    assert output.text == "Hello"


def test_the_reading_order_is_rebuilt_from_the_boxes() -> None:
    left = ["the harbour was quiet in", "the morning and only two", "boats had left before it"]
    right = ["inland the day had begun", "long ago and trucks were", "rolling down the valley."]
    raw = "".join(
        f"{a}(20,{50 + 30 * n}),(400,{68 + 30 * n}){b}(560,{50 + 30 * n}),(940,{68 + 30 * n})"
        for n, (a, b) in enumerate(zip(left, right, strict=True))
    )
    output = positions(raw)
    assert output.text == "\n".join(left) + "\n\n" + "\n".join(right)
    assert [line.text for line in output.lines] == left + right


def test_words_on_one_row_are_joined_in_the_text_but_stay_lines() -> None:
    output = positions("Total(10,20),(100,60)35.00(600,20),(700,60)")
    assert output.text == "Total 35.00"
    assert len(output.lines) == 2


@pytest.mark.parametrize(
    "raw",
    ["[]", "图片中没有文字。", "没有检测到文字", "No text found.", "", "  \n"],
)
def test_no_text_is_no_text(raw: str) -> None:
    assert positions(raw) == Output("")


def test_an_answer_without_places_is_kept_and_said() -> None:
    output = positions("Just some words\nin two lines")
    assert output.text == "Just some words\nin two lines"
    assert output.notes == ("The places of the lines are missing.",)


def test_the_extra_pair_of_points_of_a_line_is_left_out() -> None:
    assert found("Hello(10,20),(300,60),(500,700),(800,900)") == [FIRST]


def layout(raw: str) -> Output:
    return parse(raw, OutputKind.LAYOUT, 1000, 1000)


def test_a_layout_has_a_line_for_each_block() -> None:
    tagged = (
        "Results<hy-meta><layout>section_title</layout><quad>(5,3),(48,3),(48,6),(5,6)</quad>"
        "</hy-meta>"
        "The boats\nleft.<hy-meta><layout>paragraph</layout>"
        "<poly>(5,9),(91,9),(91,32),(5,32)</poly>"
        "</hy-meta><hy-meta><layout>figure</layout>"
        "<quad>(5,40),(91,40),(91,60),(5,60)</quad></hy-meta>"
    )
    output = layout(tagged)
    assert output.text == "Section title: Results\nParagraph: The boats left.\nFigure"
    assert [line.box for line in output.lines] == [
        Box(5, 3, 48, 6),
        Box(5, 9, 91, 32),
        Box(5, 40, 91, 60),
    ]
    assert layout(tagged.removesuffix("</quad></hy-meta>")).text == output.text


def test_a_layout_in_json() -> None:
    raw = (
        '[{"layout_type": "header", "bbox": "[[5, 3], [48, 3], [48, 6], [5, 6]]"}, '
        '{"bbox": [5, 9, 91, 32], "category": "para-title", "text": "Boats"}, {"label": "table"'
    )
    output = layout(raw)
    assert output.text == "Header\nPara title: Boats\nTable"
    assert len(output.lines) == 2
    assert output.notes == ("1 block was kept without a place on the picture.",)
