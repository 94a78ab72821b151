"""What engines and devices are called wherever they are seen or heard."""

from __future__ import annotations

from desktop.values import EngineName

ENGINES: dict[EngineName, str] = {
    EngineName.AUTO: "Automatic",
    EngineName.QUICK: "Quick engine",
    EngineName.HUNYUAN: "HunyuanOCR",
}
_DEVICES = {"cpu": "CPU", "cuda": "graphics card", "mps": "Apple graphics"}


def engine_title(name: str) -> str:
    """The title of the engine with this name (``quick``); a name that isn't known as it is."""
    return ENGINES[EngineName(name)] if name in set(EngineName) else name


def device_title(name: str) -> str:
    """``cpu``, ``cuda:0``, ``mps`` in words; a second graphics card and later ones are counted."""
    kind, _, number = name.partition(":")
    title = _DEVICES.get(kind, name)
    return f"{title} {int(number) + 1}" if number.isdigit() and int(number) else title
