"""The pages of the settings window, as data: which setting, how it is called, what it does."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum, auto

from desktop.actions import ACTIONS, TASKS
from desktop.settings import Device, Hotkeys, Theme, Through, Weights
from desktop.tasks import CATALOGUE, LANGUAGES
from desktop.ui.engine_names import ENGINES


class Control(Enum):
    """How a setting is set."""

    CHECK = auto()
    CHOICE = auto()
    NUMBER = auto()
    HOTKEY = auto()
    FOLDER = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One setting. ``path`` is its place in ``Settings``, as ``voice.rate``.

    ``choices`` are pairs of value and title; ``unit`` is what a number counts; ``empty`` stands
    in the place of an empty text; ``group`` is the heading above this row.
    """

    path: str
    label: str
    help: str
    control: Control
    choices: tuple[tuple[object, str], ...] = ()
    unit: str = ""
    empty: str = ""
    group: str = ""

    @property
    def words(self) -> str:
        """What a search finds it by, in small letters."""
        return f"{self.label} {self.help} {self.group}".lower()


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``icon`` is a name in ``resources/icons``, ``about`` what a search finds it by that
    stands in no row."""

    id: str
    title: str
    icon: str
    intro: str = ""
    rows: tuple[Row, ...] = ()
    about: str = ""


OWN_TASKS = "own add remove prompt name hotkey what comes out"
MODEL = "hunyuanocr download pause resume check files remove licence disk folder"
SERVER = "server address key password test the connection agree pictures leave this machine"
VOICES = "a voice for each language preferred use this voice"
KEPT_LANGUAGES = "kept languages remembered forget them translated"
NETWORK = "network cameras phone address url rtsp http mjpeg add remove"
"""What a search finds the panels by."""

_HOTKEY_HELP = {
    "region": "Choose a part of the screen and read it.",
    "translate": "Choose a part of the screen and translate it.",
    "window": "Read the window you are working in.",
    "windows": "Choose a window from the list of all, and read it.",
    "focus": "Read the field, button or page that has the keyboard.",
    "screen": "Read the whole screen.",
    "again": "Read the same place once more, such as subtitles.",
    "watch": "Read aloud what is new there, such as subtitles, until you press it again.",
    "camera": "Read a sheet of paper or a sign with the camera.",
    "stop": "Be silent at once.",
    "pause": "Be silent, and go on from the same word.",
    "next": "Skip the rest of this sentence.",
    "previous": "Hear this sentence again, or the one before it.",
    "back": "Hear the last five seconds again.",
    "repeat": "Hear the whole text again.",
    "faster": "Speak faster from this word on.",
    "slower": "Speak slower from this word on.",
    "spell": "Spell the word that was heard last; press it again for the spelling alphabet.",
    "last": "Show the last result again.",
}


_FIRST_TASK = TASKS[0].id


def _hotkey(action: str) -> Row:
    return Row(
        f"hotkeys.{action}",
        ACTIONS[action].title,
        _HOTKEY_HELP.get(action) or CATALOGUE[action].help,
        Control.HOTKEY,
        group="More tasks" if action == _FIRST_TASK else "",
    )


def _outputs(task: str, group: str) -> tuple[Row, ...]:
    check = Control.CHECK
    return (
        Row(
            f"after.{task}.show",
            "Show the text",
            "A window opens beside what was read.",
            check,
            group=group,
        ),
        Row(f"after.{task}.copy", "Copy the text", "It is ready to be pasted.", check),
        Row(f"after.{task}.speak", "Speak the text", "It is read aloud while it arrives.", check),
    )


PAGES: tuple[Page, ...] = (
    Page(
        "hotkeys",
        "Hotkeys",
        "keyboard",
        "They work in every program. Go to a field and press the keys. Backspace switches one off.",
        tuple(_hotkey(item.name) for item in fields(Hotkeys)),
    ),
    Page(
        "tasks",
        "Tasks",
        "pencil-line",
        "Ask for something of your own: give it a name, and it stands in every menu. HunyuanOCR "
        "does it.",
        about=OWN_TASKS,
    ),
    Page(
        "after",
        "After reading",
        "list-checks",
        "",
        (
            *_outputs("read", "After reading"),
            *_outputs("translate", "After translating"),
            Row(
                "after.in_place",
                "Show the translation in its place",
                "It lies over the part of the screen that was read. F4 or a click shows the "
                "original, Esc or a right click takes it away.",
                Control.CHECK,
            ),
            Row(
                "after.stay",
                "Stay in the program",
                "No window opens and the keyboard stays where it is; the text is spoken and kept.",
                Control.CHECK,
                group="After both",
            ),
            Row(
                "after.unsure",
                "Mark unsure words",
                "Words that the engine was unsure of are marked, and their number is said.",
                Control.CHECK,
            ),
        ),
    ),
    Page(
        "languages",
        "Languages",
        "languages",
        "Text is read in any language without being told which.",
        (
            Row(
                "languages.to",
                "Translate to",
                "HunyuanOCR translates best to English and Chinese. Another one that you choose at "
                "a result is kept for texts in the same language.",
                Control.CHOICE,
                tuple(sorted(LANGUAGES.items(), key=lambda pair: pair[1])),
            ),
        ),
        about=KEPT_LANGUAGES,
    ),
    Page(
        "voice",
        "Voice",
        "volume-2",
        "",
        (
            Row(
                "voice.name",
                "Voice",
                "Left to itself, it is the one that fits the language of the text.",
                Control.CHOICE,
                (("", "Fits the text"),),
            ),
            Row(
                "voice.rate",
                "Speed",
                "How many words it speaks in a minute.",
                Control.NUMBER,
            ),
            Row("voice.volume", "Volume", "How loud it speaks.", Control.NUMBER, unit=" %"),
            Row(
                "voice.announce",
                "Say what happens",
                "Captures, results and problems are spoken too.",
                Control.CHECK,
            ),
            Row(
                "voice.sounds",
                "Sounds",
                "Captured, reading, nothing found, a problem; done, where the text isn't spoken.",
                Control.CHECK,
            ),
            Row(
                "voice.through",
                "Speak through",
                "Your screen reader says it in its voice and in braille, or both do.",
                Control.CHOICE,
                (
                    (Through.OWN, "Sightread's own voice"),
                    (Through.READER, "The screen reader"),
                    (Through.BOTH, "Both"),
                ),
            ),
        ),
        about=VOICES,
    ),
    Page(
        "engine",
        "Engine and model",
        "cpu",
        "The quick engine reads at once. HunyuanOCR reads better and translates.",
        (
            Row(
                "engine.engine",
                "Engine",
                "Automatic takes HunyuanOCR where this machine can carry it.",
                Control.CHOICE,
                tuple(ENGINES.items()),
            ),
            Row(
                "engine.device",
                "HunyuanOCR runs on",
                "Automatic takes the graphics card where there is one.",
                Control.CHOICE,
                (
                    (Device.AUTO, "Automatic"),
                    (Device.CUDA, "NVIDIA graphics card (CUDA)"),
                    (Device.MPS, "Apple graphics (MPS)"),
                    (Device.CPU, "Processor (slow)"),
                ),
            ),
            Row(
                "engine.weights",
                "Weights on a processor",
                "8 bits take less memory; a letter may differ now and then. Automatic takes what "
                "is faster, if there is room.",
                Control.CHOICE,
                (
                    (Weights.AUTO, "Automatic"),
                    (Weights.INT8, "8 bits"),
                    (Weights.FULL, "As they are stored"),
                ),
            ),
            Row(
                "engine.load_at_start",
                "Load HunyuanOCR at the start",
                "The first reading is faster; the memory is taken at once.",
                Control.CHECK,
            ),
            Row(
                "engine.unload_minutes",
                "Give its memory back",
                "When nothing was read for so long. The next reading has to load it again.",
                Control.CHOICE,
                (
                    (5, "After 5 minutes"),
                    (15, "After 15 minutes"),
                    (30, "After 30 minutes"),
                    (60, "After an hour"),
                    (240, "After 4 hours"),
                    (0, "Never"),
                ),
                unit=" minutes",
            ),
            Row(
                "engine.model_dir",
                "Model folder",
                "Only where the files of HunyuanOCR are in a folder of yours.",
                Control.FOLDER,
                empty="Automatic",
                group="HunyuanOCR on this machine",
            ),
        ),
        about=f"{MODEL} {SERVER}",
    ),
    Page(
        "camera",
        "Camera",
        "camera",
        "Most of it can be changed in the camera's window, too.",
        (
            Row(
                "camera.device",
                "Camera",
                "The one that the camera window starts with.",
                Control.CHOICE,
                (("", "The system's default"),),
            ),
            Row(
                "camera.auto",
                "Take the picture by itself",
                "Once the page is whole, steady and sharp. Space takes it at any time.",
                Control.CHECK,
            ),
            Row(
                "camera.straighten",
                "Straighten the page",
                "It is cut out, made flat and evenly lit before it is read.",
                Control.CHECK,
            ),
            Row(
                "camera.faces_user",
                "The camera faces me",
                "Left and right are told as you see them when you hold a page towards it.",
                Control.CHECK,
            ),
            Row(
                "camera.speak",
                "Speak guidance",
                "What is to be done for a good picture: closer, to the left, hold still.",
                Control.CHECK,
            ),
            Row(
                "camera.tones",
                "Tones",
                "The higher and faster they come, the nearer the picture is to good.",
                Control.CHECK,
            ),
        ),
        about=NETWORK,
    ),
    Page(
        "appearance",
        "Appearance",
        "palette",
        "High contrast and the size of text follow the system.",
        (
            Row(
                "appearance.theme",
                "Colours",
                "Light, dark, or what the system says.",
                Control.CHOICE,
                (
                    (Theme.SYSTEM, "Like the system"),
                    (Theme.LIGHT, "Light"),
                    (Theme.DARK, "Dark"),
                ),
            ),
            Row(
                "appearance.result_zoom",
                "Size of text in results",
                "Ctrl with plus and minus changes it in a result, too.",
                Control.NUMBER,
                unit=" %",
            ),
        ),
    ),
    Page("about", "About", "info", about="version licences"),
)


SERVER_ROWS: tuple[Row, ...] = (
    Row(
        "server.address",
        "Address",
        "Of a server that serves HunyuanOCR: vLLM, llama.cpp, SGLang or transformers.",
        Control.TEXT,
        empty="https://gpu.example:8000",
    ),
    Row(
        "server.model",
        "Name of the model",
        "As the server calls it. Empty: the server is asked.",
        Control.TEXT,
        empty="Ask the server",
    ),
)
"""The rows of the server's group, which stand below the page's own."""
