"""Formulas, typeset: LaTeX to a drawing, and the drawing to an image that stands on a line of text.

ziamath typesets with the STIX Two Math font that it brings along. Import this module, and call what
is in it, off the window's thread only: loading takes a quarter of a second, a formula some
milliseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

LONGEST = 1500
"""Characters of LaTeX; what is longer takes seconds and is shown as it is written."""

WIDEST = 4000
"""Logical pixels; a wider image would be of no use."""

_SIZE = 24.0
_MACRO = re.compile(
    r"\\(?:[egx]?def|let|(?:re)?newcommand|newenvironment|input|include)(?![a-zA-Z])"
)
_NOT_IN_FONT = re.compile("[\u0590-\u1fff\u2e80-\ufaff\U00020000-\U0003ffff]")
_VIEW = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')


class FormulaError(Exception):
    """A formula can't be typeset; it is shown as it is written."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A drawing in SVG; ``width``, ``ascent`` and ``depth`` (below the line) in em."""

    svg: str
    width: float
    ascent: float
    depth: float


@lru_cache(maxsize=256)
def typeset(latex: str) -> Formula:
    """The drawing of ``latex``, which has no dollars around it, in black.

    Raises FormulaError.
    """
    # Recognised text is data: macros could be made to grow without end. What isn't in the font
    # would be drawn as empty boxes.
    if len(latex) > LONGEST or _MACRO.search(latex) or _NOT_IN_FONT.search(latex):
        raise FormulaError
    try:
        from ziamath.config import config
        from ziamath.zmath import Latex

        config.svg2 = False  # Qt doesn't know the symbols of SVG 2
        svg = Latex(latex, size=_SIZE, color="black").svg()
    except Exception as error:  # it and its parser raise whatever comes up, IndexError included
        raise FormulaError from error
    view = _VIEW.search(svg)
    if view is None:
        raise FormulaError
    _, top, width, height = (float(part) / _SIZE for part in view.groups())
    return Formula(svg, width, -top, height + top)


def draw(
    formula: Formula, pixels: float, color: str, ratio: float, x_height: float | None = None
) -> QImage:
    """``formula`` at ``pixels`` an em, in ``color``, for a screen of this ``ratio``.

    With the ``x_height`` of the text around it (pixels), a rich text document that aligns it to the
    ``middle`` puts its base line on that of the text: it takes the middle of an image to be a
    quarter of ``x_height`` above the line, so there is empty room above or below the drawing.

    Raises FormulaError where it would be too wide.
    """
    width, ascent, depth = (x * pixels for x in (formula.width, formula.ascent, formula.depth))
    if width > WIDEST or ascent + depth > WIDEST or width <= 0:
        raise FormulaError
    above = below = 0.0
    if x_height is not None:
        lacking = ascent - depth - x_height / 2
        above, below = max(0.0, -lacking), max(0.0, lacking)
    image = QImage(
        max(1, round(width * ratio)),
        max(1, round((above + ascent + depth + below) * ratio)),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    place = QRectF(0, above * ratio, width * ratio, (ascent + depth) * ratio)
    QSvgRenderer(QByteArray(formula.svg.encode())).render(painter, place)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(color))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
