"""What every room's tests stand on: a screen, and no warning that goes unseen.

Python's warnings and Qt's fail a test by what pyproject.toml sets, the program's log by the fixture
below. What a child process says is for its test to read.
"""

from __future__ import annotations

import gc
import importlib.util
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.system.garbage import collect_due


def pytest_sessionstart() -> None:
    """Without a screen nothing here can run: say so, instead of a crash for each test."""
    if not os.environ.get("DISPLAY"):
        pytest.exit("No screen. Run the tests with: sh installers/test.sh", returncode=3)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a GPU where torch finds none; torch is asked only if such a test is there."""
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if marked and not has_gpu():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason="no GPU that torch can use"))


def has_gpu() -> bool:
    """Whether torch, in a process of its own, finds a GPU."""
    if importlib.util.find_spec("torch") is None:
        return False
    code = "import sys, torch; sys.exit(not torch.cuda.is_available())"
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=False).returncode == 0


@pytest.fixture(scope="session")
def full_size_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """HunyuanOCR at its full size, with random weights, on disk: about 2 GB."""
    from tests.reader import full_size  # imports torch: not for the other tests

    made = tmp_path_factory.mktemp("full") / "model"
    full_size.save(made)
    return made


@pytest.fixture(autouse=True)
def garbage_is_collected_here() -> Iterator[None]:
    """Qt's objects end in Qt's thread, as in the app: never in one that a test has started."""
    gc.disable()
    yield
    collect_due()


class _Unexpected(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning of the program's log fails the test, unless it is marked ``logs_warnings``."""
    logger, handler = logging.getLogger("sightread"), _Unexpected()
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    if handler.records and request.node.get_closest_marker("logs_warnings") is None:
        said = "\n".join(f"{record.name}: {record.getMessage()}" for record in handler.records)
        pytest.fail(f"unexpected in the log:\n{said}", pytrace=False)
