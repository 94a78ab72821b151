"""The units of a text for one who goes through it by keys: words, lines, sentences, cells.

A unit has its place in the canonical text of the reading, and what is said of it: of a heading its
level, of a cell its row, its column and what the column is called. Markup is in no unit's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from desktop.text.scripts import is_cjk
from desktop.text.sentences import utterances
from desktop.text.unit_blocks import Block, blocks
from desktop.values import OutputKind


class Unit(StrEnum):
    """How far one step goes."""

    WORD = "word"
    LINE = "line"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]``, and what is said of it: ``Heading 2: Results``."""

    start: int
    end: int
    words: str


@lru_cache(maxsize=8)
def spans(text: str, kind: OutputKind, unit: Unit) -> tuple[Span, ...]:
    """The units of one size, in order; no two overlap.

    Of a table the lines and sentences are its rows; a formula is one unit, whichever is asked for.
    Nothing raises; linear.
    """
    found: list[Span] = []
    for block in blocks(text, kind):
        match unit:
            case Unit.HEADING:
                if block.level:
                    found.append(Span(block.start, block.end, _titled(block, block.words())))
            case Unit.CELL:
                found += [Span(cell.start, cell.end, cell.said) for cell in block.cells]
            case Unit.PARAGRAPH:
                found.append(Span(block.start, block.end, _titled(block, block.words())))
            case Unit.LINE:
                found += _lines(text, block)
            case Unit.SENTENCE:
                found += _sentences(text, block)
            case Unit.WORD:
                found += _words(text, block)
    return tuple(span for span in found if span.words)


def _titled(block: Block, words: str) -> str:
    """``words`` with what the block is, where its words alone don't tell."""
    if block.level and words:
        return f"Heading {block.level}: {words}"
    return words


def _lines(text: str, block: Block) -> Iterator[Span]:
    if block.rows:
        yield from (Span(row.start, row.end, row.said) for row in block.rows)
        return
    if block.said:
        yield Span(block.start, block.end, _titled(block, block.said))
        return
    place = block.start
    for line in text[block.start : block.end].split("\n"):
        end = place + len(line)
        if line.strip():
            start = place + len(line) - len(line.lstrip())
            yield Span(start, start + len(line.strip()), _titled(block, block.plain(start, end)))
        place = end + 1


def _sentences(text: str, block: Block) -> Iterator[Span]:
    if block.rows or block.said or block.level:
        yield from _lines(text, block)
        return
    part = text[block.start : block.end]
    if not _ENDS.search(part):
        yield Span(block.start, block.end, block.plain(block.start, block.end))
        return
    starts = [found.start for found in utterances(part) if found.opens] or [0]
    for start, end in zip(starts, [*starts[1:], len(part)], strict=True):
        first, last = block.start + start, block.start + start + len(part[start:end].rstrip())
        yield Span(first, last, block.plain(first, last))


def _words(text: str, block: Block) -> Iterator[Span]:
    if block.whole:
        yield Span(block.start, block.end, block.words())
        return
    for start, end, words in block.pieces():
        if words is not None:
            yield Span(start, end, words)
            continue
        for match in _CHUNK.finditer(text, start, end):
            yield from _in_chunk(text, *match.span())


_ENDS = re.compile(r"[.!?…。！？；\n](?!\s*\Z)")
_CHUNK = re.compile(r"\S+")


def _in_chunk(text: str, start: int, end: int) -> Iterator[Span]:
    """The words between two blanks: marks are left off, Han and kana are words by themselves."""
    first, last = start, end
    while first < last and _is_mark(text[first]):
        first += 1
    while last > first and _is_mark(text[last - 1]):
        last -= 1
    if first == last:
        # A dash or an arrow between blanks; behind a formula the comma is no word.
        if not text[max(0, start - 1) : start].strip() and not text[end : end + 1].strip():
            yield Span(start, end, text[start:end])
        return
    begin = first
    for place in range(first, last):
        if is_cjk(text[place]):
            if begin < place:
                yield Span(begin, place, text[begin:place])
            if not _is_mark(text[place]):
                yield Span(place, place + 1, text[place])
            begin = place + 1
    if begin < last:
        yield Span(begin, last, text[begin:last])


def _is_mark(character: str) -> bool:
    # Currencies and signs such as % and + belong to the number that they stand at.
    return unicodedata.category(character)[0] == "P" and character not in "%‰#@&/\\"
