"""Collects measured budgets and prints them as one table at the end of the run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """One line of the design's table, as measured; ``values`` in ``unit``."""

    moment: str
    limit: float
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of what was measured."""
        return statistics.median(self.values)

    @property
    def met(self) -> bool:
        """Whether the median keeps the budget."""
        return self.median <= self.limit


TABLE: list[Budget] = []


def keep(moment: str, limit: float, unit: str, values: Sequence[float]) -> None:
    """Add a line to the table and fail if its median is over ``limit``."""
    budget = Budget(moment, limit, unit, tuple(values))
    TABLE.append(budget)
    assert budget.met, f"{moment}: {budget.median:.1f} {unit}, at most {limit:g}; all: {values}"


def rendered() -> list[str]:
    """The table as lines of text."""
    width = max(len(budget.moment) for budget in TABLE)
    head = f"{'moment':{width}}  {'at most':>10}  {'median':>10}  {'worst':>10}  runs"
    lines = [head, "-" * len(head)]
    for budget in TABLE:
        cells = "  ".join(
            f"{value:>6.0f} {budget.unit:3}"
            for value in (budget.limit, budget.median, max(budget.values))
        )
        lines.append(f"{budget.moment:{width}}  {cells}  {len(budget.values)}")
    return lines
