"""Our own engine on the weights of transformers' model: as stored, in 8 bits, with a draft."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from desktop.reader.device import of_bf16
from desktop.reader.limits import REPETITION_PENALTY
from desktop.reader.network.draft import Draft
from desktop.reader.network.graphs import GraphWriter
from desktop.reader.network.linear import Int8
from desktop.reader.network.names import is_text_matrix, joined, published
from desktop.reader.network.network import Network
from desktop.reader.network.packed import Packing
from desktop.reader.network.penalty import Penalty
from desktop.reader.network.plain import Mailbox, Writer, plain
from desktop.reader.network.precision import Precision, alike, on_cpu
from desktop.reader.network.rotary import Rotary
from desktop.reader.network.rounds import Agree, GraphRounds, HostRounds, Rounds, agreeing
from desktop.reader.network.speculative import ON_GPU, Pace, speculative
from desktop.reader.network.text import Text
from desktop.reader.weights import round_rows
from tests.benchmarks.official import PROMPT, Context
from tests.benchmarks.published import draft_config, draft_weights
from tests.reader.network.forced import Forced

ROOM = 256
"""Positions beyond the context that a decoding may take here."""


def weights_of(model: Any, int8: bool = False) -> dict[str, Tensor | Int8]:
    """The model's weights as our network takes them: the same tensors where none are joined."""
    parts: dict[str, dict[int, Tensor]] = {}
    for stored, value in model.state_dict().items():
        whole, place = joined(published(stored))
        if whole != "lm_head.weight":
            parts.setdefault(whole, {})[place] = value
    taken: dict[str, Tensor | Int8] = {}
    for name, pieces in parts.items():
        ordered = [piece for _, piece in sorted(pieces.items())]
        whole_one = ordered[0] if len(ordered) == 1 else torch.cat(ordered)
        taken[name] = rounded(whole_one) if int8 and is_text_matrix(name) else whole_one
    return taken


def rounded(weight: Tensor) -> Int8:
    """In 8 bits, as the engine's loader rounds it."""
    values = torch.empty(weight.shape, dtype=torch.int8)
    scales = torch.empty(len(weight), dtype=torch.bfloat16)
    round_rows(weight.detach().to("cpu", torch.float32, copy=True).numpy(), values, scales)
    return Int8(values, scales)


def precision_of(model: Any) -> Precision:
    """In what we compute with such weights on their device."""
    some = model.lm_head.weight
    return of_bf16(str(some.device)) if some.dtype == torch.bfloat16 else alike(some.dtype)


class Decoder:
    """Decodes from a random context: no picture is looked at."""

    def __init__(
        self,
        weights: Mapping[str, Tensor | Int8],
        model: Any,
        precision: Precision | None = None,
    ) -> None:
        self.device = str(model.lm_head.weight.device)
        self._config = config = model.config.text_config
        self.text = Text(weights, config, precision or precision_of(model))
        rotary = Rotary(self.text.head, config.rope_parameters, self.device)
        penalty = Penalty(REPETITION_PENALTY, self.text.vocabulary, self.device)
        self.cuda = self.device.startswith("cuda")
        self._packing = Packing()
        self._packing.add(one for one in self.text.matrices if one.packs)
        self._packing.wait()
        made = GraphWriter if self.cuda else Writer
        self.writer = made(self.text, rotary, self.text.cache(self.device), penalty)
        self.draft: Draft | None = None
        self._rounds: Rounds | None = None
        self._pace = Pace(ON_GPU if self.cuda else None)

    @torch.inference_mode()
    def begin(self, context: Context) -> None:
        """Have the context in the cache, and its last token drawn."""
        writer, length = self.writer, context.length
        writer.reserve(length + ROOM)
        writer.cache.keys[:, :, :length] = context.keys
        writer.cache.values[:, :, :length] = context.values
        if self.draft is not None:
            self.draft.reserve(writer.cache.size)
            hidden = torch.randn(length, self.text.hidden, device=self.device).to(self.text.dtype)
            self.draft.follow([hidden] * len(self.draft.taps), slice(0, length))
        self._context = context
        self._again()

    def assist(self, mean: float, int8: bool = False) -> None:
        """Have a draft of random weights whose rounds bring ``mean`` tokens, each forced."""
        config = draft_config(self._config)
        weights: dict[str, Tensor | Int8] = dict(
            draft_weights(config, self.text.precision.kept, self.device)
        )
        if int8:
            weights = {
                name: rounded(weight)
                if isinstance(weight, Tensor) and weight.dim() == 2
                else weight
                for name, weight in weights.items()
            }
        self.draft = Draft(weights, config, self.text)
        self._packing.add(one for one in self.draft.matrices if one.packs)
        self._packing.wait()
        self.force(mean)

    def force(self, mean: float) -> None:
        """Let the rounds bring ``mean`` tokens from now on."""
        self.agree(Forced(mean, self.device))

    def agree(self, agree: Agree = agreeing) -> None:
        """Let ``agree`` decide how many tokens of a round stand; without it the model does."""
        if self.draft is None:
            raise ValueError("there is no draft")
        if self.cuda:
            mailbox = Mailbox(self.writer.token.device, 1 + self.draft.block)
            self._rounds = GraphRounds(self.writer, self.draft, mailbox, agree)
        else:
            self._rounds = HostRounds(self.writer, self.draft, agree)
        # The rate of rounds, from the first one on: on a CPU the product begins with steps.
        self._pace = Pace(ON_GPU if self.cuda else 1.0)

    def steps(self, tokens: int) -> tuple[list[float], list[int]]:
        """Token by token: the seconds of each, and which they were."""
        self._again()
        lots = plain(self.writer, Mailbox(self.writer.token.device))
        seconds, written = _timed(lots, tokens + 1)
        return seconds, written[1:]  # without the context's last

    def rounds(self, tokens: int) -> list[float]:
        """With the draft: the seconds of one token in the mean of at least ``tokens``."""
        seconds, written = self.drafted(tokens)
        return [sum(seconds) / len(written)]

    def drafted(self, tokens: int) -> tuple[list[float], list[int]]:
        """With the draft: the seconds of each turn, and the tokens, at least so many."""
        if self._rounds is None:
            raise ValueError("there is no draft")
        self._again()
        seconds, written = _timed(speculative(self._rounds, self._pace), tokens + 1)
        return seconds, written[1:]

    @torch.inference_mode()
    def _again(self) -> None:
        """Back to where the context ends; what was written behind it is overwritten."""
        writer, context = self.writer, self._context
        writer.begin(self.text.embed(context.tokens[-1:]), context.length)
        writer.penalty.begin(context.tokens)
        writer.token.copy_(context.tokens[-1:])


def stored(weights: Mapping[str, Tensor | Int8]) -> dict[str, Tensor | Int8]:
    """The matrices of the text part in bf16, as a processor keeps them, the others as they are."""
    return {
        name: weight.bfloat16() if isinstance(weight, Tensor) and is_text_matrix(name) else weight
        for name, weight in weights.items()
    }


class Reader:
    """The whole network, from a picture to its tokens.

    Over weights of fp32 it computes as a processor does with a model that is stored in bf16.
    """

    def __init__(
        self, weights: Mapping[str, Tensor | Int8], model: Any, processor: Any, folder: Path
    ) -> None:
        model.config.save_pretrained(folder)
        processor.save_pretrained(folder)
        some = model.lm_head.weight
        precision = precision_of(model)
        if some.is_cpu and some.dtype == torch.float32:
            weights, precision = stored(weights), on_cpu(torch.float32)
        self.network = Network(folder)
        self.network.fill(dict(weights), precision, str(some.device))
        self.network.settle()

    def first(self, image: Image.Image, asked: str = PROMPT) -> float:
        """Seconds from a picture in memory to its first token on the host.

        Of a picture that was asked about before, the second task's.
        """
        began = time.perf_counter()
        tokens = self.network.tokens(image, asked, self.network.most, lambda: None)
        with closing(tokens):
            next(tokens)
            return time.perf_counter() - began

    def write(self, image: Image.Image, count: int) -> list[int]:
        """The first ``count`` tokens that are written of the picture."""
        tokens: list[int] = []
        with closing(self.network.tokens(image, PROMPT, self.network.most, lambda: None)) as lots:
            for lot in lots:
                tokens += lot
                if len(tokens) >= count:
                    break
        return tokens[:count]


@torch.inference_mode()
def _timed(lots: Generator[list[int]], least: int) -> tuple[list[float], list[int]]:
    """The lots' tokens until there are ``least``, and the seconds of each lot but the first."""
    written: list[int] = []
    ticks: list[float] = []
    with closing(lots):
        for lot in lots:
            ticks.append(time.perf_counter())
            written += lot
            if len(written) >= least:
                break
    return [late - early for early, late in pairwise(ticks)], written
