"""The tiny checkpoint is the real architecture, small, and reads words it has never seen."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from tests.tiny_hunyuan import folder, measure, render, samples
from tests.tiny_hunyuan.reader import Reader

LINES = (
    "harbour", "window 100", "silver bridge", "Orange", "COPPER", "12.50", "note 2026",
    "green light", "market 365", "paper table chair", "engine 4711", "water stone", "10:45",
    "cloud music", "Winter evening", "$19.99", "planet 90210", "folder", "yellow ticket", "75%",
)  # fmt: skip
SOURCES = ("velna", "kasto mirun", "dorim velna kasto", "zumar tepal", "quelta wendal")


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """So small a model is read fastest by one thread, above all on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def loaded() -> tuple[Any, Any]:
    return measure.load()


def test_the_folder_is_small_and_holds_no_code_or_pickles() -> None:
    files = [path for path in measure.CHECKPOINT.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 5_500_000
    assert {path.suffix for path in files} <= {".json", ".jinja", ".safetensors"}
    assert {path.name for path in files} >= {
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "chat_template.jinja",
        "preprocessor_config.json",
    }


def test_the_classes_are_the_real_ones(loaded: tuple[Any, Any]) -> None:
    model, processor = loaded
    assert type(model).__name__ == "HunYuanVLForConditionalGeneration"
    assert type(processor).__name__ == "HunYuanVLProcessor"
    assert model.config.image_token_id == processor.image_token_id
    assert len(model.generation_config.eos_token_id) == 2
    config = json.loads((measure.CHECKPOINT / "config.json").read_text())
    assert "auto_map" not in config


@pytest.mark.parametrize("prompt", [*folder.PROMPTS, *folder.OPEN_PROMPTS])
def test_every_official_prompt_survives_the_tokenizer(loaded: tuple[Any, Any], prompt: str) -> None:
    tokenizer = loaded[1].tokenizer
    tokens = tokenizer.encode(prompt, add_special_tokens=False)
    assert tokenizer.unk_token_id not in tokens
    assert tokenizer.decode(tokens) == prompt


def test_the_prompt_has_the_real_layout(loaded: tuple[Any, Any]) -> None:
    text = [{"type": "image"}, {"type": "text", "text": folder.TEXT_PROMPT}]
    messages = [{"role": "system", "content": ""}, {"role": "user", "content": text}]
    assert loaded[1].apply_chat_template(
        messages, add_generation_prompt=True, tokenize=False
    ) == "".join(
        (
            folder.BEGIN,
            folder.SYSTEM_END,
            folder.IMAGE_START,
            folder.IMAGE,
            folder.IMAGE_END,
            folder.TEXT_PROMPT,
            folder.USER,
        )
    )


def test_an_unknown_script_does_not_crash(loaded: tuple[Any, Any]) -> None:
    image = render.draw("harbour").image
    assert isinstance(measure.read(*loaded, image, "Что здесь написано?"), str)


@pytest.mark.parametrize("font", ["DejaVu Sans", "Liberation Sans"])
def test_it_reads_unseen_words(loaded: tuple[Any, Any], font: str) -> None:
    answers = [measure.read(*loaded, render.draw(line, font=font).image) for line in LINES]
    right = sum(answer == line for answer, line in zip(answers, LINES, strict=True))
    assert right >= 17, list(zip(LINES, answers, strict=True))


def test_it_reads_light_letters_on_dark_paper(loaded: tuple[Any, Any]) -> None:
    image = render.draw("silver bridge", ink=(235, 235, 235), paper=(30, 30, 30)).image
    assert measure.read(*loaded, image) == "silver bridge"


def test_it_reads_the_same_in_bfloat16() -> None:
    loaded = measure.load(dtype=torch.bfloat16)
    lines = ("harbour", "window 100", "Orange", "COPPER", "note 2026", "market 365")
    assert [measure.read(*loaded, render.draw(line).image) for line in lines] == list(lines)


def test_it_translates(loaded: tuple[Any, Any]) -> None:
    answers = [
        measure.read(*loaded, render.draw(text).image, folder.TO_ENGLISH_PROMPT) for text in SOURCES
    ]
    assert answers == [measure.translated(text) for text in SOURCES]


def test_nothing_held_out_is_ever_drawn_for_training() -> None:
    rng = random.Random(1)
    drawn = {
        word.lower().rstrip(".,:")
        for _ in range(2000)
        for word in render.random_text(rng, samples.LONGEST).split()
    }
    held_out = {word.lower() for words in render.HELD_OUT.values() for word in words}
    assert len(drawn) > 1000
    assert not drawn & held_out


@pytest.mark.parametrize("size", [(60, 40), (240, 56), (430, 34), (700, 90), (1200, 300)])
def test_training_scales_and_sees_as_the_real_classes_do(size: tuple[int, int]) -> None:
    image = render.draw("harbour").image.resize(size)
    processor = folder.build_processor()
    content: list[Any] = [{"type": "image"}, {"type": "text", "text": folder.TEXT_PROMPT}]
    messages: list[Any] = [
        {"role": "system", "content": ""},
        {"role": "user", "content": content},
    ]
    text = processor.apply_chat_template(messages, tokenize=False)
    inputs = processor(text=[text], images=[image], return_tensors="pt")
    reader = Reader(processor.tokenizer).eval()
    picture = samples.scale(image)
    prompts = torch.tensor([processor.tokenizer.encode(folder.TEXT_PROMPT)])
    answers = torch.tensor([processor.tokenizer.encode("ab")])
    with torch.inference_mode():
        expected = reader.model(**inputs).logits[:, -1]
        features = reader.see(torch.tensor(np.asarray(picture))[None])
        shape = (picture.height // samples.CELL, picture.width // samples.CELL)
        found = reader.write(features, shape, prompts, answers)[:, 0]
    assert torch.allclose(found, expected, atol=1e-4)
