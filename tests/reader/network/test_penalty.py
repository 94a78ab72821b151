"""The repetition penalty is transformers' own, bit for bit."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import RepetitionPenaltyLogitsProcessor

from desktop.reader.network.penalty import Penalty

VOCABULARY = 12
TOKENS = st.lists(st.integers(0, VOCABULARY - 1), min_size=1, max_size=9)


def reference(history: list[int], logits: torch.Tensor) -> torch.Tensor:
    processor = RepetitionPenaltyLogitsProcessor(1.08)
    scores: torch.Tensor = processor(torch.tensor([history]), logits[None].clone())[0]
    return scores


@given(prompt=TOKENS, written=TOKENS, seed=st.integers(0, 9))
@settings(deadline=None)
def test_a_token_after_what_was_there(prompt: list[int], written: list[int], seed: int) -> None:
    logits = torch.randn(1, VOCABULARY, generator=torch.Generator().manual_seed(seed))
    penalty = Penalty(1.08, VOCABULARY, "cpu")
    penalty.add(torch.tensor([3]))  # of a text before
    penalty.begin(torch.tensor(prompt))
    for token in written:
        penalty.add(torch.tensor([token]))
    assert torch.equal(penalty.scores(logits)[0], reference(prompt + written, logits[0]))


@given(prompt=TOKENS, block=TOKENS, seed=st.integers(0, 9))
@settings(deadline=None)
def test_each_row_of_a_block_counts_what_stands_before_it(
    prompt: list[int], block: list[int], seed: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(len(block), VOCABULARY, generator=generator)
    penalty = Penalty(1.08, VOCABULARY, "cpu")
    penalty.begin(torch.tensor(prompt))
    seen = penalty.seen.clone()
    scores = penalty.scores(logits, torch.tensor(block))
    for row in range(len(block)):
        expected = reference(prompt + block[: row + 1], logits[row])
        assert torch.equal(scores[row], expected)
    assert torch.equal(penalty.seen, seen), "what is only guessed isn't counted"
