"""What this machine has and lacks for Sightread, and what mends it.

Each check is one line: ``ok``, ``note`` (works without it, or only in part) or ``lack`` (the main
job doesn't work). Everything heavy is asked in processes of its own, as the app does.
"""

from __future__ import annotations

import json
import os
import platform
import queue
import shutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

from desktop import __version__, log
from desktop.children.child import Child, ChildGone, Ended
from desktop.model import carry, look
from desktop.model import words as model_words
from desktop.model.devices import Devices, gpu_is_likely
from desktop.model.source import HUNYUANOCR
from desktop.model.status import ModelState
from desktop.reader import quick_models, server_check, server_key
from desktop.settings import Device, Settings, Store
from desktop.speech.messages import AskVoices, RenderFailed, Voices
from desktop.system import keystore, libraries
from desktop.system.facts import SessionKind, desktop
from desktop.system.speech_driver import driver_name
from desktop.tasks import CATALOGUE
from desktop.values import EngineName

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
    yield _devices(store.settings.engine.device, model_dir)
    yield _model(model_dir)
    yield from _server(store.settings)
    yield _tasks(store.settings)
    yield _voices()
    yield from _qt_checks(store.settings)
    yield Check("Log", Health.OK, str(log.path()))


def _print(check: Check) -> None:
    width, head = shutil.get_terminal_size().columns, f"{check.health.value:5} {check.name:13} "
    for words in filter(None, (check.sentence, check.mend)):
        # A path or a command is copied: it is never broken inside of a word.
        print(
            textwrap.fill(
                words,
                max(60, width),
                initial_indent=head,
                subsequent_indent=" " * len(head),
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
        head = " " * len(head)
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
        packages = ("rapidocr", "onnxruntime", "pyclipper")
        words = ", ".join(f"{name} {version(name)}" for name in packages)
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


def _devices(asked: Device, model_dir: str) -> Check:
    machine = carry.gathered(model_dir)
    devices = machine.devices
    if devices is None:
        return Check(
            "Devices",
            Health.NOTE,
            "torch can't be asked. The quick engine works without it.",
            "sh installers/run.sh",
        )
    if not devices.torch:
        return Check(
            "Devices",
            Health.NOTE,
            "torch is not installed. HunyuanOCR needs it, the quick engine doesn't.",
            "sh installers/run.sh",
        )
    memory = f", {model_words.memory(machine.ram)} of memory" if machine.ram else ""
    can = carry.sentence(replace(machine, to_fetch=0))
    takes, mend = _taken(asked, devices)
    health = Health.NOTE if mend or takes.endswith("processor.") else Health.OK
    return Check("Devices", health, f"{can} {takes} torch {devices.torch}{memory}.", mend)


def _taken(asked: Device, devices: Devices) -> tuple[str, str]:
    """Which device HunyuanOCR takes and why, and what mends it where that isn't the best."""
    large = [number for number, card in enumerate(devices.cuda) if card[1] >= carry.GPU_NEEDED]
    there = {Device.CUDA: bool(devices.cuda), Device.MPS: devices.mps}
    if not there.get(asked, True):
        return (
            f"The settings name the device {asked.value}, which is not here.",
            "Choose another in Settings, Engine and model.",
        )
    if asked is not Device.AUTO:
        return f"The settings name the device {asked.value}.", ""
    if large:
        name = devices.cuda[large[0]][0]
        return f"auto takes cuda:{large[0]} ({name}) when enough of its memory is free.", ""
    if devices.mps:
        return "auto takes mps, the Apple graphics.", ""
    if devices.cuda:
        return "No graphics card has memory enough, so auto takes the processor.", ""
    if gpu_is_likely():
        return (
            "There is a graphics card, but torch can't use it, so auto takes the processor.",
            "Update its driver, then: sh installers/run.sh",
        )
    return "torch finds no graphics card, so auto takes the processor.", ""


def _model(model_dir: str) -> Check:
    status = look.at(model_dir, HUNYUANOCR)
    revision = f", revision {status.revision[:7]}" if status.revision else ""
    if status.state is ModelState.READY and not status.failed:
        checked = (
            "Every file was checked when it came." if status.own else "Its files are not checked."
        )
        mend = "" if status.own else "To check them: sightread model verify"
        return Check("HunyuanOCR", Health.OK, f"{status.folder}{revision}. {checked}", mend)
    if status.state is ModelState.READY:
        mend = "sh installers/run.sh"
    elif status.own:
        mend = "sightread model download"
    else:
        mend = "Choose another folder in Settings, Engine and model, or: --model-dir DIR"
    return Check(
        "HunyuanOCR", Health.NOTE, f"{status.sentence} The quick engine reads without it.", mend
    )


def _server(settings: Settings) -> Iterator[Check]:
    """The server and its key, of which only is told whether it is there."""
    address, asked = settings.server.address, settings.engine.engine is EngineName.REMOTE
    if not address:
        yield Check(
            "Server",
            Health.NOTE if asked else Health.OK,
            "No server is set: nothing leaves this machine.",
            "Give its address in Settings, Engine and model." if asked else "",
        )
        yield _key_store()
        return
    answer = server_check.ask(address, settings.server.model)
    agreed = settings.server.agreed == address
    sentence = f"{address}: {answer.sentence}"
    if not agreed:
        sentence += " You have not agreed to send pictures there, so none goes."
    mend = "" if answer.ok else "Look at its address in Settings, Engine and model."
    if answer.ok and asked and not agreed:
        mend = "Agree to it in Settings, Engine and model."
    yield Check("Server", Health.OK if not mend else Health.NOTE, sentence, mend)
    yield _key(address)


def _key(address: str) -> Check:
    if os.environ.get(keystore.VARIABLE):
        return Check("Key store", Health.OK, f"The key comes from {keystore.VARIABLE}.")
    key = server_key.looked_up(address)
    if key.problem:
        return Check("Key store", Health.NOTE, key.problem, f"sightread server key set {address}")
    if key.value:
        return Check("Key store", Health.OK, "There is a key for the server.")
    return Check(
        "Key store",
        Health.OK,
        "There is no key for the server.",
        f"If it wants one: sightread server key set {address}",
    )


def _key_store() -> Check:
    try:
        keystore.check()
    except keystore.KeyStoreError as error:
        # Without a server there is nothing to keep.
        return Check("Key store", Health.OK, f"{error.sentence} Only a server needs it.")
    return Check("Key store", Health.OK, "The system's key store is there.")


def _tasks(settings: Settings) -> Check:
    own = settings.tasks.own
    empty = [f"“{task.name}”" for task in own if not task.prompt.strip()]
    if empty:
        return Check(
            "Tasks",
            Health.NOTE,
            f"Nothing is asked in your own {', '.join(empty)}.",
            "Write its prompt in Settings.",
        )
    shadowed = [f"“{task.name}”" for task in own if task.name in CATALOGUE]
    if shadowed:
        return Check(
            "Tasks",
            Health.NOTE,
            f"{', '.join(shadowed)} of your own is called as one of Sightread's, so the command "
            "line can't name it.",
            "Give it another name in Settings.",
        )
    count = "none of your own" if not own else f"{len(own)} of your own"
    return Check("Tasks", Health.OK, f"{len(CATALOGUE)} of Sightread's, {count}.")


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
    yield _sound()
    yield _camera()
    yield _hotkeys(settings)
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
    wanted = dict((*settings.hotkeys.items(), *settings.own_hotkeys()))
    problems = hotkeys.set(wanted)
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
    count = sum(map(bool, wanted.values()))
    return Check("Hotkeys", Health.OK, f"{count} hotkeys are free to use.")
