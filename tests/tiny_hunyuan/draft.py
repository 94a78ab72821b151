"""Train the draft of the tiny checkpoint, which speculative decoding proposes tokens with.

    python -m tests.tiny_hunyuan.draft

1. Captures are drawn and scaled as for the checkpoint itself. The target, frozen, reads a batch of
   one shape in a single pass over prompt and answer; what it would not have written itself, token
   by token under the product's repetition penalty, is dropped, so every text is its own greedy one.
2. Blocks begin at random positions of the answers. The draft is to name what follows, from the
   outputs of two of the target's layers before the block. Early positions count more, since a token
   is only accepted after all that stand before it (the makers' decay of 7, for blocks of 16).
3. The running average of the weights is saved beside the checkpoint, laid out as the public one.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import HunYuanVLForConditionalGeneration, PreTrainedTokenizerFast, Qwen3Config

from tests.tiny_hunyuan import render
from tests.tiny_hunyuan.dflash import Dflash
from tests.tiny_hunyuan.muon import Muon
from tests.tiny_hunyuan.reader import Reader, encode
from tests.tiny_hunyuan.samples import CELL, Sample, Stage, Supply

CHECKPOINT = render.ROOM / "checkpoint"
BLOCK = 8
TAPPED = (0, 1)
"""The target's layers whose outputs the draft sees."""
STAGE = Stage(longest=20, translations=0.3, other_prompts=0.05)
DECAY = 3.5


def build_config(target: Any) -> Any:
    """About half a million parameters: the target's text layers with a narrower feed-forward."""
    text = target.text_config
    known: Any = Qwen3Config
    return known(
        hidden_size=text.hidden_size,
        intermediate_size=288,
        num_hidden_layers=2,
        num_attention_heads=text.num_attention_heads,
        num_key_value_heads=text.num_key_value_heads,
        head_dim=text.head_dim,
        max_position_embeddings=text.max_position_embeddings,
        rms_norm_eps=text.rms_norm_eps,
        rope_parameters={"rope_type": "default", "rope_theta": 1000.0},
        vocab_size=text.vocab_size,
        tie_word_embeddings=True,
        dtype="bfloat16",
        architectures=["DFlashDraftModel"],
        block_size=BLOCK,
        dflash_config={"mask_token_id": target.im_newline_id, "target_layer_ids": list(TAPPED)},
    )


def load_reader(checkpoint: Path) -> Reader:
    """The frozen target, with the forward pass for batches of one shape."""
    reader = Reader(PreTrainedTokenizerFast.from_pretrained(checkpoint))
    known = HunYuanVLForConditionalGeneration.from_pretrained(checkpoint, dtype=torch.float32)
    reader.model.load_state_dict(known.state_dict())
    return reader.eval().requires_grad_(False)


@torch.no_grad()
def written(reader: Reader, samples: list[Sample]) -> tuple[Tensor, Tensor, Tensor]:
    """What the target writes itself: taps [B, C, layers * hidden], answers [B, A], lengths [B].

    Row C - A of the taps is that of the prompt's last token, whose next one is answer 0.
    """
    pixels = torch.from_numpy(np.stack([sample.pixels for sample in samples]))
    prompts, answers = encode(reader.tokenizer, samples)
    outputs: list[Tensor] = []
    layers = reader.model.model.language_model.layers
    hooks = [
        layers[number].register_forward_hook(lambda _layer, _given, out: outputs.append(out))
        for number in TAPPED
    ]
    shape = (pixels.shape[1] // CELL, pixels.shape[2] // CELL)
    logits = reader.write(reader.see(pixels), shape, prompts, answers)
    for hook in hooks:
        hook.remove()
    guesses = reader.penalise(logits, prompts, answers).argmax(-1)
    pad = reader.tokenizer.pad_token_id
    own = ((guesses == answers) | (answers == pad)).all(1)
    return torch.cat(outputs, dim=-1)[own], answers[own], (answers[own] != pad).sum(1)


def blocks(draft: Dflash, taps: Tensor, answers: Tensor, lengths: Tensor, anchors: int) -> Any:
    """Random blocks: tokens [B, N * BLOCK], their places, what they see, labels and weights.

    Positions count from the sequence's begin; a block at answer token j sees the context before it.
    """
    batch, size = answers.shape
    before = taps.shape[1] - size + 1  # tokens of the prompt
    chosen = (torch.rand(batch, anchors) * (lengths - 1)[:, None]).long()
    offsets = torch.arange(BLOCK)
    index = chosen[..., None] + offsets  # [B, N, BLOCK], in answer tokens
    inside = index < lengths[:, None, None]
    labels = answers.gather(1, index.flatten(1).clamp(max=size - 1)).view_as(index)
    tokens = torch.full_like(labels, draft.config.dflash_config["mask_token_id"])
    tokens[..., 0] = labels[..., 0]
    weights = torch.exp(-(offsets - 1).clamp(min=0) / DECAY) * (offsets > 0)
    context = torch.arange(taps.shape[1])
    sees = (context < (before + chosen)[..., None]).repeat_interleave(BLOCK, dim=1)
    own = torch.block_diag(*[torch.ones(BLOCK, BLOCK, dtype=torch.bool)] * anchors)
    seen = torch.cat((sees, own.expand(batch, -1, -1)), dim=-1)[:, None]
    places = torch.cat((context.expand(batch, -1), (before + index).flatten(1)), dim=1)
    return tokens.flatten(1), places, seen, labels.flatten(1), (weights * inside).flatten(1)


def train_step(
    draft: Dflash, reader: Reader, samples: list[Sample], anchors: int
) -> tuple[Tensor, float] | None:
    """Loss and the mean number of tokens that would be accepted in a round; None without texts."""
    taps, answers, lengths = written(reader, samples)
    if not len(taps):
        return None
    tokens, places, seen, labels, weights = blocks(draft, taps, answers, lengths, anchors)
    embedded = reader.model.get_input_embeddings()(tokens)
    logits = reader.model.lm_head(draft(taps, embedded, places, seen))
    each = nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none")
    loss = (each * weights.flatten()).sum() / weights.sum()
    right = ((logits.argmax(-1) == labels) & (weights > 0)).unflatten(1, (-1, BLOCK))[..., 1:]
    return loss, 1 + right.long().cumprod(-1).sum(-1).float().mean().item()


def begin(draft: Dflash, reader: Reader) -> None:
    """As the makers do: the layers begin as the target's last ones, as far as they fit."""
    target = reader.model.model.language_model
    with torch.no_grad():
        for layer, known in zip(draft.layers, target.layers[-len(draft.layers) :], strict=True):
            for name, parameter in layer.named_parameters():
                name = name.replace("q_norm", "query_layernorm").replace("k_norm", "key_layernorm")
                rows = known.get_parameter(name)
                parameter.copy_(rows[tuple(slice(0, size) for size in parameter.shape)])
        draft.norm.weight.copy_(target.norm.weight)
        nn.init.kaiming_normal_(draft.fc.weight, nonlinearity="linear")


def save(draft: Dflash, to: Path) -> None:
    """Write the folder `dflash` beside the checkpoint's files."""
    to.mkdir(exist_ok=True)
    weights = {name: value.to(torch.bfloat16) for name, value in draft.state_dict().items()}
    save_file(weights, to / "model.safetensors", {"format": "pt"})
    config = draft.config.to_diff_dict()
    (to / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def train(arguments: argparse.Namespace) -> None:
    """Train for the wanted minutes; the learning rate falls with the time that is left."""
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    reader = load_reader(arguments.checkpoint)
    draft = Dflash(build_config(reader.model.config))
    begin(draft, reader)
    average = torch.optim.swa_utils.AveragedModel(
        draft, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)
    )
    matrices = [part for part in draft.parameters() if part.dim() == 2]
    others = [part for part in draft.parameters() if part.dim() != 2]
    muon = Muon(matrices, lr=arguments.matrix_rate)
    adam = torch.optim.AdamW(others, lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.0)
    peaks = {muon: arguments.matrix_rate, adam: arguments.rate}
    supply = Supply(arguments.seed, arguments.tokens)
    began, step, drawn, losses, mean = time.monotonic(), 0, 0, 3.0, 1.0
    while (done := (time.monotonic() - began) / 60 / arguments.minutes) < 1:
        pace = min(1, (step + 1) / 50, 0.02 + 0.98 * (1 + math.cos(math.pi * done)) / 2)
        for optimizer, peak in peaks.items():
            optimizer.param_groups[0]["lr"] = peak * pace
        samples = supply.batch(STAGE)
        drawn += len(samples)
        if (result := train_step(draft, reader, samples, arguments.anchors)) is None:
            continue
        loss, accepted = result
        draft.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(draft.parameters(), 1.0)
        for optimizer in peaks:
            optimizer.step()
        average.update_parameters(draft)
        step += 1
        losses, mean = 0.98 * losses + 0.02 * loss.item(), 0.98 * mean + 0.02 * accepted
        if step % 50 == 0:
            print(f"step {step} captures {drawn} loss {losses:.3f} accepted {mean:.2f}", flush=True)
    draft.load_state_dict(average.module.state_dict())
    save(draft, arguments.checkpoint / "dflash")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    parser.add_argument("--minutes", type=float, default=24)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--tokens", type=int, default=320, help="image tokens in a batch")
    parser.add_argument("--anchors", type=int, default=6, help="blocks of each answer")
    parser.add_argument("--rate", type=float, default=1e-3, help="peak, for AdamW")
    parser.add_argument("--matrix-rate", type=float, default=0.01, help="peak, for Muon")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
