"""FBGEMM's matrices: what they multiply to, and how they are packed."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
import torch
from torch import Tensor

from desktop.reader.hunyuan import UNPACKED, Hunyuan
from desktop.reader.network.linear import Linear
from desktop.reader.network.packed import Packed, Packing, Packs, can_pack
from desktop.reader.network.precision import alike, on_cpu
from desktop.values import Read, Task
from tests.reader.kinds import shot
from tests.reader.misbehaving import Stop
from tests.tiny_hunyuan.render import draw

CHECKPOINT = Path(__file__).resolve().parents[2] / "tiny_hunyuan" / "checkpoint"

pytestmark = pytest.mark.skipif(not can_pack(), reason="a processor without FBGEMM")

PROCESSOR = on_cpu(torch.float32)


@pytest.mark.parametrize("count", [1, 2, 16, 17, 300])
@pytest.mark.parametrize("height", [70, 9000], ids=["one part", "two parts"])
def test_it_is_the_product_with_the_weights_as_stored(count: int, height: int) -> None:
    torch.manual_seed(1)
    weight, rows = torch.randn(height, 96).bfloat16(), torch.randn(count, 96)
    product = Packed(weight)(rows)
    assert product.dtype == torch.float32
    torch.testing.assert_close(product, rows @ weight.float().t(), rtol=1e-5, atol=1e-4)
    assert torch.equal(Packed(weight)(rows.bfloat16()), Packed(weight)(rows.bfloat16().float()))


def test_no_weight_moves_by_more_than_fp16_leaves_out() -> None:
    """Above 0.00006 a bf16 has the same value in fp16."""
    exponents = torch.arange(-40, 15).float()
    weight = (1.1640625 * 2.0**exponents).bfloat16()
    seen = Packed(torch.diag(weight))(torch.eye(len(weight))).diag()
    moved = (seen - weight.float()).abs()
    assert not moved[weight.float() > 6.2e-5].any()
    assert float(moved.max()) <= 3e-8


def test_only_bf16_on_a_processor_that_computes_in_fp32_is_packed() -> None:
    weight = torch.randn(64, 96)
    assert Linear(weight.bfloat16(), PROCESSOR).packs
    assert not Linear(weight, alike(torch.float32)).packs
    assert not Linear(weight.bfloat16(), alike(torch.bfloat16)).packs
    assert not Linear(weight.bfloat16(), on_cpu(torch.bfloat16)).packs
    assert not Linear(weight.bfloat16().to("meta"), PROCESSOR).packs


def test_a_matrix_is_the_same_before_and_after_but_for_its_rounding() -> None:
    torch.manual_seed(2)
    linear, rows = Linear(torch.randn(80, 96).bfloat16(), PROCESSOR), torch.randn(3, 96)
    before = linear(rows)
    packed(linear).wait()
    assert not linear.packs
    after = linear(rows)
    assert (before.dtype, after.dtype) == (torch.bfloat16, torch.float32)
    torch.testing.assert_close(after, before.float(), rtol=2**-6, atol=0.2)


def packed(*matrices: Packs) -> Packing:
    made = Packing()
    made.add(matrices)
    return made


class Slow:
    def __init__(self) -> None:
        self.may_end, self.packed = threading.Event(), False

    def pack(self) -> None:
        self.packed = self.may_end.wait(20)


def test_who_waits_may_leave_and_packing_goes_on() -> None:
    slow, looks = Slow(), 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            raise InterruptedError

    packing = packed(slow)
    try:
        with pytest.raises(InterruptedError):
            packing.wait(check)
    finally:
        slow.may_end.set()
    packing.wait()
    assert slow.packed


def test_what_is_added_while_others_are_packed_is_packed_behind_them() -> None:
    first, linear = Slow(), Linear(torch.randn(8, 32).bfloat16(), PROCESSOR)
    packing = packed(first)
    packing.add([linear])
    waits = linear.packs
    first.may_end.set()
    packing.wait()
    assert waits
    assert first.packed
    assert not linear.packs
    packing.add([late := Linear(torch.randn(8, 32).bfloat16(), PROCESSOR)])
    packing.wait()
    assert not late.packs


@pytest.mark.parametrize("error", [MemoryError, RuntimeError])
def test_what_can_not_be_packed_stays_as_it_is(error: type[Exception]) -> None:
    class Broken:
        def pack(self) -> None:
            raise error

    linear = Linear(torch.ones(8, 32).bfloat16(), PROCESSOR)
    packing = packed(Broken(), Broken())
    packing.add([linear])
    packing.wait()
    assert packing.failed
    assert linear.packs
    assert linear(torch.ones(1, 32)).tolist() == [[32.0] * 8]


def test_what_stays_slow_reads_the_same_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Packed, _weight: Tensor) -> None:
        raise MemoryError

    readings = []
    for breaks in (False, True):
        if breaks:
            monkeypatch.setattr(Packed, "__init__", full)
        engine = Hunyuan(str(CHECKPOINT), "cpu", "full")
        engine.load()
        picture = Read(1, shot(draw("harbour").image), Task())
        readings.append(engine.read(picture, lambda _: None, Stop()))
    quick, slow = readings
    assert quick.text == slow.text == "harbour"
    assert UNPACKED not in quick.notes
    assert UNPACKED in slow.notes


ENDING = """
import torch
from desktop.reader.network.linear import Linear
from desktop.reader.network.packed import Packing
from desktop.reader.network.precision import on_cpu
packing = Packing()
packing.add([Linear(torch.ones(30000, 1024).bfloat16(), on_cpu(torch.float32)) for _ in range(9)])
print("begun", flush=True)
"""


def test_a_process_that_ends_amid_it_ends_well_and_soon() -> None:
    """All of it would take more than a second of each thread."""
    told = subprocess.run(
        [sys.executable, "-c", ENDING], capture_output=True, text=True, timeout=60
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "begun\n", "")
