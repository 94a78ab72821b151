"""A slow machine is forgiven, a slow program isn't."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.benchmarks.measured import Budget, rendered
from tests.benchmarks.pace import COMPUTE, LOAD, START, Pace, Work


def budget(*values: float, pace: float) -> Budget:
    return Budget("press to text", 100, "ms", values, pace)


def taking(*seconds: float) -> Callable[[], list[float]]:
    """A piece of work that takes these times, one after the other."""
    left = iter(seconds)
    return lambda: [next(left)]


@pytest.mark.parametrize(
    ("pace", "median", "met"),
    [
        (1.0, 99, True),
        (1.0, 101, False),  # a slow program on a usual machine
        (1.6, 159, True),  # a usual program on a slow machine
        (1.6, 161, False),  # a slow program on a slow machine
        (0.5, 99, True),  # a fast machine is asked for no more
        (0.5, 101, False),
    ],
)
def test_the_limit_grows_with_the_pace_and_never_shrinks(
    pace: float, median: float, met: bool
) -> None:
    assert budget(1, median, 900, pace=pace).met is met


def test_the_pace_is_the_median_against_the_usual() -> None:
    pace = Pace(Work(taking(0.2, 0.3, 9.0, 0.3, 0.2), usual=0.2))
    pace.measure()
    assert pace.factor == pytest.approx(1.5)


def test_no_pace_is_below_one() -> None:
    pace = Pace(Work(taking(0.1, 0.1, 0.1), usual=0.2))
    pace.measure(3)
    assert pace.factor == 1.0


def test_every_slice_counts() -> None:
    pace = Pace(Work(taking(0.2, 0.2, 0.8, 0.8, 0.8), usual=0.2))
    pace.measure(2)
    assert pace.factor == pytest.approx(1)
    pace.measure(3)
    assert pace.factor == pytest.approx(4)


@pytest.mark.parametrize("work", [START, LOAD, COMPUTE], ids=["start", "load", "compute"])
def test_a_real_piece_of_work_takes_some_time(work: Work) -> None:
    assert all(0.1 * work.usual < seconds < 60 for seconds in work.times())


def test_what_is_measured_can_not_slow_down_its_own_measure() -> None:
    pace = Pace(Work(taking(1.0), usual=1.0))
    ours = [sys.executable, "-c", "print(flush=True); input()", "desktop.reader.child"]
    with subprocess.Popen(ours, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        with pytest.raises(AssertionError, match=r"still running: .*desktop\.reader\.child"):
            pace.measure(1, patience=0.1)
        running.communicate(b"\n")
    pace.measure(1)


def test_the_table_shows_limit_pace_median_and_worst() -> None:
    _, _, met, missed = rendered(
        [budget(80, 120, 130, pace=1.25), Budget("memory", 100, "MB", (101,))]
    )
    assert " ".join(met.split()) == "press to text 100 ms 1.25 120 ms 130 ms 3 yes"
    assert " ".join(missed.split()) == "memory 100 MB 1.00 101 MB 101 MB 1 NO"
    assert "101.0 MB, at most 100 at a pace of 1.00; all: [101]" in str(
        Budget("memory", 100, "MB", (101,))
    )
