"""Writing several tokens a round, with a draft; where it guesses badly, token after token.

A round costs more than a step, so it must bring more than one token to be worth it: how many is
measured. While rounds don't pay, steps are taken; then the draft is tried again, for a document's
first lines may be its hard ones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from statistics import fmean
from time import perf_counter

from desktop.reader.network.plain import Arriving
from desktop.reader.network.rounds import Rounds

ON_GPU = 2.0
"""Steps that a round is taken to cost on a GPU, where what is queued can't be timed one by one.
Both read the weights once; the draft, its head and the verified block come on top."""

_WINDOW = 8
"""Rounds that are looked back at."""

_LEAST = 4
"""Rounds after which the draft may be given up where a round costs about two steps. Where it is
measured, it may cost seven: there one that doesn't pay is enough."""

_SHORT, _LONG = 16, 256
"""Tokens that are written in steps before the draft is tried again: more each time it fails. Where
costs are measured a text begins with them too, for short answers gain nothing."""


def pays(accepted: Sequence[int], round_cost: float, step_cost: float) -> bool:
    """Whether rounds that brought so many tokens each are no slower than as many steps.

    The costs are of one round and of one step, in any one unit.
    """
    return fmean(accepted) * step_cost >= round_cost


class Pace:
    """Says before each turn whether the draft is asked, from what the turns before brought.

    ``ratio`` is a round's cost in steps where it can't be measured, else None.
    """

    def __init__(self, ratio: float | None = None) -> None:
        self._ratio = ratio
        self.begin()

    def begin(self) -> None:
        """A new text: what a turn costs depends on what comes before it."""
        self._steps: deque[float] = deque(maxlen=_WINDOW)
        self._rounds: deque[float] = deque(maxlen=_WINDOW)
        self._accepted: deque[int] = deque(maxlen=_WINDOW)
        self._resting, self._rest = 0 if self._ratio else _SHORT, _SHORT

    def drafts(self) -> bool:
        """Whether the next turn is a round."""
        if self._resting > 0:
            self._resting -= 1
            return False
        return True

    def took(self, drafted: bool, tokens: int, seconds: float) -> None:
        """A turn is over."""
        if not drafted:
            self._steps.append(seconds)
            return
        self._rounds.append(seconds)
        self._accepted.append(tokens)
        if len(self._accepted) < (_LEAST if self._ratio else 1):
            return
        # The quickest of the last: what else the machine did is in the others.
        costs = (self._ratio, 1.0) if self._ratio else (min(self._rounds), min(self._steps))
        if not pays(self._accepted, *costs):
            self._resting, self._rest = self._rest, min(2 * self._rest, _LONG)
            self._accepted.clear()
        elif len(self._accepted) == _WINDOW:
            self._rest = _SHORT


@dataclass(frozen=True, slots=True)
class _Turn:
    """A round, a step, or neither: the first token."""

    arriving: Arriving
    drafted: bool | None = None
    seconds: float = 0.0


def speculative(rounds: Rounds, pace: Pace) -> Generator[list[int]]:
    """The tokens that ``plain`` gives, in lots of those that a turn brought; without end.

    Closing it ends the writing: the caller looks for the end token, which may stand anywhere in a
    lot, with more behind it. Raises ValueError where the largest cache is full.
    """
    pace.begin()
    under = deque([_Turn(rounds.begin())])
    while True:
        while len(under) <= rounds.ahead:
            if under and not rounds.fits(False):
                break  # what is under way may turn out shorter
            drafted = rounds.fits(True) and pace.drafts()
            began = perf_counter()
            arriving = rounds.queue(drafted)
            under.append(_Turn(arriving, drafted, perf_counter() - began))
        turn = under.popleft()
        tokens = turn.arriving.read()
        if turn.drafted is not None:
            pace.took(turn.drafted, len(tokens), turn.seconds)
        yield tokens
