r"""Formulas: out of their delimiters, one a line, closed where they were cut."""

from __future__ import annotations

import pytest

from desktop.text.outputs import Output, parse
from desktop.values import OutputKind


def formula(raw: str) -> Output:
    return parse(raw, OutputKind.FORMULA, 100, 100)


@pytest.mark.parametrize(
    "raw",
    [
        "\\frac{a}{b}",
        "$\\frac{a}{b}$",
        "$$\n\\frac{a}{b}\n$$",
        "\\[ \\frac{a}{b} \\]",
        "\\(\\frac{a}{b}\\)",
        "```latex\n\\frac{a}{b}\n```",
        "```latex\n$$\\frac{a}{b}$$\n```",
        "\\begin{equation}\n\\frac{a}{b}\n\\end{equation}",
        "$$\\begin{equation*}\\frac{a}{b}\\end{equation*}$$",
    ],
)
def test_every_way_of_marking_the_same_formula(raw: str) -> None:
    assert formula(raw) == Output("\\frac{a}{b}")


@pytest.mark.parametrize(
    "raw", ["The formula is $x^2$.", "公式为：\\[x^2\\]", "Here:\n```latex\nx^2\n```\nDone."]
)
def test_words_around_a_formula_are_left_out_and_it_is_said(raw: str) -> None:
    assert formula(raw) == Output("x^2", notes=("The words around the formula were left out.",))


@pytest.mark.parametrize(
    "raw",
    [
        "x^2\n\ny_1",
        "$$x^2$$\n$$y_1$$",
        "$x^2$$y_1$",
        "$$x^2$$ $$y_1$",
        "\\[x^2\\]\\[y_1\\]",
    ],
)
def test_several_formulas_have_a_line_each(raw: str) -> None:
    assert formula(raw).text == "x^2\ny_1"


def test_a_formula_of_several_lines_is_one() -> None:
    raw = "\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\nx^2"
    assert formula(raw).text == "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\nx^2"
    assert formula("a = b \\\\\nc = d").text == "a = b \\\\ c = d"


@pytest.mark.parametrize(
    ("raw", "whole"),
    [
        ("\\frac{a}{b", "\\frac{a}{b}"),
        ("$$\\sqrt{\\frac{a}{b", "\\sqrt{\\frac{a}{b}}"),
        ("x}^2", "x ^2"),
        ("\\left( a + b", "\\left( a + b\\right."),
        ("a \\right) b", "a ) b"),
        ("\\begin{cases} a", "\\begin{cases} a\\end{cases}"),
        ("\\begin{cases} a \\\\ \\end{ca", "\\begin{cases} a \\end{cases}"),
        ("{\\left( a}", "{\\left( a\\right.}"),
        ("x^2 \\", "x^2"),
    ],
)
def test_what_is_open_is_closed_and_it_is_said(raw: str, whole: str) -> None:
    assert formula(raw) == Output(whole, notes=("The end of the formula is missing.",))


@pytest.mark.parametrize(
    "latex",
    [
        "\\left\\{ x \\right\\}",
        "\\{(2,4),(3,3)\\}",
        "a \\\\[2pt] b",
        "\\text{for $x$ in } A",
        "\\leftarrow \\rightarrow",
        "50\\% \\$5",
        "x \\, y",
    ],
)
def test_what_is_right_stays(latex: str) -> None:
    assert formula(latex) == Output(latex)
    assert formula(f"$${latex}$$") == Output(latex)


@pytest.mark.parametrize("raw", ["", "$$", "$$$$", "```latex\n```"])
def test_no_formula_is_none(raw: str) -> None:
    assert formula(raw).text == ""
