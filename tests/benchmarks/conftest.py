"""The desk of the end-to-end tests serves the benchmarks too; their table ends the run."""

import gc
import os
from collections.abc import Iterator

import pytest

from tests.benchmarks.keys import Hands
from tests.benchmarks.measured import TABLE, rendered
from tests.end_to_end.conftest import scene, shared, start

__all__ = ["scene", "shared", "start"]


@pytest.fixture(autouse=True)
def two_cores() -> Iterator[None]:
    """The budgets are those of a machine with two cores; children inherit it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(cores)[:2]))
    yield
    os.sched_setaffinity(0, cores)


@pytest.fixture(scope="module", autouse=True)
def models_are_gone() -> Iterator[None]:
    """Models at their full size don't wait for the oldest garbage to be collected."""
    yield
    gc.collect()


@pytest.fixture
def hands() -> Iterator[Hands]:
    """Keys and drags with the time at which they were done."""
    hands = Hands()
    yield hands
    hands.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, whether it met its budget or not."""
    if TABLE:
        terminalreporter.section("budgets, as measured")
        for line in rendered(TABLE):
            terminalreporter.write_line(line)
