"""How fast the memory of a device moves bytes: what no writing of tokens can beat."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import torch

from desktop.reader.device import free_ram

_LARGEST, _LEAST = 1 << 29, 1 << 26
"""Bytes of a block: far more than any cache holds, and room that is likely to be there."""

_SHARE = 8
"""A block takes at most this part of what is free; two are copied."""


def bandwidth(device: str) -> float:
    """Bytes a second that the memory of the device moves.

    The better of two, best of five each: a large copy, whose bytes are read and written, and a
    large sum, whose bytes are only read, as those of weights are. On a CPU a copy also reads what
    it is about to overwrite, which nobody counts.
    """
    free = torch.cuda.mem_get_info(device)[0] if device.startswith("cuda") else free_ram()
    size = max(_LEAST, min(_LARGEST, free // _SHARE)) // 4
    source = torch.ones(size, device=device)
    target = torch.empty_like(source)
    copied = 2 * source.nbytes / _best(lambda: target.copy_(source), device)
    read = source.nbytes / _best(source.sum, device)
    return max(copied, read)


def wait(device: str) -> None:
    """Until the device has done what it was given."""
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)
    elif device == "mps":
        torch.mps.synchronize()


def peak(device: str) -> int | None:
    """The most bytes that this process has held on the device, None where that isn't known."""
    if device.startswith("cuda"):
        return int(torch.cuda.max_memory_allocated(device))
    if device == "mps":
        return int(torch.mps.driver_allocated_memory())
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = status.read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) * 1024


def _best(work: Callable[[], object], device: str) -> float:
    times = []
    for _ in range(5):
        wait(device)
        began = time.perf_counter()
        work()
        wait(device)
        times.append(time.perf_counter() - began)
    return min(times)
