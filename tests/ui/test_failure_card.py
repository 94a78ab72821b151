from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.result import ResultWindow
from desktop.values import Failed, FailureKind, Shot, Task


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (FailureKind.NO_MODEL, "model"),
        (FailureKind.REFUSED, "server"),
    ],
)
def test_a_button_opens_the_part_of_the_settings_that_helps(
    qtbot: QtBot,
    dress: Callable[..., None],
    picture: Callable[..., Shot],
    kind: FailureKind,
    part: str,
) -> None:
    window, shot = ResultWindow(), picture(("one",))
    qtbot.addWidget(window)
    # Of a task that no quick engine does, with no picture left: one button remains.
    window.open(1, None if part == "server" else shot, Task("table"), None)
    qtbot.waitUntil(window.isActiveWindow)
    window.fail(1, Failed(1, kind, "That went wrong. Do this."))
    with qtbot.waitSignal(window.action_requested) as heard:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert heard.args == [part]


def test_nothing_is_sent_to_a_server_before_its_button_is_pressed(
    qtbot: QtBot, dress: Callable[..., None], picture: Callable[..., Shot], told: list[str]
) -> None:
    window, shot = ResultWindow(), picture(("one",))
    qtbot.addWidget(window)
    window.open(1, shot, Task(), shot.region)
    qtbot.waitUntil(window.isActiveWindow)
    sentence = "Pictures would go to https://gpu.example:8000. Agree, or use the quick engine."
    window.fail(1, Failed(1, FailureKind.NOT_AGREED, sentence))
    assert told[-1] == sentence
    with qtbot.waitSignal(window.agreed), qtbot.assertNotEmitted(window.again):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
