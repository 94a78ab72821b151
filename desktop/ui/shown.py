"""What every view of a reading can do, whether it is plain text, a page or a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from desktop.ui.cells import Cell
from desktop.values import OutputKind

if TYPE_CHECKING:
    from desktop.text.units import Span, Unit


class Shown(Protocol):
    """A view as a text with a caret; every place is a character of ``content``."""

    def content(self) -> str:
        """What is shown."""

    def said(self) -> tuple[str, Sequence[int]]:
        """``content`` as words; for each character, and the end, its place in ``content``."""

    def caret(self) -> tuple[int, int]:
        """Where the selection begins and ends, or twice where the caret stands."""

    def put_caret(self, start: int, end: int | None = None) -> None:
        """Put the caret there and show it; with an ``end`` select up to that."""

    def line(self) -> str:
        """The line that the caret is in, as it is copied."""

    def units(self, unit: Unit, kind: OutputKind) -> Sequence[Span]:
        """The units of one size, in order; ``kind`` is that of a text that is shown as it is."""

    def cells(self) -> Sequence[Cell]:
        """The cells of all tables, row by row."""

    def highlight(self, start: int, length: int) -> None:
        """Mark these characters as the word being spoken, and show it."""

    def clear_highlight(self) -> None:
        """No word is being spoken."""

    def mark_unsure(self, places: Sequence[tuple[int, int]]) -> None:
        """Mark these as unsure, each its beginning and length."""

    def unsure(self) -> Sequence[tuple[int, int]]:
        """Beginning and length of what is marked as unsure."""
