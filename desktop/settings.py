"""The user's settings: one frozen value, one schema, one store.

The file is TOML in the place each system uses. A file that is no TOML is kept aside under another
name and said. One that can't be opened stays, is said, and is not written over. A single value that
can't be used falls back to its default and is said too, the rest is kept; keys that this version
doesn't know are carried along when the settings are saved. A default hotkey that the file doesn't
have, as after an update, gives way where the user has its keys for something else.
"""

from __future__ import annotations

import errno
import os
import tempfile
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import platformdirs
import tomli_w

from desktop import schema
from desktop.actions import ACTIONS, yielding
from desktop.system.chord import parse
from desktop.tasks import LANGUAGES
from desktop.values import EngineName, OutputKind, Task


class Theme(StrEnum):
    """Light, dark, or what the system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Device(StrEnum):
    """Where HunyuanOCR runs; ``auto`` takes CUDA, then MPS, then the CPU."""

    AUTO = "auto"
    CUDA = "cuda"
    MPS = "mps"
    CPU = "cpu"


class Weights(StrEnum):
    """How a processor keeps the weights of HunyuanOCR's text part: in 8 bits or as they are stored;
    ``auto`` takes what is faster, where there is memory for it."""

    AUTO = "auto"
    INT8 = "int8"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Hotkeys:
    """Global hotkeys in pynput's notation, by action; an empty string switches one off."""

    region: str = ACTIONS["region"].hotkey
    translate: str = ACTIONS["translate"].hotkey
    window: str = ACTIONS["window"].hotkey
    windows: str = ACTIONS["windows"].hotkey
    focus: str = ACTIONS["focus"].hotkey
    screen: str = ACTIONS["screen"].hotkey
    again: str = ACTIONS["again"].hotkey
    watch: str = ACTIONS["watch"].hotkey
    camera: str = ACTIONS["camera"].hotkey
    stop: str = ACTIONS["stop"].hotkey
    pause: str = ACTIONS["pause"].hotkey
    next: str = ACTIONS["next"].hotkey
    previous: str = ACTIONS["previous"].hotkey
    back: str = ACTIONS["back"].hotkey
    repeat: str = ACTIONS["repeat"].hotkey
    faster: str = ACTIONS["faster"].hotkey
    slower: str = ACTIONS["slower"].hotkey
    spell: str = ACTIONS["spell"].hotkey
    last: str = ACTIONS["last"].hotkey
    document: str = ""
    table: str = ""
    formula: str = ""
    chart: str = ""
    fields: str = ""
    field: str = ""
    ask: str = ""
    subtitles: str = ""
    positions: str = ""
    layout: str = ""

    def items(self) -> tuple[tuple[str, str], ...]:
        """Pairs of action and hotkey, in the order of the schema."""
        return tuple((f.name, getattr(self, f.name)) for f in fields(self))


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is done with a reading."""

    show: bool = True
    copy: bool = True
    speak: bool = True


@dataclass(frozen=True, slots=True)
class After:
    """What is done after each task.

    ``stay``: no window opens and the keyboard stays where it is; the result is spoken and kept.
    ``unsure``: words that the engine was unsure of are marked, and their number is said.
    ``in_place``: a translation lies over the very place on the screen that was read.
    """

    read: Outputs = Outputs()
    translate: Outputs = Outputs()
    stay: bool = False
    unsure: bool = True
    in_place: bool = True

    def of(self, task: str) -> Outputs:
        """The outputs of the task with this name."""
        return self.translate if task == "translate" else self.read


@dataclass(frozen=True, slots=True)
class Languages:
    """The language to translate to, a key of ``tasks.LANGUAGES``; ``remembered`` is the one that
    the user chose last for a text in another language: ``{"ja": "en"}``."""

    to: str = field(default="en", metadata={"choices": tuple(LANGUAGES)})
    remembered: Mapping[str, str] = field(
        default_factory=dict, metadata={"choices": tuple(LANGUAGES)}
    )


class Through(StrEnum):
    """What says it: Sightread's own voice, the user's screen reader, or both."""

    OWN = "own"
    READER = "reader"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class PreferredVoice:
    """The id of the voice that speaks a language, a BCP-47 tag."""

    language: str = ""
    name: str = ""
    unknown: Mapping[str, Any] = field(
        default_factory=dict, compare=False, repr=False, metadata={"unknown": True}
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """How it is spoken.

    ``rate`` in words a minute, ``volume`` in percent, ``name`` the id of a voice or empty for the
    one that fits the text's language; ``preferred`` of some languages. ``announce``: captures,
    states and failures are spoken too. ``sounds``: short ones tell what happens. ``asked``: the
    user has chosen ``through`` since a screen reader was noticed.
    """

    name: str = ""
    preferred: tuple[PreferredVoice, ...] = ()
    rate: int = field(default=200, metadata={"range": (80, 900)})
    volume: int = field(default=100, metadata={"range": (0, 100)})
    announce: bool = True
    through: Through = Through.OWN
    asked: bool = False
    sounds: bool = True


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engine reads, and where HunyuanOCR's files lie (empty: where Sightread keeps them).

    ``unload_minutes``: after so many minutes without a reading HunyuanOCR gives its memory back;
    0 for never.
    """

    engine: EngineName = EngineName.AUTO
    model_dir: str = ""
    device: Device = Device.AUTO
    weights: Weights = Weights.AUTO
    load_at_start: bool = False
    unload_minutes: int = field(default=15, metadata={"range": (0, 1440)})


@dataclass(frozen=True, slots=True)
class Server:
    """The server that reads when the engine is ``remote``.

    ``address`` is its base URL (``https://gpu.example:8000``); ``model`` the name it serves
    HunyuanOCR under, empty to ask the server; ``agreed`` the address that the user agreed to send
    pictures to. Its key is in the system's key store, never here.
    """

    address: str = ""
    model: str = ""
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """``licence_accepted`` is the date (2026-11-21) on which the user accepted the licence of
    HunyuanOCR's weights, empty before."""

    licence_accepted: str = ""


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task of the user's own: what it is called, what is asked, what comes out, its hotkey.

    ``unknown`` are keys of another version; they stay with the task, also when it is renamed.
    """

    name: str = ""
    prompt: str = field(default="", repr=False)
    kind: OutputKind = OutputKind.TEXT
    hotkey: str = ""
    unknown: Mapping[str, Any] = field(
        default_factory=dict, compare=False, repr=False, metadata={"unknown": True}
    )

    @property
    def task(self) -> Task:
        """What is asked of a picture."""
        return Task("own", wording=self.prompt, title=self.name, kind=self.kind)


OWN = "own:"
"""What the actions of own tasks begin with; behind it stands the name."""


def free_name(name: str, taken: Collection[str]) -> str:
    """``name`` on one line, or with the first number that makes it differ from all ``taken``.

    Large and small letters don't make a difference.
    """
    name = " ".join(name.split())
    used = {other.casefold() for other in taken}
    found, number = name, 1
    while found.casefold() in used:
        number += 1
        found = f"{name} {number}"
    return found


@dataclass(frozen=True, slots=True)
class Tasks:
    """The user's own tasks, and the fields that were last asked for."""

    own: tuple[OwnTask, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """``device`` is the camera's id as the system gives it, or its address without a password;
    empty: the default one. ``auto``: the picture is taken by itself once it is good; ``speak`` and
    ``tones``: what is to be done for that is told so; ``straighten``: the page is flattened before
    it is read. ``size`` is the resolution, as 1920x1080; empty: what reads best. ``addresses`` are
    those of cameras in the network. ``faces_user``: the camera looks at who uses it, as a laptop's
    does, even where the system doesn't know it."""

    device: str = ""
    auto: bool = True
    speak: bool = True
    tones: bool = False
    straighten: bool = True
    faces_user: bool = False
    size: str = ""
    addresses: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Appearance:
    """Theme, and the zoom of the text in results, in percent."""

    theme: Theme = Theme.SYSTEM
    result_zoom: int = field(default=115, metadata={"range": (75, 400)})


@dataclass(frozen=True, slots=True)
class Welcome:
    """``seen``: the welcome window has been shown to its end, or was put away."""

    seen: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the user can set; each attribute is a table of the file."""

    hotkeys: Hotkeys = Hotkeys()
    after: After = After()
    languages: Languages = Languages()
    voice: Voice = Voice()
    engine: EngineSettings = EngineSettings()
    server: Server = Server()
    model: ModelSettings = ModelSettings()
    tasks: Tasks = Tasks()
    camera: CameraSettings = CameraSettings()
    appearance: Appearance = Appearance()
    welcome: Welcome = Welcome()

    def own_hotkeys(self) -> tuple[tuple[str, str], ...]:
        """The own tasks' hotkeys like ``Hotkeys.items``; the action is ``own:`` and the name."""
        return tuple((f"{OWN}{own.name}", own.hotkey) for own in self.tasks.own)

    def own_task(self, action: str) -> OwnTask | None:
        """The own task that an action like ``own:Total`` means; None where there is none."""
        if not action.startswith(OWN):
            return None
        name = action.removeprefix(OWN)
        return next((own for own in self.tasks.own if own.name == name), None)


def given_way(settings: Settings, actions: Collection[str]) -> tuple[Settings, dict[str, str]]:
    """``settings`` without those hotkeys of ``actions`` whose keys are set for something else, and
    a sentence for each such action."""
    hotkeys = dict(settings.hotkeys.items())
    taken = yielding(
        hotkeys | dict(settings.own_hotkeys()), [name for name in hotkeys if name in actions]
    )
    sentences = {}
    for action, other in taken.items():
        title, keys = ACTIONS[action].title, parse(hotkeys[action])
        owner = ACTIONS[other].title if other in ACTIONS else other.removeprefix(OWN)
        sentences[action] = (
            f"“{title}” has no hotkey: {keys} stays with “{owner}”. "
            "Choose other keys in Settings, Hotkeys."
        )
    fewer = replace(settings.hotkeys, **dict.fromkeys(taken, ""))
    return replace(settings, hotkeys=fewer), sentences


def default_path() -> Path:
    """Where this system keeps the file; ``SIGHTREAD_CONFIG_DIR`` names another folder."""
    folder = os.environ.get("SIGHTREAD_CONFIG_DIR") or platformdirs.user_config_dir(
        "sightread", appauthor=False
    )
    return Path(folder) / "settings.toml"


class Store:
    """Holds the current settings, loads and saves them, and tells listeners of changes.

    ``problems`` are sentences for the user about what was wrong with the file; ``without_keys``
    one for each action that is without its default hotkey, because it was the user's already.
    ``read_only``: the file is only looked at; one that is no TOML stays where it is, and nothing is
    saved.
    """

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        self.path = path or default_path()
        self.problems: list[str] = []
        self.without_keys: dict[str, str] = {}
        self._unsaved = OSError(errno.EROFS, os.strerror(errno.EROFS)) if read_only else None
        self._listeners: list[Callable[[Settings, Settings], None]] = []
        self._unknown: Mapping[str, Any] = MappingProxyType({})
        self._parsed = False
        self.settings = self._saved = self._load()

    def listen(self, listener: Callable[[Settings, Settings], None]) -> None:
        """Call ``listener(old, new)`` after every change."""
        self._listeners.append(listener)

    def change(self, settings: Settings) -> None:
        """Take and save ``settings``. Raises OSError when the file can't be written; they are in
        force all the same."""
        old, self.settings = self.settings, settings
        self.without_keys = {
            action: why
            for action, why in self.without_keys.items()
            if not getattr(settings.hotkeys, action)
        }
        for listener in self._listeners:
            listener(old, settings)
        if old != settings:
            self._save()

    def _load(self) -> Settings:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self._leave(error)
            return Settings()
        try:
            # -sig: Notepad begins a file with a mark.
            table = tomllib.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            self._set_aside(error)
            return Settings()
        self._parsed = True
        settings: Settings
        settings, self._unknown = schema.from_table(Settings(), table, self.problems)
        own = _named(settings.tasks.own, self.problems)
        settings = replace(settings, tasks=replace(settings.tasks, own=own))
        written = table.get("hotkeys")
        chosen = set(written) if isinstance(written, Mapping) else set()
        settings, self.without_keys = given_way(settings, set(ACTIONS) - chosen)
        return settings

    def _leave(self, error: OSError) -> None:
        self._unsaved = error
        self.problems.append(
            f"The settings in {self.path} can't be opened ({error.strerror}). The defaults are in "
            "force, and changes hold until you quit."
        )

    def _set_aside(self, why: Exception) -> None:
        if self._unsaved:
            self.problems.append(
                f"The settings in {self.path} can't be read ({why}). The defaults are in force."
            )
            return
        try:
            aside = self.path.with_suffix(".broken.toml")
            number = 1
            while aside.exists():
                number += 1
                aside = self.path.with_suffix(f".broken-{number}.toml")
            self.path.rename(aside)
        except OSError as error:
            self._leave(error)
            return
        self.problems.append(
            f"The settings could not be read and are kept as {aside.name}. "
            "The defaults are in force."
        )

    def _save(self) -> None:
        if self._unsaved:
            raise self._unsaved
        table = schema.merged(self._with_others_changes(), self._unknown)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".toml")
        try:
            with os.fdopen(handle, "wb") as file:
                tomli_w.dump(table, file)
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._saved = self.settings

    def _with_others_changes(self) -> dict[str, Any]:
        """What was changed here since the file was last read or written, on what it holds now: the
        command line may have changed it while the app ran."""
        ours, before = schema.to_table(self.settings), schema.to_table(self._saved)
        now = Store(self.path, read_only=True)
        if not now._parsed:
            return ours
        theirs = schema.without(schema.to_table(now.settings), ours, before)
        return schema.merged(schema.changed(ours, before), theirs)


def _named(own: tuple[OwnTask, ...], problems: list[str]) -> tuple[OwnTask, ...]:
    """Each with a name of its own; a name that had to be given is said."""
    named: list[OwnTask] = []
    for task in own:
        taken = [other.name for other in named]
        written = " ".join(task.name.split())
        name = free_name(written or "Own task", taken)
        if not written:
            problems.append(f"One of your own tasks has no name; it is called {name} now.")
        elif name != written:
            problems.append(f"Two of your own tasks are called {written}; one is {name} now.")
        named.append(replace(task, name=name))
    return tuple(named)
