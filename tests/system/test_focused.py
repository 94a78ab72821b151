"""The element that has the keyboard: real programs on a real accessibility bus."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.system.accessibility_bus import PROPERTIES, Answers, Node, Question
from desktop.system.focused import LIMIT, NO_WINDOW, OURS, FocusedElement
from desktop.system.focused_element import (
    HUNG,
    NOTHING,
    OFF,
    SILENT,
    UNSEEN,
    FocusError,
    focused,
)
from desktop.system.focused_place import on_desktop
from desktop.values import Region

FORM = """
import json, sys
from PySide6.QtCore import QPoint, QSocketNotifier
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QListWidget
from PySide6.QtWidgets import QPushButton, QWidget
app = QApplication([])
window = QWidget()
edit, button, items = QLineEdit("hello"), QPushButton("Send"), QListWidget()
items.setAccessibleName("Letters")
items.addItems(["one", "two", "three"])
form = QFormLayout(window)
form.addRow("Name", edit)
form.addRow(button)
form.addRow(items)
parts = {"edit": edit, "button": button, "list": items}
window.setGeometry(200, 150, 260, 200)
window.show()
window.activateWindow()
def told():
    name = sys.stdin.readline().strip()
    if name == "none":
        app.focusWidget().clearFocus()
        print(flush=True)
        return
    part = parts[name]
    part.setFocus()
    corner, scale = part.mapToGlobal(QPoint(0, 0)), window.devicePixelRatio()
    place = (corner.x(), corner.y(), part.width(), part.height())
    print(json.dumps([round(number * scale) for number in place]), flush=True)
listening = QSocketNotifier(0, QSocketNotifier.Type.Read)
listening.activated.connect(told)
app.exec()
"""

SILENT_PROGRAM = """
import os
from Xlib import X, Xatom, display
d = display.Display()
w = d.screen().root.create_window(100, 100, 200, 100, 0, d.screen().root_depth)
w.change_property(d.intern_atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [os.getpid()])
w.map()
while True:
    d.next_event()
"""


def active_process() -> int:
    command = ["xdotool", "getactivewindow", "getwindowpid"]
    answer = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    return int(answer or 0)


class Form:
    """Another program with a field, a button and a list, one of which has the keyboard."""

    def __init__(self, qtbot: QtBot, scale: str = "1") -> None:
        environment = {**os.environ, "QT_SCALE_FACTOR": scale}
        environment["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        self.process = subprocess.Popen(
            [sys.executable, "-c", FORM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        qtbot.waitUntil(lambda: active_process() == self.process.pid, timeout=15_000)

    def focus(self, name: str) -> Region:
        """Give the keyboard to a part, and return where it lies by the program's own account."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        return Region(*json.loads(answer)) if name != "none" else Region(0, 0, 0, 0)

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


class Asked:
    """A question's answer, as the window thread gets it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.element = FocusedElement()
        self.found: list[tuple[int, Region, str]] = []
        self.refused: list[tuple[int, str]] = []
        self.element.found.connect(lambda *answer: self.found.append(answer))
        self.element.refused.connect(lambda *answer: self.refused.append(answer))
        self._qtbot = qtbot

    def place(self) -> tuple[Region, str]:
        self.element.ask(7)
        self._qtbot.waitUntil(lambda: bool(self.found or self.refused))
        assert self.refused == []
        (number, region, words) = self.found.pop()
        assert number == 7
        return region, words

    def refusal(self) -> str:
        self.element.ask(8)
        self._qtbot.waitUntil(lambda: bool(self.found or self.refused))
        assert self.found == []
        number, sentence = self.refused.pop()
        assert number == 8
        return sentence


@pytest.fixture
def asked(qtbot: QtBot) -> Iterator[Asked]:
    asked = Asked(qtbot)
    yield asked
    asked.element.close()


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[Form]:
    form = Form(qtbot)
    yield form
    form.end()


def test_each_part_of_a_program_where_it_is(form: Form, asked: Asked) -> None:
    for name, words in (
        ("edit", "Name, text"),
        ("button", "Send, push button"),
        ("list", "Letters, list"),
    ):
        place = form.focus(name)
        assert asked.place() == (place, words)
    form.focus("none")
    assert asked.refusal() == NOTHING


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_physical_pixels_at_any_scale(qtbot: QtBot, asked: Asked, scale: str) -> None:
    form = Form(qtbot, scale)
    place = form.focus("list")
    found, _ = asked.place()
    form.end()
    assert near(found, place), (found, place)


def near(one: Region, other: Region) -> bool:
    """Whether no edge is more than a logical pixel off: logical places are rounded."""
    pairs = (
        (one.x, other.x),
        (one.y, other.y),
        (one.right, other.right),
        (one.bottom, other.bottom),
    )
    return all(abs(first - second) <= 2 for first, second in pairs)


def test_a_program_that_hangs_holds_nobody_up(form: Form, asked: Asked, qtbot: QtBot) -> None:
    form.focus("edit")
    form.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    asked.element.ask(8)
    assert time.monotonic() - began < LIMIT / 2
    qtbot.waitUntil(lambda: asked.refused == [(8, HUNG)])
    assert time.monotonic() - began < LIMIT + 1
    form.process.send_signal(signal.SIGCONT)
    asked.refused.clear()
    assert asked.place()[1] == "Name, text"


@pytest.fixture
def silent_program(qtbot: QtBot) -> Iterator[None]:
    """A program that takes no part in accessibility."""
    process = subprocess.Popen([sys.executable, "-c", SILENT_PROGRAM])
    qtbot.waitUntil(lambda: active_process() == process.pid, timeout=10_000)
    yield
    process.terminate()
    process.wait()


def enable(on: bool) -> bool:
    """Turn the desktop's accessibility on or off; returns how it was."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    with open_dbus_connection("SESSION") as connection:
        status = DBusAddress("/org/a11y/bus", "org.a11y.Bus", PROPERTIES)
        name = ("org.a11y.Status", "IsEnabled")
        before = connection.send_and_get_reply(new_method_call(status, "Get", "ss", name))
        change = new_method_call(status, "Set", "ssv", (*name, ("b", on)))
        connection.send_and_get_reply(change)
    return bool(before.body[0][1])


@pytest.mark.parametrize(("on", "sentence"), [(False, OFF), (True, SILENT)])
def test_a_program_without_accessibility(
    silent_program: None, asked: Asked, on: bool, sentence: str
) -> None:
    before = enable(on)
    try:
        assert asked.refusal() == sentence
    finally:
        enable(before)


def test_without_a_bus_accessibility_is_off(
    silent_program: None, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    assert asked.refusal() == OFF


def test_no_window_and_our_own(qtbot: QtBot, asked: Asked) -> None:
    assert asked.refusal() == NO_WINDOW
    own = QWidget()
    qtbot.addWidget(own)
    own.show()
    own.activateWindow()
    qtbot.waitUntil(own.isActiveWindow)
    qtbot.waitUntil(lambda: active_process() == os.getpid())
    assert asked.refusal() == OURS


def test_after_the_end_nothing_is_answered(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    asked.element.ask(1)
    asked.element.close()
    qtbot.wait(50)
    assert (asked.found, asked.refused) == ([], [])


@pytest.mark.logs_warnings
def test_whatever_breaks_is_answered_and_the_log_has_no_text(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> tuple[Region, str]:
        raise ValueError("a letter's text")

    element = FocusedElement(find=broken)
    with qtbot.waitSignal(element.refused) as refused:
        element.ask(9)
    element.close()
    assert refused.args == [9, SILENT]
    assert "ValueError at" in caplog.text
    assert "a letter" not in caplog.text


# What toolkits do differently, as a tree that answers like a bus.

FOCUSED, SHOWING, ACTIVE, MANAGES = 1 << 12, 1 << 25, 1 << 1, 1 << 31


class Tree:
    """Programs on a bus: for each object its state, its children, and its place."""

    def __init__(self, nodes: dict[str, tuple[int, list[str]]], searches: bool = False) -> None:
        self.nodes = nodes
        self.is_enabled = True
        self.searches = searches
        self.owners = {"app": 5, "other": 6}
        self.nowhere: list[Node] = []
        self.asked: list[str] = []
        self.places = {"win": (0, 0, 100, 80)}

    def processes(self, nodes: Sequence[Node]) -> list[int]:
        return [self.owners[bus] for bus, _ in nodes]

    def ask(self, questions: Sequence[Question], within: float | None = None) -> Answers:
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> tuple[object, ...] | None:
        bus, path = question.node
        assert bus, "jeepney refuses to ask nobody"
        self.asked.append(path)
        match question.method:
            case "GetChildren" if bus == "org.a11y.atspi.Registry":
                return ([(name, "root") for name in self.owners],)
            case "GetChildren":
                children = [(bus, child) for child in self.nodes.get(path, (0, []))[1]]
                return ([*children, *self.nowhere],)
            case "GetState":
                state = self.nodes[path][0]
                return ([state & 0xFFFFFFFF, state >> 32],)
            case "GetMatches":
                return ([(bus, "field"), *self.nowhere],) if self.searches else None
            case "GetRoleName":
                return ("entry",)
            case "Get":
                return (("s", path),)
            case "GetExtents":
                return (self.places.get(path, (10, 10, 30, 20)),)
        raise AssertionError(question)


FORM_TREE = {
    "root": (0, ["win"]),
    "win": (ACTIVE | SHOWING, ["panel", "hidden"]),
    "panel": (SHOWING, ["label", "field"]),
    "hidden": (0, ["trap"]),
    "label": (SHOWING, []),
    "trap": (FOCUSED | SHOWING, []),
    "field": (FOCUSED | SHOWING, []),
}


@pytest.mark.parametrize("searches", [True, False])
def test_with_search_and_without(searches: bool) -> None:
    tree = Tree(FORM_TREE, searches)
    element = focused(tree, 5, 1)
    assert element.words == "Field, entry"
    assert element.place == Region(10, 10, 30, 20)
    assert element.window == Region(0, 0, 100, 80)
    assert "trap" not in tree.asked
    assert ("label" in tree.asked) is not searches


@pytest.mark.parametrize("nowhere", [("", "field"), ("app", "/org/a11y/atspi/null")])
@pytest.mark.parametrize("searches", [True, False])
def test_a_reference_to_nothing_is_left_out(nowhere: Node, searches: bool) -> None:
    tree = Tree(FORM_TREE, searches)
    tree.nowhere = [nowhere]
    assert focused(tree, 5, 1).words == "Field, entry"


def test_a_table_with_a_million_cells_is_not_opened() -> None:
    tree = Tree({**FORM_TREE, "panel": (SHOWING | MANAGES | FOCUSED, ["cell"])})
    assert focused(tree, 5, 1).words == "Panel, entry"
    assert "cell" not in tree.asked


def test_a_tree_without_end_is_left() -> None:
    tree = Tree({**FORM_TREE, "panel": (SHOWING, ["panel", "panel"])})
    with pytest.raises(FocusError, match="Nothing in this window"):
        focused(tree, 5, 1)
    assert len(tree.asked) < 6000


def test_a_sandboxed_program_is_known_by_its_active_window() -> None:
    assert focused(Tree(FORM_TREE), 1234, 1).words == "Field, entry"
    with pytest.raises(FocusError, match="doesn't tell"):
        focused(Tree({**FORM_TREE, "win": (SHOWING, [])}), 1234, 1)


def test_a_program_that_does_not_tell_which_window_is_active() -> None:
    assert focused(Tree({**FORM_TREE, "win": (SHOWING, ["panel"])}), 5, 1).words == "Field, entry"


def test_an_element_without_a_size_cannot_be_seen() -> None:
    tree = Tree(FORM_TREE)
    tree.places["field"] = (0, 0, 0, 0)
    with pytest.raises(FocusError) as error:
        focused(tree, 5, 1)
    assert error.value.sentence == UNSEEN


CLIENT, FRAMED = Region(401, 322, 640, 480), Region(400, 300, 642, 507)


@pytest.mark.parametrize(
    ("element", "window", "found"),
    [
        # physical pixels, where the program is wrong by the frame
        (Region(220, 170, 50, 20), Region(200, 150, 640, 480), Region(421, 342, 50, 20)),
        # Qt at a scale of two
        (Region(211, 161, 50, 20), Region(200, 150, 320, 240), Region(423, 344, 100, 40)),
        # GTK 4: from the window's corner
        (Region(11, 11, 50, 20), Region(0, 0, 640, 480), Region(412, 333, 50, 20)),
        # GTK 3: the window with its frame
        (Region(421, 342, 50, 20), Region(400, 300, 642, 507), Region(421, 342, 50, 20)),
        # a document longer than its window
        (Region(401, 322, 640, 9000), Region(401, 322, 640, 480), CLIENT),
        # a menu that hangs over the edge of it
        (Region(401, 900, 90, 60), Region(401, 322, 640, 480), Region(401, 900, 90, 60)),
        # no place of the window
        (Region(421, 342, 50, 20), Region(0, 0, 0, 0), Region(421, 342, 50, 20)),
    ],
)
def test_from_the_programs_pixels_to_the_desktops(
    element: Region, window: Region, found: Region
) -> None:
    assert on_desktop(element, window, CLIENT, FRAMED) == found
