"""Small networks of random or of the tiny checkpoint's weights, ours beside transformers' own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from desktop.reader.network.linear import Int8
from desktop.reader.network.names import joined, published
from desktop.reader.network.text import Text


def text_of(model: Any, dtype: torch.dtype = torch.float32, device: str = "cpu") -> Text:
    """Our text part with the weights of transformers' model."""
    parts: dict[str, dict[int, Tensor]] = {}
    for stored, value in model.state_dict().items():
        if not (name := published(stored)).startswith("vit."):
            whole, place = joined(name)
            parts.setdefault(whole, {})[place] = value.to(device, dtype)
    weights = {
        name: torch.cat([part for _, part in sorted(pieces.items())])
        for name, pieces in parts.items()
    }
    return Text(weights, model.config.text_config, dtype)


def rounded(weights: Mapping[str, Tensor]) -> dict[str, Any]:
    """The matrices in 8 bits, each row with a scale of its own."""
    found: dict[str, Any] = {}
    for name, weight in weights.items():
        found[name] = weight
        if weight.dim() == 2:
            scales = (weight.abs().amax(1) / 127).bfloat16()
            values = (weight / scales[:, None].float()).round().clamp(-127, 127).to(torch.int8)
            found[name] = Int8(values, scales)
    return found
