"""Measure how many tokens a round the draft brings, on captures of words it has never seen.

python -m tests.tiny_hunyuan.acceptance
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from desktop.reader.network.draft import Draft
from desktop.reader.network.rounds import HostRounds
from desktop.reader.network.speculative import Pace, speculative
from desktop.reader.network.text import Text
from tests.reader.network import small
from tests.tiny_hunyuan import folder, measure, render

MOST = 96


def load_draft(checkpoint: Path, text: Text, device: str = "cpu") -> Draft:
    """The draft that lies beside the checkpoint, in the precision of ``text``."""
    stored = load_file(checkpoint / "dflash" / "model.safetensors")
    weights = {name: value.to(device, text.dtype) for name, value in stored.items()}
    return Draft(weights, json.loads((checkpoint / "dflash" / "config.json").read_text()), text)


def inputs_of(processor: Any, image: Any, prompt: str) -> Any:
    """What the processor makes of a capture and what is asked of it."""
    content = [{"type": "image"}, {"type": "text", "text": prompt}]
    messages = [{"role": "system", "content": ""}, {"role": "user", "content": content}]
    text = processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    return processor(text=[text], images=[image], return_tensors="pt")


class Reading:
    """The tiny checkpoint with its draft, where every turn is a round."""

    def __init__(self, model: Any, checkpoint: Path) -> None:
        self._model, self._ends = model, tuple(model.generation_config.eos_token_id)
        text = small.text_of(model)
        self._writer, self._draft = small.writer_of(text, model), load_draft(checkpoint, text)
        self._rounds = HostRounds(self._writer, self._draft)

    def rounds(self, inputs: Any) -> tuple[int, int]:
        """Tokens up to the end token, the first one left out, and the rounds that it took."""
        small.begin(self._writer, small.prompted(self._model, inputs), self._draft)
        turns: list[int] = []

        def counted() -> Iterator[list[int]]:
            for lot in speculative(self._rounds, Pace(1.0)):
                turns.append(len(lot))
                yield lot

        tokens = small.upto(counted(), MOST, self._ends)
        return len(tokens) - 1, len(turns) - 1


KINDS: tuple[tuple[str, Callable[[random.Random], str], str], ...] = (
    ("one held-out word or number", measure.held_out_word, folder.TEXT_PROMPT),
    ("a line of held-out words", measure.held_out_line, folder.TEXT_PROMPT),
    ("a line of random text", measure.unseen_line, folder.TEXT_PROMPT),
    ("translation", measure.vocabulary_line, folder.TO_ENGLISH_PROMPT),
)


@torch.inference_mode()
def main() -> None:
    """Print the mean of each kind of capture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, default=measure.CHECKPOINT)
    parser.add_argument("--count", type=int, default=150)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    model, processor = measure.load(arguments.checkpoint)
    reading = Reading(model, arguments.checkpoint)
    for name, draw_text, prompt in KINDS:
        rng = random.Random(2026)
        tokens = rounds = 0
        for _ in range(arguments.count):
            capture = render.random_capture(rng, draw_text(rng))
            more, turns = reading.rounds(inputs_of(processor, capture.image, prompt))
            tokens, rounds = tokens + more, rounds + turns
        print(f"{name}: {tokens / rounds:.2f} tokens a round ({tokens} in {rounds})")


if __name__ == "__main__":
    main()
