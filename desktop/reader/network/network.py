"""HunyuanOCR's network, through transformers: from a picture and a prompt to tokens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import (
    AutoProcessor,
    GenerationConfig,
    HunYuanVLConfig,
    HunYuanVLForConditionalGeneration,
    StoppingCriteriaList,
)
from transformers.models.hunyuan_vl.modeling_hunyuan_vl import (
    HunYuanVLDenseV1DecoderLayer,
    HunYuanVLVisionBlock,
)
from transformers.utils import logging as transformers_logging

from desktop.reader.decoding import Decoding
from desktop.reader.limits import MOST_TOKENS, REPETITION_PENALTY


class Network:
    """Processor and model. ``least`` and ``most`` are the pixels that a picture may have."""

    def __init__(self, folder: Path) -> None:
        """Load the processor, which needs no weights. Raises OSError or ValueError."""
        quiet: Any = transformers_logging
        quiet.set_verbosity_error()
        quiet.disable_progress_bar()
        self._folder = folder
        processors: Any = AutoProcessor
        self._processor = processors.from_pretrained(folder, local_files_only=True, backend="pil")
        self._config: Any = HunYuanVLConfig.from_pretrained(folder, local_files_only=True)
        size = self._processor.image_processor.size
        self.least, self.most = int(size["shortest_edge"]), int(size["longest_edge"])
        self._decoding: Decoding | None = None

    @property
    def tokenizer(self) -> Any:
        """Turns tokens into text."""
        return self._processor.tokenizer

    def fill(self, weights: Mapping[str, torch.Tensor], dtype: torch.dtype, device: str) -> None:
        """Build the model of weights that are on the device in this precision already.

        Raises ValueError or RuntimeError where they aren't those of the configuration.
        """
        loaded: Any = HunYuanVLForConditionalGeneration.from_pretrained(
            None,
            config=self._config,
            state_dict=dict(weights),
            dtype=dtype,
            attn_implementation="sdpa",
            output_loading_info=True,
        )
        model, info = loaded
        if info["missing_keys"] or info["mismatched_keys"]:
            raise ValueError(f"{len(info['missing_keys'])} weights are missing")
        self.model: Any = model.to(device).eval()
        self.model.generation_config = self._generation()
        for module in self.model.modules():
            if isinstance(module, HunYuanVLVisionBlock | HunYuanVLDenseV1DecoderLayer):
                module.register_forward_pre_hook(self._between_layers)

    def write(self, image: Image.Image, asked: str, cap: int, decoding: Decoding) -> str:
        """What the model writes of a picture that is made no larger than ``cap`` pixels.

        Raises CancelledError between two layers of the network.
        """
        messages = [
            {"role": "system", "content": ""},
            {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": asked}]},
        ]
        layout = self._processor.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        inputs = self._processor(
            text=[layout],
            images=[image],
            size={"shortest_edge": min(self.least, cap), "longest_edge": cap},
            return_tensors="pt",
        ).to(self.model.device, self.model.dtype)
        self._decoding = decoding
        try:
            with torch.inference_mode():
                self.model.generate(
                    **inputs,
                    max_new_tokens=MOST_TOKENS,
                    do_sample=False,
                    repetition_penalty=REPETITION_PENALTY,
                    streamer=decoding,
                    stopping_criteria=StoppingCriteriaList([decoding]),
                )
        finally:
            self._decoding = None
        return decoding.finished()

    def _between_layers(self, _module: object, _arguments: object) -> None:
        # The look at the picture takes minutes on a CPU: a cancel doesn't wait for its end.
        if self._decoding is not None:
            self._decoding.check()

    def _generation(self) -> Any:
        """The folder's settings; where it has none, the makers' two stop tokens."""
        settings: Any = GenerationConfig
        if (self._folder / "generation_config.json").is_file():
            return settings.from_pretrained(self._folder, local_files_only=True)
        text = self._config.text_config
        stops = [text.eod_token_id, text.eos_token_id]
        return settings(
            bos_token_id=text.bos_token_id, pad_token_id=text.pad_token_id, eos_token_id=stops
        )
