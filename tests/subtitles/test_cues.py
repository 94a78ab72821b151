"""Cues as files: exactly the forms that players read."""

from __future__ import annotations

import re

import pytest

from desktop.subtitles.cues import Cue, clock, ordered, subrip, webvtt, written

CUES = (
    Cue(520, 1_720, "Where have you been?"),
    Cue(3_600_000, 3_723_004, "He said: <no> & left.\nTwice --> he came back."),
)


def test_subrip() -> None:
    assert subrip(CUES) == (
        "1\n00:00:00,520 --> 00:00:01,720\nWhere have you been?\n"
        "\n"
        "2\n01:00:00,000 --> 01:02:03,004\nHe said: <\u2060no> & left.\nTwice → he came back.\n"
    )


def test_webvtt() -> None:
    assert webvtt(CUES) == (
        "WEBVTT\n"
        "\n"
        "00:00:00.520 --> 00:00:01.720\nWhere have you been?\n"
        "\n"
        "01:00:00.000 --> 01:02:03.004\n"
        "He said: &lt;no&gt; &amp; left.\nTwice --&gt; he came back.\n"
    )


def test_the_name_says_which() -> None:
    assert written(CUES, ".SRT") == subrip(CUES)
    assert written(CUES, ".VTT") == webvtt(CUES)


def test_without_cues() -> None:
    assert subrip(()) == ""
    assert webvtt(()) == "WEBVTT\n"


def test_they_are_in_order_and_do_not_overlap() -> None:
    cues = [Cue(2000, 5000, "two"), Cue(0, 2500, "one"), Cue(5000, 5000, "never"), Cue(9, 9, "")]
    assert list(ordered(cues)) == [Cue(0, 2000, "one"), Cue(2000, 5000, "two")]


def test_an_empty_line_does_not_end_a_cue() -> None:
    (cue,) = ordered([Cue(0, 1, "  one \n\n \u2028two\tthree ")])
    assert cue.text == "one\ntwo three"


def test_times_beyond_a_day() -> None:
    (block,) = re.findall(r"\S+ --> \S+", subrip([Cue(99 * 3_600_000, 100 * 3_600_000, "x")]))
    assert block == "99:00:00,000 --> 100:00:00,000"


@pytest.mark.parametrize(
    ("at", "told"), [(0, "0:00"), (59_999, "0:59"), (600_000, "10:00"), (3_723_000, "1:02:03")]
)
def test_times_as_they_are_told(at: int, told: str) -> None:
    assert clock(at) == told


def test_text_of_subrip_is_no_markup() -> None:
    text = subrip([Cue(0, 1, r"<b>1 < 2</b> {\an8} {y:i} { } a --> b")]).splitlines()[2]
    assert text == "<\u2060b>1 < 2<\u2060/b> {\u2060\\an8} {\u2060y:i} { } a → b"
