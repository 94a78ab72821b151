"""Ten thousand broken answers, each through every parser; and some through every form."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.text.forms import clipboard_forms, formulas, rich, spoken
from desktop.text.outputs import Output, Stream, parse
from desktop.text.tables import read
from desktop.values import OutputKind
from tests.text.answers import ANSWERS

WIDTH, HEIGHT = 640, 480
STABLE = frozenset((OutputKind.TABLE, OutputKind.FIELDS, OutputKind.FORMULA, OutputKind.MARKDOWN))

ALL = [answer for answers in ANSWERS.values() for answer in answers]
BITS = (
    *"[]{}()<>\"'`$\\|,:&#*_\t\n \x00\ud800\u202e",
    "<td>",
    "</table>",
    "<table>",
    "<tr",
    "$$",
    "\\[",
    "```",
    "(1,2),(3,4)",
    '{"box":',
    '"text":"',
    "\\frac{",
    "\\begin{x}",
    "\\end{x}",
    "\\right)",
    "&lt;",
    "</hy-meta>",
    "<ref>",
    "-->",
    "null",
    "1e999",
    "\n\n",
)

PLACE = re.compile(r'<img src="formula:(\d+)">')

Edit = Callable[[str, int, int, str], str]


def cut(text: str, at: int, _length: int, _bit: str) -> str:
    return text[: at % (len(text) + 1)]


def behead(text: str, at: int, _length: int, _bit: str) -> str:
    return text[at % (len(text) + 1) :]


def leave_out(text: str, at: int, length: int, _bit: str) -> str:
    start = at % (len(text) + 1)
    return text[:start] + text[start + length :]


def insert(text: str, at: int, _length: int, bit: str) -> str:
    start = at % (len(text) + 1)
    return text[:start] + bit + text[start:]


def swap(text: str, at: int, length: int, _bit: str) -> str:
    start = at % (len(text) + 1)
    middle, end = start + length, start + 2 * length
    return text[:start] + text[middle:end] + text[start:middle] + text[end:]


def double(text: str, at: int, length: int, _bit: str) -> str:
    start = at % (len(text) + 1)
    return text[: start + length] + text[start:]


EDITS: tuple[Edit, ...] = (cut, behead, leave_out, insert, insert, swap, double)


def broken(kind: OutputKind, number: int) -> str:
    """An answer of ``kind``, perhaps with another one behind it, with a few edits.

    Thrown with dice: Hypothesis takes four times as long to think of it as all parsers together.
    """
    dice = random.Random(f"{kind.value} {number}")
    text = dice.choice(ANSWERS[kind])
    if dice.random() < 0.2:
        text += dice.choice(ALL)
    for _ in range(dice.randint(1, 5)):
        edit = dice.choice(EDITS)
        text = edit(text, dice.randint(0, 500), dice.randint(1, 12), dice.choice(BITS))
    return text


def check(raw: str, stable: Collection[OutputKind] = STABLE) -> None:
    for kind in OutputKind:
        output = parse(raw, kind, WIDTH, HEIGHT)
        check_output(raw, kind, output)
        if kind in stable:
            assert parse(output.text, kind, WIDTH, HEIGHT).text == output.text, kind


def check_output(raw: str, kind: OutputKind, output: Output) -> None:
    for line in output.lines:
        assert 0 <= line.box.left < line.box.right <= WIDTH
        assert 0 <= line.box.top < line.box.bottom <= HEIGHT
        assert line.text.strip()
    assert output.text == output.text.encode().decode(), "what can't be written can't be copied"
    assert "\x00" not in output.text
    assert all(note.endswith(".") for note in output.notes)
    if kind is not OutputKind.POSITIONS:
        return
    written = output.text
    for line in output.lines:
        assert all(word in written for word in line.text.split())


def check_stream(raw: str, kind: OutputKind) -> None:
    """Whatever is shown early is in what is shown at last, whatever the pieces are."""
    for size in (1, 7):
        stream = Stream(kind, WIDTH, HEIGHT)
        shown = "".join(stream.add(raw[at : at + size]) for at in range(0, len(raw), size))
        text = parse(raw, kind, WIDTH, HEIGHT).text
        assert not shown or shown.endswith("\n")
        for line in filter(None, shown.split("\n")):
            assert " ".join(line.split()) in " ".join(text.split()), (line, text)


fuzzed = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("kind", list(OutputKind))
def test_a_broken_answer_is_kept(kind: OutputKind) -> None:
    for number in range(1100):
        check(broken(kind, number), {kind} & STABLE)


@settings(fuzzed, max_examples=1200)
@given(st.text(max_size=200) | st.text(st.sampled_from("".join(BITS) + "ab12"), max_size=120))
def test_any_text_is_kept(raw: str) -> None:
    check(raw)


@pytest.mark.parametrize("kind", [OutputKind.POSITIONS, OutputKind.LAYOUT])
def test_what_streams_is_in_what_is_read(kind: OutputKind) -> None:
    for number in range(500):
        check_stream(broken(kind, number), kind)


@pytest.mark.parametrize("kind", list(OutputKind))
def test_every_form_can_be_made_of_what_is_left(kind: OutputKind) -> None:
    for number in range(120):
        raw = broken(kind, number)
        text = parse(raw, kind, WIDTH, HEIGHT).text
        for given_text in (text, raw):
            forms = clipboard_forms(given_text, kind)
            assert "text/plain" in forms
            shown = rich(given_text, kind)
            known = range(len(formulas(given_text, kind)))
            assert all(int(place) in known for place in PLACE.findall(shown))
            assert "<script" not in shown.lower()
            spoken(given_text, kind)


WORDS = ("word", "x1", "2026", "T", "String", "title", "script", "head", "style", "Überschrift")
AROUND = (*"<>/!-=&'\"$| \n", "</", "<!--", "-->", "&lt;", "&gt;", " < ")
cells = st.lists(st.sampled_from((*WORDS, *WORDS, *AROUND)), max_size=9).map("".join)


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub("&[lg]t;", " ", text))


@settings(fuzzed, max_examples=300)
@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=3))
def test_every_word_of_a_whole_table_comes_out_again(written: list[list[str]]) -> None:
    rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in written)
    raw = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    wanted = [word for row in written for cell in row for word in words_of(cell)]
    output = parse(raw, OutputKind.TABLE, WIDTH, HEIGHT)
    (table,) = read(output.text)[0]
    assert [len(row) for row in table.rows] == [len(row) for row in written]
    assert [word for row in table.rows for cell in row for word in words_of(cell.text)] == wanted
    assert output.notes == ()
    plain = clipboard_forms(output.text, OutputKind.TABLE)["text/plain"]
    assert words_of(plain) == wanted
