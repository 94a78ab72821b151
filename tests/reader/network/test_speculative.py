"""Drafted decoding writes what is written without: the same tokens as transformers' generate."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor

from desktop.reader.network.cache import STEPS
from desktop.reader.network.draft import Draft
from desktop.reader.network.plain import Arriving, Mailbox, Writer, plain
from desktop.reader.network.rounds import DeviceRounds, GraphRounds, HostRounds, Rounds, agreeing
from desktop.reader.network.speculative import Pace, pays, speculative
from tests.reader.network import small
from tests.reader.network.forced import Forced
from tests.tiny_hunyuan import folder, measure, render
from tests.tiny_hunyuan.acceptance import inputs_of, load_draft

ACCEPTED = 3.5
"""Tokens a round, at least, of short lines that end inside a block; README.md has the figures."""

BLOCK = 8
SETTINGS = {
    "hidden_size": 160,
    "intermediate_size": 96,
    "num_hidden_layers": 1,
    "num_attention_heads": 6,
    "num_key_value_heads": 3,
    "head_dim": 32,
    "rms_norm_eps": 1e-5,
    "rope_theta": 1e4,
    "block_size": BLOCK,
    "dflash_config": {"mask_token_id": 9, "target_layer_ids": [0, 1]},
}


@pytest.fixture(scope="module")
def tiny() -> tuple[Any, Any]:
    return measure.load()


def weights(seed: int) -> dict[str, Tensor]:
    """Random ones, of a draft whose guesses are worth nothing."""
    torch.manual_seed(seed)
    shapes = {"q": (192, 160), "k": (96, 160), "v": (96, 160), "o": (160, 192)}
    found = {f"self_attn.{name}_proj": torch.randn(shape) for name, shape in shapes.items()}
    found |= {f"self_attn.{name}_norm": torch.ones(32) for name in "qk"}
    found |= {"mlp.gate_proj": torch.randn(96, 160), "mlp.up_proj": torch.randn(96, 160)}
    found |= {"mlp.down_proj": torch.randn(160, 96)}
    found |= {f"{name}_layernorm": torch.ones(160) for name in ("input", "post_attention")}
    layer = {f"layers.0.{name}.weight": value for name, value in found.items()}
    norms = {f"{name}.weight": torch.ones(160) for name in ("norm", "hidden_norm")}
    return {**layer, **norms, "fc.weight": torch.randn(160, 320)}


class Told(Draft):
    """Guesses what it is told, with mistakes at random places; follows as any draft does."""

    def tell(self, tokens: list[int], start: int, right: float, seed: int) -> None:
        """``tokens`` stand from the position ``start`` on."""
        self._tokens, self._start = tokens, start
        self._right, self._chance = right, random.Random(seed)

    def propose(self, last: Tensor, at: int | Tensor, length: int | None = None) -> Tensor:
        guessed = super().propose(last, at, length).tolist()
        after = int(at) + 1 - self._start
        for number, token in enumerate(self._tokens[after : after + len(guessed)]):
            if self._chance.random() < self._right:
                guessed[number] = token
        return torch.tensor(guessed)


class Dice(Pace):
    """Rounds and steps in any order."""

    def __init__(self, seed: int, share: float = 0.6) -> None:
        super().__init__(1.0)
        self._chance, self._share = random.Random(seed), share

    def drafts(self) -> bool:
        return self._chance.random() < self._share


class Post(Mailbox):
    """Sends as to a host that reads one turn late, and counts."""

    def __init__(self) -> None:
        super().__init__(torch.device("cpu"), 1 + BLOCK)
        self.late = True
        self.sent: list[int] = []

    def send(self, numbers: Tensor) -> Arriving:
        self.sent.append(len(numbers))
        return Envelope(numbers.clone())


class Envelope:
    def __init__(self, numbers: Tensor) -> None:
        self._numbers = numbers

    def read(self) -> list[int]:
        numbers: list[int] = self._numbers.tolist()
        return numbers


def on_host(writer: Writer, draft: Draft) -> Rounds:
    return HostRounds(writer, draft)


def on_device(writer: Writer, draft: Draft) -> Rounds:
    return DeviceRounds(writer, draft, Mailbox(torch.device("cpu"), 1 + BLOCK))


def ahead(writer: Writer, draft: Draft) -> Rounds:
    return DeviceRounds(writer, draft, Post())


FORMS = pytest.mark.parametrize("form", [on_host, on_device, ahead])
Form = Callable[[Writer, Draft], Rounds]


def captures(count: int) -> list[tuple[Any, str]]:
    """Captures of words that nothing was trained with, and lines to be translated."""
    chance = random.Random(41)
    found = []
    for number in range(count):
        text = measure.held_out_line(chance)
        asked = folder.TEXT_PROMPT
        if number % 3 == 2:
            text, asked = measure.vocabulary_line(chance), folder.TO_ENGLISH_PROMPT
        found.append((render.random_capture(chance, text).image, asked))
    return found


def generated(model: Any, inputs: Any, most: int, **settings: Any) -> list[int]:
    """What transformers' own generate writes, the end token included."""
    output = model.generate(
        **inputs, do_sample=False, repetition_penalty=1.08, max_new_tokens=most, **settings
    )
    tokens: list[int] = output[0, inputs["input_ids"].shape[1] :].tolist()
    return tokens


@dataclass(frozen=True)
class Read:
    """A capture as the layers get it, and what transformers' generate writes of it."""

    prompt: small.Prompted
    written: list[int]


@pytest.fixture(scope="module")
def read(tiny: tuple[Any, Any]) -> list[Read]:
    model, processor = tiny
    found = []
    for image, asked in captures(15):
        inputs = inputs_of(processor, image, asked)
        found.append(Read(small.prompted(model, inputs), generated(model, inputs, 60)))
    return found


@FORMS
def test_captures_are_read_as_without_a_draft(
    tiny: tuple[Any, Any], read: list[Read], form: Form
) -> None:
    model, _ = tiny
    ends = tuple(model.generation_config.eos_token_id)
    text = small.text_of(model)
    writer, draft = small.writer_of(text, model), load_draft(measure.CHECKPOINT, text)
    rounds, turns_of_all, cut = form(writer, draft), 0, 0
    for one in read:
        small.begin(writer, one.prompt, draft)
        lots: list[list[int]] = []
        written = speculative(rounds, Pace(1.0))
        assert small.upto(noted(written, lots), 60, ends) == one.written
        turns_of_all += len(lots) - 1
        cut += one.written[-1] in lots[-1][:-1]
    # The end token counts, what was accepted behind it doesn't.
    accepted = sum(len(one.written) - 1 for one in read) / turns_of_all
    assert accepted > ACCEPTED
    assert cut > 3, "no end token inside a block"


def noted(lots: Iterator[list[int]], into: list[list[int]]) -> Iterator[list[int]]:
    for lot in lots:
        into.append(lot)
        yield lot


@dataclass(frozen=True)
class Long:
    """1,000 random tokens, and 90 that transformers' generate writes after them."""

    prompt: small.Prompted
    written: list[int]


@pytest.fixture(scope="module")
def long(wild: Any) -> Long:
    torch.manual_seed(5)
    tokens = torch.randint(12, 200, (1, 1000))
    inputs = {"input_ids": tokens, "attention_mask": torch.ones_like(tokens)}
    written = generated(wild, inputs, 90, eos_token_id=None)
    assert len(set(written)) > 30
    return Long(small.prompted(wild, inputs), written)


@FORMS
@pytest.mark.parametrize(("right", "seed"), [(1.0, 1), (0.8, 2), (0.4, 3)])
def test_a_long_text_is_the_same_over_the_steps_of_the_cache(
    wild: Any, long: Long, form: Form, right: float, seed: int
) -> None:
    """With rounds and steps mixed at random, and guesses that are right now and then."""
    text = small.text_of(wild)
    writer, draft = small.writer_of(text, wild), Told(weights(seed), SETTINGS, text)
    draft.tell(long.written, 1000, right, seed)
    small.begin(writer, long.prompt, draft)
    lots: list[list[int]] = []
    written = speculative(form(writer, draft), Dice(seed))
    assert small.upto(noted(written, lots), 90) == long.written
    assert writer.place == 1000 + sum(map(len, lots)) - 1
    assert writer.cache.size == draft.cache.size == STEPS[1]
    assert {len(lot) for lot in lots} >= ({1, BLOCK} if right == 1 else {1, 2, 3})


@FORMS
def test_a_useless_draft_is_given_up_and_changes_nothing(wild: Any, long: Long, form: Form) -> None:
    text = small.text_of(wild)
    writer, draft = small.writer_of(text, wild), Draft(weights(6), SETTINGS, text)
    small.begin(writer, long.prompt, draft)
    pace = Noting(1.4)
    assert small.upto(speculative(form(writer, draft), pace), 90) == long.written
    # Four rounds at the start, after 16 more tokens and after 32, and those queued by then.
    assert 12 <= sum(pace.drafted) <= 15
    assert len(pace.drafted) >= 85


class Noting(Pace):
    """Notes what it said."""

    def __init__(self, ratio: float | None) -> None:
        super().__init__(ratio)
        self.drafted: list[bool] = []

    def drafts(self) -> bool:
        self.drafted.append(super().drafts())
        return self.drafted[-1]


@FORMS
def test_it_ends_where_the_largest_cache_does(wild: Any, form: Form) -> None:
    """A short prompt is taken for the last of a very long one."""
    text = small.text_of(wild)
    tokens = torch.arange(20, 40)[None]
    prompt = small.prompted(wild, {"input_ids": tokens})
    found: list[list[int]] = []
    for drafted in (False, True):
        writer, draft = small.writer_of(text, wild), Told(weights(7), SETTINGS, text)
        small.begin(writer, prompt, draft)
        writer.reserve(STEPS[-1])
        draft.reserve(STEPS[-1])
        writer.place = STEPS[-1] - 20
        lots: Iterator[list[int]] = plain(writer, Mailbox(torch.device("cpu")))
        if drafted:
            draft.tell(found[0], writer.place, 0.7, 1)
            lots = speculative(form(writer, draft), Pace(1.0))
        written: list[list[int]] = []
        with pytest.raises(ValueError, match="32768"):
            written.extend(lots)
        found.append([token for lot in written for token in lot])
    assert len(found[0]) == 21
    assert found[1] == found[0]


def test_a_round_waits_for_the_host_nowhere_and_sends_one_small_copy(wild: Any) -> None:
    """Tensors without numbers: reading one, or mixing in one of the host, would raise."""
    text = small.text_of(wild, device="meta")
    writer = small.writer_of(text, wild, device="meta")
    blank = {name: value.to("meta") for name, value in weights(1).items()}
    draft, post = Draft(blank, SETTINGS, text), Post()
    forced = Forced(3.5, "meta")
    writer.reserve(STEPS[0])
    draft.reserve(STEPS[0])
    for rounds in (
        DeviceRounds(writer, draft, post),
        DeviceRounds(writer, draft, post, forced),
    ):
        rounds.begin()
        with pytest.raises(RuntimeError, match="meta"):
            rounds.place.item()
        post.sent.clear()
        rounds.queue(True)
        rounds.queue(False)
        assert post.sent == [1 + BLOCK, 2]


@FORMS
def test_the_numbers_that_were_published_can_be_forced(wild: Any, form: Form) -> None:
    text = small.text_of(wild)
    writer, draft = small.writer_of(text, wild), Draft(weights(8), SETTINGS, text)
    prompt = small.prompted(wild, {"input_ids": torch.arange(20, 40)[None]})
    small.begin(writer, prompt, draft)
    made: dict[Form, Callable[[Forced], Rounds]] = {
        on_host: lambda agree: HostRounds(writer, draft, agree),
        on_device: lambda agree: DeviceRounds(
            writer, draft, Mailbox(torch.device("cpu"), 1 + BLOCK), agree
        ),
        ahead: lambda agree: DeviceRounds(writer, draft, Post(), agree),
    }
    lots = speculative(made[form](Forced(5.3)), Pace(1.0))
    sizes = [len(lot) for lot, _ in zip(lots, range(41), strict=False)][1:]
    assert set(sizes) == {5, 6}
    assert sum(sizes) == 5.3 * 40


@pytest.mark.gpu
def test_graphs_write_the_same(tiny: tuple[Any, Any], read: list[Read]) -> None:
    model, _ = tiny
    text = small.text_of(model, device="cuda")
    writer, draft = (
        small.writer_of(text, model, "cuda"),
        load_draft(measure.CHECKPOINT, text, "cuda"),
    )
    rounds = GraphRounds(writer, draft, Mailbox(torch.device("cuda"), 1 + BLOCK))
    for pace in (Pace(1.0), Dice(1)):
        for one in read:
            found = []
            for drafted in (False, True):
                small.begin(writer, one.prompt, draft)
                lots: Iterator[list[int]] = plain(writer, Mailbox(torch.device("cuda")))
                if drafted:
                    lots = speculative(rounds, pace)
                found.append(small.upto(lots, 60))
            assert found[0] == found[1]


def test_what_agrees_stands_and_the_token_after_it() -> None:
    named = torch.tensor([4, 5, 6, 7])
    for guessed, count in (([4, 5, 6], 4), ([4, 5, 9], 3), ([9, 5, 6], 1), ([4, 9, 6], 2)):
        assert agreeing(torch.tensor(guessed), named).tolist() == [count]


@pytest.mark.parametrize(
    ("accepted", "round_cost", "step_cost", "expected"),
    [
        ([1, 1, 1, 1], 1.4, 1.0, False),
        ([2, 1, 2, 1], 1.4, 1.0, True),
        ([8, 9, 8, 9], 5.0, 1.0, True),
        ([3, 4, 3, 3], 5.0, 1.0, False),
        ([3, 4, 3, 3], 0.1, 0.04, True),
        ([2, 2], 2.0, 1.0, True),
    ],
)
def test_rounds_pay_when_steps_would_take_longer(
    accepted: list[int], round_cost: float, step_cost: float, expected: bool
) -> None:
    assert pays(accepted, round_cost, step_cost) is expected
    assert pays(accepted, 7 * round_cost, 7 * step_cost) is expected


def turns(pace: Pace, count: int, brought: int, round_cost: float, step_cost: float) -> str:
    """What the pace says over so many turns: r for a round, s for a step."""
    said = ""
    for _ in range(count):
        drafted = pace.drafts()
        said += "r" if drafted else "s"
        pace.took(drafted, brought if drafted else 1, round_cost if drafted else step_cost)
    return said


def test_the_pace_measures_steps_once_a_text_and_goes_on_with_rounds_that_pay() -> None:
    pace = Pace()
    assert turns(pace, 50, 3, 0.15, 0.1) == 16 * "s" + 34 * "r"
    pace.begin()
    # After a long prompt both take longer.
    assert turns(pace, 20, 3, 0.5, 0.2) == 16 * "s" + 4 * "r"


def test_the_pace_rests_longer_each_time_and_no_longer_than_256_steps() -> None:
    said = turns(Pace(2.0), 1200, 1, 0.0, 0.0)
    rests = [16, 32, 64, 128, 256, 256, 256, 256]
    assert said == "".join("rrrr" + rest * "s" for rest in rests)[:1200]


def test_the_pace_comes_back_when_the_hard_part_is_over() -> None:
    pace = Pace(2.0)
    assert turns(pace, 20, 1, 0.0, 0.0) == "rrrr" + 16 * "s"
    assert turns(pace, 30, 8, 0.0, 0.0) == 30 * "r"
    # Once it went well, the next hard part is rested for as shortly as the first one.
    assert turns(pace, 30, 1, 0.0, 0.0) == 7 * "r" + 16 * "s" + "rrrr" + "sss"


def test_a_round_that_costs_five_steps_must_bring_five_tokens() -> None:
    """As with weights in 8 bits, which one row reads quickest."""
    assert turns(Pace(), 65, 4, 0.175, 0.035) == 16 * "s" + "r" + 16 * "s" + "r" + 31 * "s"
    assert turns(Pace(), 30, 6, 0.175, 0.035) == 16 * "s" + 14 * "r"


def test_one_slow_turn_costs_a_short_rest() -> None:
    pace = Pace()
    assert turns(pace, 16, 3, 0.2, 0.1) == 16 * "s"
    assert pace.drafts()
    pace.took(True, 3, 9.0)
    assert turns(pace, 40, 3, 0.2, 0.1) == 16 * "s" + 24 * "r"
