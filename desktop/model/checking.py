"""Whether files are what they should be: by SHA-256, by git's hash where that is all that is known.

A file of 2.2 GB takes two to ten seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.model import manifest
from desktop.model.manifest import Entry, Manifest, ManifestError
from desktop.model.source import Source

_PIECE = 1 << 20
_OF_A_MODEL = frozenset({".safetensors", ".json", ".jinja"})


@dataclass(frozen=True, slots=True)
class Digests:
    """The hashes of one file, in hexadecimal; ``blob``, git's own, is empty if not asked for."""

    sha256: str
    blob: str


def digests(path: Path, read: Callable[[int], None], *, with_blob: bool = False) -> Digests:
    """The hashes of the file at ``path``; ``read(bytes)`` is told of each piece. Raises OSError."""
    sha256 = hashlib.sha256()
    # Git's own hash is no protection; it is what the hub knows of a small file.
    blob = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            sha256.update(piece)
            if with_blob:
                blob.update(piece)
            read(len(piece))
    return Digests(sha256.hexdigest(), blob.hexdigest() if with_blob else "")


def agrees(entry: Entry, found: Digests) -> bool:
    """Whether a file with these hashes is ``entry``; one without any hash never is."""
    if entry.sha256:
        return entry.sha256 == found.sha256
    return bool(entry.blob) and entry.blob == found.blob


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a check: the names of the files that are not as they should be, and of those
    of which nothing is known."""

    wrong: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def verify(folder: Path, source: Source, read: Callable[[int], None]) -> Verdict:
    """Check every file of a folder. Raises OSError.

    Against what Sightread wrote down when it fetched them; where that isn't there or can't be
    read, against the published hashes.
    """
    try:
        written = manifest.read(folder)
    except ManifestError:
        written = None
    return _as_written(folder, written, read) if written else _as_published(folder, source, read)


def total(folder: Path) -> int:
    """About the bytes that ``verify`` reads. Raises OSError."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _as_written(folder: Path, written: Manifest, read: Callable[[int], None]) -> Verdict:
    wrong = []
    for entry in written.files:
        path = folder / entry.name
        if (
            not path.is_file()
            or path.stat().st_size != entry.size
            or not agrees(entry, digests(path, read))
        ):
            wrong.append(entry.name)
    return Verdict(tuple(wrong))


def _as_published(folder: Path, source: Source, read: Callable[[int], None]) -> Verdict:
    """A folder that somebody else filled. It may be another version, which is no fault."""
    wrong: list[str] = []
    unknown: list[str] = []
    for path in sorted(path for path in folder.iterdir() if path.suffix in _OF_A_MODEL):
        found = digests(path, read).sha256
        # In the Hugging Face cache, a large file is a link to one that is called by its hash.
        called = path.resolve().name
        if len(called) == len(found) and called != found:
            wrong.append(path.name)
        elif called != found and source.sha256.get(path.name) != found:
            unknown.append(path.name)
    return Verdict(tuple(wrong), tuple(unknown))
