"""A long text in portions, as a screen reader is handed it: each is a message of its own there, and
one without an end can be lost, or hold up all else. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator

MOST = 600
"""Characters: some ten lines, half a minute of speech."""

_ENDS = ("\n\n", "\n", ". ", "! ", "? ", "。", "！", "？", " ")
"""Where a text is parted, best first."""


def portions(text: str, most: int = MOST) -> Iterator[str]:
    """``text`` in parts of at most ``most`` characters, parted at the end of a paragraph, else of a
    line, a sentence or a word; nothing but white space between them is left out."""
    begin = 0
    while len(text) - begin > most:
        window = text[begin : begin + most]
        found = (window.rfind(end, most // 2) + len(end) for end in _ENDS if end in window)
        cut = next((place for place in found if place > most // 2), most)
        if part := window[:cut].strip():
            yield part
        begin += cut
    if rest := text[begin:].strip():
        yield rest
