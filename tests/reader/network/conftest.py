"""One thread for small sums, and a model whose text has no end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from transformers import HunYuanVLForConditionalGeneration

from tests.tiny_hunyuan import folder


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.inference_mode():
        yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def wild() -> Any:
    """Random weights, large enough that the text has no end and no loop."""
    torch.manual_seed(3)
    model: Any = HunYuanVLForConditionalGeneration(folder.build_config(folder.build_tokenizer()))
    for name, weight in model.named_parameters():
        if "norm" not in name:
            weight.mul_(4)
    return model.eval()
