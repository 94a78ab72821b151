"""The model's weights, read from safetensors on threads of their own.

Reading takes as long as importing transformers does, so both are done at once; there is little that
these threads need the interpreter for. Tensors that follow one another in a file and have the same
type become views of one block: it is filled in chunks, each converted as it is read, so that
neither the file nor a second copy of a tensor is ever in memory.
"""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import FileIO
from itertools import groupby
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch

_CHUNK = 1 << 22
"""Bytes that are read at once; what is converted is still in the processor's cache."""

_THREADS = 2

_WIDENED = (torch.bfloat16, torch.float32)

_TYPES = {
    "BF16": torch.bfloat16,
    "F16": torch.float16,
    "F32": torch.float32,
    "F64": torch.float64,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    dtype: torch.dtype
    shape: tuple[int, ...]
    begin: int
    end: int
    """Bytes from the start of the file."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some values of a block, and where the file has them."""

    path: Path
    offset: int
    stored: torch.dtype
    values: torch.Tensor


class Weights:
    """The tensors of the model in ``folder``, in ``dtype`` on ``device``.

    Reading begins at once.
    """

    def __init__(self, folder: Path, dtype: torch.dtype, device: str) -> None:
        self._folder, self._dtype, self._device = folder, dtype, device
        self._tensors: dict[str, torch.Tensor] = {}
        self._errors: list[Exception] = []
        self._thread = threading.Thread(target=self._work, name="weights", daemon=True)
        self._thread.start()

    def wait(self) -> dict[str, torch.Tensor]:
        """The tensors by name, once all are read.

        Raises what reading raised: OSError, ValueError or KeyError for a damaged file, RuntimeError
        or MemoryError where the memory doesn't hold them.
        """
        self._thread.join()
        if self._errors:
            raise self._errors[0]
        tensors, self._tensors = self._tensors, {}
        return tensors

    def _work(self) -> None:
        try:
            chunks = iter(
                [chunk for path in _files(self._folder) for chunk in self._laid_out(path)]
            )
        except Exception as error:  # raised again where the tensors are waited for
            self._errors.append(error)
            return
        lock = threading.Lock()
        threads = [
            threading.Thread(target=self._read, args=(chunks, lock), name="weights", daemon=True)
            for _ in range(_THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _laid_out(self, path: Path) -> Iterator[_Chunk]:
        """Make room for the file's tensors; gives the chunks to be read into it."""
        with path.open("rb") as file:
            entries = _entries(file)
        for _, numbered in groupby(_ordered(entries), key=lambda one: one[0]):
            run = [entry for _, entry in numbered]
            first, size = run[0], run[0].dtype.itemsize
            count = (run[-1].end - first.begin) // size
            block = torch.empty(count, dtype=self._dtype, device=self._device)
            for entry in run:
                start = (entry.begin - first.begin) // size
                values = block[start : start + prod(entry.shape)]
                self._tensors[entry.name] = values.view(entry.shape)
            step = _CHUNK // size
            for start in range(0, count, step):
                part = block[start : start + step]
                yield _Chunk(path, first.begin + start * size, first.dtype, part)

    def _read(self, chunks: Iterator[_Chunk], lock: threading.Lock) -> None:
        scratch = bytearray(_CHUNK)
        try:
            with ExitStack() as stack:
                files: dict[Path, FileIO] = {}
                while not self._errors:
                    with lock:
                        chunk = next(chunks, None)
                    if chunk is None:
                        return
                    if chunk.path not in files:
                        files[chunk.path] = stack.enter_context(FileIO(chunk.path))
                    _fill(chunk, files[chunk.path], scratch)
        except Exception as error:  # as above
            self._errors.append(error)


def _fill(chunk: _Chunk, file: FileIO, scratch: bytearray) -> None:
    """Read the chunk and convert it. Raises ValueError at the file's end."""
    values = chunk.values
    file.seek(chunk.offset)
    if values.device.type == "cpu" and values.dtype == chunk.stored:
        _read_all(file, memoryview(values.view(torch.uint8).numpy().data))
        return
    count = len(values)
    _read_all(file, memoryview(scratch)[: count * chunk.stored.itemsize])
    if values.device.type == "cpu" and (chunk.stored, values.dtype) == _WIDENED:
        # A bf16 is the upper half of an fp32. Not through torch, whose own threads would wait for
        # the same two cores.
        halves = np.frombuffer(scratch, np.uint16, count)
        np.left_shift(halves, 16, out=values.numpy().view(np.uint32), dtype=np.uint32)
        return
    values.copy_(torch.frombuffer(scratch, dtype=chunk.stored, count=count))


def _read_all(file: FileIO, view: memoryview) -> None:
    while view:
        if not (got := file.readinto(view)):
            raise ValueError("a file of weights ends too early")
        view = view[got:]


def _files(folder: Path) -> list[Path]:
    single, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if single.is_file():
        return [single]
    names = json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
    return [folder / name for name in sorted(set(names))]


def _entries(file: BinaryIO) -> list[_Entry]:
    """What the header says (github.com/huggingface/safetensors, Format)."""
    (length,) = struct.unpack("<Q", file.read(8))
    header: dict[str, Any] = json.loads(file.read(length))
    header.pop("__metadata__", None)
    start = 8 + length
    entries = []
    for name, told in header.items():
        begin, end = told["data_offsets"]
        entry = _Entry(
            name, _TYPES[told["dtype"]], tuple(told["shape"]), start + begin, start + end
        )
        if prod(entry.shape) * entry.dtype.itemsize != end - begin:
            raise ValueError("a tensor of another size than its shape")
        entries.append(entry)
    return entries


def _ordered(entries: list[_Entry]) -> list[tuple[int, _Entry]]:
    """The entries as they follow one another; a number that changes where a new block begins."""
    ordered: list[tuple[int, _Entry]] = []
    run = 0
    for entry in sorted(entries, key=lambda one: (one.begin, one.end)):
        if ordered:
            before = ordered[-1][1]
            run += before.dtype != entry.dtype or before.end != entry.begin
        ordered.append((run, entry))
    return ordered
