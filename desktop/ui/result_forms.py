"""What a reading can be copied and saved as, and how much of it there is. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath

from desktop.text import forms
from desktop.text.scripts import is_cjk
from desktop.values import OutputKind

PLAIN, HTML, MARKDOWN = "text/plain", "text/html", "text/markdown"
JSON, MATHML = "application/json", "application/mathml+xml"
SOURCE = ""
"""In the place of a MIME type: the text itself."""

COPIES: Mapping[OutputKind, tuple[tuple[str, str], ...]] = {
    OutputKind.TABLE: (
        ("Copy for a spreadsheet", PLAIN),
        ("Copy as Markdown", MARKDOWN),
        ("Copy as HTML", HTML),
    ),
    OutputKind.FORMULA: (("Copy LaTeX", PLAIN), ("Copy MathML", MATHML)),
    OutputKind.FIELDS: (("Copy as JSON", JSON), ("Copy as lines", PLAIN)),
    OutputKind.MARKDOWN: (("Copy as Markdown", MARKDOWN), ("Copy as HTML", HTML)),
    OutputKind.CHART: (("Copy as Markdown", MARKDOWN), ("Copy as HTML", HTML)),
}
"""Titles and MIME types of single forms, by kind."""

_FILES: Mapping[OutputKind, tuple[tuple[str, str, str], ...]] = {
    OutputKind.TABLE: (
        ("Web page", ".html", HTML),
        ("Spreadsheet, parted by tabs", ".tsv", PLAIN),
        ("Markdown", ".md", MARKDOWN),
    ),
    OutputKind.FORMULA: (("LaTeX", ".tex", SOURCE), ("MathML", ".mml", MATHML)),
    OutputKind.FIELDS: (("JSON", ".json", SOURCE), ("Text", ".txt", PLAIN)),
    OutputKind.MARKDOWN: (("Markdown", ".md", SOURCE), ("Web page", ".html", HTML)),
    OutputKind.CHART: (("Markdown", ".md", MARKDOWN), ("Text", ".txt", SOURCE)),
}
_TEXT = (("Text", ".txt", SOURCE),)
_ONES = {
    OutputKind.TABLE: "row",
    OutputKind.FORMULA: "formula",
    OutputKind.FIELDS: "field",
    OutputKind.LAYOUT: "block",
}


def one_form(copied: Mapping[str, str], mime: str) -> dict[str, str]:
    """One form alone, so that any program pastes it; empty where the text doesn't have it."""
    if mime not in copied:
        return {}
    return {PLAIN: copied[mime]} | ({mime: copied[mime]} if mime == MATHML else {})


def filters(kind: OutputKind) -> list[str]:
    """What a file dialog offers; what suits the kind best stands first."""
    offered = [f"{title} (*{suffix})" for title, suffix, _ in _FILES.get(kind, _TEXT)]
    return [*offered, "All files (*)"]


def ending(chosen: str) -> str:
    """The ending that a filter stands for, without its dot; empty for all files."""
    return chosen.partition("(*.")[2].rstrip(")")


def content(path: str, text: str, kind: OutputKind, copied: Mapping[str, str]) -> str:
    """What a file of this name holds: the form that goes with its ending, else the text."""
    ending = PurePath(path).suffix.lower() or forms.suffix(kind)
    for _, suffix, mime in _FILES.get(kind, _TEXT):
        if suffix == ending and mime in copied:
            if mime == HTML:
                return f'<!DOCTYPE html>\n<meta charset="utf-8">\n{copied[mime]}\n'
            return copied[mime]
    return text


def amount(text: str, kind: OutputKind) -> str:
    """How much was read, in words: ``2 lines``, ``1 formula``."""
    one = _ONES.get(kind, "line")
    match kind:
        case OutputKind.TABLE:
            count = text.lower().count("<tr")
        case OutputKind.FIELDS:
            count = _entries(text)
        case _:
            count = sum(1 for line in text.splitlines() if line.strip())
    return f"1 {one}" if count == 1 else f"{count} {one}s"


def size(text: str, kind: OutputKind) -> str:
    """How long it is, in words: ``12 words``; of what isn't plain text, ``amount``."""
    if kind not in (OutputKind.TEXT, OutputKind.POSITIONS):
        return amount(text, kind)
    characters = sum(map(is_cjk, text))
    if characters > len(text) // 3:  # no spaces part the words
        return f"{characters} characters"
    count = len(text.split())
    return "1 word" if count == 1 else f"{count} words"


def unsure(count: int) -> str:
    """How many words the engine was unsure of; empty for none."""
    return f"{count} word{'s' * (count != 1)} unsure" if count else ""


def _entries(text: str) -> int:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    return len(found) if isinstance(found, dict | list) else 1
