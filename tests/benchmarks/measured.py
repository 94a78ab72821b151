"""Collects measured budgets and prints them as one table at the end of the run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.pace import Pace


@dataclass(frozen=True, slots=True)
class Budget:
    """One line of the design's table, as measured; ``values`` in ``unit``, and ``pace`` how many
    times as long as usual this machine took for a fixed piece of work meanwhile."""

    moment: str
    limit: float
    unit: str
    values: tuple[float, ...]
    pace: float = 1.0

    @property
    def median(self) -> float:
        """The median of what was measured."""
        return statistics.median(self.values)

    @property
    def met(self) -> bool:
        """Whether the median keeps the budget, on a machine as slow as this one was."""
        return self.median <= self.limit * max(1.0, self.pace)

    def __str__(self) -> str:
        return (
            f"{self.moment}: {self.median:.1f} {self.unit}, at most {self.limit:g} at a pace of "
            f"{self.pace:.2f}; all: {[round(value, 1) for value in self.values]}"
        )


TABLE: list[Budget] = []


def keep(
    moment: str, limit: float, unit: str, values: Sequence[float], pace: Pace | None = None
) -> None:
    """Add a line to the table and fail if its median is over ``limit`` times the pace.

    The pace's last slice is measured here: what was measured must have ended.
    """
    factor = 1.0
    if pace is not None:
        pace.measure()
        factor = pace.factor
    budget = Budget(moment, limit, unit, tuple(values), factor)
    TABLE.append(budget)
    assert budget.met, str(budget)


def rendered(table: Sequence[Budget]) -> list[str]:
    """The table as lines of text."""
    width = max(len(budget.moment) for budget in table)
    cells = f"{'at most':>10}  {'pace':>5}  {'median':>10}  {'worst':>10}  runs  met"
    head = f"{'moment':{width}}  {cells}"
    lines = [head, "-" * len(head)]
    for budget in table:
        limit, median, worst = (
            f"{value:>6.0f} {budget.unit:3}"
            for value in (budget.limit, budget.median, max(budget.values))
        )
        lines.append(
            f"{budget.moment:{width}}  {limit}  {budget.pace:>5.2f}  {median}  {worst}"
            f"  {len(budget.values):>4}  {'yes' if budget.met else 'NO'}"
        )
    return lines
