"""Which device, how much it holds, and the weights that are read into it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from desktop.reader.device import (
    ANOTHER,
    CPU_CAP,
    FULL,
    ON_CPU,
    ROOM_AS_STORED,
    SUBTITLES_CAP,
    free_ram,
    in_8_bits,
    is_of_memory,
    pick,
    pixel_cap,
    pixels_in,
    precision,
    task_cap,
)
from desktop.reader.engine import NoDeviceError
from desktop.reader.network.packed import can_pack
from desktop.reader.network.precision import alike, on_cpu
from desktop.reader.weights import Weights
from desktop.tasks import CATALOGUE

GB = 10**9


@pytest.mark.parametrize(
    ("asked", "cuda", "mps", "likely", "name", "notes"),
    [
        ("auto", [], False, False, "cpu", ()),
        ("auto", [], False, True, "cpu", (ON_CPU,)),
        ("cpu", [8 * GB], False, True, "cpu", ()),
        ("auto", [8 * GB], False, True, "cuda:0", ()),
        ("cuda", [8 * GB, 80 * GB], False, True, "cuda:0", ()),
        ("auto", [1 * GB, 8 * GB], False, True, "cuda:1", (ANOTHER,)),
        ("auto", [1 * GB], False, True, "cpu", (FULL,)),
        ("cuda", [1 * GB], False, True, "cuda:0", ()),
        ("auto", [], True, True, "mps", ()),
        ("mps", [], True, True, "mps", ()),
    ],
)
def test_the_device_and_what_it_stands_in_for(
    asked: str, cuda: list[int], mps: bool, likely: bool, name: str, notes: tuple[str, ...]
) -> None:
    assert pick(asked, cuda, mps, likely) == (name, notes)


@pytest.mark.parametrize("asked", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_said(asked: str) -> None:
    with pytest.raises(NoDeviceError) as told:
        pick(asked, [], False, False)
    assert "another device" in told.value.sentence


def test_the_pixels_follow_the_free_memory() -> None:
    most = 4096 * 4096
    caps = [pixels_in(free * GB // 4, 2, most) for free in range(80)]
    assert caps == sorted(caps)
    assert caps[0] == 0
    assert caps[-1] == most
    # 3 GB of work at 2048 x 2048 (facts), and room to write.
    assert 2048 * 2048 <= pixels_in(4 * GB, 2, most) < 2 * 2048 * 2048
    assert pixels_in(8 * GB, 4, most) == pixels_in(4 * GB, 2, most)


def test_a_processor_reads_no_more_than_it_can_in_minutes() -> None:
    assert free_ram() > 64 * 10**6
    assert pixel_cap("cpu", torch.float32, 4096 * 4096) <= CPU_CAP


def test_only_what_has_large_letters_is_reduced_for_its_task() -> None:
    most = 4096 * 4096
    assert task_cap("subtitles", most) == SUBTITLES_CAP
    assert task_cap("subtitles", 1000) == 1000
    assert SUBTITLES_CAP == 2048 * 2048
    assert {task_cap(name, most) for name in CATALOGUE if name != "subtitles"} == {most}
    assert "subtitles" in CATALOGUE


def test_memory_errors_are_known() -> None:
    assert is_of_memory(MemoryError())
    assert is_of_memory(torch.OutOfMemoryError("x"))
    assert is_of_memory(RuntimeError("MPS backend out of memory (MPS allocated: 8 GB)"))
    with pytest.raises(RuntimeError) as told:
        torch.empty(1 << 60)
    assert is_of_memory(told.value)
    assert not is_of_memory(RuntimeError("size mismatch"))


def test_the_precision_is_the_weights_own_or_fp32(tmp_path: Path) -> None:
    for told, expected in (({"dtype": "float32"}, torch.float32), ({}, torch.float32)):
        (tmp_path / "config.json").write_text(json.dumps(told))
        assert precision(tmp_path, "cpu") == alike(expected)
    (tmp_path / "config.json").write_text('{"torch_dtype": "bfloat16"}')
    assert precision(tmp_path, "mps") == alike(torch.bfloat16)
    on_processor = precision(tmp_path, "cpu")
    assert on_processor in (on_cpu(torch.bfloat16), on_cpu(torch.float32))
    assert (on_processor.between, on_processor.kept) == (torch.float32, torch.bfloat16)


def test_a_processor_has_8_bits_unless_more_are_faster_and_there_is_room() -> None:
    as_stored, plenty = on_cpu(torch.float32), 2 * ROOM_AS_STORED
    assert in_8_bits("int8", as_stored, plenty)
    assert not in_8_bits("full", as_stored, 0)
    assert in_8_bits("auto", as_stored, plenty) is not can_pack()
    assert in_8_bits("auto", as_stored, ROOM_AS_STORED - 1)
    for other in (on_cpu(torch.bfloat16), alike(torch.float32)):
        assert in_8_bits("auto", other, plenty)


def tensors() -> dict[str, torch.Tensor]:
    torch.manual_seed(3)
    return {
        "large": torch.randn(1500, 1001).bfloat16(),
        "odd": torch.randn(7).bfloat16(),
        "between": torch.randn(3, 5),
        "after": torch.randn(2, 2, 2).bfloat16(),
        "one": torch.tensor(4.5).bfloat16(),
        "none": torch.empty(0, 4).bfloat16(),
    }


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float64])
def test_weights_are_what_was_saved(tmp_path: Path, dtype: torch.dtype) -> None:
    saved = tensors()
    save_file(saved, tmp_path / "model.safetensors")
    read = Weights(tmp_path, alike(dtype), "cpu").wait()
    assert set(read) == set(saved)
    for name, tensor in saved.items():
        found = read[name]
        assert isinstance(found, torch.Tensor)
        assert found.shape == tensor.shape
        assert torch.equal(found, tensor.to(dtype)), name


def test_a_processor_keeps_the_matrices_of_the_text_part_as_they_are_stored(tmp_path: Path) -> None:
    saved = {
        "model.embed_tokens.weight": torch.randn(6, 32).bfloat16(),
        "model.layers.0.mlp.down_proj.weight": torch.randn(4, 32).bfloat16(),
        "model.norm.weight": torch.randn(32).bfloat16(),
        "vit.layers.0.self_attn.q_proj.weight": torch.randn(4, 32).bfloat16(),
    }
    save_file(saved, tmp_path / "model.safetensors")
    found = Weights(tmp_path, on_cpu(torch.float32), "cpu").wait()
    for name, stored in saved.items():
        matrix = name.startswith("model.") and stored.dim() == 2
        kept = found[name]
        assert isinstance(kept, torch.Tensor)
        assert kept.dtype == (torch.bfloat16 if matrix else torch.float32)
        assert torch.equal(kept.float(), stored.float())


def test_weights_in_several_files_are_read(tmp_path: Path) -> None:
    first, second = {"a": torch.ones(4)}, {"b": torch.zeros(2)}
    save_file(first, tmp_path / "one.safetensors")
    save_file(second, tmp_path / "two.safetensors")
    index = {"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    read = Weights(tmp_path, alike(torch.float32), "cpu").wait()
    assert {name: tensor.tolist() for name, tensor in read.items()} == {
        "a": [1.0] * 4,
        "b": [0.0] * 2,
    }


def test_a_file_that_ends_too_early_is_said(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_file(tensors(), path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(ValueError, match="too early"):
        Weights(tmp_path, alike(torch.float32), "cpu").wait()
    with pytest.raises(OSError, match="No such file"):
        Weights(tmp_path / "nowhere", alike(torch.float32), "cpu").wait()
