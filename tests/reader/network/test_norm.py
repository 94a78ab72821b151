"""The norm beside its formula."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from desktop.reader.network.norm import Rms


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("size", [1, 4.5e-4, 3000], ids=["usual", "near-epsilon", "large"])
def test_it_is_the_formula(dtype: torch.dtype, size: float) -> None:
    torch.manual_seed(1)
    rows, weight = (size * torch.randn(3, 128)).to(dtype), torch.randn(128).to(dtype)
    wide = rows.double()
    expected = wide / (wide.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt() * weight.double()
    tolerance = 2**-7 if dtype == torch.bfloat16 else 1e-5
    found = Rms(weight, 1e-5)(rows)
    assert found.dtype == dtype
    torch.testing.assert_close(found.double(), expected, rtol=tolerance, atol=1e-6)


def test_each_head_has_a_weight_of_its_own_and_zeros_stay_zeros() -> None:
    torch.manual_seed(2)
    rows, weight = torch.randn(5, 3, 64), torch.randn(3, 64)
    rows[1, 2] = 0
    before = rows.clone()
    normed = Rms(weight, 1e-5)(rows)
    expected = functional.rms_norm(rows, (64,), None, 1e-5) * weight
    torch.testing.assert_close(normed, expected)
    assert not normed[1, 2].any()
    assert torch.equal(rows, before)
