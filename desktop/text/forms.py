"""The forms of a text that was read: on the clipboard, spoken, shown, in a file.

Everything is made of the canonical text and its kind (``values.OutputKind``) alone; of a text that
isn't canonical the best is made, and nothing raises.
"""

from __future__ import annotations

from desktop.text import fields, rich_text, spoken_forms
from desktop.text.charts import is_mermaid
from desktop.text.mathml import mathml
from desktop.text.sheets import pasted, pipes, tsv
from desktop.text.tables import escaped, read
from desktop.values import OutputKind

_SUFFIXES = {
    OutputKind.MARKDOWN: ".md",
    OutputKind.CHART: ".md",
    OutputKind.TABLE: ".html",
    OutputKind.FORMULA: ".tex",
    OutputKind.FIELDS: ".json",
}


def clipboard_forms(text: str, kind: OutputKind) -> dict[str, str]:
    """The text by MIME type, ``text/plain`` among them; a program that pastes takes what it can."""
    match kind:
        case OutputKind.TABLE:
            return _table(text)
        case OutputKind.FORMULA:
            forms = {"text/plain": text}
            if written := mathml(text.split("\n")):
                forms["application/mathml+xml"] = written
            return forms
        case OutputKind.FIELDS:
            found = fields.load(text)
            lines = "\n".join(fields.lines(found))
            return {"text/plain": lines, "application/json": fields.written(found)}
        case OutputKind.CHART if is_mermaid(text):
            return {
                "text/plain": text,
                "text/html": f"<pre>{escaped(text)}</pre>",
                "text/markdown": f"```mermaid\n{text}\n```",
            }
        case OutputKind.MARKDOWN | OutputKind.CHART:
            return {
                "text/plain": text,
                "text/html": rich_text.portable(text),
                "text/markdown": text,
            }
        case _:
            return {"text/plain": text}


def spoken(text: str, kind: OutputKind) -> str:
    """The words of the text, without markup, for the ear."""
    return spoken_forms.spoken(text, kind)


def rich(text: str, kind: OutputKind) -> str:
    """The text as static HTML for a ``QTextDocument``: nothing in it is active or fetched, links
    are words. The formula number N stands as ``<img src="formula:N">``, N from 0: ``formulas``."""
    return rich_text.rendered(text, kind)[0]


def formulas(text: str, kind: OutputKind) -> tuple[str, ...]:
    """The LaTeX of each formula in ``rich(text, kind)``, without dollars."""
    return rich_text.rendered(text, kind)[1]


def suffix(kind: OutputKind) -> str:
    """The ending of a file that holds the text: ``.md``."""
    return _SUFFIXES.get(kind, ".txt")


def _table(text: str) -> dict[str, str]:
    tables, outside, _ = read(text)
    paragraphs = "".join(f"<p>{escaped(line)}</p>" for line in outside)
    return {
        "text/plain": "\n\n".join(filter(None, [*map(tsv, tables), "\n".join(outside)])),
        "text/html": "".join(map(pasted, tables)) + paragraphs,
        "text/markdown": "\n\n".join(filter(None, [*map(pipes, tables), "\n\n".join(outside)])),
    }
