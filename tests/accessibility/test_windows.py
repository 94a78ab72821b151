"""Every window in every state, as a screen reader, a keyboard and an eye find it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.system.instance import send
from desktop.ui.settings_schema import PAGES
from desktop.values import Command, Source, Verb
from tests.accessibility import tray_icon
from tests.accessibility.app_with_reader import READER
from tests.accessibility.gate import Gate
from tests.end_to_end.desk import wait_for, xdotool

QUESTION = f"{READER} is running. Who shall speak?"
SETTINGS = """
[voice]
announce = false
[[tasks.own]]
name = "Total"
prompt = "What is the total?"
"""


@pytest.fixture(scope="module")
def gate(open_gate: Callable[..., Gate]) -> Gate:
    """The app at its first start, while a screen reader runs: it asks about that at once."""
    gate = open_gate(
        program=("tests/accessibility/app_with_reader.py",),
        settings=SETTINGS,
        first_start=True,
        HF_HOME="/nonexistent",
    )
    gate.wait_active(QUESTION)
    return gate


def test_question_about_the_screen_reader(gate: Gate) -> None:
    found = gate.visit(QUESTION, "asked")
    gate.hands.press("Escape")
    gate.wait_gone(QUESTION)
    assert found == []


def test_welcome(gate: Gate) -> None:
    title = "Welcome to Sightread"
    found = []
    for step, words in (("1", "Read what you see"), ("2", "Hear it"), ("3", "reads more")):
        gate.wait_shown(words)
        if step == "3":
            gate.wait_shown("Download HunyuanOCR")
        found += gate.visit(title, f"step {step}")
        if step != "3":
            gate.press("Next step")
    gate.press(next(n.name for n in gate.nodes(title) if n.name.startswith("Download HunyuanOCR")))
    gate.wait_shown("I accept it")
    found += gate.visit(title, "licence")
    gate.press("I accept it, and I am outside of these places")
    found += gate.visit(title, "licence accepted")
    gate.press("Not now")
    gate.hands.press("Escape")
    gate.wait_gone(title)
    assert found == []


def test_tray(gate: Gate) -> None:
    xdotool("mousemove", *wait_for(tray_icon.middle, "the icon in the tray"), "click", 3)
    gate.wait_menu("Sightread")
    found = gate.look("Sightread", "tray") + gate.arrows("Sightread", "tray")
    gate.hands.press("Escape")
    assert found == []


def test_home(gate: Gate) -> None:
    send(Command(Verb.STOP))
    send(Command(Verb.HOME))
    gate.wait_shown("Read a region")
    found = gate.visit("Sightread", "home")
    for menu in ("More tasks", "Speech"):
        gate.press(menu)
        gate.wait_menu(menu)
        found += gate.look(menu, "menu") + gate.arrows(menu, "menu")
        gate.hands.press("Escape")
    assert found == []


def test_choosing_a_file(gate: Gate) -> None:
    send(Command(Verb.CAPTURE, Source.FILE))
    gate.wait_shown("Open a picture")
    found = gate.visit("Open a picture", "dialog")
    gate.hands.press("Escape")
    assert found == []


def test_help(gate: Gate) -> None:
    title = "Sightread: help"
    send(Command(Verb.HELP))
    gate.wait_shown("Search the help")
    found = gate.visit(title, "all")
    gate.hands.press("Control_L", "f")
    for key in "zebra":
        gate.hands.press(key)
    gate.wait_shown("isn't in the help")
    found += gate.look(title, "nothing found")
    gate.hands.press("Escape")
    gate.wait_gone(title)
    assert found == []


def visit_licence(gate: Gate, title: str) -> list[str]:
    """HunyuanOCR's licence, asked for on the page of the engine."""
    gate.press(next(n.name for n in gate.nodes(title) if n.name.startswith("Download HunyuanOCR")))
    gate.wait_shown("I accept it")
    found = gate.visit(title, "engine, licence")
    gate.press("Not now")
    return found


def test_settings(gate: Gate) -> None:
    title = "Sightread: settings"
    send(Command(Verb.SETTINGS))
    gate.wait_shown("Search the settings")
    found = []
    for number, each in enumerate(PAGES):
        if number:
            gate.hands.press("Control_L", "f")
            gate.focus_on("Pages")
            gate.hands.press("Down")
        gate.wait_shown(f"Restore: {each.title}" if each.rows else each.title)
        if each.id == "engine":
            gate.wait_shown("Download HunyuanOCR")
        found += gate.visit(title, each.id)
        if each.id == "hotkeys":
            gate.focus_on("Pages")
            gate.hands.press("Tab")
            gate.hands.press("r")
            gate.wait_shown("R is needed for typing.")
            found += gate.visit(title, "hotkeys, one refused")
            gate.hands.press("Escape")  # out of a field that takes all keys
        if each.id == "engine":
            found += visit_licence(gate, title)
    gate.hands.press("Escape")
    gate.wait_gone(title)
    assert found == []
