"""Who hears what a result window says: the voice, the screen reader, or both, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.settings import Through, Voice
from desktop.ui.announce import follow
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result import ResultWindow
from desktop.values import Failed, FailureKind, OutputKind, Reading, Shot, Task

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FAILED = "There is no room on the disk."
NOTHING = "Nothing found in this region."
TABLE = "<table><tr><td>Tea</td><td>1.20</td></tr></table>"


class User:
    """Reads a text, and hears it by ``voice`` and what ``told`` holds by a screen reader."""

    def __init__(self, qtbot: QtBot, told: list[str]) -> None:
        self.voice: list[str] = []
        self.told = told
        self.window = ResultWindow()
        qtbot.addWidget(self.window)
        self.window.speak_requested.connect(lambda words, _: self.voice.append(words))
        self.qtbot = qtbot

    def reads(self, text: str, kind: OutputKind = OutputKind.TEXT) -> None:
        """A text has been read; what was heard of it is forgotten."""
        self.window.open(1, Shot(bytes(40 * 20 * 4), 40, 20), Task(), None)
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.window.finish(1, Reading(text, kind=kind))
        self.qtbot.waitUntil(lambda: self.pane.source_shown == (kind is OutputKind.TEXT))
        self.forgets()

    def forgets(self) -> None:
        """Begin to listen."""
        self.voice.clear()
        self.told.clear()

    def presses(self, key: Key, modifiers: Qt.KeyboardModifier) -> None:
        """Press a key in the text."""
        view: QWidget = self.pane.current()
        self.qtbot.keyClick(view, key, modifiers)

    @property
    def pane(self) -> ReadingPane:
        """What is read."""
        pane = self.window.findChild(ReadingPane)
        assert pane is not None
        return pane


@pytest.fixture
def user(qtbot: QtBot, dress: Callable[..., None], told: list[str]) -> Iterator[User]:
    yield User(qtbot, told)
    follow(Voice(announce=False, through=Through.BOTH))


@pytest.mark.parametrize(
    ("through", "by_reader"), [(Through.OWN, False), (Through.READER, True), (Through.BOTH, True)]
)
def test_what_the_voice_says_a_reader_says_once_or_not_at_all(
    user: User, through: Through, by_reader: bool
) -> None:
    follow(Voice(through=through))
    user.reads("The first line.\nThe second.")
    user.presses(Key.Key_C, CTRL)
    user.window.set_copied(1, True, "Copied.")
    user.presses(Key.Key_C, CTRL | SHIFT)
    user.window.set_copied(1, True, "Copied.")
    user.window.set_saved(True)
    user.window.set_saved(False, FAILED)
    assert user.voice == ["Line copied.", "Copied.", "Saved.", FAILED]
    assert user.told == (user.voice if by_reader else [])


def test_what_a_key_changes_is_heard(user: User) -> None:
    follow(Voice())
    user.reads("The first line.\nThe second.")
    user.window.set_zoom(390)
    user.presses(Key.Key_Plus, CTRL)
    user.presses(Key.Key_Plus, CTRL)
    user.presses(Key.Key_0, CTRL)
    user.presses(Key.Key_U, CTRL)
    user.presses(Key.Key_A, CTRL)
    copied: list[dict[str, str]] = []
    user.window.copy_requested.connect(copied.append)
    user.presses(Key.Key_C, CTRL)
    user.window.set_copied(1, True, "Copied.")
    assert copied[0]["text/plain"] == "The first line.\nThe second."
    user.window.reveal()
    user.window.fail(1, Failed(1, FailureKind.NO_TEXT, NOTHING))
    user.window.reveal()
    assert user.voice == [
        *("Text at 400 percent, the largest.",) * 2,
        "Text at 115 percent.",
        "This text has no source.",
        "Copied.",
        "Last result, 2 lines.",
        NOTHING,
    ]


def test_the_picture_and_the_source_come_and_go_with_a_word(user: User) -> None:
    follow(Voice())
    user.reads(TABLE, OutputKind.TABLE)
    user.presses(Key.Key_U, CTRL)
    user.presses(Key.Key_U, CTRL)
    user.presses(Key.Key_P, CTRL)
    user.presses(Key.Key_P, CTRL)
    assert user.voice == ["Source shown.", "Source hidden.", "Picture shown.", "Picture hidden."]


def test_a_menu_that_a_key_opens_is_heard(user: User) -> None:
    follow(Voice())
    user.reads("The first line.")
    menus: list[QMenu] = []

    def walk() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menus.append(menu)
        user.qtbot.keyClick(menu, Key.Key_Down)
        user.qtbot.keyClick(menu, Key.Key_Down)
        user.qtbot.keyClick(menu, Key.Key_Escape)

    QTimer.singleShot(0, walk)
    user.presses(Key.Key_K, CTRL)
    user.qtbot.waitUntil(lambda: bool(menus) and not menus[0].isVisible())
    titles = [action.text() for action in menus[0].actions() if action.text()]
    assert user.voice[0] == "Task: Read."
    assert user.voice[1:] == [f"{titles[0]}, chosen.", f"{titles[1]}, more."]
    user.forgets()
    follow(Voice(announce=False))
    menus.clear()
    QTimer.singleShot(0, walk)
    user.presses(Key.Key_K, CTRL)
    user.qtbot.waitUntil(lambda: bool(menus) and not menus[0].isVisible())
    assert user.voice == []


def test_words_that_are_walked_to_are_told_from_our_sentences(user: User) -> None:
    """A reading aloud stands still for the ones, and goes on after the others."""
    told: list[str] = []
    user.window.walked.connect(lambda: told.append("walked"))
    user.window.speak_requested.connect(lambda words, _: told.append(words))
    user.reads("The first line.\nThe second.")
    user.presses(Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    user.presses(Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert told == ["walked", "The first line.", "No headings here."]


def test_the_copy_that_was_not_asked_for_is_not_spoken_over_the_text(user: User) -> None:
    follow(Voice(through=Through.BOTH))
    user.reads("The first line.")
    user.window.set_copied(1, True, "Copied.")
    assert (user.voice, user.told) == ([], ["Copied."])
    user.presses(Key.Key_C, CTRL | SHIFT)
    user.reads("Another, before the clipboard answers.")
    user.window.set_copied(1, True, "Copied.")
    assert user.voice == []


def test_a_copy_that_failed_is_left_to_the_narrator(user: User) -> None:
    follow(Voice(through=Through.BOTH))
    user.reads("The first line.")
    user.presses(Key.Key_C, CTRL | SHIFT)
    user.window.set_copied(1, False, FAILED)
    assert (user.voice, user.told) == ([], [])


def test_who_wants_no_announcements_hears_them_by_a_reader_alone(user: User) -> None:
    follow(Voice(through=Through.OWN, announce=False))
    user.reads("The first line.")
    user.presses(Key.Key_C, CTRL | SHIFT)
    user.window.set_copied(1, True, "Copied.")
    user.window.set_saved(False, FAILED)
    assert (user.voice, user.told) == ([], ["Copied.", FAILED])


def test_what_comes_of_saving_is_heard(user: User, tmp_path: Path) -> None:
    follow(Voice())
    user.reads("")
    user.presses(Key.Key_S, CTRL | SHIFT)
    assert user.voice == ["There is no text yet."]
    user.reads("The first line.")
    for folder in (tmp_path, tmp_path / "gone"):
        folder.mkdir(exist_ok=True)
        user.presses(Key.Key_S, CTRL)
        dialog = user.window.findChildren(QFileDialog)[-1]
        dialog.setDirectory(str(folder))
        dialog.selectFile("out.txt")
        if folder.name == "gone":
            dialog.fileSelected.emit(str(folder / "none" / "out.txt"))
            dialog.close()
        else:
            dialog.accept()
    user.qtbot.waitUntil(lambda: len(user.voice) == 2)
    assert user.voice == [
        "Saved.",
        "The text could not be saved there. Choose another folder.",
    ]
