"""HunyuanOCR's speed on this machine's processor, side by side, as Markdown.

    python -m tests.benchmarks.side_by_side --contexts 300 1000 2000 --tokens 16 --rounds 3

Full-size random weights; same contexts, same pictures, same forced length for all.
"""

from __future__ import annotations

import argparse
from typing import Any

import torch

from tests.benchmarks import floor, machine, pictures
from tests.benchmarks.official import Attention, Official, random_context, random_model
from tests.benchmarks.rounds import Rounds, Turn, alternate, markdown
from tests.reader import full_size

LINEAR = "linear layers alone"
EAGER = "`generate`, eager (the official recipe)"
SDPA = "`generate`, SDPA"


def decoding(official: Official, context: Any, tokens: int, attention: Attention) -> Turn:
    """A turn that decodes from the context; each token's seconds after the first."""
    return lambda: official.decode(context, tokens, attention)[0]


def before(model: Any, processor: Any, length: int, tokens: int, rounds: int) -> Rounds:
    """The official recipe, ``generate`` with SDPA and the floor, at one length of context."""
    official = Official(model, processor)
    context = random_context(model, length)
    return alternate(
        {
            LINEAR: floor.linear_alone(floor.matrices(model)),
            EAGER: decoding(official, context, tokens, "eager"),
            SDPA: decoding(official, context, tokens, "sdpa"),
        },
        rounds,
    )


def first_tokens(model: Any, processor: Any, size: tuple[int, int], rounds: int) -> Rounds:
    """From a picture in memory to the first token."""
    official, image = Official(model, processor), pictures.page(*size)
    attentions: dict[str, Attention] = {EAGER: "eager", SDPA: "sdpa"}
    return alternate(
        {
            name: lambda attention=attention: [official.first(image, attention)]  # type: ignore[misc]
            for name, attention in attentions.items()
        },
        rounds,
    )


def _rows(measured: Rounds, base: str, unit: float = 1e3) -> list[tuple[str, ...]]:
    return [
        (
            name,
            f"{measured.seconds(name) * unit:.1f}",
            f"{1 / measured.seconds(name):.1f}",
            f"{measured.ratio(name, base):.2f}",
        )
        for name in measured.taken
    ]


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--dtype", choices=("float32", "bfloat16"), nargs="+", default=["float32"])
    asked.add_argument("--contexts", type=int, nargs="*", default=[300, 1000, 2000])
    asked.add_argument("--tokens", type=int, default=16)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--threads", type=int, default=torch.get_num_threads())
    asked.add_argument("--first", type=int, default=2, help="rounds for the first token")
    given = asked.parse_args()
    torch.set_num_threads(given.threads)
    for name, value in machine.described("cpu").items():
        print(f"{name}: {value}")
    print(f"copy {floor.copy_bandwidth('cpu') / 1e9:.1f} GB/s read and written,", end=" ")
    print(f"read {floor.read_bandwidth('cpu') / 1e9:.1f} GB/s")
    processor = full_size.processor()
    for dtype in given.dtype:
        model = random_model(full_size.config(), getattr(torch, dtype), "cpu")
        for length in given.contexts:
            print(f"\n### {dtype}, {length} tokens of context\n")
            measured = before(model, processor, length, given.tokens, given.rounds)
            head = ("", "ms a token", "tokens/s", "times the linear layers")
            print(markdown(head, _rows(measured, LINEAR)), flush=True)
        if given.first and dtype == "float32":
            print(f"\n### {dtype}, first token of an 800x350 snip\n")
            first = first_tokens(model, processor, pictures.SNIP, given.first)
            head = ("", "ms", "a second", "times SDPA")
            print(markdown(head, _rows(first, SDPA)), flush=True)


if __name__ == "__main__":
    main()
