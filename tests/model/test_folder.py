"""A model's folder of every bad kind ends in one clear sentence, and the right choice is made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.model.folder import examine, find
from desktop.reader.choice import Choice, ReaderOptions, choose
from desktop.values import EngineName, Failed, FailureKind, Read, Shot, Task
from tests.model.conftest import CHECKPOINT

Change = Callable[[Path], None]

PIXEL = Shot(bytes(4), 1, 1)


def read(task: str = "read", engine: EngineName = EngineName.AUTO) -> Read:
    return Read(1, PIXEL, Task(task, "en" if task == "translate" else ""), engine)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CHECKPOINT, tmp_path / "copy"))


def _other(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "qwen2_vl"}))


def _truncate(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])


def _pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _index(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-00001-of-00002.safetensors")
    shards = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": shards}))


def _offsets(folder: Path) -> None:
    header = b'{"a": {"data_offsets": [0]}}'
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)


def _shard_is_a_number(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": 5}}')


def _without(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def _with(name: str, content: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).write_text(content)

    return change


NO, BROKEN = FailureKind.NO_MODEL, FailureKind.BAD_MODEL
BAD: dict[str, tuple[Change, FailureKind, str]] = {
    "no folder": (shutil.rmtree, NO, "is not there"),
    "no config": (_without("config.json"), NO, "config.json is missing"),
    "no tokenizer": (_without("tokenizer.json"), NO, "tokenizer.json is missing"),
    "no weights": (_without("model.safetensors"), NO, "model.safetensors is missing"),
    "pickled weights": (_pickled, NO, "model.safetensors is missing"),
    "a shard is missing": (_index, NO, "model-00002-of-00002"),
    "another model": (_other, BROKEN, "another model"),
    "broken off": (_truncate, BROKEN, "damaged"),
    "empty weights": (_with("model.safetensors", ""), BROKEN, "damaged"),
    "a pointer for weights": (_with("model.safetensors", "version 1, git-lfs"), BROKEN, "damaged"),
    "broken config": (_with("config.json", "{"), BROKEN, "damaged"),
    "half an offset": (_offsets, BROKEN, "damaged"),
    "a shard is a number": (_shard_is_a_number, BROKEN, "damaged"),
    "config is deep": (_with("config.json", "[" * 100_000), BROKEN, "damaged"),
    "config is a list": (_with("config.json", "[]"), BROKEN, "damaged"),
}


def test_a_whole_folder_has_no_problem(folder: Path) -> None:
    assert examine(folder) is None


@pytest.mark.parametrize(("change", "kind", "word"), list(BAD.values()), ids=list(BAD))
def test_bad_folders(folder: Path, change: Change, kind: FailureKind, word: str) -> None:
    change(folder)
    problem = examine(folder)
    assert problem is not None
    assert problem.kind is kind
    assert word in problem.sentence
    assert problem.sentence.endswith(".")


@pytest.mark.parametrize(
    "name", ["~nosuchuser/model", "x" * 300, "a\0b"], ids=["user", "long", "nul"]
)
def test_an_odd_path_is_a_problem(name: str) -> None:
    problem = examine(find(name))
    assert problem is not None
    assert problem.kind is NO
    assert "Choose" in problem.sentence


def test_a_folder_that_may_not_be_entered_is_a_problem(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied", "/home/me")

    monkeypatch.setattr(Path, "is_dir", denied)  # the tests may run as root, who may enter all
    problem = examine(folder)
    assert problem is not None
    assert "can't be opened" in problem.sentence
    assert problem.detail == "PermissionError: Permission denied"


def test_a_cache_without_a_home_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", "~nosuchuser/hub")
    assert find("") is None


def test_all_shards_there_is_whole(folder: Path) -> None:
    _index(folder)
    shutil.copy(
        folder / "model-00001-of-00002.safetensors", folder / "model-00002-of-00002.safetensors"
    )
    assert examine(folder) is None


def test_the_cache_is_found_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find("") is None
    for variable, inside in (("HF_HUB_CACHE", "."), ("HF_HOME", "hub")):
        monkeypatch.delenv("HF_HUB_CACHE", raising=False)
        home = tmp_path / variable
        monkeypatch.setenv(variable, str(home))
        repository = home / inside / "models--tencent--HunyuanOCR"
        snapshot = repository / "snapshots" / "abc123"
        snapshot.mkdir(parents=True)
        assert find("") is None
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text("abc123")
        assert find("") == snapshot
        monkeypatch.delenv(variable)


def test_a_named_folder_wins() -> None:
    assert find("/some/where") == Path("/some/where")
    assert find("~/model") == Path.home() / "model"


def test_auto_on_a_device_of_the_users_choice_takes_hunyuan(folder: Path) -> None:
    options = ReaderOptions(model_dir=str(folder), device="cpu")
    assert choose(read(), options) == Choice(EngineName.HUNYUAN, stand_in=True)
    assert choose(read("translate"), options) == Choice(EngineName.HUNYUAN)
    assert choose(read(engine=EngineName.QUICK), options) == Choice(EngineName.QUICK)


def test_auto_translates_with_hunyuan_whatever_the_device(folder: Path) -> None:
    options = ReaderOptions(model_dir=str(folder))
    assert choose(read("translate"), options) == Choice(EngineName.HUNYUAN)


def test_a_configured_model_that_cannot_be_used_is_said_each_time(folder: Path) -> None:
    _truncate(folder)
    choice = choose(read(), ReaderOptions(model_dir=str(folder)))
    assert isinstance(choice, Choice)
    assert choice.engine is EngineName.QUICK
    assert "damaged" in choice.notes[0]
    assert choice.notes[0].startswith("Read by the quick engine.")
    assert choose(read(), ReaderOptions()) == Choice(EngineName.QUICK)


def test_the_setting_counts_where_the_read_asks_for_nothing(folder: Path) -> None:
    _other(folder)
    failed = choose(read(), ReaderOptions(EngineName.HUNYUAN, str(folder)))
    assert isinstance(failed, Failed)
    assert failed.kind is FailureKind.BAD_MODEL
    assert choose(read(engine=EngineName.QUICK), ReaderOptions(EngineName.HUNYUAN)) == Choice(
        EngineName.QUICK
    )
