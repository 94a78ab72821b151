"""From the host's memory to the device's."""

from __future__ import annotations

import torch
from torch import Tensor


def sent(values: Tensor, device: torch.device | str) -> Tensor:
    """``values`` on the device. The copy goes on by itself, from memory that can't be moved."""
    if torch.device(device).type == "cuda":
        return values.pin_memory().to(device, non_blocking=True)
    return values.to(device)
