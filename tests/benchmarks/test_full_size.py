"""HunyuanOCR at its full size, with random weights: its start, its memory, its end.

Its size is that of the model as this machine computes it. On a CPU with instructions for bf16 that
is the text part in 8 bits and the vision part in bf16, 1.5 GB; on one without, the text part as it
is stored and the vision part in fp32, 3.2 GB. The files are in the system's cache. Two times are
told:

- the load of the model, 6 s: from its files on disk to a model that can read, in a process that has
  imported its libraries; 2 s on an idle machine of two cores;
- from the start of the engine's process to its ``Ready``, 7.5 s: what the user waits for. Importing
  torch and transformers' tokenizer takes 3 s by itself, partly while the weights are read; 3.8 s on
  such a machine, and up to 6 where the files have just been written. Matrices are packed for 3 s
  more, behind it.

The peak is the process's largest resident set, pages of mapped files included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.reader.worker import ReaderOptions
from desktop.values import EngineName, Failed, FailureKind, Started, Unloaded
from tests.benchmarks.measured import keep
from tests.benchmarks.pace import COMPUTE, LOAD, paced
from tests.reader.desk import Desk
from tests.reader.kinds import render

HUNYUAN = EngineName.HUNYUAN
ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def desk(full_size_folder: Path) -> Iterator[Desk]:
    """A reader that gives the memory back after a second and a half."""
    one = Desk(ReaderOptions(HUNYUAN, str(full_size_folder), "cpu", unload_minutes=0.025))
    yield one
    one.close()


def resident(pid: int) -> dict[str, int]:
    """Bytes of the process that are in memory now and at most, by kind."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {
        name: int(rest.split()[0]) * 1024
        for name, _, rest in (line.partition(":") for line in lines)
        if name in ("VmHWM", "RssAnon", "RssFile")
    }


def computed(pid: int) -> float:
    """Seconds of processor time that the process has had, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_load_and_unload(desk: Desk) -> None:
    pace = paced(LOAD)
    seconds, peaks, ends = [], [], []
    for _ in range(3):
        began = time.monotonic()
        desk.reader.warm(HUNYUAN)
        ready = desk.ready()
        seconds.append((time.monotonic() - began) * 1000)
        pid = desk.pid(HUNYUAN)
        now = resident(pid)
        peaks.append(100 * now["VmHWM"] / ready.memory)
        print(
            f"loaded in {ready.seconds:.1f} s, {computed(pid):.1f} s of processor; "
            f"{ready.memory / 1e9:.2f} GB of model, "
            + ", ".join(f"{name} {size / 1e9:.2f} GB" for name, size in now.items())
        )
        waited = time.monotonic()
        desk.next(Unloaded)
        ends.append((time.monotonic() - waited) * 1000)
        assert not Path(f"/proc/{pid}").exists(), "the process still holds its memory"
        pace.measure()
    keep("full-size HunyuanOCR unloaded, 1.5 s of idling included", 2500, "ms", ends, pace)
    try:
        keep("full-size HunyuanOCR: peak memory of its size", 135, "%", peaks)
    finally:
        keep("full-size HunyuanOCR: start of its process to ready", 7500, "ms", seconds, pace)


LOADING = """
import sys, time
import desktop.reader.network.network
from desktop.reader.hunyuan import Hunyuan
engine = Hunyuan(sys.argv[1], "cpu")
began = time.monotonic()
engine.load()
taken = (time.monotonic() - began) * 1000
engine.network.settle()
lines = open("/proc/self/status").read().splitlines()
peak = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
print(taken, engine.memory, 100 * peak / engine.memory)
"""


def test_the_load_of_the_model(full_size_folder: Path) -> None:
    pace = paced(LOAD)
    values, peaks = [], []
    for _ in range(3):
        told = subprocess.run(
            [sys.executable, "-c", LOADING, str(full_size_folder)],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        taken, memory, peak = told.stdout.split()
        assert int(memory) > full_size_folder.joinpath("model.safetensors").stat().st_size * 0.6
        values.append(float(taken))
        peaks.append(float(peak))
        pace.measure()
    keep("full-size HunyuanOCR: peak memory of its size, packed", 135, "%", peaks)
    keep("full-size HunyuanOCR: load of the model", 6000, "ms", values, pace)


def test_a_cancel_ends_the_look_at_a_picture(desk: Desk) -> None:
    """In the middle of the vision part, which has no token yet; and no false alarm before."""
    pace = paced(COMPUTE)
    picture = render("two columns", "dejavu").shot
    desk.reader.warm(HUNYUAN)
    desk.ready()
    pid = desk.pid(HUNYUAN)
    values = []
    for _ in range(5):  # a cancel waits for the end of a layer, anywhere from its beginning
        job = desk.submit(picture, engine=HUNYUAN)
        desk.started()
        time.sleep(3.5)  # longer than a process without a pulse may live
        cancelled = time.monotonic()
        desk.reader.cancel(job)
        answer = desk.end(job)
        assert isinstance(answer, Failed)
        assert answer.kind is FailureKind.CANCELLED
        follower = desk.submit(picture, engine=HUNYUAN)
        desk.next(Started)
        values.append((desk.heard[-1][0] - cancelled) * 1000)
        desk.reader.cancel(follower)
        desk.end(follower)
        assert desk.pid(HUNYUAN) == pid, "it was killed for a hang that was none"
        os.kill(pid, 0)
    desk.close()
    keep("cancel to full-size HunyuanOCR free", 100, "ms", values, pace)
