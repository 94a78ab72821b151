"""Whether a server can be read with, for who has just entered its address. No picture goes there.

May wait for the key store and for the server, so it is nothing for the window's thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.reader.engine import EngineError


@dataclass(frozen=True, slots=True)
class Check:
    """``sentence`` is for the user; ``ok`` says that the server can be read with."""

    sentence: str
    ok: bool


def ask(address: str, model: str) -> Check:
    """Look up the key, and ask the server at ``address`` for its models."""
    # Here, so that the window's process loads no HTTP before somebody asks.
    from desktop.reader.remote import Remote

    remote = Remote(address, model)
    try:
        remote.load()
    except EngineError as error:
        return Check(error.sentence, ok=False)
    sentences = [f"The server at {remote.device} answers and has {remote.model}."]
    if remote.model not in remote.models:
        sentences = [
            f"The server at {remote.device} answers, but doesn't name {remote.model} among its "
            "models. If a reading fails, check that name."
        ]
    return Check(" ".join((*sentences, *remote.notes)), ok=True)
