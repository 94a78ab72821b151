"""Our patches against those of transformers' image processor: every bit is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from transformers.models.hunyuan_vl.image_processing_pil_hunyuan_vl import (
    HunYuanVLImageProcessorPil,
    smart_resize,
)

from desktop.reader.network.picture import Pixels, grid, patches, resized
from tests.reader.kinds import render
from tests.tiny_hunyuan.folder import LEAST_PIXELS, MOST_PIXELS

CHECKPOINT = Path(__file__).resolve().parents[2] / "tiny_hunyuan" / "checkpoint"
SMALL = Pixels(least=LEAST_PIXELS, most=MOST_PIXELS)

SIZES = [
    (1, 1), (3, 5), (7, 199), (199, 1), (16, 16), (31, 33), (32, 32), (64, 128), (100, 20),
    (20, 100), (96, 96), (97, 95), (127, 65), (160, 200), (176, 176), (181, 181), (192, 160),
    (200, 33), (250, 130), (256, 128), (257, 129), (300, 10), (333, 77), (400, 300), (480, 40),
    (500, 90), (40, 480), (90, 500), (512, 64), (640, 480), (800, 200), (800, 350), (999, 5),
    (1023, 31), (1280, 720),
]  # fmt: skip
"""Between 8192 and 32768 pixels they keep about their size; others grow or shrink, many times."""

PAGES = [(512, 512), (800, 350), (1920, 1080), (2047, 2049), (2400, 1700), (600, 3000)]
"""With the real limits: unchanged, a little larger, a little smaller, much smaller."""


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def processor(pixels: Pixels) -> Any:
    return HunYuanVLImageProcessorPil(
        size={"shortest_edge": pixels.least, "longest_edge": pixels.most},
        image_mean=list(pixels.mean),
        image_std=list(pixels.std),
        rescale_factor=pixels.factor,
        patch_size=pixels.patch,
        merge_size=pixels.merge,
    )


def noise(width: int, height: int) -> Image.Image:
    drawn = np.random.default_rng(width * 10007 + height)
    return Image.fromarray(drawn.integers(0, 256, (height, width, 3), dtype=np.uint8))


def checks(width: int, height: int) -> Image.Image:
    """Black beside white: what overshoots most."""
    rows, columns = np.indices((height, width)) // 3
    lit = ((rows + columns) % 2 * 255).astype(np.uint8)
    return Image.fromarray(np.stack([lit, 255 - lit, lit], 2))


def assert_equal(image: Image.Image, pixels: Pixels) -> None:
    expected = processor(pixels)(images=[image], return_tensors="pt")
    shape = grid(*image.size, pixels.least, pixels.most, pixels.patch, pixels.merge)
    assert [1, *shape] == expected["image_grid_thw"][0].tolist()
    ours = patches(image, shape, pixels, "cpu", torch.float32)
    assert torch.equal(ours, expected["pixel_values"])
    low = patches(image, shape, pixels, "cpu", torch.bfloat16)
    assert torch.equal(low, expected["pixel_values"].bfloat16())
    # What any other device makes of the bytes, made here.
    sides = shape[1] * pixels.patch, shape[0] * pixels.patch
    bytes_before = torch.from_numpy(np.array(image))
    bytes_after = np.array(image.resize(sides, Image.Resampling.BICUBIC))
    assert np.array_equal(resized(bytes_before, *sides).numpy(), bytes_after)


@pytest.mark.parametrize("draw", [noise, checks])
def test_patches_of_every_size(draw: Any) -> None:
    for size in SIZES:
        assert_equal(draw(*size), SMALL)


@pytest.mark.parametrize("size", PAGES)
def test_patches_within_the_real_limits(size: tuple[int, int]) -> None:
    assert_equal(noise(*size), Pixels())


@pytest.mark.parametrize("kind", ["code", "receipt", "Chinese and English"])
def test_patches_of_rendered_text(kind: str) -> None:
    assert_equal(render(kind, "dejavu").image, Pixels())


def test_patches_of_other_sizes_and_colours() -> None:
    other = Pixels(5000, 90000, (0.5, 0.4, 0.3), (0.2, 0.5, 0.9), 1 / 127.5, patch=8, merge=4)
    for size in [(50, 50), (300, 200), (100, 900)]:
        assert_equal(noise(*size), other)


def test_the_passes_come_in_pillows_order() -> None:
    """Pillow 13 takes rows first where their number shrinks by more than twice the columns'."""
    for across, down in [(-8, 1), (3, 6), (3, 7), (0, 1), (4, 0), (4, -9), (-5, -5), (20, 39)]:
        image = noise(60, 61)
        sides = 60 - across, 61 - down
        ours = resized(torch.from_numpy(np.array(image)), *sides)
        expected = np.array(image.resize(sides, Image.Resampling.BICUBIC))
        assert np.array_equal(ours.numpy(), expected), (across, down)


def test_a_picture_of_the_right_size_is_not_resized() -> None:
    colours = torch.zeros(64, 32, 3, dtype=torch.uint8)
    assert resized(colours, 32, 64) is colours


def test_nothing_depends_on_what_the_device_holds() -> None:
    """On a device without values, whatever the host asked of them would fail."""
    for size in [(160, 128), (333, 77)]:
        shape = grid(*size, SMALL.least, SMALL.most)
        seen = patches(noise(*size), shape, SMALL, "meta", torch.bfloat16)
        assert seen.device.type == "meta"
        assert (seen.shape, seen.dtype) == ((shape[0] * shape[1], 768), torch.bfloat16)


def test_the_grid_is_that_of_smart_resize() -> None:
    drawn = np.random.default_rng(5)
    for least, most in [(8192, 32768), (512 * 512, 2048 * 2048), (1, 4096), (40000, 50000)]:
        for width, height in drawn.integers(1, 3000, (300, 2)).tolist():
            if max(width, height) > 200 * min(width, height):
                continue
            for patch, merge in [(16, 2), (14, 1)]:
                high, wide = smart_resize(height, width, patch * merge, least, most)
                expected = high // patch, wide // patch
                assert grid(width, height, least, most, patch, merge) == expected


def test_what_is_too_narrow_is_refused() -> None:
    assert grid(400, 2, 1024, 4096)[0] == 2
    for size in [(401, 2), (2, 401)]:
        with pytest.raises(ValueError, match="narrow"):
            grid(*size, 1024, 4096)


def write(folder: Path, plain: object = None, nested: object = None) -> Path:
    for name, table in [("preprocessor_config.json", plain), ("processor_config.json", nested)]:
        if table is not None:
            (folder / name).write_text(json.dumps(table))
    return folder


def test_the_checkpoints_files_are_read() -> None:
    assert Pixels.read(CHECKPOINT) == SMALL


TABLES: list[dict[str, Any]] = [
    {},
    {"min_pixels": 4096, "max_pixels": 65536},
    {"min_pixels": 4096, "size": {"shortest_edge": 99, "longest_edge": 77777}},
    {"patch_size": 14, "merge_size": 1, "image_mean": [0, 0.5, 1], "rescale_factor": 0.5},
    {"image_std": [0.5, 0.25, 1], "min_pixels": None, "resample": 1},
]


@pytest.mark.parametrize("table", TABLES)
def test_files_mean_what_they_mean_to_transformers(table: dict[str, Any], tmp_path: Path) -> None:
    theirs = HunYuanVLImageProcessorPil.from_pretrained(write(tmp_path, table))
    assert Pixels.read(tmp_path) == Pixels(
        theirs.size["shortest_edge"],
        theirs.size["longest_edge"],
        tuple(theirs.image_mean),
        tuple(theirs.image_std),
        theirs.rescale_factor,
        theirs.patch_size,
        theirs.merge_size,
    )


def test_the_processors_file_goes_first(tmp_path: Path) -> None:
    write(tmp_path, {"max_pixels": 300000}, {"image_processor": {"max_pixels": 400000}})
    assert Pixels.read(tmp_path).most == 400000
    assert HunYuanVLImageProcessorPil.from_pretrained(tmp_path).size["longest_edge"] == 400000
    write(tmp_path, nested={"processor_class": "HunYuanVLProcessor"})
    assert Pixels.read(tmp_path).most == 300000


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ([], "preprocessor_config.json"),
        ({"size": 512}, "size"),
        ({"size": {"shortest_edge": "512"}}, "shortest_edge"),
        ({"max_pixels": 0}, "max_pixels"),
        ({"max_pixels": 2.5}, "max_pixels"),
        ({"patch_size": True}, "patch_size"),
        ({"merge_size": -2}, "merge_size"),
        ({"image_mean": [0.5, 0.5]}, "image_mean"),
        ({"image_mean": 0.5}, "image_mean"),
        ({"image_mean": ["a", "b", "c"]}, "image_mean"),
        ({"image_std": [0.5, 0, 0.5]}, "image_std"),
        ({"rescale_factor": 0}, "rescale_factor"),
        ({"rescale_factor": "1/255"}, "rescale_factor"),
        ({"do_resize": False}, "do_resize"),
        ({"do_normalize": 0}, "do_normalize"),
        ({"temporal_patch_size": 2}, "frame"),
        ({"min_pixels": 600, "max_pixels": 500}, "600"),
    ],
)
def test_nonsense_is_named(table: object, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=wrong):
        Pixels.read(write(tmp_path, table))


def test_what_is_no_json_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        Pixels.read(tmp_path)
    (tmp_path / "preprocessor_config.json").write_text("{")
    with pytest.raises(ValueError):
        Pixels.read(tmp_path)
