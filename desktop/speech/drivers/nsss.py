"""The voices of macOS by pyttsx3's NSSpeechSynthesizer driver, saved to a file and read back.

Not tested: it needs macOS. What pyttsx3 2.99 wants (its ``drivers/nsss.py``): ``runAndWait`` can
hang, so the loop is not entered, the run loop is turned here until the synthesizer has finished;
the file is AIFF whatever its name, so ``afconvert``, which every macOS has, makes WAV of it.
"""

from __future__ import annotations

import importlib
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desktop.speech.drivers.voice_driver import DriverError
from desktop.speech.drivers.wave_file import read_mono
from desktop.speech.messages import Rendered, RenderFailure, Voice

_MISSING = (
    "There is no voice on this Mac. Add one in System Settings, Accessibility, Spoken Content."
)
_TURN = 0.01
_LONGEST = 60.0


class MacVoices:
    """The voices of macOS. Raises DriverError where there are none."""

    def __init__(self) -> None:
        try:
            import pyttsx3

            self._foundation = importlib.import_module("Foundation")
            self._engine = pyttsx3.init("nsss")
            self._driver = self._engine.proxy._driver
        except (ImportError, OSError) as error:
            raise DriverError(RenderFailure.NO_ENGINE, _MISSING) from error

    def voices(self) -> tuple[Voice, ...]:
        """The voices that are downloaded; macOS writes their languages as ``en_US``."""
        return tuple(
            Voice(voice.id, voice.name, tuple(filter(None, voice.languages)))
            for voice in self._driver.getProperty("voices")
        )

    def render(
        self, number: int, text: str, voice: str, rate: int, cancelled: Callable[[], bool]
    ) -> Rendered:
        """See VoiceDriver."""
        with tempfile.TemporaryDirectory(prefix="sightread-") as folder:
            spoken, converted = Path(folder) / "utterance.aiff", Path(folder) / "utterance.wav"
            self._driver.setProperty("voice", voice)
            self._driver.setProperty("rate", rate)
            self._driver.save_to_file(text, str(spoken))
            self._wait(cancelled)
            try:
                subprocess.run(
                    ["/usr/bin/afconvert", "-f", "WAVE", "-d", "LEI16", spoken, converted],
                    check=True,
                    capture_output=True,
                    timeout=_LONGEST,
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise DriverError(
                    RenderFailure.BROKEN, "The voice made no sound. Choose another voice."
                ) from error
            pcm, sample_rate = read_mono(converted)
        return Rendered(number, pcm, sample_rate)

    def _wait(self, cancelled: Callable[[], bool]) -> None:
        run_loop = self._foundation.NSRunLoop.currentRunLoop()
        deadline = time.monotonic() + _LONGEST
        while self._driver._tts.isSpeaking() and time.monotonic() < deadline:
            if cancelled():
                self._driver._tts.stopSpeaking()
                raise DriverError(RenderFailure.CANCELLED, "Stopped.")
            run_loop.runUntilDate_(self._foundation.NSDate.dateWithTimeIntervalSinceNow_(_TURN))
