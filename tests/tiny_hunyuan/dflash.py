"""The DFlash draft as torch modules, of transformers' Qwen3 parts: what is trained, and what the
product's own forward is compared with.

The formula is that of the makers' `train/dflash_draft.py` (Tencent-Hunyuan/HunyuanOCR): a block
begins with the last token, masks follow; each layer attends from the block to keys and values made
of the target's hidden states (the context) and of the block itself, in both directions. Queries and
keys are normed, then turned by their plain positions. Embedding and head are the target's.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers.models.qwen3.modeling_qwen3 import (
    Qwen3MLP,
    Qwen3RMSNorm,
    Qwen3RotaryEmbedding,
    apply_rotary_pos_emb,
)


class BlockAttention(nn.Module):
    """Attention from a block to its context and to itself."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.size: int = config.head_dim
        wide, narrow = config.num_attention_heads, config.num_key_value_heads
        self.q_proj = nn.Linear(config.hidden_size, wide * self.size, bias=False)
        self.k_proj = nn.Linear(config.hidden_size, narrow * self.size, bias=False)
        self.v_proj = nn.Linear(config.hidden_size, narrow * self.size, bias=False)
        self.o_proj = nn.Linear(wide * self.size, config.hidden_size, bias=False)
        self.q_norm = Qwen3RMSNorm(self.size, eps=config.rms_norm_eps)
        self.k_norm = Qwen3RMSNorm(self.size, eps=config.rms_norm_eps)

    def forward(
        self, block: Tensor, context: Tensor, turn: tuple[Tensor, Tensor], seen: Tensor | None
    ) -> Tensor:
        """Block [B, Q, hidden], context [B, C, hidden], turn of all C + Q places, seen
        [B, 1, Q, C + Q]."""
        both = torch.cat((context, block), dim=1)
        query = self.q_norm(self.q_proj(block).unflatten(-1, (-1, self.size))).transpose(1, 2)
        key = self.k_norm(self.k_proj(both).unflatten(-1, (-1, self.size))).transpose(1, 2)
        value = self.v_proj(both).unflatten(-1, (-1, self.size)).transpose(1, 2)
        own = tuple(part[:, -block.shape[1] :] for part in turn)
        query, _ = apply_rotary_pos_emb(query, query, *own)
        key, _ = apply_rotary_pos_emb(key, key, *turn)
        mixed = nn.functional.scaled_dot_product_attention(
            query, key, value, attn_mask=seen, enable_gqa=True
        )
        result: Tensor = self.o_proj(mixed.transpose(1, 2).flatten(2))
        return result


class BlockLayer(nn.Module):
    """Attention and feed-forward, each normed before and added to what came in."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.self_attn = BlockAttention(config)
        self.mlp: Any = Qwen3MLP(config)
        self.input_layernorm = Qwen3RMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.post_attention_layernorm = Qwen3RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def forward(
        self, block: Tensor, context: Tensor, turn: tuple[Tensor, Tensor], seen: Tensor | None
    ) -> Tensor:
        block = block + self.self_attn(self.input_layernorm(block), context, turn, seen)
        result: Tensor = block + self.mlp(self.post_attention_layernorm(block))
        return result


class Dflash(nn.Module):
    """The draft; its state dictionary is laid out as the public `dflash/model.safetensors`."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config: Any = config
        self.layers = nn.ModuleList(BlockLayer(config) for _ in range(config.num_hidden_layers))
        self.norm = Qwen3RMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        taps = len(self.config.dflash_config["target_layer_ids"])
        self.fc = nn.Linear(taps * config.hidden_size, config.hidden_size, bias=False)
        self.hidden_norm = Qwen3RMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.rotary: Any = Qwen3RotaryEmbedding(config)

    def forward(
        self, taps: Tensor, block: Tensor, places: Tensor, seen: Tensor | None = None
    ) -> Tensor:
        """Hidden states [B, Q, hidden] for the target's head.

        `taps` [B, C, layers * hidden] are the outputs of the target's layers side by side, `block`
        [B, Q, hidden] the embedded blocks, `places` [1, C + Q] their positions.
        """
        context = self.hidden_norm(self.fc(taps))
        turn = self.rotary(block, places)
        for layer in self.layers:
            block = layer(block, context, turn, seen)
        result: Tensor = self.norm(block)
        return result
