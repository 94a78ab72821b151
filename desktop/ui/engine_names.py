"""What engines and devices are called wherever they are seen or heard."""

from __future__ import annotations

from urllib.parse import urlsplit

from desktop.model import words
from desktop.values import EngineName

ENGINES: dict[EngineName, str] = {
    EngineName.AUTO: "Automatic",
    EngineName.QUICK: "Quick engine",
    EngineName.HUNYUAN: "HunyuanOCR",
    EngineName.REMOTE: "Server",
}
_DEVICES = {"cpu": "CPU", "cuda": "graphics card", "mps": "Apple graphics"}


def engine_title(name: str) -> str:
    """The title of the engine with this name (``quick``); a name that isn't known as it is."""
    return ENGINES[EngineName(name)] if name in set(EngineName) else name


def device_title(name: str) -> str:
    """``cpu``, ``cuda:0``, ``mps`` in words; a second graphics card and later ones are counted.

    Of a server's address the host, and the port where one is named; anything else as it is.
    """
    if "://" in name:
        return urlsplit(name).netloc.rpartition("@")[2]
    kind, _, number = name.partition(":")
    if kind not in _DEVICES:
        return name
    counted = number.isdigit() and int(number) > 0
    return f"{_DEVICES[kind]} {int(number) + 1}" if counted else _DEVICES[kind]


def at_work(engine: str, device: str, memory: int = 0) -> str:
    """What reads, where, and what it takes there: ``HunyuanOCR on the graphics card, 2.1 GB``.

    As far as it is known; ``memory`` in bytes, 0 for unknown.
    """
    title = engine_title(engine)
    if not title or not device:
        return title or device_title(device)
    place = device_title(device)
    if engine == EngineName.REMOTE:
        return f"{title} {place}"
    near = place if place.startswith("Apple") else f"the {place}"
    return f"{title} on {near}" + (f", {words.size(memory)}" if memory else "")
