"""A translation in two columns: what stands on the picture, and what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.text.clean import one_line
from desktop.values import Paragraph

_MARKS = re.compile(r"([\\&`*_\[\]<>|~$])")


def table(paragraphs: Sequence[Paragraph], source: str, text: str) -> str:
    """The pairs as a table in Markdown, a row for each paragraph; one for the whole ``source`` and
    ``text`` where there are no paragraphs. What has no translation has an empty cell."""
    pairs = [(one.source, one.text) for one in paragraphs] or [(source, text)]
    rows = [f"| {_cell(before)} | {_cell(after)} |" for before, after in pairs]
    return "\n".join(["| Original | Translation |", "| --- | --- |", *rows])


def _cell(text: str) -> str:
    """The text as a cell shows it, letter by letter: nothing in it is markup."""
    lines = (_MARKS.sub(r"\\\1", one_line(line)) for line in text.strip().split("\n"))
    return "<br>".join(line for line in lines if line)
