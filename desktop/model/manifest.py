"""What Sightread wrote down about a folder that it fetched: ``sightread.json`` inside of it.

Beside files that are still being fetched it is the plan; beside the whole model it says what each
file was when it was checked, and which were found damaged since.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

NAME = "sightread.json"


class ManifestError(Exception):
    """The file is there and isn't what Sightread writes; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its name with ``/``, its size in bytes, and its hashes in hexadecimal.

    ``blob`` is git's, which is all that the hub knows of a small file; ``sha256`` is empty until
    the file has been checked against that.
    """

    name: str
    size: int
    sha256: str = ""
    blob: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of ``repository`` at the commit ``revision``.

    ``licence_accepted`` is the date on which the user accepted the licence; ``damaged`` names the
    files that a later check found changed.
    """

    repository: str
    revision: str
    licence_accepted: str
    files: tuple[Entry, ...]
    damaged: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files)


def read(folder: Path) -> Manifest | None:
    """The manifest in ``folder``; None where there is none. Raises ManifestError, OSError."""
    try:
        content = (folder / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        table = json.loads(content)
        files = tuple(Entry(**_checked(Entry, entry)) for entry in table.pop("files"))
        damaged = tuple(map(str, table.pop("damaged")))
        return Manifest(**_checked(Manifest, table), files=files, damaged=damaged)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ManifestError(f"{type(error).__name__}: {error}") from error


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest into ``folder``, whole or not at all. Raises OSError."""
    beside = folder / f"{NAME}.new"
    with beside.open("wb") as file:
        file.write(json.dumps(asdict(manifest), indent=1).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / NAME)


def _checked(kind: type, table: dict[str, Any]) -> dict[str, Any]:
    """The table when each of its values is a text, or a whole number where that is asked for."""
    types = {field.name: int if field.name == "size" else str for field in fields(kind)}
    for name, value in table.items():
        if type(value) is not types[name] or (type(value) is int and value < 0):
            raise ValueError(f"{name} is no {types[name].__name__}")
    return table
