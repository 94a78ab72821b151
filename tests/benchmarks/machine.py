"""What a result was measured on: the processor or the card, the versions, the day."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path

import torch


def described(device: str) -> dict[str, str]:
    """Name and size of the machine, versions and date, as words."""
    told = {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        "processor": _processor(),
        "memory": f"{_memory() / 2**30:.0f} GiB",
        "torch": torch.__version__,
        "transformers": version("transformers"),
        "python": platform.python_version(),
    }
    if device.startswith("cuda"):
        card = torch.cuda.get_device_properties(device)
        told["card"] = f"{card.name}, {card.total_memory / 2**30:.0f} GiB"
        told["cuda"] = str(torch.version.cuda)
    return told


def _processor() -> str:
    name, cores = platform.processor() or platform.machine(), os.cpu_count() or 1
    flags = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        parts = (line.partition(":") for line in cpuinfo.read_text().splitlines())
        fields = {key.strip(): value.strip() for key, _, value in parts}
        name, flags = fields.get("model name", name), fields.get("flags", "")
        if "cpu family" in fields:
            name += f" (family {fields['cpu family']}, model {fields['model']})"
    has = [
        word
        for flag, word in (("avx2", "AVX2"), ("avx512f", "AVX-512"), ("amx_bf16", "AMX"))
        if flag in flags.split()
    ]
    return f"{name}, {cores} cores, {', '.join(has) or 'no vector flags read'}"


def _memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
