"""A reading made ready to be seen, copied and spoken, off the window's thread.

1. ``Typesetter.begin`` takes the text, its kind, and how it shall look; it returns at once.
2. A thread makes the ``Page``: the document with its formulas drawn, or the grid of a table, the
   forms for the clipboard, the words for the voice.
3. ``ready`` brings it to the window's thread. A newer ``begin`` makes an older one pointless.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, QUrl, Signal
from PySide6.QtGui import QFont, QFontMetrics, QImage, QTextDocument

from desktop.text import forms
from desktop.text.tables import read
from desktop.ui import formula_images
from desktop.ui.formula_images import FormulaError
from desktop.ui.grid import Grid, lay_out
from desktop.values import OutputKind

PLAIN = frozenset({OutputKind.TEXT, OutputKind.POSITIONS})
"""Kinds that are shown as plain text, and need no page."""

MARGIN = 2
_IMAGE = re.compile(r'<img src="formula:(\d+)">')
_DISPLAYED = 1.5
"""How much larger than the text a formula is that stands alone."""

_STYLE = """
body, p, li, td, th {{ color: {text}; }}
p {{ margin: 0 0 {gap}px 0; }}
h1 {{ font-size: {h1}px; font-weight: 600; margin: {gap}px 0 {gap}px 0; }}
h2 {{ font-size: {h2}px; font-weight: 600; margin: {gap}px 0 {gap}px 0; }}
h3, h4, h5, h6 {{ font-size: {h3}px; font-weight: 600; margin: {gap}px 0 {half}px 0; }}
ul, ol {{ margin: 0 0 {gap}px 0; }}
pre, code {{ font-family: monospace; }}
pre {{ margin: 0 0 {gap}px 0; }}
table {{ border-collapse: collapse; border-color: {line}; border-style: solid; }}
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


class Sheet(QTextDocument):
    """A document that loads nothing but the images that were put into it."""

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Nothing: files and addresses in a text stay closed."""
        return None


@dataclass(frozen=True, slots=True)
class Page:
    """What became of ``text``: a ``sheet``, or of a single plain table a ``grid``.

    ``formulas`` are the LaTeX of the images ``formula:N``; ``width`` is what the page would take of
    ``Look.widest``, in pixels.
    """

    text: str
    kind: OutputKind
    forms: Mapping[str, str]
    words: str
    formulas: tuple[str, ...] = ()
    sheet: Sheet | None = None
    grid: Grid | None = None
    width: int = 0


def make(text: str, kind: OutputKind, look: Look) -> Page:
    """The page of ``text``; its sheet belongs to the thread that calls this."""
    spoken, copied = forms.spoken(text, kind), forms.clipboard_forms(text, kind)
    if kind in PLAIN:
        return Page(text, kind, copied, spoken)
    formulas = forms.formulas(text, kind)
    if kind is OutputKind.TABLE and not formulas:
        tables, outside, _ = read(text)
        if len(tables) == 1 and tables[0].rows and not outside and not tables[0].caption:
            grid = lay_out(tables[0], QFontMetrics(look.font), look.widest)
            return Page(text, kind, copied, spoken, grid=grid, width=grid.width)
    images = _drawn(formulas, kind, look)
    sheet = Sheet()
    sheet.setDocumentMargin(MARGIN)
    sheet.setDefaultFont(look.font)
    sheet.setDefaultStyleSheet(_style(look))
    for number, image in images.items():
        sheet.addResource(
            QTextDocument.ResourceType.ImageResource, QUrl(f"formula:{number}"), image
        )
    sheet.setHtml(_markup(text, kind, formulas, images))
    sheet.setTextWidth(look.widest)
    return Page(text, kind, copied, spoken, formulas, sheet, width=round(sheet.idealWidth()) + 1)


def _drawn(formulas: tuple[str, ...], kind: OutputKind, look: Look) -> dict[int, QImage]:
    """The image of each formula that can be typeset, by its number."""
    images = {}
    pixels = look.font.pixelSize() * (_DISPLAYED if kind is OutputKind.FORMULA else 1.1)
    for number, latex in enumerate(formulas):
        try:
            images[number] = formula_images.draw(
                formula_images.typeset(latex), pixels, look.x_height, look.text, look.ratio
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
    markup = _IMAGE.sub(placed, forms.rich(text, kind))
    if kind is OutputKind.FIELDS:
        markup = markup.replace('<table border="1"', "<table").replace(
            '<th align="left">', '<th class="key" align="left">'
        )
        markup = markup.replace("<td>", '<td class="value">')
    return markup


def _style(look: Look) -> str:
    size = look.font.pixelSize()
    return _STYLE.format(
        text=look.text,
        second=look.second,
        line=look.line,
        header=look.header,
        gap=round(size * 0.5),
        half=round(size * 0.25),
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
        application = QCoreApplication.instance()
        if page.sheet and application:
            page.sheet.moveToThread(application.thread())
        self._typesetter.ready.emit(self._number, page)
