"""What HunyuanOCR computes on: which device, in which precision, and how much it can hold."""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from desktop.model.devices import gpu_is_likely
from desktop.reader.engine import NoDeviceError
from desktop.reader.network.packed import can_pack
from desktop.reader.network.precision import Precision, alike, on_cpu

ON_CPU = "The graphics card can't be used; HunyuanOCR runs on the processor and is slow."
FULL = (
    "Other programs fill the graphics card; HunyuanOCR runs on the processor and is slow. "
    "Close them, then restart Sightread."
)
ANOTHER = "Other programs fill the first graphics card; HunyuanOCR runs on another."

LEAST_FREE = 3_500_000_000
"""Bytes that a graphics card must have free: 2.0 GB of weights in bf16, and a page of text."""

CPU_CAP = 2048 * 1024
"""The most pixels on a CPU: the vision part's cost is quadratic, and is minutes beyond."""

SUBTITLES_CAP = 2048 * 2048
"""The most pixels for subtitles: the letters of a film on a 4K screen stay 12 pixels high even in a
window of a sixth of its width. Looking at it takes 47 TFLOP instead of 158 then. Any other task may
be about small print, and a picture of this size is never reduced for its sake."""

BYTES_PER_PIXEL = 400
"""What reading takes besides the weights, in bf16. The look was measured at 157 bytes in fp32; keys
and values take up to 190 in bf16, for the cache grows in steps, and those of the draft 40."""

ROOM_AS_STORED = 6_000_000_000
"""Bytes that are free where a CPU keeps the weights as they are stored without being asked to: they
and the draft take 3.2 GB, in 8 bits 2.4."""

KEPT = 1_000_000_000
"""Bytes that pictures which were looked at before may take at most."""

BYTES_TO_WRITE = 400_000_000
"""The key-value cache of 4000 tokens of text, in bf16."""

_IN_USE = 0.9
"""Of the free memory; the rest is lost between blocks."""


def choose(asked: str) -> tuple[str, tuple[str, ...]]:
    """Torch's name of the device to compute on, and notes for the user: see ``pick``."""
    free = []
    if torch.cuda.is_available():
        free = [torch.cuda.mem_get_info(i)[0] for i in range(torch.cuda.device_count())]
    return pick(asked, free, torch.backends.mps.is_available(), gpu_is_likely())


def pick(
    asked: str, cuda: Sequence[int], mps: bool, gpu_likely: bool
) -> tuple[str, tuple[str, ...]]:
    """The device, and a note where it stands in for a better one.

    ``asked`` is ``auto``, ``cuda``, ``mps`` or ``cpu``; ``cuda`` holds the bytes that are free on
    each card; ``gpu_likely``: the machine has a graphics card, whether torch can use it or not.
    Raises NoDeviceError when the one asked for isn't there.
    """
    if asked in ("cuda", "auto") and cuda:
        best = max(range(len(cuda)), key=lambda number: (cuda[number] >= LEAST_FREE, -number))
        if cuda[best] >= LEAST_FREE:
            return f"cuda:{best}", (ANOTHER,) if best else ()
        return ("cpu", (FULL,)) if asked == "auto" else ("cuda:0", ())
    if asked in ("mps", "auto") and mps:
        return "mps", ()
    if asked in ("cuda", "mps"):
        kind = "NVIDIA" if asked == "cuda" else "Apple"
        raise NoDeviceError(
            f"There is no {kind} graphics processor that can be used. "
            "Choose another device in Settings, Engine and model."
        )
    return "cpu", (ON_CPU,) if asked == "auto" and gpu_likely else ()


def precision(folder: Path, device: str) -> Precision:
    """bf16 where the weights are stored in it and the device computes in it, else fp32.

    Nothing is lost that way. fp16 would be faster on old cards, but nobody has shown that this
    model's activations stay in its range. A CPU keeps the text part's matrices in bf16 in any case,
    which halves the bytes that each token reads.
    """
    table = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if (table.get("dtype") or table.get("torch_dtype")) != "bfloat16":
        return alike(torch.float32)
    return of_bf16(device)


def of_bf16(device: str) -> Precision:
    """That of weights which are stored in bf16."""
    if device == "cpu":
        fits = any(
            getattr(torch.cpu, name, lambda: False)()
            for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
        )
        return on_cpu(torch.bfloat16 if fits else torch.float32)
    fits = device == "mps" or torch.cuda.is_bf16_supported(including_emulation=False)
    return alike(torch.bfloat16 if fits else torch.float32)


def in_8_bits(asked: str, precision: Precision, free: int | None = None) -> bool:
    """Whether a CPU keeps the text part's weights in 8 bits.

    ``asked`` is ``int8``, ``full`` or ``auto``: in 8 bits, unless weights as they are stored are as
    fast for a token and faster for a prompt and a block (``network/packed.py``), and the ``free``
    bytes are enough for them.
    """
    if asked != "auto":
        return asked == "int8"
    packs = precision == on_cpu(torch.float32) and can_pack()
    return not packs or (free_ram() if free is None else free) < ROOM_AS_STORED


def taken(device: str, weights: int) -> int:
    """Bytes that the model takes on the device, measured there; on a CPU its ``weights``."""
    if device.startswith("cuda"):
        return int(torch.cuda.memory_allocated(device))
    if device == "mps":
        return int(torch.mps.current_allocated_memory())
    return weights


def task_cap(task: str, most: int) -> int:
    """The most pixels of a picture that the task of that name gains from, at most ``most``."""
    return min(most, SUBTITLES_CAP) if task == "subtitles" else most


def pixel_cap(device: str, dtype: torch.dtype, most: int, held: int = 0) -> int:
    """The most pixels of a picture that the device has memory for now, at most ``most``.

    ``held`` bytes are taken, but given back to a picture that needs them.
    """
    limit = min(most, CPU_CAP) if device == "cpu" else most
    free = _free(device) + held
    return pixels_in(free - room(free), dtype.itemsize, limit)


def room_for_kept(device: str, held: int) -> int:
    """Bytes that pictures which were looked at before may take, besides what the next one needs."""
    return room(_free(device) + held)


def room(free: int) -> int:
    """A small part of what is free, and never more than a handful of pages need."""
    return min(KEPT, free // 8)


def pixels_in(free: int, itemsize: int, most: int) -> int:
    """How many pixels can be read in ``free`` bytes, in a precision of ``itemsize`` bytes."""
    share = itemsize / 2
    left = free * _IN_USE - BYTES_TO_WRITE * share
    return max(0, min(most, int(left / (BYTES_PER_PIXEL * share))))


def is_of_memory(error: BaseException) -> bool:
    """Whether memory ran out; MPS and the CPU tell it with a plain RuntimeError."""
    words = ("out of memory", "can't allocate memory", "not enough memory")
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or any(
        word in str(error) for word in words
    )


def release(device: str) -> None:
    """Give back what torch keeps for later."""
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()


def _free(device: str) -> int:
    """Bytes that are free on the device, those that torch keeps for later among them."""
    if device.startswith("cuda"):
        # What a graph keeps for itself nobody else can have; the rest of what torch keeps is free.
        segments: Any = torch.cuda.memory_snapshot
        shared = [
            segment
            for segment in segments()
            if segment["device"] == torch.device(device).index
            and segment.get("segment_pool_id", (0, 0)) == (0, 0)
        ]
        kept = sum(segment["total_size"] - segment["allocated_size"] for segment in shared)
        return int(torch.cuda.mem_get_info(device)[0] + kept)
    if device == "mps":
        used = torch.mps.driver_allocated_memory()
        kept = used - torch.mps.current_allocated_memory()
        return int(torch.mps.recommended_max_memory() - used + kept)
    return free_ram()


def free_ram() -> int:
    """Bytes of main memory that programs can still have without pushing others out."""
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        lines = (line.split() for line in meminfo.read_text(encoding="ascii").splitlines())
        return next(int(line[1]) * 1024 for line in lines if line[0] == "MemAvailable:")
    if (windows := getattr(ctypes, "windll", None)) is not None:
        return _free_windows(windows)
    # macOS tells what is free only through vm_stat; half of all is what it can give at once.
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX (learn.microsoft.com, sysinfoapi.h)."""

    _fields_ = [
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *[
            (name, ctypes.c_uint64)
            for name in ("total", "available", "page", "free_page", "virtual", "free", "extended")
        ],
    ]


def _free_windows(windows: Any) -> int:
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    windows.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.available)
