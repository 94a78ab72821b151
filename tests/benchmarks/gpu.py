"""HunyuanOCR on a graphics card, all in one go: a few minutes, no network, no weights to fetch.

    python -m tests.benchmarks.gpu --out RESULTS.json

It draws full-size random weights on the card, compares our tokens with those of ``generate``,
measures first tokens, tokens a second, memory and the capture of graphs beside the official recipe,
and prints a section for RESULTS.md. Each part is written to the file when it is done, and a part
for which the time is up is named as left out. ``--device cpu --tiny`` runs the same on the tiny
checkpoint, to test this script where there is no card.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import torch

from desktop.reader.network.cache import STEPS
from tests.benchmarks import floor, gpu_report, machine, pictures
from tests.benchmarks.exactness import compared
from tests.benchmarks.official import (
    Attention,
    Context,
    Official,
    random_context,
    random_model,
    silence,
)
from tests.benchmarks.ours import ROOM, Decoder, Reader, weights_of
from tests.benchmarks.published import DOCUMENT, SHORT
from tests.benchmarks.rounds import Turn, alternate
from tests.reader import full_size

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "tiny_hunyuan" / "checkpoint"
OTHER_TASK = "按照阅读顺序解析图中的版式信息。"

EAGER, SDPA = "official recipe (eager)", "`generate`, SDPA"
OURS, SECOND = "ours", "ours, second task"
DOCUMENTS, SHORTS = f"ours, DFlash {DOCUMENT} (simulated)", f"ours, DFlash {SHORT} (simulated)"


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is measured: contexts in tokens, pictures in pixels, how many tokens and rounds."""

    contexts: tuple[int, ...]
    pictures: tuple[tuple[int, int], ...]
    checked: int
    official: int
    ours: int
    rounds: int
    copied: int
    """Bytes of the copy that the bandwidth is measured with."""


FULL = Sizes(
    # What 1080p takes with its prompt stands for 2k: the next larger cache is read there.
    contexts=(512, 2100, 7900),
    pictures=(pictures.SNIP, pictures.SCREEN, pictures.PAGE),
    checked=128,
    official=24,
    ours=192,
    rounds=3,
    copied=1 << 33,
)
SMALL = Sizes((64, 200), ((200, 60), (300, 90)), 16, 4, 24, 1, 1 << 20)


@dataclass
class Bench:
    """The parts in order; what they find is in ``results``."""

    device: str
    tiny: bool
    folder: Path
    results: dict[str, Any] = field(default_factory=dict)
    wrong: bool = False
    """Whether a token of ours wasn't the reference's in fp32."""

    def __post_init__(self) -> None:
        self.sizes = SMALL if self.tiny else FULL
        self.dtype = torch.float32 if self.device == "cpu" else torch.bfloat16

    def parts(self) -> dict[str, Callable[[], Any]]:
        """Each by its name, the most wanted first."""
        return {
            "machine": self.machine,
            "exact in fp32": self.exact_in_fp32,
            "bandwidth": self.bandwidth,
            "weights": self.weights,
            "differences": self.differences,
            "decoding": self.decoding,
            "graphs": self.graphs,
            "first tokens": self.first_tokens,
            "memory": self.memory,
            "kernels": self.kernels,
        }

    def machine(self) -> dict[str, str]:
        """Where and when."""
        return machine.described(self.device)

    def exact_in_fp32(self) -> dict[str, str]:
        """In fp32 every token must be the reference's, with and without the draft."""
        # TF32 would round the products of both differently.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        official, decoder = self._both(torch.float32)
        told = {}
        # The last one goes over a step of the cache.
        for length in (*self.sizes.contexts[:2], STEPS[0] - self.sizes.checked // 2):
            context = random_context(official.model, length)
            found = compared(official, decoder, context, self.sizes.checked)
            decoder.assist(1.0)
            decoder.agree()
            decoder.begin(context)
            count = self.sizes.checked
            same = decoder.drafted(count)[1][:count] == decoder.steps(count)[1]
            self.wrong |= bool(found.unexplained) or not same
            told[str(length)] = f"{found}; with the draft {'the same' if same else 'OTHERS'}"
        return told

    def bandwidth(self) -> dict[str, float]:
        """In bytes a second."""
        size = self.sizes.copied
        return {
            "copy": floor.copy_bandwidth(self.device, size),
            "read": floor.read_bandwidth(self.device, size),
        }

    def weights(self) -> dict[str, float]:
        """Draw them, for all parts that follow."""
        began = time.perf_counter()
        self.official, self.decoder = self._both(self.dtype)
        self.decoder.assist(DOCUMENT)
        matrices = floor.matrices(self.official.model)
        return {
            "seconds": time.perf_counter() - began,
            **{
                str(length): floor.bytes_a_token(matrices, length, self.official.model)
                for length in self.sizes.contexts
            },
        }

    def differences(self) -> dict[str, str]:
        """Tokens that aren't the reference's, in the precision that is used here."""
        told = {}
        for length in self.sizes.contexts:
            context = random_context(self.official.model, length)
            found = compared(self.official, self.decoder, context, self.sizes.checked)
            told[str(length)] = f"{found}, {found.unexplained} beyond four roundings"
        return told

    def decoding(self) -> dict[str, dict[str, float]]:
        """Seconds a token at each context."""
        matrices = floor.matrices(self.official.model)
        found = {}
        for length in self.sizes.contexts:
            context = random_context(self.official.model, length)
            self.decoder.begin(context)
            turns: dict[str, Turn] = {
                EAGER: self._recipe(context, "eager"),
                SDPA: self._recipe(context, "sdpa"),
                "linear layers alone": floor.linear_alone(matrices),
                OURS: self._steps,
                DOCUMENTS: partial(self._rounds, DOCUMENT),
                SHORTS: partial(self._rounds, SHORT),
            }
            measured = alternate(turns, self.sizes.rounds)
            found[str(length)] = {name: measured.seconds(name) for name in turns}
        return found

    def graphs(self) -> dict[str, float]:
        """Seconds until the first step and the first round of a size are done, captures and all."""
        found = {}
        for length in self.sizes.contexts:
            context = random_context(self.official.model, length)
            model = self.official.model
            fresh = Decoder(weights_of(model), model)
            fresh.assist(DOCUMENT)
            fresh.begin(context)
            for name, run in (("step", fresh.steps), ("round", fresh.rounds)):
                began = time.perf_counter()
                run(1)
                floor.wait(self.device)
                found[f"{name}, {length}"] = time.perf_counter() - began
            del fresh
        return found

    def first_tokens(self) -> dict[str, dict[str, float]]:
        """Seconds from a picture in memory to its first token; of ours, the second task's too."""
        reader = self._reader()
        found = {}
        for size in self.sizes.pictures:
            kept = [pictures.page(*size)]
            seeds = iter(range(1, 100))

            def new(size: tuple[int, int] = size, kept: Any = kept, seeds: Any = seeds) -> Any:
                kept[0] = pictures.page(*size, next(seeds))
                return [reader.first(kept[0])]

            def again(kept: Any = kept) -> list[float]:
                return [reader.first(kept[0], OTHER_TASK)]

            turns = {
                EAGER: self._looking(kept[0], "eager"),
                SDPA: self._looking(kept[0], "sdpa"),
                OURS: new,
                SECOND: again,
            }
            measured = alternate(turns, self.sizes.rounds)
            found["x".join(map(str, size))] = {name: measured.seconds(name) for name in turns}
        return found

    def memory(self) -> dict[str, float]:
        """The most bytes that one picture and the start of its answer take beside the weights."""
        if self.device == "cpu":
            return {}
        reader, found = self._reader(), {}
        for size in self.sizes.pictures:
            image = pictures.page(*size, 999)
            works = {
                EAGER: partial(self.official.write, image, 8, "eager"),
                SDPA: partial(self.official.write, image, 8, "sdpa"),
                OURS: partial(reader.write, image, 8),
            }
            for name, work in works.items():
                reader.network.forget()
                found[f"{name}, {size[0]}x{size[1]}"] = self._most(work)
        return found

    def kernels(self) -> dict[str, Any]:
        """What the card does in 16 steps and in 4 rounds at the middle context, by kernel."""
        if self.device == "cpu":
            return {}
        self.decoder.begin(random_context(self.official.model, self.sizes.contexts[1]))
        self.decoder.force(DOCUMENT)
        return {
            "16 steps": _by_kernel(lambda: self.decoder.steps(16)),
            "rounds of 32 tokens": _by_kernel(lambda: self.decoder.rounds(32)),
        }

    def _most(self, work: Callable[[], object]) -> float:
        """Bytes that the work took at most. All contenders' weights are there; they don't count."""
        torch.cuda.empty_cache()
        before = torch.cuda.memory_allocated(self.device)
        torch.cuda.reset_peak_memory_stats(self.device)
        work()
        return float(torch.cuda.max_memory_allocated(self.device) - before)

    def _both(self, dtype: torch.dtype) -> tuple[Official, Decoder]:
        model, processor = _model(self.tiny, dtype, self.device)
        return Official(model, processor), Decoder(weights_of(model), model)

    def _reader(self) -> Reader:
        model, processor = self.official.model, self.official.processor
        return Reader(weights_of(model), model, processor, self.folder)

    def _recipe(self, context: Context, attention: Attention) -> Turn:
        return lambda: self.official.decode(context, self.sizes.official, attention)[0]

    def _looking(self, image: Any, attention: Attention) -> Turn:
        return lambda: [self.official.first(image, attention)]

    def _steps(self) -> list[float]:
        seconds = self.decoder.steps(min(self.sizes.ours, ROOM - 32))[0]
        return [sum(seconds) / len(seconds)]

    def _rounds(self, mean: float) -> list[float]:
        self.decoder.force(mean)
        self.decoder.rounds(2 * 16)  # its graphs are captured
        return self.decoder.rounds(self.sizes.ours)


def _model(tiny: bool, dtype: torch.dtype, device: str) -> tuple[Any, Any]:
    if not tiny:
        return random_model(full_size.config(), dtype, device), full_size.processor()
    from transformers import AutoProcessor, HunYuanVLForConditionalGeneration

    models: Any = HunYuanVLForConditionalGeneration
    model = models.from_pretrained(TINY, dtype=dtype).to(device).eval().requires_grad_(False)
    silence(model)
    processors: Any = AutoProcessor
    return model, processors.from_pretrained(TINY, backend="pil")


def _by_kernel(work: Callable[[], object]) -> list[dict[str, Any]]:
    """The twenty kernels that take most of the card's time."""
    from torch.profiler import ProfilerActivity, profile

    work()
    with profile(activities=[ProfilerActivity.CUDA]) as seen:
        work()
        torch.cuda.synchronize()
    events = sorted(seen.key_averages(), key=lambda one: -one.self_device_time_total)
    return [
        {"name": event.key[:90], "count": event.count, "ms": event.self_device_time_total / 1e3}
        for event in events[:20]
    ]


def main() -> int:
    """Measure all; 1 where a part failed, or a token was wrong."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--device", default="cuda")
    asked.add_argument("--tiny", action="store_true")
    asked.add_argument("--seconds", type=float, default=500, help="no part is begun later")
    given = asked.parse_args()
    began, failed = time.monotonic(), False
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.device, given.tiny, Path(folder))
        for name, part in bench.parts().items():
            if time.monotonic() - began > given.seconds:
                bench.results[name] = {"left out": "the time was up"}
                continue
            started = time.monotonic()
            try:
                bench.results[name] = part()
            except Exception as error:
                # What other parts find is worth having; the card may be lent for minutes only.
                failed = True
                bench.results[name] = {"failed": f"{type(error).__name__}: {error}"[:600]}
            print(f"{name}: {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)
            given.out.write_text(json.dumps(bench.results, indent=1, ensure_ascii=False) + "\n")
    print(gpu_report.rendered(bench.results))
    return int(failed or bench.wrong)


if __name__ == "__main__":
    sys.exit(main())
