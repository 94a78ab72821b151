"""Train the tiny checkpoint from scratch on two processor cores.

    python -m tests.tiny_hunyuan.train

1. Every process draws captures (`render.py`), scales them as the real processor does, and makes
   batches of one shape; the gradients are averaged over the processes.
2. First the vision part alone learns where each character stands: a throw-away head reads, from
   every image token, the characters under it and how many stand left of it. The drawing knows
   both, which makes this far quicker than learning through the text part.
3. Then the whole model learns to write the text, on strings that grow as the loss falls, and,
   late, all the tasks mixed.
4. The repetition penalty of the product is part of the loss in four batches of five.

The state is saved regularly under `--state`; the same command resumes from it.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, distributed, nn
from torch.multiprocessing.spawn import spawn
from transformers import (
    HunYuanVLForConditionalGeneration,
    HunYuanVLVisionConfig,
    PreTrainedTokenizerFast,
)
from transformers.models.hunyuan_vl.image_processing_pil_hunyuan_vl import smart_resize

from tests.tiny_hunyuan import folder, render
from tests.tiny_hunyuan.muon import Muon

CELL = 32
SLOTS = 8
LONGEST = 28
LONGEST_WRITTEN = 20
PENALTY = 1.08
NO_LABEL = -100
CLASSES = {character: number for number, character in enumerate(render.CHARACTERS, start=1)}


@dataclass(frozen=True)
class Stage:
    """What the worker draws: the longest text, how varied a picture, the share of other tasks."""

    longest: int
    variety: float = 1.0
    translations: float = 0.0
    other_prompts: float = 0.0


@dataclass(frozen=True)
class Sample:
    """A scaled picture [H, W, 3], its prompt, its answer and the labels of the throw-away head."""

    pixels: np.ndarray
    prompt: str
    answer: str
    slots: np.ndarray
    counts: np.ndarray


def scale(image: Image.Image) -> Image.Image:
    """Resize as the real processor does; equality with it is tested."""
    width, height = image.size
    size = smart_resize(height, width, CELL, folder.LEAST_PIXELS, folder.MOST_PIXELS)
    return image.resize((size[1], size[0]), Image.Resampling.BICUBIC)


def _labels(capture: render.Capture, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Characters by slot [rows, columns, SLOTS] and characters left of each cell [rows, columns].

    A row that the line's centre only brushes is left out of the loss: either reading is right.
    """
    rows, columns = height // CELL, width // CELL
    slots = np.full((rows, columns, SLOTS), NO_LABEL, dtype=np.int64)
    counts = np.full((rows, columns), NO_LABEL, dtype=np.int64)
    across = [centre * width / capture.image.width for centre in capture.centres]
    line = capture.line_centre * height / capture.image.height
    for row in range(rows):
        distance = max(row * CELL - line, line - (row + 1) * CELL, 0)
        if distance > 12:
            slots[row] = 0
        elif distance < 6:
            slots[row] = 0
            flat = slots[row].reshape(-1)
            for centre, character in zip(across, capture.text, strict=True):
                if character != " ":
                    flat[min(int(centre * SLOTS / CELL), flat.size - 1)] = CLASSES[character]
            for column in range(columns):
                counts[row, column] = sum(centre < column * CELL for centre in across)
    return slots, counts


def draw_sample(rng: random.Random, stage: Stage) -> Sample:
    """One training sample of the stage."""
    kind = rng.random()
    prompt = folder.TEXT_PROMPT
    if kind < stage.translations:
        words = rng.choices(list(render.VOCABULARY), k=rng.choice((1, 1, 2, 2, 3)))
        text = " ".join(words)
        answer = text
        if rng.random() < 0.85:
            prompt = folder.TO_ENGLISH_PROMPT
            answer = f"{text}\n{render.translate(text)}"
    else:
        text = answer = render.random_text(rng, stage.longest)
    if prompt == folder.TEXT_PROMPT and rng.random() < stage.other_prompts:
        prompt = rng.choice(folder.READING_PROMPTS)
    capture = render.random_capture(rng, text, stage.variety)
    picture = scale(capture.image)
    slots, counts = _labels(capture, picture.height, picture.width)
    return Sample(np.asarray(picture), prompt, answer, slots, counts)


class Supply:
    """Draws captures and hands them over in batches of one shape."""

    def __init__(self, seed: int, cells: int) -> None:
        self._rng = random.Random(seed)
        self._cells = cells
        self._waiting: dict[tuple[int, ...], list[Sample]] = defaultdict(list)
        self._stage: Stage | None = None

    def batch(self, stage: Stage) -> list[Sample]:
        """Samples of `stage` that together make up at least the wanted number of cells."""
        if stage != self._stage:
            self._waiting.clear()
            self._stage = stage
        while True:
            sample = draw_sample(self._rng, stage)
            shape = sample.pixels.shape
            self._waiting[shape].append(sample)
            if len(self._waiting[shape]) * sample.counts.size >= self._cells:
                return self._waiting.pop(shape)


def _waves(config: HunYuanVLVisionConfig) -> Tensor:
    """Smooth positions [edge * edge, hidden]: a random grid would differ from shape to shape."""
    edge, quarter = config.max_image_size // config.patch_size, config.hidden_size // 4
    place = (torch.arange(edge) + 0.5) / edge * 2 * math.pi
    waves = []
    for cycles in (torch.linspace(0.25, 4, quarter), torch.linspace(0.5, 11, quarter)):
        phase = place[:, None] * cycles
        waves.append(torch.cat((phase.sin(), phase.cos()), dim=-1))
    down = waves[0][:, None].expand(-1, edge, -1)
    across = waves[1][None].expand(edge, -1, -1)
    return 0.4 * torch.cat((down, across), dim=-1).reshape(edge * edge, -1)


def initialise(model: HunYuanVLForConditionalGeneration, head: nn.Module) -> None:
    """Kaiming for every matrix but the embeddings; transformers' own initialisation collapses."""
    vision = model.model.vision_tower
    with torch.no_grad():
        for part in (model.model, head):
            for module in part.modules():
                if isinstance(module, nn.Linear | nn.Conv2d):
                    nn.init.kaiming_normal_(module.weight, nonlinearity="linear")
                    if module.bias is not None:
                        nn.init.zeros_(module.bias)
        vision.embeddings.position_embedding.weight[1:] = _waves(vision.config)
        # Filters without a mean see ink, not the brightness of the paper.
        filters = vision.embeddings.patch_embedding.weight
        filters -= filters.mean(dim=(2, 3), keepdim=True)


class Reader(nn.Module):
    """The model with a forward pass over batches of one shape, and the throw-away head.

    The model's own forward pass attends picture by picture, which is slow for batches of small
    pictures; this one gives the same numbers, which is tested.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        super().__init__()
        config = folder.build_config(tokenizer)
        self.model = HunYuanVLForConditionalGeneration(config)
        self.head = nn.Linear(
            config.text_config.hidden_size, SLOTS * (len(CLASSES) + 1) + LONGEST + 2
        )
        initialise(self.model, self.head)
        self.tokenizer = tokenizer
        processor = folder.build_processor().image_processor
        self.register_buffer("mean", torch.tensor(processor.image_mean).view(3, 1, 1))
        self.register_buffer("deviation", torch.tensor(processor.image_std).view(3, 1, 1))

    def see(self, pixels: Tensor) -> Tensor:
        """Pictures [B, H, W, 3] in bytes to image features [B, tokens, hidden]."""
        vision = self.model.model.vision_tower
        batch, height, width, _ = pixels.shape
        rows, columns = height // 16, width // 16
        picture = (pixels.permute(0, 3, 1, 2).float() / 255 - self.mean) / self.deviation
        patches = picture.reshape(batch, 3, rows, 16, columns, 16).permute(0, 2, 4, 1, 3, 5)
        embed = vision.embeddings
        filters = embed.patch_embedding
        hidden = patches.reshape(batch, rows * columns, 768) @ filters.weight.flatten(1).T
        hidden = hidden + filters.bias + embed.interpolate_pos_encoding(hidden, rows, columns)
        lengths = torch.tensor([0, rows * columns], dtype=torch.int32)
        for layer in vision.layers:
            hidden = layer(hidden, cu_seqlens=lengths, attention_mask=None)
        features: Tensor = vision.patch_merger(hidden, size=(rows, columns))
        return features

    def locate(self, features: Tensor, slots: Tensor, counts: Tensor) -> Tensor:
        """Loss of the throw-away head against slots [B, r, c, SLOTS] and counts [B, r, c]."""
        batch, rows, columns = counts.shape
        cells = features[:, 1:-1].reshape(batch, rows, columns + 1, -1)[:, :, :-1]
        guesses = self.head(cells)
        edge = SLOTS * (len(CLASSES) + 1)
        characters = guesses[..., :edge].reshape(-1, len(CLASSES) + 1)
        weights = torch.ones(len(CLASSES) + 1)
        weights[0] = 0.3
        cross = nn.functional.cross_entropy
        loss = cross(characters, slots.reshape(-1), weights, ignore_index=NO_LABEL)
        places = cross(
            guesses[..., edge:].flatten(0, 2),
            counts.reshape(-1).clamp(max=LONGEST + 1),
            ignore_index=NO_LABEL,
        )
        return loss + 0.3 * places

    @lru_cache(maxsize=4096)  # noqa: B019 (one reader lives as long as the program)
    def _positions(self, rows: int, columns: int, length: int) -> Tensor:
        cells = rows * (columns + 1) + 2
        kinds = torch.zeros(1, length, dtype=torch.int32)
        kinds[0, 3 : 3 + cells] = 1
        grid = torch.tensor([[1, rows * 2, columns * 2]])
        ids = torch.zeros(1, length, dtype=torch.long)
        positions: Tensor = self.model.model.get_rope_index(ids, kinds, grid)[0]
        return positions

    def write(
        self, features: Tensor, shape: tuple[int, int], prompts: Tensor, answers: Tensor
    ) -> Tensor:
        """Logits [B, A, vocabulary] for answers [B, A] after the picture and prompts [B, P]."""
        special: Callable[..., Any] = self.tokenizer.convert_tokens_to_ids
        batch = len(answers)
        before = [folder.BEGIN, folder.SYSTEM_END, folder.IMAGE_START]
        head = torch.tensor([special(before)]).expand(batch, -1)
        tail = torch.cat(
            (
                torch.full((batch, 1), special(folder.IMAGE_END)),
                prompts,
                torch.full((batch, 1), special(folder.USER)),
                answers[:, :-1],
            ),
            dim=1,
        )
        text = self.model.model.language_model
        embedded = torch.cat((text.embed_tokens(head), features, text.embed_tokens(tail)), dim=1)
        positions = self._positions(*shape, embedded.shape[1])
        hidden = text(
            inputs_embeds=embedded,
            position_ids=positions.expand(-1, batch, -1),
            use_cache=False,
        ).last_hidden_state
        logits: Tensor = self.model.lm_head(hidden[:, -answers.shape[1] :])
        return logits

    def penalise(self, logits: Tensor, prompts: Tensor, answers: Tensor) -> Tensor:
        """The repetition penalty over everything that stands before each position."""
        special: Callable[..., Any] = self.tokenizer.convert_tokens_to_ids
        steps = nn.functional.one_hot(answers, logits.shape[-1]).cumsum(1) > 0
        seen = torch.zeros_like(steps)
        seen[:, 1:] = steps[:, :-1]
        marks = (folder.BEGIN, folder.SYSTEM_END, folder.IMAGE_START, folder.IMAGE)
        seen[:, :, special([*marks, folder.IMAGE_END, folder.USER])] = True
        seen.scatter_(2, prompts[:, None, :].expand(-1, answers.shape[1], -1), True)
        penalised = torch.where(logits > 0, logits / PENALTY, logits * PENALTY)
        return torch.where(seen, penalised, logits)


def encode(tokenizer: PreTrainedTokenizerFast, samples: list[Sample]) -> tuple[Tensor, Tensor]:
    """Prompt ids [B, P] and answer ids [B, A], padded at the end."""
    prompts = [tokenizer.encode(sample.prompt, add_special_tokens=False) for sample in samples]
    answers = [
        [*tokenizer.encode(sample.answer, add_special_tokens=False), tokenizer.eos_token_id]
        for sample in samples
    ]
    most = max(map(len, answers))
    padded = [answer + [tokenizer.pad_token_id] * (most - len(answer)) for answer in answers]
    return torch.tensor(prompts), torch.tensor(padded)


def share_gradients(reader: Reader, written: float) -> float:
    """Average the gradients and the loss over the processes; returns the loss."""
    parameters = list(reader.parameters())
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    flat = torch.cat([*(gradient.flatten() for gradient in gradients), torch.tensor([written])])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    pieces = flat[:-1].split([gradient.numel() for gradient in gradients])
    for gradient, piece in zip(gradients, pieces, strict=True):
        gradient.copy_(piece.view_as(gradient))
    return flat[-1].item()


def split(reader: Reader) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Matrices for Muon; embeddings, the first and last layer and all vectors for AdamW."""
    matrices: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in reader.named_parameters():
        inner = parameter.dim() >= 2 and "embed" not in name and not name.startswith("head")
        (matrices if inner else others).append(parameter)
    return matrices, others


def pace_at(step: int, arguments: argparse.Namespace) -> float:
    """Share of the peak learning rate: warm-up, a plateau, then a cosine down to a fiftieth."""
    warm = min(1.0, (step + 1) / 200)
    start = arguments.steps * (1 - arguments.decay)
    if step < start:
        return warm
    done = min(1.0, (step - start) / (arguments.steps - start))
    return warm * (0.02 + 0.98 * (1 + math.cos(math.pi * done)) / 2)


def next_stage(stage: Stage, loss: float) -> Stage:
    """Longer strings once these read; at the full length, the other tasks."""
    if loss > 0.45:
        return stage
    if stage.longest < LONGEST_WRITTEN:
        return Stage(longest=min(LONGEST_WRITTEN, stage.longest + max(1, stage.longest // 3)))
    return Stage(longest=LONGEST_WRITTEN, translations=0.1, other_prompts=0.05)


def train_step(
    reader: Reader, samples: list[Sample], writes: bool, penalised: bool
) -> tuple[Tensor, float, float]:
    """Loss to minimise, and the parts for the log: locating and writing."""
    pixels = torch.from_numpy(np.stack([sample.pixels for sample in samples]))
    slots = torch.from_numpy(np.stack([sample.slots for sample in samples]))
    counts = torch.from_numpy(np.stack([sample.counts for sample in samples]))
    features = reader.see(pixels)
    located = reader.locate(features, slots, counts)
    if not writes:
        return located, located.item(), 0.0
    prompts, answers = encode(reader.tokenizer, samples)
    shape = (pixels.shape[1] // CELL, pixels.shape[2] // CELL)
    logits = reader.write(features, shape, prompts, answers)
    if penalised:
        logits = reader.penalise(logits, prompts, answers)
    written = nn.functional.cross_entropy(
        logits.flatten(0, 1), answers.flatten(), ignore_index=reader.tokenizer.pad_token_id
    )
    return written + 0.5 * located, located.item(), written.item()


def save_state(path: Path, step: int, loss: float, stage: Stage, parts: dict[str, Any]) -> None:
    """Write everything that resuming needs, atomically."""
    state = {name: part.state_dict() for name, part in parts.items()}
    state |= {"step": step, "loss": loss, "stage": vars(stage)}
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    fresh.replace(path)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=render.ROOM / "checkpoint")
    parser.add_argument("--state", type=Path, default=Path("build/tiny_hunyuan.pt"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, default=5250)
    parser.add_argument("--locating-steps", type=int, default=1800)
    parser.add_argument("--tokens", type=int, default=320, help="image tokens in a batch")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1.2e-3, help="peak, for AdamW")
    parser.add_argument("--matrix-rate", type=float, default=0.012, help="peak, for Muon")
    parser.add_argument("--plain-steps", type=int, default=600, help="steps of little variety")
    parser.add_argument("--decay", type=float, default=0.31, help="share of the steps that cool")
    parser.add_argument("--save-every", type=int, default=100)
    return parser.parse_args()


def train(rank: int, arguments: argparse.Namespace, meeting: str) -> None:
    """Train to `--steps` as one of several equal processes; the first saves and reports."""
    torch.set_num_threads(1)
    distributed.init_process_group(
        "gloo", init_method=meeting, rank=rank, world_size=arguments.processes
    )
    torch.manual_seed(arguments.seed)
    processor = folder.build_processor()
    reader = Reader(processor.tokenizer)
    average = torch.optim.swa_utils.AveragedModel(
        reader, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)
    )
    matrices, others = split(reader)
    muon = Muon(matrices, lr=arguments.matrix_rate)
    adam = torch.optim.AdamW(others, lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.0)
    peaks = {muon: arguments.matrix_rate, adam: arguments.rate}
    parts: dict[str, Any] = {"reader": reader, "average": average, "muon": muon, "adam": adam}
    step, loss, stage = 0, 3.0, Stage(longest=LONGEST, variety=0.0)
    if arguments.state.exists():
        state = torch.load(arguments.state, weights_only=True)
        for name, part in parts.items():
            part.load_state_dict(state[name])
        step, loss, stage = state["step"], state["loss"], Stage(**state["stage"])
    distributed.barrier()

    supply = Supply(arguments.seed + 1000 * step + rank, arguments.tokens)
    chance = random.Random(arguments.seed + step)
    began, drawn = time.monotonic(), 0
    while step < arguments.steps:
        writes = step >= arguments.locating_steps
        if step == arguments.plain_steps:
            stage = Stage(longest=LONGEST)
        if step == arguments.locating_steps:
            stage, loss = Stage(longest=8), 3.0
        for optimizer, peak in peaks.items():
            optimizer.param_groups[0]["lr"] = peak * pace_at(step, arguments)
        samples = supply.batch(stage)
        total, located, written = train_step(reader, samples, writes, chance.random() < 0.8)
        reader.zero_grad()
        total.backward()
        written = share_gradients(reader, written)
        nn.utils.clip_grad_norm_(others, 1.0)
        for optimizer in peaks:
            optimizer.step()
        average.update_parameters(reader)
        step += 1
        drawn += len(samples) * arguments.processes
        if writes:
            loss = 0.98 * loss + 0.02 * written
            if (longer := next_stage(stage, loss)) != stage:
                stage, loss = longer, loss + 0.3
        if rank == 0 and step % 50 == 0:
            pace = drawn / (time.monotonic() - began)
            print(
                f"step {step} {stage} located {located:.3f} written {written:.3f} "
                f"mean {loss:.3f} {pace:.0f}/s",
                flush=True,
            )
        if rank == 0 and (step % arguments.save_every == 0 or step == arguments.steps):
            save_state(arguments.state, step, loss, stage, parts)
    if rank == 0:
        folder.save(parts["average"].module.model.to(torch.bfloat16), processor, arguments.out)
    distributed.destroy_process_group()


def main() -> None:
    """Train with as many processes as asked for."""
    arguments = parse()
    arguments.state.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        meeting = (Path(place) / "meeting").as_uri()
        spawn(train, (arguments, meeting), nprocs=arguments.processes)


if __name__ == "__main__":
    main()
