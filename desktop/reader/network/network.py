"""HunyuanOCR's network as a whole: from a picture and a prompt to tokens.

1. The picture becomes patches on the device, the vision part makes features of them, and these go
   through the text layers together with what comes before them: that is the look at a picture.
2. The prompt follows, then token after token is written: plainly, or verified in blocks where the
   draft model is there.
3. The look stays in the cache: another prompt on the same picture begins with step 2.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from transformers.models.hunyuan_vl.configuration_hunyuan_vl import HunYuanVLConfig
from transformers.utils import logging as transformers_logging

from desktop.reader.decoding import Decoding
from desktop.reader.limits import REPETITION_PENALTY
from desktop.reader.network.cache import STEPS, step
from desktop.reader.network.draft import Draft
from desktop.reader.network.graphs import GraphWriter
from desktop.reader.network.kept import Kept, Picture
from desktop.reader.network.linear import Int8
from desktop.reader.network.packed import Packing
from desktop.reader.network.penalty import Penalty
from desktop.reader.network.picture import Pixels, grid, patches
from desktop.reader.network.plain import Mailbox, Writer, plain
from desktop.reader.network.precision import Precision
from desktop.reader.network.prompt import Prompt, Prompts, positions
from desktop.reader.network.rotary import Rotary, Turn, joined
from desktop.reader.network.rounds import GraphRounds, HostRounds, Rounds
from desktop.reader.network.speculative import ON_GPU, Pace, speculative
from desktop.reader.network.text import Text
from desktop.reader.network.upload import sent
from desktop.reader.network.vision import Vision

Check = Callable[[], None]
"""Called between two layers; may raise to end the work."""

_ROOM = 512
"""Positions for the answer that the cache begins with, after the prompt's."""


class Network:
    """Reads pictures of ``least`` to ``most`` pixels, once ``fill`` has given it weights.

    Is used on one thread.
    """

    def __init__(self, folder: Path) -> None:
        """Read what needs no weights. Raises OSError, ValueError or KeyError."""
        quiet: Any = transformers_logging
        quiet.set_verbosity_error()
        config: Any = HunYuanVLConfig.from_pretrained(folder, local_files_only=True)
        self._config: HunYuanVLConfig = config
        self._prompts = Prompts(folder, config.image_token_id)
        self._pixels = Pixels.read(folder)
        self.least, self.most = self._pixels.least, self._pixels.most
        self.stops = _stops(folder, config)
        self.room = 0
        """Bytes that pictures before the last one may take."""
        self._began = 0

    def fill(self, weights: dict[str, Tensor | Int8], precision: Precision, device: str) -> None:
        """Take the weights, which are on the device in this precision already.

        Raises KeyError, ValueError or TypeError where they aren't those of the configuration.
        """
        config: Any = self._config
        self.precision, self.device = precision, device
        self.memory = sum(weight.nbytes for weight in weights.values())
        seen = {
            name: weight
            for name, weight in weights.items()
            if name.startswith("vit.") and isinstance(weight, Tensor)
        }
        for name in seen:
            del weights[name]
        self._vision = Vision(seen, config.vision_config)
        self.text = Text(weights, config.text_config, precision)
        self._rotary = Rotary(self.text.head, config.text_config.rope_parameters, device)
        self._penalty = Penalty(REPETITION_PENALTY, self.text.vocabulary, device)
        self.cache = self.text.cache(device)
        self._kept = Kept([self.cache])
        made = GraphWriter if device.startswith("cuda") else Writer
        self._writer: Writer = made(self.text, self._rotary, self.cache, self._penalty)
        self._mailbox = Mailbox(self._penalty.seen.device)
        self._draft: Draft | None = None
        self.memory += self.text.bytes_twice
        self._packing = Packing()
        self._packing.add([one for one in self.text.matrices if one.packs])

    def assist(self, weights: Mapping[str, Tensor | Int8], config: Mapping[str, Any]) -> None:
        """Write with the draft model of these weights from now on.

        Raises KeyError, ValueError or TypeError where they aren't those of a draft for this model.
        """
        draft = Draft(weights, config, self.text)
        on_cuda = self.device.startswith("cuda")
        mailbox = Mailbox(self._penalty.seen.device, 1 + draft.block)
        self._rounds: Rounds = (
            GraphRounds(self._writer, draft, mailbox)
            if on_cuda
            else HostRounds(self._writer, draft)
        )
        self._pace = Pace(ON_GPU if on_cuda else None)
        self._kept = Kept([self.cache, draft.cache])
        self._draft = draft
        self._packing.add([one for one in draft.matrices if one.packs])
        self.memory += sum(weight.nbytes for weight in weights.values())

    @torch.inference_mode()
    def warm_up(self) -> None:
        """Read an empty picture, so that the first one doesn't wait for kernels and graphs."""
        side = 2 * self._pixels.patch * self._pixels.merge
        blank = Image.new("RGB", (side, side), "white")
        self._take(blank, self.least, self._prompts.of(""), lambda: None, asks=True)
        self._writer.step()
        if self._draft is not None:
            self._rounds.begin()
            for drafted in (True, False):
                self._rounds.queue(drafted).read()
        self._kept.clear()

    def without_graphs(self) -> None:
        """Queue each kernel by itself from now on, as on every other device."""
        self._writer.forget()
        self._writer = Writer(self.text, self._rotary, self.cache, self._penalty)
        if self._draft is not None:
            self._rounds.forget()
            self._rounds = HostRounds(self._writer, self._draft)
            self._pace = Pace()
        self._kept.clear()

    @torch.inference_mode()
    def look(self, image: Image.Image, cap: int, check: Check) -> None:
        """Look at the picture, made no larger than ``cap`` pixels, before it is known what for."""
        self._take(image, cap, self._prompts.of(""), check, asks=False)

    @torch.inference_mode()
    def tokens(
        self, image: Image.Image, asked: str, cap: int, check: Check, drafted: bool = True
    ) -> Generator[list[int]]:
        """What the model writes of the picture, a few tokens at a time, without end: close it.

        The picture is made no larger than ``cap`` pixels. Raises what ``check`` raises. Without
        ``drafted`` token after token is written, also where there is a draft model.
        """
        self._take(image, cap, self._prompts.of(asked), check, asks=True)
        if self._draft is not None and drafted:
            yield from speculative(self._rounds, self._pace)
        else:
            yield from plain(self._writer, self._mailbox)

    def write(self, image: Image.Image, asked: str, cap: int, decoding: Decoding) -> str:
        """What the model writes of a picture that is made no larger than ``cap`` pixels.

        Raises CancelledError between two layers of the network.
        """
        with closing(self.tokens(image, asked, cap, decoding.check)) as tokens:
            for some in tokens:
                if decoding.put(some):
                    break
        return decoding.finished()

    def certain(self, count: int) -> list[float]:
        """How likely the model took the first ``count`` tokens of the last text to be, 0 to 1."""
        return self._writer.certainty.read(self._began, count)

    def settle(self, check: Check = lambda: None) -> None:
        """Wait until nothing goes on in the background. Raises what ``check`` raises."""
        self._packing.wait(check)

    @property
    def slowed(self) -> bool:
        """Whether weights stay in a form that is slower than what this processor could have."""
        return self._packing.failed

    @property
    def place(self) -> int:
        """The position of the token that was written last."""
        return self._writer.place

    @property
    def drafts(self) -> bool:
        """Whether a draft model helps."""
        return self._draft is not None

    @property
    def held(self) -> int:
        """Bytes that another picture may have: those of the caches, and of the pictures kept."""
        drafts = self._draft.cache.nbytes if self._draft is not None else 0
        return self.cache.nbytes + drafts + self._kept.nbytes

    def forget(self) -> None:
        """Give back the memory of the pictures that were looked at."""
        self._kept.clear()
        self._empty_caches()
        self._vision.forget()
        self._writer.forget()
        if self._draft is not None:
            self._rounds.forget()

    def decoded(self, tokens: list[int]) -> str:
        """Text out of tokens, without the special ones."""
        return self._prompts.decode(tokens)

    def _take(self, image: Image.Image, cap: int, prompt: Prompt, check: Check, asks: bool) -> None:
        """Take the picture into the cache, unless it is there, and what is asked of it."""
        shape = grid(*image.size, min(self.least, cap), cap, self._pixels.patch, self._pixels.merge)
        places = positions(self._rotary.axes, len(prompt.before), *self._tokens_of(shape))
        new = Picture(image.tobytes(), shape, prompt.before, places.shape[1])
        known = self._kept.restored(new, self.room)
        start = 0 if known is None else known.length
        seen = known or new
        end = seen.length + len(prompt.after) if asks else seen.length
        if known is None:
            self._kept.replace(self.room)
            self._shrink(end)
        self._writer.reserve(min(end + _ROOM, STEPS[-1]))
        hidden, turns = [], []
        if known is None:
            features = self._vision.features(
                patches(image, shape, self._pixels, self.device, self.precision.many), shape, check
            ).to(self.precision.between)
            hidden += [self.text.embed(self._on_device(prompt.before)), features]
            turns.append(self._rotary.picture(places))
        if asks:
            hidden.append(self.text.embed(self._on_device(prompt.after)))
            turns.append(self._rotary.text(slice(seen.length, end)))
        if not hidden:
            return
        last = self._read_in(torch.cat(hidden), joined(turns), slice(start, end), check)
        self._kept.hold(seen)
        if asks:
            self._penalty.begin(
                self._on_device((*prompt.before, self._config.image_token_id, *prompt.after))
            )
            self._writer.begin(last, end)
            self._began = end

    def _read_in(self, hidden: Tensor, turn: Turn, rows: slice, check: Check) -> Tensor:
        """Take ``hidden`` through the layers, with the draft behind; gives the last row."""
        tapped = self._draft.taps if self._draft is not None else ()
        self.settle(check)
        last, taps = self.text.forward(hidden, turn, self.cache, rows, tapped, check, tail=1)
        if self._draft is not None:
            self._draft.reserve(self.cache.size)
            self._draft.follow(taps, rows)
        return last

    def _tokens_of(self, shape: tuple[int, int]) -> tuple[int, int]:
        """Rows and columns of tokens, for those of patches."""
        return shape[0] // self._pixels.merge, shape[1] // self._pixels.merge

    def _shrink(self, length: int) -> None:
        """Give a block back that an unusually long text had made large."""
        if self.cache.size > 4 * step(min(length + _ROOM, STEPS[-1])):
            self._empty_caches()

    def _empty_caches(self) -> None:
        self.cache.clear()
        if self._draft is not None:
            self._draft.cache.clear()

    def _on_device(self, tokens: tuple[int, ...]) -> Tensor:
        return sent(torch.tensor(tokens), self.device)


def _stops(folder: Path, config: Any) -> frozenset[int]:
    """The tokens that end an answer: the folder's; where it has none, the makers' two."""
    file = folder / "generation_config.json"
    told = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    stops = told.get("eos_token_id")
    if stops is None:
        text = config.text_config
        stops = [text.eod_token_id, text.eos_token_id]
    return frozenset(stops if isinstance(stops, list) else [stops])
