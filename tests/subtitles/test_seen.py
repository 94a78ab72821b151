"""What of the text on a film is its subtitles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.subtitles.cues import Cue
from desktop.subtitles.seen import Seen, cues
from desktop.values import Box, Line


def seen(start: int, end: int, *rows: str, score: float = 0.99) -> Seen:
    """Rows under one another, 20 pixels high."""
    return Seen(start, end, tuple(row(number, text, score) for number, text in enumerate(rows)))


def row(number: int, text: str, score: float = 0.99) -> Line:
    """The text on this row, centred."""
    top, half = 300 + 24 * number, 5 * len(text)
    return Line(text, Box(320 - half, top, 320 + half, top + 20), score)


def film_of(texts: list[str], gap: int, beside: tuple[str, ...] = ()) -> list[Seen]:
    """The texts, one after the other, with so many milliseconds between two."""
    parts = []
    for number, each in enumerate(texts):
        start = number * (1900 + gap)
        parts.append(seen(start, start + 1900, each, *beside))
        if gap:
            parts.append(seen(start + 1900, start + 1900 + gap))
    return parts


def test_what_was_parted_is_one() -> None:
    parts = [seen(0, 400, "I went home."), seen(400, 500, "I went home"), seen(500, 900)]
    assert cues(parts) == (Cue(0, 500, "I went home."),)


def test_the_surest_reading_is_kept() -> None:
    made = cues([seen(0, 900, "I wcnt home.", score=0.8), seen(900, 1000, "I went home.")])
    assert made == (Cue(0, 1000, "I went home."),)


def test_of_two_as_sure_the_longer_one_is_kept() -> None:
    made = cues([seen(0, 200, "I went hoine."), seen(200, 1000, "I went home.")])
    assert made == (Cue(0, 1000, "I went home."),)


def test_the_same_again_after_a_gap_is_another_one() -> None:
    apart = [seen(0, 900, "No."), seen(900, 1250), seen(1250, 2000, "No.")]
    assert [cue.start for cue in cues(apart)] == [0, 1250]
    near = [seen(0, 900, "No."), seen(900, 1150), seen(1150, 2000, "No.")]
    assert cues(near) == (Cue(0, 2000, "No."),)


def test_another_word_or_number_is_another_one() -> None:
    texts = ("He came with her.", "He came with him.", "Room 12", "Room 13", "Yes.", "No.")
    made = cues([seen(1000 * at, 1000 * at + 1000, each) for at, each in enumerate(texts)])
    assert [cue.text for cue in made] == list(texts)


def test_two_lines_keep_their_break() -> None:
    assert cues([seen(0, 900, "One.", "Two.")])[0].text == "One.\nTwo."


def test_what_nobody_can_see_is_none() -> None:
    assert cues([seen(0, 140, "Nothing at all.")]) == ()
    assert len(cues([seen(0, 150, "Something.")])) == 1


def test_what_was_read_badly_for_a_moment_parts_nothing() -> None:
    parts = [
        seen(0, 900, "I went home."),
        seen(900, 1100, "EXIT"),
        seen(1100, 2000, "I went home."),
    ]
    assert cues(parts) == (Cue(0, 2000, "I went home."),)


def test_what_is_half_faded_in_belongs_to_what_it_becomes() -> None:
    made = cues([seen(0, 160, "went hom", score=0.7), seen(160, 1500, "I went home.")])
    assert made == (Cue(0, 1500, "I went home."),)


def test_noise_is_left_out() -> None:
    assert cues([seen(0, 900, "I"), seen(900, 1800, "rj", score=0.7)])[0].text == "I"
    assert cues([seen(0, 900, "Harbour", score=0.5), seen(900, 1800, "...", "/")]) == ()


def test_edges_beside_a_text_are_left_out() -> None:
    assert cues([seen(0, 900, "/ I went home. |")])[0].text == "I went home."


def test_music_is_text() -> None:
    assert cues([seen(0, 900, "♪")])[0].text == "♪"


def test_a_sign_of_the_station_is_left_out() -> None:
    texts = ("One of them.", "Two of them.", "All of them.", "None of them.")
    parts = []
    for at, each in enumerate(texts):
        start = 1200 * at
        parts.append(seen(start, start + 500, each, f"TV 12:0{at}"))
        parts.append(seen(start + 500, start + 1000, each, f"TV 12:0{at + 1}"))
        sign = "TU 12:0?" if at == 2 else f"TV 12:0{at + 1}"  # read badly once
        parts.append(Seen(start + 1000, start + 1200, (row(1, sign),)))
    assert [cue.text for cue in cues(parts)] == list(texts)


def test_what_stands_there_for_minutes_is_left_out() -> None:
    texts = ("Good evening.", "The weather.", "Good night.", "Sleep well.")
    parts = [
        part
        for at in range(0, 70_000, 10_000)
        for part in (
            seen(at, at + 5_000, texts[at // 10_000 % 4], "LIVE"),
            Seen(at + 5_000, at + 10_000, (row(1, "LIVE"),)),
        )
    ]
    after = [seen(at, at + 1000) for at in range(70_000, 300_000, 1000)]  # less than half of it
    made = cues(parts + after)
    assert [cue.text for cue in made] == [texts[number % 4] for number in range(7)]


@pytest.mark.parametrize("gap", [0, 100, 500])
@pytest.mark.parametrize("beside", [(), ("Choir",)])
@pytest.mark.parametrize("form", ["Subtitle {:02}", "Subtitle number {}", "This is number {}."])
def test_numbered_subtitles_are_all_there(form: str, beside: tuple[str, ...], gap: int) -> None:
    texts = [form.format(number) for number in range(1, 51)]
    made = cues(film_of(texts, gap, beside))
    assert [cue.text for cue in made] == ["\n".join((text, *beside)) for text in texts]


@pytest.mark.parametrize("gap", [0, 100, 400])
def test_the_lines_of_a_language_lesson_are_all_there(gap: int) -> None:
    places = ("shop", "school", "house", "river", "garden", "market", "station", "harbour")
    who = ("I am", "You are", "He is", "We are", "They are")
    texts = [f"{one} going to the {place}." for one in who for place in places]
    assert [cue.text for cue in cues(film_of(texts, gap))] == texts


def test_a_refrain_is_there_each_time() -> None:
    texts = ["La la la." if number % 2 else f"Verse {number}." for number in range(40)]
    assert [cue.text for cue in cues(film_of(texts, 400))] == texts


def test_of_an_engine_without_places_none_is_too_large() -> None:
    parts = [
        replace(seen(2000 * at, 2000 * at + 1500, f"This is line {at}."), placed=False)
        for at in range(10)
    ]
    high = Line("Over a busy picture.", Box(0, 100, 640, 320))
    parts[4] = replace(parts[4], lines=(high,))
    assert cues(parts)[4].text == "Over a busy picture."
    assert len(cues(parts)) == 10


def test_the_only_text_of_a_short_film_is_kept() -> None:
    assert cues([seen(0, 4000, "The end"), seen(4000, 5000)]) == (Cue(0, 4000, "The end"),)


def test_what_is_much_larger_than_subtitles_are_is_left_out() -> None:
    parts = [seen(1000 * at, 1000 * at + 1000, f"This is line {at}.") for at in range(8)]
    title = Line("TITLE", Box(0, 230, 600, 290), 0.99)
    parts[3] = Seen(3000, 4000, (title, *parts[3].lines))
    assert [cue.text for cue in cues(parts)] == [f"This is line {at}." for at in range(8)]
