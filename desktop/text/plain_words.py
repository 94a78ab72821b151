"""The words of a piece of Markdown or of a table's cell: without its marks, formulas in words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from desktop.text.clean import one_line
from desktop.text.latex_words import latex_words
from desktop.text.math_marks import apart

_MARKUP = re.compile(
    r"(?P<break><br\s*/?>)|(?P<tag></?(?:b|i|u|s|em|strong|p|div|span|center|font|small"
    r"|big|mark|su[pb]|h[1-6]|ul|ol|li)(?:\s[^<>\n]{0,200})?>)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});)"
    r"|(?P<address>(?<=\])\([^()\s]{0,500}(?:\s\"[^\"\n]{0,200}\")?\))|(?P<bracket>!?\[|\](?=\())"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<strong>\*{1,3}"
    r"|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|~~|`+)",
    re.IGNORECASE,
)
_LINE_MARKS = re.compile(
    r"^[ \t]*(?:>[ \t]?)*(?:#{1,6}(?:[ \t]+|$)"
    r"|[-*+][ \t]+(?P<box>\[[ xX]\][ \t]+)?)?|[ \t]#+[ \t]*$",
    re.MULTILINE,
)


_ACTIVE = re.compile(r"[$\\<&*_`~\[#]|^[ \t]*[>+-]", re.MULTILINE)
_CHECKED = {"[ ] ": "Not checked: ", "[x] ": "Checked: ", "[X] ": "Checked: "}


def plain_words(source: str) -> str:
    """What is said of it, on one line."""
    if not _ACTIVE.search(source):
        return one_line(source)
    said = [content if words is None else f" {words} " for content, words in _read(source)]
    return re.sub(r" +([.,;:!?])(?=\s|$)", r"\1", one_line("".join(said)))


def _read(source: str) -> Iterator[tuple[str, str | None]]:
    for start, end, words in pieces(source, 0, len(source)):
        yield source[start:end], words


def pieces(source: str, start: int, end: int) -> Iterator[tuple[int, int, str | None]]:
    """The stretches of ``source[start:end]`` that are words, blanks among them; the third is what
    is said of a formula, an entity or a break, None where it is the stretch itself."""
    place = start
    for kind, content in apart(source[start:end]):
        found = source.find(content, place, end)
        if found < 0:
            continue
        if kind == "text":
            yield from _without_markup(source, found, found + len(content))
        else:
            yield found, found + len(content), latex_words(content)
        place = found + len(content)


def _without_markup(source: str, start: int, end: int) -> Iterator[tuple[int, int, str | None]]:
    marks = [
        (mark.start(), mark.end(), _CHECKED.get(mark["box"] or "", ""))
        for mark in _LINE_MARKS.finditer(source, start, end)
    ]
    for mark in _MARKUP.finditer(source, start, end):
        if mark["entity"]:
            marks.append((*mark.span(), html.unescape(mark[0])))
        elif mark["break"]:
            marks.append((*mark.span(), " "))
        elif mark["escaped"]:
            marks.append((mark.start(), mark.start() + 1, ""))
        elif not (mark["bracket"] and not _is_link(source, mark, end)) and not (
            mark["strong"] == "*" and _stands_alone(source, mark)
        ):
            marks.append((*mark.span(), ""))
    place = start
    for first, last, said in sorted(marks):
        if first < place or first == last:
            continue
        if place < first:
            yield place, first, None
        if said:
            yield first, last, said
        place = last
    if place < end:
        yield place, end, None


def _is_link(source: str, mark: re.Match[str], end: int) -> bool:
    """Whether a bracket is one of a link's: ``[1]`` and ``[sic]`` are words."""
    if mark[0] == "]":
        return True
    closing = source.find("]", mark.end(), min(end, mark.end() + 500))
    return closing >= 0 and source.startswith("](", closing)


def _stands_alone(source: str, mark: re.Match[str]) -> bool:
    """``2 * 3``: a star between blanks is a sign."""
    before = source[mark.start() - 1 : mark.start()]
    after = source[mark.end() : mark.end() + 1]
    return (not before or before.isspace()) and (not after or after.isspace())
