"""HunyuanOCR's speed on this machine's processor, side by side, as Markdown.

    python -m tests.benchmarks.side_by_side --contexts 300 1000 2000 --tokens 16 --rounds 3

Full-size random weights; same contexts, same pictures, same forced length for all. What
transformers and we write is compared as well: in fp32 it must be the same.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import torch

from desktop.reader.network.linear import Int8
from tests.benchmarks import floor, machine, pictures
from tests.benchmarks.exactness import Compared, compared
from tests.benchmarks.official import (
    Attention,
    Context,
    Official,
    random_context,
    random_model,
)
from tests.benchmarks.ours import Decoder, Reader, weights_of
from tests.benchmarks.published import DOCUMENT, SHORT
from tests.benchmarks.rounds import Rounds, Turn, alternate, markdown
from tests.reader import full_size

LINEAR = "linear layers alone"
LINEAR_8 = "linear layers alone, int8"
EAGER = "`generate`, eager (the official recipe)"
SDPA = "`generate`, SDPA"
OURS = "ours"
OURS_8 = "ours, int8"
DOCUMENTS = f"ours, DFlash at {DOCUMENT} (simulated)"
SHORTS = f"ours, DFlash at {SHORT} (simulated)"
DOCUMENTS_8 = f"ours, int8, DFlash at {DOCUMENT} (simulated)"
SHORTS_8 = f"ours, int8, DFlash at {SHORT} (simulated)"

OTHER_TASK = "按照阅读顺序解析图中的版式信息。"


class Machines:
    """All that is compared, over the same weights. ``model`` is transformers' own, on the CPU."""

    def __init__(self, model: Any, processor: Any, ours: bool = True) -> None:
        self.model, self.processor = model, processor
        self.official = Official(model, processor)
        self.matrices = floor.matrices(model)
        self.full = self.int8 = None
        if ours:
            self.weights, self.weights_8 = weights_of(model), weights_of(model, int8=True)
            self.matrices_8 = [one for one in self.weights_8.values() if isinstance(one, Int8)]
            self.full = Decoder(self.weights, model)
            self.int8 = Decoder(self.weights_8, model)
            self.full.assist(DOCUMENT)
            self.int8.assist(DOCUMENT, int8=True)

    def decode(
        self, length: int, tokens: int, rounds: int, names: frozenset[str] = frozenset()
    ) -> Rounds:
        """All of ``names`` (everything where empty) at ``length`` tokens of context."""
        context = random_context(self.model, length)
        turns = self.turns(context, tokens)
        return alternate(
            {name: turn for name, turn in turns.items() if name in names or not names}, rounds
        )

    def turns(self, context: Context, tokens: int) -> dict[str, Turn]:
        """The contenders, ready at ``context``."""

        def recipe(attention: Attention) -> Turn:
            return lambda: self.official.decode(context, tokens, attention)[0]

        def drafted(decoder: Decoder, mean: float) -> Turn:
            def turn() -> list[float]:
                decoder.force(mean)
                # A document is long: the steps that are taken to know their cost hardly count.
                return decoder.rounds(8 * tokens if mean > SHORT else 2 * tokens)

            return turn

        turns: dict[str, Turn] = {
            LINEAR: floor.linear_alone(self.matrices),
            EAGER: recipe("eager"),
            SDPA: recipe("sdpa"),
        }
        if self.full is not None and self.int8 is not None:
            full, int8 = self.full, self.int8
            full.begin(context)
            int8.begin(context)
            turns |= {
                LINEAR_8: floor.int8_alone(self.matrices_8),
                OURS: lambda: full.steps(tokens)[0],
                OURS_8: lambda: int8.steps(tokens)[0],
                DOCUMENTS: drafted(full, DOCUMENT),
                SHORTS: drafted(full, SHORT),
                DOCUMENTS_8: drafted(int8, DOCUMENT),
                SHORTS_8: drafted(int8, SHORT),
            }
        return turns

    def differences(self, length: int, tokens: int) -> Compared:
        """Tokens that aren't ``generate``'s, each after the reference's own text."""
        if self.full is None:
            raise ValueError("transformers alone")
        return compared(self.official, self.full, random_context(self.model, length), tokens)

    def first(
        self,
        size: tuple[int, int],
        rounds: int,
        folder: Path,
        names: frozenset[str] = frozenset(),
    ) -> Rounds:
        """From a picture in memory to the first token, and to that of a second task."""
        seeds = iter(range(1000))
        turns: dict[str, Turn] = {}
        attentions: dict[str, Attention] = {EAGER: "eager", SDPA: "sdpa"}
        for name, attention in attentions.items():
            turns[name] = _looking(self.official, attention, size)
        if self.full is not None:
            for name, weights in ((OURS, self.weights), (OURS_8, self.weights_8)):
                turns |= _asking(
                    name, Reader(weights, self.model, self.processor, folder), size, seeds
                )
        return alternate(
            {name: turn for name, turn in turns.items() if name in names or not names},
            rounds,
            warm=0,
        )


def _looking(official: Official, attention: Attention, size: tuple[int, int]) -> Turn:
    return lambda: [official.first(pictures.page(*size), attention)]


def second(name: str) -> str:
    """The name of the second task of a contender."""
    return f"{name}, second task on the picture"


def _asking(name: str, reader: Reader, size: tuple[int, int], seeds: Any) -> dict[str, Turn]:
    """Another picture each time, and then another task on it."""
    last = [pictures.page(*size)]

    def new() -> list[float]:
        last[0] = pictures.page(*size, next(seeds))
        return [reader.first(last[0])]

    def again() -> list[float]:
        return [reader.first(last[0], OTHER_TASK)]

    return {name: new, second(name): again}


def table(measured: Rounds, base: str, over: str) -> str:
    """Milliseconds, how many a second, and how many times ``base``'s time and ``over``'s speed."""
    rows = [
        (
            name,
            f"{measured.seconds(name) * 1e3:.1f}",
            f"{1 / measured.seconds(name):.2f}",
            f"{measured.ratio(name, base):.2f}",
            f"{measured.ratio(over, name):.2f}",
        )
        for name in measured.taken
    ]
    return markdown(("", "ms", "a second", f"time: of {base}", f"speed: of {over}"), rows)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--dtype", choices=("float32", "bfloat16"), nargs="+", default=["float32"])
    asked.add_argument("--contexts", type=int, nargs="*", default=[300, 1000, 2000])
    asked.add_argument("--tokens", type=int, default=16)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--first", type=int, default=2, help="rounds for the first token, in fp32")
    asked.add_argument("--before", action="store_true", help="transformers alone")
    asked.add_argument("--threads", type=int, default=torch.get_num_threads())
    given = asked.parse_args()
    torch.set_num_threads(given.threads)
    for name, value in machine.described("cpu").items():
        print(f"- {name}: {value}")
    print(f"- copy: {floor.copy_bandwidth('cpu') / 1e9:.1f} GB/s read and written")
    print(f"- read: {floor.read_bandwidth('cpu') / 1e9:.1f} GB/s", flush=True)
    for dtype in given.dtype:
        model = random_model(full_size.config(), getattr(torch, dtype), "cpu")
        machines = Machines(model, full_size.processor(), not given.before)
        for length in given.contexts:
            print(f"\n### {dtype}, one token at {length} tokens of context\n")
            measured = machines.decode(length, given.tokens, given.rounds)
            print(table(measured, LINEAR, SDPA), flush=True)
            if not given.before:
                print(f"\nAs stored: {machines.differences(length, given.tokens)}.", flush=True)
        if given.first and dtype == "float32":
            print(f"\n### {dtype}, first token of an 800x350 snip\n")
            with tempfile.TemporaryDirectory() as folder:
                first = machines.first(pictures.SNIP, given.first, Path(folder))
            print(table(first, SDPA, SDPA), flush=True)
        del model, machines


if __name__ == "__main__":
    main()
