"""Where the time of a token goes, under transformers' ``generate`` and under ours.

    python -m tests.benchmarks.profile_step --contexts 300 2000

torch's own profiler tells each operator's time; what is left of the wall's time is Python, and the
start of operators. The profiler slows what is small: the last lines are of runs without it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch.profiler import ProfilerActivity, profile
from torch.utils._python_dispatch import TorchDispatchMode

from tests.benchmarks import pictures
from tests.benchmarks.official import Attention, Official, random_context, random_model
from tests.benchmarks.ours import Decoder, weights_of
from tests.benchmarks.rounds import markdown
from tests.reader import full_size

_PARTS = {
    "matrices": (
        "mm",
        "addmm",
        "_weight_int8pack_mm",
        "quantized::linear_dynamic_fp16",
        "convolution",
        "mkldnn_convolution",
    ),
    "attention": (
        "bmm",
        "baddbmm",
        "softmax",
        "_softmax",
        "_scaled_dot_product_flash_attention_for_cpu",
        "_scaled_dot_product_flash_attention",
        "_scaled_dot_product_efficient_attention",
        "_scaled_dot_product_cudnn_attention",
    ),
    "cache, grown or copied": ("cat", "index_copy_"),
    "penalty, argmax": ("gather", "scatter", "where", "lt", "argmax", "isin", "index_fill_"),
}
"""Operators by what they are for; ``cat`` is also in RoPE, where it is small."""

REST = "norms, RoPE, activation and others"
OUTSIDE = "Python and the start of operators"

_ATEN = torch.ops.aten
NO_KERNEL = (
    _ATEN.empty,
    _ATEN.empty_like,
    _ATEN.empty_strided,
    _ATEN.new_empty,
    _ATEN.new_empty_strided,
    _ATEN._unsafe_view,
    _ATEN._reshape_alias,
    _ATEN.lift_fresh,
    _ATEN.set_,
    _ATEN.resize_,
)
"""What isn't called a view but computes nothing."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Of one token: seconds by part under the profiler, and how many kernels were started."""

    parts: Mapping[str, float]
    kernels: float
    wall: float
    """Seconds without the profiler."""

    def less(self, other: Shares, count: int) -> Shares:
        """What ``count`` further tokens took, a token."""
        parts = {
            name: (self.parts.get(name, 0.0) - other.parts.get(name, 0.0)) / count
            for name in self.parts
        }
        kernels = (self.kernels - other.kernels) / count
        return Shares(parts, kernels, (self.wall - other.wall) / count)


class Kernels(TorchDispatchMode):
    """Counts what is handed to the device: every operator that isn't a view."""

    def __init__(self) -> None:
        super().__init__()
        self.started: Counter[str] = Counter()

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Note the operator and let it run."""
        if not func.is_view and func.overloadpacket not in NO_KERNEL:
            self.started[str(func)] += 1
        return func(*args, **(kwargs or {}))


def shares(work: Callable[[], object]) -> Shares:
    """Profile ``work``, the quickest of three runs: what else the machine did is in the others."""
    with Kernels() as counted:
        work()
    wall = min(_seconds(work) for _ in range(3))
    slowed, parts = min((_profiled(work) for _ in range(3)), key=lambda run: run[0])
    parts[OUTSIDE] = max(0.0, slowed - sum(parts.values()))
    return Shares(parts, counted.started.total(), wall)


def _profiled(work: Callable[[], object]) -> tuple[float, dict[str, float]]:
    """The seconds of a run under the profiler, and those of its operators by part."""
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        slowed = _seconds(work)
    parts: dict[str, float] = defaultdict(float)
    for event in seen.key_averages():
        parts[_part(event.key.removeprefix("aten::"))] += event.self_cpu_time_total / 1e6
    return slowed, parts


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def of_a_token(decode: Callable[[int], object], few: int = 4, many: int = 12) -> Shares:
    """Of one more token, once the decoding is under way."""
    return shares(lambda: decode(many)).less(shares(lambda: decode(few)), many - few)


def _part(name: str) -> str:
    return next((part for part, names in _PARTS.items() if name in names), REST)


def table(found: Mapping[str, Shares]) -> str:
    """Milliseconds by part, one column for each that was profiled."""
    rows = [
        (part, *(f"{one.parts.get(part, 0.0) * 1e3:.1f}" for one in found.values()))
        for part in (*_PARTS, REST, OUTSIDE)
    ]
    for name, cells in (
        ("together, under the profiler", [sum(one.parts.values()) for one in found.values()]),
        ("without the profiler", [one.wall for one in found.values()]),
    ):
        rows.append((name, *(f"{cell * 1e3:.1f}" for cell in cells)))
    rows.append(("kernels", *(f"{one.kernels:.0f}" for one in found.values())))
    return markdown(("ms", *found), rows)


def main() -> None:
    """Profile and print."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--dtype", choices=("float32", "bfloat16"), default="float32")
    asked.add_argument("--contexts", type=int, nargs="*", default=[300, 2000])
    asked.add_argument("--threads", type=int, default=torch.get_num_threads())
    asked.add_argument("--first", action="store_true", help="the first token of a snip as well")
    given = asked.parse_args()
    torch.set_num_threads(given.threads)
    model: Any = random_model(full_size.config(), getattr(torch, given.dtype), "cpu")
    official = Official(model, full_size.processor())
    attentions: tuple[Attention, ...] = ("eager", "sdpa")
    decoders = {
        name: Decoder(weights_of(model, int8), model)
        for name, int8 in (("ours", False), ("ours, int8", True))
    }
    found = {}
    for length in given.contexts:
        context = random_context(model, length)
        for attention in attentions:
            found[f"{attention}, {length}"] = of_a_token(
                lambda count: official.decode(context, count, attention)  # noqa: B023
            )
        for name, decoder in decoders.items():
            decoder.begin(context)
            found[f"{name}, {length}"] = of_a_token(decoder.steps)
    print(table(found), flush=True)
    if given.first:
        image = pictures.page(*pictures.SNIP)
        print(
            table(
                {
                    attention: shares(lambda: official.first(image, attention))  # noqa: B023
                    for attention in attentions
                }
            )
        )


if __name__ == "__main__":
    main()
