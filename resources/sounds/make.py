"""Makes the short sounds: python resources/sounds/make.py [FOLDER]

Each tells itself apart by its melody, not by pitch alone, so that it is known on any loudspeaker
and at any age: one rises, one repeats, one rises in three, one falls, one wavers. Notes are struck
and fade like a marimba's, soft at the edges, since they are heard fifty times a day.
"""

from __future__ import annotations

import array
import math
import sys
import wave
from pathlib import Path

HERE = Path(__file__).resolve().parent

RATE = 44100
PEAK = 10 ** (-18 / 20)
"""Of full scale: -18 dB, below a voice at the same volume."""

_ATTACK, _RELEASE = 0.004, 0.012
_FADE = 0.045
"""Seconds in which a note falls to a third."""
_OVERTONES = ((1, 1.0), (2, 0.18), (3.9, 0.10))
"""Those of a wooden bar: multiple of the note, and how strong."""

D4, F4, GIS4, A4, C5, D5, E5, G5, A5, C6 = (
    440 * 2 ** (step / 12) for step in (-7, -4, -1, 0, 3, 5, 7, 10, 12, 15)
)

MELODIES: dict[str, tuple[tuple[float, float], ...]] = {
    "captured": ((0.00, E5), (0.06, A5)),
    "reading": ((0.00, C5), (0.09, C5)),
    "done": ((0.00, C5), (0.05, G5), (0.10, C6)),
    "nothing": ((0.00, A4), (0.08, D4)),
    "error": ((0.00, GIS4), (0.055, D5), (0.11, GIS4)),
}
"""Of each sound the notes: when it is struck, in seconds, and its pitch in hertz."""

LENGTH = 0.19
"""Seconds of every sound."""


def sound(melody: tuple[tuple[float, float], ...]) -> array.array[int]:
    """The samples of a melody, 16 bit, mono, ``RATE`` a second; the loudest is ``PEAK``."""
    samples = [0.0] * round(LENGTH * RATE)
    for start, pitch in melody:
        first = round(start * RATE)
        for number in range(first, len(samples)):
            samples[number] += _struck((number - first) / RATE, pitch)
    release = round(_RELEASE * RATE)
    for number in range(release):
        samples[-1 - number] *= number / release
    loudest = max(abs(sample) for sample in samples)
    return array.array("h", (round(sample / loudest * PEAK * 32767) for sample in samples))


def _struck(seconds: float, pitch: float) -> float:
    """A note, so many seconds after it was struck."""
    attack = min(1.0, seconds / _ATTACK)
    edge = 0.5 - 0.5 * math.cos(math.pi * attack)
    return edge * sum(
        strength
        * math.exp(-seconds * multiple**0.5 / _FADE)
        * math.sin(2 * math.pi * pitch * multiple * seconds)
        for multiple, strength in _OVERTONES
    )


def main(folder: Path) -> None:
    """Write each sound as a file into ``folder``."""
    for name, melody in MELODIES.items():
        samples = sound(melody)
        if sys.byteorder == "big":
            samples.byteswap()
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else HERE)
