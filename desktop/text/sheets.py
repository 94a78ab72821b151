"""A table as rows of text, for spreadsheets and for Markdown."""

from __future__ import annotations

import re

from desktop.text.clean import one_line
from desktop.text.tables import Cell, Table, escaped

_NUMBER = re.compile(r"[+\-＋－]?\s?[€$£¥]?\s?\d[\d.,' ]*\s?[%‰€$£¥]?|[+\-＋－]*")


def tsv(table: Table) -> str:
    """Rows of cells parted by tabs; a place that a cell spans is empty."""
    return "\n".join(
        "\t".join(_typed(cell) if begins else "" for cell, begins in row) for row in table.grid()
    )


def pipes(table: Table) -> str:
    """The table in Markdown; its first row is the head, for Markdown has no table without one."""
    rows = [
        [_piped(cell.text) if begins else "" for cell, begins in row] for row in table.grid() if row
    ]
    if not rows:
        return ""
    rows.insert(1, ["---"] * len(rows[0]))
    written = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{table.caption}\n\n{written}" if table.caption else written


def pasted(table: Table) -> str:
    """The table as HTML for the clipboard: as it is, and what a spreadsheet would calculate is
    marked as text."""
    rows = []
    for row in table.rows:
        cells = "".join(_marked(cell) for cell in row)
        rows.append(f"<tr>{cells}</tr>")
    caption = f"<caption>{escaped(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}{''.join(rows)}</table>"


def calculates(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula.

    A picture may come from anybody, and ``=HYPERLINK(…)`` or ``@SUM(…)|…`` in it would be run where
    it is pasted, or ``+49-30`` be subtracted. A number with its sign is none.
    """
    return text[:1] in tuple("=+-@＝＋－＠") and not _NUMBER.fullmatch(text)


def _typed(cell: Cell) -> str:
    text = one_line(cell.text)
    # The apostrophe is what makes a text of it in every spreadsheet.
    return f"'{text}" if calculates(text) else text


def _marked(cell: Cell) -> str:
    name = "th" if cell.header else "td"
    spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    style = " style='mso-number-format:\"\\@\"'" if calculates(cell.text) else ""
    return f"<{name}{spans}{style}>{escaped(cell.text)}</{name}>"


def _piped(text: str) -> str:
    return text.replace("\\|", "|").replace("|", "\\|").replace("\n", "<br>")
