"""A reading made ready to be seen, copied and spoken, off the window's thread.

1. ``Typesetter.begin`` takes the text, its kind, and how it shall look; it returns at once.
2. A thread makes the ``Page``: markup with its formulas drawn, or the grid of a table, the forms
   for the clipboard, the words for the voice. It makes values only: an object of Qt that is freed
   on a thread that isn't its own takes the program with it.
3. ``ready`` brings it to the window's thread. A newer ``begin`` makes an older one pointless.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QFont, QImage

from desktop.text import forms
from desktop.text.tables import read
from desktop.ui import formula_images
from desktop.ui.formula_images import FormulaError
from desktop.ui.grid import Grid, lay_out
from desktop.values import OutputKind

PLAIN = frozenset({OutputKind.TEXT, OutputKind.POSITIONS})
"""Kinds that are shown as plain text, and need no page."""

MOST_CELLS = 200
"""Cells of a table on a page: a table is laid out in one go, and more would hold the window up."""

_COLUMN = 40
_TABLE = re.compile(r"<table[^>]*>(.*?)</table>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_IMAGE = re.compile(r'<img src="formula:(\d+)">')
_ALONE = re.compile(r'^(<img src="formula:\d+">)$', re.MULTILINE)
_DISPLAYED, _INLINE = 1.5, 1.1
"""How much larger than the text a formula is that is all there is, and one among text."""

_STYLE = """
body, p, li, td, th {{ color: {text}; }}
p {{ margin: 0 0 {gap}px 0; }}
h1 {{ font-size: {h1}px; font-weight: 600; margin: {half}px 0 {gap}px 0; }}
h2 {{ font-size: {h2}px; font-weight: 600; margin: {wide}px 0 {gap}px 0; }}
h3, h4, h5, h6 {{ font-size: {h3}px; font-weight: 600; margin: {wide}px 0 {half}px 0; }}
ul, ol {{ margin: 0 0 {gap}px 0; }}
pre, code {{ font-family: monospace; }}
pre {{ margin: 0 0 {gap}px 0; }}
table {{
    border-collapse: collapse; border-color: {line}; border-style: solid;
    margin-top: {half}px; margin-bottom: {gap}px;
}}
td, th {{ border: 1px solid {line}; padding: {half}px {gap}px; }}
th {{ background-color: {header}; font-weight: 600; text-align: left; }}
.key {{ color: {second}; font-weight: 600; border: none; background-color: transparent; }}
.value {{ border: none; }}
.source {{ font-family: monospace; color: {second}; }}
"""


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is set: its font, the height of an x in it (pixels), the screen's ratio, colours
    as ``#rrggbb``, and the width to set it for at most (pixels)."""

    font: QFont
    x_height: float
    ratio: float
    text: str
    second: str
    line: str
    header: str
    widest: int


@dataclass(frozen=True, slots=True)
class Page:
    """What became of ``text``: ``markup`` with its ``style``, or of one plain table a ``grid``.

    ``formulas`` are the LaTeX of the images ``formula:N``; those in ``images`` could be typeset.
    """

    text: str
    kind: OutputKind
    forms: Mapping[str, str]
    words: str
    grid: Grid | None = None
    markup: str = ""
    style: str = ""
    formulas: tuple[str, ...] = ()
    images: Mapping[int, QImage] = field(default_factory=dict)


def make(text: str, kind: OutputKind, look: Look) -> Page:
    """The page of ``text``."""
    spoken, copied = forms.spoken(text, kind), forms.clipboard_forms(text, kind)
    if kind in PLAIN:
        return Page(text, kind, copied, spoken)
    formulas = forms.formulas(text, kind)
    if kind is OutputKind.TABLE and not formulas:
        tables, outside, _ = read(text)
        if len(tables) == 1 and tables[0].rows and not outside and not tables[0].caption:
            grid = lay_out(tables[0], look.font, look.widest)
            return Page(text, kind, copied, spoken, grid)
    images = _drawn(formulas, kind, look)
    markup = _TABLE.sub(_as_text, _markup(text, kind, formulas, images))
    return Page(text, kind, copied, spoken, None, markup, _style(look), formulas, images)


def _drawn(formulas: tuple[str, ...], kind: OutputKind, look: Look) -> dict[int, QImage]:
    """The image of each formula that can be typeset, by its number."""
    images = {}
    alone = kind is OutputKind.FORMULA
    pixels = look.font.pixelSize() * (_DISPLAYED if alone else _INLINE)
    for number, latex in enumerate(formulas):
        try:
            images[number] = formula_images.draw(
                formula_images.typeset(latex),
                pixels,
                look.text,
                look.ratio,
                None if alone else look.x_height,
            )
        except FormulaError:
            continue  # it stands in the page as it is written
    return images


def _markup(
    text: str, kind: OutputKind, formulas: tuple[str, ...], images: Mapping[int, QImage]
) -> str:
    def placed(match: re.Match[str]) -> str:
        number = int(match[1])
        if number in images:
            return f'<img src="formula:{number}" style="vertical-align: middle">'
        return f"<code>{escape(formulas[number])}</code>"

    if kind is OutputKind.FORMULA:
        return "".join(
            (f"<p>{placed(found)}</p>" if number in images else "")
            + f'<p class="source">{escape(latex)}</p>'
            for number, latex in enumerate(formulas)
            if (found := _IMAGE.match(f'<img src="formula:{number}">'))
        )
    markup = _ALONE.sub(r"<p>\1</p>", forms.rich(text, kind))
    markup = _IMAGE.sub(placed, markup)
    if kind is OutputKind.FIELDS:
        markup = markup.replace('<table border="1"', "<table").replace(
            '<th align="left">', '<th class="key" align="left">'
        )
        markup = markup.replace("<td>", '<td class="value">')
    return markup


def _as_text(match: re.Match[str]) -> str:
    """A table that would take too long to lay out, as text in columns; a smaller one as it is."""
    rows = [_CELL.findall(row) for row in _ROW.findall(match[1])]
    if sum(map(len, rows)) <= MOST_CELLS:
        return match[0]
    cells = [[" ".join(re.sub("<[^>]*>", " ", cell).split()) for cell in row] for row in rows]
    widths = [0] * max(map(len, cells))
    for row in cells:
        for number, cell in enumerate(row):
            widths[number] = max(widths[number], len(unescape(cell)))
    lines = (
        "  ".join(
            cell + " " * (min(width, _COLUMN) - len(unescape(cell)))
            for cell, width in zip(row, widths, strict=False)
        )
        for row in cells
    )
    return f"<pre>{chr(10).join(lines)}</pre>"


def _style(look: Look) -> str:
    size = look.font.pixelSize()
    return _STYLE.format(
        text=look.text,
        second=look.second,
        line=look.line,
        header=look.header,
        gap=round(size * 0.5),
        half=round(size * 0.25),
        wide=round(size * 0.8),
        h1=round(size * 1.5),
        h2=round(size * 1.3),
        h3=round(size * 1.1),
    )


class Typesetter(QObject):
    """Answers each ``begin`` but those that a newer one made pointless."""

    ready = Signal(int, object)
    """The number that ``begin`` gave, and the ``Page``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # ziamath keeps state between formulas
        self.number = 0

    def begin(self, text: str, kind: OutputKind, look: Look) -> int:
        """Make the page of ``text``; returns the number of the answer."""
        self.number += 1
        self._pool.start(_Make(self, self.number, text, kind, look))
        return self.number


class _Make(QRunnable):
    def __init__(
        self, typesetter: Typesetter, number: int, text: str, kind: OutputKind, look: Look
    ) -> None:
        super().__init__()
        self._typesetter, self._number = typesetter, number
        self._text, self._kind, self._look = text, kind, look

    def run(self) -> None:
        if self._number != self._typesetter.number:
            return
        page = make(self._text, self._kind, self._look)
        self._typesetter.ready.emit(self._number, page)
