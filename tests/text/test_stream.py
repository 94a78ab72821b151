"""What can be shown of an answer that still arrives."""

from __future__ import annotations

import pytest

from desktop.text.outputs import Stream
from desktop.values import OutputKind


def streamed(raw: str, kind: OutputKind, size: int = 3) -> list[str]:
    stream = Stream(kind, 1000, 1000)
    pieces = [stream.add(raw[at : at + size]) for at in range(0, len(raw), size)]
    return [piece for piece in pieces if piece]


@pytest.mark.parametrize(
    "kind", [kind for kind in OutputKind if kind not in (OutputKind.POSITIONS, OutputKind.LAYOUT)]
)
def test_text_and_markup_are_shown_as_they_come(kind: OutputKind) -> None:
    assert "".join(streamed("<b>a\x00\nb $x$", kind)) == "<b>a\nb $x$"


@pytest.mark.parametrize(
    "raw",
    [
        '[{"box": [1,2,30,40], "text": "one (1,2)"}, '
        '{"box": [1,50,30,90], "text": "two"}, {"box": [1,',
        "one (1,2)(1,2),(30,40)two(1,50),(30,90)three(",
        "<ref>one (1,2)</ref><quad>(1,2),(30,40)</quad>"
        "<ref>two</ref><quad>(1,50),(30,90)</quad><ref>",
        "<quad><pos_1><pos_2><pos_30><pos_40></quad><ref>one (1,2)</ref>"
        "<quad><pos_1><pos_50><pos_30><pos_90></quad><ref>two</ref><quad>",
        "one (1,2)<hy-meta><layout></layout><quad>(1,2),(3,4)</quad></hy-meta>"
        "two<hy-meta><layout></layout><quad>(1,2),(3,4)</quad></hy-meta>",
    ],
)
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_lines_are_shown_as_soon_as_they_are_complete(raw: str, size: int) -> None:
    assert "".join(streamed(raw, OutputKind.POSITIONS, size)) == "one (1,2)\ntwo\n"


def test_a_line_is_shown_before_the_next_one_is_complete() -> None:
    stream = Stream(OutputKind.POSITIONS, 1000, 1000)
    assert stream.add("one(1,2),(30,40)") == ""
    assert stream.add("t") == "one\n"
    assert stream.add("wo(1,50),(30,90)") == ""


def test_blocks_of_a_layout_are_shown_with_their_kind() -> None:
    raw = "a<hy-meta><layout>page_header</layout><quad>(1,2),(3,4)</quad></hy-meta>"
    assert streamed(raw, OutputKind.LAYOUT) == ["Page header: a\n"]
