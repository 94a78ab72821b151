"""The norm beside torch's own."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from desktop.reader.network.norm import Rms


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("size", [1, 4.5e-4, 3000], ids=["usual", "near-epsilon", "large"])
def test_it_is_torch_own(dtype: torch.dtype, size: float) -> None:
    torch.manual_seed(1)
    rows, weight = (size * torch.randn(3, 128)).to(dtype), torch.randn(128).to(dtype)
    expected = functional.rms_norm(rows, (128,), weight, 1e-5)
    torch.testing.assert_close(Rms(weight, 1e-5)(rows), expected)


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
