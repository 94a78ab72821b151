"""By ear and keyboard alone: every way to choose, and a whole journey with what is heard of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.desk import ROOT, App, Scene, clipboard, focused, press, wait_for, xdotool
from tests.end_to_end.ear import Ear

Start = Callable[..., App]
Show = Callable[..., Scene]

PARAGRAPHS = (
    "Minutes of the meeting",
    "The bridge will be closed in May.",
    "Bring your own torch. Doors open at nine.",
)


class Editor:
    """Another program: three paragraphs, and a field that has the keyboard."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                str(ROOT / "tests" / "end_to_end" / "editor.py"),
                *("100", "80", "900", "560"),
                *PARAGRAPHS,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "shown"

    def types(self, text: str) -> None:
        """Type into whatever has the keyboard, and wait until the field holds it."""
        xdotool("type", text)
        while (line := self._line()) != text:
            assert text.startswith(line), line

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")


@pytest.fixture
def editor() -> Iterator[Editor]:
    shown = Editor()
    yield shown
    shown.close()


JOURNEY = """\
> ctrl+alt+r
Choose what to read.
Tab for text, H for all keys.
> Tab
Block 1 of 3:
Minutes of the meeting
> Tab
Block 2 of 3:
The bridge will be closed in May.
> Return
The bridge will be closed in May.
Bring your own torch.
Doors open at nine.
> ctrl+alt+j
n, i, n, e
> ctrl+alt+j
November, India,
November, Echo
> ctrl+f
1 of 1.
Bring your own torch.
Doors open at nine.
> Escape
> F7
t, o, r, c, h
> End
> ctrl+c
Line copied.
> F6
"""

ANNOUNCED = """\
Choose what to read. Tab for text, H for all keys.
Block 1 of 3: Minutes of the meeting
Block 2 of 3: The bridge will be closed in May.
2 lines.
The bridge will be closed in May.

Bring your own torch. Doors open at nine.
Copied.
n, i, n, e
November, India, November, Echo
1 of 1.
Bring your own torch. Doors open at nine.
t, o, r, c, h
Line copied.
"""
"""What a screen reader was told meanwhile."""


def choose(ear: Ear, keys: str) -> None:
    """Press the hotkey, and wait until the frozen screen is there and has told what to do."""
    ear.app.mark()
    ear.press(keys)
    ear.app.wait("overlay listens")
    ear.hear("Choose what to read.", "Tab for text, H for all keys.")


def test_a_whole_journey_by_ear(start: Start, editor: Editor, tmp_path: Path) -> None:
    """From the hotkey through choosing a block, hearing it, spelling a word, finding a word and
    copying a line, back to the first program."""
    with Ear(start, tmp_path) as ear:
        first = focused()
        choose(ear, "ctrl+alt+r")
        ear.told("Choose what to read. Tab for text, H for all keys.")
        ear.app.wait("text looked for")
        ear.press("Tab")
        ear.hear("Block 1 of 3:", PARAGRAPHS[0])
        ear.press("Tab")
        ear.hear("Block 2 of 3:", PARAGRAPHS[1])
        ear.told(f"Block 2 of 3: {PARAGRAPHS[1]}")
        ear.app.mark()
        ear.press("Return")
        ear.hear(PARAGRAPHS[1], "Bring your own torch.", "Doors open at nine.")
        ear.told(f"{PARAGRAPHS[1]}\n\n{PARAGRAPHS[2]}", "Copied.")
        ear.app.wait("first sound")
        ear.app.wait("silence")
        ear.press("ctrl+alt+j")
        ear.hear("n, i, n, e")
        ear.press("ctrl+alt+j")
        ear.hear("November, India,", "November, Echo")
        ear.press("ctrl+f")
        wait_for(lambda: ear.app.shows("Find"), "the field to look for a word")
        xdotool("type", "torch")
        ear.hear("1 of 1.", "Bring your own torch.", "Doors open at nine.", last=True)
        ear.press("Escape")
        ear.press("F7")
        ear.hear("t, o, r, c, h")
        ear.press("End")
        ear.press("ctrl+c")
        ear.hear("Line copied.")
        assert clipboard() == PARAGRAPHS[2]
        ear.press("F6")
        wait_for(lambda: focused() == first, "the keyboard to be back")
        editor.types("thanks")
        assert "\n".join(ear.transcript) + "\n" == JOURNEY
        ear.told("Line copied.")
        assert "\n".join(ear.announced) + "\n" == ANNOUNCED


@pytest.mark.parametrize(
    ("keys", "where", "text"),
    [
        ("6", (900, 300, 340, 150), "Sixth part"),
        ("65", (1000, 362, 128, 76), "Zoom"),
        ("a", (40, 60, 400, 120), "All of it"),
    ],
)
def test_a_part_of_the_screen(
    app: App, scene: Show, keys: str, where: tuple[int, int, int, int], text: str
) -> None:
    """A ninth, a ninth of a ninth, and the whole of it."""
    scene(text, where)
    scene("Elsewhere", (100, 560, 400, 120))
    press("ctrl+alt+r")
    app.wait("overlay listens")
    for key in keys:
        press(key)
    press("Return")
    wait_for(lambda: text in clipboard().splitlines(), "the text of the part")
    assert ("Elsewhere" in clipboard()) == (keys == "a")


def test_what_has_the_focus(app: App, editor: Editor) -> None:
    """The field alone is read, not the window around it."""
    editor.types("typed by hand")
    press("ctrl+alt+i")
    wait_for(lambda: clipboard().strip() == "typed by hand", "the field's text")
    assert not app.shows("bridge")


def test_a_window_of_the_list(start: Start, scene: Show, tmp_path: Path) -> None:
    """The one that lies below another, chosen by the first letters of its name."""
    lower = scene("Text of the lower window", (100, 80, 620, 130), title="Lower")
    upper = scene("Text above all", (80, 60, 700, 200), title="Upper")
    with Ear(start, tmp_path, '[hotkeys]\nwindows = "<ctrl>+<alt>+x"\n') as ear:
        press("ctrl+alt+x")
        wait_for(lambda: ear.app.shows("Upper"), "the list of windows")
        xdotool("type", "low")
        press("Return")
        wait_for(lambda: "Text of the lower window" in clipboard(), "the window's text")
    assert lower.process.poll() is None
    assert upper.process.poll() is None


def test_what_is_new_in_a_region_is_heard_once(start: Start, scene: Show, tmp_path: Path) -> None:
    place = (20, 60, 380, 130)
    first = scene("Here before", place)
    with Ear(start, tmp_path) as ear:
        choose(ear, "ctrl+alt+v")
        press("1")
        ear.hear("Part 1, upper left.", "426 by 266.")
        press("Return")
        ear.hear("Watching.", "What is new will be read.")
        ear.app.wait("watching")  # what was there before is known
        ear.app.mark()
        scene("Something new", place)
        ear.hear("Something new")
        ear.app.wait("silence")
        ear.press("ctrl+alt+Home")
        ear.hear("Something new")
        first.close()
        press("ctrl+alt+v")
        ear.hear("Stopped watching.")
        choose(ear, "ctrl+alt+v")
        press("Escape")
        ear.hear("Cancelled.")
        assert ear.app.command("last").returncode == 0
        wait_for(lambda: ear.app.shows("Something new"), "what was heard")
