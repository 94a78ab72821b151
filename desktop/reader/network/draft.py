"""DFlash's draft: a few layers that guess a block of tokens at once, for the model to verify.

1. What the model made of its tokens in some of its layers (the taps) goes through ``fc`` and
   ``hidden_norm`` and becomes keys and values of the draft's own cache: ``follow``.
2. A block is the last token and masks behind it, embedded by the model. Each layer looks from the
   block at all that was followed and at the block itself, in both directions; the model's head
   names a token for each mask: ``propose``.

The formula is that of the makers' train/dflash_draft.py (Tencent-Hunyuan/HunyuanOCR): Qwen3's
layers, queries and keys normed first and turned by their plain positions then, without ``alpha``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from desktop.reader.network.attention import few
from desktop.reader.network.cache import Cache
from desktop.reader.network.linear import Int8, Linear
from desktop.reader.network.norm import Rms
from desktop.reader.network.rotary import Rotary, Turn
from desktop.reader.network.text import Text


@dataclass(frozen=True, slots=True)
class _Layer:
    before: Rms
    qkv: Linear
    queried: Rms
    keyed: Rms
    """The norms of queries and of keys, each head."""
    out: Linear
    between: Rms
    gate_up: Linear
    down: Linear


class Draft:
    """The draft that comes with ``text``.

    ``weights`` and ``config`` are those of the folder ``dflash``, by their published names; the
    weights are on the device, in the text part's precision or in 8 bits. Raises KeyError where one
    of them is missing, ValueError where they don't fit together.

    ``block`` is how many tokens a verified block has, the last one included; ``taps`` are the
    model's layers whose outputs ``follow`` wants, from 0.
    """

    def __init__(
        self, weights: Mapping[str, Tensor | Int8], config: Mapping[str, Any], text: Text
    ) -> None:
        own = config["dflash_config"]
        self.block, self.mask_token = int(config["block_size"]), int(own["mask_token_id"])
        self.taps = tuple(int(number) for number in own["target_layer_ids"])
        self._text = text
        self._heads, self._key_heads = config["num_attention_heads"], config["num_key_value_heads"]
        self._head = config.get("head_dim") or text.hidden // self._heads
        self._inner, self._epsilon = config["intermediate_size"], config["rms_norm_eps"]
        self._check(config)
        self.matrices: list[Linear] = []
        layers = range(config["num_hidden_layers"])
        self._layers = [self._layer(weights, number) for number in layers]
        self._gather = self._matrix(weights, ["fc"], text.hidden, len(self.taps) * text.hidden)
        self._gathered = self._norm(weights, "hidden_norm.weight", text.hidden)
        self._last = self._norm(weights, "norm.weight", text.hidden)
        # The keys and values of the context don't depend on the layer before: one multiplication
        # for all layers.
        names = [f"layers.{layer}.self_attn.{part}_proj" for layer in layers for part in "kv"]
        narrow = self._key_heads * self._head
        self._keys_values = self._matrix(weights, names, len(names) * narrow, text.hidden)
        keyed = [self._vector(weights, _key_norm(layer), self._head) for layer in layers]
        self._keyed = Rms(torch.stack(keyed)[:, None], self._epsilon)
        device = keyed[0].device
        self.cache = Cache(
            len(layers), self._key_heads, self._head, text.precision.kept, str(device)
        )
        self.rotary = Rotary(self._head, _positions(config, self._head), str(device))
        self._masks = torch.full((self.block - 1,), self.mask_token, device=device)
        self._places = torch.arange(self.block, device=device)

    def reserve(self, length: int) -> bool:
        """Make room for ``length`` positions; what is there stays. True where the cache is new.

        A block wants ``block`` positions from its first one on.
        """
        new = self.cache.reserve(length)
        self.rotary.cover(self.cache.size)
        return new

    def follow(self, taps: Sequence[Tensor], rows: slice | Tensor) -> None:
        """Keep what the model made of the tokens at the positions ``rows``.

        ``taps`` are the outputs [n, hidden] of the model's layers ``self.taps``. Rows that turn out
        wrong are overwritten: nothing at or behind a block's first position counts as context.
        """
        context = self._gathered(self._gather(torch.cat(list(taps), -1)).to(self._text.dtype))
        shape = (len(context), len(self._layers), 2, self._key_heads, self._head)
        keys, values = self._keys_values(context).reshape(shape).unbind(2)
        keys = self._keyed(keys.to(self._text.dtype))
        turned = self.rotary.text(rows).of(keys.flatten(1, 2)).to(keys.dtype).view_as(keys)
        for kept, new in ((self.cache.keys, turned), (self.cache.values, values)):
            if isinstance(rows, slice):
                kept[:, :, rows] = new.permute(1, 2, 0, 3)
            else:
                kept.index_copy_(2, rows, new.permute(1, 2, 0, 3).to(kept.dtype))

    def propose(self, last: Tensor, at: int | Tensor, length: int | None = None) -> Tensor:
        """Guess what follows ``last`` [1], which stands at the position ``at``: tokens [block - 1].

        ``at`` and ``length`` are those of ``logits``.
        """
        return self.logits(last, at, length).argmax(-1)

    def logits(self, last: Tensor, at: int | Tensor, length: int | None = None) -> Tensor:
        """How likely each token stands behind ``last`` [1]: [block - 1, vocabulary] fp32.

        Everything before ``at`` must have been followed. ``at`` is a number on the host, or a
        tensor [1] on the device: then the first ``length`` positions of the cache are attended to
        under a mask, nothing depends on the host, and a CUDA graph can hold the whole.
        """
        rows: slice | Tensor
        if isinstance(at, Tensor):
            rows, stop = at + self._places, self.cache.size if length is None else length
            hides = _hidden(at + self.block, stop, self.cache.keys.dtype)
        else:
            rows, stop, hides = slice(at, at + self.block), None, None
        turn = self.rotary.text(rows)
        hidden = self._text.embed(torch.cat((last, self._masks)))
        window = self.cache.window(rows, stop)
        for number, layer in enumerate(self._layers):
            query, keys, values = self._heads_of(layer, layer.before(hidden), turn)
            # Where the next tokens that are followed take their place.
            window.put(number, keys, values)
            seen = few(query, window.keys[number], window.values[number], hides)
            hidden = hidden + layer.out(seen)
            both = layer.gate_up(layer.between(hidden)).to(hidden.dtype)
            gate, up = both.view(self.block, 2, -1).unbind(1)
            hidden = hidden + layer.down(functional.silu(gate) * up)
        return self._text.logits(self._last(hidden[1:]))

    def _heads_of(self, layer: _Layer, normed: Tensor, turn: Turn) -> tuple[Tensor, Tensor, Tensor]:
        """The block's queries, keys and values."""
        shape = (len(normed), -1, self._head)
        parts = (self._heads, self._key_heads, self._key_heads)
        query, keys, values = layer.qkv(normed).reshape(shape).split_with_sizes(parts, 1)
        query, keys = (
            norm(part.to(normed.dtype))
            for norm, part in ((layer.queried, query), (layer.keyed, keys))
        )
        turned = turn.of(torch.cat((query, keys), 1)).to(normed.dtype)
        query, keys = turned.split_with_sizes(parts[:2], 1)
        return query, keys, values

    def _check(self, config: Mapping[str, Any]) -> None:
        text = self._text
        if config["hidden_size"] != text.hidden or not self.taps:
            raise ValueError("the draft of another model")
        if not all(0 <= number < text.layers for number in self.taps):
            raise ValueError(f"layers {self.taps} of {text.layers}")
        if self.block < 2 or not 0 <= self.mask_token < text.vocabulary:
            raise ValueError(f"blocks of {self.block} with the token {self.mask_token}")
        if config.get("attention_bias") or config.get("hidden_act", "silu") != "silu":
            raise ValueError("a draft of another kind")

    def _layer(self, weights: Mapping[str, Tensor | Int8], number: int) -> _Layer:
        front, hidden = f"layers.{number}.", self._text.hidden
        wide, narrow = self._heads * self._head, self._key_heads * self._head
        heads = [f"{front}self_attn.{part}_proj" for part in "qkv"]
        inner = [f"{front}mlp.{part}_proj" for part in ("gate", "up")]
        return _Layer(
            self._norm(weights, f"{front}input_layernorm.weight", hidden),
            self._matrix(weights, heads, wide + 2 * narrow, hidden),
            self._norm(weights, f"{front}self_attn.q_norm.weight", self._head),
            self._norm(weights, _key_norm(number), self._head),
            self._matrix(weights, [f"{front}self_attn.o_proj"], hidden, wide),
            self._norm(weights, f"{front}post_attention_layernorm.weight", hidden),
            self._matrix(weights, inner, 2 * self._inner, hidden),
            self._matrix(weights, [f"{front}mlp.down_proj"], hidden, self._inner),
        )

    def _matrix(
        self, weights: Mapping[str, Tensor | Int8], names: list[str], out: int, given: int
    ) -> Linear:
        """The matrices of these names, one below the other."""
        parts = [weights[f"{name}.weight"] for name in names]
        whole = _below_each_other(parts)
        if tuple(whole.shape) != (out, given):
            raise ValueError(f"{names[0]} is {tuple(whole.shape)}, not {(out, given)}")
        self.matrices.append(Linear(whole, self._text.precision))
        return self.matrices[-1]

    def _norm(self, weights: Mapping[str, Tensor | Int8], name: str, size: int) -> Rms:
        return Rms(self._vector(weights, name, size), self._epsilon)

    def _vector(self, weights: Mapping[str, Tensor | Int8], name: str, size: int) -> Tensor:
        weight = weights[name]
        if isinstance(weight, Int8) or weight.shape != (size,):
            raise ValueError(f"{name} is {tuple(weight.shape)}, not {(size,)}")
        return weight.to(self._text.dtype)


def _key_norm(layer: int) -> str:
    return f"layers.{layer}.self_attn.k_norm.weight"


def _below_each_other(parts: Sequence[Tensor | Int8]) -> Tensor | Int8:
    if len(parts) == 1:
        return parts[0]
    full = [part for part in parts if isinstance(part, Tensor)]
    if len(full) == len(parts):
        return torch.cat(full)
    short = [part for part in parts if isinstance(part, Int8)]
    if len(short) != len(parts):
        raise ValueError("weights of two kinds in one matrix")
    values = torch.cat([part.values for part in short])
    return Int8(values, torch.cat([part.scales for part in short]))


def _positions(config: Mapping[str, Any], head: int) -> dict[str, Any]:
    """The configuration's positions, as newer and as older files write them, on one axis."""
    parameters = config.get("rope_parameters") or {"rope_theta": config["rope_theta"]}
    kind = parameters.get("rope_type", "default")
    return {**parameters, "rope_type": kind, "mrope_section": [head // 2]}


def _hidden(stop: Tensor, length: int, dtype: torch.dtype) -> Tensor:
    """[1, 1, length]: minus infinity from the position ``stop`` [1] on."""
    hides = torch.zeros(length, dtype=dtype, device=stop.device)
    behind = torch.arange(length, device=stop.device) >= stop
    return hides.masked_fill_(behind, float("-inf"))[None, None]
