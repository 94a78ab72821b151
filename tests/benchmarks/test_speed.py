"""How fast HunyuanOCR decodes on a processor, beside transformers' ``generate`` in the same run.

Full-size random weights as they are stored, in bf16, and in 8 bits; ``generate`` computes in bf16
too. Only ratios are judged, of the quickest rounds. What DFlash brings is simulated: no guess of
random weights is ever right, so the published number of tokens is taken to stand in each round.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from desktop.reader import device
from tests.benchmarks import side_by_side as sides
from tests.benchmarks.measured import keep
from tests.benchmarks.official import random_model
from tests.benchmarks.pictures import SNIP
from tests.benchmarks.rounds import Rounds, settled
from tests.reader import full_size

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SNIP_LENGTH, PAGE_LENGTH = 300, 2000
"""Tokens of context: those of an 800x350 snip, and those of a full screen, a document."""

TOKENS = 8


@pytest.fixture(scope="module")
def machines() -> sides.Machines:
    """All over the weights as they are stored, bf16."""
    return over(torch.bfloat16)


@pytest.fixture(scope="module")
def looking(machines: sides.Machines) -> sides.Machines:
    """The same, over what `generate` sees a picture fastest with: emulated, bf16 takes minutes."""
    many = device.of_bf16("cpu").many
    return machines if many == torch.bfloat16 else over(many)


def over(dtype: torch.dtype) -> sides.Machines:
    return sides.Machines(random_model(full_size.config(), dtype, "cpu"), full_size.processor())


def judge(moment: str, most: float, measure: Callable[[], Rounds], slow: str, fast: str) -> None:
    """``slow`` takes at most so many times as long as ``fast``."""
    keep(moment, 100 * most, "%", [100 * settled(measure, slow, fast, most)])


def test_as_stored_it_takes_little_more_than_its_linear_layers(machines: sides.Machines) -> None:
    names = frozenset({sides.LINEAR, sides.OURS})
    judge(
        "a token as stored, of its linear layers alone",
        1.15,
        lambda: machines.decode(SNIP_LENGTH, TOKENS, 4, names),
        sides.OURS,
        sides.LINEAR,
    )


@pytest.mark.parametrize(
    ("ours", "length", "times", "words"),
    [
        (sides.OURS_8, SNIP_LENGTH, 1.6, "a token in int8, of `generate`'s time"),
        (sides.DOCUMENTS, SNIP_LENGTH, 3.5, "with DFlash at 8.4, simulated, of `generate`'s"),
        (sides.DOCUMENTS, PAGE_LENGTH, 3.5, "the same behind a page, of `generate`'s time"),
    ],
)
def test_it_is_many_times_as_fast_as_generate(
    machines: sides.Machines, ours: str, length: int, times: float, words: str
) -> None:
    names = frozenset({sides.SDPA, ours})
    judge(
        words,
        1 / times,
        lambda: machines.decode(length, TOKENS, 3, names),
        ours,
        sides.SDPA,
    )


def test_every_token_is_that_of_generate(machines: sides.Machines) -> None:
    found = machines.differences(SNIP_LENGTH, 12)
    assert not found.unexplained, str(found)


def test_the_first_token_and_a_second_task(
    looking: sides.Machines, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The first comes no later, but for what two runs of the same differ by."""
    ours, again = sides.OURS_8, sides.second(sides.OURS_8)
    taken: list[Rounds] = []

    def measure() -> Rounds:
        folder = tmp_path_factory.mktemp("model")
        taken.append(looking.first(SNIP, 1, folder, frozenset({sides.SDPA, ours, again})))
        return taken[-1]

    words = "first token of a snip in int8, of `generate`'s time"
    judge(words, 1.03, measure, ours, sides.SDPA)
    second = min(rounds.quickest(again, ours) for rounds in taken)
    keep("second task on a snip, of the first's time", 5, "%", [100 * second])
