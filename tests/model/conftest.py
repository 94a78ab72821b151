"""A hub on loopback, and a home of its own for every test."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from huggingface_hub import close_session, constants

from desktop.model import disk, look, manifest, tending
from desktop.model import folder as model_folder
from desktop.model.fetching import Fetching
from desktop.model.messages import Fetch, Outcome, Pace, Progress
from desktop.model.source import Source
from desktop.model.status import ModelStatus
from tests.model.desk import PACE, Desk
from tests.model.hub import REPOSITORY, REVISION, Hub

MODEL = "model.safetensors"

CHECKPOINT = Path(__file__).parent.parent / "tiny_hunyuan" / "checkpoint"

SIZE = (CHECKPOINT / MODEL).stat().st_size

_NOT_OURS = ("HF_TOKEN", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HOME")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder around the model's; nothing of this machine is found, and nothing outside."""
    for name in (*_NOT_OURS, *_PROXIES):
        monkeypatch.delenv(name, raising=False)
    # Read from the environment when huggingface_hub was imported; a child reads it anew.
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("SIGHTREAD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no cache"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    return tmp_path / "data"


@pytest.fixture(scope="session")
def repository() -> dict[str, bytes]:
    """The files as the hub has them: the tiny checkpoint, a draft, and what nobody fetches."""
    files = {path.name: path.read_bytes() for path in sorted(CHECKPOINT.glob("*.*"))}
    noise = random.Random(7).randbytes(3_000_000)
    return files | {
        "LICENSE": b"Not in the European Union.\n",
        "README.md": b"# HunyuanOCR\n",
        "dflash/config.json": b"{}\n",
        "dflash/model.safetensors": noise,
        "dflash/dflash.py": b"raise SystemExit\n",
        "processor_config.json": b"{}\n",
        "additional_chat_templates/odd.jinja": b"{{ 1 }}\n",
        "adapter_model.safetensors": noise[:10_000],
        "v1.0/model.safetensors": noise[:50_000],
        "v1.0/config.json": b"{}\n",
        "pytorch_model.bin": noise[:20_000],
        "assets/teaser.png": noise[:30_000],
        ".gitattributes": b"*.safetensors filter=lfs\n",
    }


@dataclass(frozen=True)
class Told:
    """How a download ended, how it then stands, and what was told on the way."""

    outcome: Outcome
    status: ModelStatus
    said: list[Progress]


UNWANTED = frozenset(
    {
        "dflash/dflash.py",
        "processor_config.json",
        "additional_chat_templates/odd.jinja",
        "adapter_model.safetensors",
        "v1.0/model.safetensors",
        "v1.0/config.json",
        "pytorch_model.bin",
        "assets/teaser.png",
        ".gitattributes",
    }
)


@pytest.fixture(scope="session")
def source(repository: dict[str, bytes]) -> Source:
    """What is known of the repository beforehand."""
    wanted = {name: content for name, content in repository.items() if name not in UNWANTED}
    return Source(
        REPOSITORY,
        REVISION,
        sum(map(len, wanted.values())),
        {name: hashlib.sha256(content).hexdigest() for name, content in wanted.items()},
    )


@pytest.fixture
def hub(repository: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub(dict(repository)) as one:
        monkeypatch.setenv("HF_ENDPOINT", one.address)
        yield one


@pytest.fixture
def fetch(source: Source) -> Iterator[Callable[..., Told]]:
    """One download in this process: the work of the child without the child."""

    def one(free: Callable[[Path], int] = disk.free, pace: Pace = PACE) -> Told:
        said: list[Progress] = []
        job = Fetch(1, source, model_folder.own_folder(), "2026-11-21", pace)
        try:
            outcome = Fetching(job, said.append, free).run()
        except (tending.WorkError, OSError) as error:
            told = tending.told(error)
            outcome = Outcome(1, told.sentence, failed=True, detail=told.detail)
        return Told(outcome, look.at("", source), said)

    yield one
    close_session()


@pytest.fixture
def desk(source: Source) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(**options: object) -> Desk:
        made.append(Desk(**({"source": source} | options)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.files.close()


def whole(home: Path, repository: dict[str, bytes]) -> bool:
    """Whether Sightread's own folder holds exactly what the hub has."""
    own = home / "HunyuanOCR"
    names = {str(path.relative_to(own)) for path in own.rglob("*") if path.is_file()}
    return names - {manifest.NAME} == repository.keys() - UNWANTED and all(
        (own / name).read_bytes() == repository[name] for name in names - {manifest.NAME}
    )


def is_a_sentence(text: str) -> bool:
    """Whether it is one for the user: no code, no apology."""
    return (
        text[0].isupper()
        and text.endswith(".")
        and not any(word in text.lower() for word in ("error", "sorry", "http ", "exception"))
    )
