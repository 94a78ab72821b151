"""The program of an engine's process, ``python -m desktop.reader.child`` and then one of

    quick
    hunyuan MODEL_DIR DEVICE WEIGHTS
    remote ADDRESS MODEL

WEIGHTS is ``auto``, ``int8`` or ``full``. It loads its one engine, says ``Ready``, and then answers
each ``Read`` with ``Started``, any number of ``Piece`` and ``Placed``, and one ``Done`` or
``Failed``, each ``Look`` with ``Looked``. What can't be loaded is told as a ``Failed`` of job 0. An
error that isn't foreseen ends the process: its state could not be trusted any more.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from desktop.children.program import Channel, serve
from desktop.reader.engine import CancelledError, Engine, EngineError, Looking
from desktop.system.priority import give_way
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Look,
    Looked,
    Piece,
    Placed,
    Read,
    Ready,
    Started,
)


def main(arguments: list[str]) -> None:
    """Serve the engine that the arguments name; never returns."""
    name, *rest = arguments
    program = _Program(EngineName(name), rest)
    serve(program.handle, program.begin)


class _Stop:
    def __init__(self, channel: Channel, job: int) -> None:
        self._channel, self._job = channel, job

    def asked(self) -> bool:
        return self._channel.cancelled(self._job)

    def interrupting(self, act: Callable[[], None]) -> AbstractContextManager[None]:
        return self._channel.interrupting(self._job, act)


class _Replaced(_Stop):
    """Ends a look that nobody wants any more, or that a read of another shot waits for.

    What comes for the same shot takes the look over: cancelled, it ends the look. A read is told
    at once that it has begun, however long the look goes on without asking here.
    """

    def __init__(self, channel: Channel, look: Look, engine: Engine) -> None:
        super().__init__(channel, look.job)
        self._shot, self._engine = look.shot, engine
        self._replaced = False

    def hear(self, message: object) -> None:
        """The newest message for the engine."""
        if not isinstance(message, Read | Look):
            return
        self._replaced = message.shot != self._shot
        if not self._replaced:
            self._job = message.job
            if isinstance(message, Read):
                self._channel.send(Started(message.job, self._engine.name, self._engine.device))

    def asked(self) -> bool:
        return self._replaced or super().asked()


class _Program:
    def __init__(self, name: EngineName, arguments: list[str]) -> None:
        self._name, self._arguments = name, arguments
        self._engine: Engine | None = None

    def begin(self, channel: Channel) -> None:
        began = time.monotonic()
        # What is imported stays: to look through it for garbage, over and over while it grows,
        # takes a tenth of the time.
        gc.disable()
        try:
            engine = self._made()
            engine.load()
        except EngineError as error:
            channel.send(Failed(0, error.kind, error.sentence, error.detail))
            return
        except MemoryError:
            sentence = "There is not enough memory for the engine. Close other programs, try again."
            channel.send(Failed(0, FailureKind.NO_MEMORY, sentence, "MemoryError at loading"))
            return
        finally:
            gc.freeze()
            gc.enable()
        self._engine = engine
        seconds = time.monotonic() - began
        channel.send(Ready(engine.name, engine.device, seconds, engine.notes, engine.memory))

    def handle(self, message: object, channel: Channel) -> None:
        if self._engine is None:
            return  # it could not be loaded, and the app has been told
        if isinstance(message, Look):
            if isinstance(self._engine, Looking):
                replaced = _Replaced(channel, message, self._engine)
                with channel.hearing(replaced.hear):
                    self._engine.look(message, replaced)
            channel.send(Looked(message.job))
            return
        if not isinstance(message, Read):
            return
        job, stop = message.job, _Stop(channel, message.job)
        channel.send(Started(job, self._engine.name, self._engine.device))

        def emit(new: str | Placed) -> None:
            channel.send(new if isinstance(new, Placed) else Piece(job, new))

        try:
            if stop.asked():
                raise CancelledError
            reading = self._engine.read(message, emit, stop)
        except EngineError as error:
            channel.send(Failed(job, error.kind, error.sentence, error.detail))
        except MemoryError:
            sentence = "There is not enough memory. Choose a smaller region."
            channel.send(Failed(job, FailureKind.NO_MEMORY, sentence, "MemoryError at reading"))
        else:
            channel.send(Done(job, reading))

    def _made(self) -> Engine:
        # Whatever a library would like to look up or report stays on this machine: onnxruntime
        # reports to its makers, and keeps a number for the device, unless it is told not to.
        os.environ.update(
            ORT_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_OFFLINE="1"
        )
        if self._name is EngineName.HUNYUAN:
            give_way()
            from desktop.reader.hunyuan import Hunyuan

            model_dir, device, weights = self._arguments
            return Hunyuan(model_dir, device, weights)
        if self._name is EngineName.REMOTE:
            from desktop.reader.remote import Remote

            address, model = self._arguments
            return Remote(address, model)
        from desktop.reader.quick import Quick

        return Quick()


if __name__ == "__main__":
    main(sys.argv[1:])
