"""One step as a CUDA graph: some five hundred kernels for one launch.

A graph holds addresses, not values. So the step takes nothing from the host: the token and its
position are tensors that it changes in place, all positions of the cache up to a step of sizes are
attended to under a mask, and there is a graph for each of these sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from desktop.reader.network.cache import Cache, step
from desktop.reader.network.penalty import Penalty
from desktop.reader.network.plain import Writer
from desktop.reader.network.rotary import Rotary
from desktop.reader.network.text import Text

_WARM_UP = 3
"""Runs before a capture, in which the libraries choose their kernels and take their memory."""


def device_step(writer: Writer, place: Tensor, length: int) -> None:
    """A writer's step with nothing from the host: changes ``writer.token`` and ``place`` [1] int64.

    ``length`` positions of the cache are attended to; it must be above the place.
    """
    text, penalty = writer.text, writer.penalty
    hidden, _ = text.forward(
        text.embed(writer.token), writer.rotary.text(place), writer.cache, place, length=length
    )
    logits = text.logits(hidden)
    writer.token.copy_(penalty.scores(logits).argmax(-1))
    penalty.add(writer.token)
    place.add_(1)
    writer.certainty.note(place, logits, writer.token)


class Captured:
    """``run`` as a graph. ``changed`` are the tensors that it changes and needs as they were.

    Must be made and replayed on one thread.
    """

    def __init__(self, run: Callable[[], None], changed: Sequence[Tensor]) -> None:
        before = [tensor.clone() for tensor in changed]
        streams: Any = torch.cuda.Stream
        aside = streams()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(_WARM_UP):
                run()
                for tensor, value in zip(changed, before, strict=True):
                    tensor.copy_(value)
        torch.cuda.current_stream().wait_stream(aside)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph, capture_error_mode="thread_local"):
            run()

    def replay(self) -> None:
        """Queue it."""
        self._graph.replay()


class GraphWriter(Writer):
    """A writer on CUDA whose steps are graphs."""

    def __init__(self, text: Text, rotary: Rotary, cache: Cache, penalty: Penalty) -> None:
        super().__init__(text, rotary, cache, penalty)
        self._place = torch.zeros(1, dtype=torch.int64, device=self.token.device)
        self._graphs: dict[int, Captured] = {}

    def begin(self, hidden: Tensor, place: int) -> None:
        """As a writer's."""
        super().begin(hidden, place)
        self._place.fill_(place)

    def reserve(self, length: int) -> bool:
        """As a writer's; what moved is captured anew."""
        moved = super().reserve(length)
        if moved:
            self._graphs.clear()
        return moved

    def forget(self) -> None:
        """As a writer's: the graphs' own memory."""
        self._graphs.clear()

    def step(self) -> None:
        """Queue a step."""
        self.reserve(self.place + 1)
        length = step(self.place + 1)
        if length not in self._graphs:
            changed = (self.token, self._place, self.penalty.seen)
            self._graphs[length] = Captured(lambda: device_step(self, self._place, length), changed)
        self._graphs[length].replay()
        self.place += 1
