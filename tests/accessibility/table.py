"""What the gate looked at: a row for each window and state, a column for each check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.accessibility.tree import Looked

CHECKS = (
    "names",
    "roles",
    "labels",
    "targets",
    "keyboard",
    "focus seen",
    "contrast",
    "text at 200 %",
    "announced",
    "still",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One check of one window in one state."""

    window: str
    state: str
    looked: Looked


TABLE: list[Row] = []
"""Everything that was looked at in this run."""


def note(window: str, state: str, *looked: Looked) -> list[str]:
    """Put what was looked at into the table; returns the findings."""
    TABLE.extend(Row(window, state, each) for each in looked)
    return [
        f"{window}, {state}, {each.check}: {finding}"
        for each in looked
        for finding in each.findings
    ]


def rendered(rows: Sequence[Row]) -> list[str]:
    """The table as lines; ``12`` is how many were looked at, ``12 !3`` that three are wrong."""
    places = list(dict.fromkeys((row.window, row.state) for row in rows))
    checks = [check for check in CHECKS if any(row.looked.check == check for row in rows)]
    cells = [["window", "state", *checks]]
    for place in places:
        line = [*place]
        for check in checks:
            here = [
                row.looked
                for row in rows
                if (row.window, row.state) == place and row.looked.check == check
            ]
            bad = sum(len(each.findings) for each in here)
            count = sum(each.count for each in here)
            line.append((f"{count} !{bad}" if bad else str(count)) if here else "")
        cells.append(line)
    wide = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    lines = [
        "  ".join(
            word.ljust(width) if column < 2 else word.rjust(width)
            for column, (word, width) in enumerate(zip(line, wide, strict=True))
        ).rstrip()
        for line in cells
    ]
    wrong = [
        ", ".join(filter(None, (row.window, row.state, row.looked.check))) + f": {finding}"
        for row in rows
        for finding in row.looked.findings
    ]
    looked = sum(row.looked.count for row in rows)
    return [
        *lines,
        f"{len(places)} windows and states, {looked} looked at, {len(wrong)} findings",
        *(f"  {finding}" for finding in wrong),
    ]
