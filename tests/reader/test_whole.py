"""A picture of several parts with HunyuanOCR on this machine, whose network is played."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import torch
from PIL import Image

from desktop.reader import hunyuan
from desktop.reader.engine import CancelledError, EngineError, NoMemoryError
from desktop.reader.hunyuan import Hunyuan
from desktop.reader.network.precision import alike
from desktop.reader.parts import in_parts
from desktop.values import Placed, Read, Reading, Task
from tests.reader.kinds import sheet, shot
from tests.reader.misbehaving import Stop

TALL = shot(sheet(64, 9000))
"""Three parts."""


def engine(
    monkeypatch: pytest.MonkeyPatch, *written: str, stop: Callable[[], None] | None = None
) -> Hunyuan:
    """One whose network writes these texts, one a part, and then has no memory left."""
    texts = iter(written)

    def attempt(
        _image: Image.Image, _asked: str, _cap: int, answer: object, _stop: object
    ) -> object:
        text = next(texts, None)
        if text is None:
            raise torch.OutOfMemoryError("CUDA out of memory")
        answer.offer(text)  # type: ignore[attr-defined]
        if stop is not None:
            stop()
        return text, []

    made = Hunyuan("", "cpu")
    made.device = "cpu"
    made._network = SimpleNamespace(  # type: ignore[assignment]
        least=1024,
        most=1 << 24,
        precision=alike(torch.float32),
        forget=lambda: None,
        held=0,
    )
    monkeypatch.setattr(made, "_attempt", attempt)
    return made


def read(made: Hunyuan, task: Task | None = None, stop: Stop | None = None) -> tuple[Reading, str]:
    pieces: list[str | Placed] = []
    reading = made.read(Read(1, TALL, task or Task()), pieces.append, stop or Stop())
    return reading, "".join(map(str, pieces))


def test_parts_that_were_read_before_the_memory_ran_out_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, streamed = read(engine(monkeypatch, "one", "two"))
    assert reading.text == streamed == "one\ntwo"
    assert reading.notes[0] == in_parts(3)
    assert reading.notes[-1] == hunyuan.FULL


def test_where_nothing_was_read_before_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoMemoryError, match="smaller region"):
        read(engine(monkeypatch))
    with pytest.raises(NoMemoryError, match="smaller region"):
        read(engine(monkeypatch, " "))


def test_a_cancel_between_two_parts_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Stop()
    with pytest.raises(CancelledError):
        read(engine(monkeypatch, "one", "two", "three", stop=stop.cancel), stop=stop)


@pytest.mark.parametrize("task", [Task("ask"), Task("fields"), Task("field"), Task("own")])
def test_what_a_task_was_not_told_is_not_blamed_on_a_language(
    monkeypatch: pytest.MonkeyPatch, task: Task
) -> None:
    with pytest.raises(EngineError) as told:
        read(engine(monkeypatch, "one"), task)
    assert "translate" not in told.value.sentence
    assert "task" in told.value.sentence
