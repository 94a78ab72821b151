"""Places in a text as Python counts them, in characters, and as Qt does, in UTF-16, where some
characters are two. Pure functions."""

from __future__ import annotations


def units(text: str) -> int:
    """The length of ``text`` in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def characters(text: str, place: int) -> int:
    """How many characters of ``text`` stand before the ``place`` that Qt names."""
    before = text.encode("utf-16-le", "surrogatepass")[: 2 * place]
    return len(before.decode("utf-16-le", "surrogatepass"))
