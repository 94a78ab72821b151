"""Every window in every state, as a screen reader, a keyboard and an eye find it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from desktop.system.instance import send
from desktop.ui.settings_schema import PAGES
from desktop.values import Command, Verb
from tests.accessibility.gate import Gate
from tests.reader.misbehaving import Misbehaving, says

TEXT = "Platform 9 departs at 10:45"
TABLE = (
    "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Green tea</td><td>2.40</td></tr></table>"
)
DOCUMENT = f"# Green tea\n\nSteep it for **three** minutes, at $70^\\circ$.\n\n{TABLE}\n"
FIELDS = '{\n  "Total": "22.35"\n}'

SETTINGS = """
[engine]
engine = "remote"
[server]
address = "{address}"
agreed = "{address}"
[voice]
through = "both"
[[tasks.own]]
name = "Total"
prompt = "What is the total?"
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Misbehaving]:
    """Reads what the tests say that it reads."""
    playing = Misbehaving(says("Nothing was asked for."))
    yield playing
    playing.close()


@pytest.fixture(scope="module")
def gate(
    open_gate: Callable[..., Gate],
    server: Misbehaving,
    tmp_path_factory: pytest.TempPathFactory,
) -> Gate:
    """The app at its first start, on a machine with a camera and a server that reads."""
    return open_gate(
        program=("tests/end_to_end/app_with_camera.py", TEXT),
        settings=SETTINGS.format(address=server.address),
        first_start=True,
        HF_HOME="/nonexistent",
    )


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a picture of a text."""
    path = tmp_path_factory.mktemp("picture") / "page.png"
    image = Image.new("RGB", (420, 90), "white")
    font = ImageFont.truetype("DejaVuSans.ttf", 32)
    ImageDraw.Draw(image).text((24, 24), TEXT, font=font, fill="black")
    image.save(path)
    return str(path)


def test_welcome(gate: Gate) -> None:
    title = "Welcome to Sightread"
    found = []
    for step, words in (("1", "Read what you see"), ("2", "Hear it"), ("3", "reads more")):
        gate.wait_shown(words)
        if step == "3":
            gate.wait_shown("Download HunyuanOCR")
        found += gate.look(title, f"step {step}") + gate.walk(title, f"step {step}")
        if step != "3":
            gate.press("Next step")
    gate.press(next(n.name for n in gate.nodes(title) if n.name.startswith("Download HunyuanOCR")))
    gate.wait_shown("I accept it")
    found += gate.look(title, "licence") + gate.walk(title, "licence")
    gate.press("I accept it, and I am outside of these places")
    found += gate.look(title, "licence accepted") + gate.walk(title, "licence accepted")
    gate.press("Not now")
    gate.hands.press("Escape")
    gate.wait_gone(title)
    assert found == []


def test_home(gate: Gate) -> None:
    send(Command(Verb.HOME))
    gate.wait_shown("Read a region")
    found = gate.look("Sightread", "home") + gate.walk("Sightread", "home")
    for menu in ("More tasks", "Speech"):
        gate.press(menu)
        gate.wait_menu(menu)
        found += gate.look(menu, "menu") + gate.arrows(menu, "menu")
        gate.hands.press("Escape")
    gate.hands.press("Alt_L", "F4")
    gate.wait_gone("Read a region")
    assert found == []


def test_help(gate: Gate) -> None:
    title = "Sightread: help"
    send(Command(Verb.HELP))
    gate.wait_shown("Search the help")
    found = gate.look(title, "all") + gate.walk(title, "all")
    gate.hands.press("Control_L", "f")
    for key in "zebra":
        gate.hands.press(key)
    gate.wait_shown("isn't in the help")
    found += gate.look(title, "nothing found")
    gate.hands.press("Escape")
    gate.wait_gone(title)
    assert found == []


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
        gate.settle()
        found += gate.look(title, each.id) + gate.walk(title, each.id)
    gate.hands.press("Escape")
    gate.wait_gone(title)
    assert found == []
