r"""Markdown out of what a model writes for it: tables made whole, coordinates taken out.

HunyuanOCR writes the place of a figure as a line of its own, ``(147,90),(925,415)``, and may write
one behind a caption; points in a formula look the same and stay.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from desktop.text.fences import parts, unfenced
from desktop.text.items import RUN, layout_items
from desktop.text.places import lines_of
from desktop.text.tables import escaped, markup, read_html
from desktop.values import Line

_TABLE = re.compile(
    # Without its bracket, or alone in a cell: the word on the picture, no tag.
    r"<(/?)table(?![\w:-])(?!>\s*</t[dh]>)(?:[^<>\n]*(?:\n[^<>\n]*=[^<>\n]*)*>|(?=<)|\s*\Z)",
    re.IGNORECASE,
)
_CELL = re.compile(r"<t[rdh](?![\w:-])|<caption(?![\w:-])", re.IGNORECASE)
_PART = re.compile(
    r"<(/?)(?:table|tr|td|th|thead|tbody|caption)(?![\w:-])[^<>]*(?:>|(?=<)|\Z)", re.I
)
_BROKEN = re.compile(r"\A\s*</?[a-z]{0,12}>?(?=\s|\Z)", re.IGNORECASE)


def markdown(text: str, width: int, height: int) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    """The Markdown; the blocks with boxes in pixels of a picture of ``width`` x ``height``, where
    the answer has the layout too; notes."""
    plain = unfenced(text)
    lines: tuple[Line, ...] = ()
    if "<hy-meta>" in plain:
        found = layout_items(plain)
        lines = tuple(lines_of(found, width, height))
        plain = "\n\n".join(item.text for item in found if item.text)
    written, cut, figures = [], False, 0
    for code, stretch in parts(plain):
        if code:
            written.append(stretch)
            continue
        pieces = []
        for table, content in tables_apart(stretch):
            whole, missing = _table(content) if table else (content, False)
            cut = cut or missing
            pieces.append(whole)
        kept, left_out = _without_places(_on_lines(pieces))
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
    # A broken table may have hidden a fence around the whole.
    return unfenced("\n".join(written)).strip("\n"), lines, tuple(notes)


def _on_lines(pieces: list[str]) -> str:
    """The pieces, each beginning on a line of its own."""
    whole = ""
    for piece in pieces:
        joint = "\n" if whole and piece and not whole.endswith("\n") and piece[0] != "\n" else ""
        whole += joint + piece
    return whole


def tables_apart(text: str) -> list[tuple[bool, str]]:
    """``(True, an HTML table)`` and ``(False, what stands between)``, in turn."""
    found: list[tuple[bool, str]] = []
    place = start = depth = 0
    cells = [cell.start() for cell in _CELL.finditer(text)]

    def is_named(end: int) -> bool:
        """Whether the tag stands in a sentence, with no cell behind it: the words of the page."""
        within = bisect_left(cells, start)
        if within < len(cells) and cells[within] < end:
            return False
        # A table ends its line: what follows it is written on the next.
        line = max(place, text.rfind("\n", 0, start) + 1)
        return bool(text[line:start].strip())

    for tag in _TABLE.finditer(text):
        if not tag[1]:
            if depth == 0:
                start = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and not is_named(tag.end()):
                found += [(False, text[place:start]), (True, text[start : tag.end()])]
                place = tag.end()
    if depth:
        # Never closed: a row that is closed ends it, so that it doesn't swallow what follows.
        first, *more = _PART.finditer(text, start)
        if not more and is_named(len(text)):
            return [*found, (False, text[place:])]
        if not more:  # nothing of a table in it
            return [*found, (False, f"{text[place:start]} {text[first.end() :]}")]
        end = more[-1].end() if more[-1][1] else len(text)
        rest = _BROKEN.sub("", text[end:])
        found += [(False, text[place:start]), (True, text[start:end]), (False, rest)]
    else:
        found.append((False, text[place:]))
    return [(table, part) for table, part in found if part]


def _without_runs(line: str) -> str:
    """The line without the places that stand at its end."""
    bare = line.rstrip()
    for run in reversed(list(RUN.finditer(bare))):
        if run.end() < len(bare):
            break
        bare = bare[: run.start()].rstrip(" \t,，")
        line = bare
    return line


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
            if (bare := _without_runs(line)) != line and not bare.strip():
                figures += 1
                continue
            line = bare
        kept.append(line)
    return "\n".join(kept), figures
