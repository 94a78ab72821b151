"""Live reading says what is new, once."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.news import News


def heard(*readings: tuple[float, list[str]]) -> list[str]:
    """What is new at each reading: ``(seconds, lines)``."""
    news = News()
    return [news.fresh(lines, now) for now, lines in readings]


def told(*readings: list[str]) -> list[str]:
    """The same, half a second apart."""
    return heard(*((number * 0.5, lines) for number, lines in enumerate(readings)))


def test_a_line_is_told_once() -> None:
    assert told(["Hello there"], ["Hello there"], []) == ["Hello there", "", ""]


def test_lines_are_told_in_their_order() -> None:
    assert told(["one two", "three"], ["zero", "one two", "three", "four"]) == [
        "one two\nthree",
        "zero\nfour",
    ]


@pytest.mark.parametrize(
    "read",
    [
        "The quick brown f0x jumps",
        "The quick brown fox jumqs",
        "The quick brown fox jumps.",
        "the quick  brown fox jumps",
        "The quick brownfox jumps",
        "Tha quick brown fox jumgs",
    ],
)
def test_what_the_engine_reads_differently_is_not_new(read: str) -> None:
    assert told(["The quick brown fox jumps"], [read], ["The quick brown fox jumps"])[1:] == [
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("12:01", "12:02"),
        ("Score 10 : 3", "Score 10 : 4"),
        ("Yes", "Yep"),
        ("Turn left now", "Turn right now"),
        ("你好", "你们"),
        ("Total: $1,234.00", "Total: $1,284.00"),
    ],
)
def test_what_has_changed_is_new(before: str, after: str) -> None:
    assert told([before], [after]) == [before, after]


def test_digits_that_look_like_letters_are_the_same() -> None:
    assert told(["Room 101 is free"], ["Room 1O1 is free"], ["Room l01 is free"])[1:] == ["", ""]


def test_a_caption_that_grows_gives_what_was_added() -> None:
    assert told(
        ["Hello"], ["Hello there"], ["Hello there, my"], ["Hello there, my friend"], ["Hello there"]
    ) == ["Hello", "there", "my", "friend", ""]


def test_a_word_that_grows_is_told_whole() -> None:
    assert told(["Good mor"], ["Good morning all"]) == ["Good mor", "morning all"]


def test_a_grown_line_may_have_been_misread() -> None:
    assert told(["Helo everybody"], ["Hello everybody and welcome"])[1] == "and welcome"


def test_captions_that_are_wrapped_anew() -> None:
    assert told(
        ["so today we are", "going to"],
        ["so today we are going", "to talk"],
        ["so today we are going", "to talk about the new", "phone"],
        ["to talk about the new", "phone that came out"],
    ) == ["so today we are\ngoing to", "talk", "about the new\nphone", "that came out"]


def test_a_chat_that_scrolls() -> None:
    chat = ["Ada: hi all", "Bob: hello", "Ada: how is it going?", "Cy: fine, thanks", "Bob: good"]
    readings = [chat[first : first + 3] for first in range(3)]
    assert told(*readings) == ["\n".join(chat[:3]), "Cy: fine, thanks", "Bob: good"]


def test_a_line_of_its_own_is_no_part_of_another() -> None:
    assert told(["Ada: Yes I will"], ["Ada: Yes I will", "Ada: Yes"])[1] == "Ada: Yes"
    assert told(["Hello"], ["Hello", "Hello there"])[1] == "Hello there"


def test_a_line_that_fades_is_not_new() -> None:
    assert told(["We should go now"], ["We should go"], ["should go"])[1:] == ["", ""]


def test_subtitles_replace_one_another() -> None:
    assert told(["Where were you?"], ["I was at home."], ["All night?"]) == [
        "Where were you?",
        "I was at home.",
        "All night?",
    ]


def test_a_text_that_flickers_is_told_once() -> None:
    assert heard((0, ["Game paused"]), (1, []), (8.0, ["Game paused"]))[2] == ""


def test_a_text_that_comes_back_later_is_told_again() -> None:
    readings = [(0.0, ["Game paused"]), (1.0, []), (8.1, ["Game paused"])]
    assert heard(*readings)[2] == "Game paused"


def test_a_text_that_stays_is_never_told_again() -> None:
    assert heard(*((float(now), ["Menu"]) for now in range(60)))[1:] == [""] * 59


def test_marks_alone_are_nothing() -> None:
    assert told(["—", "...", "", "  "]) == [""]


def test_what_is_new_keeps_its_form() -> None:
    assert told(["“Stop!” he said…"]) == ["“Stop!” he said…"]


@settings(deadline=None)
@given(st.lists(st.lists(st.text("abc 1.你", max_size=12), max_size=5), max_size=6))
def test_no_line_is_told_twice(readings: list[list[str]]) -> None:
    news = News()
    for lines in readings:
        news.fresh(lines, 0.0)
        assert news.fresh(lines, 0.0) == ""


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), max_size=4), max_size=4))
def test_any_lines(readings: list[list[str]]) -> None:
    news = News()
    for now, lines in enumerate(readings):
        fresh = news.fresh(lines, float(now))
        assert len(fresh) <= sum(map(len, lines)) + len(lines)


def test_forty_lines_cost_little() -> None:
    dice = random.Random(3)

    def line() -> str:
        return " ".join("".join(dice.choices("abcdefghij", k=6)) for _ in range(7))

    screen = [line() for _ in range(40)]
    news, taken = News(), []
    for reading in range(60):
        screen = [*screen[2:], line(), line()]
        read = ["x" + one[1:] if dice.random() < 0.2 else one for one in screen]
        began = time.process_time()
        news.fresh(read, reading * 0.5)
        taken.append(time.process_time() - began)
    assert sorted(taken)[len(taken) // 2] < 0.01
