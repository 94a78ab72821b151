"""Rounds of drafted decoding: the draft guesses a block, the model reads it at once and keeps what
it would have written itself.

In a round the model names a token after each of the block's. As long as the guesses are those, the
next row is what the model would have computed step by step; with the first that isn't, the model's
own token stands. So a round brings one token at least, the whole block's number at most, and all of
them are the plain loop's, but where bf16 rounds a block's rows otherwise than a single one. Nothing
is taken back from the caches: what comes next overwrites it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor

from desktop.reader.network.cache import STEPS, step
from desktop.reader.network.draft import Draft
from desktop.reader.network.graphs import Captured
from desktop.reader.network.plain import Arriving, Mailbox, Writer

Agree = Callable[[Tensor, Tensor], Tensor]
"""How many tokens of a round stand, [1] int64 from 1 to block: a function of those that were
guessed, [block - 1], and those that the model named, [block]. On the device, without a host wait.

``agreeing`` is the only one that decodes what the model writes. A benchmark with random weights, of
which no guess is ever right, may put another one here: all of a round's work is done still."""


def agreeing(guessed: Tensor, named: Tensor) -> Tensor:
    """Up to the first guess that isn't the model's own token, and that token."""
    return (guessed == named[:-1]).long().cumprod(0).sum(0, keepdim=True) + 1


class Rounds(Protocol):
    """Rounds and plain steps in any order, queued; each gives its tokens when it is read.

    ``ahead`` is how many may be queued behind one that isn't read yet.
    """

    ahead: int

    def begin(self) -> Arriving:
        """The writer has drawn a text's first token, and the draft has followed its prompt; gives
        that token."""

    def fits(self, drafted: bool) -> bool:
        """Whether the largest cache is sure to have room for a round, else for a step."""

    def forget(self) -> None:
        """Give back what was made for the caches' present blocks."""

    def queue(self, drafted: bool) -> Arriving:
        """Queue a round if ``drafted``, else a step; its tokens arrive, one at least."""


class HostRounds:
    """Rounds for devices whose positions the host knows: CPU and MPS."""

    ahead = 0

    def __init__(self, writer: Writer, draft: Draft, agree: Agree = agreeing) -> None:
        self._writer, self._draft, self._agree = writer, draft, agree
        self._taps: list[list[Tensor]] = []
        self._followed = 0

    def begin(self) -> Arriving:
        """As said by ``Rounds``."""
        self._taps.clear()
        self._followed = self._writer.place
        return _Landed(self._writer.token.tolist())

    def fits(self, drafted: bool) -> bool:
        """As said by ``Rounds``."""
        return self._writer.place + (self._draft.block if drafted else 1) <= STEPS[-1]

    def forget(self) -> None:
        """As said by ``Rounds``."""

    def queue(self, drafted: bool) -> Arriving:
        """Do it at once."""
        writer, draft = self._writer, self._draft
        at, block = writer.place, writer.token
        stop = at + (draft.block if drafted else 1)
        writer.reserve(stop)
        if drafted:
            draft.reserve(stop)
            self._follow()
            block = torch.cat((block, draft.propose(block, at)))
        rows = slice(at, stop)
        result, taps = _verify(writer, draft, block, rows, self._agree)
        numbers: list[int] = result.tolist()
        writer.place = at + numbers[0]
        self._taps.append([tap[: numbers[0]] for tap in taps])
        return _Landed(numbers[1 : 1 + numbers[0]])

    def _follow(self) -> None:
        """The draft catches up with what was written since the last round."""
        if self._taps:
            rows = slice(self._followed, self._writer.place)
            self._draft.follow([torch.cat(parts) for parts in zip(*self._taps, strict=True)], rows)
            self._taps.clear()
        self._followed = self._writer.place


class DeviceRounds:
    """Rounds that take nothing from the host, so that they can be queued ahead and held by graphs.

    The host only knows how far the text may have come at most; the caches have room for that. The
    result of each is sent through ``mailbox``, which takes 1 + block numbers: the one wait.
    """

    def __init__(
        self, writer: Writer, draft: Draft, mailbox: Mailbox, agree: Agree = agreeing
    ) -> None:
        self.writer, self.draft, self._mailbox, self._agree = writer, draft, mailbox, agree
        self.ahead = 1 if mailbox.late else 0
        self.place = torch.zeros_like(writer.token)
        self.result = writer.token.new_zeros(1 + draft.block)
        self._places = torch.arange(draft.block, device=writer.token.device)
        self._furthest = 0

    def begin(self) -> Arriving:
        """As said by ``Rounds``."""
        self._furthest = self.writer.place
        self.place.fill_(self._furthest)
        return self._mailbox.send(self.writer.token)

    def fits(self, drafted: bool) -> bool:
        """As said by ``Rounds``."""
        return self._furthest + (self.draft.block if drafted else 1) <= STEPS[-1]

    def forget(self) -> None:
        """As said by ``Rounds``."""

    def queue(self, drafted: bool) -> Arriving:
        """As said by ``Rounds``."""
        most = self.draft.block if drafted else 1
        self._furthest += most
        self.writer.reserve(self._furthest)
        self.draft.reserve(self._furthest)
        self.run(drafted, step(self._furthest))
        return _Under(self, self._mailbox.send(self.result[: 1 + most]), most)

    def run(self, drafted: bool, length: int) -> None:
        """A round or a step over the first ``length`` positions of the caches."""
        token, draft = self.writer.token, self.draft
        block, rows = token, self.place
        if drafted:
            block = torch.cat((token, draft.propose(token, self.place, length)))
            rows = self.place + self._places
        result, taps = _verify(self.writer, draft, block, rows, self._agree, length)
        draft.follow(taps, rows)
        self.place.add_(result[:1])
        self.result[: len(result)] = result

    def landed(self, asked: int, count: int) -> None:
        """Of ``asked`` positions that had been made room for, ``count`` were taken."""
        self.writer.place += count
        self._furthest -= asked - count


class GraphRounds(DeviceRounds):
    """Rounds on CUDA: each kind is a graph, one for each size of the caches."""

    def __init__(
        self, writer: Writer, draft: Draft, mailbox: Mailbox, agree: Agree = agreeing
    ) -> None:
        super().__init__(writer, draft, mailbox, agree)
        self._graphs: dict[tuple[bool, int], Captured] = {}
        self._moves: tuple[int, ...] = ()

    def forget(self) -> None:
        """As said by ``Rounds``."""
        self._graphs.clear()

    def run(self, drafted: bool, length: int) -> None:
        """Queue the graph; where the caches have moved, all are captured anew."""
        held = (self.writer.cache, self.writer.rotary, self.draft.cache, self.draft.rotary)
        moves = tuple(one.moves for one in held)
        if moves != self._moves:
            self._graphs.clear()
            self._moves = moves
        kind = (drafted, length)
        if kind not in self._graphs:
            changed = (self.writer.token, self.place, self.writer.penalty.seen)
            run = super().run
            self._graphs[kind] = Captured(lambda: run(drafted, length), changed)
        self._graphs[kind].replay()


class _Landed:
    """Tokens that are on the host."""

    def __init__(self, tokens: list[int]) -> None:
        self._tokens = tokens

    def read(self) -> list[int]:
        return self._tokens


class _Under:
    """The result of a round under way."""

    def __init__(self, rounds: DeviceRounds, arriving: Arriving, asked: int) -> None:
        self._rounds, self._arriving, self._asked = rounds, arriving, asked

    def read(self) -> list[int]:
        numbers = self._arriving.read()
        self._rounds.landed(self._asked, numbers[0])
        return numbers[1 : 1 + numbers[0]]


def _verify(
    writer: Writer,
    draft: Draft,
    block: Tensor,
    rows: slice | Tensor,
    agree: Agree,
    length: int | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """Let the model read ``block`` [n], whose first token stands, at ``rows``.

    Gives how many tokens stand after that one, and behind this number what the model named,
    [1 + n]; and the taps. ``writer.token`` becomes the last one that stands.
    """
    text, penalty = writer.text, writer.penalty
    hidden, taps = text.forward(
        text.embed(block), writer.rotary.text(rows), writer.cache, rows, draft.taps, length=length
    )
    guessed = block[1:]
    logits = text.logits(hidden)
    named = penalty.scores(logits, block if len(guessed) else None).argmax(-1)
    after = slice(rows.start + 1, rows.stop + 1) if isinstance(rows, slice) else rows + 1
    writer.certainty.note(after, logits, named)
    count = agree(guessed, named) if len(guessed) else torch.ones_like(named)
    last = named.index_select(0, count - 1)
    writer.token.copy_(last)
    # Of fixed length: the rows that don't stand count the last one once more.
    stands = torch.arange(len(named), device=named.device) < count
    penalty.add(torch.where(stands, named, last))
    return torch.cat((count, named)), taps
