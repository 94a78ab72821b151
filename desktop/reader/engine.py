"""What an engine is, and why one may fail.

An engine is loaded once, in its own process, and then reads one picture after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from desktop.values import EngineName, FailureKind, Look, Placed, Read, Reading, Shot

Emit = Callable[[str | Placed], None]
"""Takes the text piece by piece, and each paragraph that has been translated; an empty piece only
tells that the engine is at work."""


class EngineError(Exception):
    """Why nothing could be read: ``sentence`` for the user, ``detail`` for the log."""

    kind = FailureKind.NO_ENGINE

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class CancelledError(EngineError):
    """The job isn't wanted any more."""

    kind = FailureKind.CANCELLED

    def __init__(self) -> None:
        super().__init__("Stopped.")


class NoTextError(EngineError):
    """The picture holds nothing of what was asked for."""

    kind = FailureKind.NO_TEXT

    def __init__(self, shot: Shot) -> None:
        place = "picture" if shot.origin is None else "region"
        super().__init__(f"Nothing found in this {place}.")


class BadPictureError(EngineError):
    """The picture can't be read at all."""

    kind = FailureKind.BAD_PICTURE


class NoModelError(EngineError):
    """The files of the model are not there, or not all of them."""

    kind = FailureKind.NO_MODEL


class BadModelError(EngineError):
    """The files are there, but they are not what they should be."""

    kind = FailureKind.BAD_MODEL


class NoDeviceError(EngineError):
    """The device that the user asked for is not there."""

    kind = FailureKind.NO_DEVICE


class NoMemoryError(EngineError):
    """The device's memory doesn't hold the model or the picture."""

    kind = FailureKind.NO_MEMORY


class Stop(Protocol):
    """Tells an engine that its job isn't wanted any more."""

    def asked(self) -> bool:
        """Whether it was cancelled."""

    def interrupting(self, act: Callable[[], None]) -> AbstractContextManager[None]:
        """While inside, a cancel calls ``act`` at once, on another thread."""


class Engine(Protocol):
    """Reads pictures. Made and used on one thread.

    Once it is loaded, ``device`` is where it computes (of a server: its address), ``notes`` are
    sentences that go with every reading, ``memory`` is what the model takes on the device in bytes,
    0 where that isn't known.
    """

    name: EngineName
    device: str
    notes: tuple[str, ...]
    memory: int

    def load(self) -> None:
        """Get ready. Raises EngineError."""

    def read(self, read: Read, emit: Emit, stop: Stop) -> Reading:
        """Read the picture, giving the text to ``emit`` piece by piece as it becomes known.

        Raises EngineError, CancelledError among them.
        """


@runtime_checkable
class Looking(Protocol):
    """An engine that can do a part of its work before it is known what is asked."""

    def look(self, look: Look, stop: Stop) -> None:
        """Look at the shot that a read will follow on; ends early without a word where it can't."""
