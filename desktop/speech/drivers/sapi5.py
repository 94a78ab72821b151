"""SAPI 5 by pyttsx3, on Windows: each utterance is saved to a temporary file and read back.

Not tested: it needs Windows. What pyttsx3 2.99 wants (its ``drivers/sapi5.py``): COM initialised
in the thread that uses it; ``save_to_file`` renders while the queue is handed over and no end of a
stream is told after that, so the loop that would wait for one is never entered; nothing that is
``say``-ed, since playing belongs to the app. Rendering can't be interrupted, and tells no words.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from desktop.speech.drivers.voice_driver import DriverError
from desktop.speech.drivers.wave_file import read_mono
from desktop.speech.messages import Rendered, RenderFailure, Voice

_MISSING = (
    "There is no voice on this computer. Add one in Settings, Time & language, Speech, Add voices."
)


class SapiVoices:
    """The SAPI 5 voices. Raises DriverError where there are none."""

    def __init__(self) -> None:
        try:
            importlib.import_module("pythoncom").CoInitialize()
            import pyttsx3

            # The engine keeps the driver alive: ``init`` itself holds it only weakly.
            self._engine = pyttsx3.init("sapi5")
            self._driver = self._engine.proxy._driver
        except (ImportError, OSError) as error:
            raise DriverError(RenderFailure.NO_ENGINE, _MISSING) from error

    def voices(self) -> tuple[Voice, ...]:
        """The voices of SAPI 5; those of OneCore only are not among them."""
        return tuple(
            Voice(voice.id, voice.name, tuple(voice.languages))
            for voice in self._driver.getProperty("voices")
        )

    def render(
        self, number: int, text: str, voice: str, rate: int, cancelled: Callable[[], bool]
    ) -> Rendered:
        """See VoiceDriver."""
        with tempfile.TemporaryDirectory(prefix="sightread-") as folder:
            path = Path(folder) / "utterance.wav"
            try:
                self._driver.setProperty("voice", voice)
                self._driver.setProperty("rate", rate)
                self._driver.save_to_file(text, str(path))
            except (ValueError, OSError) as error:
                raise DriverError(
                    RenderFailure.NO_VOICE, "This voice can't be used. Choose another one."
                ) from error
            pcm, sample_rate = read_mono(path)
        return Rendered(number, pcm, sample_rate)
