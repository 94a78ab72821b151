"""Fewer bits: what they may change, counted on captures that the tiny checkpoint reads.

Both sides are given the same text so far and name the next token; so one difference doesn't make
all that follow differ.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import Tensor
from transformers import AutoProcessor, HunYuanVLForConditionalGeneration

from desktop.reader.canvas import parts
from desktop.reader.network.network import Network
from desktop.reader.network.precision import Precision, alike, on_cpu
from desktop.reader.network.speculative import Pace
from desktop.reader.weights import Weights
from desktop.tasks import prompt
from desktop.values import Task
from tests.reader.kinds import shot
from tests.tiny_hunyuan.render import VOCABULARY, draw

CHECKPOINT = Path(__file__).resolve().parents[2] / "tiny_hunyuan" / "checkpoint"
WORDS = ("harbour", "silver", "bridge", "window 100", "green", "water", "stone", "market", "music")
CAPTURES = 110
MOST = 32


Texts = list[tuple[Image.Image, str, list[int], Tensor]]
"""Captures, what was asked of them, what was written in bf16 but for the end token, and what it
names after each part of that."""


def network(precision: Precision, int8: bool = False) -> Network:
    made = Network(CHECKPOINT)
    made.fill(Weights(CHECKPOINT, precision, "cpu", int8).wait(), precision, "cpu")
    return made


def captures() -> Iterator[tuple[Image.Image, str]]:
    """Lines to read and to translate, in the sizes and margins that the checkpoint knows."""
    chance = random.Random(11)
    for number in range(CAPTURES):
        translated = number % 4 == 3
        known = tuple(VOCABULARY) if translated else WORDS
        words = " ".join(chance.sample(known, chance.choice((1, 2))))
        margins = tuple(chance.randint(6, 20) for _ in range(4))
        image = draw(words, px=chance.randint(20, 32), margins=margins).image  # type: ignore[arg-type]
        (part,) = parts(shot(image))
        yield part.image, prompt(Task("translate", "en") if translated else Task("read"))


def written(made: Network, image: Image.Image, asked: str, drafted: bool = False) -> list[int]:
    """What it writes, its end token included."""
    tokens: list[int] = []
    for lot in made.tokens(image, asked, made.most, lambda: None, drafted=drafted):
        for token in lot:
            tokens.append(token)
            if token in made.stops or len(tokens) == MOST:
                return tokens
    raise AssertionError("the lots ended")


def scores(made: Network, image: Image.Image, asked: str, tokens: list[int]) -> Tensor:
    """How it rates what follows each part of ``tokens``: [n, vocabulary]."""
    (first,) = next(made.tokens(image, asked, made.most, lambda: None, drafted=False))
    start = made._writer.place
    made._writer.penalty.seen[first] = first in made._prompts.of(asked).after
    block = torch.tensor(tokens)
    rows = slice(start, start + len(tokens))
    hidden, _ = made.text.forward(made.text.embed(block), made._rotary.text(rows), made.cache, rows)
    return made._penalty.scores(made.text.logits(hidden), block)


@pytest.fixture(scope="module")
def reference(one_thread: None) -> Network:
    return network(alike(torch.bfloat16))


@pytest.fixture(scope="module")
def texts(reference: Network) -> Texts:
    written_of = ((image, asked, written(reference, image, asked)) for image, asked in captures())
    found = [
        (image, asked, tokens[:-1], scores(reference, image, asked, tokens[:-1]).argmax(-1))
        for image, asked, tokens in written_of
        if len(tokens) > 1
    ]
    assert sum(len(tokens) for _, _, tokens, _ in found) > 1000
    return found


@pytest.mark.parametrize("many", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("int8", [True, False], ids=["int8", "bf16"])
def test_a_processor_names_the_tokens_of_bf16(texts: Texts, int8: bool, many: torch.dtype) -> None:
    """The matrices in 8 bits or as stored; with instructions for bf16 or without."""
    processor = network(on_cpu(many), int8)
    same = count = 0
    for image, asked, tokens, expected in texts:
        found = scores(processor, image, asked, tokens).argmax(-1)
        same += int((expected == found).sum())
        count += len(tokens)
    kept = "8 bits" if int8 else "bf16"
    share = f"{same} of {count} tokens as in bf16, {100 * same / count:.2f} %"
    print(f"weights of {kept}, many rows in {many}: {share}")
    assert same / count >= 0.995


@pytest.mark.parametrize("int8", [True, False], ids=["int8", "bf16"])
def test_a_processor_writes_the_same_with_the_draft(texts: Texts, int8: bool) -> None:
    precision = on_cpu(torch.float32)
    made = network(precision, int8)
    config = json.loads((CHECKPOINT / "dflash" / "config.json").read_text())
    made.assist(Weights(CHECKPOINT / "dflash", precision, "cpu", int8).wait(), config)
    made._pace = Pace(1.0)  # rounds from the first token on
    for image, asked, *_ in texts[:8]:
        assert written(made, image, asked, drafted=True) == written(made, image, asked)


def test_bf16_differs_from_transformers_only_where_two_tokens_are_as_likely(texts: Texts) -> None:
    """Against transformers' own model in bf16, with a pass over the whole text."""
    models: Any = HunYuanVLForConditionalGeneration
    model = models.from_pretrained(CHECKPOINT, dtype=torch.bfloat16).eval()
    processors: Any = AutoProcessor
    processor = processors.from_pretrained(CHECKPOINT, backend="pil")
    differ = count = 0
    for image, asked, tokens, found in texts:
        expected = referred(model, processor, image, asked, tokens)
        count += len(tokens)
        for row in (expected.argmax(-1) != found).nonzero().flatten().tolist():
            differ += 1
            first, second = expected[row].topk(2).values.tolist()
            # A bf16 has 8 bits: sums of that size are rounded to steps of 1/128 of it.
            assert first - second <= abs(first) / 32, (row, first, second)
    print(f"bf16: {differ} of {count} tokens differ from transformers' in bf16")
    assert differ <= 0.01 * count


def referred(
    model: Any, processor: Any, image: Image.Image, asked: str, tokens: list[int]
) -> Tensor:
    """The reference's scores after each part of ``tokens``, with the penalty."""
    content = [{"type": "image", "image": image}, {"type": "text", "text": asked}]
    messages = [{"role": "system", "content": ""}, {"role": "user", "content": content}]
    layout = processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    inputs = processor(text=[layout], images=[image], return_tensors="pt")
    ids = torch.cat((inputs["input_ids"], torch.tensor([tokens])), 1)
    kinds = torch.cat((inputs["mm_token_type_ids"], torch.zeros(1, len(tokens)).int()), 1)
    logits = model(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        mm_token_type_ids=kinds,
        pixel_values=inputs["pixel_values"].bfloat16(),
        image_grid_thw=inputs["image_grid_thw"],
    ).logits[0, -len(tokens) :]
    rows = []
    for row, values in enumerate(logits.float()):
        seen = ids[0, : ids.shape[1] - len(tokens) + row + 1].unique()
        values[seen] = torch.where(values[seen] < 0, values[seen] * 1.08, values[seen] / 1.08)
        rows.append(values)
    return torch.stack(rows)
