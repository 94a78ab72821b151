"""HunyuanOCR with torch: from a local folder in the public layout, through transformers.

1. The folder is examined before anything is loaded; only safetensors, no code of the folder's.
2. The official prompt of the task, the picture before it, an empty system message, greedy decoding
   with the repetition penalty and stop tokens of the makers.
3. The text streams token by token; a cancel and the loop guard end the decoding between two tokens.
4. When the memory runs out, the picture is read once more at half its pixels, and that is said.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import (
    AutoProcessor,
    HunYuanVLForConditionalGeneration,
    StoppingCriteriaList,
)
from transformers.utils import logging as transformers_logging

from desktop.model.devices import gpu_is_likely
from desktop.model.folder import Problem, examine
from desktop.reader.decoding import Decoding, Given
from desktop.reader.engine import (
    BadModelError,
    EngineError,
    NoDeviceError,
    NoMemoryError,
    NoModelError,
    NoTextError,
    Stop,
)
from desktop.reader.limits import MOST_TOKENS, REPETITION_PENALTY
from desktop.reader.parts import Pixels, cuts, in_parts, pixels
from desktop.tasks import CATALOGUE, prompt
from desktop.text.scripts import language
from desktop.text.translation import split_translation
from desktop.values import EngineName, FailureKind, Read, Reading, Task

PART = 4096
"""Pixels that a part of a picture is high and wide at most: what the model was made for."""

MEMORY_CAPS = ((5e9, 1024 * 1024), (9e9, 2048 * 2048))
"""Below so many bytes of device memory, the most pixels of a picture; from there on, the model's
own limit. SDPA's activations at 2048 x 2048 take about 3 GB besides 2 GB of weights."""

CPU_CAP = 2048 * 1024
"""The most pixels on a CPU: the vision part's cost is quadratic, and is minutes beyond."""

LEAST_SIDE = 32
WIDEST = 150
"""The longer side over the shorter; the processor refuses 200."""

SMALLER = "The picture was too large for the device and was made smaller; check small print."
ON_CPU = "The graphics card can't be used; HunyuanOCR runs on the processor and is slow."


class Hunyuan:
    """HunyuanOCR. ``device`` is asked for as ``auto``, ``cuda``, ``mps`` or ``cpu``."""

    name = EngineName.HUNYUAN

    def __init__(self, model_dir: str, device: str) -> None:
        self._folder = Path(model_dir)
        self._asked = device
        self.device = ""
        self.notes: tuple[str, ...] = ()
        self.memory = 0

    def load(self) -> None:
        """Load processor and weights to the device. Raises EngineError."""
        quiet: Any = transformers_logging
        quiet.set_verbosity_error()
        quiet.disable_progress_bar()
        if (problem := examine(self._folder)) is not None:
            raise _of_folder(problem)
        self.device, self.notes = choose_device(self._asked)
        try:
            self._load()
        except (OSError, ValueError, KeyError, RuntimeError, AttributeError, TypeError) as error:
            if not _is_of_memory(error):
                raise BadModelError(
                    "HunyuanOCR can't be loaded from its folder. Fetch the model again.",
                    f"{type(error).__name__}: {error}"[:300],
                ) from error
            raise NoMemoryError(
                "The memory of the graphics card doesn't hold HunyuanOCR. Close other programs, "
                "or choose the processor in Settings, Engine and model.",
                type(error).__name__,
            ) from error

    def read(self, read: Read, emit: Callable[[str], None], stop: Stop) -> Reading:
        """Read the picture, token by token. Raises EngineError."""
        began = time.monotonic()
        try:
            asked = prompt(read.task)
        except ValueError as error:
            raise EngineError(
                "HunyuanOCR can't translate to this language. Choose another in Settings.",
                str(error),
            ) from error
        text, notes = self._text(pixels(read.shot), asked, emit, stop)
        if not text.strip():
            raise NoTextError
        source, text = _parted(text.strip(), read.task)
        return Reading(
            text=text,
            kind=CATALOGUE[read.task.name].kind,
            language=read.task.to if read.task.name == "translate" else language(text),
            engine=self.name,
            device=self.device,
            seconds=time.monotonic() - began,
            source=source,
            notes=notes,
        )

    def _load(self) -> None:
        folder = self._folder
        processors: Any = AutoProcessor
        self._processor = processors.from_pretrained(folder, local_files_only=True, backend="pil")
        loaded: Any = HunYuanVLForConditionalGeneration.from_pretrained(
            folder,
            dtype=_precision(folder, self.device),
            attn_implementation="sdpa",
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
        )
        model, info = loaded
        if info["missing_keys"] or info["mismatched_keys"]:
            raise ValueError(f"{len(info['missing_keys'])} weights are missing")
        self._model: Any = model.to(self.device).eval()
        size = self._processor.image_processor.size
        self._least, self._most = int(size["shortest_edge"]), int(size["longest_edge"])
        self._cap = min(self._most, _memory_cap(self.device))

    def _text(
        self, picture: Pixels, asked: str, emit: Callable[[str], None], stop: Stop
    ) -> tuple[str, tuple[str, ...]]:
        """The whole text of the picture and notes for the user."""
        parts = [
            picture[top:bottom, left:right]
            for top, bottom in cuts(picture, 0, PART)
            for left, right in cuts(picture[top:bottom], 1, PART)
        ]
        notes = [in_parts(len(parts))] if len(parts) > 1 else []
        texts: list[str] = []
        for part in parts:
            between = "\n" if any(texts) else ""
            given = Given(emit, between)
            text, more = self._part(_image(part), asked, given, stop)
            texts.append(text)
            notes += [note for note in more if note not in notes]
        return "\n".join(filter(None, texts)), tuple(notes)

    def _part(
        self, image: Image.Image, asked: str, given: Given, stop: Stop
    ) -> tuple[str, list[str]]:
        notes = [SMALLER] if image.width * image.height > self._cap < self._most else []
        try:
            return self._attempt(image, asked, self._cap, given, stop, notes)
        except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
            if not _is_of_memory(error):
                raise
        _free_memory(self.device)
        given.restart()
        smaller = max(self._least, min(self._cap, image.width * image.height) // 2)
        try:
            return self._attempt(image, asked, smaller, given, stop, [SMALLER])
        except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
            if not _is_of_memory(error):
                raise
            raise NoMemoryError(
                "The memory doesn't hold this picture. Choose a smaller region.",
                type(error).__name__,
            ) from error

    def _attempt(
        self, image: Image.Image, asked: str, cap: int, given: Given, stop: Stop, notes: list[str]
    ) -> tuple[str, list[str]]:
        decoding = Decoding(self._processor.tokenizer, given.offer, stop)
        text = self._decode(image, asked, cap, decoding)
        return text, notes + decoding.notes

    def _decode(self, image: Image.Image, asked: str, cap: int, decoding: Decoding) -> str:
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
            size={"shortest_edge": min(self._least, cap), "longest_edge": cap},
            return_tensors="pt",
        ).to(self.device, self._model.dtype)
        with torch.inference_mode():
            self._model.generate(
                **inputs,
                max_new_tokens=MOST_TOKENS,
                do_sample=False,
                repetition_penalty=REPETITION_PENALTY,
                streamer=decoding,
                stopping_criteria=StoppingCriteriaList([decoding]),
            )
        return decoding.finished()


@dataclass(frozen=True, slots=True)
class _Available:
    cuda: bool
    mps: bool


def choose_device(asked: str) -> tuple[str, tuple[str, ...]]:
    """Torch's name of the device to compute on, and notes for the user.

    ``asked`` is ``auto``, ``cuda``, ``mps`` or ``cpu``. Raises NoDeviceError when the one asked for
    isn't there.
    """
    there = _Available(torch.cuda.is_available(), torch.backends.mps.is_available())
    if asked in ("cuda", "auto") and there.cuda:
        return "cuda:0", ()
    if asked in ("mps", "auto") and there.mps:
        return "mps", ()
    if asked in ("cuda", "mps"):
        kind = "NVIDIA" if asked == "cuda" else "Apple"
        raise NoDeviceError(
            f"There is no {kind} graphics processor that can be used. "
            "Choose another device in Settings, Engine and model."
        )
    return "cpu", (ON_CPU,) if asked == "auto" and gpu_is_likely() else ()


def _precision(folder: Path, device: str) -> torch.dtype:
    """bf16 where the weights are stored in it and the device computes in it, else fp32.

    Nothing is lost that way. fp16 would be faster on old cards, but nobody has shown that this
    model's activations stay in its range. On a CPU bf16 halves the bytes that each token reads, if
    the CPU has instructions for it; emulated it is slower than fp32.
    """
    table = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if (table.get("dtype") or table.get("torch_dtype")) != "bfloat16":
        return torch.float32
    if device == "cpu":
        fits = any(
            getattr(torch.cpu, name, lambda: False)()
            for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
        )
    else:
        fits = device == "mps" or torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.bfloat16 if fits else torch.float32


def _memory_cap(device: str) -> int:
    """The most pixels of a picture that the device's memory allows."""
    if device == "cpu":
        return CPU_CAP
    if device == "mps":
        memory = float(torch.mps.recommended_max_memory())
    else:
        memory = float(torch.cuda.get_device_properties(device).total_memory)
    return next((cap for below, cap in MEMORY_CAPS if memory < below), PART * PART)


def _is_of_memory(error: BaseException) -> bool:
    """Whether memory ran out; MPS and the CPU tell it with a plain RuntimeError."""
    words = ("out of memory", "can't allocate memory", "not enough memory")
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or any(
        word in str(error) for word in words
    )


def _free_memory(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()


def _image(part: Pixels) -> Image.Image:
    """The part as an image that the processor takes: not too small, not too narrow."""
    image = Image.fromarray(part[:, :, ::-1])
    longer = max(image.size)
    width, height = (max(side, LEAST_SIDE, -(-longer // WIDEST)) for side in image.size)
    if (width, height) == image.size:
        return image
    corner = image.getpixel((0, 0))
    canvas = Image.new("RGB", (width, height), corner)
    canvas.paste(image, ((width - image.width) // 2, (height - image.height) // 2))
    return canvas


def _parted(text: str, task: Task) -> tuple[str, str]:
    return split_translation(text, task.to) if task.name == "translate" else ("", text)


def _of_folder(problem: Problem) -> EngineError:
    made = NoModelError if problem.kind is FailureKind.NO_MODEL else BadModelError
    return made(problem.sentence, problem.detail)
