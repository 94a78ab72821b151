"""How fast HunyuanOCR decodes on a processor, beside transformers' ``generate`` in the same run.

Full-size random weights in the precision in which this machine computes as they are stored, and in
8 bits. Only ratios are judged, of the quickest rounds. What DFlash brings is simulated: no guess of
random weights is ever right, so the published number of tokens is taken to stand in each round.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.reader import device
from tests.benchmarks import side_by_side as sides
from tests.benchmarks.measured import keep
from tests.benchmarks.official import random_model
from tests.benchmarks.pictures import SNIP
from tests.benchmarks.rounds import Rounds
from tests.reader import full_size

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CONTEXT, TOKENS, ROUNDS = 300, 8, 5


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> sides.Machines:
    stored = tmp_path_factory.mktemp("stored")
    (stored / "config.json").write_text('{"dtype": "bfloat16"}')
    dtype = device.precision(stored, "cpu")
    return sides.Machines(random_model(full_size.config(), dtype, "cpu"), full_size.processor())


@pytest.fixture(scope="module")
def decoded(machines: sides.Machines) -> Rounds:
    names = {sides.LINEAR, sides.SDPA, sides.OURS, sides.OURS_8, sides.DOCUMENTS_8}
    return machines.decode(CONTEXT, TOKENS, ROUNDS, frozenset(names))


def test_as_stored_it_takes_little_more_than_its_linear_layers(decoded: Rounds) -> None:
    keep(
        "a token as stored, of its linear layers alone",
        115,
        "%",
        [100 * decoded.quickest(sides.OURS, sides.LINEAR)],
    )


def test_int8_against_generate(decoded: Rounds) -> None:
    """At least 1.6 times as fast."""
    keep(
        "a token in int8, of `generate`'s time",
        100 / 1.6,
        "%",
        [100 * decoded.quickest(sides.OURS_8, sides.SDPA)],
    )


def test_dflash_against_generate(decoded: Rounds) -> None:
    """At least 3.5 times as fast on documents."""
    keep(
        "a token with DFlash at 8.4, simulated, of `generate`'s time",
        100 / 3.5,
        "%",
        [100 * decoded.quickest(sides.DOCUMENTS_8, sides.SDPA)],
    )


def test_every_token_is_that_of_generate(machines: sides.Machines) -> None:
    found = machines.differences(CONTEXT, 12)
    assert not found.unexplained, str(found)


def test_the_first_token_and_a_second_task(machines: sides.Machines, tmp_path: Path) -> None:
    """The first no slower, within 5 %; the second needs no look at the picture."""
    again = sides.second(sides.OURS)
    first = machines.first(SNIP, 2, tmp_path, frozenset({sides.SDPA, sides.OURS, again}))
    keep(
        "first token of a snip, of `generate`'s time",
        105,
        "%",
        [100 * first.quickest(sides.OURS, sides.SDPA)],
    )
    keep(
        "second task on a picture, of the first's time",
        20,
        "%",
        [100 * first.quickest(again, sides.OURS)],
    )
