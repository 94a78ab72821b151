"""How slow this machine is now, against the one that the budgets were set on.

A budget is a promise for an idle machine of two cores. Where others keep the machine busy, the same
program takes longer, and so does everything else: a fixed piece of work of the same kind, timed
beside the runs, says by how much, and the limit grows by that. No piece of work runs a line of this
project's code, and none is timed while what is measured runs, so that a slow program can't buy
itself time. A fast machine gets nothing: no pace is below 1.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

OURS = ("main.py", "desktop.", "tests.")
"""What stands in the command line of a process that runs this project's code."""

_IMPORTS = (
    "import argparse, asyncio, ctypes, email.message, http.client, logging.handlers, "
    "multiprocessing.pool, sqlite3, tomllib, unittest.mock, urllib.request, xml.etree.ElementTree"
)
_PRODUCTS = """
import time
import numpy
ones = numpy.ones((1024, 1024), numpy.float32)
ones @ ones
for _ in range(5):
    began = time.perf_counter()
    ones @ ones
    ones @ ones
    print(time.perf_counter() - began)
"""
_COPIES = f"""
{_IMPORTS}
from concurrent.futures import ThreadPoolExecutor
import numpy
zeros = numpy.zeros(2**26, numpy.uint8)
with ThreadPoolExecutor(2) as pool:
    list(pool.map(lambda _: zeros.copy().size, range(8)))
"""


def _imports() -> list[float]:
    return [_timed("-I", "-S", "-c", _IMPORTS)]


def _copies() -> list[float]:
    return [_timed("-I", "-c", _COPIES)]


def _timed(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True)
    return time.perf_counter() - began


def _products() -> list[float]:
    told = subprocess.run(
        [sys.executable, "-I", "-c", _PRODUCTS],
        check=True,
        capture_output=True,
        text=True,
        env=dict(os.environ, OPENBLAS_NUM_THREADS="2", OMP_NUM_THREADS="2"),
    )
    return [float(line) for line in told.stdout.split()]


@dataclass(frozen=True, slots=True)
class Work:
    """A fixed piece of work: ``times`` does it and says how long it took, in seconds, once or
    several times; ``usual`` is what it takes on the machine of the budgets, idle."""

    times: Callable[[], list[float]]
    usual: float


START = Work(_imports, 0.130)
"""A new interpreter that imports a part of the standard library: what one thread of a program does
that reads files and runs Python."""

LOAD = Work(_copies, 0.290)
"""The same, and half a gigabyte of fresh memory filled on two cores: a load of a model."""

COMPUTE = Work(_products, 0.025)
"""Products of matrices on two cores: what an engine does."""


@dataclass(slots=True)
class Pace:
    """Measured in slices before, between and after the runs of what is measured."""

    work: Work
    taken: list[float] = field(default_factory=list)

    def measure(self, times: int = 5, patience: float = 10.0) -> None:
        """Do the work so many times or a few more.

        This project's code would slow down what it is judged by: the processes that were started
        here and run it have ``patience`` seconds to end. Raises AssertionError if they don't.
        """
        deadline = time.monotonic() + patience
        while running := _ours():
            assert time.monotonic() < deadline, f"still running: {running}"
            time.sleep(0.02)
        fewer = len(self.taken)
        while len(self.taken) - fewer < times:
            self.taken += self.work.times()

    @property
    def factor(self) -> float:
        """How many times as long as usual the work took, in the median; 1 at least."""
        return max(1.0, statistics.median(self.taken) / self.work.usual)


def paced(work: Work) -> Pace:
    """A pace whose first slice has been measured; the first of all is left out, it reads files."""
    work.times()
    pace = Pace(work)
    pace.measure()
    return pace


def _ours() -> list[str]:
    return [line for line in _descendants(os.getpid()) if any(own in line for own in OURS)]


def _descendants(pid: int) -> list[str]:
    """The command lines of the processes below this one."""
    lines = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ends while it is looked at
            for child in task.read_text(encoding="ascii").split():
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                lines.append(command.replace(b"\0", b" ").decode(errors="replace"))
                lines += _descendants(int(child))
    return lines
