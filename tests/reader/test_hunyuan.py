"""HunyuanOCR's real classes in a real process: random weights for the mechanics, and the trained
tiny checkpoint for reading."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from desktop.reader.canvas import WIDEST, parts
from desktop.reader.worker import ReaderOptions
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    OutputKind,
    Piece,
    Started,
    Task,
)
from tests.reader.desk import Desk
from tests.reader.kinds import render, shot, similarity
from tests.tiny_hunyuan.render import VOCABULARY, draw

CHECKPOINT = Path(__file__).resolve().parents[1] / "tiny_hunyuan" / "checkpoint"

PAGE = render("two columns", "dejavu").shot


@pytest.fixture(scope="module")
def random(random_folder: Path) -> Iterator[Desk]:
    desk = Desk(ReaderOptions(EngineName.HUNYUAN, str(random_folder), "cpu"))
    desk.reader.warm(EngineName.HUNYUAN)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def trained() -> Iterator[Desk]:
    desk = Desk(ReaderOptions(EngineName.HUNYUAN, str(CHECKPOINT), "cpu"))
    yield desk
    desk.close()


def test_it_loads_once_streams_and_the_loop_guard_ends_it(random: Desk) -> None:
    random.ready()
    pid = random.pid(EngineName.HUNYUAN)
    answer = random.read(PAGE)
    assert random.pid(EngineName.HUNYUAN) == pid
    assert isinstance(answer, Done)
    assert answer.reading.engine is EngineName.HUNYUAN
    assert answer.reading.device == "cpu"
    assert sum(isinstance(m, Piece) for _, m in random.heard) > 5
    assert random.text().strip().startswith(answer.reading.text)
    assert any("repeat" in note for note in answer.reading.notes)


def test_cancel_ends_the_decoding_between_two_tokens(random: Desk) -> None:
    waits = []
    for _ in range(3):
        job = random.submit(PAGE)
        random.next(Piece)
        began = time.monotonic()
        random.reader.cancel(job)
        answer = random.end()
        assert isinstance(answer, Failed)
        assert answer.kind is FailureKind.CANCELLED
        follower = random.submit(PAGE)
        random.next(Started)
        waits.append(time.monotonic() - began)
        random.reader.cancel(follower)
        random.end()
    assert min(waits) < 0.3


@pytest.mark.logs_warnings
def test_killed_while_reading_it_is_loaded_again_and_reads_on(random: Desk) -> None:
    random.submit(PAGE)
    random.next(Piece)
    os.kill(random.pid(EngineName.HUNYUAN), signal.SIGKILL)
    answer = random.end(timeout=100)
    assert isinstance(answer, Done)
    assert random.text().strip().startswith(answer.reading.text)


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (4096, 2), (640, 480)], ids=str)
def test_odd_sizes_become_what_the_processor_takes(size: tuple[int, int]) -> None:
    (part,) = parts(shot(Image.new("RGB", size, "white")))
    image = part.image
    assert min(image.size) >= 32
    assert max(image.size) <= WIDEST * min(image.size)
    assert image.size == size or min(size) < 32


def test_an_unknown_language_is_told(random: Desk) -> None:
    answer = random.read(PAGE, Task("translate", "tlh"))
    assert isinstance(answer, Failed)
    assert "another" in answer.sentence


def test_a_gpu_that_is_not_there_is_told() -> None:
    import torch

    from desktop.reader.device import choose
    from desktop.reader.engine import NoDeviceError

    with pytest.raises(NoDeviceError) as told:
        choose("cuda" if not torch.cuda.is_available() else "mps")
    assert told.value.kind is FailureKind.NO_DEVICE
    assert "another device" in told.value.sentence


def test_weights_of_other_shapes_are_told_and_auto_reads_on_with_a_note(
    desk: Callable[..., Desk], random_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(random_folder, folder)
    config = json.loads((folder / "config.json").read_text())
    config["text_config"]["num_hidden_layers"] += 1
    (folder / "config.json").write_text(json.dumps(config))
    one = desk(model_dir=folder, device="cpu")
    picture = render("dialog", "dejavu")
    answer = one.read(picture.shot)
    assert isinstance(answer, Done)
    assert answer.reading.engine is EngineName.QUICK
    assert similarity(answer.reading.text, picture.text) >= 0.98
    assert "can't be loaded" in answer.reading.notes[0]


HELD_OUT = (
    "harbour", "silver bridge", "window 100", "green light", "water stone", "market 365",
    "engine 4711", "12.50", "cloud music", "folder",
)  # fmt: skip
"""Words and numbers that the checkpoint never saw in training."""


def test_the_trained_checkpoint_reads_what_is_on_the_picture(trained: Desk) -> None:
    read = []
    for text in HELD_OUT:
        answer = trained.read(shot(draw(text).image))
        assert isinstance(answer, Done)
        assert trained.text().strip() == answer.reading.text
        read.append(answer.reading.text)
    right = sum(one == text for one, text in zip(read, HELD_OUT, strict=True))
    assert right >= 7, read


@pytest.mark.parametrize("text", ["velna", "dorim velna kasto", "zumar tepal"])
def test_the_trained_checkpoint_translates(trained: Desk, text: str) -> None:
    answer = trained.read(shot(draw(text).image), Task("translate", "en"))
    assert isinstance(answer, Done)
    english = " ".join(VOCABULARY[word] for word in text.split())
    assert (answer.reading.source, answer.reading.text) == (text, english)
    assert answer.reading.kind is OutputKind.TEXT
    assert [one.text for one in answer.reading.paragraphs] == [english]
    assert answer.reading.language == "en"
    assert answer.reading.notes == ()


def test_pictures_that_are_kept_leave_the_next_one_its_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With memory for little more than one picture, the tenth is seen as sharply as the first."""
    from desktop.reader import device as devices
    from desktop.reader.hunyuan import Hunyuan

    made = Hunyuan(str(CHECKPOINT), "cpu")
    made.load()
    network = made.network
    total = 30_000_000
    # What is free of it, as the system would tell: all but what the engine holds.
    monkeypatch.setattr(devices, "free_ram", lambda: total - network.held)
    monkeypatch.setattr(devices, "BYTES_TO_WRITE", 1_000_000)
    seen = []
    for number in range(10):
        image = draw(f"window {number}").image
        (part,) = parts(shot(image))
        cap = made.cap("read")
        seen.append(cap)
        network.look(part.image, cap, lambda: None)
        assert network.held <= total / 2
    assert seen[0] > network.least
    assert seen == [seen[0]] * 10


DAMAGED: dict[str, Callable[[Path], object]] = {
    "empty": lambda folder: (folder / "model.safetensors").write_bytes(b""),
    "a web page": lambda folder: (folder / "model.safetensors").write_bytes(b"<!doctype html>" * 9),
    "ones": lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 999),
    "no config": lambda folder: (folder / "config.json").unlink(),
    "no heads": lambda folder: changed(folder / "config.json", num_attention_heads=0),
    "another model's": lambda folder: changed(folder / "config.json", hidden_size=2048),
}


def changed(file: Path, **values: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_draft_makes_it_slower_and_that_is_said(damage: str, tmp_path: Path) -> None:
    from desktop.reader.hunyuan import SLOWER, Hunyuan

    folder = tmp_path / "model"
    shutil.copytree(CHECKPOINT, folder)
    DAMAGED[damage](folder / "dflash")
    made = Hunyuan(str(folder), "cpu")
    made.load()
    assert not made.network.drafts
    assert made.notes == (SLOWER,)


@pytest.mark.parametrize("template", ["{% if %}", "{{ messages[1].content[1].text }}"])
def test_a_template_that_has_no_picture_is_told_at_the_load(template: str, tmp_path: Path) -> None:
    from desktop.reader.engine import BadModelError
    from desktop.reader.hunyuan import Hunyuan

    folder = tmp_path / "model"
    shutil.copytree(CHECKPOINT, folder)
    (folder / "chat_template.jinja").write_text(template)
    with pytest.raises(BadModelError):
        Hunyuan(str(folder), "cpu").load()
