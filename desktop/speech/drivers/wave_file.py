"""Reads back the WAV file that a system's voice has written."""

from __future__ import annotations

import array
import sys
import wave
from pathlib import Path

from desktop.speech.drivers.voice_driver import DriverError
from desktop.speech.messages import RenderFailure


def read_mono(path: Path) -> tuple[bytes, int]:
    """The samples, 16 bit in the machine's byte order, of the first channel, and their rate.

    Raises DriverError when the file is missing or holds other samples.
    """
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            frames = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise DriverError(RenderFailure.BROKEN, _SENTENCE) from error
    if width != 2:
        raise DriverError(RenderFailure.BROKEN, _SENTENCE)
    samples = array.array("h", frames[: len(frames) - len(frames) % 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples[::channels].tobytes(), rate


_SENTENCE = "The voice made no sound. Choose another voice in the settings."
