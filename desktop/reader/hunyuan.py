"""HunyuanOCR with torch: from a local folder in the public layout, by our own forward.

1. The folder is examined before anything is loaded; only safetensors, no code of the folder's.
2. The weights are read while transformers' tokenizer is imported, straight into the precision and
   onto the device that they stay in.
3. The official prompt of the task, the picture before it, an empty system message, greedy decoding
   with the repetition penalty and stop tokens of the makers: ``network/``.
4. The text streams token by token; a cancel ends the work between two layers, the loop guard
   between two tokens.
5. When the memory runs out, the picture is read once more at half its pixels, and that is said.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from desktop.model.folder import Problem, examine
from desktop.reader import device as devices
from desktop.reader.answer import Answer
from desktop.reader.canvas import parts
from desktop.reader.decoding import Decoding
from desktop.reader.engine import (
    BadModelError,
    CancelledError,
    Emit,
    EngineError,
    NoMemoryError,
    NoModelError,
    Stop,
)
from desktop.reader.weights import Weights
from desktop.reader.whole import Ending, read_whole
from desktop.values import EngineName, FailureKind, Look, Read, Reading

if TYPE_CHECKING:  # transformers takes seconds to import: while the weights are read
    from desktop.reader.network.network import Network

SMALLER = "The picture was too large for the device and was made smaller; check small print."
FULL = "The memory doesn't hold the rest of the picture; its end is missing."

SLOWER = "The draft model is damaged, and HunyuanOCR is slower without it. Fetch the model again."

NO_GRAPHS = (
    "The graphics driver refused a part of the work; HunyuanOCR is slower. Update the driver."
)

NO_ROOM_FOR_DRAFT = "The memory doesn't hold the draft model; HunyuanOCR is slower without it."

UNPACKED = "The memory didn't hold the faster form of HunyuanOCR; it is slower."

_UNFIT = (
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    AttributeError,
    TypeError,
)
"""What files raise that aren't those of a model."""

_ENDING = Ending(NoMemoryError, FULL)


class Hunyuan:
    """HunyuanOCR. ``device`` is asked for as ``auto``, ``cuda``, ``mps`` or ``cpu``.

    A CPU keeps the weights of the text part as ``weights`` says: ``int8``, ``full`` (as they are
    stored), or ``auto``, whichever is faster.
    """

    name = EngineName.HUNYUAN

    def __init__(self, model_dir: str, device: str, weights: str = "auto") -> None:
        self._folder = Path(model_dir)
        self._asked, self._kept = device, weights
        self.device = ""
        self.notes: tuple[str, ...] = ()
        self.memory = 0

    def load(self) -> None:
        """Load processor and weights to the device. Raises EngineError."""
        if (problem := examine(self._folder)) is not None:
            raise _of_folder(problem)
        self.device, self.notes = devices.choose(self._asked)
        try:
            self._network = self._loaded()
        except _UNFIT as error:
            if not devices.is_of_memory(error):
                raise BadModelError(
                    "HunyuanOCR can't be loaded from its folder. Fetch the model again.",
                    f"{type(error).__name__}: {error}"[:300],
                ) from error
            raise NoMemoryError(_no_room(self.device), type(error).__name__) from error
        except MemoryError as error:
            raise NoMemoryError(_no_room(self.device), "MemoryError") from error
        self.memory = devices.taken(self.device, self._network.memory)

    @property
    def network(self) -> Network:
        """The network, once it is loaded; for who measures it."""
        return self._network

    def read(self, read: Read, emit: Emit, stop: Stop) -> Reading:
        """Read the picture, token by token. Raises EngineError."""

        def write(image: Image.Image, asked: str, answer: Answer) -> tuple[str, list[str]]:
            return self._part(image, asked, read.task.name, answer, stop)

        return read_whole(read, write, emit, stop, _ENDING, self.name, self.device)

    def look(self, look: Look, stop: Stop) -> None:
        """Take the picture in; what is asked of it then begins to be answered at once."""

        def check() -> None:
            if stop.asked():
                raise CancelledError

        cut = parts(look.shot)
        if len(cut) > 1:
            return
        try:
            self._network.look(cut[0].image, self.cap(look.task.name), check)
        except CancelledError:
            return
        except (MemoryError, RuntimeError) as error:
            if not devices.is_of_memory(error):
                raise
            self._give_back()  # the read itself tells what there is no room for

    def _loaded(self) -> Network:
        precision = devices.precision(self._folder, self.device)
        int8 = self.device == "cpu" and devices.in_8_bits(self._kept, precision)
        if self.device.startswith("cuda"):
            import torch

            # Streams, graphs and pinned memory are made on the current card.
            torch.cuda.set_device(self.device)
        weights = Weights(self._folder, precision, self.device, int8)
        from desktop.reader.network.network import Network

        network = Network(self._folder)
        network.fill(weights.wait(), precision, self.device)
        self._assist(network, int8)
        if self.device != "cpu":
            self._warm_up(network)
        return network

    def _warm_up(self, network: Network) -> None:
        """Before the first picture; a card or a driver that can't hold graphs reads without."""
        try:
            network.warm_up()
        except RuntimeError as error:
            if devices.is_of_memory(error):
                raise
            network.without_graphs()
            network.warm_up()
            self.notes += (NO_GRAPHS,)

    def _assist(self, network: Network, int8: bool) -> None:
        """Let the draft model help, where its files are."""
        folder = self._folder / "dflash"
        if not (folder / "model.safetensors").is_file():
            return
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            weights = Weights(folder, network.precision, self.device, int8)
            network.assist(weights.wait(), config)
        except (MemoryError, *_UNFIT) as error:
            self.notes += (NO_ROOM_FOR_DRAFT if devices.is_of_memory(error) else SLOWER,)

    def _part(
        self, image: Image.Image, asked: str, task: str, answer: Answer, stop: Stop
    ) -> tuple[str, list[str]]:
        size = image.width * image.height
        cap, most = self.cap(task), devices.task_cap(task, self._network.most)
        try:
            raw, notes = self._attempt(image, asked, cap, answer, stop)
        except (MemoryError, RuntimeError) as error:
            if not devices.is_of_memory(error):
                raise
        else:
            return raw, ([SMALLER] if size > cap < most else []) + notes
        self._give_back()
        answer.restart()
        try:
            raw, notes = self._attempt(image, asked, self._smaller(cap, size), answer, stop)
        except (MemoryError, RuntimeError) as error:
            if not devices.is_of_memory(error):
                raise
            self._give_back()
            raise NoMemoryError(
                "The memory doesn't hold this picture. Choose a smaller region.",
                type(error).__name__,
            ) from error
        return raw, [SMALLER, *notes]

    def _give_back(self) -> None:
        self._network.forget()
        devices.release(self.device)

    def cap(self, task: str) -> int:
        """The most pixels that the network may see of a picture now."""
        network = self._network
        most, held = devices.task_cap(task, network.most), network.held
        network.room = devices.room_for_kept(self.device, held)
        dtype = network.precision.between
        return max(devices.pixel_cap(self.device, dtype, most, held), network.least)

    @property
    def _least(self) -> int:
        return self._network.least

    def _smaller(self, cap: int, size: int) -> int:
        """Half of the pixels that the network saw: what is small had been made larger."""
        return max(self._least // 2, min(cap, max(size, self._least)) // 2)

    def _attempt(
        self, image: Image.Image, asked: str, cap: int, answer: Answer, stop: Stop
    ) -> tuple[str, list[str]]:
        network = self._network
        decoding = Decoding(network.decoded, answer.offer, stop, network.stops)
        text = network.write(image, asked, cap, decoding)
        answer.certain = decoding.certain(network.certain(decoding.count))
        return text, decoding.notes + [UNPACKED] * network.slowed


def _no_room(device: str) -> str:
    if device == "cpu":
        return "The memory of this machine doesn't hold HunyuanOCR. Close other programs."
    return (
        "The memory of the graphics card doesn't hold HunyuanOCR. Close other programs, "
        "or choose the processor in Settings, Engine and model."
    )


def _of_folder(problem: Problem) -> EngineError:
    made = NoModelError if problem.kind is FailureKind.NO_MODEL else BadModelError
    return made(problem.sentence, problem.detail)
