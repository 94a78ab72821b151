"""Spoken words find their places in what is shown."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.alignment import aligned


def words(spoken: str, shown: str) -> dict[str, str]:
    """Each word of ``spoken`` and, from its first letter's place on, the word of ``shown``."""
    where = aligned(spoken, shown)
    found = {}
    for number, word in enumerate(spoken.split()):
        start = sum(map(len, spoken.split()[:number])) + number
        place = where[start]
        found[f"{number} {word}"] = shown[place:].split()[0] if place >= 0 else ""
    return found


def test_equal_texts() -> None:
    assert aligned("a b", "a b") == (0, 1, 2, 3)
    assert aligned("", "") == (0,)
    assert aligned("ab", "") == (-1, -1, -1)
    assert aligned("", "ab") == (-1,)


def test_blanks_may_differ() -> None:
    assert aligned("a b c", "a\u2029b\u2029\u2029c") == (0, 1, 2, 3, 5, 6)


def test_what_is_only_spoken_has_no_place() -> None:
    shown = "Name\u2029Left\u2029Ada\u20295:10\u2029Bob\u20296:20"
    assert words("Row 1: Name: Ada, Left: 5:10.\nRow 2: Name: Bob, Left: 6:20.", shown) == {
        "0 Row": "",
        "1 1:": "",
        "2 Name:": "",
        "3 Ada,": "Ada",
        "4 Left:": "",
        "5 5:10.": "5:10",
        "6 Row": "",
        "7 2:": "",
        "8 Name:": "",
        "9 Bob,": "Bob",
        "10 Left:": "",
        "11 6:20.": "6:20",
    }


def test_a_table_of_the_same_values() -> None:
    shown = "a\u2029b\u20291\u20291\u20291\u20292\u20291\u20291"
    spoken = "Row 1: a: 1, b: 1.\nRow 2: a: 1, b: 2.\nRow 3: a: 1, b: 1."
    where = aligned(spoken, shown)
    cells = [place for place in range(len(spoken)) if spoken[place - 2 : place] == ": "]
    values = [where[place] for place in cells if spoken[place].isdigit()]
    assert values == [4, 6, 8, 10, 12, 14]


def test_the_words_of_a_formula_stand_at_its_picture() -> None:
    spoken = "Let x squared plus 1 be the area."
    shown = "Let \ufffc be the area."
    where = aligned(spoken, shown)
    assert {where[place] for place in range(4, 20)} == {4}
    assert where[spoken.index("be")] == shown.index("be")


def test_two_formulas_without_a_word_between() -> None:
    where = aligned("so x squared y cubed", "so \ufffc \ufffc")
    assert where[3] == 3
    assert where[-2] == 5


def test_a_word_that_was_joined() -> None:
    spoken, shown = "a wonderful day", "a wonder-\nful day"
    where = aligned(spoken, shown)
    assert shown[where[spoken.index("f")]] == "f"
    assert where[spoken.index("day")] == shown.index("day")


def test_markup_around_words() -> None:
    shown = "# The **harbour**\n\n[boats](http://a.example) left"
    assert words("The harbour boats left", shown) == {
        "0 The": "The",
        "1 harbour": "harbour**",
        "2 boats": "boats](http://a.example)",
        "3 left": "left",
    }


def test_characters_without_blanks() -> None:
    spoken, shown = "Row 1: 姓名: 艾达, 出发: 三点.", "姓名\u2029出发\u2029艾达\u2029三点"
    where = aligned(spoken, shown)
    assert where[spoken.index("艾")] == shown.index("艾")
    assert where[spoken.index("点")] == shown.index("点")
    assert aligned("他走 了", "他走了") == (0, 1, -1, 2, 3)


def test_words_that_come_again_and_again() -> None:
    assert aligned("1 a 1 a 2", "a a")[2:7:4] == (0, 2)
    assert aligned("no no so no", "no so no no")[-2] == 10


def test_a_word_that_changed_leaves_the_others() -> None:
    where = aligned("the quick brown fox", "the quack brown fox")
    assert where[4:9] == (4, 5, -1, 7, 8)
    assert where[10] == 10


@settings(deadline=None)
@given(st.text("ab 1.\n", max_size=40), st.text("ab 1.\n\ufffc", max_size=40))
def test_places_never_go_back(spoken: str, shown: str) -> None:
    where = aligned(spoken, shown)
    assert len(where) == len(spoken) + 1
    known = [place for place in where if place >= 0]
    assert known == sorted(known)
    assert all(place <= len(shown) for place in known)


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_texts(spoken: str, shown: str) -> None:
    where = aligned(spoken, shown)
    assert len(where) == len(spoken) + 1
    assert all(-1 <= place <= len(shown) for place in where)


@settings(deadline=None)
@given(st.lists(st.text("abcdefgh", min_size=3, max_size=8), unique=True, max_size=30), st.data())
def test_distinct_words_are_found_among_others(given_words: list[str], data: st.DataObject) -> None:
    spoken, place = "", {}
    for word in given_words:
        spoken += data.draw(st.sampled_from(["", "heading 1: ", "zz ", "_ "]))
        place[word] = len(spoken)
        spoken += word + " "
    shown = "\u2029".join(given_words)
    where = aligned(spoken, shown)
    assert all(shown[where[place[word]] :].startswith(word) for word in given_words)


@pytest.mark.parametrize("what", ["words", "one word", "no word in common", "reversed"])
def test_a_long_text_takes_little_time(what: str) -> None:
    dice = random.Random(5)
    known = [f"w{dice.randrange(400)}" for _ in range(4_000)]
    spoken = " ".join(known)
    shown = {
        "words": " ".join(word for word in known if dice.random() < 0.9),
        "one word": "w1 " * 4_000,
        "no word in common": "y " * 4_000,
        "reversed": " ".join(reversed(known)),
    }[what]
    began = time.process_time()
    aligned(spoken, shown)
    assert time.process_time() - began < 1.0
