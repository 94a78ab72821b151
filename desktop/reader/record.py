"""What the log keeps of the reader: kinds of errors, places in the program, never a text."""

from __future__ import annotations

import logging
import traceback
from pathlib import PurePath

from desktop.children.child import Ended
from desktop.values import Failed, FailureKind

LOGGER = logging.getLogger("sightread.reader")

_ORDINARY = (FailureKind.CANCELLED, FailureKind.NO_TEXT)
_ALARMING = (FailureKind.ENGINE_DIED, FailureKind.ENGINE_STUCK)


def failed(said: Failed) -> None:
    """Note why a job failed or an engine can't be loaded; what is ordinary isn't noted."""
    if said.kind not in _ORDINARY:
        level = logging.WARNING if said.kind in _ALARMING else logging.INFO
        LOGGER.log(level, "%s: %s", said.kind, said.detail or "no detail")


def ended(child: Ended) -> None:
    """Note that an engine's process ended without being asked to."""
    if not child.wanted:
        LOGGER.warning("%s ended with %s. %s", child.name, child.returncode, child.detail)


def stuck(engine: str, stage: str) -> None:
    """Note that an engine's process is killed because it gives no sign."""
    LOGGER.warning("%s gave no sign at %s and is killed", engine, stage)


def unforeseen(error: Exception) -> None:
    """Note the type of an error that nobody foresaw and where it came from; its message may hold
    anything, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " | ".join(f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames)
    LOGGER.error("unforeseen %s at %s", type(error).__name__, places)
