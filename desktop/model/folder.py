"""HunyuanOCR's folder on disk: where it is, and whether it is all there. Without torch.

The layout is that of the public repository; a folder is looked at in a few milliseconds, so it is
done before every start of the engine. A download that broke off is seen by the length that each
safetensors file says it has; in a folder that Sightread fetched, also by what it wrote down.
"""

from __future__ import annotations

import json
import os
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import platformdirs

from desktop.model import manifest
from desktop.model.source import HUNYUANOCR
from desktop.values import FailureKind

MODEL_TYPE = "hunyuan_vl"
NEEDED = ("config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json")
LIBRARIES = ("torch", "transformers", "safetensors")

_WEIGHTS, _INDEX = "model.safetensors", "model.safetensors.index.json"
_LARGEST_HEADER = 100_000_000
_MALFORMED = (ValueError, LookupError, AttributeError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a model can't be used: ``sentence`` for the user, ``detail`` for the log."""

    kind: FailureKind
    sentence: str
    detail: str = ""


def find(model_dir: str) -> Path | None:
    """The folder that the user named, else Sightread's own, else the one in the Hugging Face
    cache, else None.

    A named folder is given back even when it doesn't exist: ``examine`` says so.
    """
    if model_dir:
        try:
            return Path(model_dir).expanduser().absolute()
        except (OSError, RuntimeError):  # no such user, no home, no working folder any more
            return Path(model_dir)
    own = own_folder()
    # Between the two renames of a replacement, the old one is the whole one.
    for folder in (own, own.with_name(f"{own.name}.old")):
        try:
            there = folder.is_dir()
        except OSError:  # it can't be told, which is for ``examine`` to say
            there = True
        if there:
            return folder
    try:
        repository = cache_folder() / f"models--{HUNYUANOCR.repository.replace('/', '--')}"
        revision = (repository / "refs" / "main").read_text(encoding="ascii").strip()
        snapshot = repository / "snapshots" / revision
        return snapshot if snapshot.is_dir() else None
    except (OSError, UnicodeDecodeError, RuntimeError):
        return None


def own_folder() -> Path:
    """Where Sightread keeps the model; ``SIGHTREAD_DATA_DIR`` names another folder around it."""
    around = os.environ.get("SIGHTREAD_DATA_DIR") or platformdirs.user_data_dir(
        "sightread", appauthor=False
    )
    return Path(around) / "HunyuanOCR"


def cache_folder() -> Path:
    """Where huggingface_hub keeps what it fetched (its own rules, read from the environment)."""
    if hub := os.environ.get("HF_HUB_CACHE"):
        return Path(hub).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "huggingface" / "hub"


def examine(folder: Path | None) -> Problem | None:
    """What is wrong with the folder or the installation, None when HunyuanOCR can be loaded."""
    if folder is None:
        return Problem(
            FailureKind.NO_MODEL,
            "HunyuanOCR is not on this machine yet. Download it in Settings, Engine and model.",
        )
    return examine_files(folder) or examine_libraries()


def examine_files(folder: Path) -> Problem | None:
    """What is wrong with the folder, whatever is installed."""
    try:
        if not folder.is_dir():
            return Problem(
                FailureKind.NO_MODEL,
                "The folder of HunyuanOCR is not there. Choose it in Settings, Engine and model.",
            )
        return _other_model(folder) or _incomplete(folder) or _unlike_written(folder)
    except OSError as error:
        return unopened(error)


def unopened(error: OSError) -> Problem:
    """The folder, or the way to it, can't be read."""
    return Problem(
        FailureKind.NO_MODEL,
        "The folder of HunyuanOCR can't be opened. Choose another in Settings, Engine and model.",
        _told(error),
    )


def examine_libraries() -> Problem | None:
    """What is missing of the installation."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if not missing:
        return None
    return Problem(
        FailureKind.NO_MODEL,
        f"HunyuanOCR needs {' and '.join(missing)}. Run the installer again.",
    )


def _other_model(folder: Path) -> Problem | None:
    try:
        config = _table(folder / "config.json")
    except FileNotFoundError:
        return _missing(["config.json"])
    except PermissionError:
        raise  # nothing says that the file is damaged
    except (OSError, *_MALFORMED) as error:
        return _broken("config.json", error)
    if config.get("model_type") != MODEL_TYPE:
        return Problem(
            FailureKind.BAD_MODEL,
            "The folder holds another model, not HunyuanOCR. "
            "Choose its folder in Settings, Engine and model.",
            f"model_type {config.get('model_type')!r}",
        )
    return None


def _incomplete(folder: Path) -> Problem | None:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if (folder / _WEIGHTS).is_file():
        weights = [_WEIGHTS]
    elif (folder / _INDEX).is_file():
        try:
            weights = sorted(set(map(_named, _table(folder / _INDEX)["weight_map"].values())))
        except (OSError, *_MALFORMED) as error:
            return _broken(_INDEX, error)
    else:
        weights = [_WEIGHTS]
    missing += [name for name in weights if not (folder / name).is_file()]
    if missing:
        return _missing(missing)
    for name in weights:
        try:
            _check_length(folder / name)
        except (OSError, *_MALFORMED) as error:
            return _broken(name, error)
    return None


def _unlike_written(folder: Path) -> Problem | None:
    """What differs, at a glance, from what Sightread wrote down when it fetched the folder."""
    try:
        written = manifest.read(folder)
    except manifest.ManifestError as error:
        return _broken(manifest.NAME, error)
    if written is None:
        return None
    for entry in written.files:
        path = folder / entry.name
        if not path.is_file():
            return _missing([entry.name])
        if entry.name in written.damaged or path.stat().st_size != entry.size:
            return _broken(entry.name, ValueError("not as it was fetched"))
    return None


def _table(path: Path) -> dict[str, Any]:
    table = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(table, dict):
        raise ValueError("not a table")  # noqa: TRY004 - the content is wrong, not a type of ours
    return table


def _named(name: object) -> str:
    if not isinstance(name, str):
        raise ValueError("not a file's name")  # noqa: TRY004 - as above
    return name


def _check_length(path: Path) -> None:
    """Raise ValueError unless the safetensors file is as long as its header says."""
    size = path.stat().st_size
    with path.open("rb") as file:
        (header_length,) = struct.unpack("<Q", file.read(8).ljust(8, b"\xff"))
        if header_length > min(size, _LARGEST_HEADER):
            raise ValueError("no safetensors header")
        header = json.loads(file.read(header_length))
    ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
    expected = 8 + header_length + max(ends, default=0)
    if size != expected:
        raise ValueError(f"{size} bytes instead of {expected}")


def _missing(names: list[str]) -> Problem:
    return Problem(
        FailureKind.NO_MODEL,
        f"The folder of HunyuanOCR is incomplete: {', '.join(names)} is missing. "
        "Fetch the model again.",
    )


def _broken(name: str, error: Exception) -> Problem:
    return Problem(
        FailureKind.BAD_MODEL,
        f"The file {name} of HunyuanOCR is damaged. Fetch the model again.",
        _told(error),
    )


def _told(error: Exception) -> str:
    # An OSError's own text holds the path.
    words = error.strerror if isinstance(error, OSError) else error
    return f"{type(error).__name__}: {words}"
