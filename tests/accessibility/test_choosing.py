"""Choosing by ear: every key of the overlay, the list of windows, the region that is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop.system.instance import send
from desktop.ui.overlay_choice import NOTHING_CHOSEN
from desktop.values import Command, Source, Task, Verb
from desktop.watching import STOPPED, WATCHING
from tests.accessibility import readings
from tests.accessibility.gate import Gate
from tests.end_to_end.desk import Scene

SETTINGS = f"""
[engine]
engine = "remote"
[server]
address = "http://gpu.example:8000"
{readings.HEARD}
"""
RESULT = "Sightread: result"
OVERLAY = "Choose a region"
OPENED = "Choose what to read. Tab for text, H for all keys."
SHEET = "Platform 9\nMind the gap\n\n\n\nWay out\n\n\n\nLost property"
BLOCKS = ("Platform 9 Mind the gap", "Way out", "Lost property")
NINTHS = (
    "Part 1, upper left. 426 by 266.",
    "Part 2, top. 427 by 266.",
    "Part 3, upper right. 427 by 266.",
    "Part 4, left. 426 by 267.",
    "Part 5, middle. 427 by 267.",
    "Part 6, right. 427 by 267.",
    "Part 7, lower left. 426 by 267.",
    "Part 8, bottom. 427 by 267.",
    "Part 9, lower right. 427 by 267.",
)
KEYS = (
    "Tab: next block of text. Shift Tab: the one before. Home: first block. End: last block. "
    "1 to 9: a ninth of the screen, and a ninth of that. Backspace: back to the larger part. "
    "A: the whole screen. Arrows: move a frame, with Control by one pixel. "
    "Shift arrows: size it. Enter: read, from a block to the end. B: only this block. "
    "T: translate. Escape: cancel."
)
WHOLE = "Back to the whole screen, nothing chosen."


@pytest.fixture(scope="module")
def gate(open_gate: Callable[..., Gate]) -> Iterator[Gate]:
    """The app on a screen with three blocks of text."""
    scene = Scene(SHEET, (100, 80, 900, 560), title="Timetable")
    yield open_gate(settings=SETTINGS)
    scene.close()


@contextmanager
def overlay(gate: Gate) -> Iterator[Callable[..., None]]:
    """The overlay, and a way to press a key and see that this, and nothing else, is said."""
    gate.app.mark()
    gate.said()
    send(Command(Verb.CAPTURE, Source.REGION))
    gate.app.wait("overlay shown")
    found = gate.hear("opened", OPENED, window=OVERLAY)

    def press(state: str, keys: str, *wanted: str) -> None:
        gate.hands.press(*keys.split("+"))
        found.extend(f"{keys}: {each}" for each in gate.hear(state, *wanted, window=OVERLAY))

    yield press
    press("left", "Escape", "Cancelled.")
    gate.app.wait("left")
    assert found == []


def test_text_on_the_screen(gate: Gate) -> None:
    first, second, third = (f"Block {n} of 3: {words}" for n, words in enumerate(BLOCKS, 1))
    with overlay(gate) as press:
        gate.app.wait("text looked for")
        press("blocks", "b", "No block of text is chosen. Press Tab first.")
        press("blocks", "Tab", first)
        press("blocks", "Tab", second)
        press("blocks", "Tab", third)
        press("blocks", "Tab", first)
        press("blocks", "Shift_L+Tab", third)
        press("blocks", "Home", first)
        press("blocks", "End", third)


@pytest.mark.parametrize(
    ("key", "heard"),
    [("Return", ("2 lines.", "Way out\n\nLost property")), ("b", ("1 line.", "Way out"))],
)
def test_block_that_is_taken(gate: Gate, key: str, heard: tuple[str, str]) -> None:
    gate.app.mark()
    send(Command(Verb.CAPTURE, Source.REGION))
    gate.app.wait("text looked for")
    found = gate.hear("taken", OPENED, window=OVERLAY)
    for number, words in enumerate(BLOCKS[:2], 1):
        gate.hands.press("Tab")
        found += gate.hear("taken", f"Block {number} of 3: {words}", window=OVERLAY)
    gate.hands.press(key)
    found += gate.hear("taken", *heard, "Copied.", window=OVERLAY)
    gate.wait_active(RESULT)
    gate.hands.press("Escape")
    gate.wait_closed(RESULT)
    assert found == []


def test_parts_of_the_screen(gate: Gate) -> None:
    with overlay(gate) as press:
        press("parts", "BackSpace", "There is no larger part.")
        for number, words in enumerate(NINTHS, 1):
            press("parts", str(number), words)
            press("parts", "BackSpace", WHOLE)
        press("parts", "5", NINTHS[4])
        press("parts", "5", "Part 5, middle. 142 by 89.")
        press("parts", "BackSpace", "Back to part 5, middle. 427 by 267.")
        press("parts", "a", "The whole screen. 1280 by 800.")
        press("parts", "s", "There is only one screen.")


def test_a_frame_by_arrows(gate: Gate) -> None:
    with overlay(gate) as press:
        press("frame", "Return", NOTHING_CHOSEN)
        press("frame", "Right", "A frame in the middle. Left 426, top 266, 427 by 267.")
        press("frame", "Right", "Left 436.")
        press("frame", "Left", "Left 426.")
        press("frame", "Down", "Top 276.")
        press("frame", "Up", "Top 266.")
        press("frame", "Control_L+Right", "Left 427.")
        press("frame", "Shift_L+Right", "Width 437.")
        press("frame", "Shift_L+Left", "Width 427.")
        press("frame", "Shift_L+Down", "Height 277.")
        press("frame", "Shift_L+Up", "Height 267.")
        press("frame", "Control_L+Shift_L+Up", "Height 266.")
        press("help", "h", KEYS)


def test_window_list(gate: Gate) -> None:
    with closing(Scene("Arrivals", (300, 300, 400, 200), title="Arrivals")):
        _walk_window_list(gate)


def _walk_window_list(gate: Gate) -> None:
    send(Command(Verb.CAPTURE, Source.WINDOWS))
    gate.wait_active("Choose a window")
    found = gate.look("Choose a window", "list")
    found += gate.items("Choose a window", "list")
    gate.said()
    gate.hands.press("x")
    unknown = "No window has x in its name."
    found += gate.hear("list", unknown, window="Choose a window")
    gate.hands.press("Escape")
    gate.wait_closed("Choose a window")
    found += gate.hear("list", "Cancelled.", window="Choose a window")
    assert found == []


def test_watched_region(gate: Gate) -> None:
    frame = "Region that Sightread watches"
    gate.app.mark()
    send(Command(Verb.WATCH))
    gate.app.wait("overlay shown")
    found = gate.hear("asked for", OPENED, window=frame)
    gate.hands.press("9")
    found += gate.hear("asked for", NINTHS[8], window=frame)
    gate.hands.press("Return")
    found += gate.hear("watched", WATCHING, window=frame)
    gate.wait_shown(frame)
    found += gate.look(frame, "watched")
    send(Command(Verb.STOP))
    gate.wait_gone(frame)
    found += gate.hear("no longer", STOPPED, window=frame)
    assert found == []


def test_server_that_is_not_agreed_to(gate: Gate, tmp_path: Path) -> None:
    send(Command(Verb.CAPTURE, Source.FILE, Task(), (readings.drawn(tmp_path / "page.png"),)))
    gate.wait_shown("Send pictures there")
    found = gate.visit(RESULT, "asks: server")
    gate.hands.press("Escape")
    gate.wait_closed(RESULT)
    assert found == []
