"""The short sounds that tell what happens: captured, reading, done, nothing found, error.

They come by a stream of their own beside the voice's, so that neither waits for the other. The
stream is opened for a sound and let go after it: a device that is held open costs power all day.
Where there is no device, or the system has no library for one, it stays silent: the voice is who
tells that. ``resources/sounds/make.py`` makes the files.
"""

from __future__ import annotations

import array
import math
import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.values import Cue

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink

FOLDER = Path(__file__).parents[2] / "resources" / "sounds"

_RATE = 22050
_TONE_SECONDS = 0.07
_LOWEST, _OCTAVES = 330.0, 4.0
"""Hertz of the tone for far off, and how many times that it is for near."""
_FAR_MS, _NEAR_MS = 900, 220
"""From one tone to the next."""
_QUIETER = 0.35
"""Of the volume of the voice: it is heard beside it."""

_LET_GO_MS = 1000
"""After the beginning of a sound of 0.2 s; the server behind the device keeps some of it."""


class Sounds(QObject):
    """Plays the sound of a cue. For the window thread; no method waits.

    The first sound loads QtMultimedia, unless the voice has: some 80 ms.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = True
        self._volume = 1.0
        self._read: dict[Cue, tuple[bytes, int]] = {}
        self._sink: QAudioSink | None = None
        self._pause = QTimer(self, singleShot=True)
        """Runs while no tone is wanted."""
        self._end = QTimer(self, singleShot=True, interval=_LET_GO_MS)
        self._end.timeout.connect(self.close)

    def set_on(self, on: bool) -> None:
        """Play sounds, or stay silent, from now on."""
        self._on = on
        if not on:
            self.close()

    def set_volume(self, percent: int) -> None:
        """How loud, from 0 to 100; applies from the next sound."""
        self._volume = min(100, max(0, percent)) / 100

    def play(self, cue: Cue) -> None:
        """Play the sound of ``cue``, instead of one that is still heard."""
        if self._on:
            self._play(*self._sound(cue))

    def tone(self, nearness: float) -> None:
        """A short tone, whether sounds are on or not: the nearer (0 to 1) something is to what it
        should be, the higher, and the sooner after the last."""
        if self._pause.isActive():
            return
        near = min(1.0, max(0.0, nearness))
        self._pause.start(round(_FAR_MS + (_NEAR_MS - _FAR_MS) * near))
        self._play(_tone(_LOWEST * _OCTAVES**near), _RATE, loudness=_QUIETER)

    def _play(self, pcm: bytes, rate: int, loudness: float = 1.0) -> None:
        if not self._volume:
            return
        try:
            from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices, QtAudio
        except ImportError:  # a system library is missing: the voice tells which
            return
        self.close()
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            return
        audio_format = QAudioFormat()
        audio_format.setSampleRate(rate)
        audio_format.setChannelCount(1)
        audio_format.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink = QAudioSink(device, audio_format, self)
        self._sink.setBufferSize(len(pcm))
        self._sink.setVolume(self._volume * loudness)
        stream = self._sink.start()
        if self._sink.error() != QtAudio.Error.NoError:  # the device is somebody's alone
            self.close()
            return
        stream.write(pcm)
        self._end.start()

    def close(self) -> None:
        """Silence, and let the device go."""
        self._end.stop()
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.reset()
            sink.deleteLater()

    def _sound(self, cue: Cue) -> tuple[bytes, int]:
        """Samples of 16 bit in the machine's byte order, and their rate; read once."""
        if cue not in self._read:
            with wave.open(str(FOLDER / f"{cue}.wav"), "rb") as file:
                samples = array.array("h", file.readframes(file.getnframes()))
                rate = file.getframerate()
            if sys.byteorder == "big":
                samples.byteswap()
            self._read[cue] = samples.tobytes(), rate
        return self._read[cue]


def _tone(hertz: float) -> bytes:
    """Samples of 16 bit: a sine that comes and goes softly."""
    count = round(_RATE * _TONE_SECONDS)
    samples = array.array(
        "h",
        (
            round(
                20000
                * math.sin(math.pi * place / count)
                * math.sin(2 * math.pi * hertz * place / _RATE)
            )
            for place in range(count)
        ),
    )
    return samples.tobytes()
