"""How sure the model was of each token: the probabilities that transformers' own model gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from desktop.tasks import prompt
from desktop.values import Task
from tests.reader.test_tokens import CHECKPOINT, Reference, engines, on_canvas, ours
from tests.tiny_hunyuan.render import draw

IMAGE = draw("window 100", px=26).image
CAP = 1 << 18
MOST = 12


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def expected() -> tuple[list[int], list[float]]:
    """The tokens of the recipe, and how likely the model took each to be, without the penalty."""
    reference = Reference(CHECKPOINT)
    tokens = reference.tokens(on_canvas(IMAGE), prompt(Task()), CAP, MOST)
    messages = [
        {"role": "system", "content": ""},
        {
            "role": "user",
            "content": [
                {"type": "image", "image": IMAGE},
                {"type": "text", "text": prompt(Task())},
            ],
        },
    ]
    text = reference.processor.apply_chat_template(
        messages, tokenize=False, add_generation_prompt=True
    )
    least = reference.processor.image_processor.size["shortest_edge"]
    size = {"shortest_edge": min(least, CAP), "longest_edge": CAP}
    inputs = reference.processor(
        text=[text], images=[on_canvas(IMAGE)], size=size, return_tensors="pt"
    )
    made = reference.model.generate(
        **inputs,
        max_new_tokens=len(tokens),
        do_sample=False,
        repetition_penalty=1.08,
        output_logits=True,
        return_dict_in_generate=True,
    )
    rows = torch.cat(made.logits).softmax(-1)
    return tokens, [float(row[token]) for row, token in zip(rows, tokens, strict=False)]


@pytest.mark.parametrize("drafted", [False, True])
def test_probabilities_are_those_of_transformers(
    expected: tuple[list[int], list[float]], drafted: bool
) -> None:
    made = ours(CHECKPOINT, drafted)
    tokens = engines(made, IMAGE, prompt(Task()), CAP, MOST)
    assert tokens == expected[0]
    count = min(len(tokens), len(expected[1]))
    assert count > 5
    assert made.certain(count) == pytest.approx(expected[1][:count], abs=1e-4)
    assert any(one < 0.999 for one in made.certain(count))
