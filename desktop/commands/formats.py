"""The formats that a reading can come out in, for who parses the command line and who writes them.

It imports nothing of what makes them, which is what a command that reads nothing would wait for.
"""

from __future__ import annotations

from desktop.values import OutputKind

FORMATS: dict[str, tuple[str, str]] = {
    "picture": ("image/png", ".png"),
    "text": ("text/plain", ".txt"),
    "markdown": ("text/markdown", ".md"),
    "html": ("text/html", ".html"),
    "tsv": ("text/plain", ".tsv"),
    "json": ("application/json", ".json"),
    "latex": ("text/plain", ".tex"),
    "mathml": ("application/mathml+xml", ".mml"),
}
"""Each format with its MIME type among ``forms.clipboard_forms``, and how its files end."""

OF_KIND: dict[OutputKind, tuple[str, ...]] = {
    OutputKind.TEXT: ("text",),
    OutputKind.POSITIONS: ("text",),
    OutputKind.LAYOUT: ("text",),
    OutputKind.MARKDOWN: ("markdown", "html", "text"),
    OutputKind.TABLE: ("html", "tsv", "markdown", "text"),
    OutputKind.FORMULA: ("latex", "mathml", "text"),
    OutputKind.CHART: ("markdown", "html", "text"),
    OutputKind.FIELDS: ("json", "text"),
}
"""The formats that each kind has."""

OF_TRANSLATION = ("picture", "markdown", "html", "json", "text")
"""Of a translation: on the picture, in two columns, with its places, alone."""
