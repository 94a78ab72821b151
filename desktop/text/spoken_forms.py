"""What is said of a text: its words, without markup."""

from __future__ import annotations

from desktop.values import OutputKind


def spoken(text: str, kind: OutputKind) -> str:
    """The words."""
    del kind
    return text
