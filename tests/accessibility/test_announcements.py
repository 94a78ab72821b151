"""Everything that happens is told to a screen reader, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.system.instance import send
from desktop.values import Command, Source, Task, Verb
from tests.accessibility import readings
from tests.accessibility.gate import Gate
from tests.reader.misbehaving import Misbehaving, Step, hold, reply, says


def test_every_change_is_told_once(open_gate: Callable[..., Gate], tmp_path: Path) -> None:
    server = Misbehaving(says(readings.TEXT))
    gate = open_gate(program=readings.CAMERA, settings=readings.settings(server.address))
    picture = readings.drawn(tmp_path / "page.png")
    where = server.address.partition("//")[2]
    found: list[str] = []

    def read(step: Step, task: Task | None = None) -> None:
        server.steps[:] = [step]
        send(Command(Verb.CAPTURE, Source.FILE, task or Task(), (picture,)))

    def escape(state: str, *wanted: str) -> None:
        gate.wait_active()  # what is told may come before the window has the keyboard
        gate.hands.press("Escape")
        found.extend(gate.hear(state, *wanted))

    read(says(readings.TEXT))
    note = f"Read by the server at {server.address}: the picture was sent there."
    found += gate.hear("read and copied", "1 line.", note, "Copied.")
    gate.hands.press("Control_L", "Shift_L", "c")
    found += gate.hear("copied by key", "Copied.")
    escape("result closed")
    read(hold)
    found += gate.hear("reading", "Reading.")
    escape("stopped", "Stopped.")
    read(reply(500, {}))
    broke = f"The server at {where} broke down over this. Try again, or ask who runs it."
    found += gate.hear("failed", broke)
    escape("failure closed")
    read(says(""))
    found += gate.hear("nothing found", "Nothing found in this picture.")
    escape("nothing closed")
    read(says(readings.TEXT), Task("fields"))
    found += gate.hear("question", "Which fields do you want? Write one a line.")
    escape("question closed")
    gate.app.mark()
    send(Command(Verb.CAPTURE, Source.REGION))
    gate.app.wait("overlay shown")
    found += gate.hear("region begun", "Choose what to read. Tab for text, H for all keys.")
    gate.hands.press("Right")
    first = "A frame in the middle. Left 426, top 266, 427 by 267."
    found += gate.hear("region moved", first)
    escape("region left", "Cancelled.")
    send(Command(Verb.CAPTURE, Source.CAMERA))
    found += gate.hear("camera", "Press Space or Enter to take the picture.")
    escape("camera closed", "Cancelled.")
    server.close()
    assert found == []
