"""What the checkpoint's tensors are called, and which of them are used as one.

The published files say ``vit.layers.0.mlp.dense_h_to_4h.weight``; files that transformers wrote may
say ``model.vision_tower.layers.0.mlp.fc1.weight``. Ours are the published names. The patterns are
those of transformers' own conversion (conversion_mapping.py, ``hunyuan_vl``), the other way round.
"""

from __future__ import annotations

import re

_PATTERNS = (
    (r"^model\.(?:vit|vision_tower)\.", "vit."),
    (r"^model\.language_model\.", "model."),
    (r"^vit\.patch_merger\.", "vit.perceive."),
    (r"^vit\.perceive\.proj_conv\.", "vit.perceive.proj.0."),
    (r"^vit\.perceive\.proj_out\.", "vit.perceive.proj.2."),
    (r"^(vit\.layers\.\d+\.)layer_norm1\.", r"\1input_layernorm."),
    (r"^(vit\.layers\.\d+\.)layer_norm2\.", r"\1post_attention_layernorm."),
    (r"^(vit\.layers\.\d+\.mlp\.)fc1\.", r"\1dense_h_to_4h."),
    (r"^(vit\.layers\.\d+\.mlp\.)fc2\.", r"\1dense_4h_to_h."),
)

_PARTS = {
    "q": ("qkv", 0),
    "k": ("qkv", 1),
    "v": ("qkv", 2),
    "gate": ("gate_up", 0),
    "up": ("gate_up", 1),
}
_PART = re.compile(r"^(model\.layers\.\d+\.(?:self_attn|mlp)\.)(q|k|v|gate|up)(_proj\.\w+)$")
_MATRIX = re.compile(
    r"^(?:(?:model\.)?layers\.\d+\.\w+\.\w+_proj|model\.embed_tokens|lm_head|fc)\.weight$"
)


def published(name: str) -> str:
    """The published name of a tensor that is stored as ``name``."""
    for pattern, replacement in _PATTERNS:
        name = re.sub(pattern, replacement, name)
    return name


def joined(name: str) -> tuple[str, int]:
    """The tensor that ``name`` becomes a part of, and its place there; itself and 0 where none.

    The text layers use query, key and value as one matrix, ``qkv_proj``, and so the gate and what
    it lets through, ``gate_up_proj``: one multiplication instead of three or two.
    """
    if (found := _PART.match(name)) is None:
        return name, 0
    front, part, back = found.groups()
    whole, place = _PARTS[part]
    return f"{front}{whole}{back}", place


def is_text_matrix(name: str) -> bool:
    """Whether each token reads the whole of this tensor: a matrix of the text part or the draft."""
    return _MATRIX.match(name) is not None
