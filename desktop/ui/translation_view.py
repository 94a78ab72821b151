"""What is seen of a picture that was translated in place."""

from __future__ import annotations

from enum import StrEnum


class View(StrEnum):
    """In the order in which one key goes through them."""

    ORIGINAL = "Original"
    TRANSLATION = "Translation"
    BOTH = "Side by side"
