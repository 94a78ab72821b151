"""One app for many windows; the table of what was looked at ends the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.accessibility.gate import Gate
from tests.accessibility.table import TABLE, rendered
from tests.end_to_end.desk import App

Open = Callable[..., Gate]


@pytest.fixture(scope="module")
def open_gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Starts the app, and looks at it."""
    with pytest.MonkeyPatch.context() as patch:
        gates: list[Gate] = []

        def opened(**options: Any) -> Gate:
            app = App(tmp_path_factory.mktemp("app"), **options)
            # What this process sends, it sends to this app.
            patch.setenv("SIGHTREAD_INSTANCE", app.environment["SIGHTREAD_INSTANCE"])
            app.wait("ready")
            gates.append(Gate(app))
            return gates[-1]

        yield opened
        for gate in gates:
            gate.close()
            gate.app.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was looked at, whether anything was found or not."""
    if TABLE:
        terminalreporter.section("accessibility, as looked at")
        for line in rendered(TABLE):
            terminalreporter.write_line(line)
