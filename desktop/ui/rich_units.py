"""A ``QTextDocument`` as a text with places: what stands in it, what is said of it, its sentences,
headings and cells.

A place is a character of ``content``, which has one for each place of the document: a line break
between blocks and cells, U+FFFC for an image.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextBlock, QTextDocument, QTextFrame, QTextTable, QTextTableCell

from desktop.ui import utf16
from desktop.ui.cells import Cell, by_rows, row_words

if TYPE_CHECKING:
    from desktop.text.units import Span, Unit

OBJECT = "\ufffc"
_BREAKS = str.maketrans(dict.fromkeys("\u2029\u2028\ufdd0\ufdd1\r", "\n") | {"\u00a0": " "})
_BOLD = 600

Formula = Callable[[int], str]
"""From the document's place (UTF-16) of an image to what is said of it."""


def content(document: QTextDocument) -> str:
    """The text, one character for each place."""
    return document.toRawText().translate(_BREAKS)


def said(text: str, formula: Formula) -> tuple[str, Sequence[int]]:
    """``text`` with its images as words; and for each character, and the end, its place in it."""
    if OBJECT not in text:
        return text, range(len(text) + 1)
    words: list[str] = []
    where: list[int] = []
    for place, character in enumerate(text):
        if character == OBJECT:
            spoken = f" {formula(utf16.units(text[:place]))} "
            words.append(spoken)
            where.extend([place] * len(spoken))
        else:
            words.append(character)
            where.append(place)
    return "".join(words), [*where, len(text)]


def units(document: QTextDocument, unit: Unit, text: str, formula: Formula) -> list[Span]:
    """The units of one size, with what is said of each; cells are those of ``cells``."""
    from desktop.text.units import Span, Unit

    found = cells(document, text, formula)
    if unit is Unit.CELL:
        return [Span(cell.start, cell.end, cell.words) for cell in found]
    spans: list[Span] = []
    if unit not in (Unit.HEADING, Unit.WORD):  # as it is read: row by row
        spans += [Span(row[0].start, row[-1].end, row_words(row)) for row in by_rows(found)]
    in_tables = {cell.start for cell in found} if spans else set()
    for block, start in _blocks(document, text):
        end = start + len(block.text())
        words = said(text[start:end], _from(formula, block.position()))[0]
        level = block.blockFormat().headingLevel()
        if not words.strip() or start in in_tables or (unit is Unit.HEADING and not level):
            continue
        if unit is Unit.WORD or (unit is Unit.SENTENCE and not level):
            spans.extend(_within(text, start, end, unit, formula, block.position()))
        else:
            name = f"Heading {level}: " if level else ""
            spans.append(Span(start, end, name + " ".join(words.split())))
    return sorted(spans, key=lambda span: span.start)


def cells(document: QTextDocument, text: str, formula: Formula) -> list[Cell]:
    """The cells of all tables, in order."""
    found: list[Cell] = []
    place = _places(text)

    def words(cell: QTextTableCell) -> str:
        first, last = place(cell.firstPosition()), place(cell.lastPosition())
        return said(text[first:last], _from(formula, cell.firstPosition()))[0]

    for number, table in enumerate(_tables(document.rootFrame())):
        first_row = [table.cellAt(0, column) for column in range(table.columns())]
        head = table.rows() > 1 and all(_strong(cell) for cell in first_row)
        names = [words(cell) if head else "" for cell in first_row]
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                if (cell.row(), cell.column()) != (row, column):
                    continue  # it began above, or to the left
                name = names[column]
                if column and not name and _strong(first := table.cellAt(row, 0)):
                    name = words(first)
                start, end = place(cell.firstPosition()), place(cell.lastPosition())
                counted = row + (0 if head else 1)
                spans = cell.rowSpan(), cell.columnSpan()
                found.append(
                    Cell(number, row, column, start, end, counted, words(cell), name, *spans)
                )
    return found


def _within(
    text: str, start: int, end: int, unit: Unit, formula: Formula, position: int
) -> Iterator[Span]:
    """The sentences or words of one block."""
    from desktop.text.units import Span, spans
    from desktop.values import OutputKind

    part = text[start:end]
    for span in spans(part, OutputKind.TEXT, unit):
        before = utf16.units(part[: span.start])
        here = part[span.start : span.end]
        words = said(here, _from(formula, position + before))[0]
        yield Span(start + span.start, start + span.end, " ".join(words.split()))


def _from(formula: Formula, position: int) -> Formula:
    """``formula`` for places that are counted from ``position`` on."""
    return lambda place: formula(position + place)


def _blocks(document: QTextDocument, text: str) -> Iterator[tuple[QTextBlock, int]]:
    """The blocks, each with the place where it begins."""
    place = _places(text)
    block = document.begin()
    while block.isValid():
        yield block, place(block.position())
        block = block.next()


def _places(text: str) -> Callable[[int], int]:
    """From the document's places (UTF-16) to characters of ``text``."""
    wide = [place for place, character in enumerate(text) if character > "\uffff"]
    if not wide:
        return lambda position: position
    where: list[int] = []
    for place, character in enumerate(text):
        where.extend([place] * (2 if character > "\uffff" else 1))
    where.extend([len(text)] * 2)
    return lambda position: where[min(position, len(where) - 1)]


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            yield child
        else:
            yield from _tables(child)


def _strong(cell: QTextTableCell) -> bool:
    """Whether it is the head of its row or column: those are bold."""
    return cell.firstCursorPosition().blockCharFormat().fontWeight() >= _BOLD
