"""Our vision part against transformers' own, with the same weights."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from transformers import HunYuanVLForConditionalGeneration
from transformers.models.hunyuan_vl.configuration_hunyuan_vl import HunYuanVLVisionConfig
from transformers.models.hunyuan_vl.modeling_hunyuan_vl import HunYuanVLVisionTransformer

from desktop.reader.network.names import published
from desktop.reader.network.picture import Pixels, grid, patches
from desktop.reader.network.vision import Vision
from tests.reader import full_size
from tests.reader.kinds import render

CHECKPOINT = Path(__file__).resolve().parents[2] / "tiny_hunyuan" / "checkpoint"
GRIDS = [(2, 2), (2, 18), (18, 2), (4, 12), (6, 6), (10, 8), (32, 32), (40, 36), (34, 64)]
"""Of the tiny checkpoint's positions, 32 x 32: fewer, as many and more; the last in tiles."""


@pytest.fixture(scope="module")
def model() -> Any:
    models: Any = HunYuanVLForConditionalGeneration
    made = models.from_pretrained(CHECKPOINT, dtype=torch.float32, attn_implementation="sdpa")
    return made.eval()


def weights_of(model: Any, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    named = ((published(name), value) for name, value in model.state_dict().items())
    return {name: value.to(dtype) for name, value in named if name.startswith("vit.")}


def drawn(shape: tuple[int, int], seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed + 100 * shape[0] + shape[1])
    return torch.randn(shape[0] * shape[1], 768, generator=generator)


def never() -> None:
    """Nobody cancels."""


def theirs(model: Any, seen: Tensor, shape: tuple[int, int]) -> Tensor:
    found: Tensor = model.get_image_features(seen, torch.tensor([[1, *shape]])).pooler_output[0]
    return found


@pytest.mark.parametrize("shape", GRIDS)
def test_features_are_those_of_transformers(model: Any, shape: tuple[int, int]) -> None:
    ours = Vision(weights_of(model), model.config.vision_config)
    seen = drawn(shape)
    expected = theirs(model, seen, shape)
    features = ours.features(seen, shape, never)
    assert features.shape == (shape[0] // 2 * (shape[1] // 2 + 1) + 2, 160)
    torch.testing.assert_close(features, expected, rtol=0, atol=1e-4)


def test_a_read_picture(model: Any) -> None:
    pixels = Pixels.read(CHECKPOINT)
    image = render("receipt", "dejavu").image
    shape = grid(*image.size, pixels.least, pixels.most)
    seen = patches(image, shape, pixels, "cpu", torch.float32)
    ours = Vision(weights_of(model), model.config.vision_config)
    expected = theirs(model, seen, shape)
    torch.testing.assert_close(ours.features(seen, shape, never), expected, rtol=0, atol=1e-4)


def test_in_bf16_it_is_as_near_to_fp32_as_transformers_is(model: Any) -> None:
    shape = (10, 12)
    seen = drawn(shape)
    exact = theirs(model, seen, shape)
    models: Any = HunYuanVLForConditionalGeneration
    low = models.from_pretrained(CHECKPOINT, dtype=torch.bfloat16, attn_implementation="sdpa")
    their_error = (theirs(low.eval(), seen.bfloat16(), shape).float() - exact).abs().mean()
    ours = Vision(weights_of(model, torch.bfloat16), model.config.vision_config)
    found = ours.features(seen.bfloat16(), shape, never)
    assert found.dtype == torch.bfloat16
    assert (found.float() - exact).abs().mean() < 1.1 * their_error


class OnDevice(TorchDispatchMode):
    """Fails where a call asks for values, or takes or gives a tensor that is not on the device."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        found = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        assert name not in ("_local_scalar_dense", "item", "nonzero", "equal")
        assert all(one.is_meta for one in (*args, found) if isinstance(one, Tensor)), name
        self.calls.append(name)
        return found


def test_the_host_waits_for_nothing(model: Any) -> None:
    """On a device without values, where each question for one fails by itself as well."""
    config = model.config.vision_config
    empty = {name: value.to("meta") for name, value in weights_of(model).items()}
    ours = Vision(empty, config)
    shape = (12, 8)
    seen = drawn(shape).to("meta")
    with OnDevice() as called:
        features = ours.features(seen, shape, never)
    assert features.shape == (6 * 5 + 2, 160)
    assert called.calls.count("linear") == 4 * config.num_hidden_layers + 4
    uploaded = torch.tensor(2.0)
    with pytest.raises(AssertionError, match="mul"), OnDevice():
        torch.mul(seen, uploaded)


def test_between_two_layers_it_can_be_stopped(model: Any) -> None:
    ours = Vision(weights_of(model), model.config.vision_config)
    seen, shape = drawn((4, 6)), (4, 6)
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        ours.features(seen, shape, check)
    assert asked == 3
    expected = theirs(model, seen, shape)
    torch.testing.assert_close(ours.features(seen, shape, never), expected, rtol=0, atol=1e-4)


def test_positions_of_many_sizes_come_and_go(model: Any) -> None:
    ours = Vision(weights_of(model), model.config.vision_config)
    shapes = [(2 * rows, 4) for rows in range(1, 8)]
    for shape in [*shapes, *shapes[::-1], shapes[2], shapes[2]]:
        seen = drawn(shape)
        expected = theirs(model, seen, shape)
        torch.testing.assert_close(ours.features(seen, shape, never), expected, rtol=0, atol=1e-4)
    assert len(ours._kept) == 4
    assert next(reversed(ours._kept)) == shapes[2]


def test_weights_are_in_memory_once(model: Any) -> None:
    weights = {name: value.clone() for name, value in weights_of(model).items()}
    joined = weakref.ref(weights["vit.layers.1.self_attn.k_proj.weight"])
    window = weakref.ref(weights["vit.perceive.proj.0.weight"])
    up = weights["vit.layers.1.mlp.dense_h_to_4h.weight"].data_ptr()
    ours = Vision(weights, model.config.vision_config)
    assert set(weights) == {"vit.perceive.image_sep"}
    gc.collect()
    assert joined() is None
    assert window() is None
    assert ours._layers[1].up.weight.data_ptr() == up


@pytest.mark.parametrize(
    "name",
    [
        "vit.embeddings.position_embedding.weight",
        "vit.layers.3.self_attn.v_proj.bias",
        "vit.layers.0.mlp.dense_4h_to_h.weight",
        "vit.perceive.proj.0.weight",
        "vit.perceive.image_newline",
    ],
)
def test_weights_that_are_missing_or_of_another_shape(model: Any, name: str) -> None:
    weights = weights_of(model)
    wrong = weights.pop(name)
    with pytest.raises(KeyError, match=name):
        Vision(dict(weights), model.config.vision_config)
    with pytest.raises(ValueError, match=name):
        Vision({**weights, name: wrong[:-1]}, model.config.vision_config)


@pytest.mark.parametrize(
    "other", [{"hidden_act": "relu"}, {"interpolate_mode": "nearest"}, {"num_attention_heads": 5}]
)
def test_another_kind_of_vision_is_refused(model: Any, other: dict[str, Any]) -> None:
    config = HunYuanVLVisionConfig.from_dict({**model.config.vision_config.to_dict(), **other})
    with pytest.raises(ValueError):
        Vision(weights_of(model), config)


@pytest.mark.parametrize("shape", [(4, 4), (3, 8), (8, 3)])
def test_patches_of_another_grid_are_refused(model: Any, shape: tuple[int, int]) -> None:
    ours = Vision(weights_of(model), model.config.vision_config)
    with pytest.raises(ValueError):
        ours.features(torch.zeros(24, 768), shape, never)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_at_full_size() -> None:
    """The real widths and depth, and random weights, over a small picture."""
    config: Any = full_size.config().vision_config
    config._attn_implementation = "sdpa"
    with torch.device("meta"):
        reference: Any = HunYuanVLVisionTransformer(config)
    reference = reference.to_empty(device="cpu").eval()
    torch.manual_seed(2)
    values = torch.randn(1 << 22)
    for name, parameter in reference.named_parameters():
        flat = parameter.data.view(-1)
        if "norm" in name or name.endswith("rms.weight"):
            flat.fill_(0.0 if name.endswith("bias") else 1.0)
            continue
        for part in flat.split(len(values)):
            torch.mul(values[: len(part)], 0.03, out=part)
    weights = {
        published(f"model.vision_tower.{name}"): value
        for name, value in reference.state_dict().items()
    }
    ours = Vision(weights, config)
    pixels = Pixels(least=64 * 1024)
    image = render("code", "dejavu").image.resize((400, 200))
    shape = grid(400, 200, pixels.least, pixels.most)
    seen = patches(image, shape, pixels, "cpu", torch.float32)
    torch.set_num_threads(2)
    expected = reference(seen, torch.tensor([[1, *shape]])).pooler_output[0]
    found = ours.features(seen, shape, never)
    assert found.shape == (6 * 13 + 2, 1024)
    torch.testing.assert_close(found, expected, rtol=0, atol=5e-4)
