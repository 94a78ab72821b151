"""The vision part of HunyuanOCR: from a picture's patches to what the text part sees of it.

The same sums as transformers' HunYuanVLVisionTransformer for one picture, over the published
tensors: the patches are embedded, 27 layers of attention over all of them follow, and the merger
makes one token of each 2 x 2 patches, with a vector at the end of each row and one before and after
all. Query, key and value are one matrix. The host knows every size from the grid, so it never waits
for the device.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from transformers.models.hunyuan_vl.configuration_hunyuan_vl import HunYuanVLVisionConfig

_GRIDS = 4
"""Sizes of pictures whose positions are kept: 38 MB each at 2048 x 2048 in bf16."""

_TILE = 1024
"""Patches that a CPU takes through the wide layers at a time, about: faster by a hundredth than
all, and fewer lose more; 18 MB in fp32 instead of 280 MB at 2048 x 2048."""


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True)
class _Affine:
    weight: Tensor
    """[out, in]"""
    bias: Tensor

    def __call__(self, rows: Tensor) -> Tensor:
        return functional.linear(rows, self.weight, self.bias)


@dataclass(frozen=True, slots=True)
class _Layer:
    before: _Norm
    qkv: _Affine
    out: _Affine
    between: _Norm
    up: _Affine
    down: _Affine


@dataclass(frozen=True, slots=True)
class _Merger:
    before: Tensor
    window: _Affine
    wide: _Affine
    narrow: _Affine
    newline: Tensor
    begin: Tensor
    end: Tensor
    after: Tensor


class Vision:
    """The layers and the merger.

    ``weights`` holds the tensors by their published names, ``vit.…``; those are taken out of it,
    so that what is put together anew is never in memory twice. Raises KeyError where one is
    missing, ValueError where one has another shape or the configuration is of another kind.
    """

    def __init__(self, weights: MutableMapping[str, Tensor], config: HunYuanVLVisionConfig) -> None:
        if config.hidden_act != "gelu" or config.interpolate_mode != "bilinear":
            raise ValueError("a vision part of another kind")
        self._hidden, self._heads = config.hidden_size, config.num_attention_heads
        self._inner, self._epsilon = config.intermediate_size, config.rms_norm_eps
        self._merge = config.spatial_merge_size
        if self._hidden % self._heads:
            raise ValueError(f"{self._hidden} values for {self._heads} heads")
        take = _Taker(weights)
        hidden, patch = self._hidden, (config.num_channels, config.patch_size, config.patch_size)
        front = "vit.embeddings."
        filters = take(f"{front}patch_embedding.weight", hidden, *patch).view(hidden, -1)
        self._embedding = _Affine(filters, take(f"{front}patch_embedding.bias", hidden))
        self._edge = config.max_image_size // config.patch_size
        self._places = take(f"{front}position_embedding.weight", self._edge**2 + 1, hidden)
        self._kept: OrderedDict[tuple[int, int], Tensor] = OrderedDict()
        self._layers = [self._layer(take, number) for number in range(config.num_hidden_layers)]
        self._merger = self._built_merger(take, config.text_hidden_size)

    def features(self, patches: Tensor, grid: tuple[int, int], check: Callable[[], None]) -> Tensor:
        """What the text part sees of a picture of ``grid`` rows and columns of patches.

        ``patches`` is [rows x columns, 3 x patch x patch], of the weights' precision and on their
        device. Gives [rows/2 x (columns/2 + 1) + 2, text hidden]. ``check`` is called between two
        layers, on a CPU ten times a second or so, and may raise. Raises ValueError for patches that
        aren't those of the grid, or a grid with a side that is no whole number of tokens.
        """
        rows, columns = grid
        if len(patches) != rows * columns or rows % self._merge or columns % self._merge:
            raise ValueError(f"{len(patches)} patches for a grid of {rows} x {columns}")
        hidden = self._embedding(patches).add_(self._positions(grid))
        for layer in self._layers:
            hidden.add_(self._attended(layer, self._normed(hidden, layer.before), check))
            for part in _tiles(hidden, check):
                inner = layer.up(self._normed(part, layer.between))
                check()
                part.add_(layer.down(torch.ops.aten.gelu_(inner)))
        check()
        return self._merged(hidden, grid)

    def forget(self) -> None:
        """Give back the positions of the sizes seen."""
        self._kept.clear()

    def _attended(self, layer: _Layer, normed: Tensor, check: Callable[[], None]) -> Tensor:
        parts = _whole([layer.qkv(part) for part in _tiles(normed, check)])
        parts = parts.view(1, len(normed), 3, self._heads, -1).permute(2, 3, 0, 1, 4)
        heads = torch.split(parts, self._heads_at_once(normed), 1)
        seen = []
        for query, key, value in heads:
            check()
            one = functional.scaled_dot_product_attention(query, key, value)
            seen.append(one[:, 0].transpose(0, 1))
        rows = _whole(seen, 1).reshape(len(normed), -1)
        return _whole([layer.out(part) for part in _tiles(rows, check)])

    def _heads_at_once(self, normed: Tensor) -> int:
        """All, but for many patches on a CPU: a cancel would wait for seconds. One by one leaves a
        core idle where there are few blocks of queries."""
        share = _TILE**2 / len(normed) ** 2 if normed.is_cpu else 1
        return max(1, min(self._heads, int(self._heads * share)))

    def _normed(self, hidden: Tensor, norm: _Norm) -> Tensor:
        return functional.layer_norm(hidden, (self._hidden,), norm.weight, norm.bias, self._epsilon)

    def _positions(self, grid: tuple[int, int]) -> Tensor:
        """The learned places, stretched over the grid: [rows x columns, hidden]."""
        if grid not in self._kept:
            square = self._places[1:].view(1, self._edge, self._edge, self._hidden)
            stretched = functional.interpolate(
                square.permute(0, 3, 1, 2).float(), size=grid, mode="bilinear", align_corners=False
            )
            flat = stretched[0].permute(1, 2, 0).reshape(-1, self._hidden)
            self._kept[grid] = flat.to(self._places.dtype)
        self._kept.move_to_end(grid)
        while len(self._kept) > _GRIDS:
            self._kept.popitem(last=False)
        return self._kept[grid]

    def _merged(self, hidden: Tensor, grid: tuple[int, int]) -> Tensor:
        merger, merge = self._merger, self._merge
        down, across = grid[0] // merge, grid[1] // merge
        normed = self._rms(hidden, merger.before).view(down, merge, across, merge, -1)
        windows = normed.permute(0, 2, 1, 3, 4).reshape(down * across, -1)
        tokens = merger.wide(functional.gelu(merger.window(windows))).view(down, across, -1)
        newlines = merger.newline.expand(down, 1, -1)
        lines = merger.narrow(torch.cat([tokens, newlines], 1)).view(down * (across + 1), -1)
        return self._rms(torch.cat([merger.begin[None], lines, merger.end[None]]), merger.after)

    def _rms(self, hidden: Tensor, weight: Tensor) -> Tensor:
        return functional.rms_norm(hidden, weight.shape, None, self._epsilon) * weight

    def _layer(self, take: _Taker, number: int) -> _Layer:
        front, hidden, inner = f"vit.layers.{number}.", self._hidden, self._inner

        def affine(name: str, out: int, into: int) -> _Affine:
            return _Affine(
                take(f"{front}{name}.weight", out, into), take(f"{front}{name}.bias", out)
            )

        def norm(name: str) -> _Norm:
            return _Norm(take(f"{front}{name}.weight", hidden), take(f"{front}{name}.bias", hidden))

        parts = [affine(f"self_attn.{name}_proj", hidden, hidden) for name in "qkv"]
        return _Layer(
            norm("input_layernorm"),
            _Affine(
                torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts])
            ),
            affine("self_attn.o_proj", hidden, hidden),
            norm("post_attention_layernorm"),
            affine("mlp.dense_h_to_4h", inner, hidden),
            affine("mlp.dense_4h_to_h", hidden, inner),
        )

    def _built_merger(self, take: _Taker, text: int) -> _Merger:
        front, hidden, merge = "vit.perceive.", self._hidden, self._merge
        window = take(f"{front}proj.0.weight", 2 * hidden, hidden, merge, merge)
        wide = take(f"{front}proj.2.weight", 4 * hidden, 2 * hidden, 1, 1)
        return _Merger(
            take(f"{front}before_rms.weight", hidden),
            # The values of a window lie patch by patch.
            _Affine(
                window.permute(0, 2, 3, 1).reshape(2 * hidden, -1),
                take(f"{front}proj.0.bias", 2 * hidden),
            ),
            _Affine(wide.view(4 * hidden, -1), take(f"{front}proj.2.bias", 4 * hidden)),
            _Affine(take(f"{front}mlp.weight", text, 4 * hidden), take(f"{front}mlp.bias", text)),
            take(f"{front}image_newline", 4 * hidden),
            take(f"{front}image_begin", text),
            take(f"{front}image_end", text),
            take(f"{front}after_rms.weight", text),
        )


def _tiles(rows: Tensor, check: Callable[[], None]) -> Iterator[Tensor]:
    """The rows in parts, on a CPU; before each, a look at whether they are still wanted."""
    count = max(1, round(len(rows) / _TILE)) if rows.is_cpu else 1
    for part in torch.tensor_split(rows, count):
        check()
        yield part


def _whole(parts: list[Tensor], along: int = 0) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(parts, along)


class _Taker:
    """Takes tensors out of the weights, of the shape that they must have."""

    def __init__(self, weights: MutableMapping[str, Tensor]) -> None:
        self._weights = weights

    def __call__(self, name: str, *shape: int) -> Tensor:
        weight = self._weights.pop(name)
        if tuple(weight.shape) != shape:
            raise ValueError(f"{name} is {tuple(weight.shape)}, not {shape}")
        return weight
