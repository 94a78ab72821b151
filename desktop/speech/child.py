"""The program of the child that makes the voice: ``python -m desktop.speech.child DRIVER``.

Knows no Qt and plays nothing: text comes in, samples go out. A driver that can't be had at all is
told as ``RenderFailed`` of number 0; the next message tries it again, so that a voice that has been
installed meanwhile speaks without a restart.
"""

from __future__ import annotations

import sys

from desktop.children.program import Channel, serve
from desktop.speech.drivers.voice_driver import DriverError, VoiceDriver
from desktop.speech.messages import (
    AskVoices,
    Render,
    Rendered,
    RenderFailed,
    RenderFailure,
    Voices,
)


def build_driver(name: str) -> VoiceDriver:
    """The driver called ``espeak``, ``sapi5`` or ``nsss``. Raises DriverError, ValueError."""
    match name:
        case "espeak":
            from desktop.speech.drivers.espeak import EspeakVoices

            return EspeakVoices()
        case "sapi5":
            from desktop.speech.drivers.sapi5 import SapiVoices

            return SapiVoices()
        case "nsss":
            from desktop.speech.drivers.nsss import MacVoices

            return MacVoices()
        case _:
            raise ValueError(f"no driver {name!r}; known: espeak, sapi5, nsss")


class Program:
    """Answers the app's messages with the driver of this name, loaded with the first of them."""

    def __init__(self, driver_name: str) -> None:
        self._driver_name = driver_name
        self._driver: VoiceDriver | None = None

    def handle(self, message: object, channel: Channel) -> None:
        """Answer one message."""
        try:
            if self._driver is None:
                self._driver = build_driver(self._driver_name)
        except DriverError as error:
            channel.send(RenderFailed(0, error.kind, error.sentence))
            return
        match message:
            case AskVoices():
                channel.send(Voices(self._driver.voices()))
            case Render():
                channel.send(_render(self._driver, message, channel))
            case _:
                # A child that speaks starts without what cuts texts.
                from desktop.speech import recording

                recording.handle(self._driver, message, channel)


def _render(driver: VoiceDriver, job: Render, channel: Channel) -> Rendered | RenderFailed:
    def cancelled() -> bool:
        return channel.cancelled(job.number)

    if cancelled():
        return RenderFailed(job.number, RenderFailure.CANCELLED, "Stopped.")
    try:
        return driver.render(job.number, job.text, job.voice, job.rate, cancelled)
    except DriverError as error:
        return RenderFailed(job.number, error.kind, error.sentence)


if __name__ == "__main__":
    serve(Program(sys.argv[1]).handle)
