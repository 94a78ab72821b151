"""Which engine reads: what was asked for, or what ``auto`` makes of what is there.

``auto`` takes HunyuanOCR where its files are and a GPU is likely or the user chose the device
himself; else the quick engine for what it can do. What only HunyuanOCR can do, it does on the
CPU as well. A model that the user configured and that can't be used is said each time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.model import devices
from desktop.model import folder as model_folder
from desktop.tasks import LANGUAGES, TESTED_TARGETS, can_do
from desktop.values import EngineName, Failed, FailureKind, Read, Task


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What the settings say about reading.

    ``model_dir`` is empty for where Sightread keeps it; ``device`` is ``auto``, ``cuda``, ``mps``
    or ``cpu``. ``unload_minutes``: HunyuanOCR is ended after so many minutes without a read, 0 for
    never. ``server`` is the base URL of the server that reads for ``remote``, ``server_model`` the
    name of its model (empty: asked), ``agreed`` the address that the user agreed to send to.
    """

    engine: EngineName = EngineName.AUTO
    model_dir: str = ""
    device: str = "auto"
    unload_minutes: float = 15
    server: str = ""
    server_model: str = ""
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine that reads, and sentences for the user about why it isn't another.

    ``stand_in``: the quick engine may take over if this one can't be loaded.
    """

    engine: EngineName
    notes: tuple[str, ...] = ()
    stand_in: bool = False


def choose(read: Read, options: ReaderOptions) -> Choice | Failed:
    """The engine for this read, or why there is none."""
    asked = read.engine if read.engine is not EngineName.AUTO else options.engine
    quick_can = can_do(EngineName.QUICK, read.task)
    if asked is EngineName.QUICK:
        if quick_can:
            return Choice(EngineName.QUICK)
        return Failed(
            read.job,
            FailureKind.NO_ENGINE,
            f"The quick engine can't {read.task.name}. "
            "Choose HunyuanOCR in Settings, Engine and model.",
        )
    problem = model_folder.examine(model_folder.find(options.model_dir))
    if asked is EngineName.HUNYUAN:
        return _failed(read, problem) if problem else Choice(EngineName.HUNYUAN)
    if problem is None:
        if not quick_can or options.device != "auto" or devices.gpu_is_likely():
            return Choice(EngineName.HUNYUAN, stand_in=quick_can)
        return Choice(EngineName.QUICK)
    if quick_can:
        notes = (stood_in(problem.sentence),) if options.model_dir else ()
        return Choice(EngineName.QUICK, notes)
    if problem.kind is FailureKind.NO_MODEL and not options.model_dir:
        problem = replace(
            problem,
            sentence=f"HunyuanOCR is needed to {read.task.name} and is not installed. "
            "Choose its folder in Settings, Engine and model.",
        )
    return _failed(read, problem)


def stood_in(sentence: str) -> str:
    """The note for a reading that the quick engine did in place of HunyuanOCR."""
    return f"Read by the quick engine. {sentence}"


def quick_instead(failed: Failed) -> Choice:
    """The choice when HunyuanOCR can't be loaded and another engine may stand in."""
    return Choice(EngineName.QUICK, (stood_in(failed.sentence),))


def untested(task: Task) -> tuple[str, ...]:
    """The note for a translation that the makers of the model published no results for."""
    if task.name != "translate" or task.to in TESTED_TARGETS:
        return ()
    return (f"Translation to {LANGUAGES.get(task.to, task.to)} is untested by its makers.",)


def _failed(read: Read, problem: model_folder.Problem) -> Failed:
    return Failed(read.job, problem.kind, problem.sentence, problem.detail)
