"""What is said of a text: its words, without markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.text import fields
from desktop.text.charts import is_mermaid
from desktop.text.clean import one_line
from desktop.text.latex_words import latex_words
from desktop.text.math_marks import apart
from desktop.text.mermaid_words import mermaid_words
from desktop.text.rich_text import LONGEST, MarkdownParts
from desktop.text.tables import Cell, Table, read
from desktop.values import OutputKind

if TYPE_CHECKING:
    from markdown_it.token import Token


def spoken(text: str, kind: OutputKind) -> str:
    """The words of a text of ``kind``, in sentences and paragraphs for a voice."""
    match kind:
        case OutputKind.TABLE:
            tables, outside, _ = read(text)
            return "\n\n".join([*map(table_words, tables), *map(_with_formulas, outside)])
        case OutputKind.FORMULA:
            lines = (latex_words(line) for line in text.split("\n"))
            return "\n".join(f"{line}." for line in lines if line)
        case OutputKind.FIELDS:
            return "\n".join(_sentence(line) for line in fields.lines(fields.load(text)))
        case OutputKind.CHART if is_mermaid(text):
            return mermaid_words(text)
        case OutputKind.MARKDOWN | OutputKind.CHART:
            return _markdown_words(text) if len(text) <= LONGEST else text
        case _:
            return text


def table_words(table: Table) -> str:
    """A sentence for each row; where the first row is a head, its names stand before the cells."""
    rows = table.grid()
    names: list[str] = []
    if len(rows) > 1 and all(cell.header for cell, _ in rows[0] if cell.text):
        names = [_cell_words(cell) for cell, _ in rows[0]]
        rows = rows[1:]
    said = [_sentence(one_line(table.caption))] if table.caption else []
    for number, row in enumerate(rows, start=1):
        cells = [
            f"{names[column]}: {words}" if names and names[column] else words
            for column, (cell, begins) in enumerate(row)
            if begins and (words := _cell_words(cell))
        ]
        said.append(
            _sentence(f"Row {number}: {', '.join(cells)}" if cells else f"Row {number}: empty")
        )
    return "\n".join(said)


def _cell_words(cell: Cell) -> str:
    return one_line(_with_formulas(cell.text))


def _with_formulas(text: str) -> str:
    return "".join(
        content if kind == "text" else f" {latex_words(content)} " for kind, content in apart(text)
    )


def _sentence(text: str) -> str:
    text = text.rstrip()
    return text if text[-1:] in tuple(".!?。！？…:") else f"{text}."


def _markdown_words(text: str) -> str:
    parts = MarkdownParts(
        lambda latex, display: f" {latex_words(latex)}{'.' if display else ''} ",
        table_words,
        lambda _name, words: words,
    )
    said = _Said()
    for token in parts.tokens(text):
        said.take(token)
    words = parts.filled("".join(said.pieces))
    words = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]{2,}", " ", words))
    return re.sub(r" +([.,;:!?])", r"\1", re.sub(r"\n{3,}", "\n\n", words)).strip()


class _Said:
    """Goes through the tokens of Markdown and keeps their words."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._rows: list[list[Cell]] | None = None
        self._header = False

    def take(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self._rows = []
            case "tr_open" if self._rows is not None:
                self._rows.append([])
            case "th_open" | "td_open":
                self._header = token.type == "th_open"
            case "table_close":
                rows = tuple(tuple(row) for row in self._rows or [])
                self._rows = None
                self.pieces.append(f"\n\n{table_words(Table(rows))}\n\n")
            case "inline":
                words = inline_words(token.children or [])
                if self._rows:
                    self._rows[-1].append(Cell(words, header=self._header))
                else:
                    self.pieces.append(words)
            case "fence" | "code_block":
                self.pieces.append(f"\n\n{token.content.strip()}\n\n")
            case "heading_close" | "paragraph_close":
                self.pieces.append("\n" if token.hidden else "\n\n")
            case "bullet_list_close" | "ordered_list_close":
                self.pieces.append("\n\n")
            case "list_item_open" if token.info:
                self.pieces.append(f"{token.info}. ")


def inline_words(tokens: list[Token]) -> str:
    """The words of a paragraph: of links their words, of pictures theirs."""
    said = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif token.type in ("text", "code_inline", "image", "text_special"):
            said.append(token.content)
    return "".join(said)
