"""What is broken on purpose is found by the check that it is for, and by no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from desktop.system.instance import send
from desktop.values import Command, Source, Verb
from tests.accessibility import readings
from tests.accessibility.gate import Gate
from tests.accessibility.table import TABLE, Row, rendered
from tests.accessibility.tree import Looked, told
from tests.end_to_end.desk import Scene

FOUND = {
    "names": ["no name: push button ''"],
    "roles": ["no role: filler 'Silent'"],
    "labels": [],
    "targets": ["too small: push button 'Help'"],
    "keyboard": ["Tab doesn't reach push button 'Read the screen'"],
    "focus seen": ["the focus isn't seen on push button 'Camera'"],
    "contrast": [
        "contrast 2.5: label 'Press a key anywhere, or choose here.",
        "contrast 2.6: label 'Nothing read yet.'",
        "contrast 2.5: label '",  # engine and voice, as far as they are known by then
        "contrast 2.5: label 'Closing this window",
    ],
}


@pytest.fixture(scope="module")
def broken(open_gate: Callable[..., Gate]) -> Gate:
    """The app in which something is broken for each check."""
    return open_gate(
        program=("tests/accessibility/app_broken.py",),
        settings=f'[appearance]\ntheme = "light"\n{readings.HEARD}',
    )


@pytest.fixture(scope="module")
def home(broken: Gate) -> dict[str, list[str]]:
    """What each check finds in the home window; it isn't of the table of what is sound."""
    send(Command(Verb.HOME))
    broken.wait_shown("Read a region")
    before = len(TABLE)
    broken.visit("Sightread", "broken")
    found = {row.looked.check: list(row.looked.findings) for row in TABLE[before:]}
    del TABLE[before:]
    return found


@pytest.mark.parametrize("check", FOUND)
def test_a_check_finds_what_is_broken_for_it(home: dict[str, list[str]], check: str) -> None:
    found = home[check]
    assert len(found) == len(FOUND[check])
    for one, wanted in zip(found, FOUND[check], strict=True):
        assert one.startswith(wanted)


def test_a_trap_and_a_missing_label_are_found(broken: Gate) -> None:
    send(Command(Verb.HELP))
    broken.wait_shown("Words to find")
    before = len(TABLE)
    broken.visit("Sightread: help", "broken")
    found = {row.looked.check: row.looked.findings for row in TABLE[before:]}
    del TABLE[before:]
    assert found["keyboard"] == ("Tab does nothing on text 'Words to find'",)
    (label,) = found["labels"]
    assert label.startswith("no label that shows: text 'Words to find'")


@pytest.fixture
def programs() -> Iterator[None]:
    """Two other programs; the second is in front."""
    behind = Scene("Timetable", (100, 100, 300, 200), title="Timetable")
    front = Scene("Arrivals", (500, 300, 300, 200), title="Arrivals")
    yield
    front.close()
    behind.close()


def test_a_nameless_window_and_an_unseen_choice_are_found(broken: Gate, programs: None) -> None:
    send(Command(Verb.CAPTURE, Source.WINDOWS))
    broken.wait_active("Choose a window")
    before = len(TABLE)
    broken.look("Choose a window", "broken")
    broken.items("Choose a window", "broken")
    found = {row.looked.check: row.looked.findings for row in TABLE[before:]}
    del TABLE[before:]
    broken.hands.press("Escape")
    broken.wait_closed("Choose a window")
    (name,) = found["names"]
    assert name.startswith("no name: list item ''")
    assert [each.partition(" at ")[0] for each in found["focus seen"]] == [
        "the focus isn't seen on list item ''",
        "the focus isn't seen on list item 'Arrivals, scene.py'",
    ]


def test_a_key_that_says_nothing_is_found(broken: Gate) -> None:
    broken.said()
    send(Command(Verb.CAPTURE, Source.REGION))
    broken.app.wait("overlay shown")
    before = len(TABLE)
    opened = broken.hear("opened", "Choose what to read. Tab for text, H for all keys.")
    broken.hands.press("BackSpace")
    silent = broken.hear("Backspace", "There is no larger part.", seconds=0.5)
    del TABLE[before:]
    broken.hands.press("Escape")
    broken.app.wait("left")
    assert opened == []
    assert silent == ["announcements, Backspace, announced: not said: There is no larger part."]


@pytest.mark.parametrize(
    ("heard", "findings"),
    [
        (["Reading…", "Copied."], ()),
        (["Reading…"], ("not said: Copied.",)),
        (["Reading…", "Reading.", "Copied."], ("said too: Reading.",)),
        (["Reading…", "Copied.", "Copied."], ("said 2 times: Copied.",)),
        (["Copied.", "Reading…"], ("in another order: Copied., Reading…",)),
    ],
)
def test_what_is_told_wrongly_is_found(heard: list[str], findings: tuple[str, ...]) -> None:
    assert told(heard, ["Reading…", "Copied."]).findings == findings


def test_the_table_tells_what_is_wrong() -> None:
    rows = [
        Row("Home", "new", Looked("names", 3, ())),
        Row("Home", "new", Looked("keyboard", 2, ("Tab does nothing",))),
        Row("Help", "all", Looked("names", 1, ())),
    ]
    assert rendered(rows) == [
        "window  state  names  keyboard",
        "Home    new        3      2 !1",
        "Help    all        1",
        "2 windows and states, 6 looked at, 1 findings",
        "  Home, new, keyboard: Tab does nothing",
    ]
