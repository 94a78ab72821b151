"""What each of the drivers offers to the child."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from desktop.speech.messages import Rendered, RenderFailure, Voice


class DriverError(Exception):
    """No sound could be made. ``sentence`` is for the user: what is missing and what brings it."""

    def __init__(self, kind: RenderFailure, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence


class VoiceDriver(Protocol):
    """Makes sound of text, one utterance after the other, on the thread that built it."""

    def voices(self) -> tuple[Voice, ...]:
        """The voices that are installed."""
        ...

    def render(
        self, number: int, text: str, voice: str, rate: int, cancelled: Callable[[], bool]
    ) -> Rendered:
        """The sound of ``text``. Raises DriverError; of kind CANCELLED soon after ``cancelled()``
        has become true, where the system's voice can be interrupted."""
        ...
