"""What the makers published about their draft model, DFlash, and such a draft with random weights.

The lengths are tokens that a round brings: 8.4 on documents, and 1.3 on short answers (model card
of tencent/HunyuanOCR 1.5). No guess of random weights is ever right, so these lengths are forced:
each round does all of its work, and that many tokens stand in the mean.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

DOCUMENT = 8.4
SHORT = 1.3

BLOCK = 16


def draft_config(text: Any) -> dict[str, Any]:
    """``dflash/config.json`` for a model with this text configuration: the real one's numbers
    where the text part is the real one."""
    layers = text.num_hidden_layers
    full = layers == 24
    taps = [1, 8, 15, 22] if full else list(range(layers))
    return {
        "hidden_size": text.hidden_size,
        "intermediate_size": text.intermediate_size,
        "num_hidden_layers": 5 if full else 2,
        "num_attention_heads": text.num_attention_heads,
        "num_key_value_heads": text.num_key_value_heads,
        "head_dim": text.head_dim,
        "rms_norm_eps": 1e-6,
        "vocab_size": text.vocab_size,
        "hidden_act": "silu",
        "rope_theta": 10000.0,
        "block_size": BLOCK,
        "dflash_config": {
            "mask_token_id": 120817 if full else text.vocab_size - 1,
            "target_layer_ids": taps,
        },
    }


def draft_shapes(config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """The shapes of a draft's weights by their published names; 90.7 million at full size."""
    hidden, inner, head = config["hidden_size"], config["intermediate_size"], config["head_dim"]
    wide, narrow = (config[f"num_{kind}_heads"] * head for kind in ("attention", "key_value"))
    shapes: dict[str, tuple[int, ...]] = {
        "fc": (hidden, len(config["dflash_config"]["target_layer_ids"]) * hidden),
        "hidden_norm": (hidden,),
        "norm": (hidden,),
    }
    for layer in range(config["num_hidden_layers"]):
        front = f"layers.{layer}."
        shapes |= {
            f"{front}input_layernorm": (hidden,),
            f"{front}self_attn.q_proj": (wide, hidden),
            f"{front}self_attn.k_proj": (narrow, hidden),
            f"{front}self_attn.v_proj": (narrow, hidden),
            f"{front}self_attn.q_norm": (head,),
            f"{front}self_attn.k_norm": (head,),
            f"{front}self_attn.o_proj": (hidden, wide),
            f"{front}post_attention_layernorm": (hidden,),
            f"{front}mlp.gate_proj": (inner, hidden),
            f"{front}mlp.up_proj": (inner, hidden),
            f"{front}mlp.down_proj": (hidden, inner),
        }
    return {f"{name}.weight": shape for name, shape in shapes.items()}


def draft_weights(
    config: dict[str, Any], dtype: torch.dtype, device: str, seed: int = 2
) -> dict[str, Tensor]:
    """Random matrices, and norms of one."""
    drawing = torch.Generator(device).manual_seed(seed)
    weights = {}
    for name, shape in draft_shapes(config).items():
        weights[name] = weight = torch.ones(shape, dtype=dtype, device=device)
        if len(shape) == 2:
            weight.normal_(0.0, 0.02, generator=drawing)
    return weights
