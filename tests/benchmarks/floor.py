"""The floor: what nothing that reads these weights can beat on this machine."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import torch

from desktop.reader.network.linear import Int8

_LAYER = re.compile(r"layers\.\d+\..*_proj\.weight$")


def matrices(model: Any) -> list[torch.Tensor]:
    """The matrices that each token goes through, in order: seven of each layer, then the head."""
    text = model.model.language_model
    found = [weight for name, weight in text.named_parameters() if _LAYER.search(name)]
    return [*found, model.lm_head.weight]


def linear_alone(weights: list[torch.Tensor], rows: int = 1) -> Callable[[], list[float]]:
    """A turn that puts ``rows`` rows through the matrices and does nothing else."""
    some = weights[0]
    given = {
        width: torch.randn(rows, width, device=some.device).to(some.dtype)
        for width in {weight.shape[1] for weight in weights}
    }

    def turn() -> list[float]:
        taken = []
        with torch.inference_mode():
            for _ in range(4):
                wait(some.device)
                began = time.perf_counter()
                for weight in weights:
                    torch.nn.functional.linear(given[weight.shape[1]], weight)
                wait(some.device)
                taken.append(time.perf_counter() - began)
        return taken

    return turn


def int8_alone(packed: list[Int8]) -> Callable[[], list[float]]:
    """The same with matrices in 8 bits and one row in bf16, on a CPU."""
    given = {
        weight.shape[1]: torch.randn(1, weight.shape[1], dtype=torch.bfloat16) for weight in packed
    }

    def turn() -> list[float]:
        taken = []
        with torch.inference_mode():
            for _ in range(4):
                began = time.perf_counter()
                for weight in packed:
                    torch._weight_int8pack_mm(given[weight.shape[1]], weight.values, weight.scales)
                taken.append(time.perf_counter() - began)
        return taken

    return turn


def copy_bandwidth(device: str, size: int = 1 << 30) -> float:
    """Bytes read and written a second by a large copy on the device; the best of five."""
    source = torch.ones(size // 4, device=device)
    target = torch.empty_like(source)
    return 2 * size / min(_seconds(lambda: target.copy_(source), device) for _ in range(5))


def read_bandwidth(device: str, size: int = 1 << 30) -> float:
    """Bytes read a second by a large sum on the device; the best of five."""
    source = torch.ones(size // 4, device=device)
    return size / min(_seconds(source.sum, device) for _ in range(5))


def bytes_a_token(weights: list[torch.Tensor], context: int, model: Any) -> int:
    """What must be read for one token: each matrix once, and keys and values of the context."""
    text = model.config.text_config
    cell = int(text.num_hidden_layers * 2 * text.num_key_value_heads * text.head_dim)
    return weights[0].element_size() * (sum(weight.numel() for weight in weights) + context * cell)


def wait(device: torch.device | str) -> None:
    """Until the device has done what it was given."""
    if torch.device(device).type == "cuda":
        torch.cuda.synchronize(device)


def _seconds(work: Callable[[], object], device: str) -> float:
    wait(device)
    began = time.perf_counter()
    work()
    wait(device)
    return time.perf_counter() - began
