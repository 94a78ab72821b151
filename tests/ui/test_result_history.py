"""Earlier results, results that nobody sees, and the way back to the program."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.tasks import Need
from desktop.ui.kept import Kept
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result import ResultWindow
from desktop.ui.text_pane import TextPane
from desktop.values import (
    EngineName,
    Failed,
    FailureKind,
    OutputKind,
    Reading,
    Shot,
    Task,
)

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, dress: Callable[..., None]) -> ResultWindow:
    result = ResultWindow()
    qtbot.addWidget(result)
    return result


@pytest.fixture
def shot(picture: Callable[..., Shot]) -> Shot:
    return picture(("one", "two"))


def read(qtbot: QtBot, window: ResultWindow, job: int, reading: Reading, shot: Shot | None) -> None:
    window.open(job, shot, Task(), None)
    qtbot.waitUntil(window.isActiveWindow)
    window.finish(job, reading)


def go(qtbot: QtBot, window: ResultWindow, key: Qt.Key) -> None:
    qtbot.keyClick(window.focusWidget(), key, ALT)


def button(window: ResultWindow, name: str) -> QPushButton:
    return next(b for b in window.findChildren(QPushButton) if name == b.accessibleName())


def test_earlier_results_are_one_key_away(
    qtbot: QtBot, window: ResultWindow, shot: Shot, told: list[str]
) -> None:
    read(qtbot, window, 1, Reading("the first words", language="en"), shot)
    assert not button(window, "Result before").isVisible()
    read(qtbot, window, 2, Reading("# Two", kind=OutputKind.MARKDOWN), None)
    read(qtbot, window, 3, Reading("敏捷的棕色狐狸", language="zh"), None)
    with qtbot.waitSignal(window.recalled) as heard:
        go(qtbot, window, Qt.Key.Key_Left)
    assert told[-1] == "Result 2 of 3: Read, 1 line."
    assert heard.args[0].reading.kind is OutputKind.MARKDOWN
    pane = window.findChild(ReadingPane)
    qtbot.waitUntil(lambda: not pane.source_shown)
    with qtbot.waitSignal(window.recalled) as heard:
        qtbot.mouseClick(button(window, "Result before"), Qt.MouseButton.LeftButton)
    kept = heard.args[0]
    assert isinstance(kept, Kept)
    assert (kept.job, kept.shot, kept.reading.text) == (1, shot, "the first words")
    assert told[-1] == "Result 1 of 3: Read, 3 words."
    assert window.text() == "the first words"
    assert button(window, "Language: English. Translate to another")
    assert not button(window, "Result before").isEnabled()
    go(qtbot, window, Qt.Key.Key_Left)
    assert told[-1] == "No result before this."
    go(qtbot, window, Qt.Key.Key_Right)
    go(qtbot, window, Qt.Key.Key_Right)
    assert told[-1] == "Result 3 of 3: Read, 7 characters."
    assert not button(window, "Result after").isEnabled()


def test_what_the_user_changed_is_kept_with_its_result(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    read(qtbot, window, 1, Reading("one", unsure=((0, 3),)), shot)
    qtbot.keyClicks(window.findChild(TextPane), "My ")
    read(qtbot, window, 2, Reading("two"), None)
    qtbot.keyClicks(window.findChild(TextPane), "Your ")
    go(qtbot, window, Qt.Key.Key_Left)
    assert window.text() == "My one"
    go(qtbot, window, Qt.Key.Key_Right)
    assert window.text() == "Your two"
    read(qtbot, window, 3, Reading("three"), None)
    go(qtbot, window, Qt.Key.Key_Left)
    go(qtbot, window, Qt.Key.Key_Left)
    assert window.text() == "My one"


def test_an_earlier_result_is_read_again_as_its_own_task(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    window.open(1, shot, Task("table"), None)
    window.finish(1, Reading("<table><tr><td>a</td></tr></table>", kind=OutputKind.TABLE))
    read(qtbot, window, 2, Reading("two"), None)
    assert not button(window, "Read again").isEnabled()
    go(qtbot, window, Qt.Key.Key_Left)
    with qtbot.waitSignal(window.again) as heard:
        qtbot.mouseClick(button(window, "Read again"), Qt.MouseButton.LeftButton)
    assert heard.args == [Task("table"), EngineName.AUTO]


def test_while_a_job_is_read_the_others_wait(
    qtbot: QtBot, window: ResultWindow, told: list[str]
) -> None:
    read(qtbot, window, 1, Reading("one"), None)
    window.open(2, None, Task(), None)
    window.append(2, "tw")
    go(qtbot, window, Qt.Key.Key_Left)
    assert told[-1] == "This is still being read. The others wait until it is."
    assert window.text() == "tw"
    window.fail(2, Failed(2, FailureKind.CANCELLED, "Stopped."))
    go(qtbot, window, Qt.Key.Key_Left)
    assert window.text() == "one"
    go(qtbot, window, Qt.Key.Key_Right)
    assert window.text() == "tw"
    assert button(window, "Engine: Automatic")


def test_from_a_failure_the_last_result_is_reached(qtbot: QtBot, window: ResultWindow) -> None:
    read(qtbot, window, 1, Reading("one"), None)
    window.open(2, None, Task(), None)
    window.fail(2, Failed(2, FailureKind.NO_TEXT, "Nothing found in this region."))
    qtbot.mouseClick(button(window, "Result before"), Qt.MouseButton.LeftButton)
    assert window.findChild(TextPane).isVisible()
    assert window.text() == "one"
    assert QApplication.focusWidget() is window.findChild(TextPane)


def test_going_back_silences_what_is_spoken_and_copies_still_count(
    qtbot: QtBot, window: ResultWindow, told: list[str]
) -> None:
    read(qtbot, window, 1, Reading("one"), None)
    read(qtbot, window, 2, Reading("two"), None)
    window.set_speaking(True)
    with qtbot.waitSignal(window.stop_requested):
        go(qtbot, window, Qt.Key.Key_Left)
    window.set_speaking(False)
    window.set_copied(2, True)
    assert told[-1] == "Copied."


def test_before_the_first_result_there_is_none(
    qtbot: QtBot, window: ResultWindow, told: list[str]
) -> None:
    window.open(1, None, Task(), None)
    window.fail(1, Failed(1, FailureKind.NO_TEXT, "Nothing found in this region."))
    qtbot.waitUntil(window.isActiveWindow)
    go(qtbot, window, Qt.Key.Key_Left)
    assert told[-1] == "Nothing has been read yet."


def test_a_result_that_is_not_shown_is_kept_and_told(
    qtbot: QtBot, window: ResultWindow, told: list[str]
) -> None:
    window.open(1, None, Task(), None, shown=False)
    window.append(1, "on")
    window.finish(1, Reading("one"))
    assert not window.isVisible()
    assert told == ["Reading…", "1 line."]
    assert window.reveal()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.text() == "one"
    assert QApplication.focusWidget() is window.findChild(TextPane)


def test_a_result_that_stepped_aside_comes_back_without_the_keyboard(
    qtbot: QtBot, window: ResultWindow
) -> None:
    read(qtbot, window, 1, Reading("one"), None)
    other = QPushButton("another program")
    qtbot.addWidget(other)
    assert window.step_aside()
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    with qtbot.waitExposed(window):
        window.open(2, None, Task(), None, shown=False)
    window.finish(2, Reading("two"))
    qtbot.wait(200)  # as long as a window manager takes to give the keyboard away
    assert other.isActiveWindow()


def test_a_question_is_shown_even_so(qtbot: QtBot, window: ResultWindow) -> None:
    window.open(1, None, Task("ask"), None, shown=False)
    window.ask(1, Need.QUESTION)
    qtbot.waitUntil(window.isActiveWindow)


def test_a_key_gives_the_keyboard_back_and_leaves_the_result(
    qtbot: QtBot, window: ResultWindow
) -> None:
    read(qtbot, window, 1, Reading("one"), None)
    with qtbot.waitSignal(window.focus_back):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
    assert window.isVisible()


def test_what_was_heard_meanwhile_stands_behind_the_result_that_is_looked_at(
    qtbot: QtBot, window: ResultWindow, told: list[str]
) -> None:
    assert not window.shelve(1, Task(), Reading("heard")), "nothing is shown"
    read(qtbot, window, 2, Reading("looked at"), None)
    assert window.shelve(3, Task(), Reading("heard"))
    assert told[-1] == "It is kept as the last result: Alt+Right."
    assert window.text() == "looked at"
    go(qtbot, window, Qt.Key.Key_Right)
    assert window.text() == "heard"
    go(qtbot, window, Qt.Key.Key_Left)
    assert window.text() == "looked at"
