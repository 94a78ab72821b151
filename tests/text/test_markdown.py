"""Markdown and charts: tables made whole, coordinates taken out, fences opened."""

from __future__ import annotations

import pytest

from desktop.text.charts import is_mermaid
from desktop.text.outputs import Output, parse
from desktop.values import Box, OutputKind


def markdown(raw: str) -> Output:
    return parse(raw, OutputKind.MARKDOWN, 1000, 1000)


def chart(raw: str) -> Output:
    return parse(raw, OutputKind.CHART, 100, 100)


PAGE = "# The harbour\n\nTwo boats & a <b>note</b>, $5 each.\n\n- one\n- two\n\n$$E = mc^2$$"


def test_what_is_right_stays() -> None:
    assert markdown(PAGE) == Output(PAGE)
    assert markdown(f"```markdown\n{PAGE}\n```") == Output(PAGE)
    assert markdown(f"```markdown\n{PAGE}") == Output(PAGE)


def test_tables_in_html_are_made_whole() -> None:
    raw = 'a\n<table border="1"><tr><td>1<td>2</table>\nb'
    table = "<table>\n<tr><td>1</td><td>2</td></tr>\n</table>"
    assert markdown(raw) == Output(f"a\n{table}\nb")
    assert markdown("a <table><tr><td>1</td><td>2</td></tr></table> b").text == f"a \n{table}\n b"


def test_a_table_that_is_cut_off_is_closed_and_said() -> None:
    output = markdown("# A\n\n<table><tr><td>1</td><td>2</td></tr><tr><td>3")
    assert output.text == (
        "# A\n\n<table>\n<tr><td>1</td><td>2</td></tr>\n<tr><td>3</td></tr>\n</table>"
    )
    assert output.notes == ("The end of the table is missing.",)


def test_a_table_that_is_never_closed_does_not_swallow_the_page() -> None:
    output = markdown("<table><tr><td>1</td></tr>\n\n# Next\n\n- a\n- b")
    assert output.text == "<table>\n<tr><td>1</td></tr>\n</table>\n\n# Next\n\n- a\n- b"


def test_a_table_that_is_none_is_left_out_without_the_rest() -> None:
    assert markdown("# A\n<table>\n\n- a\n- b").text == "# A\n \n\n- a\n- b"
    assert markdown("<table>```markdown\n# A\n```").text == "# A"


def test_a_table_about_tables_stays_in_its_place() -> None:
    output = markdown(
        "# A\n\n<table><tr><td><table></td><td>begins</td></tr></table>\n\nmore\n\n"
        "<table><tr><td>2</td></tr></table>\n\nend"
    )
    assert output.text == (
        "# A\n\n<table>\n<tr><td>&lt;table&gt;</td><td>begins</td></tr>\n</table>\n\nmore\n\n"
        "<table>\n<tr><td>2</td></tr>\n</table>\n\nend"
    )
    assert output.notes == ()


def test_code_is_left_alone() -> None:
    raw = "Look:\n\n```html\n<table><tr><td>1\n(1,2),(3,4)\n```\n\nend"
    assert markdown(raw) == Output(raw)


def test_places_of_figures_are_taken_out_and_said() -> None:
    output = markdown("a\n(147,90),(925,415)\nFigure 1: boats(39,337),(512,900)\n\nend")
    assert output.text == "a\nFigure 1: boats\n\nend"
    assert output.notes == ("1 figure is not in the text.",)
    assert markdown("(1,2),(3,4)\n(1,2),(3,4)").notes == ("2 figures are not in the text.",)


@pytest.mark.parametrize(
    "raw",
    [
        "$(2,4),(3,3)$",
        "$$\n(2,4),(3,3)\n$$",
        "\\[\n(2,4),(3,3)\n\\]",
        "the points (2,4),(3,3) lie on it",
        "f(1,2)",
        "<table>\n<tr><td>(2,4),(3,3)</td></tr>\n</table>",
    ],
)
def test_points_that_are_no_place_stay(raw: str) -> None:
    assert markdown(raw) == Output(raw)


def test_a_document_with_its_layout_gives_the_text_and_the_places() -> None:
    output = markdown(
        "# Title<hy-meta><layout>title</layout><quad>(1,2),(300,2),(300,40),(1,40)</quad></hy-meta>"
        "<table><tr><td>a</td></tr></table><hy-meta><layout>table</layout>"
        "<quad>(1,52),(300,52),(300,90),(1,90)</quad></hy-meta>"
        "<hy-meta><layout>figure</layout><quad>(1,100),(300,100),(300,190),(1,190)</quad></hy-meta>"
    )
    assert output.text == "# Title\n\n<table>\n<tr><td>a</td></tr>\n</table>"
    assert [line.box for line in output.lines] == [
        Box(1, 2, 300, 40),
        Box(1, 52, 300, 90),
        Box(1, 100, 300, 190),
    ]
    assert output.lines[2].text == "Figure"


@pytest.mark.parametrize(
    "source",
    [
        "graph TD\nA --> B",
        "flowchart LR\n  A-->B",
        '%% note\npie\n  "a": 1',
        "sequenceDiagram\nA->>B: x",
    ],
)
def test_mermaid_is_taken_out_of_its_fence(source: str) -> None:
    assert is_mermaid(source)
    assert chart(f"```mermaid\n{source}\n```") == Output(source)
    assert chart(f"```mermaid\n{source}").text == source
    assert chart(source) == Output(source)


def test_words_around_mermaid_become_comments() -> None:
    output = chart("Here it is:\n```mermaid\ngraph TD\nA --> B\n```\nThat is all.")
    assert output.text == "%% Here it is:\n%% That is all.\ngraph TD\nA --> B"
    assert is_mermaid(output.text)
    assert chart(output.text) == output


@pytest.mark.parametrize(
    "text", ["graphs are nice", "| Year | Boats |\n| --- | --- |", "", "pier 7"]
)
def test_what_is_no_mermaid(text: str) -> None:
    assert not is_mermaid(text)


def test_another_chart_is_markdown() -> None:
    raw = "```markdown\n| Year | Boats |\n| --- | --- |\n| 2026 | 9 |\n```"
    assert chart(raw).text == "| Year | Boats |\n| --- | --- |\n| 2026 | 9 |"
    assert "<table>" in chart("<table><tr><td>1").text


def test_a_text_is_taken_out_of_a_fence_only_if_all_of_it_is_in_one() -> None:
    def text(raw: str) -> str:
        return parse(raw, OutputKind.TEXT, 10, 10).text

    assert text("```\n  a\nb\n```") == "  a\nb"
    assert text("```text\na\n```\n") == "a"
    for raw in ("```\na", "a\n```\nb\n```", "```\na\n```\nb\n```\nc\n```", "  a `b`"):
        assert text(raw) == raw


def test_control_characters_are_dropped_and_nothing_else() -> None:
    raw = "a\x00\x08\r\nb\tc\ud800\u202edef\u2066\x1b[0m\ufeff\u200d\u200f\x0cg"
    assert parse(raw, OutputKind.TEXT, 10, 10).text == "a\nb\tcdef[0m\u200d\u200f\ng"
