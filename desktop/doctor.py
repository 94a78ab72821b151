"""What this machine has and lacks for Sightread, and what mends it.

Each check is one line: ``ok``, ``note`` (works without it, or only in part) or ``lack`` (the main
job doesn't work). Everything heavy is asked in processes of its own, as the app does.
"""

from __future__ import annotations

import json
import platform
import queue
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

from desktop import __version__, log
from desktop.children.child import Child, ChildGone, Ended
from desktop.model import devices
from desktop.model import folder as model_folder
from desktop.reader import quick_models
from desktop.settings import Settings, Store
from desktop.speech.messages import AskVoices, RenderFailed, Voices
from desktop.system import libraries
from desktop.system.facts import SessionKind, desktop
from desktop.system.speech_driver import driver_name

_VOICE_SECONDS = 10.0


class Health(StrEnum):
    """How a check came out."""

    OK = "ok"
    NOTE = "note"
    LACK = "lack"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, what is so, and the command or the step that mends it."""

    name: str
    health: Health
    sentence: str
    mend: str = ""


def report(*, as_json: bool, model_dir: str = "") -> int:
    """Print every check; 0 when the main job works, 1 when something is lacking for it."""
    store = Store(read_only=True)
    checks: list[Check] = []
    for check in examine(store, model_dir or store.settings.engine.model_dir):
        checks.append(check)
        if not as_json:
            _print(check)
    if as_json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    return 1 if any(check.health is Health.LACK for check in checks) else 0


def examine(store: Store, model_dir: str) -> Iterator[Check]:
    """Every check, each as soon as it is known."""
    yield Check(
        "System",
        Health.OK,
        f"Sightread {__version__}, Python {platform.python_version()}, {platform.platform()}",
    )
    yield _settings(store)
    yield _screen()
    yield _libraries()
    yield _quick()
    yield _torch()
    yield _model(model_dir)
    yield _voices()
    yield from _qt_checks(store.settings)
    yield Check("Log", Health.OK, str(log.path()))


def _print(check: Check) -> None:
    print(f"{check.health.value:5} {check.name:13} {check.sentence}")
    if check.mend:
        print(f"{'':19} {check.mend}")
    sys.stdout.flush()


def _settings(store: Store) -> Check:
    if store.problems:
        return Check("Settings", Health.NOTE, " ".join(store.problems), f"Look at {store.path}")
    return Check("Settings", Health.OK, str(store.path))


def _screen() -> Check:
    here = desktop()
    match here.session:
        case SessionKind.NONE:
            return Check(
                "Screen",
                Health.NOTE,
                "There is no screen. The command line works, the app doesn't.",
                "sh installers/run.sh read FILE",
            )
        case SessionKind.WAYLAND:
            return Check(
                "Screen",
                Health.NOTE,
                f"{here.name or 'This desktop'} on Wayland: screens can't be captured here yet, "
                "files, the clipboard and the camera can.",
                "Log in to an X11 session to capture the screen.",
            )
        case session:
            words = f"{here.name} on {session.value}" if here.name else session.value
            return Check("Screen", Health.OK, words)


def _libraries() -> Check:
    missing = libraries.missing()
    if not missing:
        return Check("Libraries", Health.OK, "All system libraries are there.")
    packages = sorted(set(missing.values()))
    return Check(
        "Libraries", Health.LACK, f"Missing: {', '.join(missing)}", libraries.command(packages)
    )


def _quick() -> Check:
    try:
        words = ", ".join(f"{name} {version(name)}" for name in ("rapidocr", "onnxruntime"))
        models = [quick_models.path(model) for model in quick_models.MODELS]
    except (PackageNotFoundError, ModuleNotFoundError) as error:
        return Check(
            "Quick engine",
            Health.LACK,
            f"The package {error.name} is missing.",
            "sh installers/run.sh",
        )
    missing = [path.name for path in models if not path.is_file()]
    if missing:
        return Check(
            "Quick engine",
            Health.LACK,
            f"Missing in {models[0].parent}: {', '.join(missing)}",
            f"{sys.executable} -m pip install --force-reinstall --no-deps "
            f"rapidocr=={version('rapidocr')}",
        )
    return Check("Quick engine", Health.OK, words)


def _torch() -> Check:
    try:
        found = devices.ask()
    except devices.DevicesError as error:
        return Check(
            "Devices",
            Health.NOTE,
            f"torch can't be asked ({error}). The quick engine works without it.",
            "sh installers/run.sh",
        )
    if not found.torch:
        return Check(
            "Devices",
            Health.NOTE,
            "torch is not installed. HunyuanOCR needs it, the quick engine doesn't.",
            "sh installers/run.sh",
        )
    cuda = [f"{name}, {memory / 2**30:.0f} GB" for name, memory in found.cuda]
    if cuda or found.mps:
        words = "; ".join(cuda) or "Apple GPU (MPS)"
        return Check("Devices", Health.OK, f"{words}; torch {found.torch}")
    return Check(
        "Devices",
        Health.NOTE,
        f"CPU only; torch {found.torch}. HunyuanOCR works, slowly: minutes for a page.",
    )


def _model(model_dir: str) -> Check:
    folder = model_folder.find(model_dir)
    problem = model_folder.examine(folder)
    if problem is None:
        return Check("HunyuanOCR", Health.OK, str(folder))
    return Check(
        "HunyuanOCR",
        Health.NOTE,
        f"{problem.sentence} The quick engine reads without it.",
        "sightread --model-dir DIR, or the model_dir in the settings",
    )


def _voices() -> Check:
    answers: queue.Queue[object] = queue.Queue()
    child = Child("voice", "desktop.speech.child", [driver_name()], answers.put)
    try:
        child.send(AskVoices())
        while True:
            match answers.get(timeout=_VOICE_SECONDS):
                case Voices(voices=voices) if voices:
                    return Check("Voices", Health.OK, f"{len(voices)} voices")
                case Voices():
                    return Check("Voices", Health.NOTE, "No voice is installed.", _espeak_command())
                case RenderFailed(sentence=sentence):
                    return Check("Voices", Health.NOTE, sentence, _espeak_command())
                case Ended():
                    break
    except (ChildGone, queue.Empty):
        return Check("Voices", Health.NOTE, "The voice doesn't answer.", _espeak_command())
    finally:
        child.kill()
    return Check("Voices", Health.NOTE, "The voice can't be started.", _espeak_command())


def _espeak_command() -> str:
    return libraries.command(["espeak-ng"]) if desktop().os == "linux" else ""


def _qt_checks(settings: Settings) -> Iterator[Check]:
    """Sound, camera and hotkeys: Qt and pynput are asked, which need their libraries."""
    if libraries.missing():
        return
    from PySide6.QtCore import QCoreApplication

    log.take_qt_messages()
    app = QCoreApplication(["sightread"])
    asked: list[Callable[[], Check]] = [_sound, _camera, lambda: _hotkeys(settings)]
    for ask in asked:
        yield ask()
    del app


def _sound() -> Check:
    from PySide6.QtMultimedia import QMediaDevices

    output = QMediaDevices.defaultAudioOutput()
    if output.isNull():
        return Check(
            "Sound",
            Health.NOTE,
            "There is no sound device: nothing is read aloud.",
            "Connect one, or start the system's sound service.",
        )
    return Check("Sound", Health.OK, output.description())


def _camera() -> Check:
    from PySide6.QtMultimedia import QMediaDevices

    cameras = QMediaDevices.videoInputs()
    if not cameras:
        return Check("Camera", Health.NOTE, "No camera is connected.", "Connect one to use it.")
    return Check("Camera", Health.OK, ", ".join(camera.description() for camera in cameras))


def _hotkeys(settings: Settings) -> Check:
    from desktop.system.hotkeys import Hotkeys
    from desktop.system.instance import Instance

    instance = Instance()
    if not instance.claim():
        return Check("Hotkeys", Health.OK, "The running app has them.")
    instance.close()
    if not desktop().display:
        return Check("Hotkeys", Health.NOTE, "Without a screen there are none.")
    hotkeys = Hotkeys()
    problems = hotkeys.set(dict(settings.hotkeys.items()))
    notice = hotkeys.notice
    hotkeys.close()
    if problems or notice:
        sentences = [*dict.fromkeys(problems.values()), notice]
        return Check(
            "Hotkeys",
            Health.NOTE,
            " ".join(filter(None, sentences)),
            "Choose others in Settings, Hotkeys.",
        )
    return Check("Hotkeys", Health.OK, f"{len(settings.hotkeys.items())} hotkeys are free to use.")
