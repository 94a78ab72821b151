"""The desk of the end-to-end tests serves the benchmarks too; their table ends the run."""

import pytest

from tests.benchmarks.measured import TABLE, rendered
from tests.end_to_end.conftest import scene, start

__all__ = ["scene", "start"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, whether it met its budget or not."""
    if TABLE:
        terminalreporter.section("budgets, as measured")
        for line in rendered():
            terminalreporter.write_line(line)
