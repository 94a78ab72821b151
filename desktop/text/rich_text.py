"""A text that was read as static HTML, for a ``QTextDocument`` and for the clipboard.

Recognised text is data: all of it is escaped, links become their words and address, pictures their
words, and no markup but what is written here gets in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from desktop.text import fields
from desktop.text.charts import is_mermaid
from desktop.text.fences import parts
from desktop.text.markdown import tables_apart
from desktop.text.math_marks import apart
from desktop.text.tables import Cell, Table, read, read_html
from desktop.values import OutputKind

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 60_000
"""Characters of Markdown that are rendered; a longer text is shown as it is written, so that the
window never waits."""

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Around the number of what takes their place: these belong to no text (Unicode: noncharacters)."""

_PLACE = re.compile(f"<p>{_OPEN}(\\d+){_CLOSE}</p>|{_OPEN}(\\d+){_CLOSE}")
_INLINE = re.compile(
    r"<br\s*/?>|<(?P<name>su[pb])>(?P<text>[^<>\n]{1,80})</(?P=name)>", re.IGNORECASE
)


@lru_cache(maxsize=4)
def rendered(text: str, kind: OutputKind) -> tuple[str, tuple[str, ...]]:
    """The HTML, and the LaTeX of the formulas in it, which stand as ``<img src="formula:N">``."""
    writer = _Writer(lambda number, _latex, _display: f'<img src="formula:{number}">')
    return writer.write(text, kind), tuple(writer.formulas)


def portable(text: str) -> str:
    """Markdown as HTML for other programs: formulas stay LaTeX between dollars."""
    writer = _Writer(
        lambda _number, latex, display: _escaped(f"$${latex}$$" if display else f"${latex}$")
    )
    return writer.write(text, OutputKind.MARKDOWN)


class MarkdownParts:
    """Markdown cut into what markdown-it reads and what it would spoil: HTML tables, formulas, line
    breaks and raised letters, which are written by the functions given here and filled in later."""

    def __init__(
        self,
        formula: Callable[[str, bool], str],
        table: Callable[[Table], str],
        raised: Callable[[str, str], str],
    ) -> None:
        self._formula, self._table, self._raised = formula, table, raised
        self._kept: list[str] = []

    def tokens(self, text: str) -> list[Token]:
        """The tokens of the Markdown; their texts hold places for ``filled``."""
        return _markdown_it().parse(self._source(text))

    def rendered(self, text: str) -> str:
        """The Markdown as HTML."""
        return self.filled(_markdown_it().render(self._source(text)))

    def filled(self, text: str) -> str:
        """``text`` with what belongs in its places."""
        return _PLACE.sub(lambda place: self._kept[int(place[1] or place[2])], text)

    def _source(self, text: str) -> str:
        source = []
        for code, stretch in parts(text.replace(_OPEN, "").replace(_CLOSE, "")):
            if code:
                source.append(stretch)
                continue
            for table, content in tables_apart(stretch):
                source.append(self._tables(content) if table else self._marked(content))
        return "\n".join(source)

    def _keep(self, written: str) -> str:
        self._kept.append(written)
        return f"{_OPEN}{len(self._kept) - 1}{_CLOSE}"

    def _tables(self, written: str) -> str:
        tables, _, _ = read_html(written)
        return "".join(f"\n\n{self._keep(self._table(table))}\n\n" for table in tables)

    def _marked(self, text: str) -> str:
        return "".join(
            _INLINE.sub(self._inline, content)
            if kind == "text"
            else self._keep(self._formula(content, kind == "display"))
            for kind, content in apart(text)
        )

    def _inline(self, match: re.Match[str]) -> str:
        if not match["name"]:
            return self._keep("<br>" if self._raised("sup", "") else "\n")
        return self._keep(self._raised(match["name"].lower(), html.unescape(match["text"])))


class _Writer:
    def __init__(self, formula: Callable[[int, str, bool], str]) -> None:
        self.formulas: list[str] = []
        self._formula = formula

    def write(self, text: str, kind: OutputKind) -> str:
        text = text.replace(_OPEN, "").replace(_CLOSE, "")
        match kind:
            case OutputKind.TABLE:
                tables, outside, _ = read(text)
                return "".join(
                    [*map(self._table, tables), *(f"<p>{self._words(o)}</p>" for o in outside)]
                )
            case OutputKind.FORMULA:
                lines = filter(None, text.split("\n"))
                return "".join(f"<p>{self._put(line, display=True)}</p>" for line in lines)
            case OutputKind.FIELDS:
                return self._fields(fields.load(text))
            case OutputKind.CHART if is_mermaid(text):
                return f"<pre>{_escaped(text)}</pre>"
            case OutputKind.MARKDOWN | OutputKind.CHART:
                return self._markdown(text) if len(text) <= LONGEST else _paragraphs(text)
            case _:
                return _paragraphs(text)

    def _put(self, latex: str, *, display: bool) -> str:
        self.formulas.append(latex)
        return self._formula(len(self.formulas) - 1, latex, display)

    def _words(self, text: str) -> str:
        """Text of a cell, with its formulas."""
        return "".join(
            _escaped(content) if kind == "text" else self._put(content, display=kind == "display")
            for kind, content in apart(text)
        )

    def _table(self, table: Table) -> str:
        caption = f"<p>{self._words(table.caption)}</p>" if table.caption else ""
        rows = "".join(f"<tr>{''.join(map(self._cell, row))}</tr>" for row in table.rows)
        return f'{caption}<table border="1" cellspacing="0" cellpadding="6">{rows}</table>'

    def _cell(self, cell: Cell) -> str:
        name = "th" if cell.header else "td"
        spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        return f"<{name}{spans}>{self._words(cell.text)}</{name}>"

    def _fields(self, found: dict[str, Any]) -> str:
        rows = []
        for line in fields.lines(found):
            key, _, value = line.partition(": ")
            rows.append(
                f'<tr><th align="left">{_escaped(key)}</th><td>{self._words(value)}</td></tr>'
            )
        return f'<table border="1" cellspacing="0" cellpadding="6">{"".join(rows)}</table>'

    def _markdown(self, text: str) -> str:
        return MarkdownParts(
            lambda latex, display: self._put(latex, display=display), self._table, _raised
        ).rendered(text)


def _raised(name: str, text: str) -> str:
    return f"<{name}>{_escaped(text)}</{name}>"


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _paragraphs(text: str) -> str:
    return "".join(
        f'<p style="white-space: pre-wrap">{_escaped(part)}</p>'
        for part in re.split(r"\n{2,}", text)
        if part
    )


def _link(tokens: list[Token], number: int, _options: Any, env: dict[str, Any]) -> str:
    env.setdefault("links", []).append((tokens, number))
    return ""


def _link_end(tokens: list[Token], number: int, _options: Any, env: dict[str, Any]) -> str:
    """The address behind the words, unless the words are the address."""
    _, opened = env["links"].pop()
    address = str(tokens[opened].attrGet("href") or "")
    words = "".join(token.content for token in tokens[opened + 1 : number])
    return (
        "" if not address or address.removeprefix("mailto:") == words else f" ({_escaped(address)})"
    )


def _picture(tokens: list[Token], number: int, _options: Any, _env: dict[str, Any]) -> str:
    return _escaped(tokens[number].content)


@lru_cache(maxsize=1)
def _markdown_it() -> MarkdownIt:
    from markdown_it import MarkdownIt  # takes 50 ms: only where there is Markdown

    # breaks: the lines of a menu or a translation are lines, where Markdown would join them.
    made = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    made.enable(["table", "strikethrough"])
    # <Ada@a.example>, vector<std::string> and [1]: a note are words of the picture.
    made.disable(["autolink", "reference"])
    rules: dict[str, Any] = made.renderer.rules  # type: ignore[attr-defined]
    rules |= {"link_open": _link, "link_close": _link_end, "image": _picture}
    return made
