"""No answer takes long: the worst that could be thought of, 100 kB of it, and twice as much."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator

import pytest

from desktop.text.outputs import Stream, parse
from desktop.values import OutputKind

SIZE = 100_000
FIRST = SIZE // 2
"""Characters in which the slowest are found."""

MOST = 0.5
"""Seconds of the processor: other programs take their share of a shared one. On a usual machine the
worst takes 0.1; what grows with the square of the length takes many seconds."""

UNITS = [
    *"[{(<}])>\"'`$\\|,:;=&#*_-~ \t\n\x00“中x1",
    "[[1,",
    '{"a":',
    '{"a":1,',
    '"a": ',
    '"x" ',
    '","',
    '"}',
    '"\n',
    '\\"',
    '{"box":[1,2,3,4],"text":"a"},',
    '{"box":[1,2,3,4],"text":"a',
    '{"text":"',
    '{"box":',
    "text(1,2),(3,4)",
    "text(10,20),(300,40)\n",
    "t(5,5),(900,12)",
    "(1,2),(3,4)",
    "(1,2),",
    "(1",
    "<ref>",
    "<quad>",
    "<ref>a</ref><quad>(1,2),(300,400)</quad>",
    "a<hy-meta><layout>x",
    "<td",
    "<td>",
    "<tr>",
    "<table>",
    "<table><tr><td>",
    "a<table></table>",
    "<table\na=",
    "a <table ",
    "</td>",
    "<td rowspan=9999 colspan=9999>",
    "<sup>1",
    "<script>",
    "<title></title>",
    "<td><title>",
    "<head><tr>",
    "<br><b></b>",
    "<td><br><b>",
    "<td><td></td>",
    "<td> ",
    "| <b>&lt;",
    "<!--",
    "&#1;",
    "&lt;",
    "| a ",
    "|-",
    "a|b\n",
    "a\t",
    "\\{",
    "\\[",
    "\\(",
    "$$",
    "$a",
    "\\\\",
    "\\frac{",
    "\\begin{a}",
    "\\left(",
    "\\f",
    "```\n",
    "```md\n",
    "a: b\n",
    "%%\n",
    "---\n",
    "> ",
    "1. ",
    "\n\n",
]


@pytest.fixture(autouse=True)
def without_what_other_tests_left() -> Iterator[None]:
    """What is in memory already is not searched for garbage while the parsers are timed."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def scattered(size: int) -> str:
    """Words at random places, boxes over boxes."""
    dice = random.Random(1)
    found: list[str] = []
    for _ in range(size // 30):
        x, y = dice.randrange(900), dice.randrange(950)
        found.append(f"word({x},{y}),({x + dice.randrange(90)},{y + dice.randrange(40)})")
    return "".join(found)


def columns(size: int) -> str:
    """Eight columns down the page, again and again."""
    return "".join(
        f"word({120 * (n % 8)},{n // 8 % 990}),({120 * (n % 8) + 70},{n // 8 % 990 + 9})"
        for n in range(size // 25)
    )


def one_row(size: int) -> str:
    """Thousands of words side by side."""
    return "".join(f"w({n * 7 % 999},500),({n * 7 % 999 + 1},520)" for n in range(size // 20))


def noise(size: int) -> str:
    dice = random.Random(2)
    return "".join(dice.choice("[]{}(),\"'\\<>$|:tdr/0123 \n") for _ in range(size))


MADE = {"scattered": scattered, "columns": columns, "one row": one_row, "noise": noise}


def answer(what: str, size: int) -> str:
    return MADE[what](size) if what in MADE else (what * (size // len(what) + 1))[:size]


def seconds(raw: str, kind: OutputKind) -> float:
    began = time.process_time()
    parse(raw, kind, 1000, 800)
    return time.process_time() - began


@pytest.mark.parametrize("kind", list(OutputKind))
def test_the_worst_answers_take_no_time(kind: OutputKind) -> None:
    # What grows with the square of the length, to more than MOST, is among the last four here.
    slow = {what: seconds(answer(what, FIRST), kind) for what in [*UNITS, *MADE]}
    for what in sorted(slow, key=slow.__getitem__)[-4:]:
        # On a machine that others keep busy, one of several tries is left in peace.
        assert any(takes_no_time(what, kind) for _ in range(9)), f"{what!r} takes too long"


def takes_no_time(what: str, kind: OutputKind) -> bool:
    """Whether it takes less than ``MOST``, and twice as much less than three times as long (four
    times: it is quadratic)."""
    single, double = (seconds(answer(what, size), kind) for size in (SIZE, 2 * SIZE))
    return single < MOST and (double < 0.03 or double < 3 * single)


@pytest.mark.parametrize("kind", [OutputKind.POSITIONS, OutputKind.LAYOUT])
def test_a_stream_of_small_pieces_takes_no_time_either(kind: OutputKind) -> None:
    for what in ("text(1,2),(3,4)", "(1,2),", '{"box":[1,2,3,4],"text":"a"},', '"', "<ref>", "x"):
        raw = answer(what, SIZE)
        stream = Stream(kind, 1000, 800)
        began = time.process_time()
        for at in range(0, SIZE, 4):
            stream.add(raw[at : at + 4])
        assert time.process_time() - began < 2.0, what
