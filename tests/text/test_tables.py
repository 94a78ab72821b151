"""Tables out of HTML, Markdown and tabs, whole and broken."""

from __future__ import annotations

import pytest

from desktop.text.outputs import Output, parse
from desktop.text.tables import Cell, Table, read
from desktop.values import OutputKind


def table(raw: str) -> Output:
    return parse(raw, OutputKind.TABLE, 100, 100)


def rows(raw: str) -> list[list[str]]:
    (only,) = read(raw)[0]
    return [[cell.text for cell in row] for row in only.rows]


TWO = "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr>\n</table>"


@pytest.mark.parametrize(
    "raw",
    [
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
        '```html\n<TABLE border="1" class=x>\n<thead><tr><td>a</td><td>b</td></tr></thead>\n'
        "<tbody><tr><td>1</td>\n<td>2</td></tr></tbody></TABLE>\n```",
        "<html><body><table><tr><th>a<th>b<tr><td>1<td>2</table></body></html>",
        "<tr><th><b>a</b></th><th><span style='x'>b</span></th></tr><tr><td>1</td><td>2</td></tr>",
        "| a | b |\n|---|:-:|\n| 1 | 2 |",
        "```markdown\na | b\n--- | ---\n1 | 2\n```".replace("a |", "| a |"),
        "<table><script>alert('<td>x</td>')</script><tr><th>a</th><th>b</th></tr>"
        "<tr><td onclick='x'>1</td><td>2</td></tr></table>",
    ],
)
def test_every_form_of_the_same_table(raw: str) -> None:
    assert table(raw) == Output(TWO)


def test_columns_parted_by_tabs() -> None:
    assert rows("a\tb\n1\t2") == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("cut", range(60, 96))
def test_the_end_may_be_missing_and_is_said(cut: int) -> None:
    raw = (
        "<table><tr><td>first</td><td>second</td></tr>"
        "<tr><td>third</td><td>fourth</td></tr></table>"
    )
    output = table(raw[:cut])
    assert "<td>first</td><td>second</td>" in output.text
    assert output.text.endswith("</tr>\n</table>")
    missing = ("The end of the table is missing.",)
    assert output.notes == (missing if cut < len(raw) else ())


def test_what_only_looks_like_a_tag_is_text() -> None:
    assert rows("<table><tr><td>$a<b$ and x<y, 3 < 4 & <tdx></td></tr></table>") == [
        ["$a<b$ and x<y, 3 < 4 & <tdx>"]
    ]
    assert "$a&lt;b$" in table("<table><tr><td>$a<b$</td></tr></table>").text


def test_entities_become_characters_once() -> None:
    assert rows(
        "<table><tr><td>A &amp; B &lt;i&gt; &amp;lt; &nbsp;&#8364; AT&T</td></tr></table>"
    ) == [["A & B <i> &lt; € AT&T"]]


def test_raised_digits_and_line_breaks_keep_their_meaning() -> None:
    assert rows(
        "<table><tr><td>m<sup>2</sup>, H<sub>2</sub>O, x<sup>ab</sup><br/>y</td></tr></table>"
    ) == [["m², H₂O, x^ab\ny"]]


def test_a_table_in_a_cell_becomes_lines_of_the_cell() -> None:
    raw = (
        "<table><tr><td>a<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table></td>"
        "<td>b</td></tr></table>"
    )
    assert rows(raw) == [["a\n1 2\n3", "b"]]


def test_several_tables_and_what_stands_around_them() -> None:
    output = table(
        "Boats:<table><caption>Ours</caption><tr><td>1</td></tr></table>\nand\n"
        "<table><tr><td>2</td></tr></table><p>That's all.</p>"
    )
    assert output.text == (
        "<table>\n<caption>Ours</caption>\n<tr><td>1</td></tr>\n</table>\n"
        "<table>\n<tr><td>2</td></tr>\n</table>\n<p>Boats:</p>\n<p>and</p>\n<p>That's all.</p>"
    )


def test_an_answer_without_a_table_is_kept_and_said() -> None:
    output = table("There is none <here>.")
    assert output.text == "<p>There is none &lt;here&gt;.</p>"
    assert output.notes == ("There is no table in the answer; it was kept as text.",)
    assert table("") == Output("")


def test_spans_are_kept_and_spread_over_the_grid() -> None:
    raw = (
        "<table><tr><td rowspan=2>a</td><td colspan='2'>b</td></tr>"
        "<tr><td>c</td><td>d</td></tr></table>"
    )
    (only,) = read(raw)[0]
    places = [[(cell.text, begins) for cell, begins in row] for row in only.grid()]
    assert places == [
        [("a", True), ("b", True), ("b", False)],
        [("a", False), ("c", True), ("d", True)],
    ]
    assert '<td rowspan="2">a</td><td colspan="2">b</td>' in table(raw).text


def test_spans_that_make_no_sense_are_held_down() -> None:
    raw = '<table><tr><td rowspan="9999" colspan="9999">a</td><td rowspan="0">b</td></tr></table>'
    (only,) = read(raw)[0]
    assert only.rows[0] == (Cell("a", 1, 100), Cell("b"))
    cell = Cell("x", rowspan=300, colspan=100)
    huge = Table(tuple((cell,) * 20 for _ in range(300)))
    assert [len(row) for row in huge.grid()] == [20] * 300


def test_rows_of_different_length_are_filled_up() -> None:
    (only,) = read("| a | b | c |\n|---|---|---|\n| 1 |")[0]
    assert [len(row) for row in only.grid()] == [3, 3]


def test_a_bar_in_a_cell_of_markdown_is_no_border() -> None:
    assert rows("| a\\|b | c |\n|---|---|\n| 1 | 2 |")[0] == ["a|b", "c"]


@pytest.mark.parametrize(
    "words",
    [
        "<title>",
        "<style>a {}",
        "<script>go()</script>",
        "<head>",
        "<!-- a note -->",
        "List<String>",
        "<your name>",
        "<T>",
        "a < b",
        "x<y",
        "<b>",
        "<sup>",
        "<tr>",
        "<td>",
        "<table>",
    ],
)
def test_a_table_about_tags_keeps_them(words: str) -> None:
    raw = (
        f"<table><tr><td>{words}</td><td>name of page</td></tr>"
        "<tr><td>total</td><td>1234</td></tr></table>"
    )
    assert rows(raw) == [[words, "name of page"], ["total", "1234"]]
    output = table(raw)
    assert output.notes == ()
    assert table(output.text) == output
    ruled = f"| {words} | name of page |\n| --- | --- |\n| total | 1234 |"
    assert rows(ruled) == rows(raw)


@pytest.mark.parametrize(
    "nothing", ["", "<br>", "<p></p>", "<b></b>", "<span style='x'>", "<b><i>"]
)
def test_a_cell_with_nothing_in_it_stays_empty(nothing: str) -> None:
    assert rows(f"<table><tr><td>{nothing}</td><td>a</td></tr></table>") == [["", "a"]]


def test_what_a_page_has_around_its_table_is_left_out_and_no_row_with_it() -> None:
    head = "<html><head><title>T</title><style>td {}</style></head><body><!-- x -->"
    assert table(f"{head}<table><tr><td>1</td></tr></table></body></html>").text == (
        "<table>\n<tr><td>1</td></tr>\n</table>"
    )
    never_closed = "<style><table><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>"
    assert table(never_closed).text.count("<tr>") == 2
    late = "<title>a<table><tr><td>1</td></tr></table></title>"
    assert "<tr><td>1</td></tr>" in table(late).text


def test_tags_in_a_table_of_markdown_or_tabs_break_no_row() -> None:
    assert rows("| a<br>b | H<sub>2</sub>O |\n|---|---|\n| <T> | x &lt; y |") == [
        ["a\nb", "H₂O"],
        ["<T>", "x < y"],
    ]
    assert rows("a\tx<y\n1\t<b>2</b>") == [["a", "x<y"], ["1", "2"]]


def test_a_table_of_markdown_and_one_of_html_are_two() -> None:
    found, outside, cut = read("| a |\n|---|\n| 1 |\n\nand\n<table><tr><td>2</td></tr></table>")
    assert [row[0].text for one in found for row in one.rows] == ["a", "1", "2"]
    assert (outside, cut) == (["and"], False)
