r"""Markdown out of what a model writes for it: tables made whole, coordinates taken out.

HunyuanOCR writes the place of a figure as a line of its own, ``(147,90),(925,415)``, and may write
one behind a caption; points in a formula look the same and stay.
"""

from __future__ import annotations

import re

from desktop.text.fences import parts, unfenced
from desktop.text.items import RUN, items
from desktop.text.places import lines_of
from desktop.text.tables import escaped, markup, read_html
from desktop.values import Line

_TABLE = re.compile(r"<(/?)table(?![\w:-])[^<>]*(?:>|(?=<)|\Z)", re.IGNORECASE)


def markdown(text: str, width: int, height: int) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    """The Markdown; the blocks with boxes in pixels of a picture of ``width`` x ``height``, where
    the answer has the layout too; notes."""
    plain = unfenced(text)
    lines: tuple[Line, ...] = ()
    if "<hy-meta>" in plain and (found := items(plain)):
        lines = tuple(lines_of(found, width, height))
        plain = "\n\n".join(item.text for item in found if item.text)
    written, cut, figures = [], False, 0
    for code, stretch in parts(plain):
        for table, content in [(False, stretch)] if code else tables_apart(stretch):
            if code:
                written.append(content)
            elif table:
                whole, missing = _table(content)
                cut = cut or missing
                written.append(whole)
            else:
                kept, left_out = _without_places(content)
                figures += left_out
                written.append(kept)
    notes = []
    if cut:
        notes.append("The end of the table is missing.")
    if figures:
        notes.append(
            f"{figures} figures are not in the text."
            if figures > 1
            else "1 figure is not in the text."
        )
    return "\n".join(written).strip("\n"), lines, tuple(notes)


def tables_apart(text: str) -> list[tuple[bool, str]]:
    """``(True, an HTML table)`` and ``(False, what stands between)``, in turn, without the line
    breaks where they meet."""
    found: list[tuple[bool, str]] = []
    place = start = depth = 0
    for tag in _TABLE.finditer(text):
        if not tag[1]:
            if depth == 0:
                start = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found += [(False, text[place:start].strip("\n")), (True, text[start : tag.end()])]
                place = tag.end()
    if depth:
        found += [(False, text[place:start].strip("\n")), (True, text[start:])]
    else:
        found.append((False, text[place:].strip("\n") if place else text))
    return [(table, part) for table, part in found if part or len(found) == 1]


def _table(written: str) -> tuple[str, bool]:
    tables, outside, cut = read_html(written)
    # Escaped: what reads like a tag there was none.
    return "\n\n".join([*map(markup, tables), *map(escaped, outside)]), cut


def _without_places(text: str) -> tuple[str, int]:
    """The text without the places at the ends of lines, and how many stood alone."""
    kept, figures, closer = [], 0, ""
    for line in text.split("\n"):
        if closer:
            closer = "" if closer in line else closer
        elif line.count("$$") % 2:
            closer = "$$"
        elif line.rfind("\\[") > line.rfind("\\]"):
            closer = "\\]"
        elif line.rstrip().endswith(")") and "$" not in line and "\\" not in line:
            bare = line.rstrip()
            runs = [run for run in RUN.finditer(bare) if run.end() == len(bare)]
            if runs:
                line = bare[: runs[-1].start()].rstrip(" \t,，")
                if not line.strip():
                    figures += 1
                    continue
        kept.append(line)
    return "\n".join(kept), figures
