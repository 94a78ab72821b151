"""The rows and cells of a table, with their places in its source and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.text.plain_words import plain_words
from desktop.text.tables import read_html

CAPTION = re.compile(r"<caption[^<>]*>([^<]*(?:<(?!/caption)[^<]*)*)</caption>", re.IGNORECASE)
_CELL = re.compile(
    r"(?P<row><tr(?![\w-])[^<>]*>)|<t(?P<name>[dh])(?![\w-])[^<>]*>"
    r"(?P<content>[^<]*(?:<(?!/?t[rdh](?![\w-])|/?table)[^<]*)*)",
    re.IGNORECASE,
)
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Part:
    """A row or a cell: its place in the text, and what is said of it."""

    start: int
    end: int
    said: str


@dataclass(slots=True)
class _Cell:
    start: int
    end: int
    header: bool
    words: str
    column: int = 0


Parts = tuple[tuple[Part, ...], tuple[Part, ...]]
"""Rows, and cells."""


def cell_words(row: int, column: int, words: str, name: str = "", *, head: bool = False) -> str:
    """What is said of a cell: ``Row 2, column 3, Total: 1,234``; ``row`` counts from 1 under the
    head, ``name`` is what the head calls the column."""
    said = words or "empty"
    if head:
        return f"Head, column {column}: {said}"
    return f"Row {row}, column {column}{f', {name}' if name else ''}: {said}"


def is_rule(line: str) -> bool:
    """Whether a line of Markdown is the rule under the head of a table."""
    return "-" in line and "|" in line and _RULE.fullmatch(line) is not None


def of_html(text: str, start: int, end: int) -> Parts:
    """Of the HTML table in ``text[start:end]``."""
    rows: list[list[_Cell]] = []
    for match in _CELL.finditer(text, start, end):
        if match["row"]:
            rows.append([])
            continue
        if not rows:
            rows.append([])
        first, last = match.span("content")
        content = text[first:last]
        first += len(content) - len(content.lstrip())
        last = max(first, last - len(content) + len(content.rstrip()))
        header = match["name"].lower() == "h"
        rows[-1].append(_Cell(first, last, header, plain_words(content)))
    rows = [row for row in rows if row]
    _number(rows, text[start:end])
    return _said(rows)


def _number(rows: Sequence[Sequence[_Cell]], source: str) -> None:
    """Gives the cells their columns: what cells above them span is counted."""
    tables, _, _ = read_html(source)
    written = tables[0].rows if len(tables) == 1 else ()
    same = [len(row) for row in written] == [len(row) for row in rows]
    grid = tables[0].grid() if same else []
    for number, row in enumerate(rows):
        columns = list(range(len(row)))
        if same:
            places = enumerate(grid[number])
            columns = [column for column, (_, begins) in places if begins][: len(row)]
        for cell, column in zip(row, columns, strict=True):
            cell.column = column


def of_pipes(text: str, lines: Sequence[tuple[int, int]]) -> Parts:
    """Of a table of Markdown: its head, the rule, the rows."""
    rows: list[list[_Cell]] = []
    for number, (first, last) in enumerate(lines):
        if number == 1:
            continue
        bars = [bar.start() for bar in _BAR.finditer(text, first, last)]
        starts = [first, *(bar + 1 for bar in bars)]
        row: list[_Cell] = []
        for start, end in zip(starts, [*bars, last], strict=True):
            content = text[start:end]
            if not content.strip() and (start == first or end == last):
                continue  # before the first bar, behind the last
            begins = start + len(content) - len(content.lstrip())
            ends = max(begins, begins + len(content.strip()))
            row.append(_Cell(begins, ends, number == 0, plain_words(content), len(row)))
        rows.append(row)
    return _said([row for row in rows if row])


def _said(rows: Sequence[Sequence[_Cell]]) -> Parts:
    head = len(rows) > 1 and all(cell.header for cell in rows[0] if cell.words)
    names = {cell.column: cell.words for cell in rows[0]} if head else {}
    spoken: list[Part] = []
    cells: list[Part] = []
    for number, row in enumerate(rows):
        is_head = head and number == 0
        count = number if head else number + 1
        side = row[0].words if row[0].header and not is_head else ""
        for cell in row:
            name = names.get(cell.column) or (side if cell is not row[0] else "")
            said = cell_words(count, cell.column + 1, cell.words, name, head=is_head)
            cells.append(Part(cell.start, cell.end, said))
        words = [
            f"{names[cell.column]}: {cell.words}"
            if names.get(cell.column) and not is_head
            else cell.words
            for cell in row
            if cell.words
        ]
        called = "Head" if is_head else f"Row {count}"
        spoken.append(Part(row[0].start, row[-1].end, f"{called}: {', '.join(words) or 'empty'}"))
    return tuple(spoken), tuple(cells)
