"""What ``sightread bench`` and the program that measures HunyuanOCR say to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.values import Shot


@dataclass(frozen=True, slots=True)
class Measure:
    """To the program: measure this. Answered with any number of the others, then ``Finished``.

    ``screen`` is None where it would take too long.
    """

    snip: Shot = field(repr=False)
    screen: Shot | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The model is ready on ``device``, in ``precision``, and takes ``memory`` bytes there."""

    device: str
    precision: str
    memory: int


@dataclass(frozen=True, slots=True)
class Doing:
    """What is being measured now, in words; told again, at most once a second, while it goes on."""

    words: str


@dataclass(frozen=True, slots=True)
class Measured:
    """``value`` in the unit that the name ends with."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Why there is no value of this name, in a sentence for the user."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything has been measured that can be."""
