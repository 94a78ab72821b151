"""HunyuanOCR as it is measured: the one place that knows the engine's inside."""

from __future__ import annotations

from collections.abc import Callable, Generator

from desktop.reader import speed_floor
from desktop.reader.canvas import parts
from desktop.reader.hunyuan import Hunyuan
from desktop.reader.network.linear import Int8
from desktop.tasks import prompt
from desktop.values import Shot, Task


class Model:
    """HunyuanOCR of ``model_dir``, loaded on ``device``. Raises EngineError.

    ``weights`` are the bytes of them that each token reads, ``bytes_a_position`` those of the cache
    for each position before it; ``memory`` is what is taken on the device.
    """

    def __init__(self, model_dir: str, device: str, weights: str) -> None:
        engine = Hunyuan(model_dir, device.partition(":")[0], weights)
        engine.load()
        self._engine = engine
        self._network = network = engine.network
        self.device, self.memory = engine.device, engine.memory
        text = network.text
        self.weights = text.bytes_a_token
        stored = text.precision.kept
        self.bytes_a_position = 2 * text.layers * text.key_heads * text.head * stored.itemsize
        short = isinstance(text.embedding, Int8)
        self.precision = "int8" if short else str(stored).removeprefix("torch.")
        self.stops = network.stops
        self.has_draft = network.drafts

    @property
    def place(self) -> int:
        """The position of the token that was written last."""
        return self._network.place

    def tokens(
        self, shot: Shot, task: Task, check: Callable[[], None], *, drafted: bool
    ) -> Generator[list[int]]:
        """What is written of the picture, a few tokens at a time and without end: close it.

        ``check`` is called between two layers.
        """
        image = parts(shot)[0].image
        cap = self._engine.cap(task.name)
        return self._network.tokens(image, prompt(task), cap, check, drafted)

    def forget(self) -> None:
        """Forget the pictures."""
        self._network.forget()

    def bandwidth(self) -> float:
        """Bytes a second that the device's memory moves."""
        return speed_floor.bandwidth(self.device)

    def peak(self) -> int | None:
        """The most bytes that were ever taken on the device, None where that isn't known."""
        return speed_floor.peak(self.device)
