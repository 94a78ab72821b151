"""What one steps through, and what is said of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.units import Span, Unit, spans
from desktop.values import OutputKind
from tests.text.answers import ANSWERS

PAGE = r"""# The **harbour**

Two [boats](http://a.example) left at $t_0$, H<sub>2</sub>O &amp; more. See [1]. It
goes on.

Setext
------

- one *two*
- [x] done
3. three

| Name | Total |
|---|---:|
| Ada | 1,234 |
| Bob | |

<table><caption>Boats</caption>
<tr><th>Name</th><th>Left</th></tr>
<tr><td rowspan="2">Ada &amp; Co</td><td>$x^2$</td></tr>
<tr><td>5:10</td></tr>
</table>

$$E = mc^2$$

```py
print(1)
```
> quoted 你好 text
"""
TABLE = (
    "<table>\n<tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td></td></tr>\n</table>\n<p>A note.</p>"
)
FIELDS = (
    '{\n  "Name": "Ada",\n  "Items": [\n    {\n      "ok": true\n    }\n  ],\n'
    '  "Tags": [\n    "a"\n  ]\n}'
)


def said(text: str, kind: OutputKind, unit: Unit) -> list[str]:
    return [span.words for span in spans(text, kind, unit)]


def written(text: str, kind: OutputKind, unit: Unit) -> list[str]:
    return [text[span.start : span.end] for span in spans(text, kind, unit)]


def test_headings_tell_their_level() -> None:
    assert said(PAGE, OutputKind.MARKDOWN, Unit.HEADING) == [
        "Heading 1: The harbour",
        "Heading 2: Setext",
    ]
    assert written(PAGE, OutputKind.MARKDOWN, Unit.HEADING) == ["# The **harbour**", "Setext"]


def test_cells_tell_row_column_and_head() -> None:
    assert said(PAGE, OutputKind.MARKDOWN, Unit.CELL) == [
        "Head, column 1: Name",
        "Head, column 2: Total",
        "Row 1, column 1, Name: Ada",
        "Row 1, column 2, Total: 1,234",
        "Row 2, column 1, Name: Bob",
        "Row 2, column 2, Total: empty",
        "Head, column 1: Name",
        "Head, column 2: Left",
        "Row 1, column 1, Name: Ada & Co",
        "Row 1, column 2, Left: x squared",
        "Row 2, column 2, Left: 5:10",
    ]
    assert written(PAGE, OutputKind.MARKDOWN, Unit.CELL)[2:5] == ["Ada", "1,234", "Bob"]
    assert written(TABLE, OutputKind.TABLE, Unit.CELL) == ["A", "B", "1", ""]
    broken = "<table>\n<tr><td>3<br>4</td></tr>\n</table>"
    assert said(broken, OutputKind.TABLE, Unit.CELL) == ["Row 1, column 1: 3 4"]


def test_the_first_cell_of_a_row_may_be_its_head() -> None:
    table = "<table>\n<tr><th>Height</th><td>3</td></tr>\n</table>"
    assert said(table, OutputKind.TABLE, Unit.CELL) == [
        "Row 1, column 1: Height",
        "Row 1, column 2, Height: 3",
    ]


def test_lines_of_markdown() -> None:
    assert said(PAGE, OutputKind.MARKDOWN, Unit.LINE) == [
        "Heading 1: The harbour",
        "Two boats left at t sub 0, H2O & more. See [1]. It",
        "goes on.",
        "Heading 2: Setext",
        "one two",
        "Checked: done",
        "3. three",
        "Head: Name, Total",
        "Row 1: Name: Ada, Total: 1,234",
        "Row 2: Name: Bob",
        "Boats",
        "Head: Name, Left",
        "Row 1: Name: Ada & Co, Left: x squared",
        "Row 2: Left: 5:10",
        "E equals m c squared",
        "print(1)",
        "quoted 你好 text",
    ]


def test_sentences_and_paragraphs() -> None:
    assert said(PAGE, OutputKind.MARKDOWN, Unit.SENTENCE)[1:4] == [
        "Two boats left at t sub 0, H2O & more.",
        "See [1].",
        "It goes on.",
    ]
    assert said(PAGE, OutputKind.MARKDOWN, Unit.PARAGRAPH)[1] == (
        "Two boats left at t sub 0, H2O & more. See [1]. It goes on."
    )
    text = "One, and a half of it. Two!\nThree\n\nFour\n"
    assert written(text, OutputKind.TEXT, Unit.SENTENCE) == [
        "One, and a half of it.",
        "Two!",
        "Three",
        "Four",
    ]
    assert said(text, OutputKind.TEXT, Unit.PARAGRAPH) == [
        "One, and a half of it. Two! Three",
        "Four",
    ]


def test_words() -> None:
    assert written("“He, said – 3.14 don't A7F-09 (x)!” 你好，ok", OutputKind.TEXT, Unit.WORD) == [
        "He", "said", "–", "3.14", "don't", "A7F-09", "x", "你", "好", "ok",
    ]  # fmt: skip
    assert said(PAGE, OutputKind.MARKDOWN, Unit.WORD)[:8] == [
        "The", "harbour", "Two", "boats", "left", "at", "t sub 0", "H",
    ]  # fmt: skip
    assert written(TABLE, OutputKind.TABLE, Unit.WORD) == ["A", "B", "1", "A", "note"]


def test_fields() -> None:
    assert said(FIELDS, OutputKind.FIELDS, Unit.LINE) == ["Name: Ada", "Items ok: yes", "Tags: a"]
    assert written(FIELDS, OutputKind.FIELDS, Unit.CELL)[0] == '"Name": "Ada"'


def test_formulas_charts_and_layouts() -> None:
    assert spans("x^2\n\\frac12", OutputKind.FORMULA, Unit.LINE) == (
        Span(0, 3, "x squared"),
        Span(4, 11, "one half"),
    )
    chart = "graph TD\nA[Start] --> B"
    assert spans(chart, OutputKind.CHART, Unit.SENTENCE) == (Span(9, 23, "Start to B."),)
    layout = "Title: The boats\nSection title: Results\nParagraph: They left."
    assert said(layout, OutputKind.LAYOUT, Unit.HEADING) == [
        "Heading 1: The boats",
        "Heading 2: Results",
    ]
    assert said(layout, OutputKind.LAYOUT, Unit.LINE)[2] == "Paragraph: They left."


MARKUP = ["**", "<td", "</", "](", "$", "\\frac", "```", "|--", "&amp;"]


@pytest.mark.parametrize("unit", list(Unit))
def test_no_markup_is_spoken(unit: Unit) -> None:
    for words in [*said(PAGE, OutputKind.MARKDOWN, unit), *said(TABLE, OutputKind.TABLE, unit)]:
        assert not [mark for mark in MARKUP if mark in words]


TEXTS = st.one_of(
    st.text('ab .!?\n#*|-<>/tdr$\\{}[]()&;"`:1你', max_size=80),
    st.sampled_from([answer for answers in ANSWERS.values() for answer in answers]),
    st.text(max_size=60),
)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(list(OutputKind)), st.sampled_from(list(Unit)))
def test_units_of_any_text_follow_one_another(text: str, kind: OutputKind, unit: Unit) -> None:
    place = 0
    for span in spans(text, kind, unit):
        assert place <= span.start <= span.end <= len(text)
        assert span.words
        place = span.end


@settings(deadline=None)
@given(st.text("ab .!?\n,", max_size=80))
def test_every_letter_of_a_plain_text_is_in_a_unit(text: str) -> None:
    letters = [place for place, one in enumerate(text) if one.isalnum()]
    for unit in (Unit.WORD, Unit.LINE, Unit.SENTENCE, Unit.PARAGRAPH):
        found = spans(text, OutputKind.TEXT, unit)
        within = {place for span in found for place in range(span.start, span.end)}
        assert within.issuperset(letters)


@pytest.mark.parametrize("part", ["a b. ", "| a ", "<td>", "$a", "[", "- a\n", "```\n", "**", "<"])
def test_a_long_text_takes_little_time(part: str) -> None:
    text = part * (6_000 // len(part))
    for kind in (OutputKind.MARKDOWN, OutputKind.TABLE, OutputKind.FIELDS):
        for unit in (Unit.WORD, Unit.SENTENCE, Unit.CELL):
            began = time.process_time()
            spans(text, kind, unit)
            assert time.process_time() - began < 0.5, (kind, unit)
