"""The draft's own forward against the makers' formula, written with transformers' Qwen3 parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import HunYuanVLForConditionalGeneration, Qwen3Config

from desktop.reader.network.draft import Draft
from tests.reader.network import small
from tests.tiny_hunyuan.dflash import Dflash
from tests.tiny_hunyuan.folder import build_config, build_tokenizer

HIDDEN = 160


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def target() -> Any:
    torch.manual_seed(3)
    model: Any = HunYuanVLForConditionalGeneration(build_config(build_tokenizer()))
    return model.eval().requires_grad_(False)


@dataclass
class Pair:
    """The reference and ours, with the same random weights."""

    target: Any
    reference: Dflash
    draft: Draft

    def expected(self, taps: Tensor, last: int) -> Tensor:
        """The reference's logits after taps [n, layers * hidden]."""
        block = torch.full((1, self.draft.block), self.draft.mask_token)
        block[0, 0] = last
        embedded = self.target.get_input_embeddings()(block)
        places = torch.arange(len(taps) + self.draft.block)[None]
        with torch.no_grad():
            hidden = self.reference(taps[None], embedded, places)
            logits: Tensor = self.target.lm_head(hidden[0, 1:])
        return logits


def settings(taps: tuple[int, ...] = (0, 2), layers: int = 3, theta: float = 1e4) -> dict[str, Any]:
    """A configuration as the public folder has it."""
    return {
        "model_type": "qwen3",
        "hidden_size": HIDDEN,
        "intermediate_size": 192,
        "num_hidden_layers": layers,
        "num_attention_heads": 6,
        "num_key_value_heads": 3,
        "head_dim": 32,
        "rms_norm_eps": 1e-5,
        "rope_parameters": {"rope_type": "default", "rope_theta": theta},
        "hidden_act": "silu",
        "attention_bias": False,
        "block_size": 8,
        "dflash_config": {"mask_token_id": 9, "target_layer_ids": list(taps)},
    }


def pair(target: Any, seed: int, **changed: Any) -> Pair:
    """Weights large enough that nothing is nearly the same by chance."""
    config = settings(**changed)
    torch.manual_seed(seed)
    reference = Dflash(Qwen3Config(**config)).requires_grad_(False)
    for name, weight in reference.named_parameters():
        weight.copy_(torch.rand_like(weight) + 0.5 if "norm" in name else weight * 3)
    draft = Draft(reference.state_dict(), config, small.text_of(target))
    draft.reserve(100)
    return Pair(target, reference, draft)


def taps_of(draft: Draft, rows: Tensor) -> list[Tensor]:
    """Rows [n, layers * hidden] as the list that ``follow`` takes."""
    return list(rows.split(HIDDEN, -1))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("length", [1, 2, 7, 40])
def test_it_is_the_makers_formula(target: Any, seed: int, length: int) -> None:
    both = pair(target, seed)
    rows = torch.randn(length, 2 * HIDDEN)
    both.draft.follow(taps_of(both.draft, rows), slice(0, length))
    found = both.draft.logits(torch.tensor([20 + seed]), length)
    torch.testing.assert_close(found, both.expected(rows, 20 + seed), rtol=1e-4, atol=1e-4)
    proposed = both.draft.propose(torch.tensor([20 + seed]), length)
    assert proposed.tolist() == found.argmax(-1).tolist()


def test_the_context_grows_round_by_round(target: Any) -> None:
    """As in decoding: a whole block is followed, of which the later rows turn out wrong."""
    both = pair(target, 5)
    rows = torch.randn(60, 2 * HIDDEN)
    both.draft.follow(taps_of(both.draft, rows[:9]), slice(0, 9))
    at = 9
    for accepted in (1, 8, 3, 5, 2, 8):
        both.draft.propose(torch.tensor([11]), at)
        block = torch.cat((rows[at : at + accepted], torch.randn(8 - accepted, 2 * HIDDEN)))
        both.draft.follow(taps_of(both.draft, block), slice(at, at + 8))
        at += accepted
        found = both.draft.logits(torch.tensor([30]), at)
        torch.testing.assert_close(found, both.expected(rows[:at], 30), rtol=1e-4, atol=1e-4)


def test_positions_on_the_device_give_the_same(target: Any) -> None:
    both = pair(target, 6)
    draft = both.draft
    rows = torch.randn(30, 2 * HIDDEN)
    draft.follow(taps_of(draft, rows), torch.arange(30))
    # What an earlier text left behind, and what nothing was ever written to, must not be seen.
    draft.cache.keys[:, :, 30:] = 3.0
    draft.cache.values[:, :, 30:] = 50.0
    expected = both.expected(rows, 12)
    for length in (64, draft.cache.size, None):
        found = draft.logits(torch.tensor([12]), torch.tensor([30]), length)
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_the_cache_grows_and_keeps_what_it_holds(target: Any) -> None:
    both = pair(target, 7)
    rows = torch.randn(30, 2 * HIDDEN)
    both.draft.follow(taps_of(both.draft, rows), slice(0, 30))
    before = both.draft.cache.size
    assert both.draft.reserve(before + 1)
    assert not both.draft.reserve(before + 1)
    found = both.draft.logits(torch.tensor([12]), 30)
    torch.testing.assert_close(found, both.expected(rows, 12), rtol=1e-4, atol=1e-4)
    rows = torch.randn(before + 1 - 8, 2 * HIDDEN)
    both.draft.follow(taps_of(both.draft, rows), slice(0, len(rows)))
    found = both.draft.logits(torch.tensor([12]), len(rows))
    torch.testing.assert_close(found, both.expected(rows, 12), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("taps", [(0,), (2, 0, 1)])
def test_the_taps_are_taken_in_their_order(target: Any, taps: tuple[int, ...]) -> None:
    both = pair(target, 8, taps=taps, layers=1)
    assert both.draft.taps == taps
    rows = torch.randn(12, len(taps) * HIDDEN)
    both.draft.follow(taps_of(both.draft, rows), slice(0, 12))
    found = both.draft.logits(torch.tensor([12]), 12)
    torch.testing.assert_close(found, both.expected(rows, 12), rtol=1e-4, atol=1e-4)


def test_older_files_say_the_base_of_the_positions_in_another_place(target: Any) -> None:
    both = pair(target, 9, theta=300.0)
    rows = torch.randn(12, 2 * HIDDEN)
    older = settings(theta=300.0)
    del older["rope_parameters"]
    older |= {"rope_theta": 300.0, "rope_scaling": None}
    draft = Draft(both.reference.state_dict(), older, small.text_of(target))
    draft.reserve(20)
    draft.follow(taps_of(draft, rows), slice(0, 12))
    found = draft.logits(torch.tensor([12]), 12)
    torch.testing.assert_close(found, both.expected(rows, 12), rtol=1e-4, atol=1e-4)


def test_in_8_bits_it_is_nearly_the_same(target: Any) -> None:
    both = pair(target, 10)
    rows = torch.randn(20, 2 * HIDDEN)
    draft = Draft(small.rounded(both.reference.state_dict()), settings(), small.text_of(target))
    draft.reserve(100)
    draft.follow(taps_of(draft, rows), slice(0, 20))
    found, expected = draft.logits(torch.tensor([12]), 20), both.expected(rows, 12)
    likeness = torch.nn.functional.cosine_similarity(found, expected)
    assert likeness.min() > 0.99
    assert not torch.equal(found, expected)


@pytest.mark.parametrize(
    "change",
    [
        {"hidden_size": 128},
        {"block_size": 1},
        {"dflash_config": {"mask_token_id": 9, "target_layer_ids": [0, 3]}},
        {"dflash_config": {"mask_token_id": 9, "target_layer_ids": []}},
        {"dflash_config": {"mask_token_id": 100_000, "target_layer_ids": [0, 2]}},
        {"attention_bias": True},
        {"hidden_act": "gelu"},
        {"num_key_value_heads": 6},
        {"intermediate_size": 100},
        {"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e4}},
    ],
)
def test_a_draft_that_does_not_fit_is_refused(target: Any, change: dict[str, Any]) -> None:
    both = pair(target, 1)
    with pytest.raises(ValueError, match=r"\w"):
        Draft(both.reference.state_dict(), settings() | change, small.text_of(target))


@pytest.mark.parametrize("name", ["fc.weight", "layers.2.self_attn.k_norm.weight"])
def test_a_missing_weight_is_named(target: Any, name: str) -> None:
    weights = pair(target, 1).reference.state_dict()
    del weights[name]
    with pytest.raises(KeyError, match=name):
        Draft(weights, settings(), small.text_of(target))


def test_nothing_waits_for_the_host(target: Any) -> None:
    """Tensors without numbers: reading one, or one of another device, would raise."""
    weights = {
        name: value.to("meta") for name, value in pair(target, 2).reference.named_parameters()
    }
    draft = Draft(weights, settings(), small.text_of(target, device="meta"))
    draft.reserve(100)
    with torch.device("meta"):
        taps, places = taps_of(draft, torch.randn(8, 2 * HIDDEN)), torch.arange(8)
        last, at = torch.tensor([12]), torch.tensor([30])
    draft.follow(taps, places)
    assert draft.propose(last, at, 64).is_meta
    with pytest.raises(RuntimeError, match="meta"):
        at.item()
