"""Measures HunyuanOCR: ``python -m desktop.reader.speed MODEL_DIR DEVICE WEIGHTS``.

It loads the engine as its own process does, says ``Loaded`` (or ``Failed``), and answers a
``Measure`` with what it measures, each as soon as it is known. ``DEVICE`` is ``cpu``, ``mps``, or a
card as ``cuda:1``; ``WEIGHTS`` is ``int8`` or ``full``, as the engine's own.

1. A snip: from the picture to the first token, and then so many tokens that the rate is known.
   Where the text ends doesn't matter: a token costs the same whatever it is.
2. Another task on the same picture, which is known by then.
3. The same with the draft model, where it is there; here the text itself matters, since it decides
   how many tokens are accepted, so that ends at the text's end.
4. A whole screen.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
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
from desktop.tasks import prompt
from desktop.values import Failed, FailureKind, Shot, Task

if TYPE_CHECKING:
    from desktop.reader.speed_model import Model

_FIRST, _OTHER = prompt(Task("read")), prompt(Task("document"))

_RUNS, _PATIENCE = 3, 5.0
"""How often a first token is measured, and seconds after which no further run begins."""

_WARM_UP, _LEAST, _MOST, _SECONDS = 4, 16, 512, 2.0
"""Lots of tokens that are written before; then so many tokens at least and at most, for so long."""

FULL = "The memory doesn't hold it. Close other programs and try again."


def main(arguments: list[str]) -> None:
    """Serve; never returns."""
    model_dir, device, weights = arguments
    program = _Program(model_dir, device, weights == "int8")
    serve(program.handle, program.begin)


class _Program:
    def __init__(self, model_dir: str, device: str, int8: bool) -> None:
        self._model_dir, self._device, self._int8 = model_dir, device, int8
        self._model: Model | None = None

    def begin(self, channel: Channel) -> None:
        os.environ.update(HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_OFFLINE="1")
        show_only(self._device)
        gc.disable()  # as the engine's own program does, whose load this is
        try:
            from desktop.reader.speed_model import Model

            self._model = Model(self._model_dir, self._device, self._int8)
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
            _Measuring(self._model, channel).all(message)
            channel.send(Finished())


class _Measuring:
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
        with self._memory_may_run_out("first_text_snip_s", "tokens_per_s", "second_task_s"):
            self._snip(asked.snip, moved)
        if model.has_draft:
            with self._memory_may_run_out("draft_tokens_per_s", "draft_tokens_per_round"):
                self._draft(asked.snip)
        else:
            for name in ("draft_tokens_per_s", "draft_tokens_per_round"):
                self._channel.send(Unmeasured(name, "There is no draft model in its folder."))
        if asked.screen is not None:
            with self._memory_may_run_out("first_text_screen_s"):
                self._begin(f"a picture of {asked.screen.width} x {asked.screen.height}")
                self._say("first_text_screen_s", self._first(asked.screen))
        if (peak := model.peak()) is not None:
            self._say("peak_memory_bytes", peak)

    def _snip(self, shot: Shot, moved: float) -> None:
        self._begin(f"a picture of {shot.width} x {shot.height}")
        self._say("first_text_snip_s", self._first(shot))
        self._begin("tokens")
        rate, count, _ = self._rate(shot, drafted=False)
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
        rate, count, lots = self._rate(shot, drafted=True)
        self._say("draft_tokens_per_s", rate)
        self._say("draft_tokens_per_round", count / lots)

    def _first(self, shot: Shot) -> float:
        """Seconds from a picture that was never seen before to its first token."""
        return _median(lambda: self._to_first(self._unlike(shot), _FIRST))

    def _unlike(self, shot: Shot) -> Shot:
        """The same picture but for one pixel, so that the engine doesn't know it."""
        self._pictures += 1
        changed = (self._pictures % 255).to_bytes() + shot.pixels[1:]
        return Shot(changed, shot.width, shot.height)

    def _to_first(self, shot: Shot, asked: str) -> float:
        began = time.perf_counter()
        with closing(self._model.tokens(shot, asked, self._check, drafted=False)) as tokens:
            next(tokens)
            return time.perf_counter() - began

    def _rate(self, shot: Shot, *, drafted: bool) -> tuple[float, int, int]:
        """Tokens a second, of how many tokens, which came in how many lots."""
        with closing(self._model.tokens(shot, _FIRST, self._check, drafted=drafted)) as tokens:
            for _ in range(_WARM_UP):
                next(tokens)
        count = lots = 0
        ended = False
        with closing(self._model.tokens(shot, _FIRST, self._check, drafted=drafted)) as tokens:
            next(tokens)
            began = now = time.perf_counter()
            for some in tokens:
                now = time.perf_counter()
                count, lots = count + len(some), lots + 1
                ended = ended or (drafted and not self._model.stops.isdisjoint(some))
                enough = ended or now - began >= _SECONDS
                if count >= _MOST or (enough and count >= _LEAST):
                    break
        return count / (now - began), count, lots

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
