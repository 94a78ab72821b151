"""What ``sightread bench`` has measured, as a table for people and an object for programs.

Names in the object are stable and hold their unit: ``_s`` seconds, ``_ms`` milliseconds, ``_bytes``
bytes. What is null of an engine has its reason beside it. ``floor_share`` is measured against
``bandwidth_bytes_per_s``: the better of a large copy and a large read on that device.
"""

from __future__ import annotations

import re
import statistics
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.commands.bench_quantities import (
    BANDWIDTH,
    DEFINITIONS,
    DETAILS,
    OF_HUNYUAN,
    OF_QUICK,
    QUANTITIES,
)
from desktop.model import words
from desktop.values import EngineName

_LABEL, _CELL = 36, 14
_PAGE_TOKENS, _SNIP_TOKENS = 1000, 100

_BUSY = 0.5
"""Of the cores; from there on, what is measured is the other programs' as well."""

INTERRUPTED = "It was interrupted before."
"""Why the rest wasn't measured; said once, at the end."""

_SIZE = re.compile(r", \d+ x \d+")


@dataclass(slots=True)
class Column:
    """One engine on one device: what was measured, and why the rest wasn't.

    ``device`` is torch's name of it. Values are in the units that their names end with;
    ``floor_share`` is the time that the memory needs for one token over the time that it took.
    """

    engine: EngineName
    device: str
    values: dict[str, float] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    precision: str = ""

    @property
    def names(self) -> frozenset[str]:
        """What can be measured of this engine."""
        return OF_QUICK if self.engine is EngineName.QUICK else OF_HUNYUAN

    @property
    def title(self) -> str:
        """What the engine is called."""
        return "quick engine" if self.engine is EngineName.QUICK else "HunyuanOCR"

    @property
    def place(self) -> str:
        """What the device is called."""
        return {"cpu": "processor", "mps": "Apple graphics"}.get(self.device, self.device)

    def give_up(self, reason: str) -> None:
        """Nothing more will be measured, for this reason."""
        for name in self.names - self.values.keys():
            self.why.setdefault(name, reason)


@dataclass(slots=True)
class Budget:
    """One line of the design's budgets; ``values`` in ``unit``, of which the median counts."""

    name: str
    moment: str
    at_most: float
    unit: str = "ms"
    values: list[float] = field(default_factory=list)
    why: str = ""

    @property
    def measured(self) -> float | None:
        """The median, None where nothing was measured."""
        return statistics.median(self.values) if self.values else None

    @property
    def met(self) -> bool | None:
        """Whether the median keeps the budget; None where nothing was measured."""
        return None if self.measured is None else self.measured <= self.at_most


@dataclass(slots=True)
class Machine:
    """What it was measured on.

    ``load`` is how many programs wanted a core before it began, on average of a minute; ``cards``
    names each graphics card by torch's name of it.
    """

    sightread: str
    system: str
    processor: str
    cores: int
    memory_bytes: int
    date: str
    load: float = 0.0
    torch: str = ""
    cards: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Bench:
    """Everything that was measured. ``absent``: why there is no HunyuanOCR, in a sentence."""

    machine: Machine
    columns: list[Column] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)
    absent: str = ""
    interrupted: bool = False


def rendered(bench: Bench, width: int) -> list[str]:
    """The report as lines of at most ``width`` characters, where that is 80 or more."""
    width = max(80, width)
    columns, beside = bench.columns, (width - _LABEL) // _CELL
    blocks = [
        _head(bench.machine, width),
        *(_table(columns[at : at + beside]) for at in range(0, len(columns), beside)),
        _footnote(columns, width),
        _budgets(bench.budgets),
        _unmeasured(bench, width),
        [line for sentence in conclusions(bench) for line in _wrapped(sentence, width)],
    ]
    lines: list[str] = []
    for block in filter(None, blocks):
        lines += ["", *block] if lines else block
    return lines


def record(bench: Bench) -> dict[str, Any]:
    """The report as one object; ``complete`` is false where it was interrupted."""
    machine = bench.machine
    return {
        "complete": not bench.interrupted,
        "machine": {
            "sightread": machine.sightread,
            "date": machine.date,
            "system": machine.system,
            "processor": machine.processor,
            "cores": machine.cores,
            "memory_bytes": machine.memory_bytes or None,
            "load_before": round(machine.load, 2),
            "torch": machine.torch or None,
            "cards": machine.cards,
        },
        "definitions": DEFINITIONS,
        "engines": [_column_record(column) for column in bench.columns],
        "budgets": [
            {
                "name": budget.name,
                "moment": budget.moment,
                f"at_most_{budget.unit.lower()}": budget.at_most,
                f"measured_{budget.unit.lower()}": _rounded(budget.measured),
                "runs": len(budget.values),
                "met": budget.met,
                "not_measured": (budget.why or None) if budget.measured is None else None,
            }
            for budget in bench.budgets
        ],
        "conclusions": conclusions(bench),
    }


def _column_record(column: Column) -> dict[str, Any]:
    names = (*QUANTITIES, *DETAILS)
    other = "HunyuanOCR" if column.engine is EngineName.QUICK else "the quick engine"
    return {
        "engine": column.engine.value,
        "device": column.device,
        "precision": column.precision or None,
        **{name: _rounded(column.values.get(name)) for name in names},
        "not_measured": {
            name: column.why.get(name) or f"It is measured of {other} alone."
            for name in names
            if name not in column.values
        },
    }


def _rounded(value: float | None) -> float | int | None:
    """Four digits are more than any of these is worth."""
    if value is None or value == int(value):
        return None if value is None else int(value)
    return float(f"{value:.4g}")


# The table


def _head(machine: Machine, width: int) -> list[str]:
    parts = [f"Sightread {machine.sightread} on {machine.system}", machine.processor]
    parts.append(f"{machine.cores} cores" if machine.cores > 1 else "one core")
    if machine.memory_bytes:
        parts.append(f"{words.memory(machine.memory_bytes)} of memory")
    lines = _wrapped(", ".join(filter(None, parts)), width)
    for device, name in machine.cards.items():
        lines += _wrapped(f"{device}: {name}", width)
    return lines


def _table(columns: Sequence[Column]) -> list[str]:
    """The engines side by side; a row is left out where it applies to none of them."""
    lines = [
        _row("", [column.title for column in columns]),
        _row("", [f"on {column.place}" for column in columns]),
    ]
    for name, label in QUANTITIES.items():
        if any(name in column.names for column in columns):
            lines.append(_row(label, [_cell(column, name) for column in columns]))
    return lines


def _footnote(columns: Sequence[Column], width: int) -> list[str]:
    if not any("floor_share" in column.values for column in columns):
        return []
    told = f"* of the bytes that its memory moves, {BANDWIDTH}"
    return _wrapped(told, width)


def _row(label: str, cells: Sequence[str]) -> str:
    return f"{label:{_LABEL}}{''.join(f'{cell:>{_CELL}}' for cell in cells)}".rstrip()


def _cell(column: Column, name: str) -> str:
    if name not in column.names:
        return ""
    value = column.values.get(name)
    return "–" if value is None else _worded(name, value)


def _worded(name: str, value: float) -> str:
    if name.endswith("_bytes"):
        return words.size(value)
    if name == "floor_share":
        return f"{value:.0%}".replace("%", " %")
    if name.endswith("_s") and not name.endswith("per_s"):
        return seconds(value)
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"


def seconds(value: float) -> str:
    """A time in words: ``91 ms``, ``1.9 s``, ``12 s``, ``2.8 min``."""
    if value < 0.9995:
        return f"{value * 1000:.0f} ms"
    if value < 9.95:
        return f"{value:.1f} s"
    return f"{value:.0f} s" if value < 99.5 else f"{value / 60:.1f} min"


def _budgets(budgets: Sequence[Budget]) -> list[str]:
    if not budgets:
        return []
    lines = [_row("budget", ["at most", "here"])]
    for budget in budgets:
        measured, at_most = budget.measured, _in_unit(budget, budget.at_most)
        here = "–" if measured is None else _in_unit(budget, measured)
        over = "  over" if budget.met is False else ""
        lines.append(_row(budget.moment, [at_most, here]) + over)
    return lines


def _in_unit(budget: Budget, value: float) -> str:
    return seconds(value / 1000) if budget.unit == "ms" else f"{value:.0f} {budget.unit}"


def _unmeasured(bench: Bench, width: int) -> list[str]:
    """What is missing in the table, by reason."""
    places: dict[tuple[str, str], list[str]] = {}
    for column in bench.columns:
        for reason, labels in _missing(column).items():
            about = "".join(f", {label}" for label in labels)
            places.setdefault((column.title, f"{about}: {reason}"), []).append(column.place)
    sentences = [f"{title} on {', '.join(on)}{rest}" for (title, rest), on in places.items()]
    reasons: dict[str, list[str]] = {}
    for budget in bench.budgets:
        if budget.measured is None and budget.why not in ("", INTERRUPTED):
            reasons.setdefault(budget.why, []).append(budget.moment)
    sentences += [f"{', '.join(moments)}: {reason}" for reason, moments in reasons.items()]
    lines = [line for sentence in sentences for line in _wrapped(sentence, width, "  ")]
    return ["not measured", *lines] if lines else []


def _missing(column: Column) -> dict[str, list[str]]:
    """The column's reasons, each with the rows that it is the reason for.

    What belongs to the row above has the same one; a column without any number needs no rows.
    """
    found: dict[str, list[str]] = {}
    for name, label in QUANTITIES.items():
        reason = column.why.get(name, "")
        if name in column.names - column.values.keys() and reason not in ("", INTERRUPTED):
            labels = found.setdefault(reason, [])
            if column.values and not label.startswith(" "):
                labels.append(_SIZE.sub("", label))
    return found


def _wrapped(sentence: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        sentence,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  " if indent else "",
        break_long_words=False,
        break_on_hyphens=False,
    )


# What it means


def conclusions(bench: Bench) -> list[str]:
    """What it means for the user, in a sentence or two."""
    return list(_conclusions(bench))


def _conclusions(bench: Bench) -> Iterator[str]:
    if bench.interrupted:
        yield "Interrupted: this is what had been measured by then."
    measured = [budget for budget in bench.budgets if budget.met is not None]
    over = [budget.moment for budget in measured if not budget.met]
    if bench.machine.load > bench.machine.cores * _BUSY:
        theirs = "what is over budget may be their doing. Run" if over else "run"
        yield (
            f"Other programs kept the processor busy (load {bench.machine.load:.1f} on "
            f"{bench.machine.cores} cores): {theirs} it again when they are done."
        )
    if over:
        yield f"Over budget here: {', '.join(over)}."
    elif len(measured) > 1:
        yield f"All {len(measured)} budgets that were measured are met."
    for column in bench.columns:
        if column.engine is EngineName.QUICK and "screen_s" in column.values:
            took = seconds(column.values["screen_s"])
            yield f"The quick engine reads a whole screen in {took} on this machine."
    if best := _best(bench.columns):
        yield best
    if bench.absent:
        yield bench.absent


def _best(columns: Sequence[Column]) -> str:
    """How long HunyuanOCR takes for a page, on the device that is the fastest here."""
    times: dict[tuple[bool, float], str] = {}
    for column in columns:
        values = column.values
        if column.engine is EngineName.QUICK or "tokens_per_s" not in values:
            continue
        rate = max(values["tokens_per_s"], values.get("draft_tokens_per_s", 0.0))
        for first, tokens, what in (
            ("first_text_screen_s", _PAGE_TOKENS, "a full page"),
            ("first_text_snip_s", _SNIP_TOKENS, "a paragraph"),
        ):
            if first in values:
                took = values[first] + tokens / rate
                key = (tokens == _SNIP_TOKENS, took)
                on = _named(column)
                about = f"{what} ({tokens:,} tokens) in about {seconds(took)}"
                times.setdefault(key, f"HunyuanOCR reads {about} on {on}.")
                break
    return times[min(times)] if times else ""


def _named(column: Column) -> str:
    return {"cpu": "the processor", "mps": "the Apple graphics"}.get(column.device, column.device)
