"""Train the tiny checkpoint on two processor cores.

    python -m tests.tiny_hunyuan.train

1. Every process draws captures (`render.py`), scales them as the real processor does, and makes
   batches of one shape; the gradients are averaged over the processes.
2. First the vision part alone learns where each character stands: a throw-away head reads, from
   every image token, the characters under it and how many stand left of it. The drawing knows
   both, which makes this far quicker than learning through the text part.
3. Then the whole model learns to write the text, on strings that grow as the loss falls, and,
   late, all the tasks mixed.
4. The repetition penalty of the product is part of the loss in four batches of five.
5. `--teach FOLDER` begins with a finished checkpoint instead and teaches it the other kinds
   (`kinds.py`), with the old ones mixed in. Its vocabulary may be an older, smaller one.

The state is saved regularly under `--state`; the same command resumes from it.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, distributed, nn
from torch.multiprocessing.spawn import spawn

from tests.tiny_hunyuan import folder, render
from tests.tiny_hunyuan.muon import Muon
from tests.tiny_hunyuan.reader import Reader, encode, teach
from tests.tiny_hunyuan.samples import (
    CELL,
    LONGEST,
    Sample,
    Stage,
    Supply,
)

LONGEST_WRITTEN = 20
HEAD_ALONE = 150
"""Steps in which only the fresh throw-away head learns from where the characters stand."""
TAUGHT = Stage(longest=LONGEST_WRITTEN, translations=0.13, other_prompts=0.05, lessons=0.5)


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
        inner = (
            parameter.dim() >= 2 and "embed" not in name and not name.startswith(("head", "sides"))
        )
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
    reader: Reader, samples: list[Sample], writes: bool, penalised: bool, head_alone: bool = False
) -> tuple[Tensor, float, float]:
    """Loss to minimise, and the parts for the log: locating and writing.

    `head_alone` keeps what the throw-away head learns from the rest of the model.
    """
    pixels = torch.from_numpy(np.stack([sample.pixels for sample in samples]))
    slots = torch.from_numpy(np.stack([sample.slots for sample in samples]))
    counts = torch.from_numpy(np.stack([sample.counts for sample in samples]))
    features = reader.see(pixels)
    sides = torch.from_numpy(np.stack([sample.sides for sample in samples]))
    seen = features.detach() if head_alone else features
    located = reader.locate(seen, slots, counts, sides)
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
    parser.add_argument("--teach", type=Path, help="a checkpoint to begin with")
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
    taught = arguments.teach is not None
    if taught:
        teach(reader, arguments.teach)
        average.module.load_state_dict(reader.state_dict())
        stage = TAUGHT
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
        writes = taught or step >= arguments.locating_steps
        if step == arguments.plain_steps and not taught:
            stage = Stage(longest=LONGEST)
        if step == arguments.locating_steps and not taught:
            stage, loss = Stage(longest=8), 3.0
        for optimizer, peak in peaks.items():
            optimizer.param_groups[0]["lr"] = peak * pace_at(step, arguments)
        samples = supply.batch(stage)
        total, located, written = train_step(
            reader,
            samples,
            writes,
            penalised=chance.random() < 0.8,
            head_alone=taught and step < HEAD_ALONE,
        )
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
            if not taught and (longer := next_stage(stage, loss)) != stage:
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
