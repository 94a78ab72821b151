"""HunyuanOCR at its full size, with the real configuration and random weights.

It writes nonsense, but it takes the real model's time and memory, through the same code. The
weights are drawn once and repeated: drawing a billion numbers would take longer than what is
measured with them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models
from transformers import (
    HunYuanVLConfig,
    HunYuanVLForConditionalGeneration,
    HunYuanVLProcessor,
    PreTrainedTokenizerFast,
)
from transformers.models.hunyuan_vl.image_processing_pil_hunyuan_vl import (
    HunYuanVLImageProcessorPil,
)

from tests.tiny_hunyuan import folder as tiny

VOCABULARY = 120818
IDS = {
    tiny.BEGIN: 120000,
    tiny.PAD: 120002,
    tiny.USER: 120006,
    tiny.ASSISTANT: 120007,
    tiny.STOP: 120020,
    tiny.SYSTEM_END: 120021,
    tiny.IMAGE_START: 120118,
    tiny.IMAGE_END: 120119,
    tiny.IMAGE: 120120,
    tiny.IMAGE_NEWLINE: 120121,
}
"""Where the real vocabulary has its special tokens."""

_DRAWN = 1 << 22


def save(to: Path, dtype: torch.dtype = torch.bfloat16) -> None:
    """Write the folder: 996 million parameters, about 2 GB in bfloat16, in some seconds."""
    made = processor()
    torch.manual_seed(1)
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device("meta"):
            model: Any = HunYuanVLForConditionalGeneration(config())
        model.to_empty(device="cpu")
    finally:
        torch.set_default_dtype(before)
    drawn = torch.randn(_DRAWN).to(dtype)
    for name, parameter in model.named_parameters():
        _fill(parameter.data.view(-1), drawn, name)
    model.tie_weights()
    tiny.save(model, made, to)


def _fill(values: torch.Tensor, drawn: torch.Tensor, name: str) -> None:
    if "norm" in name:
        values.fill_(0.0 if name.endswith("bias") else 1.0)
        return
    for start in range(0, len(values), _DRAWN):
        part = values[start : start + _DRAWN]
        torch.mul(drawn[: len(part)], 0.02, out=part)


def config() -> HunYuanVLConfig:
    """The real configuration."""
    ids: dict[str, Any] = {
        "pad_token_id": IDS[tiny.PAD],
        "bos_token_id": IDS[tiny.BEGIN],
        "eos_token_id": IDS[tiny.STOP],
    }
    text = {
        "vocab_size": VOCABULARY,
        "hidden_size": 1024,
        "intermediate_size": 3584,
        "num_hidden_layers": 24,
        "num_attention_heads": 16,
        "num_key_value_heads": 8,
        "head_dim": 128,
        "max_position_embeddings": 32768,
        "eod_token_id": IDS[tiny.ASSISTANT],
        "sep_token_id": IDS[tiny.SYSTEM_END],
        "rope_parameters": {
            "rope_type": "dynamic",
            "rope_theta": 10000.0,
            "alpha": 1000.0,
            "factor": 1.0,
            "mrope_section": [16, 16, 16, 16],
        },
        **ids,
    }
    vision = {
        "hidden_size": 1152,
        "intermediate_size": 4304,
        "num_hidden_layers": 27,
        "num_attention_heads": 16,
        "out_hidden_size": 1024,
        "text_hidden_size": 1024,
    }
    return HunYuanVLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=IDS[tiny.IMAGE],
        im_start_id=IDS[tiny.IMAGE_START],
        im_end_id=IDS[tiny.IMAGE_END],
        im_newline_id=IDS[tiny.IMAGE_NEWLINE],
        **ids,
    )


def processor() -> HunYuanVLProcessor:
    """The processor with the real limits of pixels and a vocabulary as long as the real one."""
    known = [piece for piece in tiny.build_tokenizer().get_vocab() if piece not in IDS]
    places = {number: token for token, number in IDS.items()}
    rest = iter(known)
    pieces = [
        (places.get(number) or next(rest, f"<{number}>"), -10.0) for number in range(VOCABULARY)
    ]
    unknown = next(number for number, (piece, _) in enumerate(pieces) if piece == tiny.UNKNOWN)
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown))
    tokenizer.decoder = decoders.Fuse()
    tokenizer.add_special_tokens([*IDS, tiny.UNKNOWN])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=tiny.BEGIN,
        eos_token=tiny.STOP,
        pad_token=tiny.PAD,
        unk_token=tiny.UNKNOWN,
        extra_special_tokens={
            "image_token": tiny.IMAGE,
            "image_start_token": tiny.IMAGE_START,
            "image_end_token": tiny.IMAGE_END,
        },
        clean_up_tokenization_spaces=False,
        model_max_length=32768,
        chat_template=tiny.CHAT_TEMPLATE,
    )
    images = HunYuanVLImageProcessorPil(
        size={"shortest_edge": 512 * 512, "longest_edge": 4096 * 4096}
    )
    return HunYuanVLProcessor(images, fast, chat_template=tiny.CHAT_TEMPLATE)
