"""What the user is told when an engine's process fails, by engine and by what it was doing."""

from __future__ import annotations

from desktop.values import EngineName, Failed, FailureKind, Read

UNFORESEEN = "The reader broke down over this. Try again, or start Sightread again."
CHANGED = "The server was changed in Settings while it read this. Try again."

_NAMES = {
    EngineName.QUICK: "The quick engine",
    EngineName.HUNYUAN: "HunyuanOCR",
    EngineName.REMOTE: "The connection to the server",
}

_READING = {
    FailureKind.NO_ENGINE: "can't be started. Run the installer again.",
    FailureKind.ENGINE_DIED: "broke down twice over this picture. "
    "Try again, or choose a smaller region.",
    FailureKind.ENGINE_STUCK: "took too long and was stopped. "
    "Try again, or choose a smaller region.",
}

_LOADING = {
    FailureKind.NO_ENGINE: _READING[FailureKind.NO_ENGINE],
    FailureKind.ENGINE_DIED: "broke down while it was loaded. Close other programs and try again.",
    FailureKind.ENGINE_STUCK: "took too long to load and was stopped. "
    "Close other programs and try again.",
}


def broken(read: Read, engine: EngineName, kind: FailureKind, stage: str, detail: str) -> Failed:
    """Why ``engine`` could not read, at ``stage`` ``load``, ``begin`` or ``silence``."""
    words = _LOADING if stage == "load" else _READING
    return Failed(read.job, kind, f"{_NAMES[engine]} {words[kind]}", detail)
