"""Matrices as FBGEMM takes them: in fp16, in blocks, multiplied with rows of fp32.

On x86 processors without instructions for bf16 this is what reads two bytes a weight fastest: one
row through all matrices takes 37 ms, where bf16 takes 55 and 8 bits 39, and 16 rows 120 ms, where
fp32 takes 380 (2 cores, AVX2). A weight of bf16 is the same number in fp16, but for those below
0.00006, which move by less than 0.00000003, and those above 65504, which no model has. FBGEMM's
blocks are made one by one, for seconds, and so in the background.
"""

from __future__ import annotations

import platform
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import torch
from torch import Tensor

from desktop.system.memory import give_back

_PART_ROWS = 8192
"""Rows of a matrix that become fp32 on the way, at a time."""

_THREADS = 2

_LOOK = 0.02
"""Seconds between two looks at whether what waits for the packing is still wanted."""


def can_pack() -> bool:
    """Whether torch has FBGEMM here, and the processor its instructions.

    Some builds for ARM name it as well, without its kernels (pytorch/pytorch#180679).
    """
    x86 = platform.machine().lower() in ("x86_64", "amd64")
    return x86 and "fbgemm" in torch.backends.quantized.supported_engines


class EndingError(Exception):
    """The process ends: nobody will use what is packed."""


class Packed:
    """A matrix [out, in] in FBGEMM's blocks."""

    def __init__(self, weight: Tensor) -> None:
        pack: Any = torch.ops.quantized.linear_prepack_fp16
        self._parts: list[Any] = []
        for part in torch.split(weight, _PART_ROWS):
            if not threading.main_thread().is_alive():
                raise EndingError
            self._parts.append(pack(part.float(), None))

    def __call__(self, rows: Tensor) -> Tensor:
        """``rows @ weight.T``, for rows [n, in]; gives fp32."""
        multiply: Any = torch.ops.quantized.linear_dynamic_fp16
        wide = rows.float()
        parts: list[Tensor] = [multiply(wide, part) for part in self._parts]
        return parts[0] if len(parts) == 1 else torch.cat(parts, 1)


class Packs(Protocol):
    """What can be packed."""

    def pack(self) -> None:
        """Pack it; until that is done it is used as it is. Raises EndingError, and what torch
        raises; it stays as it is then."""


class Packing:
    """Packs matrices in the background, once they are given to it.

    ``failed``: some stay as they are, for memory or FBGEMM gave out; they are only slower.
    """

    def __init__(self) -> None:
        self.failed = False
        self._left = queue.SimpleQueue[Packs]()
        self._threads: list[threading.Thread] = []

    def add(self, matrices: Iterable[Packs]) -> None:
        """Pack these as well, when those before are packed."""
        for one in matrices:
            self._left.put(one)
        # No daemons: a script that ends amid C++ would abort. The engine's process never waits for
        # them: it ends at once.
        before = self._threads
        self._threads = [
            threading.Thread(target=self._work, args=(before,), name="packing")
            for _ in range(_THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def wait(self, check: Callable[[], None] = lambda: None) -> None:
        """Until nothing is left. Raises what ``check`` raises, which is called meanwhile."""
        for thread in self._threads:
            while thread.is_alive():
                check()
                thread.join(_LOOK)

    def _work(self, before: Iterable[threading.Thread]) -> None:
        for thread in before:
            thread.join()
        try:
            while not self.failed:
                self._left.get_nowait().pack()
                # Each time: what was freed lies where only another thread would use it again, and
                # a half of the model more would be taken at the end.
                give_back()
        except (queue.Empty, EndingError):
            return
        except (RuntimeError, MemoryError):
            self.failed = True
