"""Matrices as FBGEMM takes them: in fp16, in blocks, multiplied with rows of fp32.

On x86 processors without instructions for bf16 this is what reads two bytes a weight fastest: one
row through all matrices takes 37 ms, where bf16 takes 55 and 8 bits 39, and 16 rows 120 ms, where
fp32 takes 380 (2 cores, AVX2). A weight of bf16 is the same number in fp16, but for those below
0.00006, which move by less than 0.00000003. FBGEMM's blocks are made one by one, for seconds, and
so in the background.
"""

from __future__ import annotations

import ctypes
import queue
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import torch
from torch import Tensor

_PART_ROWS = 8192
"""Rows of a matrix that become fp32 on the way, at a time."""

_THREADS = 2

_LOOK = 0.02
"""Seconds between two looks at whether what waits for the packing is still wanted."""


def can_pack() -> bool:
    """Whether torch has FBGEMM here, and the processor its instructions."""
    return "fbgemm" in torch.backends.quantized.supported_engines


class EndingError(Exception):
    """The process ends: nobody will use what is packed."""


class Packed:
    """A matrix [out, in] in FBGEMM's blocks."""

    def __init__(self, weight: Tensor) -> None:
        pack: Any = torch.ops.quantized.linear_prepack_fp16
        self.nbytes = 2 * weight.numel()
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


def _give_back() -> None:
    """Give the system back what was freed: glibc keeps it, a tenth of the model, between blocks."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim is not None:
            trim(0)


class Packs(Protocol):
    """What can be packed."""

    def pack(self) -> None:
        """Pack it; until that is done it is used as it is."""


class Packing:
    """Packs matrices in the background, from now on."""

    def __init__(self, matrices: Iterable[Packs]) -> None:
        self._left = queue.SimpleQueue[Packs]()
        for one in matrices:
            self._left.put(one)
        self._errors: list[BaseException] = []
        self._threads = [
            # No daemons: the process would end in the midst of C++, and abort.
            threading.Thread(target=self._work, name="packing")
            for _ in range(_THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def wait(self, check: Callable[[], None] = lambda: None) -> None:
        """Until all are packed. Raises what ``check`` raises, which is called meanwhile, and what
        packing raised: RuntimeError or MemoryError."""
        for thread in self._threads:
            while thread.is_alive():
                check()
                thread.join(_LOOK)
        if self._errors:
            raise self._errors[0]

    def _work(self) -> None:
        try:
            while not self._errors:
                self._left.get_nowait().pack()
        except queue.Empty:
            _give_back()
        except EndingError:
            return
        except Exception as error:  # raised again where it is waited for
            self._errors.append(error)
