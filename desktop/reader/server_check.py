"""Whether a server can be read with, asked in a process of its own so that no HTTP client is loaded
beside the window: ``python -m desktop.reader.server_check ADDRESS MODEL``.

No picture is sent. The process prints one JSON object: ``ok``, and a ``sentence`` for the user.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass

from desktop.children import question
from desktop.reader.engine import EngineError

_LONGEST = 60.0
"""Seconds; the user may have to unlock the key store."""


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """How the server answered, as a sentence for the user."""

    ok: bool
    sentence: str


def ask(address: str, model: str) -> ServerAnswer:
    """Ask the server at ``address`` whether it has ``model`` (empty: which one it has). Blocks."""
    try:
        table = question.ask(__name__, address, model, timeout_seconds=_LONGEST)
    except question.NoAnswerError:
        return ServerAnswer(False, "The server could not be asked. Run the installer again.")
    return ServerAnswer(table["ok"], table["sentence"])


def _answer(address: str, model: str) -> ServerAnswer:
    from desktop.reader.remote import Remote

    server = Remote(address, model)
    try:
        server.load()
    except EngineError as error:
        return ServerAnswer(False, error.sentence)
    if model and server.models and model not in server.models:
        return ServerAnswer(
            False,
            f"The server at {server.device} has no model called {model}. It has: "
            f"{', '.join(server.models)}.",
        )
    listed = model or server.models
    named = f" with the model {server.model}" if listed else ""
    words = [f"The server at {server.device} answers{named}."]
    if not listed:
        words.append(f"It lists no model; it will be asked for {server.model}.")
    return ServerAnswer(True, " ".join((*words, *server.notes)))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_answer(*sys.argv[1:]))) + "\n")
