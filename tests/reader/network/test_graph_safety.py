"""What a CUDA graph asks of a step and of a round, proved without a card.

The device is torch's ``meta``: it has shapes but no values, so whatever would wait for a value,
copy one to the host or make a shape of one raises. It costs nothing, so the model has its full
size. What needs values is looked at on the CPU, with the tiny checkpoint's sizes.
"""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from desktop.reader.limits import REPETITION_PENALTY
from desktop.reader.network.draft import Draft
from desktop.reader.network.graphs import device_step
from desktop.reader.network.linear import Int8
from desktop.reader.network.penalty import Penalty
from desktop.reader.network.plain import Arriving, Mailbox, Writer, plain
from desktop.reader.network.precision import alike
from desktop.reader.network.rotary import Rotary
from desktop.reader.network.rounds import DeviceRounds
from desktop.reader.network.speculative import ON_GPU, Pace, speculative
from desktop.reader.network.text import Text
from tests.benchmarks.profile_step import NO_KERNEL
from tests.benchmarks.published import BLOCK, draft_config, draft_shapes
from tests.reader import full_size
from tests.tiny_hunyuan import folder as tiny

Run = Callable[[], None]

STEP_KERNELS = 520
"""The most kernels that a step may start; transformers' ``generate`` starts over 1300."""

LENGTH = 1024


class Watch(TorchDispatchMode):
    """Sees every operator: on which devices, which kernels, what it makes and what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.kernels: Counter[str] = Counter()
        self.devices: set[str] = set()
        self.made: list[weakref.ref[Any]] = []
        self.given: set[int] = set()
        """Addresses of what the operators read or write that none of them made."""
        self._own: set[int] = set()

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        taken = _tensors((args, kwargs))
        out = func(*args, **(kwargs or {}))
        before = {one.untyped_storage()._cdata for one in taken}
        self.given |= {one.untyped_storage().data_ptr() for one in taken} - self._own
        for one in _tensors(out):
            storage = one.untyped_storage()
            if storage._cdata not in before:
                self._own.add(storage.data_ptr())
                self.made.append(weakref.ref(storage))
        self.devices |= {one.device.type for one in (*taken, *_tensors(out))}
        if not func.is_view and func.overloadpacket not in NO_KERNEL:
            self.kernels[str(func)] += 1
        return out


def _tensors(values: Any) -> list[Tensor]:
    return [one for one in tree_leaves(values) if isinstance(one, Tensor)]


@dataclass
class Model:
    """A writer and a draft over random weights, with the state that a step changes."""

    writer: Writer
    draft: Draft
    rounds: DeviceRounds
    place: Tensor

    def step(self) -> None:
        device_step(self.writer, self.place, LENGTH)

    def round(self) -> None:
        self.rounds.run(True, LENGTH)


def built(config: Any, device: str, dtype: torch.dtype) -> Model:
    def drawn(shapes: dict[str, tuple[int, ...]]) -> dict[str, Tensor | Int8]:
        torch.manual_seed(3)
        return {
            name: torch.ones(shape, dtype=dtype, device=device)
            if len(shape) == 1
            else torch.empty(shape, dtype=dtype, device=device).normal_(0, 0.1)
            for name, shape in shapes.items()
        }

    text = Text(drawn(text_shapes(config)), config, alike(dtype))
    rotary = Rotary(text.head, config.rope_parameters, device)
    writer = Writer(
        text, rotary, text.cache(device), Penalty(REPETITION_PENALTY, text.vocabulary, device)
    )
    told = draft_config(config)
    draft = Draft(drawn(draft_shapes(told)), told, text)
    writer.reserve(LENGTH)
    draft.reserve(LENGTH)
    rounds = DeviceRounds(writer, draft, Mailbox(writer.token.device, 1 + BLOCK))
    return Model(writer, draft, rounds, torch.zeros_like(writer.token))


def text_shapes(config: Any) -> dict[str, tuple[int, ...]]:
    hidden, inner, head = config.hidden_size, config.intermediate_size, config.head_dim
    queries, keys = config.num_attention_heads * head, config.num_key_value_heads * head
    shapes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens": (config.vocab_size, hidden),
        "model.norm": (hidden,),
    }
    for layer in range(config.num_hidden_layers):
        front = f"model.layers.{layer}."
        shapes |= {
            f"{front}input_layernorm": (hidden,),
            f"{front}post_attention_layernorm": (hidden,),
            f"{front}self_attn.query_layernorm": (head,),
            f"{front}self_attn.key_layernorm": (head,),
            f"{front}self_attn.qkv_proj": (queries + 2 * keys, hidden),
            f"{front}self_attn.o_proj": (hidden, queries),
            f"{front}mlp.gate_up_proj": (2 * inner, hidden),
            f"{front}mlp.down_proj": (hidden, inner),
        }
    return {f"{name}.weight": shape for name, shape in shapes.items()}


@pytest.fixture(autouse=True)
def no_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.fixture
def full() -> Model:
    return built(full_size.config().text_config, "meta", torch.bfloat16)


@pytest.fixture
def small() -> Model:
    config = tiny.build_config(tiny.build_tokenizer()).text_config
    return built(config, "cpu", torch.float32)


@pytest.mark.parametrize("which", ["step", "round"])
def test_nothing_waits_for_a_value_or_comes_from_the_host(full: Model, which: str) -> None:
    with Watch() as watch:
        getattr(full, which)()
    assert watch.devices == {"meta"}
    assert watch.kernels.total() > 24 * 10, "it saw the layers"


def test_what_waits_is_seen(full: Model) -> None:
    """The proof above would notice: a value that is asked for, a shape that depends on one."""
    with pytest.raises(RuntimeError):
        int(full.place)
    with pytest.raises((RuntimeError, NotImplementedError)):
        full.writer.penalty.seen.nonzero()
    with Watch() as watch:
        full.place + torch.ones(1, dtype=torch.int64).to("meta")
    assert watch.devices == {"meta", "cpu"}


def test_kernels_of_a_step(full: Model, record_property: Callable[[str, object], None]) -> None:
    with Watch() as step:
        full.step()
    with Watch() as block:
        full.round()
    counts = step.kernels.total(), block.kernels.total()
    print(f"kernels: {counts[0]} a step, {counts[1]} a round of {BLOCK}")
    record_property("kernels", counts)
    assert counts[0] <= STEP_KERNELS
    # The draft's five layers, its following of the context, the verified block.
    assert counts[1] <= 1.5 * STEP_KERNELS


@pytest.mark.parametrize("which", ["step", "round"])
def test_nothing_that_a_step_makes_outlives_it(small: Model, which: str) -> None:
    run = getattr(small, which)
    run()
    gc.disable()  # what only a collection frees would stay in a graph's memory
    try:
        with Watch() as watch:
            run()
        alive = [one for one in watch.made if one() is not None]
    finally:
        gc.enable()
    assert watch.made
    assert not alive


@pytest.mark.parametrize("which", ["step", "round"])
def test_every_step_reads_and_writes_the_same_places(small: Model, which: str) -> None:
    run: Run = getattr(small, which)
    watches = []
    for _ in range(3):
        with Watch() as watch:
            run()
        watches.append(watch)
    first = watches[0]
    assert all(watch.given == first.given for watch in watches)
    assert all(watch.kernels == first.kernels for watch in watches)
    place = small.place if which == "step" else small.rounds.place
    state = (place, small.writer.token, small.writer.penalty.seen, small.writer.cache.keys)
    assert {one.untyped_storage().data_ptr() for one in state} <= first.given


@dataclass
class Letters:
    """A mailbox as CUDA's: what is sent arrives behind what was queued before. Notes the order."""

    device: torch.device
    late: bool = True
    order: list[str] = field(default_factory=list)

    def send(self, numbers: Tensor) -> Arriving:
        count = sum(one.startswith("send") for one in self.order)
        self.order.append(f"send {count}")
        return _Letter(self, count, numbers.tolist())


@dataclass
class _Letter:
    letters: Letters
    number: int
    numbers: list[int]

    def read(self) -> list[int]:
        self.letters.order.append(f"read {self.number}")
        return self.numbers


def _waits(order: list[str]) -> list[int]:
    """Before each wait: how many steps had been queued behind the one that is waited for."""
    sent, behind = 0, []
    for one in order:
        word, number = one.split()
        if word == "send":
            sent += 1
        else:
            behind.append(sent - 1 - int(number))
    return behind


def test_one_small_copy_a_token_read_one_step_late(small: Model) -> None:
    letters = Letters(torch.device("cpu"))
    lots: Generator[list[int]] = plain(small.writer, letters)  # type: ignore[arg-type]
    tokens = [token for lot in islice(lots, 12) for token in lot]
    lots.close()
    assert len(tokens) == 12
    waits = _waits(letters.order)
    assert len(waits) == 12, "one wait a token"
    assert set(waits) == {1}, "the next step is queued already"


def test_one_small_copy_a_round_read_one_round_late(small: Model) -> None:
    letters = Letters(torch.device("cpu"))
    rounds = DeviceRounds(small.writer, small.draft, letters)  # type: ignore[arg-type]
    lots = speculative(rounds, Pace(ON_GPU))
    list(islice(lots, 12))
    lots.close()
    waits = _waits(letters.order)
    assert len(waits) == 12, "one wait a turn"
    assert set(waits) == {1}
