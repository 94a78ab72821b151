"""The cells of tables in a text: where each stands, what it is called, what lies beside it. Pure
functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table with this number: its row and column from 0, how many it spans, where it
    begins and ends in the text, and what is said of it."""

    table: int
    row: int
    column: int
    start: int
    end: int
    words: str = field(repr=False)
    rows: int = 1
    columns: int = 1


def cell_words(row: int, column: int, text: str, name: str = "", *, head: bool = False) -> str:
    """What is said of a cell: ``Row 2, column 3, Total: 1,234``; ``row`` counts from 1 under the
    head, ``name`` is what the head calls the column."""
    said = " ".join(text.split()) or "empty"
    if head:
        return f"Head, column {column}: {said}"
    called = " ".join(name.split())
    return f"Row {row}, column {column}{f', {called}' if called else ''}: {said}"


def beside(cells: Sequence[Cell], caret: int, across: int, down: int) -> Cell | None:
    """The cell ``across`` columns and ``down`` rows (one of them 1 or -1, the other 0) from the one
    that holds ``caret``; None at the edge of the table. Outside of tables: the first cell of the
    next table, or of the one before."""
    here = next((cell for cell in cells if cell.start <= caret <= cell.end), None)
    if here is None:
        return _outside(cells, caret, back=across + down < 0)
    row = here.row + (here.rows if down > 0 else down)
    column = here.column + (here.columns if across > 0 else across)
    for cell in cells:
        in_row = cell.row <= row < cell.row + cell.rows
        in_column = cell.column <= column < cell.column + cell.columns
        if cell.table == here.table and in_row and in_column:
            return cell
    return None


def _outside(cells: Sequence[Cell], caret: int, *, back: bool) -> Cell | None:
    firsts = [cell for cell in cells if (cell.row, cell.column) == (0, 0)]
    if back:
        return next((cell for cell in reversed(firsts) if cell.start < caret), None)
    return next((cell for cell in firsts if cell.start > caret), None)
