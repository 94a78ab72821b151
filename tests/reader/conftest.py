"""Shared by the reader's tests: desks, and a HunyuanOCR folder of random weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import Queue

import pytest

from desktop.model import folder as model_folder
from desktop.reader import seats
from desktop.reader.patience import PATIENCE, Patience
from desktop.reader.worker import ReaderOptions
from desktop.values import EngineName
from tests.reader.desk import Desk
from tests.reader.played import PlayedChild


@pytest.fixture
def desk() -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(
        patience: Mapping[EngineName, Patience] = PATIENCE,
        engine: EngineName = EngineName.AUTO,
        model_dir: Path | str = "",
        device: str = "auto",
    ) -> Desk:
        made.append(Desk(ReaderOptions(engine, str(model_dir), device), patience))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Queue[PlayedChild]:
    """The children that are made, each played by the test."""
    monkeypatch.setattr(PlayedChild, "made", Queue(), raising=False)
    monkeypatch.setattr(seats, "Child", PlayedChild)
    monkeypatch.setattr(model_folder, "examine", lambda _folder: None)
    return PlayedChild.made


@pytest.fixture(scope="session")
def quick() -> Iterator[Desk]:
    """One quick engine for all that don't need a fresh one: starting it takes longest."""
    one = Desk(ReaderOptions(EngineName.QUICK))
    yield one
    one.close()


@pytest.fixture(scope="session")
def random_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in the public layout whose weights are random: it loads, and reads nonsense."""
    import torch
    from transformers import HunYuanVLForConditionalGeneration

    from tests.tiny_hunyuan.folder import build_config, build_processor, save

    torch.manual_seed(1)
    processor = build_processor()
    folder = tmp_path_factory.mktemp("random") / "model"
    save(HunYuanVLForConditionalGeneration(build_config(processor.tokenizer)), processor, folder)
    return folder


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test finds a model that happens to be on the machine."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no cache"))
    monkeypatch.setenv("SIGHTREAD_DATA_DIR", str(tmp_path / "no data"))
