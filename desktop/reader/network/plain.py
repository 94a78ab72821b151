"""Writing token after token: the plain loop.

On CUDA the steps are queued ahead of what is read: a token comes to the host while the next one is
computed already, so the end is noticed one step late and the card never waits for the host.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Protocol

import torch
from torch import Tensor

from desktop.reader.network.cache import Cache
from desktop.reader.network.certainty import Certainty
from desktop.reader.network.penalty import Penalty
from desktop.reader.network.rotary import Rotary
from desktop.reader.network.text import Text


class Writer:
    """Writes after a prompt that is in the cache.

    ``token`` [1] int64 is the last one drawn, which the cache doesn't have yet; ``place`` is the
    position that it will have. Both tensors and the cache's block stay where they are, for graphs.
    """

    def __init__(self, text: Text, rotary: Rotary, cache: Cache, penalty: Penalty) -> None:
        self.text, self.rotary, self.cache, self.penalty = text, rotary, cache, penalty
        self.token = torch.zeros(1, dtype=torch.int64, device=penalty.seen.device)
        self.certainty = Certainty(penalty.seen.device)
        self.place = 0

    def begin(self, hidden: Tensor, place: int) -> None:
        """Draw the first token after ``hidden`` [1, hidden], the prompt's last; it goes to
        ``place``."""
        self.place = place
        self._draw(hidden)

    def reserve(self, length: int) -> bool:
        """Make room for ``length`` positions; true where something moved."""
        moved = self.cache.reserve(length)
        return self.rotary.cover(self.cache.size) or moved

    def forget(self) -> None:
        """Give back what was made for the cache's present block."""

    def step(self) -> None:
        """Take the last token into the cache and draw the next one."""
        self.reserve(self.place + 1)
        rows = slice(self.place, self.place + 1)
        hidden, _ = self.text.forward(
            self.text.embed(self.token), self.rotary.text(rows), self.cache, rows
        )
        self.place += 1
        self._draw(hidden)

    def _draw(self, hidden: Tensor) -> None:
        logits = self.text.logits(hidden)
        self.token.copy_(self.penalty.scores(logits).argmax(-1))
        self.penalty.add(self.token)
        self.certainty.note(slice(self.place, self.place + 1), logits, self.token)


class Arriving(Protocol):
    """A few numbers on their way to the host."""

    def read(self) -> list[int]:
        """Wait for them."""


class Mailbox:
    """Brings tokens to the host, at most ``most`` at a time, two lots under way."""

    def __init__(self, device: torch.device, most: int = 1) -> None:
        self.late = device.type == "cuda"
        self._lots = [_Lot(most) for _ in range(2)] if self.late else []
        self._next = 0

    def send(self, numbers: Tensor) -> Arriving:
        """Send ``numbers`` [n] int64. What was sent two lots ago must have been read."""
        if not self.late:
            return _Here(numbers)
        lot = self._lots[self._next]
        self._next = 1 - self._next
        lot.fill(numbers)
        return lot


class _Here:
    def __init__(self, numbers: Tensor) -> None:
        self._numbers = numbers

    def read(self) -> list[int]:
        numbers: list[int] = self._numbers.tolist()
        return numbers


class _Lot:
    def __init__(self, most: int) -> None:
        self._room = torch.empty(most, dtype=torch.int64, pin_memory=True)
        events: Any = torch.cuda.Event
        self._arrived = events()
        self._count = 0

    def fill(self, numbers: Tensor) -> None:
        self._count = len(numbers)
        self._room[: self._count].copy_(numbers, non_blocking=True)
        self._arrived.record()

    def read(self) -> list[int]:
        self._arrived.synchronize()
        numbers: list[int] = self._room[: self._count].tolist()
        return numbers


def plain(writer: Writer, mailbox: Mailbox) -> Generator[list[int]]:
    """Tokens one by one, without end: closing it ends the writing."""
    sent = mailbox.send(writer.token)
    while True:
        if mailbox.late:
            writer.step()
            following = mailbox.send(writer.token)
            yield sent.read()
        else:
            yield sent.read()
            writer.step()
            following = mailbox.send(writer.token)
        sent = following
