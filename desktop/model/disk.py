"""The folder on disk as something that changes whole, or not at all.

Next to the folder of the model, ``HunyuanOCR``, lie for a while: ``HunyuanOCR.partial`` (what is
being fetched), ``HunyuanOCR.old`` (the one that it replaces, between two renames and until it is
deleted), ``HunyuanOCR.trash`` (what is being deleted) and ``HunyuanOCR.lock``.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""The error numbers of a disk without room."""


MARGIN = 200_000_000
"""Bytes that a download leaves free."""


class BusyError(Exception):
    """Another process works on the same folder."""


def partial(target: Path) -> Path:
    """Where the files lie while they are fetched."""
    return target.with_name(f"{target.name}.partial")


def old(target: Path) -> Path:
    """Where the folder lies that is being replaced."""
    return target.with_name(f"{target.name}.old")


def _trash(target: Path) -> Path:
    return target.with_name(f"{target.name}.trash")


@contextmanager
def claimed(target: Path) -> Iterator[None]:
    """Be the only process that works on ``target``, and tidy up after one that was killed.

    The system lets go of the lock when its holder dies. Raises BusyError, OSError.
    """
    from filelock import FileLock, Timeout  # for the child: the window only asks for room

    target.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target.with_name(f"{target.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError from error
    try:
        if old(target).exists() and not target.exists():
            old(target).rename(target)
        for leftover in (old(target), _trash(target)):
            delete(leftover)
        yield
    finally:
        lock.release()


def put_in_place(target: Path) -> None:
    """Make the partial folder the folder of the model. Raises OSError.

    Between the two renames ``old`` is the whole one, and ``folder.find`` looks there too.
    """
    for path in (*partial(target).rglob("*"), partial(target)):
        sync(path)
    if target.exists():
        target.rename(old(target))
    try:
        partial(target).rename(target)
    except OSError:
        if old(target).exists():
            old(target).rename(target)
        raise
    sync(target.parent)
    delete(old(target))


def remove(target: Path) -> int:
    """Delete the folder and the partial one; the bytes that are free now. Raises OSError.

    They are renamed first, so that no half of a folder is ever taken for a whole one.
    """
    freed = 0
    for folder in (target, partial(target)):
        if folder.is_dir() and not folder.is_symlink():
            freed += occupied(folder)
            folder.rename(_trash(target))
            delete(_trash(target))
    return freed


def free(folder: Path) -> int:
    """Bytes that are free where ``folder`` lies or will lie. Raises OSError."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def occupied(folder: Path) -> int:
    """Bytes of all files under ``folder``."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sync(path: Path) -> None:
    """Have the system write a file's content, or a folder's names, to the disk."""
    # Windows opens no folder (its renames are in the journal), and writes a file through only
    # where it is open for writing.
    with contextlib.suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def delete(folder: Path) -> None:
    """Delete a folder that may not be there; of a link, only the link. Raises OSError."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.is_dir():
        shutil.rmtree(folder)
