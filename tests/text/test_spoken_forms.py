"""What is said: words, no markup."""

from __future__ import annotations

import pytest

from desktop.text.forms import spoken
from desktop.text.latex_words import latex_words
from desktop.text.mermaid_words import mermaid_words
from desktop.values import OutputKind


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\frac{a}{b} = x^2", "a over b equals x squared"),
        (r"\frac{a+1}{b}", "the fraction a plus 1 over b, end of fraction"),
        (r"\frac12", "one half"),
        (r"\frac{1}{5}", "1 over 5"),
        (r"P(A \mid B) \in [0, 1]", "P of A given B in open bracket 0, 1 close bracket"),
        (r"\{x \mid x > 0\}", "open brace x such that x is greater than 0 close brace"),
        (r"f(x + h)", "f open paren x plus h close paren"),
        (r"\| v \|", "double bar v double bar"),
        (r"\sqrt{x} + \sqrt[3]{y}", "the square root of x plus the cube root of y"),
        (r"\sqrt[n]{x}", "the root of degree n of x"),
        (r"\sum_{i=1}^{n} i", "the sum from i equals 1 to n of i"),
        (r"\int_0^\infty f(x)\,dx", "the integral from 0 to infinity of f of x d x"),
        (r"\lim_{x \to 0} x^3", "the limit as x goes to 0 of x cubed"),
        (r"\max_{x} y", "the maximum over x of y"),
        (
            r"\alpha \leq \Gamma \neq \varepsilon",
            "alpha is at most capital gamma is not equal to epsilon",
        ),
        (r"x_{1}^{2} - f'(x)", "x sub 1 squared minus f prime of x"),
        (r"90^\circ", "90 degrees"),
        (r"e^{-x}", "e to the power of minus x"),
        (r"\hat{x} \vec v \mathbf{F}", "x hat vector v F"),
        (r"\text{if } x \in \mathbb{R}", "if x in R"),
        (r"50\% \times 3.5", "50 percent times 3.5"),
        (r"\operatorname{rank} A", "rank A"),
        (r"\binom{n}{k}", "n choose k"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "matrix, a, b; c, d, end of matrix"),
        (r"\foo\bar{x}", "foo x bar"),
        ("", ""),
        ("^^^___", "sub to the power of to the power of"),
        ("{" * 5000 + "x", "x"),
    ],
)
def test_a_formula_in_words(latex: str, words: str) -> None:
    assert latex_words(latex) == words


def test_formulas_are_sentences() -> None:
    assert spoken("x^2\ny", OutputKind.FORMULA) == "x squared.\ny."


def test_the_rows_of_a_table_are_said_with_the_names_of_its_head() -> None:
    table = (
        "<table><caption>Boats</caption><tr><th>Name</th><th>Left</th></tr>"
        "<tr><td>Ada</td><td>$t_0$</td></tr><tr><td></td><td>5:10</td></tr></table><p>A note.</p>"
    )
    assert spoken(table, OutputKind.TABLE) == (
        "Boats.\nTable, 2 rows, 2 columns.\n"
        "Row 1: Name: Ada, Left: t sub 0.\nRow 2: Left: 5:10.\n\nA note."
    )


def test_the_rows_of_a_table_without_a_head_are_said_plainly() -> None:
    table = (
        "<table><tr><td rowspan=2>a</td><td>b</td></tr>"
        "<tr><td>c</td></tr><tr><td></td></tr></table>"
    )
    assert spoken(table, OutputKind.TABLE) == (
        "Table, 3 rows, 2 columns.\nRow 1: a, b.\nRow 2: c.\nRow 3: empty."
    )
    one = "<table><tr><th>only</th></tr></table>"
    assert spoken(one, OutputKind.TABLE) == "Row 1: only."


def test_a_cell_over_all_columns_is_the_title_and_empty_cells_keep_the_order() -> None:
    table = (
        "<table><tr><th colspan=2>Starters</th></tr><tr><td>Soup</td><td>4.50</td></tr>"
        "<tr><td></td><td>6.00</td></tr></table>"
    )
    assert spoken(table, OutputKind.TABLE) == (
        "Starters.\nTable, 2 rows, 2 columns.\nRow 1: Soup, 4.50.\nRow 2: empty, 6.00."
    )


def test_a_name_over_two_columns_is_said_once() -> None:
    table = (
        "<table><tr><th>Day</th><th colspan=2>Time</th></tr>"
        "<tr><td>Mon</td><td>9</td><td>17</td></tr></table>"
    )
    assert spoken(table, OutputKind.TABLE) == "Row 1: Day: Mon, Time: 9, 17."


def test_tasks_notes_and_tags_are_said_as_what_they_are() -> None:
    source = (
        "<h2>Menu</h2>\n\n- [ ] Call\n- [x] Pay\n\nSee[^1].\n\n[^1]: Here.\n\n"
        "A <b>bold</b> List<String>\n\n```\nx\n```"
    )
    assert spoken(source, OutputKind.MARKDOWN) == (
        "Heading 2: Menu\n\nNot checked: Call\nChecked: Pay\n\nSee, footnote 1.\n\n"
        "Footnote 1: Here.\n\nA bold List<String>\n\nCode:\nx"
    )


def test_fields_are_said_one_after_the_other() -> None:
    assert (
        spoken('{"Name": "Ada", "Note": "Open!", "Due": null}', OutputKind.FIELDS)
        == "Name: Ada.\nNote: Open!\nDue: empty."
    )


def test_markdown_is_said_without_its_marks() -> None:
    source = (
        "# The **harbour**\n\nTwo [boats](http://a.example) "
        "`left` at $t_0$, H<sub>2</sub>O.<br>Yes\n\n"
        "- one\n- two\n\n3. three\n4. four\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "<table><tr><td>x</td></tr></table>\n\n$$E = mc^2$$\n\n```py\ncode\n```\n\n"
        "![a pic](p.png)\n\n---\n"
    )
    assert spoken(source, OutputKind.MARKDOWN) == (
        "Heading 1: The harbour\n\nTwo boats left at t sub 0, H2O.\nYes\n\none\ntwo\n\n"
        "3. three\n4. four\n\nquoted\n\nRow 1: a: 1, b: 2.\n\nRow 1: x.\n\n"
        "E equals m c squared.\n\nCode:\ncode\nEnd of code.\n\nPicture: a pic"
    )


@pytest.mark.parametrize("kind", [OutputKind.TEXT, OutputKind.POSITIONS, OutputKind.LAYOUT])
def test_plain_kinds_are_said_as_they_are(kind: OutputKind) -> None:
    assert spoken("a *b* $c$", kind) == "a *b* $c$"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("graph TD\nA --> B", "A to B."),
        ("graph TD\nA[Start] -->|yes| B{Open?}", "Start to Open?, yes."),
        (
            "flowchart LR\nA -- no --> B((End))\nB --> C\nC[Last]",
            "A to End, no.\nEnd to Last.\nLast.",
        ),
        ("graph LR\nA --> B --> C", "A to B.\nB to C."),
        ('graph LR\nA["one<br>line"] -.-> B\nA ==> C', "one line to B.\none line to C."),
        ("sequenceDiagram\nparticipant A\nA->>B: Hi there", "A to B, Hi there."),
        ('pie\n"Dogs" : 386', "pie.\nDogs : 386."),
        ("%% note\ngraph TD\nstyle A fill:#fff\nA --- B;", "A to B."),
    ],
)
def test_mermaid_in_words(source: str, words: str) -> None:
    assert mermaid_words(source) == words
    assert spoken(source, OutputKind.CHART) == words
