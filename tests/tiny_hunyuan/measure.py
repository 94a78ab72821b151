"""Measure the checkpoint on captures of words it has never seen, through the public calls.

python -m tests.tiny_hunyuan.measure
"""

from __future__ import annotations

import argparse
import difflib
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import (
    AutoModelForImageTextToText,
    AutoProcessor,
    HunYuanVLForConditionalGeneration,
    HunYuanVLProcessor,
)

from tests.tiny_hunyuan import folder, render

CHECKPOINT = render.ROOM / "checkpoint"
REPETITION_PENALTY = 1.08


def load(
    path: Path = CHECKPOINT, dtype: torch.dtype = torch.float32
) -> tuple[HunYuanVLForConditionalGeneration, HunYuanVLProcessor]:
    """The model and its processor, as the product loads the real ones."""
    model = AutoModelForImageTextToText.from_pretrained(path, dtype=dtype, local_files_only=True)
    processor = AutoProcessor.from_pretrained(path, backend="pil", local_files_only=True)
    return model.eval(), processor


@torch.inference_mode()
def read(
    model: Any,
    processor: HunYuanVLProcessor,
    image: Image.Image,
    prompt: str = folder.TEXT_PROMPT,
) -> str:
    """The model's answer to `prompt` about `image`, decoded greedily with the product's penalty."""
    content = [{"type": "image"}, {"type": "text", "text": prompt}]
    messages: list[Any] = [{"role": "system", "content": ""}, {"role": "user", "content": content}]
    text = processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    inputs = processor(text=[text], images=[image], return_tensors="pt").to(model.dtype)
    tokens = model.generate(
        **inputs, do_sample=False, repetition_penalty=REPETITION_PENALTY, max_new_tokens=96
    )
    answer = tokens[0, inputs["input_ids"].shape[1] :]
    return str(processor.tokenizer.decode(answer, skip_special_tokens=True))


def held_out_line(rng: random.Random) -> str:
    """One to three held-out words and numbers of at most 20 characters in all."""
    parts = []
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        if rng.random() < 0.3:
            parts.append(rng.choice(render.HELD_OUT["numbers"]))
        else:
            case = rng.choice((str.lower, str.lower, str.capitalize, str.upper))
            parts.append(case(rng.choice(render.HELD_OUT["words"])))
    while len(" ".join(parts)) > 20:
        parts.pop()
    return " ".join(parts)


def held_out_word(rng: random.Random) -> str:
    """One held-out word in lower case, or one number."""
    return rng.choice(render.HELD_OUT[rng.choice(("words", "words", "numbers"))])


def unseen_line(rng: random.Random) -> str:
    """A line of the training odds: invented words, numbers, prices, dates, addresses."""
    return render.random_text(rng, 20)


def vocabulary_line(rng: random.Random) -> str:
    """One to three words of the made-up language."""
    return " ".join(rng.choices(list(render.VOCABULARY), k=rng.randint(1, 3)))


def translated(text: str) -> str:
    """What the checkpoint answers to the translation prompt."""
    return f"{text}\n{render.translate(text)}"


def measure(
    model: Any,
    processor: HunYuanVLProcessor,
    draw_text: Callable[[random.Random], str],
    count: int,
    prompt: str = folder.TEXT_PROMPT,
) -> tuple[float, float, float, list[tuple[str, str]]]:
    """Share read exactly, similarity, seconds a capture, and the pairs read wrong."""
    rng = random.Random(2026)
    exact, similarity, wrong, began = 0, 0.0, [], time.perf_counter()
    for _ in range(count):
        text = draw_text(rng)
        expected = translated(text) if prompt == folder.TO_ENGLISH_PROMPT else text
        answer = read(model, processor, render.random_capture(rng, text).image, prompt)
        exact += answer == expected
        similarity += difflib.SequenceMatcher(None, expected, answer, autojunk=False).ratio()
        if answer != expected:
            wrong.append((expected, answer))
    return exact / count, similarity / count, (time.perf_counter() - began) / count, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--bfloat16", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    dtype = torch.bfloat16 if arguments.bfloat16 else torch.float32
    model, processor = load(arguments.checkpoint, dtype)
    for name, draw_text, prompt in (
        ("one held-out word or number", held_out_word, folder.TEXT_PROMPT),
        ("a line of held-out words", held_out_line, folder.TEXT_PROMPT),
        ("a line of random text", unseen_line, folder.TEXT_PROMPT),
        ("translation", vocabulary_line, folder.TO_ENGLISH_PROMPT),
    ):
        exact, similarity, seconds, wrong = measure(
            model, processor, draw_text, arguments.count, prompt
        )
        print(f"{name}: exact {exact:.1%}, similarity {similarity:.4f}, {seconds:.3f} s a capture")
        for expected, answer in wrong[:8]:
            print(f"    {expected!r} read as {answer!r}")


if __name__ == "__main__":
    main()
