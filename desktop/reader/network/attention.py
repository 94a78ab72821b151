"""How rows attend to what the cache holds.

Many rows, a prompt's, go through torch's fused attention. Few rows, a token's or a block's, are
plain products: the query heads that share a key head become rows of one product, so that no key or
value is copied. Only in bf16 on a CPU such products are slow, and few rows are fused too: one takes
0.16 ms a layer at 300 positions and 0.96 at 2000, where the products take 0.24 and 1.9 in fp32, and
16 take 0.52 and 2.7, where they take 0.64 and 3.5 (2 cores).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

_FEW = 32
"""Rows for which plain products are faster."""

Attention = Callable[[Tensor, Tensor, Tensor], Tensor]


def attention_of(
    rows: slice | Tensor, count: int, times: int, length: int | None, like: Tensor
) -> Attention:
    """How ``count`` rows attend: a function of queries and one layer's window of the cache.

    ``rows`` are their positions, ``length`` what is attended to where those are on the device; each
    key head serves ``times`` query heads; ``like`` has the cache's precision and device.
    """
    if isinstance(rows, slice):
        start, stop = rows.start, rows.stop
        if count == 1:
            return lambda q, k, v: few(q, k, v, None)
        places = torch.arange(start, stop, device=like.device)
        if count > _FEW:
            mask = None if start == 0 else _visible(places, stop)
            return lambda q, k, v: _fused(q, k, v, mask, causal=mask is None)
        if _is_short(like):
            folded = _visible(places, stop).repeat(times, 1)
            return lambda q, k, v: _folded(q, k, v, folded)
        hides = _hiding(places, stop, times, like)
        return lambda q, k, v: few(q, k, v, hides)
    if length is None:
        raise ValueError("positions on the device need the cache's length")
    hides = _hiding(rows, length, times, like)
    return lambda q, k, v: few(q, k, v, hides)


def _is_short(cached: Tensor) -> bool:
    return cached.is_cpu and cached.dtype == torch.bfloat16


def _visible(rows: Tensor, length: int) -> Tensor:
    return torch.arange(length, device=rows.device) <= rows[:, None]


def _hiding(rows: Tensor, length: int, times: int, like: Tensor) -> Tensor:
    """[1, times x n, length]: 0 where row may look, minus infinity where it may not."""
    places = torch.arange(length, device=rows.device)
    hidden = torch.zeros(len(rows), length, dtype=like.dtype, device=rows.device)
    hidden.masked_fill_(places > rows[:, None], float("-inf"))
    return hidden.repeat(times, 1)[None]


def _fused(
    query: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None, causal: bool
) -> Tensor:
    """Many rows: queries [n, heads, size] over keys and values [key heads, length, size]."""
    seen = functional.scaled_dot_product_attention(
        query.to(keys.dtype).transpose(0, 1)[None],
        keys[None],
        values[None],
        attn_mask=mask,
        is_causal=causal,
        enable_gqa=True,
    )
    return seen[0].transpose(0, 1).reshape(len(query), -1)


def _folded(query: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
    """Few rows, fused: the query heads of a key head are rows of it. ``mask`` is true where a row
    may look, [heads / key heads x n, length]."""
    count, heads, size = query.shape
    key_heads = len(keys)
    rows = query.to(keys.dtype).view(count, key_heads, -1, size).permute(1, 2, 0, 3)
    seen = functional.scaled_dot_product_attention(
        rows.reshape(1, key_heads, -1, size), keys[None], values[None], attn_mask=mask
    )
    unfolded = seen.view(key_heads, heads // key_heads, count, size).permute(2, 0, 1, 3)
    return unfolded.reshape(count, heads * size)


def few(query: Tensor, keys: Tensor, values: Tensor, hides: Tensor | None) -> Tensor:
    """Few rows: queries [n, heads, size] over keys and values [key heads, length, size].

    ``hides`` is added to the scores [key heads, heads / key heads x n, length]. Gives
    [n, heads x size].
    """
    count, heads, size = query.shape
    key_heads = len(keys)
    if hides is None and _is_short(keys):
        return _folded(query, keys, values, None)
    query = query.to(keys.dtype)
    folded = query.view(count, key_heads, -1, size).permute(1, 2, 0, 3).reshape(key_heads, -1, size)
    scale = size**-0.5
    if hides is None:
        # Keys first: half of the time on a CPU. What beta leaves out must be a number all the same:
        # MPS multiplies it by zero (pytorch/pytorch#187521, #194442).
        nothing, turned = folded.new_zeros(1), folded.transpose(1, 2)
        scores = torch.baddbmm(nothing, keys, turned, beta=0, alpha=scale)
        shares = torch.softmax(scores, 1, torch.float32).transpose(1, 2)
    else:
        scores = torch.baddbmm(hides, folded, keys.transpose(1, 2), alpha=scale)
        shares = torch.softmax(scores, -1, torch.float32)
    seen = torch.bmm(shares.to(values.dtype), values)
    unfolded = seen.view(key_heads, heads // key_heads, count, size).permute(2, 0, 1, 3)
    return unfolded.reshape(count, heads * size)
