"""What torch can compute on, asked in a process of its own: ``python -m desktop.model.devices``.

Importing torch takes seconds and hundreds of megabytes, so nobody imports it to find out. The
process prints one JSON object: ``torch`` (its version, null without it), ``cuda`` (a list of
``name``, ``memory`` and ``free`` in bytes), ``mps`` (true or false).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from desktop.children import question

_SIGNS_OF_A_GPU = (
    "/proc/driver/nvidia/version",
    "/dev/nvidia0",
    "/dev/kfd",
    "/System/Library/Frameworks/Metal.framework",
)


@dataclass(frozen=True, slots=True)
class Devices:
    """``cuda`` holds pairs of name and memory in bytes, ``cuda_free`` what of it other programs
    have left; ``torch`` is empty without torch."""

    torch: str
    cuda: tuple[tuple[str, int], ...] = ()
    mps: bool = False
    cuda_free: tuple[int, ...] = ()


class DevicesError(Exception):
    """The process that asks torch failed; the text says how, for the log."""


def ask(timeout_seconds: float = 60.0) -> Devices:
    """Ask torch, in a child process. Raises DevicesError."""
    try:
        table = question.ask(__name__, timeout_seconds=timeout_seconds)
    except question.NoAnswerError as error:
        raise DevicesError(str(error)) from error
    cuda = tuple((device["name"], device["memory"]) for device in table["cuda"])
    free = tuple(device["free"] for device in table["cuda"])
    return Devices(table["torch"] or "", cuda, table["mps"], free)


def gpu_is_likely() -> bool:
    """Whether there are signs of a GPU that torch could use, without asking torch.

    The driver's own files; on a Mac, Metal on an Apple processor.
    """
    apple = getattr(os, "uname", lambda: None)()
    for sign in _SIGNS_OF_A_GPU:
        if Path(sign).exists() and ("Metal" not in sign or (apple and apple.machine == "arm64")):
            return True
    return shutil.which("nvidia-smi") is not None


def _table() -> dict[str, object]:
    if find_spec("torch") is None:
        return {"torch": None, "cuda": [], "mps": False}
    import torch

    def card(number: int) -> dict[str, object]:
        properties = torch.cuda.get_device_properties(number)
        try:
            free, _ = torch.cuda.mem_get_info(number)
        except RuntimeError:  # not even room to ask
            free = 0
        return {"name": properties.name, "memory": properties.total_memory, "free": free}

    return {
        "torch": torch.__version__,
        "cuda": [card(number) for number in range(torch.cuda.device_count())],
        "mps": torch.backends.mps.is_available(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_table()) + "\n")
