"""The model's weights, read from safetensors on threads of their own.

Reading takes as long as importing transformers does, so both are done at once; there is little that
these threads need the interpreter for. Each tensor gets its memory once, in the precision and the
place that it stays in: those that are used as one become parts of one (``network/names.py``), the
matrices of the text part are rounded to 8 bits on the way where that is asked for, and neither the
file nor a second copy of a tensor is in memory while they are read.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import FileIO
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import torch

from desktop.reader.network.linear import COLUMNS_8_BITS, Int8
from desktop.reader.network.names import is_text_matrix, joined, published
from desktop.reader.network.precision import Precision

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
    path: Path
    name: str
    dtype: torch.dtype
    shape: tuple[int, ...]
    begin: int
    """Bytes from the start of the file."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some values of a tensor, where the file has them; ``scales`` where they become 8 bits."""

    path: Path
    offset: int
    stored: torch.dtype
    values: torch.Tensor
    scales: torch.Tensor | None = None


class Weights:
    """The tensors of the model in ``folder``, in ``precision`` on ``device``.

    With ``int8`` the matrices of the text part are rounded to 8 bits; they stay on the CPU then.
    Reading begins at once.
    """

    def __init__(self, folder: Path, precision: Precision, device: str, int8: bool = False) -> None:
        self._folder, self._precision, self._device = folder, precision, device
        self._int8 = int8
        self._tensors: dict[str, torch.Tensor | Int8] = {}
        self._errors: list[Exception] = []
        self._thread = threading.Thread(target=self._work, name="weights", daemon=True)
        self._thread.start()

    def wait(self) -> dict[str, torch.Tensor | Int8]:
        """The tensors by their published names, joined, once all are read.

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
            entries = [entry for path in _files(self._folder) for entry in _entries(path)]
            chunks = iter(list(self._laid_out(entries)))
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

    def _laid_out(self, entries: Iterable[_Entry]) -> Iterator[_Chunk]:
        """Make room for the tensors; gives the chunks to be read into it, in the files' order."""
        wholes: dict[str, dict[int, _Entry]] = {}
        for entry in entries:
            whole, place = joined(published(entry.name))
            wholes.setdefault(whole, {})[place] = entry
        chunks = [
            chunk
            for name, parts in wholes.items()
            for chunk in self._room(name, sorted(parts.items()))
        ]
        return iter(sorted(chunks, key=lambda one: (one.path, one.offset)))

    def _room(self, name: str, parts: list[tuple[int, _Entry]]) -> Iterator[_Chunk]:
        first = parts[0][1]
        if len({entry.shape[1:] for _, entry in parts}) != 1:
            raise ValueError(f"the parts of {name} have different shapes")
        shape = (sum(entry.shape[0] for _, entry in parts), *first.shape[1:]) if first.shape else ()
        matrix = is_text_matrix(name)
        dtype = self._precision.kept if matrix else self._precision.many
        rounded = self._int8 and matrix and shape[1] % COLUMNS_8_BITS == 0
        values = torch.empty(shape, dtype=torch.int8 if rounded else dtype, device=self._device)
        scales = torch.empty(shape[0], dtype=torch.bfloat16) if rounded else None
        self._tensors[name] = values if scales is None else Int8(values, scales)
        flat, start = values.view(-1), 0
        for _, entry in parts:
            count, size = prod(entry.shape), entry.dtype.itemsize
            # Whole rows: each is rounded by its own scale.
            row = prod(shape[1:]) if scales is not None else 1
            step = max(1, _CHUNK // size // row) * row
            for at in range(0, count, step):
                end = min(at + step, count)
                part = flat[start + at : start + end]
                if scales is None:
                    yield _Chunk(entry.path, entry.begin + at * size, entry.dtype, part)
                else:
                    of_rows = scales[(start + at) // row : (start + end) // row]
                    yield _Chunk(entry.path, entry.begin + at * size, entry.dtype, part, of_rows)
            start += count

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
    if chunk.scales is not None:
        numbers = _numbers(scratch, chunk.stored, count).reshape(len(chunk.scales), -1)
        round_rows(numbers, values, chunk.scales)
    elif values.device.type == "cpu" and (chunk.stored, values.dtype) == _WIDENED:
        # Not through torch, whose own threads would wait for the same two cores.
        halves = np.frombuffer(scratch, np.uint16, count)
        np.left_shift(halves, 16, out=values.numpy().view(np.uint32), dtype=np.uint32)
    else:
        values.copy_(torch.frombuffer(scratch, dtype=chunk.stored, count=count))


def _numbers(scratch: bytearray, stored: torch.dtype, count: int) -> npt.NDArray[np.float32]:
    """``count`` values as fp32. A bf16 is the upper half of one."""
    if stored == torch.bfloat16:
        halves = np.frombuffer(scratch, np.uint16, count)
        return np.left_shift(halves, 16, dtype=np.uint32).view(np.float32)
    return torch.frombuffer(scratch, dtype=stored, count=count).float().numpy()


def round_rows(
    numbers: npt.NDArray[np.float32], values: torch.Tensor, scales: torch.Tensor
) -> None:
    """Rows [n, in] as 8 bits into ``values``, a scale each into ``scales``; uses ``numbers`` up.

    The scale is a bf16 that is not below a 127th of the row's largest value: rounded afterwards it
    would shift every value of the row the same way.
    """
    largest = np.maximum(numbers.max(1), -numbers.min(1))
    exact = np.maximum(largest / 127, np.finfo(np.float32).tiny)
    up = (exact.view(np.uint32) + 0xFFFF) & np.uint32(0xFFFF0000)
    scale = up.view(np.float32)
    scales.copy_(torch.from_numpy(scale))
    np.multiply(numbers, (1 / scale)[:, None], out=numbers)
    np.rint(numbers, out=numbers)
    values.numpy().reshape(numbers.shape)[:] = numbers


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


def _entries(path: Path) -> list[_Entry]:
    """What the header says (github.com/huggingface/safetensors, Format)."""
    with path.open("rb") as file:
        return list(_header(path, file))


def _header(path: Path, file: BinaryIO) -> Iterator[_Entry]:
    first = file.read(8)
    length = int.from_bytes(first, "little")
    if len(first) < 8 or length > path.stat().st_size:
        raise ValueError("a file of weights without a header")
    header: dict[str, Any] = json.loads(file.read(length))
    header.pop("__metadata__", None)
    start = 8 + length
    for name, told in header.items():
        begin, end = told["data_offsets"]
        entry = _Entry(path, name, _TYPES[told["dtype"]], tuple(told["shape"]), start + begin)
        if prod(entry.shape) * entry.dtype.itemsize != end - begin:
            raise ValueError("a tensor of another size than its shape")
        yield entry
