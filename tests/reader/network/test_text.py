"""The text part computes what transformers' own does, whichever way its positions are given."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import Any

import pytest
import torch
from torch import Tensor

from desktop.reader.network.cache import STEPS, step
from desktop.reader.network.graphs import device_step
from desktop.reader.network.names import is_text_matrix, joined, published
from desktop.reader.network.plain import Mailbox, plain
from desktop.reader.network.precision import alike
from desktop.reader.network.prompt import positions
from desktop.reader.network.text import Text
from tests.reader.network import small

LENGTH = 40


def some(model: Any, length: int = LENGTH) -> Tensor:
    generator = torch.Generator().manual_seed(length)
    return torch.randint(10, model.config.text_config.vocab_size, (length,), generator=generator)


def prompt(model: Any, tokens: Tensor) -> small.Prompted:
    return small.prompted(model, {"input_ids": tokens[None]})


def generated(model: Any, tokens: Tensor, count: int) -> list[int]:
    output = model.generate(
        input_ids=tokens[None],
        attention_mask=torch.ones(1, len(tokens)),
        max_new_tokens=count,
        eos_token_id=10**6,
        do_sample=False,
        repetition_penalty=1.08,
    )
    written: list[int] = output[0, len(tokens) :].tolist()
    return written


def test_every_layer_gives_what_the_reference_gives(wild: Any) -> None:
    tokens = some(wild)
    text = small.text_of(wild)
    writer = small.writer_of(text, wild)
    writer.reserve(LENGTH)
    rows = slice(0, LENGTH)
    hidden, taps = text.forward(
        text.embed(tokens), writer.rotary.text(rows), writer.cache, rows, (2, 0, 1)
    )
    expected = wild.model.language_model(input_ids=tokens[None], output_hidden_states=True)
    assert len(taps) == text.layers == 3
    for layer, mine in zip((2, 0, 1), taps, strict=True):
        if layer < 2:  # the last one is given after the norm
            theirs = expected.hidden_states[layer + 1][0]
            torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(hidden, expected.last_hidden_state[0], rtol=1e-4, atol=1e-4)
    logits = wild.lm_head(expected.last_hidden_state)[0]
    torch.testing.assert_close(text.logits(hidden), logits, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("length", "count"),
    [(3, 60), (LENGTH, 300), *((size - 8, 16) for size in STEPS[:3])],
)
def test_it_writes_the_reference_tokens_with_positions_on_host_and_device(
    wild: Any, length: int, count: int
) -> None:
    """Short and long ones, and over the steps of the cache from one size to the next."""
    tokens = some(wild, length)
    expected = generated(wild, tokens, count)
    host, device = (small.writer_of(small.text_of(wild), wild) for _ in range(2))
    for writer in (host, device):
        small.begin(writer, prompt(wild, tokens))
    written = [
        token for lot in islice(plain(host, Mailbox(torch.device("cpu"))), count) for token in lot
    ]
    assert written == expected
    place, on_device = torch.tensor([device.place]), []
    for number in range(count):
        on_device.append(int(device.token))
        device.reserve(length + number + 1)
        device_step(device, place, step(length + number + 1))
    assert on_device == expected


def test_a_prompt_in_two_pieces_is_the_same_prompt(wild: Any) -> None:
    tokens = some(wild, 90)
    whole, pieces = (small.writer_of(small.text_of(wild), wild) for _ in range(2))
    results = []
    for writer, cuts in ((whole, [0, 90]), (pieces, [0, 50, 53, 90])):
        writer.reserve(90)
        for start, stop in pairwise(cuts):
            rows = slice(start, stop)
            hidden, _ = writer.text.forward(
                writer.text.embed(tokens[rows]), writer.rotary.text(rows), writer.cache, rows
            )
        results.append(hidden[-1])
    torch.testing.assert_close(*results, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("start", [0, LENGTH - 8], ids=["whole", "second piece"])
def test_where_only_the_last_rows_are_wanted_they_are_the_same(wild: Any, start: int) -> None:
    tokens, text = some(wild), small.text_of(wild)
    ends, kept = [], []
    for tail in (None, 1):
        writer = small.writer_of(text, wild)
        writer.reserve(LENGTH)
        for rows in (slice(0, start), slice(start, LENGTH)):
            if rows.stop:
                end, taps = text.forward(
                    text.embed(tokens[rows]),
                    writer.rotary.text(rows),
                    writer.cache,
                    rows,
                    (1,),
                    tail=tail,
                )
        assert len(taps[0]) == LENGTH - start
        ends.append(end[-1:])
        kept.append(writer.cache.keys)
    assert len(end) == 1
    torch.testing.assert_close(ends[1], ends[0], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(kept[1], kept[0], rtol=1e-4, atol=1e-5)


def test_a_tapped_last_layer_is_whole(wild: Any) -> None:
    tokens, text = some(wild), small.text_of(wild)
    writer = small.writer_of(text, wild)
    writer.reserve(LENGTH)
    rows = slice(0, LENGTH)
    turn = writer.rotary.text(rows)
    end, taps = text.forward(text.embed(tokens), turn, writer.cache, rows, (2,), tail=1)
    assert (len(end), len(taps[0])) == (1, LENGTH)


def test_a_check_between_layers_ends_the_work(wild: Any) -> None:
    text = small.text_of(wild)
    writer = small.writer_of(text, wild)
    writer.reserve(4)
    asked = iter([None, None])
    with pytest.raises(StopIteration):
        text.forward(
            text.embed(some(wild, 4)),
            writer.rotary.text(slice(0, 4)),
            writer.cache,
            slice(0, 4),
            check=lambda: next(asked),
        )


@pytest.mark.parametrize("broken", ["missing", "misshapen"])
def test_weights_that_do_not_fit_are_named(wild: Any, broken: str) -> None:
    weights = {joined(published(name))[0]: value for name, value in wild.state_dict().items()}
    # Query, key and value aren't joined here, so the first matrix of a layer is the wrong one.
    if broken == "missing":
        del weights["model.norm.weight"]
    else:
        weights["model.norm.weight"] = torch.ones(7)
    with pytest.raises((KeyError, ValueError), match=r"model\.norm\.weight"):
        Text(weights, wild.config.text_config, alike(torch.float32))


def test_names_that_transformers_gives_are_the_published_ones(wild: Any) -> None:
    names = {published(name) for name in wild.state_dict()}
    assert "vit.perceive.proj.2.bias" in names
    assert "vit.layers.3.mlp.dense_4h_to_h.weight" in names
    assert "vit.layers.0.input_layernorm.bias" in names
    assert "model.layers.2.self_attn.q_proj.weight" in names
    assert all(published(name) == name for name in names)
    assert joined("model.layers.2.self_attn.v_proj.weight") == (
        "model.layers.2.self_attn.qkv_proj.weight",
        2,
    )
    matrices = {joined(name)[0] for name in names if is_text_matrix(name)}
    assert len(matrices) == 3 * 4 + 2, "four matrices a layer, the embedding and the head"


def test_positions_of_a_picture_are_the_references(wild: Any) -> None:
    image, before, rows, columns = wild.config.image_token_id, 3, 2, 5
    inside = rows * (columns + 1) + 2
    ids = torch.tensor([[*range(20, 20 + before), *[image] * inside, 30, 31]])
    expected, _ = wild.model.get_rope_index(
        ids, (ids == image).int(), torch.tensor([[1, 2 * rows, 2 * columns]])
    )
    mine = positions(4, before, rows, columns)
    assert torch.equal(mine, expected[:, 0, : before + inside])
