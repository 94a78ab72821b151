"""Which lines count, and which only hold a number."""

from __future__ import annotations

from desktop.text.ticking import Ticking


def left(*readings: tuple[float, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What is left of each reading, made at its second."""
    ticking = Ticking()
    return [ticking.without(lines, now) for now, lines in readings]


def test_a_clock_is_left_out_from_its_third_value() -> None:
    clock = [(float(second), (f"12:00:{58 + second}", "News")) for second in range(5)]
    assert left(*clock) == [("12:00:58", "News"), ("12:00:59", "News"), *[("News",)] * 3]


def test_a_number_may_get_more_digits() -> None:
    assert left((0, ("9 %",)), (1, ("10 %",)), (2, ("11 %",)))[2] == ()


def test_a_score_is_no_clock() -> None:
    scores = [(10.0 * goal, (f"Home {goal} : 0",)) for goal in range(5)]
    assert left(*scores) == [lines for _, lines in scores]


def test_a_list_is_no_clock() -> None:
    laps = [(float(n), tuple(f"Lap {lap}" for lap in range(n, n + 3))) for n in range(5)]
    assert left(*laps) == [lines for _, lines in laps]


def test_a_counter_that_rests_is_heard_again() -> None:
    assert left((0, ("1",)), (1, ("2",)), (2, ("3",)), (20, ("4",)))[2:] == [(), ("4",)]


def test_the_same_value_read_twice_counts_once() -> None:
    assert left((0, ("Room 7",)), (1, ("Room 7",)), (2, ("Room 7",)), (3, ("Room 8",)))[3]


def test_words_are_never_left_out() -> None:
    assert left(*[(float(n), ("Hello",)) for n in range(5)])[4] == ("Hello",)
