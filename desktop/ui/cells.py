"""The cells of tables in a text: where each stands, what it is called, what lies beside it. Pure
functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table with this number: its row and column from 0, where it begins and ends in
    the text, and how many rows and columns it spans.

    ``number`` is its row's, from 1 under the head; the head is 0. ``name`` is what the head calls
    the column.
    """

    table: int
    row: int
    column: int
    start: int
    end: int
    number: int
    text: str = field(repr=False)
    name: str = field(default="", repr=False)
    rows: int = 1
    columns: int = 1

    @property
    def words(self) -> str:
        """What is said of it: ``Row 2, column 3, Total: 1,234``."""
        place = f"Row {self.number}" if self.number else "Head"
        name = _one_line(self.name) if self.number else ""
        called = f", {name}" if name else ""
        return f"{place}, column {self.column + 1}{called}: {_one_line(self.text) or 'empty'}"


def row_words(row: Sequence[Cell]) -> str:
    """What is said of a row: ``Row 2: Item: Tea, Price: 2.10``."""
    parts = []
    # Where the first cell names the others, it isn't said twice.
    named = len(row) > 1 and _one_line(row[0].text) == _one_line(row[1].name)
    for cell in row[1:] if named else row:
        name, text = _one_line(cell.name) if cell.number else "", _one_line(cell.text)
        if text:
            parts.append(f"{name}: {text}" if name else text)
    place = f"Row {row[0].number}" if row[0].number else "Head"
    return f"{place}: {', '.join(parts) or 'empty'}"


def by_rows(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells, row by row, table after table."""
    rows: dict[tuple[int, int], list[Cell]] = {}
    for cell in cells:
        rows.setdefault((cell.table, cell.row), []).append(cell)
    return list(rows.values())


def beside(cells: Sequence[Cell], caret: int, across: int, down: int) -> Cell | None:
    """The cell ``across`` columns and ``down`` rows (one of them 1 or -1, the other 0) from the one
    that holds ``caret``; None at the edge of the table. Outside of tables: the first cell of the
    next table, or of the one before."""
    here = at(cells, caret)
    if here is None:
        return outside(cells, caret, back=across + down < 0)
    row = here.row + (here.rows if down > 0 else down)
    column = here.column + (here.columns if across > 0 else across)
    for cell in cells:
        in_row = cell.row <= row < cell.row + cell.rows
        in_column = cell.column <= column < cell.column + cell.columns
        if cell.table == here.table and in_row and in_column:
            return cell
    return None


def at(cells: Sequence[Cell], caret: int) -> Cell | None:
    """The cell that holds ``caret``; None outside of tables."""
    return next((cell for cell in cells if cell.start <= caret <= cell.end), None)


def outside(cells: Sequence[Cell], caret: int, *, back: bool) -> Cell | None:
    """The first cell of the next table behind ``caret``, or with ``back`` of the one before; None
    where there is none."""
    firsts = [row[0] for number, row in enumerate(by_rows(cells)) if not number or not row[0].row]
    if back:
        return next((cell for cell in reversed(firsts) if cell.start < caret), None)
    return next((cell for cell in firsts if cell.start > caret), None)


def _one_line(text: str) -> str:
    return " ".join(text.split())
