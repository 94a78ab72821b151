"""Measure the checkpoint on captures of words it has never seen, through the public calls.

python -m tests.tiny_hunyuan.measure
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
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

from desktop.text.outputs import parse
from desktop.values import OutputKind
from tests.tiny_hunyuan import folder, kinds, render

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


def short_word(rng: random.Random) -> str:
    """One held-out word or number of at most 6 characters."""
    word = held_out_word(rng)
    return word if len(word) <= 6 else short_word(rng)


def field_value(rng: random.Random) -> str:
    """One held-out word or number without a colon."""
    word = held_out_word(rng)
    return field_value(rng) if ":" in word else word


Box = tuple[float, float, float, float]


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes left, top, right, bottom."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, across) * max(0.0, down)
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in (one, other)]
    return shared / (sum(areas) - shared)


def table_cells(html: str) -> list[list[str]]:
    """The texts of the cells by rows."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in rows]


def judge(lesson: kinds.Lesson, kind: OutputKind, answer: str) -> tuple[bool, float, float]:
    """Whether `answer` is valid as the product parses it, the share of its texts that are right,
    and the overlap of its box with the true one (1 where there is none to give)."""
    image = lesson.capture.image
    output = parse(answer, kind, *image.size)
    expected = parse(lesson.answer, kind, *image.size)
    if kind is OutputKind.POSITIONS:
        if output.notes or len(output.lines) != 1:
            return False, 0.0, 0.0
        box = output.lines[0].box
        found = (box.left, box.top, box.right, box.bottom)
        return (
            True,
            float(output.text == expected.text),
            overlap(found, lesson.capture.marks[0].box),
        )
    if kind is OutputKind.TABLE:
        cells, truth = table_cells(output.text), table_cells(expected.text)
        if output.notes or [len(row) for row in cells] != [len(row) for row in truth]:
            return False, 0.0, 0.0
        pairs = [
            (a, b)
            for ours, true in zip(cells, truth, strict=True)
            for a, b in zip(ours, true, strict=True)
        ]
        return True, sum(a == b for a, b in pairs) / len(pairs), 1.0
    valid = not output.notes
    if kind is OutputKind.FIELDS:
        valid = valid and isinstance(json.loads(output.text or "null"), dict)
    return valid, float(valid and output.text == expected.text), 1.0


def measure_kind(
    model: Any,
    processor: HunYuanVLProcessor,
    draw_lesson: Callable[[random.Random], kinds.Lesson],
    kind: OutputKind,
    count: int,
) -> tuple[float, float, float, list[tuple[str, str]]]:
    """Share of valid answers, of exact texts, mean overlap of the boxes, and what went wrong."""
    rng = random.Random(2026)
    valid, exact, overlapping, wrong = 0, 0.0, 0.0, []
    for _ in range(count):
        lesson = draw_lesson(rng)
        answer = read(model, processor, lesson.capture.image, lesson.prompt)
        fine, right, shared = judge(lesson, kind, answer)
        valid += fine
        exact += right
        overlapping += shared
        if right < 1 or shared < 0.5:
            wrong.append((lesson.answer, answer))
    return valid / count, exact / count, overlapping / count, wrong


KINDS: tuple[tuple[str, Callable[[random.Random], kinds.Lesson], OutputKind], ...] = (
    (
        "positions, plain",
        lambda rng: kinds.positions(rng, held_out_word, folder.SPOTTING_PROMPT),
        OutputKind.POSITIONS,
    ),
    (
        "positions, JSON",
        lambda rng: kinds.positions(rng, held_out_word, folder.JSON_SPOTTING_PROMPT),
        OutputKind.POSITIONS,
    ),
    ("table", lambda rng: kinds.table(rng, short_word), OutputKind.TABLE),
    ("fields", lambda rng: kinds.fields(rng, field_value), OutputKind.FIELDS),
    (
        "one field",
        lambda rng: kinds.fields(rng, field_value, as_json=False),
        OutputKind.TEXT,
    ),
    ("formula", kinds.formulas, OutputKind.FORMULA),
)


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
    for name, draw_lesson, kind in KINDS:
        valid, exact, shared, wrong = measure_kind(
            model, processor, draw_lesson, kind, arguments.count
        )
        print(f"{name}: valid {valid:.1%}, exact {exact:.1%}, overlap {shared:.3f}")
        for expected, answer in wrong[:8]:
            print(f"    {expected!r} read as {answer!r}")


if __name__ == "__main__":
    main()
