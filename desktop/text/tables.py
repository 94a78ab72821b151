"""Tables out of what a model writes for them: HTML, a Markdown table, or columns parted by tabs.

HTML is read by its tags alone: a tag that is missing is thought to be there, one that is cut off
counts, and what only looks like a tag (``$a<b$``, ``List<String>``) is text. Tables are about HTML
too: in a cell a script, a title, a comment, and a tag that has the cell for itself, are text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from desktop.text.clean import clean, one_line
from desktop.text.fences import unfenced

MOST_COLUMNS = 100
"""Columns that one cell may span."""

MOST_CELLS = 200_000
"""Places of a grid; of a table whose spans would make more, the spans are left out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``text`` may have lines."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as they are written: a place that another row's cell spans has none."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""

    def grid(self) -> list[list[tuple[Cell, bool]]]:
        """Rows of equal length; with each cell whether it begins there, or only spans the place."""
        spans = self._area() <= MOST_CELLS
        waiting: dict[int, tuple[int, Cell]] = {}
        rows: list[list[tuple[Cell, bool]]] = []
        for cells in self.rows:
            row: list[tuple[Cell, bool]] = []
            left = iter(cells)
            while True:
                if (spanned := waiting.get(len(row))) is not None:
                    times, cell = spanned
                    waiting[len(row)] = (times - 1, cell)
                    if times == 1:
                        del waiting[len(row)]
                    row.append((cell, False))
                    continue
                if (following := next(left, None)) is None:
                    if waiting and max(waiting) >= len(row):
                        row.append((_EMPTY, True))
                        continue
                    break
                for number in range(following.colspan if spans else 1):
                    if spans and following.rowspan > 1:
                        waiting[len(row)] = (following.rowspan - 1, following)
                    row.append((following, number == 0))
            rows.append(row)
        width = max(map(len, rows), default=0)
        for row in rows:
            row += [(_EMPTY, True)] * (width - len(row))
        return rows

    def _area(self) -> int:
        return sum(cell.rowspan * cell.colspan for row in self.rows for cell in row)


_EMPTY = Cell("")


def markup(table: Table) -> str:
    """The table as HTML: escaped, no attributes but ``rowspan`` and ``colspan``, a row a line."""
    lines = ["<table>"]
    if table.caption:
        lines.append(f"<caption>{escaped(table.caption)}</caption>")
    for row in table.rows:
        lines.append("<tr>" + "".join(map(_cell, row)) + "</tr>")
    return "\n".join([*lines, "</table>"])


def escaped(text: str) -> str:
    """The text as HTML; quotes stay."""
    return html.escape(text, quote=False).replace("\n", "<br>") if text else text


def _cell(cell: Cell) -> str:
    name = "th" if cell.header else "td"
    if cell.rowspan == cell.colspan == 1:
        return f"<{name}>{escaped(cell.text)}</{name}>"
    spans = "".join(
        f' {key}="{value}"'
        for key, value in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
        if value > 1
    )
    return f"<{name}{spans}>{escaped(cell.text)}</{name}>"


_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<part>table|thead|tbody|tfoot|tr|td|th|caption)(?![\w:-])(?P<more>[^<>]*)"
    r"(?:>(?P<named>(?=\s*</t[dh]>))?|(?=<)|\Z)"
    r"|<(?P<closes>/?)(?P<active>script|style|head|title)(?![\w:-])[^<>]*(?:>|(?=<)|\Z)"
    r"|<(?P<br>br|/p|/div|/li|hr)\s*/?>"
    r"|<(?P<raises>/?)(?P<height>sup|sub)>"
    r"|<(?P<goes>/?)(?:html|body|p|div|span|b|i|u|s|em|strong|a|font|small|big|center|code|pre|ul|ol|li|img|"
    r"colgroup|col|h[1-6]|label|input|meta|link)(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>"
    r"|(?P<note><!(?:--)?[^<>]*>)",
    re.IGNORECASE,
)
_HIDES = re.compile(
    r"<(?P<closes>/?)(?P<active>script|style|head|title)(?![\w:-])[^<>]*(?:>|(?=<)|\Z)"
    r"|<(?:table|tr)(?![\w:-])",
    re.IGNORECASE,
)
_ACTIVE = re.compile(r"</(?:script|style|head|title)(?![\w:-])", re.IGNORECASE)
_BARE = re.compile(r"<\w+>")
_CUT = re.compile(r"</?[a-zA-Z]{0,10}\Z")
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_RAISED = {
    "sup": str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ"),
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}


@dataclass
class _Reader:
    """Goes from tag to tag and builds the tables; what stands outside of them is in ``outside``."""

    tables: list[Table] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    cut: bool = False
    _rows: list[list[Cell]] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _open: Cell | None = None
    _caption: str = ""
    _in_caption: bool = False
    _in_table: bool = False
    _in_head: bool = False
    _nested: int = 0
    _raised: str | None = None
    _empty: bool = True
    _lone: str = ""

    def read(self, text: str) -> None:
        place, hidden = 0, _hidden(text)
        for token in _TOKEN.finditer(text):
            if token.start() < place:
                continue
            self._add(text[place : token.start()])
            place = token.end()
            if token["part"] and not (self._open and self._empty and _is_named(token)):
                self._tag(token["part"].lower(), bool(token["end"]), token["more"])
                self.cut = place == len(text) and not token[0].endswith(">")
            elif self._open or not (token["active"] or token["note"]):
                self._mark(token)
            elif token["active"]:
                place = hidden.get(token.start(), place)
                if place == token.end():
                    self._text.append(token[0])
        self._add(_CUT.sub("", text[place:]) if self._in_table else text[place:])
        self.cut = self.cut or self._in_table or self._open is not None
        self._close_table()

    def words(self, text: str) -> str:
        """The words of a cell that is written in Markdown."""
        place, self._open = 0, Cell("")
        for token in _TOKEN.finditer(text):
            self._add(text[place : token.start()])
            place = token.end()
            self._mark(token)
        self._add(text[place:])
        return self._cell_text()

    def _mark(self, token: re.Match[str]) -> None:
        """A tag among words: a line break, a mark that goes, or text."""
        if token["height"]:
            self._raised = None if token["raises"] else token["height"].lower()
        elif token["br"]:
            self._text.append("\n")
        elif token["goes"] is None:
            self._text.append(token[0])
            self._empty = False
        alone = self._open and self._empty and not (token["br"] or self._lone)
        self._lone = token[0] if alone and _BARE.fullmatch(token[0]) else ""

    def _add(self, text: str) -> None:
        raised = self._raised
        if text:
            text = _ENTITY.sub(lambda entity: clean(html.unescape(entity[0])), text)
            if raised and text.strip():
                changed = text.translate(_RAISED[raised])
                kept = any(
                    old == new and not old.isspace() for old, new in zip(text, changed, strict=True)
                )
                text = {"sup": "^", "sub": "_"}[raised] + text if kept else changed
            self._text.append(text)
            self._empty = self._empty and not text.strip()

    def _tag(self, name: str, closes: bool, attributes: str) -> None:
        self._raised = None
        if self._nested or (name == "table" and not closes and self._open):
            self._inside(name, closes)
        elif name == "table":
            self._close_table()
            self._in_table = not closes  # a row without a table around it needs no end
        elif name == "caption":
            self._close_cell()
            self._in_caption = not closes
        elif name in ("thead", "tbody", "tfoot"):
            self._close_cell()
            self._in_head = name == "thead" and not closes
        elif name == "tr":
            self._close_cell()
            if not closes:
                self._outside()
                self._rows.append([])
        else:
            self._close_cell()
            if not closes:
                self._outside()
                spans = _spans(attributes) if attributes else {}
                self._open = Cell(
                    "",
                    spans.get("row", 1),
                    min(spans.get("col", 1), MOST_COLUMNS),
                    name == "th" or self._in_head,
                )

    def _inside(self, name: str, closes: bool) -> None:
        """A table in a cell becomes lines of the cell."""
        if name == "table":
            self._nested += -1 if closes else 1
        self._text.append("\n" if name in ("tr", "table") else " ")

    def _outside(self) -> None:
        """What was collected belongs to no cell."""
        if not self._text and not self._in_caption:
            return
        text = "".join(self._text)
        self._text, self._empty = [], True
        if self._in_caption:
            self._caption = f"{self._caption} {one_line(text)}".strip()
            self._in_caption = False
        else:
            self.outside += [line for raw in text.split("\n") if (line := one_line(raw))]

    def _close_cell(self) -> None:
        if not self._open:
            self._outside()
            return
        text = self._cell_text()
        if not self._rows:
            self._rows.append([])
        self._rows[-1].append(replace(self._open, text=text) if text else self._open)
        self._open, self._text, self._nested = None, [], 0

    def _cell_text(self) -> str:
        # A cell of nothing but a tag that opens is about that tag.
        text = self._lone if self._empty else "".join(self._text)
        self._lone, self._empty = "", True
        return "\n".join(filter(None, map(one_line, text.split("\n")))) if text else text

    def _close_table(self) -> None:
        self._close_cell()
        rows = [row for row in self._rows if row]
        if rows:
            self.tables.append(Table(tuple(_clipped(rows)), self._caption))
        elif self._caption:
            self.outside.append(self._caption)
        self._rows, self._caption, self._in_head, self._in_table = [], "", False, False


def _clipped(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[Cell, ...]]:
    """The rows; no cell spans more of them than follow."""
    for number, row in enumerate(rows):
        left = len(rows) - number
        yield tuple(replace(cell, rowspan=left) if cell.rowspan > left else cell for cell in row)


def _is_named(token: re.Match[str]) -> bool:
    """Whether a tag of a table is all that its cell holds."""
    return token["named"] is not None and not token["end"] and not token["more"]


def _hidden(text: str) -> dict[int, int]:
    """Where each script or head outside of the cells begins and ends, by its tags' places.

    One that is never closed, or not before the next row, hides nothing: it is text.
    """
    if not _ACTIVE.search(text):
        return {}
    found: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for tag in _HIDES.finditer(text):
        if not (name := (tag["active"] or "").lower()):
            opened.clear()
        elif not tag["closes"]:
            opened.setdefault(name, []).append(tag.start())
        else:
            found |= dict.fromkeys(opened.pop(name, []), tag.end())
    return found


def _spans(attributes: str) -> dict[str, int]:
    return {key.lower(): max(1, int(value)) for key, value in _SPAN.findall(attributes)}


def read_html(text: str) -> tuple[list[Table], list[str], bool]:
    """The tables, the lines outside of them, and whether the end is missing."""
    reader = _Reader()
    reader.read(text)
    return reader.tables, reader.outside, reader.cut


_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")


def _words(cell: str) -> str:
    return _Reader().words(cell) if "<" in cell or "&" in cell else one_line(cell)


def read_rows(text: str) -> tuple[list[Table], list[str]]:
    """Tables of Markdown or of columns parted by tabs, and the lines outside of them."""
    tables: list[Table] = []
    outside: list[str] = []
    rows: list[list[str]] = []
    ruled = False

    def close() -> None:
        nonlocal rows, ruled
        if rows:
            cells = [tuple(map(Cell, row)) for row in rows]
            if ruled:
                cells[0] = tuple(Cell(text, header=True) for text in rows[0])
            tables.append(Table(tuple(cells)))
        rows, ruled = [], False

    for line in text.split("\n"):
        stripped = line.strip()
        if stripped == "|":
            continue
        if stripped.startswith("|") or (rows and "|" in stripped):
            if _RULE.fullmatch(stripped):
                ruled = ruled or len(rows) == 1
            else:
                inner = stripped[1:] if stripped.startswith("|") else stripped
                inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
                rows.append(
                    [cell and _words(cell.replace("\\|", "|")) for cell in _BAR.split(inner)]
                )
        elif "\t" in line:
            rows.append([cell and _words(cell) for cell in line.split("\t")])
        else:
            close()
            if stripped:
                outside.append(one_line(stripped))
    close()
    return tables, outside


def read(text: str) -> tuple[list[Table], list[str], bool]:
    """The tables of an answer or a canonical text, the lines outside of them, and whether the end
    is missing."""
    plain = unfenced(text)
    if not (ruled := _is_ruled(plain)):
        found, outside, cut = read_html(plain)
        if found:
            return found, outside, cut
    rows, lines = read_rows(plain)
    if rows or ruled:
        found, outside, cut = read_html("\n".join(lines))
    return [*rows, *found], outside, cut and bool(found)


def _is_ruled(text: str) -> bool:
    """Whether the text begins with a table of Markdown, in whose cells tags may stand."""
    head, _, rest = text.lstrip().partition("\n")
    return head.startswith("|") and bool(_RULE.fullmatch(rest.partition("\n")[0].strip()))


def tables(text: str) -> tuple[str, tuple[str, ...]]:
    """The tables as HTML, what stands outside of them in paragraphs after them, and notes."""
    found, outside, cut = read(text)
    notes = []
    if cut:
        notes.append("The end of the table is missing.")
    if not found and outside:
        notes.append("There is no table in the answer; it was kept as text.")
    after = [f"<p>{escaped(line)}</p>" for line in outside]
    return "\n".join([*map(markup, found), *after]), tuple(notes)
