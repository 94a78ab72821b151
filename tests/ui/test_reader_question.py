"""The question who shall speak: asked in words, answered with one key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.settings import Theme, Through
from desktop.system.screen_reader import UNNAMED
from desktop.ui.reader_question import LargeButton, ReaderQuestion


@pytest.fixture
def question(qtbot: QtBot, dress: Callable[..., None]) -> Callable[..., ReaderQuestion]:
    def shown(name: str = "Orca") -> ReaderQuestion:
        window = ReaderQuestion(name)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return shown


@pytest.mark.parametrize(
    ("keys", "through"),
    [
        ([Qt.Key.Key_1], Through.OWN),
        ([Qt.Key.Key_2], Through.READER),
        ([Qt.Key.Key_3], Through.BOTH),
        ([Qt.Key.Key_Return], Through.OWN),
        ([Qt.Key.Key_Down, Qt.Key.Key_Return], Through.READER),
        ([Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Space], Through.BOTH),
        ([Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return], Through.READER),
    ],
)
def test_keys_answer(
    qtbot: QtBot,
    question: Callable[..., ReaderQuestion],
    keys: list[Qt.Key],
    through: Through,
) -> None:
    window = question()
    with qtbot.waitSignal(window.chosen) as chosen:
        for key in keys:
            qtbot.keyClick(QApplication.focusWidget(), key)
    assert chosen.args == [through]
    assert not window.isVisible()


def test_escape_answers_nothing(qtbot: QtBot, question: Callable[..., ReaderQuestion]) -> None:
    window = question()
    answers: list[Through] = []
    window.chosen.connect(answers.append)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert answers == []
    assert not window.isVisible()


def test_it_says_what_it_asks_and_a_screen_reader_finds_it(
    qtbot: QtBot, question: Callable[..., ReaderQuestion]
) -> None:
    window = ReaderQuestion("Orca")
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.say) as said:
        window.show()
    assert said.args == [
        "Orca is running. Who shall speak? Press 1 for Sightread, 2 for Orca, 3 for Both."
    ]
    face = QAccessible.queryAccessibleInterface(window)
    assert face.role() == QAccessible.Role.Dialog
    assert face.text(QAccessible.Text.Name) == "Orca is running. Who shall speak?"
    told = [
        (
            QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name),
            QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Description),
        )
        for button in window.findChildren(LargeButton)
    ]
    assert told[1] == ("Orca", "Orca says everything, also in braille. Key 2.")


def test_a_reader_without_a_name_is_asked_about_in_good_english(
    question: Callable[..., ReaderQuestion],
) -> None:
    window = question(UNNAMED)
    assert window.words.startswith("A screen reader is running.")
    lines = [button.accessibleDescription() for button in window.findChildren(LargeButton)]
    assert "reads, and a screen reader is told too" in lines[2]


@pytest.mark.parametrize("pixels", [14, 28])
def test_no_words_are_cut_and_every_target_can_be_hit(
    question: Callable[..., ReaderQuestion], dress: Callable[..., None], pixels: int
) -> None:
    window = question("A reader with a rather long name of its own")
    dress(Theme.DARK, pixels)
    QApplication.processEvents()
    QApplication.processEvents()  # the layout's own turn
    for part in [*window.findChildren(LargeButton), *window.findChildren(QLabel)]:
        assert part.height() >= part.heightForWidth(part.width()) >= 12
        assert window.rect().contains(part.geometry())
    assert all(button.height() >= 32 for button in window.findChildren(LargeButton))
    assert window.width() <= window.screen().availableSize().width()
