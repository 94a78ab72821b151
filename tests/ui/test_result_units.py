"""Pure parts of the result: cells, finding, what is kept, places in UTF-16."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui import utf16
from desktop.ui.cells import Cell, beside, by_rows, row_words
from desktop.ui.finding import following, line_around, occurrences
from desktop.ui.kept import Kept, Shelf
from desktop.values import EngineName, Reading, Shot, Task

GRID = tuple(
    Cell(
        0, row, column, 10 + 4 * row + 2 * column, 11 + 4 * row + 2 * column, row, f"{row}{column}"
    )
    for row in range(3)
    for column in range(2)
)


def places(cell: Cell | None) -> tuple[int, int] | None:
    return (cell.row, cell.column) if cell else None


@pytest.mark.parametrize(
    ("caret", "across", "down", "found"),
    [
        (10, 1, 0, (0, 1)),
        (10, 0, 1, (1, 0)),
        (16, 0, -1, (0, 1)),
        (16, -1, 0, (1, 0)),
        (12, 1, 0, None),
        (10, 0, -1, None),
        (0, 0, 1, (0, 0)),
        (0, -1, 0, None),
        (40, 0, -1, (0, 0)),
        (40, 1, 0, None),
    ],
)
def test_the_cell_beside(caret: int, across: int, down: int, found: tuple[int, int] | None) -> None:
    assert places(beside(GRID, caret, across, down)) == found


def test_a_cell_that_spans_is_left_and_entered_as_one() -> None:
    wide = Cell(0, 0, 0, 0, 4, 1, "wide", columns=2)
    high = Cell(0, 1, 0, 5, 9, 2, "high", rows=2)
    cells = (wide, high, Cell(0, 1, 1, 10, 11, 2, "a"), Cell(0, 2, 1, 12, 13, 3, "b"))
    assert places(beside(cells, 12, -1, 0)) == (1, 0)
    assert places(beside(cells, 10, 0, -1)) == (0, 0)
    assert beside(cells, 5, 0, 1) is None
    assert places(beside(cells, 5, 1, 0)) == (1, 1)


def test_cells_and_rows_are_said_with_their_places_and_names() -> None:
    head = (Cell(0, 0, 0, 0, 1, 0, "Item", "Item"), Cell(0, 0, 1, 0, 1, 0, "Price", "Price"))
    row = (Cell(0, 1, 0, 0, 1, 1, "Flat\nwhite", "Item"), Cell(0, 1, 1, 0, 1, 1, "", "Price"))
    assert [cell.words for cell in head] == ["Head, column 1: Item", "Head, column 2: Price"]
    assert [cell.words for cell in row] == [
        "Row 1, column 1, Item: Flat white",
        "Row 1, column 2, Price: empty",
    ]
    assert [row_words(line) for line in by_rows([*head, *row])] == [
        "Head: Item, Price",
        "Row 1: Item: Flat white",
    ]
    field = (Cell(0, 0, 0, 0, 1, 1, "Total"), Cell(0, 0, 1, 0, 1, 1, "22.35", "Total"))
    assert row_words(field) == "Row 1: Total: 22.35"


def test_words_are_found_in_any_case_and_across_lines() -> None:
    text = "One fox. A FOX\nruns (fox)"
    assert [text[a:b] for a, b in occurrences(text, "fox")] == ["fox", "FOX", "fox"]
    assert [text[a:b] for a, b in occurrences(text, "fox runs")] == ["FOX\nruns"]
    assert [text[a:b] for a, b in occurrences(text, "(fox)")] == ["(fox)"]
    assert occurrences(text, "  ") == ()


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab", min_size=1, max_size=3))
def test_every_place_holds_what_was_looked_for(text: str, wanted: str) -> None:
    found = occurrences(text, wanted)
    assert all(text[start:end] == wanted for start, end in found)
    assert len(found) == text.count(wanted)


def test_the_next_place_is_found_round_the_end() -> None:
    found = ((2, 3), (6, 7), (9, 10))
    assert [following(found, caret, 1) for caret in (0, 2, 3, 9, 10)] == [0, 0, 1, 2, 0]
    assert [following(found, caret, -1) for caret in (0, 2, 3, 9, 20)] == [2, 2, 0, 1, 2]
    with pytest.raises(IndexError):
        following((), 0, 1)


def test_of_a_long_line_what_is_near_is_said() -> None:
    assert line_around("a\none two\nb", 6, 9) == "one two"
    text = "word " * 50 + "here " + "word " * 50
    said = line_around(text, 250, 254)
    assert " here " in said
    assert len(said) <= 60 + 4 + 60
    assert set(said.split()) == {"word", "here"}


@given(st.text(max_size=20))
def test_places_of_qt_and_of_python_are_each_others(text: str) -> None:
    for place in range(len(text) + 1):
        assert utf16.characters(text, utf16.units(text[:place])) == place


def shot(size: int) -> Shot:
    return Shot(bytes(size * 4), size, 1)


def kept(job: int, picture: Shot | None = None, text: str = "text") -> Kept:
    return Kept(job, Task(), EngineName.AUTO, picture, Reading(text), text)


def test_the_last_results_are_kept_and_walked_through() -> None:
    shelf = Shelf(most=3)
    assert shelf.step(-1) is None
    for job in range(1, 6):
        shelf.put(kept(job))
    assert (len(shelf), shelf.place) == (3, 3)
    assert [found.job for found in (shelf.step(-1), shelf.step(-1)) if found] == [4, 3]
    assert shelf.step(-1) is None
    assert shelf.place == 1
    shelf.put(kept(3, text="changed"))
    assert (len(shelf), shelf.place) == (3, 1)
    after, back = shelf.step(1), shelf.step(-1)
    assert after
    assert back
    assert (after.job, back.text) == (4, "changed")
    shelf.leave()
    latest = shelf.step(-1)
    assert latest
    assert latest.job == 5


@pytest.mark.parametrize("looked_at", [1, 2, 3])
def test_what_is_kept_behind_the_one_looked_at_leaves_it_there(looked_at: int) -> None:
    shelf = Shelf(most=3)
    for job in range(1, 4):
        shelf.put(kept(job))
    for _ in range(3 - looked_at):
        shelf.step(-1)
    shelf.add(kept(4))
    assert len(shelf) == 3
    newer = shelf.step(1)
    assert newer
    assert newer.job == looked_at + 1


def test_old_pictures_go_first_and_one_that_is_shared_counts_once() -> None:
    shelf = Shelf(most_bytes=100)
    old, shared, large = shot(10), shot(10), shot(50)
    shelf.put(kept(1, old))
    shelf.put(kept(2, shared))
    shelf.put(kept(3, shared))
    assert [found.shot for found in walk(shelf)] == [shared, shared, old]
    shelf.put(kept(4, shot(6)))
    assert [found.shot is None for found in walk(shelf)] == [False, False, False, True]
    shelf.put(kept(5, large))
    assert [found.shot for found in walk(shelf)] == [large, None, None, None, None]


def walk(shelf: Shelf) -> list[Kept]:
    """All results, the latest first."""
    shelf.leave()
    found = []
    while one := shelf.step(-1):
        found.append(one)
    return found
