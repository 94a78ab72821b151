"""The forms of a text: on the clipboard, in a file, as static HTML."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from desktop.text.forms import clipboard_forms, formulas, rich, spoken, suffix
from desktop.text.outputs import parse
from desktop.text.rich_text import LONGEST
from desktop.text.sheets import calculates
from desktop.values import OutputKind
from tests.text.answers import ANSWERS

TABLE = (
    '<table>\n<caption>Boats</caption>\n<tr><th>a</th><th colspan="2">b|c</th></tr>\n'
    '<tr><td rowspan="2">1</td><td>x<br>y</td><td>-5 %</td></tr>\n'
    "<tr><td>=1+1</td><td>$q&lt;r$</td></tr>\n"
    "</table>\n<p>A note.</p>"
)


def test_a_table_is_pasted_as_cells_as_a_table_and_as_markdown() -> None:
    forms = clipboard_forms(TABLE, OutputKind.TABLE)
    assert forms["text/plain"] == "a\tb|c\t\n1\tx y\t-5 %\n\t'=1+1\t$q<r$\n\nA note."
    assert forms["text/markdown"] == (
        "Boats\n\n| a | b\\|c |  |\n| --- | --- | --- |\n| 1 | x<br>y | -5 % |\n"
        "|  | =1+1 | $q<r$ |\n\nA note."
    )
    html = forms["text/html"]
    assert '<th colspan="2">b|c</th>' in html
    assert '<td rowspan="2">1</td><td>x<br>y</td>' in html
    assert "<td style='mso-number-format:\"\\@\"'>=1+1</td>" in html


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+49-30-123", "-cmd|' /C calc'!A0", "＝1", "- x"]
)
def test_what_a_spreadsheet_would_calculate_is_marked_as_text(text: str) -> None:
    assert calculates(text)


@pytest.mark.parametrize(
    "text", ["", "-5", "+3.2 %", "-€ 1,250.00", "–", "-", "12", "a=b", "- 7", "--"]
)
def test_a_number_with_its_sign_stays_one(text: str) -> None:
    assert not calculates(text)


def test_several_tables_are_parted_by_a_blank_line() -> None:
    text = "<table><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>"
    assert clipboard_forms(text, OutputKind.TABLE)["text/plain"] == "1\n\n2"


def test_a_formula_is_latex_and_mathml() -> None:
    forms = clipboard_forms(
        "a<b \\frac{x}{y}\n\\begin{aligned}a&=b\\end{aligned}", OutputKind.FORMULA
    )
    assert forms["text/plain"].startswith("a<b")
    root = ElementTree.fromstring(forms["application/mathml+xml"])
    assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert "".join(root.itertext()).replace(" ", "") == "a<bxya=b"


@pytest.mark.parametrize("latex", ["", "a_b_c", "{" * 200 + "}" * 200, "x" * 3000, "\\left( a"])
def test_a_formula_that_has_no_mathml_is_latex_alone(latex: str) -> None:
    assert clipboard_forms(latex, OutputKind.FORMULA) == {"text/plain": latex}


def test_fields_are_lines_and_json() -> None:
    text = parse('{"Name": "Ada", "Items": [{"n": 1}]}', OutputKind.FIELDS, 1, 1).text
    forms = clipboard_forms(text, OutputKind.FIELDS)
    assert forms["text/plain"] == "Name: Ada\nItems n: 1"
    assert json.loads(forms["application/json"]) == {"Name": "Ada", "Items": [{"n": 1}]}
    assert json.loads(clipboard_forms("Name: Ada", OutputKind.FIELDS)["application/json"])


def test_markdown_is_its_source_and_html_with_the_latex_in_it() -> None:
    source = "# A\n\nb $x<y$ and\n\n$$E$$"
    forms = clipboard_forms(source, OutputKind.MARKDOWN)
    assert forms["text/plain"] == forms["text/markdown"] == source
    assert "<h1>A</h1>" in forms["text/html"]
    assert "$x&lt;y$" in forms["text/html"]
    assert "$$E$$" in forms["text/html"]


def test_mermaid_is_its_source() -> None:
    source = "graph TD\nA --> B"
    forms = clipboard_forms(source, OutputKind.CHART)
    assert forms["text/plain"] == source
    assert forms["text/html"] == "<pre>graph TD<br>A --&gt; B</pre>"
    assert forms["text/markdown"] == f"```mermaid\n{source}\n```"
    assert rich(source, OutputKind.CHART) == "<pre>graph TD<br>A --&gt; B</pre>"


@pytest.mark.parametrize("kind", [OutputKind.TEXT, OutputKind.POSITIONS, OutputKind.LAYOUT])
def test_plain_kinds_are_plain(kind: OutputKind) -> None:
    assert clipboard_forms("a <b>", kind) == {"text/plain": "a <b>"}
    assert rich("a <b>\n\nc\nd", kind) == (
        '<p style="white-space: pre-wrap">a &lt;b&gt;</p>'
        '<p style="white-space: pre-wrap">c<br>d</p>'
    )


def test_files_have_the_ending_of_what_is_in_them() -> None:
    assert {kind: suffix(kind) for kind in OutputKind} == {
        OutputKind.TEXT: ".txt",
        OutputKind.POSITIONS: ".txt",
        OutputKind.LAYOUT: ".txt",
        OutputKind.MARKDOWN: ".md",
        OutputKind.TABLE: ".html",
        OutputKind.FORMULA: ".tex",
        OutputKind.CHART: ".md",
        OutputKind.FIELDS: ".json",
    }


def test_formulas_are_numbered_in_their_order_wherever_they_stand() -> None:
    source = (
        "$a$ costs $5 or $6, `$no$`\n\n<table><tr><td>$b<1$</td></tr></table>\n\n"
        "\\(c\\) \\$d\\$\n\n| $e$ |\n|---|\n| $ f^2 $ |\n\n$$\ng\n$$\n\n```\n$h$\n```\n\n\\[i\\]"
    )
    assert formulas(source, OutputKind.MARKDOWN) == ("a", "b<1", "c", "e", "f^2", "g", "i")
    shown = rich(source, OutputKind.MARKDOWN)
    assert [shown.index(f'<img src="formula:{n}">') for n in range(7)] == sorted(
        shown.index(f'<img src="formula:{n}">') for n in range(7)
    )
    assert "costs $5 or $6, <code>$no$</code>" in shown
    assert formulas("x\ny", OutputKind.FORMULA) == ("x", "y")
    assert rich("x\ny", OutputKind.FORMULA) == (
        '<p><img src="formula:0"></p><p><img src="formula:1"></p>'
    )


class Tags(HTMLParser):
    """All tags and attributes of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


EVIL = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <a href='http://evil.example'>a</a>\n\n"
    "[words](javascript:alert(1)) [link](http://evil.example/a?b=1&c) "
    "![pic](http://evil.example/p.png)"
    "\n\n<http://evil.example> <style>*{}</style> <iframe src=file:///etc/passwd></iframe>\n\n"
    "<table><tr><td><script>x</script><img src='http://evil.example/q.png'>cell</td></tr></table>"
    "\n\n"
    "[r]: http://evil.example 'title'\n\n"
    "[r] &lt;b&gt; \ufdd00\ufdd1 $<b>$\n\n```<script>\n<b>\n```\n"
)


@pytest.mark.parametrize("kind", list(OutputKind))
def test_nothing_that_was_read_becomes_active(kind: OutputKind) -> None:
    tags = Tags()
    tags.feed(rich(EVIL, kind))
    assert tags.tags <= {"p", "br", "table", "tr", "th", "td", "pre", "code", "img", "em", "strong"}
    for name, value in tags.attributes:
        assert name in ("style", "border", "cellspacing", "cellpadding", "align", "src", "class"), (
            name
        )
        if name == "src":
            assert value.startswith("formula:")
        if name == "class":
            assert value.startswith("language-")


def test_links_are_their_words_and_address() -> None:
    shown = rich(
        "[the site](http://a.example/?b&c) <http://b.example> ![a pic](p.png)", OutputKind.MARKDOWN
    )
    assert shown.strip() == (
        "<p>the site (http://a.example/?b&amp;c) &lt;http://b.example&gt; a pic</p>"
    )


@pytest.mark.parametrize(
    "words",
    [
        "A List<T> and <T> of vector<std::string>",
        "From: Ada <ada@a.example>",
        "a < b, x<y and <your name>",
        "<title> is the name of a page",
        "<!-- a note --> seen",
        "[1]: Smith 'and others'",
        "Use <table> and </table> for one",
        "The <table> element has rows",
        "See the <table element of a page",
    ],
)
def test_what_looks_like_a_tag_is_shown_copied_and_said(words: str, qtbot: QtBot) -> None:
    for kind in (OutputKind.TEXT, OutputKind.LAYOUT, OutputKind.MARKDOWN, OutputKind.CHART):
        text = parse(f"{words}\n\nend", kind, 100, 100).text
        assert text == f"{words}\n\nend"
        document = QTextDocument()
        document.setHtml(rich(text, kind))
        assert document.toPlainText().split() == [*words.split(), "end"]
        assert spoken(text, kind) == text
        forms = clipboard_forms(text, kind)
        assert forms["text/plain"] == text
        if pasted := forms.get("text/html"):
            document.setHtml(pasted)
            assert document.toPlainText().split() == [*words.split(), "end"]
    ruled = f"| {words} | b |\n| --- | --- |\n| 1 | 2 |"
    assert words in spoken(ruled, OutputKind.MARKDOWN)


class Watched(QTextDocument):
    """A document that notes what it is asked to load."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def loadResource(self, _kind: int, name: object) -> None:
        self.asked.append(name.toString() if hasattr(name, "toString") else str(name))


def test_a_text_document_loads_formulas_and_nothing_else(qtbot: QtBot) -> None:
    document = Watched()
    document.setHtml(rich(EVIL + "\n$x$", OutputKind.MARKDOWN))
    document.setTextWidth(300)
    assert document.size().height() > 0
    assert set(document.asked) <= {"formula:0", "formula:1"}
    assert "cell" in document.toPlainText()
    assert "alert(1)" in document.toPlainText()


@pytest.mark.parametrize("kind", list(OutputKind))
def test_every_answer_is_shown_with_its_words(kind: OutputKind, qtbot: QtBot) -> None:
    for raw in ANSWERS[kind]:
        text = parse(raw, kind, 100, 100).text
        document = Watched()
        document.setHtml(rich(text, kind))
        shown = document.toPlainText()
        words = [
            word for word in ("Ada", "Harbour", "harbour", "Invoice", "Results") if word in text
        ]
        assert all(word in shown for word in words)


def test_a_very_long_text_is_shown_as_it_is_written() -> None:
    text = "# a\n" + "b " * LONGEST
    assert rich(text, OutputKind.MARKDOWN).startswith('<p style="white-space: pre-wrap"># a')
    assert formulas(text, OutputKind.MARKDOWN) == ()


def test_the_lines_of_a_menu_stay_lines() -> None:
    shown = rich("Tea 1.20\nCoffee 2.40\n\nOpen daily", OutputKind.MARKDOWN)
    assert "Tea 1.20<br />" in shown
    assert shown.count("<p>") == 2
