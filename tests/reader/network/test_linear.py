"""Matrices as they are stored and in 8 bits."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from desktop.reader.network.linear import Int8, Linear, chosen
from desktop.reader.network.precision import alike, on_cpu
from desktop.reader.weights import Weights

FULL = alike(torch.float32)
ROWS = (1, 2, 5, 16, 17, 300)


def stored(folder: Path, **tensors: torch.Tensor) -> Path:
    save_file(tensors, folder / "model.safetensors")
    return folder


def in_8_bits(folder: Path, weight: torch.Tensor) -> Int8:
    """The weight, rounded by the loader."""
    stored(folder, **{"model.embed_tokens.weight": weight})
    (rounded,) = Weights(folder, FULL, "cpu", int8=True).wait().values()
    assert isinstance(rounded, Int8)
    return rounded


@pytest.mark.parametrize("count", ROWS)
def test_as_stored_it_is_the_product(count: int) -> None:
    torch.manual_seed(1)
    weight, rows = torch.randn(70, 64), torch.randn(count, 64)
    torch.testing.assert_close(Linear(weight, FULL)(rows), rows @ weight.t())


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("count", ROWS)
def test_in_8_bits_it_is_within_a_hair_of_it(
    tmp_path: Path, count: int, dtype: torch.dtype
) -> None:
    torch.manual_seed(1)
    weight, rows = torch.randn(2100, 64), torch.randn(count, 64).to(dtype)
    weight[3], weight[4] = 0, weight[4] * 1e-6
    product = Linear(in_8_bits(tmp_path, weight), alike(dtype))(rows)
    assert product.dtype == torch.bfloat16
    expected = rows.float() @ weight.t()
    error = product.float() - expected
    assert float(error.norm() / expected.norm()) < 0.01
    most = rows.float().norm() * weight[4].norm()
    assert float(error[:, 4].norm() / most) < 0.01, "a row of small weights has its own scale"
    assert not product[:, 3].any()


@pytest.mark.parametrize("many", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("count", ROWS)
def test_weights_in_bf16_give_the_product_of_them_rounded_once(
    count: int, many: torch.dtype
) -> None:
    """As a CPU keeps them: however many rows, and whatever they are multiplied in."""
    torch.manual_seed(1)
    weight, rows = torch.randn(4100, 64).bfloat16(), torch.randn(count, 64)
    product = Linear(weight, on_cpu(many))(rows)
    expected = rows.bfloat16().float() @ weight.float().t()
    assert product.dtype == torch.bfloat16
    torch.testing.assert_close(product.float(), expected, rtol=2**-8, atol=1e-4)


@pytest.mark.parametrize("count", [2, 9, 15, 16])
def test_a_block_through_the_head_is_what_each_of_its_rows_would_be(
    tmp_path: Path, count: int
) -> None:
    """As large a matrix takes another way for a block, with the same roundings."""
    torch.manual_seed(4)
    weight, rows = torch.randn(40000, 64), torch.randn(count, 64)
    halves = Linear(weight.bfloat16(), on_cpu(torch.float32))
    for linear in (Linear(weight, FULL), Linear(in_8_bits(tmp_path, weight), FULL), halves):
        alone = torch.cat([linear(row[None]) for row in rows])
        block = linear(rows)
        different = (block.float() - alone.float()).abs() > 1e-4
        # In 8 bits a sum made in another order may fall to the next bf16.
        assert float(different.float().mean()) < 0.001
        assert torch.allclose(block, alone, rtol=2**-7, atol=1e-2)


def test_rounding_moves_no_weight_by_more_than_half_a_step(tmp_path: Path) -> None:
    torch.manual_seed(2)
    weight = torch.randn(40, 512)
    rounded = in_8_bits(tmp_path, weight)
    scales = rounded.scales.float()
    steps = weight / scales[:, None]
    assert float((steps - rounded.values).abs().max()) <= 0.5001
    assert bool((rounded.values.abs().amax(1) >= 126).all()), "a step is wasted"
    assert rounded.nbytes == 40 * 512 + 40 * 2


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32], ids=str)
def test_what_is_stored_in_another_precision_is_rounded_alike(
    tmp_path: Path, dtype: torch.dtype
) -> None:
    weight = (torch.arange(-64.0, 64).reshape(2, 64) / 64).to(dtype)
    rounded = in_8_bits(tmp_path, weight)
    back = rounded.values * rounded.scales.float()[:, None]
    torch.testing.assert_close(back, weight.float(), rtol=0, atol=0.005)


def test_an_embedding_takes_rows_of_either(tmp_path: Path) -> None:
    torch.manual_seed(3)
    weight, places = torch.randn(50, 32), torch.tensor([7, 0, 7, 49])
    assert torch.equal(chosen(weight, places, torch.float32), weight[places])
    near = chosen(in_8_bits(tmp_path, weight), places, torch.float32)
    torch.testing.assert_close(near, weight[places], rtol=0, atol=0.03)


def test_rows_are_the_same_alone_and_among_many_but_for_the_order_of_sums(tmp_path: Path) -> None:
    """A prompt reads the same whether its picture was known before or not."""
    torch.manual_seed(5)
    linear = Linear(in_8_bits(tmp_path, torch.randn(96, 128)), FULL)
    rows = torch.randn(40, 128)
    few = torch.cat([linear(rows[:8]), linear(rows[8:20]), linear(rows[20:])])
    torch.testing.assert_close(linear(rows), few, rtol=2**-7, atol=1e-3)
    assert float((linear(rows) == few).float().mean()) > 0.99


def test_the_rows_of_a_block_are_those_of_single_tokens(tmp_path: Path) -> None:
    """What a verified block computes is what the plain loop would have computed, in fp32."""
    torch.manual_seed(4)
    linear = Linear(in_8_bits(tmp_path, torch.randn(96, 128)), FULL)
    rows = torch.randn(16, 128)
    singles = torch.cat([linear(row[None]) for row in rows])
    assert torch.equal(linear(rows), singles)


@pytest.mark.parametrize("columns", [4, 33, 36, 100])
def test_a_matrix_that_the_kernel_refuses_stays_as_it_is(tmp_path: Path, columns: int) -> None:
    stored(tmp_path, **{"model.embed_tokens.weight": torch.randn(8, columns)})
    (weight,) = Weights(tmp_path, FULL, "cpu", int8=True).wait().values()
    assert isinstance(weight, torch.Tensor)
