"""A canonical text cut into blocks, with their places: headings, paragraphs, items, tables.

What markdown-it reads of a source loses the places, so its lines are looked at here; each block's
words are made by the same functions that speak the whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.text import unit_cells
from desktop.text.charts import is_mermaid
from desktop.text.clean import one_line
from desktop.text.fences import parts
from desktop.text.latex_words import latex_words
from desktop.text.markdown import tables_apart
from desktop.text.mermaid_words import mermaid_lines
from desktop.text.plain_words import pieces, plain_words
from desktop.text.unit_cells import Part
from desktop.values import OutputKind


@dataclass(frozen=True, slots=True)
class Block:
    """``source[start:end]``; ``level`` from 1 is that of a heading.

    ``rows`` and ``cells`` are those of a table. ``whole``: it isn't cut any further, and ``said``
    are its words. ``marked``: it is Markdown.
    """

    source: str
    start: int
    end: int
    level: int = 0
    rows: tuple[Part, ...] = ()
    cells: tuple[Part, ...] = ()
    whole: bool = False
    marked: bool = False
    said: str = ""

    def words(self) -> str:
        """What is said of all of it."""
        if self.rows:
            return "\n".join(row.said for row in self.rows)
        return self.said or self.plain(self.start, self.end)

    def plain(self, start: int, end: int) -> str:
        """The words of a part of it."""
        part = self.source[start:end]
        return plain_words(part) if self.marked else one_line(part)

    def pieces(self) -> Iterator[tuple[int, int, str | None]]:
        """The stretches that hold words; the third is what is said of one as a whole."""
        if self.cells:
            for cell in self.cells:
                yield from pieces(self.source, cell.start, cell.end)
        elif self.marked:
            yield from pieces(self.source, self.start, self.end)
        else:
            yield self.start, self.end, None


def blocks(text: str, kind: OutputKind) -> Iterator[Block]:
    """The blocks of a text of ``kind``, in order; all its words are in one of them."""
    match kind:
        case OutputKind.MARKDOWN:
            yield from _markdown(text)
        case OutputKind.CHART if not is_mermaid(text):
            yield from _markdown(text)
        case OutputKind.CHART:
            yield from _of_lines(text, dict(enumerate(mermaid_lines(text))).__getitem__)
        case OutputKind.TABLE:
            yield from _tables(text)
        case OutputKind.FORMULA:
            lines = text.split("\n")
            yield from _of_lines(text, lambda number: latex_words(lines[number]))
        case OutputKind.FIELDS:
            yield from _fields(text)
        case OutputKind.LAYOUT:
            yield from _layout(text)
        case _:
            yield from _plain(text)


_TITLE = re.compile(r"(?P<label>[A-Za-z][a-z ]{0,30}): ")


def _lines_of(text: str, place: int = 0) -> Iterator[tuple[int, int]]:
    for line in text.split("\n"):
        yield place, place + len(line)
        place += len(line) + 1


def _plain(text: str) -> Iterator[Block]:
    start = end = -1
    for first, last in _lines_of(text):
        if text[first:last].strip():
            start, end = (first if start < 0 else start), last
        elif start >= 0:
            yield Block(text, start, end)
            start = -1
    if start >= 0:
        yield Block(text, start, end)


def _layout(text: str) -> Iterator[Block]:
    """A line for each block of the page; a title is a heading."""
    for start, end in _lines_of(text):
        line = text[start:end]
        if not line.strip():
            continue
        label = _TITLE.match(line)
        name = label["label"].lower() if label else ""
        if label and "title" in name:
            level = 2 if "section" in name or "sub" in name else 1
            words = one_line(line[label.end() :])
            yield Block(text, start, end, level=level, said=words)
        else:
            yield Block(text, start, end)


def _of_lines(text: str, said: Callable[[int], str]) -> Iterator[Block]:
    """A block for each line that has words."""
    for number, (start, end) in enumerate(_lines_of(text)):
        if text[start:end].strip() and (words := said(number)):
            yield Block(text, start, end, whole=True, said=words)


_KEY = re.compile(r'(?P<indent> *)(?:"(?P<key>(?:[^"\\]|\\.)*)": ?)?(?P<value>.*?),?\s*')


def _fields(text: str) -> Iterator[Block]:
    """Key and value, with the names of what they are within."""
    names: list[tuple[int, str]] = []
    for start, end in _lines_of(text):
        line = _KEY.fullmatch(text, start, end)
        if line is None or not line["value"].strip("{}[], "):
            if line is not None and line["key"] is not None:
                depth = len(line["indent"])
                names = [*(name for name in names if name[0] < depth), (depth, _text(line["key"]))]
            continue
        depth = len(line["indent"])
        names = [name for name in names if name[0] < depth]
        key = [_text(line["key"])] if line["key"] is not None else []
        called = " ".join([*(name for _, name in names), *key])
        value = _value(line["value"])
        said = f"{called}: {value}" if called and value else called or value
        first = start + depth
        part = Part(first, line.end("value"), said)
        yield Block(text, first, line.end("value"), rows=(part,), cells=(part,))


def _text(written: str) -> str:
    try:
        return one_line(str(json.loads(f'"{written}"')))
    except ValueError:
        return one_line(written)


def _value(written: str) -> str:
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        return one_line(written)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else one_line(str(value))


def _tables(text: str) -> Iterator[Block]:
    place = 0
    for table, content in tables_apart(text):
        place = max(place, text.find(content, place))
        if table:
            yield from _table(text, place, place + len(content))
        else:
            for start, end in _lines_of(content, place):
                if plain_words(text[start:end]):
                    yield Block(text, start, end, marked=True)
        place += len(content)


def _table(text: str, start: int, end: int) -> Iterator[Block]:
    for caption in unit_cells.CAPTION.finditer(text, start, end):
        yield Block(text, *caption.span(1), marked=True)
    rows, cells = unit_cells.of_html(text, start, end)
    if rows:
        yield Block(text, rows[0].start, rows[-1].end, rows=rows, cells=cells)


_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_NOTHING = re.compile(r"[ \t]*(?:([-*_])(?:[ \t]*\1){2,})?[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_DISPLAY = re.compile(r"[ \t]*(\$\$|\\\[)")


def _markdown(text: str) -> Iterator[Block]:
    place = 0
    for code, stretch in parts(text):
        if code:
            yield from _code(text, place, place + len(stretch))
        else:
            inside = place
            for table, content in tables_apart(stretch):
                found = text.find(content, inside, place + len(stretch))
                inside = max(inside, found)
                if table:
                    yield from _table(text, inside, inside + len(content))
                else:
                    yield from _prose(text, inside, inside + len(content))
                inside += len(content)
        place += len(stretch) + 1


def _code(text: str, start: int, end: int) -> Iterator[Block]:
    """What is between the fences."""
    lines = list(_lines_of(text[start:end], start))[1:]
    if lines and text[slice(*lines[-1])].lstrip().startswith("```"):
        lines.pop()
    if lines and text[lines[0][0] : lines[-1][1]].strip():
        yield Block(text, lines[0][0], lines[-1][1])


def _prose(text: str, start: int, end: int) -> Iterator[Block]:
    """Markdown without fences and HTML tables."""
    held: list[tuple[int, int]] = []
    lines = list(_lines_of(text[start:end], start))
    number = 0

    def close(level: int = 0) -> Iterator[Block]:
        if held:
            yield Block(text, held[0][0], held[-1][1], level=level, marked=True)
            held.clear()

    while number < len(lines):
        first, last = lines[number]
        line = text[first:last]
        rows = _pipe_rows(text, lines, number)
        if held and (under := _UNDERLINE.fullmatch(line)):
            yield from close(1 if under[1][0] == "=" else 2)
        elif _NOTHING.fullmatch(line):
            yield from close()
        elif heading := _HEADING.match(line):
            yield from close()
            yield Block(text, first, last, level=len(heading[1]), marked=True)
        elif rows:
            yield from close()
            found, cells = unit_cells.of_pipes(text, lines[number : number + rows])
            yield Block(text, found[0].start, found[-1].end, rows=found, cells=cells)
            number += rows
            continue
        elif display := _DISPLAY.match(line):
            yield from close()
            number = _formula_end(text, lines, number, display)
            yield Block(
                text, first, lines[number][1], whole=True,
                said=plain_words(text[first : lines[number][1]]),
            )  # fmt: skip
        else:
            if _ITEM.match(line):
                yield from close()
            held.append((first, last))
        number += 1
    yield from close()


def _pipe_rows(text: str, lines: list[tuple[int, int]], number: int) -> int:
    """How many lines a table of Markdown that begins here has; 0 where none does."""
    if number + 1 >= len(lines) or "|" not in text[slice(*lines[number])]:
        return 0
    if not unit_cells.is_rule(text[slice(*lines[number + 1])]):
        return 0
    last = number + 2
    while last < len(lines) and "|" in text[slice(*lines[last])]:
        last += 1
    return last - number


def _formula_end(
    text: str, lines: list[tuple[int, int]], number: int, opened: re.Match[str]
) -> int:
    """The line on which a formula ends; the one on which it begins, where it isn't closed soon."""
    closer = "$$" if opened[1] == "$$" else "\\]"
    if text.find(closer, lines[number][0] + opened.end(), lines[number][1]) >= 0:
        return number
    for last in range(number + 1, min(number + 60, len(lines))):
        if closer in text[slice(*lines[last])]:
            return last
    return number
