"""Which engine reads: what was asked for, or what ``auto`` makes of what is there.

``auto`` takes HunyuanOCR where its files are and a GPU is likely or the user chose the device
himself; else the quick engine for what it can do. What only HunyuanOCR can do, it does on the
CPU as well. A model that the user configured and that can't be used is said each time.

A server reads only where the user chose it, and agreed to send pictures to this very address;
``auto`` never sends a picture away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from desktop.model import devices
from desktop.model import folder as model_folder
from desktop.tasks import LANGUAGES, TESTED_TARGETS, can_do, title
from desktop.text.scripts import language
from desktop.values import EngineName, Failed, FailureKind, Read, Task


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What the settings say about reading.

    ``model_dir`` is empty for where Sightread keeps it; ``device`` is ``auto``, ``cuda``, ``mps``
    or ``cpu``; ``weights`` is how a CPU keeps them, ``auto``, ``int8`` or ``full``.
    ``unload_minutes``: HunyuanOCR is ended after so many minutes without a read, 0 for never.
    ``server`` is the base URL of the server that reads for ``remote``, ``server_model`` the name of
    its model (empty: asked), ``agreed`` the address that the user agreed to send to. ``to`` is the
    language of a translation that names none, ``remembered`` the one that the user chose last for a
    text in another language; BCP-47 tags.
    """

    engine: EngineName = EngineName.AUTO
    model_dir: str = ""
    device: str = "auto"
    weights: str = "auto"
    unload_minutes: float = 15
    server: str = ""
    server_model: str = ""
    agreed: str = ""
    to: str = "en"
    remembered: Mapping[str, str] = field(default_factory=dict)


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
    if asked is EngineName.REMOTE:
        return _server(read, options)
    quick_can = can_do(EngineName.QUICK, read.task)
    if asked is EngineName.QUICK:
        if quick_can:
            return Choice(EngineName.QUICK)
        return Failed(
            read.job,
            FailureKind.NO_ENGINE,
            f"The quick engine only reads text. For “{title(read.task)}”, choose HunyuanOCR in "
            "Settings, Engine and model.",
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
            sentence=f"HunyuanOCR is needed for “{title(read.task)}” and is not on this machine "
            "yet. Download it in Settings, Engine and model.",
        )
    return _failed(read, problem)


def sent_to(address: str) -> str:
    """The note for a reading whose picture left this machine."""
    return f"Read by the server at {address}: the picture was sent there."


def stood_in(sentence: str) -> str:
    """The note for a reading that the quick engine did in place of HunyuanOCR."""
    return f"Read by the quick engine. {sentence}"


def quick_instead(failed: Failed) -> Choice:
    """The choice when HunyuanOCR can't be loaded and another engine may stand in."""
    return Choice(EngineName.QUICK, (stood_in(failed.sentence),))


def untested(task: Task) -> tuple[str, ...]:
    """The note for a translation into a language that the makers published no results for."""
    if task.name != "translate" or task.to in TESTED_TARGETS:
        return ()
    return (f"Translation to {LANGUAGES.get(task.to, task.to)} is untested by its makers.",)


def untested_source(source: str, to: str) -> tuple[str, ...]:
    """The note for a translation of a text that is in no published language, or in ``to``.

    Nothing is claimed where the source's language can't be told, or where the target is untested
    by itself and so has its own note.
    """
    found = language(source)
    if found == to:
        return (f"The text was in {LANGUAGES[to]} already.",)
    if not found or found in LANGUAGES or to not in TESTED_TARGETS:
        return ()
    name = _OTHER_LANGUAGES.get(found, "this language")
    return (f"Translation from {name} is untested by its makers.",)


_OTHER_LANGUAGES = {
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Hindi",
    "nl": "Dutch",
    "pl": "Polish",
    "uk": "Ukrainian",
}
"""Languages that ``language`` tells and that no translation is published from."""


def _server(read: Read, options: ReaderOptions) -> Choice | Failed:
    address = options.server
    if not address:
        sentence = "No server is set. Give its address in Settings, Engine and model."
        return Failed(read.job, FailureKind.NO_SERVER, sentence)
    if options.agreed != address:
        return Failed(
            read.job,
            FailureKind.NOT_AGREED,
            f"Pictures will leave this machine and go to {address}. Agree to that first, or "
            "choose another engine, in Settings, Engine and model.",
        )
    return Choice(EngineName.REMOTE, (sent_to(address),))


def _failed(read: Read, problem: model_folder.Problem) -> Failed:
    return Failed(read.job, problem.kind, problem.sentence, problem.detail)
