"""What a capture shows, in every state of it: overlay, camera, result, questions, failures."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest

from desktop.system.instance import send
from desktop.values import Command, Source, Task, Verb
from tests.accessibility import readings
from tests.accessibility.gate import Gate
from tests.end_to_end.desk import Scene, drag
from tests.reader.misbehaving import Misbehaving, Step, hold, reply, says

CELLS = (
    "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Green tea</td><td>2.40</td></tr></table>"
)
DOCUMENT = f"# Green tea\n\nSteep it for **three** minutes, at $70^\\circ$.\n\n{CELLS}\n"
FIELDS = '{\n  "Total": "22.35"\n}'
RESULT = "Sightread: result"
OVER_IT = "Translation in its place"
GERMAN = "Gleis 9 fährt ab um 10:45"
COPIED = "· copied"
"""In its last line. The tray may still show that the result before it was copied."""
MENUS = ("Task: ", "Language: ", "Engine: ", "Copy as", "Translate to", "As ", "Save")
"""How the buttons begin that open one."""

OWN_TASK = '[[tasks.own]]\nname = "Total"\nprompt = "What is the total?"\n'


@pytest.fixture(scope="module")
def server() -> Iterator[Misbehaving]:
    """Reads what the tests say that it reads."""
    playing = Misbehaving(says(readings.TEXT))
    yield playing
    playing.close()


@pytest.fixture(scope="module")
def gate(open_gate: Callable[..., Gate], server: Misbehaving) -> Gate:
    """The app on a machine with a camera and a server that reads."""
    return open_gate(
        program=readings.CAMERA,
        settings=readings.settings(server.address) + OWN_TASK,
        HF_HOME="/nonexistent",
    )


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a picture of a text."""
    return readings.drawn(tmp_path_factory.mktemp("picture") / "page.png")


@pytest.fixture
def read(gate: Gate, server: Misbehaving, picture: str) -> Iterator[Callable[..., None]]:
    """Has the picture read, as this task; the server does this step. The result is closed then."""

    def asked(step: Step, task: Task | None = None) -> None:
        server.steps[:] = [step]
        send(Command(Verb.CAPTURE, Source.FILE, task or Task(), (picture,)))

    yield asked
    gate.hands.press("Escape")
    gate.wait_gone(RESULT)


def test_result_while_it_is_read(gate: Gate, read: Callable[..., None]) -> None:
    read(hold)
    gate.wait_shown(RESULT)
    assert gate.visit(RESULT, "reading") == []


def test_result_of_a_text(gate: Gate, read: Callable[..., None]) -> None:
    read(says(readings.TEXT))
    gate.wait_shown(COPIED)
    found = gate.visit(RESULT, "text")
    gate.hands.press("Control_L", "p")
    gate.wait_shown("Picture")
    found += gate.visit(RESULT, "picture shown")
    gate.hands.press("Control_L", "p")
    gate.hands.press("Control_L", "f")
    gate.wait_shown("Find in the text")
    found += gate.visit(RESULT, "finding")
    gate.said()
    gate.hands.press("x")
    gate.wait_shown("Not found")
    found += gate.hear("finding", "Not found.", window=RESULT)
    gate.hands.press("Escape")
    gate.wait_gone("Find in the text")
    assert found == []


def test_result_with_another_after_it(gate: Gate, read: Callable[..., None]) -> None:
    read(says(readings.TEXT))
    gate.wait_shown(COPIED)
    gate.app.mark()
    read(says("Way out"))
    gate.app.wait("done")
    gate.wait_shown(COPIED)
    gate.wait_active()
    gate.said()
    gate.hands.press("Alt_L", "Left")
    gate.wait_shown(": Read, 5 words.")
    on_screen = next(
        n.name for n in gate.nodes(RESULT) if n.name.startswith("Result ") and n.role == "label"
    )
    found = gate.hear("the one before", on_screen, window=RESULT)
    found += gate.visit(RESULT, "the one before")
    assert found == []


def test_menus_of_a_result(gate: Gate, read: Callable[..., None]) -> None:
    read(says(CELLS), Task("table"))
    gate.wait_shown(COPIED)
    gate.wait_active()
    found = []
    buttons = [n.name for n in gate.nodes(RESULT) if n.name.startswith(MENUS)]
    assert len(buttons) == len(MENUS)
    for name in buttons:
        gate.press(name)
        gate.wait_menu(name)
        found += gate.look(name, "menu") + gate.arrows(name, "menu")
        gate.hands.press("Escape")
        gate.wait_closed(name)
    assert found == []


def test_saving_a_result(gate: Gate, read: Callable[..., None]) -> None:
    read(says(readings.TEXT))
    gate.wait_shown(COPIED)
    gate.wait_active()
    found = []
    for keys, title in (
        (("Control_L", "s"), "Save the text"),
        (("Control_L", "Shift_L", "s"), "Save as audio"),
    ):
        gate.hands.press(*keys)
        gate.wait_shown(title)
        found += gate.visit(title, "dialog")
        gate.hands.press("Escape")
        gate.wait_gone(title)
        gate.wait_active()
    assert found == []


def test_nothing_found(gate: Gate, read: Callable[..., None]) -> None:
    read(says(""))
    gate.wait_shown("Nothing found")
    assert gate.visit(RESULT, "nothing found") == []


@pytest.mark.parametrize(
    ("name", "text"), [("document", DOCUMENT), ("table", CELLS), ("fields", FIELDS)]
)
def test_result_of_a_kind(gate: Gate, read: Callable[..., None], name: str, text: str) -> None:
    read(says(text), Task(name, fields=("Total",)) if name == "fields" else Task(name))
    gate.wait_shown(COPIED)
    found = gate.visit(RESULT, name)
    gate.hands.press("Control_L", "u")
    found += gate.visit(RESULT, f"{name}, source")
    assert found == []


def test_result_while_it_is_spoken(gate: Gate, read: Callable[..., None]) -> None:
    # Words that differ: what is said over and over is taken for a loop, and cut.
    read(says(" ".join(f"Train {n} waits on platform {n + 7}." for n in range(100, 140))))
    gate.wait_shown(COPIED)
    send(Command(Verb.STOP))  # what is announced would be spoken to its end first
    gate.hands.press("Control_L", "l")
    gate.app.wait("first sound")
    assert gate.visit(RESULT, "speaking") == []


def test_result_of_a_translation_in_place(gate: Gate, read: Callable[..., None]) -> None:
    read(says(GERMAN), Task("translate", "de"))
    gate.wait_shown(COPIED)
    gate.wait_shown("Picture, translated")
    found = gate.visit(RESULT, "translated in place")
    gate.hands.press("F4")
    gate.wait_shown("Picture, original and translated")
    found += gate.visit(RESULT, "translated, side by side")
    gate.hands.press("F4")
    gate.wait_shown("Picture, original")
    gate.said()
    gate.hands.press("F4")
    found += gate.hear("translated in place, again", "Translation.", window=RESULT)
    gate.focus_on("Picture, translated")
    gate.said()
    gate.hands.press("Home")
    found += gate.hear("stepping on the picture", GERMAN, window=RESULT)
    gate.hands.press("Control_L", "d")
    gate.wait_shown("Original and translation")
    found += gate.visit(RESULT, "two columns")
    gate.hands.press("Control_L", "d")
    assert found == []


def test_translation_over_its_place(
    gate: Gate, server: Misbehaving, request: pytest.FixtureRequest
) -> None:
    server.steps[:] = [says(GERMAN)]
    scene = Scene(readings.TEXT, (100, 80, 520, 70), 30)
    request.addfinalizer(scene.close)
    send(Command(Verb.CAPTURE, Source.REGION, Task("translate", "de")))
    gate.app.mark()
    gate.app.wait("overlay listens")
    drag(104, 84, 616, 146)
    gate.wait_shown(OVER_IT)
    gate.wait_shown(COPIED)
    found = gate.look(OVER_IT, "over its place")
    found += gate.visit(RESULT, "beside a translation in its place")
    gate.hands.press("Escape")
    gate.wait_gone(RESULT)
    gate.wait_closed(OVER_IT)
    assert found == []


def test_result_that_failed(gate: Gate, read: Callable[..., None]) -> None:
    read(reply(500, {"error": {"message": "broken"}}))
    gate.wait_shown("Try again")
    assert gate.visit(RESULT, "failed") == []


@pytest.mark.parametrize("name", ["fields", "field", "ask"])
def test_result_that_asks(gate: Gate, read: Callable[..., None], name: str) -> None:
    read(says(readings.TEXT), Task(name))
    gate.wait_shown(RESULT)
    assert gate.visit(RESULT, f"asks: {name}") == []


def test_overlay(gate: Gate) -> None:
    send(Command(Verb.CAPTURE, Source.REGION))
    gate.app.wait("overlay shown")
    found = gate.look("Choose a region", "nothing chosen")
    gate.hands.press("Right")
    found += gate.look("Choose a region", "a region chosen")
    gate.hands.press("Escape")
    gate.app.wait("left")
    assert found == []


def with_camera(gate: Gate) -> None:
    """Open the camera's window, with the camera plugged in: it can be once it has been opened."""
    send(Command(Verb.CAPTURE, Source.CAMERA))
    gate.wait_shown("Live picture")
    gate.app.process.send_signal(signal.SIGUSR2)
    gate.wait_shown("Good. Hold still.")
    gate.wait_active()


def test_camera(gate: Gate) -> None:
    with_camera(gate)
    found = gate.visit("Camera", "live")
    gate.hands.press("f")
    gate.wait_shown("The picture stands still.")
    found += gate.visit("Camera", "frozen")
    gate.hands.press("f")
    gate.press("Camera options")
    gate.wait_menu("Camera options")
    found += gate.look("Camera options", "menu") + gate.arrows("Camera options", "menu")
    gate.hands.press("Escape")
    gate.wait_closed("Camera options")
    gate.app.process.send_signal(signal.SIGUSR1)
    gate.wait_shown("disconnected")
    found += gate.visit("Camera", "unplugged")
    gate.hands.press("Escape")
    gate.wait_gone("Live picture")
    send(Command(Verb.CAPTURE, Source.CAMERA))
    gate.wait_shown("No camera found.")
    found += gate.visit("Camera", "none")
    gate.hands.press("Escape")
    gate.wait_gone("Live picture")
    assert found == []


def test_modes_of_the_camera(gate: Gate) -> None:
    with_camera(gate)
    gate.hands.press("4")
    gate.wait_shown("No page yet")
    found = gate.visit("Camera", "document, no page")
    gate.hands.press("space")
    gate.wait_shown("1 page")
    found += gate.visit("Camera", "document, a page")
    gate.said()
    gate.hands.press("Escape")
    kept = "1 page has been taken. Enter reads it, Escape again leaves without."
    found += gate.hear("pages kept", kept, window="Camera")
    gate.hands.press("BackSpace")
    gate.wait_shown("No page yet")
    gate.hands.press("3")
    gate.wait_shown(readings.TEXT)
    found += gate.visit("Camera", "instant")
    gate.hands.press("Escape")
    gate.wait_gone("Live picture")
    assert found == []


def test_network_cameras(gate: Gate) -> None:
    with_camera(gate)
    gate.press("Camera options")
    gate.wait_menu("Camera options")
    gate.hands.press("Up")  # from the first entry to the last
    gate.hands.press("Return")
    gate.wait_shown("Add the camera")
    found = gate.look("Network cameras", "none")
    gate.wait_active("Network cameras")
    gate.said()
    gate.hands.press("x")
    gate.hands.press("Return")
    wrong = "A camera's address begins with http://, https:// or rtsp://."
    found += gate.hear("wrong address", wrong, window="Network cameras")
    found += gate.visit("Network cameras", "wrong address")
    gate.hands.press("Escape")
    gate.wait_gone("Add the camera")
    gate.hands.press("Escape")
    gate.wait_gone("Live picture")
    assert found == []
