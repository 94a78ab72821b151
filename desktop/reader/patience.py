"""How long an engine may take before it counts as stuck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.values import EngineName


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that an engine may take: to load, to begin a job, and between two messages of it.

    ``silence_per_megapixel`` is added to ``silence`` for each million pixels of the shot.
    """

    load: float
    begin: float
    silence: float
    silence_per_megapixel: float


PATIENCE: Mapping[EngineName, Patience] = MappingProxyType(
    {
        EngineName.QUICK: Patience(load=60, begin=5, silence=20, silence_per_megapixel=2),
        # On a CPU the first word of a large page takes minutes: its vision part alone is 50 TFLOP.
        # The child has time-outs of its own, for the connection and for each silence of the server.
        EngineName.REMOTE: Patience(load=60, begin=30, silence=300, silence_per_megapixel=60),
        EngineName.HUNYUAN: Patience(load=180, begin=120, silence=120, silence_per_megapixel=120),
    }
)
