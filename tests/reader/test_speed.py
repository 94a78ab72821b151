"""The program that measures HunyuanOCR, with the trained tiny checkpoint; and what it stands on."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Generator, Iterator
from pathlib import Path
from queue import Queue

import pytest

from desktop.children.child import Child, Ended
from desktop.children.program import Channel
from desktop.commands.bench_quantities import OF_HUNYUAN
from desktop.reader.speed import EMPTY, FULL, NO_PEAK, Measuring, show_only, to_the_end
from desktop.reader.speed_floor import bandwidth, peak
from desktop.reader.speed_messages import Doing, Finished, Loaded, Measure, Measured, Unmeasured
from desktop.reader.speed_model import Model
from desktop.values import Failed, FailureKind, Shot, Task
from tests.reader.kinds import render

CHECKPOINT = Path(__file__).resolve().parents[1] / "tiny_hunyuan" / "checkpoint"

BLANK = Shot(b"\xff" * (160 * 64 * 4), 160, 64)

DRAFT = {"draft_tokens_per_s", "draft_tokens_per_round"}


class Program:
    """The program in a process of its own, and what it says."""

    def __init__(self, folder: Path, weights: str = "int8") -> None:
        self._said: Queue[object] = Queue()
        arguments = [str(folder), "cpu", weights]
        self._child = Child("speed", "desktop.reader.speed", arguments, self._said.put)
        self.send = self._child.send
        self.priority = lambda: os.getpriority(os.PRIO_PROCESS, self._child.pid or 0)
        self.close = self._child.kill

    def next(self, *kinds: type) -> object:
        """The next message of one of these kinds."""
        while not isinstance(message := self._said.get(timeout=60), (*kinds, Ended)):
            continue
        assert not isinstance(message, Ended), message.detail
        return message

    def answer(self) -> tuple[dict[str, float], dict[str, str]]:
        """What was measured and what wasn't, once it is finished."""
        values, why = {}, {}
        while not isinstance(message := self.next(Measured, Unmeasured, Finished), Finished):
            if isinstance(message, Measured):
                values[message.name] = message.value
            elif isinstance(message, Unmeasured):
                why[message.name] = message.why
        return values, why


@pytest.fixture
def start() -> Iterator[type[Program]]:
    made: list[Program] = []

    class Kept(Program):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            made.append(self)

    yield Kept
    for program in made:
        program.close()


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads that wait for one another take seconds where others want the processor too."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def test_everything_is_measured_as_it_becomes_known(start: type[Program]) -> None:
    program = start(CHECKPOINT)
    screen = render("two columns", "dejavu").shot
    program.send(Measure(BLANK, screen))
    loaded = program.next(Loaded)
    assert isinstance(loaded, Loaded)
    assert (loaded.device, loaded.precision) == ("cpu", "int8")
    assert 1e6 < loaded.memory < 1e7
    # It waits for other programs, as the engine's own process does.
    assert program.priority() == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
    doing = program.next(Doing)
    assert isinstance(doing, Doing)
    assert doing.words == "the memory's speed"
    values, why = program.answer()
    assert all(value > 0 for value in values.values())
    # The parent knows the time and the memory of loading; all else has its number or its reason.
    assert {*values, *why} == OF_HUNYUAN - {"load_s", "memory_bytes"}
    # Of this picture the text ends with its first token: that doesn't end what is measured, but
    # leaves the draft without anything that is text.
    assert why == dict.fromkeys(DRAFT, EMPTY)
    assert 16 <= values["tokens"] <= 512
    assert values["context_tokens"] > values["tokens"] / 2
    # The larger picture is seen, the smaller one is known by its second task.
    assert values["second_task_s"] < values["first_text_screen_s"]
    # What the share is made of: bytes for one token, times tokens a second, over what can be moved.
    read = values["floor_share"] * values["bandwidth_bytes_per_s"] / values["tokens_per_s"]
    assert read > values["weights_bytes"]


def test_full_weights_are_measured_as_such_and_a_screen_only_if_it_is_asked_for(
    start: type[Program],
) -> None:
    program = start(CHECKPOINT, "full")
    program.send(Measure(render("two columns", "dejavu").shot))
    loaded = program.next(Loaded)
    assert isinstance(loaded, Loaded)
    assert loaded.precision == "bfloat16"
    values, why = program.answer()
    assert values["tokens_per_s"] > 0
    # This picture has text for the draft: a step brings one token, a round at most its block.
    assert not why
    assert 1 <= values["draft_tokens_per_round"] <= 16
    assert values["draft_tokens_per_s"] > 0
    assert "first_text_screen_s" not in values


END = 9


@pytest.mark.parametrize(
    ("lots", "most", "tokens", "turns"),
    [
        ([[1], [2, 3, 4], [5, END]], 99, 5, 2),
        ([[1], [2, 3, 4], [5, END, 6, 7, END]], 99, 5, 2),
        ([[1], [2, 3, 4], [END, 6, 7], [8]], 99, 4, 2),
        ([[1], [2, 3, 4], [5, 6], [7, END]], 4, 5, 2),
        ([[END], [2, 3, 4]], 99, 0, 0),
    ],
)
def test_what_stands_behind_the_end_of_a_text_is_not_counted(
    lots: list[list[int]], most: int, tokens: int, turns: int
) -> None:
    text = to_the_end(iter(lots), {END}, lambda count: count >= most)
    assert (text.tokens, text.lots) == (tokens, turns)
    assert (text.seconds > 0) is (turns > 0)


class Scripted(Model):
    """A model that writes these lots for every picture, and then END for ever; or is full."""

    device, precision, memory = "cpu", "int8", 1
    weights, bytes_a_position, place = 1000, 1, 600
    has_draft, stops = True, frozenset({END})

    def __init__(self, lots: Collection[list[int]], *, full: bool = False) -> None:
        self._lots, self._full = lots, full

    def tokens(
        self, shot: Shot, task: Task, check: Callable[[], None], *, drafted: bool
    ) -> Generator[list[int]]:
        if self._full:
            raise MemoryError
        yield from self._lots
        while True:
            yield [END, END, END, END]

    def forget(self) -> None:
        self._lots = []

    def bandwidth(self) -> float:
        return 1e6

    def peak(self) -> int | None:
        return None


class Told(Channel):
    """What was measured, and why the rest wasn't."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}
        self.why: dict[str, str] = {}

    def send(self, message: object) -> None:
        if isinstance(message, Measured):
            self.values[message.name] = message.value
        elif isinstance(message, Unmeasured):
            self.why[message.name] = message.why


def test_a_short_text_is_written_again_rather_than_beyond_its_end() -> None:
    told = Told()
    Measuring(Scripted([[1], [2, 3, 4], [5, END, 6, 7]]), told).all(Measure(BLANK))
    assert told.values["draft_tokens_per_round"] == pytest.approx(2.5, rel=0.01)
    assert told.values["tokens"] >= 512
    assert told.why == {"peak_memory_bytes": NO_PEAK}


def test_without_memory_each_number_has_its_reason() -> None:
    told = Told()
    Measuring(Scripted([], full=True), told).all(Measure(BLANK, BLANK))
    missing = OF_HUNYUAN - {"load_s", "memory_bytes", "weights_bytes", "bandwidth_bytes_per_s"}
    assert told.why == {**dict.fromkeys(missing, FULL), "peak_memory_bytes": NO_PEAK}


def test_a_folder_that_is_no_model_is_said(start: type[Program], tmp_path: Path) -> None:
    program = start(tmp_path / "nothing")
    program.send(Measure(BLANK))
    failed = program.next(Failed)
    assert isinstance(failed, Failed)
    assert failed.kind is FailureKind.NO_MODEL
    assert failed.sentence.startswith("The folder of HunyuanOCR is not there.")


def test_the_memory_moves_bytes() -> None:
    assert 1e8 < bandwidth("cpu") < 1e13
    assert (peak("cpu") or 0) > 2 << 26, "the blocks that were copied were in memory"


@pytest.mark.parametrize(
    ("shown", "device", "left"),
    [
        (None, "cuda:1", "1"),
        (None, "cuda", "0"),
        ("", "cuda:2", "2"),
        ("3, 5", "cuda:1", "5"),
        ("GPU-8932f937,GPU-c1a2", "cuda:0", "GPU-8932f937"),
        ("3,5", "cpu", "3,5"),
        (None, "mps", None),
    ],
)
def test_one_card_alone_is_shown_to_torch(
    monkeypatch: pytest.MonkeyPatch, shown: str | None, device: str, left: str | None
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if shown is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", shown)
    show_only(device)
    assert os.environ.get("CUDA_VISIBLE_DEVICES") == left
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")  # what was set here ends with the test
