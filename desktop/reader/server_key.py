"""The key of a server, looked up without waiting for ever: the store may ask the user first."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field

from desktop.system import keystore

LONGEST = 45.0
"""Seconds that the user has to unlock the store."""


@dataclass(frozen=True, slots=True)
class Key:
    """``value`` is empty where there is none; ``problem`` is a sentence about what kept it from
    being read. A server may well want none, so that is no failure yet."""

    value: str = field(default="", repr=False)
    problem: str = ""


def looked_up(address: str, longest: float = LONGEST) -> Key:
    """The key for the server at ``address``."""
    found: queue.SimpleQueue[Key] = queue.SimpleQueue()

    def look() -> None:
        found.put(_kept(address))

    threading.Thread(target=look, name="key store", daemon=True).start()
    try:
        return found.get(timeout=longest)
    except queue.Empty:
        return Key(problem="The system's key store is locked. Unlock it, then try again.")


def _kept(address: str) -> Key:
    try:
        value = keystore.get(address) or ""
    except keystore.KeyStoreError as error:
        return Key(problem=error.sentence)
    if value and not keystore.fits(value):
        return Key(problem="The key holds signs that can't be sent. Enter it again.")
    return Key(value)
