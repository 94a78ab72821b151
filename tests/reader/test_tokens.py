"""Our tokens are those of transformers' own ``generate``, by the recipe of the model card.

The recipe is written here a second time, without the engine's code: the chat template with an empty
system message and the picture before the prompt, greedy decoding, a repetition penalty of 1.08, two
stop tokens. Both sides decode in fp32.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import AutoProcessor, HunYuanVLForConditionalGeneration

from desktop.reader.canvas import parts
from desktop.reader.decoding import Decoding
from desktop.reader.device import pixel_cap
from desktop.reader.network.network import Network
from desktop.reader.network.precision import alike
from desktop.reader.weights import Weights
from desktop.tasks import CATALOGUE, prompt
from desktop.values import OutputKind, Task
from tests.reader.kinds import render, shot
from tests.tiny_hunyuan.render import draw

CHECKPOINT = Path(__file__).resolve().parents[1] / "tiny_hunyuan" / "checkpoint"
STOPS = ("<｜hy_Assistant｜>", "<｜hy_place▁holder▁no▁2｜>")
WORDS = ("harbour", "silver", "bridge", "window 100", "green", "water", "stone", "market", "music")
MOST = 24
"""Tokens a picture, at most: random weights, and the tiny checkpoint with prompts that it doesn't
know, never stop."""


class Never:
    """Nobody cancels."""

    def asked(self) -> bool:
        return False

    def interrupting(self, act: Callable[[], None]) -> Any:
        raise AssertionError(act)


class Tokens(Decoding):
    """The engine's own decoding, which also keeps the tokens."""

    def __init__(self, made: Network, most: int) -> None:
        super().__init__(made.decoded, lambda _piece: None, Never(), made.stops, most)
        self.tokens: list[int] = []

    def put(self, tokens: list[int]) -> bool:
        left = self._most - len(self.tokens)
        ends = (place + 1 for place, token in enumerate(tokens) if token in self._stops)
        self.tokens += tokens[: min(left, next(ends, left))]
        return super().put(tokens)


@dataclass
class Reference:
    """transformers' model of a folder, as its own documentation loads it."""

    folder: Path

    def __post_init__(self) -> None:
        processors: Any = AutoProcessor
        models: Any = HunYuanVLForConditionalGeneration
        self.processor = processors.from_pretrained(self.folder, backend="pil")
        self.model = models.from_pretrained(self.folder, dtype=torch.float32)
        self.model.eval()

    def tokens(self, image: Image.Image, asked: str, cap: int, most: int) -> list[int]:
        """What the recipe gives, without the prompt."""
        picture = {"type": "image", "image": image}
        messages = [
            {"role": "system", "content": ""},
            {"role": "user", "content": [picture, {"type": "text", "text": asked}]},
        ]
        text = self.processor.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        least = self.processor.image_processor.size["shortest_edge"]
        size = {"shortest_edge": min(least, cap), "longest_edge": cap}
        inputs = self.processor(text=[text], images=[image], size=size, return_tensors="pt")
        with torch.no_grad():
            output = self.model.generate(
                **inputs,
                max_new_tokens=most,
                do_sample=False,
                repetition_penalty=1.08,
                eos_token_id=self.processor.tokenizer.convert_tokens_to_ids(list(STOPS)),
            )
        written: list[int] = output[0, inputs["input_ids"].shape[1] :].tolist()
        return written


def ours(folder: Path, drafted: bool = False) -> Network:
    """The engine's network, loaded by the engine's loader."""
    weights = Weights(folder, alike(torch.float32), "cpu")
    made = Network(folder)
    made.fill(weights.wait(), alike(torch.float32), "cpu")
    if drafted:
        config = json.loads((folder / "dflash" / "config.json").read_text())
        made.assist(Weights(folder / "dflash", alike(torch.float32), "cpu").wait(), config)
    return made


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small sums are done faster by one, above all where the cores are shared."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def told(task: str) -> Task:
    """The task with whatever it must be told."""
    kind = OutputKind.TEXT if task == "own" else None
    return Task(task, "en", ("Total",), "What is this?", kind=kind)


def pictures() -> list[tuple[Image.Image, str]]:
    """52 pictures of different sizes, each with a prompt of the catalogue."""
    chance = random.Random(5)
    names = list(CATALOGUE)
    found = []
    for number in range(42):
        words = " ".join(chance.sample(WORDS, chance.choice((1, 1, 2))))
        left, top, right, bottom = (chance.randint(4, 24) for _ in range(4))
        px = chance.randint(18, 36)
        image = draw(words, px=px, margins=(left, top, right, bottom)).image
        name = "read" if number % 2 else names[number // 2 % len(names)]
        found.append((image, prompt(told(name))))
    for number in range(10):
        size = (chance.randint(1, 700), chance.randint(1, 500))
        noise = np.random.default_rng(number).integers(0, 255, (*reversed(size), 3), np.uint8)
        found.append((Image.fromarray(noise), prompt(told(names[number]))))
    return found


def on_canvas(image: Image.Image) -> Image.Image:
    """What the processor is given: it refuses what is very small or very narrow."""
    (part,) = parts(shot(image))
    return part.image


def engines(made: Network, image: Image.Image, asked: str, cap: int, most: int = MOST) -> list[int]:
    """The tokens of the engine, from a shot on."""
    decoding = Tokens(made, most)
    made.write(on_canvas(image), asked, cap, decoding)
    return decoding.tokens


def same(a: list[int], b: list[int], stops: list[int]) -> bool:
    """Equal, or as long as the loop guard let it go on."""
    shorter = min(len(a), len(b))
    return a[:shorter] == b[:shorter] and (len(a) == len(b) or a[-1] not in stops)


def test_the_tiny_checkpoint_writes_the_reference_tokens() -> None:
    """By itself, with its draft, and of a picture that is known already."""
    made, drafted, reference = ours(CHECKPOINT), ours(CHECKPOINT, True), Reference(CHECKPOINT)
    for engine in (made, drafted):
        engine.warm_up()
    drafted.without_graphs()
    stops = reference.processor.tokenizer.convert_tokens_to_ids(list(STOPS))
    lengths = []
    for image, asked in pictures():
        cap = pixel_cap("cpu", torch.float32, made.most)
        expected = reference.tokens(on_canvas(image), asked, cap, MOST)
        for engine, looks in ((made, False), (drafted, True), (drafted, False)):
            if looks:
                engine.look(on_canvas(image), cap, lambda: None)
            mine = engines(engine, image, asked, cap)
            assert same(mine, expected, stops), (image.size, asked, mine, expected)
            lengths.append((len(mine), len(expected)))
    assert len(lengths) >= 150
    assert sum(mine == expected for mine, expected in lengths) >= 150, "cut by the loop guard"
    assert len({mine for mine, _ in lengths}) > 5
    assert sum(expected for _, expected in lengths) > 900


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_full_size_model_writes_the_reference_tokens(full_size_folder: Path) -> None:
    torch.set_num_threads(2)
    folder = full_size_folder
    cases = [
        (draw("window 100", px=30).image, prompt(told("read"))),
        (render("dialog", "dejavu").image, prompt(told("table"))),
    ]
    made = ours(folder)
    cap = made.least // 16  # what is full here is the size of the model, not of the picture
    mine = [engines(made, image, asked, cap, 5) for image, asked in cases]
    del made
    reference = Reference(folder)
    assert mine == [reference.tokens(image, asked, cap, 5) for image, asked in cases]
    assert all(len(tokens) == 5 for tokens in mine)
