"""Muon: momentum made orthogonal, for the matrices between the first and the last layer.

After Keller Jordan (2024), https://kellerjordan.github.io/posts/muon/, in float32: torch's own
works in bfloat16, which is slow on processors without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor

_A, _B, _C = 3.4445, -4.7750, 2.0315
_ROUNDS = 5


def orthogonal(matrices: Tensor) -> Tensor:
    """Matrices [N, rows, columns] with their singular values moved near to 1 (Newton-Schulz)."""
    tall = matrices.shape[1] > matrices.shape[2]
    found = matrices.transpose(1, 2) if tall else matrices
    found = found / (found.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(_ROUNDS):
        square = found @ found.transpose(1, 2)
        found = _A * found + (_B * square + _C * square @ square) @ found
    result: Tensor = found.transpose(1, 2) if tall else found
    return result


class Muon(torch.optim.Optimizer):
    """Steps of size `lr` times an orthogonal matrix; kernels count as matrices by first axis."""

    def __init__(self, parameters: Iterable[Tensor], lr: float, momentum: float = 0.95) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Update every parameter that has a gradient; equal shapes go through together."""
        for group in self.param_groups:
            alike: dict[tuple[int, int], list[Tensor]] = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is not None:
                    rows = parameter.shape[0]
                    alike[rows, parameter.numel() // rows].append(parameter)
            for (rows, columns), parameters in alike.items():
                directions = []
                for parameter in parameters:
                    state = self.state[parameter]
                    if not state:
                        state["momentum"] = torch.zeros_like(parameter)
                    moving = state["momentum"].lerp_(parameter.grad, 1 - group["momentum"])
                    ahead = parameter.grad.lerp(moving, group["momentum"])
                    directions.append(ahead.reshape(rows, columns))
                length = group["lr"] * max(1, rows / columns) ** 0.5
                for parameter, update in zip(
                    parameters, orthogonal(torch.stack(directions)), strict=True
                ):
                    parameter.add_(update.view_as(parameter), alpha=-length)
