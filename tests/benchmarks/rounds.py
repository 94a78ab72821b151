"""Side by side: contenders take turns in one process, so that what else the machine does hits all.

Only the ratios within one run mean anything; a table gives the milliseconds beside them.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Turn = Callable[[], list[float]]
"""Does some of the work; the seconds that each token (or picture) took."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What each contender took, in seconds: for each its rounds, in each its tokens."""

    taken: Mapping[str, list[list[float]]]

    def seconds(self, name: str) -> float:
        """The median over all that was measured of one."""
        return statistics.median(second for turn in self.taken[name] for second in turn)

    def ratio(self, slow: str, fast: str) -> float:
        """How many times as long ``slow`` takes: the median of the rounds' ratios of medians."""
        rounds = zip(self.taken[slow], self.taken[fast], strict=True)
        return statistics.median(
            statistics.median(one) / statistics.median(other) for one, other in rounds
        )

    def quickest(self, slow: str, fast: str) -> float:
        """The same of the quickest round of each: whatever else the machine did is in the others.

        A round of two threads takes many times as long where a third one wants a core.
        """
        one, other = (min(map(statistics.median, self.taken[name])) for name in (slow, fast))
        return one / other


def settled(measure: Callable[[], Rounds], slow: str, fast: str, most: float) -> float:
    """``quickest`` of one measurement, of two or of three together where it is above ``most``.

    What disturbs a round only ever adds to it, so more rounds come nearer to the truth: one that is
    above for good stays above.
    """
    rounds = measure()
    for _ in range(2):
        if rounds.quickest(slow, fast) <= most:
            break
        again = measure()
        rounds = Rounds({name: turns + again.taken[name] for name, turns in rounds.taken.items()})
    return rounds.quickest(slow, fast)


def alternate(turns: Mapping[str, Turn], rounds: int, warm: int = 1) -> Rounds:
    """Let each have its turn ``rounds`` times, after ``warm`` rounds that don't count.

    Each round begins with another one, so that none always follows the same.
    """
    names = list(turns)
    taken: dict[str, list[list[float]]] = {name: [] for name in names}
    for number in range(warm + rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            seconds = turns[name]()
            if number >= warm:
                taken[name].append(seconds)
    return Rounds(taken)


def markdown(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table; columns but the first are numbers."""
    lines = [head, ("---", *["---:"] * (len(head) - 1)), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
