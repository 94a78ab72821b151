"""Whether anybody hears the sound of this machine.

A null sink, which a system without speakers plays to, takes its samples at a pace of its own: one
of PulseAudio's takes them every two seconds. How soon a voice begins can't be known from it.
"""

from __future__ import annotations

import os
import subprocess

NO_DEVICE = (
    "There is no sound device. Connect headphones or speakers, or start the system's sound service."
)

_NAME = "auto_null"
"""What PulseAudio and PipeWire play to where there is nothing."""

_DESCRIPTIONS = ("Dummy Output", "Null Output")

_SIGNS = ("Driver: module-null-sink.c", 'factory.name = "support.null-audio-sink"')
"""A null sink of PulseAudio, and one of PipeWire."""


def unheard(name: str, description: str, sinks: str) -> str:
    """Why nobody hears what is played to this device, in a sentence; empty where it is heard.

    ``name`` is empty where there is no device; ``sinks`` is what ``sinks()`` gives.
    """
    if not name:
        return NO_DEVICE
    null = name == _NAME or description in _DESCRIPTIONS or _is_null(name, description, sinks)
    if not null:
        return ""
    return f"The sound goes to “{description}”, which nobody hears. Choose speakers for it."


def sinks() -> str:
    """What the sound server tells of its devices, empty where there is none to ask."""
    try:
        told = subprocess.run(
            ["pactl", "list", "sinks"],
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=5,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""  # not every system has it; then the device's name alone tells
    return told.stdout.decode("utf-8", "replace")


def _is_null(name: str, description: str, sinks: str) -> bool:
    about = {f"Name: {name}", f"Description: {description}"}
    for sink in sinks.split("\n\n"):
        lines = {line.strip() for line in sink.splitlines()}
        if about <= lines:
            return not lines.isdisjoint(_SIGNS)
    return False
