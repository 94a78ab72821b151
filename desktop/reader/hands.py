"""What the worker thread holds in its hands: what arrives in its inbox, the engines, the job."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.children.child import Child
from desktop.reader.choice import Choice, ReaderOptions
from desktop.values import EngineName, Read, Ready


@dataclass(frozen=True, slots=True)
class Cancel:
    """The job isn't wanted any more."""

    job: int


@dataclass(frozen=True, slots=True)
class Configure:
    """These options count from the next read on."""

    options: ReaderOptions


@dataclass(frozen=True, slots=True)
class Warm:
    """Load the engine ahead of a read."""

    engine: EngineName


@dataclass(frozen=True, slots=True)
class Close:
    """End the engines and the thread."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the process that belongs to ``seat``."""

    seat: Seat
    message: object


Order = Read | Cancel | Configure | Warm | Close | Said


@dataclass(eq=False, slots=True)
class Seat:
    """An engine's child, and what is known of its process."""

    name: EngineName
    arguments: tuple[str, ...]
    child: Child
    ready: Ready | None = None
    working: int | None = None
    """The job that the process has begun and not ended."""


@dataclass(eq=False, slots=True)
class Job:
    """The read in hand."""

    read: Read
    choice: Choice
    deadline: float = 0.0
    stage: str = "load"
    attempts: int = 0
    retry_at: float | None = None
    started: bool = False
    given: str = field(default="", repr=False)
    again: str = field(default="", repr=False)
