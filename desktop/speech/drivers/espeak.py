"""espeak-ng by pyttsx3, on Linux: the sound is taken from the synthesis, not played.

pyttsx3's own driver plays inside of the synthesis callback, by a shell command that can't be
stopped. This subclass keeps the samples and the words instead. It runs espeak-ng synchronously:
callbacks come on the calling thread, and a callback that returns 1 ends the synthesis.

The library is the system's; where there is none, the one in the package ``espeakng-loader``.
"""

from __future__ import annotations

import ctypes
import importlib
import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from desktop.speech.drivers.voice_driver import DriverError
from desktop.speech.messages import Rendered, RenderFailure, Voice
from desktop.system import libraries

MISSING = (
    "There is no voice on this computer. Install espeak-ng, "
    f"on Debian and Ubuntu with: {libraries.command(['espeak-ng'])}"
)
_LIBRARY = "libespeak-ng.so.1"
_NAME = "sightread_espeak"
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*\s*$")
_BLOCK_MILLISECONDS = 100


def load_library(system_library: str = _LIBRARY) -> bytes | None:
    """Load libespeak-ng, so that pyttsx3 finds it, and answer where its data lies.

    None: where the library itself knows. Raises DriverError when there is no library.
    """
    try:
        ctypes.CDLL(system_library)
    except OSError:
        pass
    else:
        return None
    try:
        loader = importlib.import_module("espeakng_loader")
        # pyttsx3 asks for libespeak-ng.so.1; the linker answers with the library of that SONAME
        # that is loaded already.
        ctypes.CDLL(loader.get_library_path())
        return bytes(loader.get_data_path(), "utf-8")
    except (ImportError, OSError, RuntimeError) as error:
        raise DriverError(RenderFailure.NO_ENGINE, MISSING) from error


class EspeakVoices:
    """The espeak-ng voices. Raises DriverError where espeak-ng can't be had."""

    def __init__(self, system_library: str = _LIBRARY) -> None:
        data_path = load_library(system_library)
        try:
            import pyttsx3
            from pyttsx3.drivers import _espeak

            self._sample_rate = _espeak.Initialize(
                _espeak.AUDIO_OUTPUT_SYNCHRONOUS, _BLOCK_MILLISECONDS, data_path
            )
            if self._sample_rate <= 0:
                raise DriverError(RenderFailure.NO_ENGINE, MISSING)
            driver_module, self._take = _capturing(_espeak)
            sys.modules[f"pyttsx3.drivers.{_NAME}"] = driver_module
            self._engine = pyttsx3.init(_NAME)
        except (ImportError, RuntimeError) as error:
            raise DriverError(RenderFailure.NO_ENGINE, MISSING) from error
        self._errors: list[Exception] = []
        self._engine.connect("error", lambda name, exception: self._errors.append(exception))

    def voices(self) -> tuple[Voice, ...]:
        """All voices of espeak-ng, some 130."""
        return tuple(
            Voice(voice.id, voice.name, tuple(voice.languages))
            for voice in self._engine.getProperty("voices")
        )

    def render(
        self, number: int, text: str, voice: str, rate: int, cancelled: Callable[[], bool]
    ) -> Rendered:
        """See VoiceDriver."""
        self._errors.clear()
        self._take.begin(cancelled)
        # pyttsx3 takes what can't be spoken, and NUL ends a C string; the offsets must stay.
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        self._engine.say(_UNSPEAKABLE.sub(" ", text))
        self._engine.runAndWait()
        if self._errors:
            raise DriverError(
                RenderFailure.NO_VOICE, f"The voice {voice} can't be used. Choose another one."
            ) from self._errors[0]
        if cancelled():
            raise DriverError(RenderFailure.CANCELLED, "Stopped.")
        return Rendered(number, bytes(self._take.pcm), self._sample_rate, self._take.words(text))


class _Take:
    """What one synthesis brings: samples and words."""

    def __init__(self) -> None:
        self.begin(lambda: False)

    def begin(self, cancelled: Callable[[], bool]) -> None:
        """Forget the last synthesis."""
        self.pcm = bytearray()
        self.cancelled = cancelled
        self._events: list[tuple[int, int, int]] = []

    def word(self, milliseconds: int, position: int, length: int) -> None:
        """Note a word as espeak tells it, its position counted from 1."""
        self._events.append((milliseconds, position - 1, length))

    def words(self, text: str) -> tuple[tuple[int, int, int], ...]:
        """The words in order; a number spoken in several words counts once."""
        words: list[tuple[int, int, int]] = []
        past = 0
        for milliseconds, offset, length in self._events:
            spoken = text[max(0, offset) : offset + length].rstrip()
            if offset < past or not spoken:
                continue
            # Above 450 words a minute espeak stretches time and may tell a word too late.
            earliest = words[-1][0] if words else 0
            words.append((max(milliseconds, earliest), offset, len(spoken)))
            past = offset + len(spoken)
        return tuple(words)


def _capturing(espeak: Any) -> tuple[ModuleType, _Take]:
    """A driver module for pyttsx3, and what its driver's synthesis is taken into."""
    from pyttsx3.drivers.espeak import EspeakDriver

    take = _Take()

    class CapturingDriver(EspeakDriver):  # type: ignore[misc]
        def _start_synthesis(self, text: str) -> None:
            # The pause at the end belongs to a sentence, not to a clause of it.
            pause = espeak.ENDPAUSE if _ENDS_SENTENCE.search(text) else 0
            espeak.Synth(text.encode("utf-8"), flags=pause | espeak.CHARS_UTF8)

        def _onSynth(self, wav: Any, count: int, events: Any) -> int:
            index = 0
            while (event := events[index]).type != espeak.EVENT_LIST_TERMINATED:
                if event.type == espeak.EVENT_WORD:
                    take.word(event.audio_position, event.text_position, event.length)
                index += 1
            if count > 0:
                take.pcm += ctypes.string_at(wav, count * ctypes.sizeof(ctypes.c_short))
            return int(take.cancelled())

        def startLoop(self) -> None:
            self._looping = True
            # Lets pyttsx3 hand over its queue: the properties, the text, the end of the loop.
            self._proxy.setBusy(False)

        def say(self, text: str) -> None:
            self._start_synthesis(text)

        def stop(self) -> None:
            """Nothing plays here; the callback ends a synthesis."""

    # espeak has been initialised already, for synchronous use; it can be only once.
    CapturingDriver._moduleInitialized = True
    EspeakDriver._moduleInitialized = True
    EspeakDriver._defaultVoice = "gmw/en"
    module = ModuleType(f"pyttsx3.drivers.{_NAME}")
    module.buildDriver = CapturingDriver  # type: ignore[attr-defined]
    return module, take
