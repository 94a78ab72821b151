"""A window chosen from the list, by keys alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from desktop.capture.front import GONE
from desktop.capture.windows import Window, listed
from desktop.settings import Theme
from desktop.ui.window_list import HINT, WindowList
from desktop.values import Region

PLACE = Region(0, 0, 9, 9)
WINDOWS = (
    Window(0x7FFFFF1, "Re: report – Inbox", "Thunderbird", PLACE),
    Window(0x7FFFFF2, "News — Mozilla Firefox", "firefox", PLACE),
    Window(0x7FFFFF3, "letter.odt", "LibreOffice", PLACE, "minimised"),
    Window(0x7FFFFF4, "Files", "Nautilus", PLACE, "on desktop 2"),
)


class User:
    """Someone at the keyboard who hears what is said."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = WindowList()
        qtbot.addWidget(self.window)
        self.said: list[str] = []
        self.chosen: list[Region] = []
        self.failed: list[str] = []
        self.cancelled = 0
        self.window.announced.connect(self.said.append)
        self.window.chosen.connect(self.chosen.append)
        self.window.failed.connect(self.failed.append)
        self.window.cancelled.connect(self._count)
        self._qtbot = qtbot

    def _count(self) -> None:
        self.cancelled += 1

    def opens(self, windows: tuple[Window, ...] = WINDOWS) -> None:
        with self._qtbot.waitActive(self.window):
            self.window.choose(windows)

    def presses(self, key: Qt.Key) -> str:
        """Press a key, and return what is said then."""
        self.said.clear()
        self._qtbot.keyClick(self.window.findChild(QListWidget), key)
        return " / ".join(self.said)

    def types(self, letters: str) -> str:
        """Type letters, and return what is said last."""
        self.said.clear()
        self._qtbot.keyClicks(self.window.findChild(QListWidget), letters)
        return self.said[-1]


@pytest.fixture
def user(qtbot: QtBot, dress: Callable[..., None]) -> Iterator[User]:
    user = User(qtbot)
    yield user
    user.window.close()


def test_every_step_is_said_with_its_place(user: User) -> None:
    user.opens()
    assert user.said == ["Choose a window. Re: report – Inbox, Thunderbird. 1 of 4."]
    assert user.presses(Qt.Key.Key_Down) == "News — Mozilla Firefox. 2 of 4."
    assert user.presses(Qt.Key.Key_Down) == "letter.odt, LibreOffice, minimised. 3 of 4."
    assert user.presses(Qt.Key.Key_End) == "Files, Nautilus, on desktop 2. 4 of 4."
    assert user.presses(Qt.Key.Key_Home) == "Re: report – Inbox, Thunderbird. 1 of 4."


def test_letters_find_a_word_of_title_or_program(user: User) -> None:
    user.opens()
    assert user.types("lib") == "letter.odt, LibreOffice, minimised. 3 of 4."
    assert user.types("x") == "No window has libx in its name."
    assert user.types("f") == "Files, Nautilus, on desktop 2. 4 of 4."
    assert user.types("f") == "News — Mozilla Firefox. 2 of 4."


def test_the_only_one_that_fits_is_said_again(user: User) -> None:
    user.opens()
    assert user.types("t") == "Re: report – Inbox, Thunderbird. 1 of 4."
    assert user.types("h") == "Re: report – Inbox, Thunderbird. 1 of 4."


@pytest.mark.parametrize("leave", ["escape", "button"])
def test_left_without_a_window(user: User, leave: str, qtbot: QtBot) -> None:
    user.opens()
    if leave == "escape":
        user.presses(Qt.Key.Key_Escape)
    else:
        user.window.windowHandle().close()
    qtbot.waitUntil(lambda: user.cancelled == 1)
    assert not user.window.isVisible()


def test_closed_by_the_program_it_is_silent(user: User) -> None:
    user.opens()
    user.said.clear()
    user.window.close()
    assert (user.cancelled, user.said, user.chosen) == (0, [], [])
    assert not user.window.isVisible()


OTHER = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.setWindowTitle("Other")
window.setGeometry(200, 150, 320, 240)
window.show()
app.exec()
"""


@pytest.fixture
def other(qtbot: QtBot) -> Iterator[Window]:
    """Another program's window, minimised."""
    process = subprocess.Popen([sys.executable, "-c", OTHER])

    def search() -> str:
        command = ["xdotool", "search", "--onlyvisible", "--name", "^Other$"]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()

    qtbot.waitUntil(lambda: bool(search()), timeout=15_000)
    subprocess.run(["xdotool", "windowminimize", "--sync", search()], check=True)
    qtbot.waitUntil(lambda: [window.note for window in listed()] == ["minimised"])
    yield listed()[0]
    process.kill()
    process.wait()


def test_enter_brings_it_to_the_front(user: User, other: Window, qtbot: QtBot) -> None:
    user.opens((WINDOWS[0], other))
    user.presses(Qt.Key.Key_Down)
    user.presses(Qt.Key.Key_Return)
    assert not user.window.isVisible()
    qtbot.waitUntil(lambda: bool(user.chosen))
    assert user.chosen == [Region(200, 150, 320, 240)]
    command = ["xdotool", "getactivewindow"]
    assert subprocess.check_output(command, text=True).strip() == str(other.id)
    assert user.cancelled == 0


def test_one_that_has_been_closed_is_said_and_another_asked_for(
    user: User, told: list[str], qtbot: QtBot
) -> None:
    user.opens(WINDOWS[:2])
    user.presses(Qt.Key.Key_Return)
    sentence = f"{GONE} News — Mozilla Firefox. 1 of 1."
    qtbot.waitUntil(lambda: user.said == [sentence])
    assert told == [GONE]
    assert user.window.isVisible()
    user.presses(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(user.failed))
    assert user.failed == [GONE]
    assert (user.said, told, user.cancelled) == ([], [GONE], 0)
    assert not user.window.isVisible()


def test_a_screen_reader_reads_the_list(user: User) -> None:
    user.opens()
    names_of_windows = user.window.findChild(QListWidget)
    assert names_of_windows is not None
    face = QAccessible.queryAccessibleInterface(names_of_windows)
    assert face.text(QAccessible.Text.Name) == "Windows"
    assert face.text(QAccessible.Text.Description) == HINT
    assert face.role() == QAccessible.Role.List
    names = [face.child(row).text(QAccessible.Text.Name) for row in range(face.childCount())]
    assert names[:3:2] == [
        "Re: report – Inbox, Thunderbird",
        "letter.odt, LibreOffice, minimised",
    ]
    dialog = QAccessible.queryAccessibleInterface(user.window)
    assert dialog.role() == QAccessible.Role.Dialog


@pytest.mark.parametrize("pixels", [14, 28])
def test_rows_are_as_high_as_their_text(
    user: User, dress: Callable[..., None], pixels: int
) -> None:
    dress(Theme.DARK, pixels)
    user.opens()
    names = user.window.findChild(QListWidget)
    row = names.visualItemRect(names.item(0))
    assert row.height() >= 2 * pixels + 24
    assert row.height() >= names.sizeHintForRow(0)
    room = user.window.screen().availableGeometry()
    assert room.contains(user.window.geometry())
