"""How long an engine may take before it counts as stuck.

What ends a hang, while a job is in hand:

- a process that is stopped, or holds its interpreter and doesn't let go, answers no ``ping``: it is
  killed after ``frozen`` seconds, and the shot is read once more;
- one that computes for ever still answers: the deadlines end it, and so does the next read, which
  waits for it no longer than loading the engine again takes (``LEAST_WAIT`` at least).

While nothing is in hand nobody asks, and nothing wakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.values import EngineName

PULSE = 0.5
"""Seconds between two pings."""

LEAST_WAIT = 1.0
"""Seconds that a process may go on with a cancelled job, at least, while a newer read waits."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that an engine may take: to load, to begin a job when it has no other, and between
    two messages of it.

    ``silence_per_megapixel`` is added to ``silence`` for each million pixels of the shot.
    ``frozen``: without any sign of life, once it is loaded; it is noticed one ``PULSE`` later at
    most. ``frozen_loading``: the same before: an import holds the interpreter for as long as the
    disk needs to give a library.
    """

    load: float
    begin: float
    silence: float
    silence_per_megapixel: float
    frozen: float = 2.0
    frozen_loading: float = 20.0


PATIENCE: Mapping[EngineName, Patience] = MappingProxyType(
    {
        EngineName.QUICK: Patience(load=60, begin=5, silence=20, silence_per_megapixel=2),
        # The child has time-outs of its own, for the connection and for each silence of the server.
        EngineName.REMOTE: Patience(load=60, begin=10, silence=300, silence_per_megapixel=60),
        # On a CPU the first word of a large page takes minutes: its vision part alone is 50 TFLOP.
        EngineName.HUNYUAN: Patience(
            load=180, begin=10, silence=120, silence_per_megapixel=120, frozen_loading=60
        ),
    }
)
