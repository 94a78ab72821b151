"""What this machine can carry, in a sentence.

The figures: 2.2 GB of weights in bfloat16, and room for the picture and the text. A graphics card
that is sold with 4 GB reports a little less than that.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass

from desktop.model import disk, look, words
from desktop.model import folder as model_folder
from desktop.model.devices import Devices, DevicesError, ask
from desktop.model.source import HUNYUANOCR
from desktop.model.status import ModelState

GPU_NEEDED = 3_700_000_000
RAM_NEEDED = 6_000_000_000

_SERVER = "A server in your office may be the better way."


@dataclass(frozen=True, slots=True)
class Machine:
    """What the sentence is made from, in bytes; 0 for what isn't known.

    ``devices`` is None where torch could not be asked. ``to_fetch`` is what is still missing on
    the disk, ``disk`` what is free there.
    """

    devices: Devices | None
    ram: int = 0
    to_fetch: int = 0
    disk: int = 0


def sentence(machine: Machine) -> str:
    """What the machine can carry, and what it lacks."""
    room = _room(machine)
    return f"{_computing(machine)} {room}" if room else _computing(machine)


def of_this_machine(model_dir: str) -> str:
    """The sentence for this machine, with the folder that the user named for the model, if any.

    Takes seconds (torch is asked, in a child): not for the window's thread.
    """
    return sentence(gathered(model_dir))


def gathered(model_dir: str) -> Machine:
    """What this machine has; seconds, like ``of_this_machine``.

    Into a folder that the user named nothing is fetched.
    """
    try:
        devices = ask()
    except DevicesError:
        devices = None
    to_fetch = 0
    if not model_dir:
        now = look.at("", HUNYUANOCR)
        to_fetch = 0 if now.state is ModelState.READY else max(0, now.total - now.done)
    try:
        free = disk.free(model_folder.own_folder())
    except OSError:
        free = 0
    return Machine(devices, memory(), to_fetch, free)


def memory() -> int:
    """The bytes of memory that this machine has; 0 where the system doesn't tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return _windows_memory()


def _computing(machine: Machine) -> str:
    devices = machine.devices
    if devices is None:
        return "What HunyuanOCR could run on could not be found out. Run: sightread doctor."
    if not devices.torch:
        return "HunyuanOCR needs torch, which is not installed. Run the installer again."
    all_free = devices.cuda_free or [total for _, total in devices.cuda]
    cards = [
        (total, free, name) for (name, total), free in zip(devices.cuda, all_free, strict=True)
    ]
    total, free, name = max(cards, default=(0, 0, ""))
    card = f"{name} ({words.memory(total)})"
    if total >= GPU_NEEDED:
        can = f"This machine can run HunyuanOCR on its {card}"
        if free >= GPU_NEEDED:
            return f"{can}."
        return f"{can}, which has only {words.memory(free)} free: close other programs that use it."
    if devices.mps:
        return "This machine can run HunyuanOCR on its Apple graphics."
    if machine.ram and machine.ram < RAM_NEEDED:
        return (
            f"This machine has {words.memory(machine.ram)} of memory and HunyuanOCR needs "
            f"{words.memory(RAM_NEEDED)}. {_SERVER}"
        )
    if cards:
        return (
            f"The {card} is too small for HunyuanOCR, so it runs on the processor: a "
            f"page takes minutes. {_SERVER}"
        )
    return "This machine can run HunyuanOCR on the processor only: a page takes minutes. " + _SERVER


def _room(machine: Machine) -> str:
    if not machine.to_fetch:
        return ""
    needs = f"It needs {words.size(machine.to_fetch)} on disk"
    if machine.disk and machine.disk < machine.to_fetch + disk.MARGIN:
        return f"{needs}; {words.size(machine.disk)} are free."
    return f"{needs}."


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        *((f"other{number}", ctypes.c_uint64) for number in range(6)),
    )


def _windows_memory() -> int:
    windows = getattr(ctypes, "windll", None)
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    if windows is None or not windows.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return 0
    return int(status.total)
