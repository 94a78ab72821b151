"""The model as it is trained: batches of one shape, a throw-away head, the repetition penalty.

The head reads, from every image token, the characters under it, how many stand left of it, and the
sides of the line's box.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import (
    HunYuanVLForConditionalGeneration,
    HunYuanVLVisionConfig,
    PreTrainedTokenizerFast,
)

from tests.tiny_hunyuan import folder
from tests.tiny_hunyuan.samples import CLASSES, LONGEST, NO_LABEL, SLOTS, Sample

PENALTY = 1.08
SIDES = 101


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
        self.sides = nn.Linear(config.text_config.hidden_size, 4 * SIDES)
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

    def locate(self, features: Tensor, slots: Tensor, counts: Tensor, sides: Tensor) -> Tensor:
        """Loss of the throw-away head.

        Against slots [B, r, c, SLOTS], counts [B, r, c] and sides [B, 4], which every image token
        is to know.
        """
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
        loss = loss + 0.3 * places
        if not (sides >= 0).any():
            return loss
        edges = self.sides(cells).reshape(batch, rows * columns, 4, SIDES).flatten(0, 2)
        wanted = sides[:, None].expand(-1, rows * columns, -1).flatten()
        return loss + 0.3 * cross(edges, wanted, ignore_index=NO_LABEL)

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


def teach(reader: Reader, checkpoint: Path) -> None:
    """Begin with the weights of `checkpoint`; the pieces that it lacks begin as their characters.

    A new piece gets the mean of the rows of its characters, with a little noise.
    """
    old = PreTrainedTokenizerFast.from_pretrained(checkpoint)
    known = HunYuanVLForConditionalGeneration.from_pretrained(checkpoint, dtype=torch.float32)
    weights = known.state_dict()
    for name, rows in weights.items():
        if rows.shape[:1] == (len(old),):
            pieces = reader.tokenizer.convert_ids_to_tokens(list(range(len(reader.tokenizer))))
            weights[name] = torch.stack([_row(rows, old, piece) for piece in pieces])
    reader.model.load_state_dict(weights)


def _row(rows: Tensor, old: PreTrainedTokenizerFast, piece: str) -> Tensor:
    """The embedding of `piece` from the `rows` of an older tokenizer."""
    if piece in old.get_vocab():
        return rows[old.convert_tokens_to_ids(piece)]
    mean = rows[old.encode(piece, add_special_tokens=False)].mean(0)
    return mean + 0.2 * rows.std() * torch.randn_like(mean)
