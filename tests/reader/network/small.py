"""Small networks of random or of the tiny checkpoint's weights, ours beside transformers' own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from desktop.reader.limits import REPETITION_PENALTY
from desktop.reader.network.draft import Draft
from desktop.reader.network.linear import Int8
from desktop.reader.network.names import joined, published
from desktop.reader.network.penalty import Penalty
from desktop.reader.network.plain import Writer
from desktop.reader.network.precision import alike
from desktop.reader.network.rotary import Rotary
from desktop.reader.network.text import Text
from desktop.reader.weights import round_rows


def text_of(model: Any, dtype: torch.dtype = torch.float32, device: str = "cpu") -> Text:
    """Our text part with the weights of transformers' model."""
    parts: dict[str, dict[int, Tensor]] = {}
    for stored, value in model.state_dict().items():
        if not (name := published(stored)).startswith("vit."):
            whole, place = joined(name)
            parts.setdefault(whole, {})[place] = value.to(device, dtype)
    weights = {
        name: torch.cat([part for _, part in sorted(pieces.items())])
        for name, pieces in parts.items()
    }
    return Text(weights, model.config.text_config, alike(dtype))


def rounded(weights: Mapping[str, Tensor]) -> dict[str, Tensor | Int8]:
    """The matrices in 8 bits, each row with a scale of its own."""
    found: dict[str, Tensor | Int8] = {}
    for name, weight in weights.items():
        found[name] = weight
        if weight.dim() == 2:
            values = torch.empty(weight.shape, dtype=torch.int8)
            scales = torch.empty(len(weight), dtype=torch.bfloat16)
            round_rows(weight.detach().float().numpy().copy(), values, scales)
            found[name] = Int8(values, scales)
    return found


def writer_of(text: Text, model: Any, device: str = "cpu") -> Writer:
    """A writer over an empty cache."""
    rotary = Rotary(text.head, model.config.text_config.rope_parameters, device)
    penalty = Penalty(REPETITION_PENALTY, text.vocabulary, device)
    return Writer(text, rotary, text.cache(device), penalty)


@dataclass(frozen=True)
class Prompted:
    """A prompt as the layers get it: tokens [n], embedded [n, hidden], positions [axes, n]."""

    tokens: Tensor
    embedded: Tensor
    places: Tensor


def prompted(model: Any, inputs: Mapping[str, Tensor]) -> Prompted:
    """What transformers' model makes of the processor's ``inputs`` before its text layers."""
    caught: dict[str, Any] = {}
    layers = model.model.language_model
    hook = layers.register_forward_pre_hook(
        lambda _layers, _given, named: caught.update(
            {name: named[name] for name in ("inputs_embeds", "position_ids")}
        ),
        with_kwargs=True,
    )
    with torch.no_grad():
        model(**inputs)
    hook.remove()
    tokens, embedded, places = inputs["input_ids"][0], *caught.values()
    if places is None:  # text alone: at its plain position on all axes
        axes = len(model.config.text_config.rope_parameters["mrope_section"])
        places = torch.arange(len(tokens)).expand(axes, 1, -1)
    return Prompted(tokens, embedded[0], places[:, 0])


def begin(writer: Writer, prompt: Prompted, draft: Draft | None = None) -> None:
    """Take the prompt into the caches and draw the first token."""
    count, device = len(prompt.tokens), writer.token.device
    writer.penalty.begin(prompt.tokens.to(device))
    writer.reserve(count)
    turn, rows = writer.rotary.picture(prompt.places), slice(0, count)
    taps = draft.taps if draft is not None else ()
    hidden, tapped = writer.text.forward(prompt.embedded.to(device), turn, writer.cache, rows, taps)
    if draft is not None:
        draft.reserve(count)
        draft.follow(tapped, rows)
    writer.begin(hidden[-1:], count)


def upto(lots: Iterable[list[int]], most: int, ends: tuple[int, ...] = ()) -> list[int]:
    """The tokens of the lots up to the first end token, at most ``most``; then closes them."""
    tokens: list[int] = []
    for lot in lots:
        for token in lot:
            tokens.append(token)
            if token in ends or len(tokens) == most:
                return tokens
    raise AssertionError("the lots ended")
