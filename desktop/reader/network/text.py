"""The text part of HunyuanOCR: 24 layers over a static cache of keys and values.

The same sums as transformers' HunYuanVLTextModel, with query, key and value as one matrix, and the
gate and what it lets through as one. RoPE comes before the norm of queries and keys, in fp32.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from transformers.models.hunyuan_vl.configuration_hunyuan_vl import HunYuanVLTextConfig

from desktop.reader.network.attention import attention_of
from desktop.reader.network.cache import Cache
from desktop.reader.network.linear import Int8, Linear, chosen
from desktop.reader.network.norm import Rms
from desktop.reader.network.precision import Precision
from desktop.reader.network.rotary import Turn


@dataclass(frozen=True, slots=True)
class _Layer:
    before: Rms
    qkv: Linear
    turned: Rms
    """Of queries and keys, each head."""
    out: Linear
    between: Rms
    gate_up: Linear
    down: Linear


class Text:
    """The layers, the embedding and the head.

    ``weights`` holds them by their published names, joined (see ``names.py``), and may be given up
    afterwards. Raises KeyError where one is missing, ValueError where one has another shape.
    """

    def __init__(
        self,
        weights: Mapping[str, Tensor | Int8],
        config: HunYuanVLTextConfig,
        precision: Precision,
    ) -> None:
        self.hidden, self.vocabulary = config.hidden_size, config.vocab_size
        self.layers = config.num_hidden_layers
        self.heads, self.key_heads = (
            config.num_attention_heads,
            int(config.num_key_value_heads or 0),
        )
        self.head = int(config.head_dim or self.hidden // self.heads)
        self.precision, self.dtype = precision, precision.between
        self._inner = config.intermediate_size
        if config.attention_bias or config.hidden_act != "silu":
            raise ValueError("a text part of another kind")
        take = _Taker(weights, precision, config.rms_norm_eps)
        self.embedding = weights["model.embed_tokens.weight"]
        """[vocabulary, hidden]; the draft shares it."""
        _check("the embedding", tuple(self.embedding.shape), (self.vocabulary, self.hidden))
        name = "model.embed_tokens" if config.tie_word_embeddings else "lm_head"
        self._head = take.matrix(f"{name}.weight", self.vocabulary, self.hidden)
        self._norm = take.norm("model.norm.weight", self.hidden)
        self._layers = [self._layer(take, number) for number in range(self.layers)]
        self.matrices = take.taken
        """Each is read once for each token."""
        self.bytes_a_token = sum(linear.nbytes for linear in self.matrices)
        twice = config.tie_word_embeddings and self._head.packs
        self.bytes_twice = self._head.nbytes if twice else 0
        """Of the head, once it is packed: the embedding, the same matrix, stays as it is."""

    def cache(self, device: str) -> Cache:
        """An empty cache for these layers."""
        return Cache(self.layers, self.key_heads, self.head, self.precision.kept, device)

    def embed(self, tokens: Tensor) -> Tensor:
        """Tokens [n] as vectors [n, hidden]."""
        return chosen(self.embedding, tokens, self.dtype)

    def logits(self, hidden: Tensor) -> Tensor:
        """How likely each token follows, [n, vocabulary] fp32, after ``hidden`` [n, hidden]."""
        return self._head(hidden).float()

    def forward(
        self,
        hidden: Tensor,
        turn: Turn,
        cache: Cache,
        rows: slice | Tensor,
        taps: tuple[int, ...] = (),
        check: Callable[[], None] | None = None,
        length: int | None = None,
        tail: int | None = None,
    ) -> tuple[Tensor, list[Tensor]]:
        """Take ``hidden`` [n, hidden] through the layers; its rows go to ``rows`` of the cache.

        ``rows`` is a slice of positions, known on the host, or a tensor [n] of them: then nothing
        depends on the host, all ``length`` positions of the cache are attended to under a mask, and
        a CUDA graph can hold the whole. Gives the result after the last norm, [n, hidden], and the
        outputs of the layers ``taps``, each [n, hidden]. ``check`` is called between two layers,
        and may raise. With ``tail`` only so many of the last rows of the result are given, and the
        last layer does no more than it must.
        """
        times = self.heads // self.key_heads
        window = cache.window(rows, length)
        attention = attention_of(rows, len(hidden), times, length, window.keys[0])
        tapped = {}
        for number, layer in enumerate(self._layers):
            if check is not None:
                check()
            query, keys, values = self._turned(layer, layer.before(hidden), turn)
            window.put(number, keys, values)
            if tail is not None and number == self.layers - 1 and number not in taps:
                query, hidden = query[-tail:], hidden[-tail:]
                attention = attention_of(_last(rows, tail), tail, times, length, window.keys[0])
            seen = attention(query, window.keys[number], window.values[number])
            hidden = hidden + layer.out(seen)
            if check is not None:
                check()
            both = layer.gate_up(layer.between(hidden)).to(self.dtype)
            gate, up = both.view(len(hidden), 2, -1).unbind(1)
            hidden = hidden + layer.down(functional.silu(gate) * up)
            if number in taps:
                tapped[number] = hidden
        if tail is not None:
            hidden = hidden[-tail:]
        return self._norm(hidden), [tapped[number] for number in taps]

    def _turned(self, layer: _Layer, normed: Tensor, turn: Turn) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values, each [n, its heads, head size]."""
        shape = (len(normed), -1, self.head)
        all_heads = layer.qkv(normed).reshape(shape)
        turned, values = torch.split(all_heads, [self.heads + self.key_heads, self.key_heads], 1)
        both = layer.turned(turn.of(turned).to(self.dtype))
        query, keys = torch.split(both, [self.heads, self.key_heads], 1)
        return query, keys, values

    def _layer(self, take: _Taker, number: int) -> _Layer:
        front, head = f"model.layers.{number}.", self.head
        queries, keys = self.heads * head, self.key_heads * head
        norms = [
            take.vector(f"{front}self_attn.{name}_layernorm.weight", head).expand(count, head)
            for name, count in (("query", self.heads), ("key", self.key_heads))
        ]
        return _Layer(
            take.norm(f"{front}input_layernorm.weight", self.hidden),
            take.matrix(f"{front}self_attn.qkv_proj.weight", queries + 2 * keys, self.hidden),
            Rms(torch.cat(norms), take.epsilon),
            take.matrix(f"{front}self_attn.o_proj.weight", self.hidden, queries),
            take.norm(f"{front}post_attention_layernorm.weight", self.hidden),
            take.matrix(f"{front}mlp.gate_up_proj.weight", 2 * self._inner, self.hidden),
            take.matrix(f"{front}mlp.down_proj.weight", self.hidden, self._inner),
        )


class _Taker:
    """Takes weights by name, of the shape that they must have."""

    def __init__(
        self, weights: Mapping[str, Tensor | Int8], precision: Precision, epsilon: float
    ) -> None:
        self._weights, self._precision, self.epsilon = weights, precision, epsilon
        self.taken: list[Linear] = []

    def matrix(self, name: str, *shape: int) -> Linear:
        weight = self._weights[name]
        _check(name, tuple(weight.shape), shape)
        self.taken.append(Linear(weight, self._precision))
        return self.taken[-1]

    def vector(self, name: str, *shape: int) -> Tensor:
        weight = self._weights[name]
        _check(name, tuple(weight.shape), shape)
        if isinstance(weight, Int8):
            raise TypeError(f"{name} is in 8 bits")
        return weight.to(self._precision.between)

    def norm(self, name: str, size: int) -> Rms:
        return Rms(self.vector(name, size), self.epsilon)


def _last(rows: slice | Tensor, count: int) -> slice | Tensor:
    return slice(rows.stop - count, rows.stop) if isinstance(rows, slice) else rows[-count:]


def _check(name: str, shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
    if shape != expected:
        raise ValueError(f"{name} is {shape}, not {expected}")
