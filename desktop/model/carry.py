"""What this machine can carry, in a sentence.

The figures: 2.2 GB of weights in bfloat16, and room for the picture and the text. A graphics card
that is sold with 4 GB reports a little less than that.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass

from desktop.model import disk_space, look, words
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


def of_this_machine() -> str:
    """The sentence for this machine. Takes seconds (torch is asked, in a child): not for the
    window's thread."""
    return sentence(gathered())


def gathered() -> Machine:
    """What this machine has; seconds, like ``of_this_machine``."""
    try:
        devices = ask()
    except DevicesError:
        devices = None
    now = look.at("", HUNYUANOCR)
    to_fetch = 0 if now.state is ModelState.READY else max(0, now.total - now.done)
    return Machine(devices, memory(), to_fetch, disk_space.free_for_model())
