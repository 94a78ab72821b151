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


_CODE_ENDS = "End of code."
_TASK = re.compile(r"\A\[([ xX])\] ")
_NOTE = re.compile(r"(\A)?\[\^([\w-]{1,12})\](:[ \t]*)?")
_PAIRED = re.compile(
    r"<(?P<name>h[1-6]|p|b|i|u|s|em|strong|center|span|div|font|small|big|mark)(?:\s[^<>]{0,200})?>"
    r"(?P<text>[^<>]*)</(?P=name)>",
    re.IGNORECASE,
)
"""A tag alone is a word of the picture; two around words are markup."""


def spoken(text: str, kind: OutputKind) -> str:
    """The words of a text of ``kind``, in sentences and paragraphs for a voice."""
    match kind:
        case OutputKind.TABLE:
            tables, outside, _ = read(text)
            return "\n\n".join([*map(table_words, tables), *map(_with_formulas, outside)])
        case OutputKind.FORMULA:
            said = (latex_words(line) for line in text.split("\n"))
            return "\n".join(f"{line}." for line in said if line)
        case OutputKind.FIELDS:
            lines = fields.lines(fields.load(text))
            return "\n".join(
                _sentence(f"{line}empty" if line[-2:] == ": " else line) for line in lines
            )
        case OutputKind.CHART if is_mermaid(text):
            return mermaid_words(text)
        case OutputKind.MARKDOWN | OutputKind.CHART:
            return _markdown_words(text) if len(text) <= LONGEST else text
        case _:
            return text


def table_words(table: Table) -> str:
    """Its size, then a sentence for each row; where the first row is a head, its names stand before
    the cells. A cell over all columns is the table's title."""
    rows = table.grid()
    names: list[str] = []
    said = [_sentence(one_line(table.caption))] if table.caption else []
    if len(rows) > 1 and all(cell.header for cell, _ in rows[0] if cell.text):
        # A name over several columns is said with the first of them.
        names = [_cell_words(cell) if begins else "" for cell, begins in rows[0]]
        rows = rows[1:]
        if len(names) > 1 and not any(names[1:]):
            said.append(_sentence(names[0]))
            names = []
    if len(rows) > 1:
        columns = len(rows[0])
        said.append(f"Table, {len(rows)} rows, {columns} column{'s' if columns > 1 else ''}.")
    for number, row in enumerate(rows, start=1):
        said.append(_sentence(f"Row {number}: {', '.join(_row_words(row, names)) or 'empty'}"))
    return "\n".join(said)


def _row_words(row: list[tuple[Cell, bool]], names: list[str]) -> list[str]:
    """The cells that have words; where no name tells which is which, an empty one is said too, as
    far as others follow."""
    cells = [
        (names[column] if names else "", _cell_words(cell))
        for column, (cell, begins) in enumerate(row)
        if begins
    ]
    while cells and not cells[-1][1]:
        cells.pop()
    return [
        f"{name}: {words}" if name and words else words or "empty"
        for name, words in cells
        if words or not names
    ]


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
    words = re.sub(r" +([.,;:!?])(?!\w)", r"\1", re.sub(r"\n{3,}", "\n\n", words)).strip()
    words = re.sub(r",([.,;:!?])", r"\1", words)
    return words.removesuffix(_CODE_ENDS).rstrip()


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
                words = _TASK.sub(_task, inline_words(token.children or []))
                if self._rows:
                    self._rows[-1].append(Cell(words, header=self._header))
                else:
                    self.pieces.append(words)
            case "fence" | "code_block" if token.content.strip():
                self.pieces.append(f"\n\nCode:\n{token.content.strip()}\n{_CODE_ENDS}\n\n")
            case "heading_open":
                self.pieces.append(f"Heading {token.tag[1:]}: ")
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
        elif token.type == "image":
            said.append(f"Picture: {token.content}" if token.content else "Picture")
        elif token.type in ("code_inline", "text_special"):
            said.append(token.content)
        elif token.type == "text":
            said.append(_NOTE.sub(_note, _PAIRED.sub(_inside, token.content)))
    return "".join(said)


def _task(match: re.Match[str]) -> str:
    return "Checked: " if match[1].strip() else "Not checked: "


def _note(match: re.Match[str]) -> str:
    return f"Footnote {match[2]}: " if match[3] else f", footnote {match[2]},"


def _inside(match: re.Match[str]) -> str:
    """What is between the two tags; of a heading with its level."""
    name = match["name"].lower()
    return f"Heading {name[1]}: {match['text']}" if name[0] == "h" else match["text"]
