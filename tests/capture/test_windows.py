"""The active window of a real window manager."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.capture.errors import RegionError
from desktop.capture.screens import grab, screens
from desktop.capture.windows import MINIMISED, UNNAMED, Window, active_window, listed
from desktop.values import Region

OTHER = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(["editor"])
window = QWidget()
window.setWindowTitle("Letter")
window.setStyleSheet("background: #12ab34")
window.setGeometry(*map(int, sys.argv[1:5]))
window.show()
window.activateWindow()
app.exec()
"""


class Program:
    """Another program with one window."""

    def __init__(self, *geometry: int) -> None:
        numbers = [str(number) for number in geometry]
        self.process = subprocess.Popen([sys.executable, "-c", OTHER, *numbers])

    def id(self) -> str:
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        return subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0]


def is_exactly_the_window(region: Region) -> bool:
    """Whether the region is all in the window's colour, and one pixel more on a side isn't."""
    inside = bytes((0x34, 0xAB, 0x12))
    if not _all(inside, region):
        return False
    wider = Region(region.x - 1, region.y - 1, region.width + 2, region.height + 2)
    edges = (
        Region(wider.x, wider.y, wider.width, 1),
        Region(wider.x, wider.bottom - 1, wider.width, 1),
        Region(wider.x, wider.y, 1, wider.height),
        Region(wider.right - 1, wider.y, 1, wider.height),
    )
    seen = [edge for edge in edges if _on_screen(edge)]
    return not any(_all(inside, edge) for edge in seen)


def _all(colour: bytes, region: Region) -> bool:
    pixels = grab(region).pixels
    return {pixels[at : at + 3] for at in range(0, len(pixels), 4)} == {colour}


def _on_screen(edge: Region) -> bool:
    both = edge.intersected(screens()[0].region)
    return both.width > 0 and both.height > 0


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    program = Program(200, 150, 320, 240)
    qtbot.waitUntil(lambda: program.id() != "" and is_active(program), timeout=10_000)
    yield program
    program.process.terminate()
    program.process.wait()


def is_active(program: Program) -> bool:
    answer = subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True)
    return answer.stdout.strip() == program.id()


def test_the_active_window(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: is_exactly_the_window(active_window()))
    region = active_window()
    assert (region.width, region.height) == (320, 240)


def test_what_lies_off_the_screen_is_cut_off(program: Program, qtbot: QtBot) -> None:
    desktop = screens()[0].region
    x, y = desktop.right - 180, desktop.bottom - 100
    subprocess.run(["xdotool", "windowmove", program.id(), str(x), str(y)], check=True)
    qtbot.waitUntil(lambda: active_window().x >= x)
    qtbot.waitUntil(lambda: is_exactly_the_window(active_window()))
    region = active_window()
    assert region.intersected(desktop) == region
    assert region.width < 320


def test_our_own_window_is_passed_over(program: Program, qtbot: QtBot) -> None:
    own = QWidget()
    qtbot.addWidget(own)
    own.setGeometry(700, 400, 200, 100)
    own.show()
    own.activateWindow()
    qtbot.waitUntil(own.isActiveWindow)
    assert is_exactly_the_window(active_window())


def test_a_minimised_window_is_passed_over(program: Program, qtbot: QtBot) -> None:
    second = Program(500, 300, 200, 100)
    try:
        qtbot.waitUntil(lambda: second.id() != "" and is_active(second), timeout=10_000)
        qtbot.waitUntil(lambda: active_window().width == 200)
        subprocess.run(["xdotool", "windowminimize", second.id()], check=True)
        qtbot.waitUntil(lambda: active_window().width == 320)
        own = QWidget()
        qtbot.addWidget(own)
        own.show()
        own.activateWindow()
        qtbot.waitUntil(own.isActiveWindow)
        assert active_window().width == 320
    finally:
        second.process.terminate()
        second.process.wait()


def test_no_window_is_said(qtbot: QtBot) -> None:
    with pytest.raises(RegionError, match="No window is active"):
        active_window()
    with pytest.raises(RegionError, match="No other window is open"):
        listed()


def test_all_windows_of_others_the_topmost_first(program: Program, qtbot: QtBot) -> None:
    second = Program(500, 300, 200, 100)
    try:
        qtbot.waitUntil(lambda: second.id() != "" and is_active(second), timeout=10_000)
        own = QWidget()
        qtbot.addWidget(own)
        own.show()
        own.activateWindow()
        qtbot.waitUntil(own.isActiveWindow)
        found = listed()
        assert [window.id for window in found] == [int(second.id()), int(program.id())]
        assert [(window.title, window.program, window.note) for window in found] == [
            ("Letter", "editor", "")
        ] * 2
        assert [window.region.width for window in found] == [200, 320]
        subprocess.run(["xdotool", "windowminimize", second.id()], check=True)
        qtbot.waitUntil(lambda: MINIMISED in [window.note for window in listed()])
        subprocess.run(["xdotool", "set_desktop_for_window", program.id(), "1"], check=True)
        qtbot.waitUntil(lambda: listed_notes() == {MINIMISED, "on desktop 2"})
        with pytest.raises(RegionError, match="No window is active"):
            active_window()
    finally:
        second.process.terminate()
        second.process.wait()


def listed_notes() -> set[str]:
    return {window.note for window in listed()}


@pytest.mark.parametrize(
    ("title", "program", "name"),
    [
        ("Letter", "editor", "Letter, editor"),
        ("News — Mozilla Firefox", "firefox", "News — Mozilla Firefox"),
        (" ", "Steam", "Steam"),
        ("Letter", "", "Letter"),
        ("", "", UNNAMED),
    ],
)
def test_what_a_window_is_called(title: str, program: str, name: str) -> None:
    assert Window(1, title, program, Region(0, 0, 9, 9)).name == name
