"""What the model is asked, as tokens: before the picture, the picture, and after it.

The layout is the checkpoint's own chat template, rendered by transformers: an empty system message,
then the picture, then the prompt. What comes before the prompt doesn't depend on it, so its keys
and values serve every task on the picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jinja2 import TemplateError
from torch import Tensor
from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True, slots=True)
class Prompt:
    """Tokens around the picture's own."""

    before: tuple[int, ...]
    after: tuple[int, ...]


class Prompts:
    """The tokenizer of ``folder`` and its chat template. Raises OSError or ValueError."""

    def __init__(self, folder: Path, image_token: int) -> None:
        tokenizers: Any = PreTrainedTokenizerFast
        self.tokenizer: Any = tokenizers.from_pretrained(folder, local_files_only=True)
        self._image_token = image_token
        try:
            self.of("")
        except TemplateError as error:
            raise ValueError("the chat template can't be rendered") from error

    def of(self, asked: str) -> Prompt:
        """The tokens for a prompt in words. Raises ValueError where the template has no picture."""
        messages = [
            {"role": "system", "content": ""},
            {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": asked}]},
        ]
        layout = self.tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        tokens = self.tokenizer(layout, add_special_tokens=False)["input_ids"]
        place = tokens.index(self._image_token)
        return Prompt(tuple(tokens[:place]), tuple(tokens[place + 1 :]))

    @property
    def decode(self) -> Callable[[list[int]], str]:
        """Text out of tokens, without the special ones."""
        return lambda tokens: str(self.tokenizer.decode(tokens, skip_special_tokens=True))


def positions(axes: int, before: int, rows: int, columns: int) -> Tensor:
    """Where the tokens before a picture and its own are, [axes, n] int64.

    ``rows`` and ``columns`` count the picture's tokens; each row ends with one that stands for the
    line's end, and one token begins, one ends the picture: n = before + rows x (columns + 1) + 2.
    The last three axes of the tokens in rows are column, row, and 0 for the first picture
    (transformers, HunYuanVLModel.get_rope_index).
    """
    inside = rows * (columns + 1)
    places = torch.arange(before + inside + 2).expand(axes, -1).clone()
    grid = places[:, before + 1 : before + 1 + inside]
    grid[axes - 3] = torch.arange(columns + 1).repeat(rows)
    grid[axes - 2] = torch.arange(rows).repeat_interleave(columns + 1)
    grid[axes - 1] = 0
    return places
