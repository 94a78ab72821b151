"""The script for a graphics card, run where there is none: on the tiny checkpoint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import gpu, gpu_report

PROGRAM = """
import sys
from tests.benchmarks import gpu
code = gpu.main()
print("Qt" if any(name.startswith("PySide6") for name in sys.modules) else "no Qt")
sys.exit(code)
"""


def test_all_parts_without_a_card_without_qt_and_offline(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--device", "cpu", "--tiny", "--out", str(out)],
        env=os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
        cwd=gpu.ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.rstrip().endswith("no Qt")
    results = json.loads(out.read_text())
    assert list(results) == list(gpu.Bench("cpu", True, tmp_path).parts())
    for said in results["exact in fp32"].values():
        assert said.startswith("0 of 16 tokens differ")
        assert said.endswith("with the draft the same")
    for seconds in results["decoding"].values():
        assert {gpu.EAGER, gpu.SDPA, gpu.OURS, gpu.DOCUMENTS, gpu.SHORTS} < set(seconds)
        assert min(seconds.values()) > 0
    for seconds in results["first tokens"].values():
        # Of a tiny model's milliseconds nothing follows: which is faster, test_speed.py measures.
        assert min(seconds[gpu.SECOND], seconds[gpu.OURS]) > 0
    assert "| ours, DFlash 8.4 (simulated) | 64 |" in done.stdout


def test_a_part_that_failed_and_one_that_was_left_out_are_said() -> None:
    told = gpu_report.rendered(
        {"decoding": {"failed": "OutOfMemoryError: 3 GiB"}, "memory": {"left out": "the time"}}
    )
    assert "### Decoding\n\n- failed: OutOfMemoryError: 3 GiB" in told
    assert "### Memory\n\n- left out: the time" in told
    assert "### Kernels\n\n- left out: it was not reached" in told
