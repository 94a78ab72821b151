"""The official recipe: transformers' own model, its processor and its ``generate``.

Eager attention, a repetition penalty of 1.08, greedy, one picture at a time, as the makers' script
does; or the same with SDPA. The weights are random, in the real configuration, drawn on the device:
speed doesn't depend on their values. The rows of the two stop tokens are zero, so that neither is
ever the most likely token and the length is what is asked for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import torch
from PIL import Image
from transformers import (
    DynamicCache,
    GenerationConfig,
    HunYuanVLConfig,
    HunYuanVLForConditionalGeneration,
    LogitsProcessor,
    LogitsProcessorList,
)
from transformers.generation.streamers import BaseStreamer

from desktop.reader.limits import REPETITION_PENALTY

Attention = Literal["eager", "sdpa"]

PROMPT = "提取图中的文字。"


def random_model(config: HunYuanVLConfig, dtype: torch.dtype, device: str, seed: int = 1) -> Any:
    """The model with weights drawn on the device: seconds on a CPU, none on a graphics card."""
    with torch.device("meta"):
        model: Any = HunYuanVLForConditionalGeneration(config)
    model = model.to(dtype).to_empty(device=device).eval().requires_grad_(False)
    drawing = torch.Generator(device).manual_seed(seed)
    for name, weight in model.named_parameters():
        if "norm" in name or "rms" in name:
            weight.fill_(0.0 if name.endswith("bias") else 1.0)
        else:
            weight.normal_(0.0, 0.02, generator=drawing)
    model.tie_weights()
    text = model.model.language_model
    # What isn't stored in a checkpoint is computed anew: to_empty left it empty.
    text.rotary_emb = type(text.rotary_emb)(config.text_config).to(device)
    silence(model)
    return model


def silence(model: Any) -> None:
    """Make the stop tokens the least likely ones: the decoding goes on for as long as it may."""
    model.get_input_embeddings().weight.data[list(stops(model))] = 0


def stops(model: Any) -> tuple[int, int]:
    """The makers' two stop tokens."""
    text = model.config.text_config
    return text.eod_token_id, text.eos_token_id


@dataclass(frozen=True, slots=True)
class Context:
    """A decoding that has come this far: random keys and values, and the last token.

    Keys and values are [layers, key-value heads, length, head dimension].
    """

    keys: torch.Tensor
    values: torch.Tensor
    tokens: torch.Tensor
    """The prompt, [length + 1]; the last isn't in the keys and values."""

    @property
    def length(self) -> int:
        """How many tokens have keys and values."""
        return self.keys.shape[2]


def random_context(model: Any, length: int, seed: int = 1) -> Context:
    """So many tokens of context, without the minutes in which a CPU would compute it."""
    text, some = model.config.text_config, model.lm_head.weight
    drawing = torch.Generator(some.device).manual_seed(seed)
    shape = (text.num_hidden_layers, text.num_key_value_heads, length, text.head_dim)
    keys, values = (
        torch.randn(shape, generator=drawing, device=some.device).to(some.dtype) for _ in range(2)
    )
    most = min(1000, text.vocab_size)
    tokens = torch.randint(most, (length + 1,), generator=drawing, device=some.device)
    return Context(keys, values, tokens)


class Official:
    """``generate`` over one model. The seconds are those of the wall."""

    def __init__(self, model: Any, processor: Any) -> None:
        self.model, self.processor = model, processor
        self.device = model.lm_head.weight.device

    def first(self, image: Image.Image, attention: Attention) -> float:
        """Seconds from a picture in memory to its first token on the host."""
        began = time.perf_counter()
        clock = self._generate(self.inputs(image), 1, attention)
        return clock.ticks[0] - began

    def write(self, image: Image.Image, tokens: int, attention: Attention) -> list[int]:
        """The first ``tokens`` tokens that are written of the picture."""
        return self._generate(self.inputs(image), tokens, attention).tokens

    def decode(
        self, context: Context, tokens: int, attention: Attention
    ) -> tuple[list[float], list[int]]:
        """Seconds of each token after the first, and the tokens."""
        clock = self._generate(self._continued(context), tokens, attention)
        return clock.seconds, clock.tokens

    def scored(self, context: Context, tokens: int) -> tuple[list[int], list[torch.Tensor]]:
        """The tokens with SDPA, and for each all scores that it was drawn of, penalty included."""
        scores = Scores()
        clock = self._generate(self._continued(context), tokens, "sdpa", scores)
        return clock.tokens, scores.drawn_of

    def _continued(self, context: Context) -> dict[str, Any]:
        cache: Any = DynamicCache(config=self.model.config.get_text_config())
        for layer, (keys, values) in enumerate(zip(context.keys, context.values, strict=True)):
            cache.update(keys[None].clone(), values[None].clone(), layer)
        self.model.model.rope_deltas = None  # those of the last picture
        return {
            "input_ids": context.tokens[None],
            "attention_mask": torch.ones_like(context.tokens[None]),
            "past_key_values": cache,
        }

    def inputs(self, image: Image.Image) -> dict[str, Any]:
        """What the processor makes of a picture and the prompt, on the device."""
        messages = [
            {"role": "system", "content": ""},
            {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": PROMPT}]},
        ]
        layout = self.processor.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        made = self.processor(text=[layout], images=[image], padding=True, return_tensors="pt")
        return dict(made.to(self.device))

    def _generate(
        self,
        given: dict[str, Any],
        tokens: int,
        attention: Attention,
        *processors: LogitsProcessor,
    ) -> Clock:
        self.model.set_attn_implementation(attention)
        clock = Clock()
        settings = GenerationConfig(
            max_new_tokens=tokens,
            do_sample=False,
            repetition_penalty=REPETITION_PENALTY,
            eos_token_id=list(stops(self.model)),
            pad_token_id=self.model.config.text_config.pad_token_id,
        )
        with torch.no_grad():
            self.model.generate(
                **given,
                generation_config=settings,
                streamer=clock,
                logits_processor=LogitsProcessorList(processors),
            )
        if len(clock.tokens) != tokens:
            raise ValueError(f"{len(clock.tokens)} tokens, not {tokens}")
        return clock


class Scores(LogitsProcessor):
    """Keeps the scores of each token; it runs behind the penalty."""

    def __init__(self) -> None:
        self.drawn_of: list[torch.Tensor] = []

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Keep a copy."""
        self.drawn_of.append(scores[0].float().clone())
        return scores


class Clock(BaseStreamer):
    """Notes when ``generate`` hands over each token; it has copied it to the host by then."""

    def __init__(self) -> None:
        self.ticks: list[float] = []
        self.tokens: list[int] = []
        self._prompt_seen = False

    @property
    def seconds(self) -> list[float]:
        """How long each token after the first took."""
        return [late - early for early, late in pairwise(self.ticks)]

    def put(self, value: torch.Tensor) -> None:
        """The prompt first, then each token."""
        if not self._prompt_seen:
            self._prompt_seen = True
            return
        self.ticks.append(time.perf_counter())
        self.tokens += value.flatten().tolist()

    def end(self) -> None:
        """``generate`` is through."""
