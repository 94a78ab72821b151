"""Measures HunyuanOCR: ``python -m desktop.reader.speed MODEL_DIR DEVICE WEIGHTS``.

It loads the engine as its own process does and gives way to other programs as that does, says
``Loaded`` (or ``Failed``), and answers a ``Measure`` with what it measures, each as soon as it is
known. ``DEVICE`` is ``cpu``, ``mps``, or a card as ``cuda:1``; ``WEIGHTS`` is ``auto``,
``int8`` or ``full``, as the engine's own.

1. A snip: from the picture to the first token, and then so many tokens that the rate is known.
   Where the text ends doesn't matter: a token costs the same whatever it is.
2. Another task on the same picture, which is known by then.
3. The same with the draft model, where it is there; here the text itself matters, since it decides
   how many tokens are accepted. So it ends with the text's end, what comes behind that in a lot
   isn't counted, and a short text is written again until the rate is known.
4. A whole screen.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

from desktop.children.program import Channel, serve
from desktop.reader.engine import EngineError
from desktop.reader.speed_messages import (
    Doing,
    Finished,
    Loaded,
    Measure,
    Measured,
    Unmeasured,
)
from desktop.system.priority import give_way
from desktop.values import Failed, FailureKind, Shot, Task

if TYPE_CHECKING:
    from desktop.reader.speed_model import Model

_FIRST, _OTHER = Task("read"), Task("document")

_RUNS, _PATIENCE = 3, 5.0
"""How often a first token is measured, and seconds after which no further run begins."""

_WARM_UP, _LEAST, _MOST, _SECONDS = 4, 16, 512, 2.0
"""Lots of tokens that are written before; then so many tokens at least and at most, for so long."""

EMPTY = "HunyuanOCR found no text in the picture, so the draft had nothing to guess."
NO_PEAK = "This system doesn't tell the most memory that a process took."
FULL = "The memory doesn't hold it. Close other programs and try again."

_OF_TOKENS = ("tokens_per_s", "tokens", "context_tokens", "floor_share")
_OF_DRAFT = ("draft_tokens_per_s", "draft_tokens_per_round")


def main(arguments: list[str]) -> None:
    """Serve; never returns."""
    model_dir, device, weights = arguments
    program = _Program(model_dir, device, weights)
    serve(program.handle, program.begin)


class _Program:
    def __init__(self, model_dir: str, device: str, weights: str) -> None:
        self._model_dir, self._device, self._weights = model_dir, device, weights
        self._model: Model | None = None

    def begin(self, channel: Channel) -> None:
        os.environ.update(HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_OFFLINE="1")
        show_only(self._device)
        give_way()
        gc.disable()  # as the engine's own program does, whose load this is
        try:
            from desktop.reader.speed_model import Model

            self._model = Model(self._model_dir, self._device, self._weights)
        except EngineError as error:
            channel.send(Failed(0, error.kind, error.sentence, error.detail))
            return
        except MemoryError:
            channel.send(Failed(0, FailureKind.NO_MEMORY, FULL))
            return
        finally:
            gc.freeze()
            gc.enable()
        model = self._model
        channel.send(Loaded(self._device, model.precision, model.memory))

    def handle(self, message: object, channel: Channel) -> None:
        if isinstance(message, Measure) and self._model is not None:
            Measuring(self._model, channel).all(message)
            channel.send(Finished())


class Measuring:
    """One round of measuring; what can't be done for want of memory is said."""

    def __init__(self, model: Model, channel: Channel) -> None:
        self._model, self._channel = model, channel
        self._words, self._told = "", 0.0
        self._pictures = 0

    def all(self, asked: Measure) -> None:
        """Measure everything that is asked for."""
        model = self._model
        self._begin("the memory's speed")
        moved = model.bandwidth()
        self._say("bandwidth_bytes_per_s", moved)
        self._say("weights_bytes", model.weights)
        with self._memory_may_run_out("first_text_snip_s", *_OF_TOKENS, "second_task_s"):
            self._snip(asked.snip, moved)
        if model.has_draft:
            with self._memory_may_run_out(*_OF_DRAFT):
                self._draft(asked.snip)
        else:
            for name in _OF_DRAFT:
                self._channel.send(Unmeasured(name, "There is no draft model in its folder."))
        if asked.screen is not None:
            with self._memory_may_run_out("first_text_screen_s"):
                self._begin(f"a picture of {asked.screen.width} x {asked.screen.height}")
                self._say("first_text_screen_s", self._first(asked.screen))
        if (peak := model.peak()) is not None:
            self._say("peak_memory_bytes", peak)
        else:
            self._channel.send(Unmeasured("peak_memory_bytes", NO_PEAK))

    def _snip(self, shot: Shot, moved: float) -> None:
        self._begin(f"a picture of {shot.width} x {shot.height}")
        self._say("first_text_snip_s", self._first(shot))
        self._begin("tokens")
        rate, count = self._rate(shot)
        context = self._model.place - count // 2
        self._say("tokens_per_s", rate)
        self._say("tokens", count)
        self._say("context_tokens", context)
        read = self._model.weights + context * self._model.bytes_a_position
        self._say("floor_share", rate * read / moved)
        self._begin("another task on the same picture")
        asked = cycle((_OTHER, _FIRST))
        self._say("second_task_s", _median(lambda: self._to_first(shot, next(asked))))

    def _draft(self, shot: Shot) -> None:
        self._begin("tokens, with the draft model")
        self._warm_up(shot, drafted=True)
        count, lots, seconds = 0, 0, 0.0
        began = time.perf_counter()

        def enough(more: int) -> bool:
            late = time.perf_counter() - began >= _SECONDS
            return count + more >= (_LEAST if late else _MOST)

        while not enough(0):
            with closing(self._model.tokens(shot, _FIRST, self._check, drafted=True)) as tokens:
                text = to_the_end(tokens, self._model.stops, enough)
            if not text.lots:
                for name in _OF_DRAFT:
                    self._channel.send(Unmeasured(name, EMPTY))
                return
            count, lots, seconds = count + text.tokens, lots + text.lots, seconds + text.seconds
        self._say("draft_tokens_per_s", count / seconds)
        self._say("draft_tokens_per_round", count / lots)

    def _first(self, shot: Shot) -> float:
        """Seconds from a picture that was never seen before to its first token."""
        return _median(lambda: self._to_first(self._unlike(shot), _FIRST))

    def _unlike(self, shot: Shot) -> Shot:
        """The same picture but for one pixel, so that the engine doesn't know it."""
        self._pictures += 1
        changed = (self._pictures % 255).to_bytes() + shot.pixels[1:]
        return Shot(changed, shot.width, shot.height)

    def _to_first(self, shot: Shot, asked: Task) -> float:
        began = time.perf_counter()
        with closing(self._model.tokens(shot, asked, self._check, drafted=False)) as tokens:
            next(tokens)
            return time.perf_counter() - began

    def _rate(self, shot: Shot) -> tuple[float, int]:
        """Tokens a second without the draft, wherever the text ends; and of how many tokens."""
        self._warm_up(shot, drafted=False)
        count = 0
        with closing(self._model.tokens(shot, _FIRST, self._check, drafted=False)) as tokens:
            next(tokens)
            began = now = time.perf_counter()
            for some in tokens:
                now = time.perf_counter()
                count += len(some)
                if count >= (_LEAST if now - began >= _SECONDS else _MOST):
                    break
        return count / (now - began), count

    def _warm_up(self, shot: Shot, *, drafted: bool) -> None:
        with closing(self._model.tokens(shot, _FIRST, self._check, drafted=drafted)) as tokens:
            for _ in range(_WARM_UP):
                next(tokens)

    def _begin(self, words: str) -> None:
        self._words, self._told = words, time.monotonic()
        self._channel.send(Doing(words))

    def _check(self) -> None:
        """Between two layers: what takes minutes gives a sign of life."""
        if time.monotonic() - self._told > 1.0:
            self._begin(self._words)

    def _say(self, name: str, value: float) -> None:
        self._channel.send(Measured(name, value))

    @contextmanager
    def _memory_may_run_out(self, *names: str) -> Iterator[None]:
        from desktop.reader import device

        try:
            yield
        except (MemoryError, RuntimeError) as error:
            if not device.is_of_memory(error):
                raise
            for name in names:
                self._channel.send(Unmeasured(name, FULL))
            self._model.forget()
            device.release(self._model.device)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written behind a text's first token: how much, in how many lots and seconds."""

    tokens: int = 0
    lots: int = 0
    seconds: float = 0.0


def to_the_end(
    lots: Iterator[list[int]], stops: Collection[int], enough: Callable[[int], bool]
) -> Written:
    """Follow a text to its end token, which is its last one, or until ``enough`` of the count.

    Behind the first token, whose lot is the one that it is waited for. What stands behind the end
    token in its lot is no text, and isn't counted.
    """
    if any(token in stops for token in next(lots)):
        return Written()
    count = turns = 0
    began = now = time.perf_counter()
    for some in lots:
        now = time.perf_counter()
        end = next((place for place, token in enumerate(some, 1) if token in stops), None)
        count, turns = count + (end or len(some)), turns + 1
        if end or enough(count):
            break
    return Written(count, turns, now - began)


def _median(run: Callable[[], float]) -> float:
    """The median of some runs after a first one, which finds everything cold; of that one alone
    where it took long."""
    values: list[float] = []
    while len(values) <= _RUNS and sum(values) < _PATIENCE:
        values.append(run())
    return statistics.median(values[1:] or values)


def show_only(device: str) -> None:
    """Let torch see one card alone, so that it is this one that the engine takes.

    The engine's own choice falls on the first with room; the order is the one that torch has.
    """
    kind, _, number = device.partition(":")
    if kind == "cuda":
        shown = os.environ.get("CUDA_VISIBLE_DEVICES", "")
        cards = [card.strip() for card in shown.split(",")] if shown else []
        place = int(number or 0)
        os.environ["CUDA_VISIBLE_DEVICES"] = cards[place] if place < len(cards) else str(place)


if __name__ == "__main__":
    main(sys.argv[1:])
