from __future__ import annotations

from desktop.ui.spans import line_at, line_spans
from desktop.values import Box, Line


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, Box(0, 0, 1, 1)) for text in texts)


def test_lines_are_found_in_text_that_was_joined() -> None:
    text = "the quick fox jumps\n\nthe end"
    spans = line_spans(text, lines("the quick", "fox jumps", "the end"))
    assert [text[start:end] for start, end in spans] == ["the quick", "fox jumps", "the end"]


def test_the_same_words_twice_are_two_places() -> None:
    assert line_spans("yes\nyes", lines("yes", "yes")) == [(0, 3), (4, 7)]


def test_a_line_that_was_changed_does_not_mislead_the_next() -> None:
    spans = line_spans("alpha gamma", lines("alpha", "beta", "gamma"))
    assert line_at(spans, 0) == 0
    assert line_at(spans, 7) == 2
    assert line_at(spans, 5) is None
