"""What a user can set off, as data: tray, home window, hotkeys and settings all list this."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desktop.system.chord import Chord, ChordError, parse
from desktop.tasks import CATALOGUE
from desktop.values import Command, Source, Task, Verb


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to set off.

    ``hotkey`` is the default global hotkey in pynput's notation, empty for none. ``icon`` is a name
    in ``resources/icons``.
    """

    id: str
    title: str
    command: Command
    icon: str
    hotkey: str = ""


def _capture(source: Source, task: str = "read") -> Command:
    return Command(Verb.CAPTURE, source, Task(task))


# The letters are ones that AltGr, which is Ctrl+Alt on Windows, makes nothing of on the Polish,
# German, French, Spanish and Nordic layouts; Ctrl+Alt+T is the terminal of many Linux desktops.
CAPTURES: tuple[Action, ...] = (
    Action("region", "Read a region", _capture(Source.REGION), "scan-text", "<ctrl>+<alt>+r"),
    Action(
        "translate",
        "Translate a region",
        _capture(Source.REGION, "translate"),
        "languages",
        "<ctrl>+<alt>+g",
    ),
    Action("window", "Read this window", _capture(Source.WINDOW), "app-window", "<ctrl>+<alt>+w"),
    Action("windows", "Choose a window…", _capture(Source.WINDOWS), "layout-list"),
    Action(
        "focus",
        "Read what has the focus",
        _capture(Source.FOCUS),
        "text-cursor-input",
        "<ctrl>+<alt>+i",
    ),
    Action("screen", "Read the screen", _capture(Source.SCREEN), "monitor", "<ctrl>+<alt>+f"),
    Action("again", "Same region again", _capture(Source.AGAIN), "repeat", "<ctrl>+<alt>+b"),
    Action("watch", "Watch a region", Command(Verb.WATCH), "captions", "<ctrl>+<alt>+v"),
    Action("camera", "Camera", _capture(Source.CAMERA), "camera", "<ctrl>+<alt>+k"),
    Action("clipboard", "Picture from the clipboard", _capture(Source.CLIPBOARD), "clipboard"),
    Action("file", "Open a picture…", _capture(Source.FILE), "image"),
)

SPEECH: tuple[Action, ...] = (
    Action("pause", "Pause or go on", Command(Verb.PAUSE), "pause", "<ctrl>+<alt>+p"),
    Action("next", "Next sentence", Command(Verb.NEXT), "skip-forward", "<ctrl>+<alt>+<page_down>"),
    Action(
        "previous",
        "Previous sentence",
        Command(Verb.PREVIOUS),
        "skip-back",
        "<ctrl>+<alt>+<page_up>",
    ),
    Action("back", "Back five seconds", Command(Verb.BACK), "rewind"),
    Action(
        "repeat",
        "Read again from the start",
        Command(Verb.REPEAT),
        "repeat-1",
        "<ctrl>+<alt>+<home>",
    ),
    Action("faster", "Speak faster", Command(Verb.FASTER), "gauge", "<ctrl>+<alt>+u"),
    Action("slower", "Speak slower", Command(Verb.SLOWER), "turtle", "<ctrl>+<alt>+y"),
    Action("spell", "Spell the word", Command(Verb.SPELL), "spell-check", "<ctrl>+<alt>+j"),
)
"""What the voice is told while it reads, or when it has read."""

CONTROLS: tuple[Action, ...] = (
    Action("stop", "Stop speaking", Command(Verb.STOP), "square", "<ctrl>+<alt>+h"),
    Action("last", "Last result", Command(Verb.LAST), "history"),
    Action("settings", "Settings", Command(Verb.SETTINGS), "settings"),
    Action("help", "Help", Command(Verb.HELP), "circle-help"),
    Action("quit", "Quit", Command(Verb.QUIT), "log-out"),
)

TASKS: tuple[Action, ...] = tuple(
    Action(name, entry.title, _capture(Source.REGION, name), entry.icon)
    for name in (
        "document",
        "table",
        "formula",
        "chart",
        "fields",
        "field",
        "ask",
        "subtitles",
        "positions",
        "layout",
    )
    for entry in (CATALOGUE[name],)
)
"""Tasks of the catalogue beyond reading and translating, of a region."""

ACTIONS: dict[str, Action] = {action.id: action for action in CAPTURES + SPEECH + CONTROLS + TASKS}


def yielding(hotkeys: Mapping[str, str], defaults: Collection[str]) -> dict[str, str]:
    """The actions of ``defaults`` whose hotkey is another's as well, and that other one.

    ``hotkeys`` are all of them in pynput's notation, by action; those not in ``defaults`` are the
    user's, and keep theirs.
    """
    chosen: dict[Chord | None, str] = {
        chord: action
        for action, hotkey in hotkeys.items()
        if action not in defaults and (chord := _chord(hotkey))
    }
    held = {action: _chord(hotkeys[action]) for action in defaults}
    return {action: chosen[chord] for action, chord in held.items() if chord in chosen}


def _chord(hotkey: str) -> Chord | None:
    try:
        return parse(hotkey) if hotkey else None
    except ChordError:
        return None  # who binds the hotkeys says what is wrong with it
