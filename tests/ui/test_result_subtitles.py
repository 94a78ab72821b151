"""What was heard of a region that was watched, saved as subtitles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui.result import ResultWindow
from desktop.values import Reading, Task

HEARD = Reading(
    "Where is he?\nNobody <knows>.",
    times=((1000, 3000, "Where is he?"), (3000, 5250, "Nobody <knows>.")),
)


@pytest.fixture
def window(qtbot: QtBot, dress: Callable[..., None]) -> ResultWindow:
    made = ResultWindow()
    qtbot.addWidget(made)
    return made


def show(window: ResultWindow, job: int, reading: Reading) -> None:
    window.open(job, None, Task(), None)
    window.finish(job, reading)


def entries(window: ResultWindow) -> list[QAction]:
    """What the button for saving offers."""
    found = window.findChildren(QPushButton)
    menu = next(button for button in found if button.accessibleName() == "Save…").menu()
    menu.aboutToShow.emit()
    return menu.actions()


def titles(window: ResultWindow) -> list[str]:
    return [action.text().partition("\t")[0] for action in entries(window)]


def ask(window: ResultWindow) -> QFileDialog:
    entries(window)[-1].trigger()
    return window.findChildren(QFileDialog)[-1]


def test_it_is_offered_where_there_are_times(window: ResultWindow) -> None:
    show(window, 1, Reading("A letter."))
    assert "Save as subtitles…" not in titles(window)
    show(window, 2, HEARD)
    assert titles(window)[-1] == "Save as subtitles…"
    show(window, 3, Reading("A letter."))
    assert "Save as subtitles…" not in titles(window)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "talk.srt",
            "1\n00:00:01,000 --> 00:00:03,000\nWhere is he?\n\n"
            "2\n00:00:03,000 --> 00:00:05,250\nNobody <\u2060knows>.\n",  # no markup
        ),
        (
            "talk.vtt",
            "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nWhere is he?\n\n"
            "00:00:03.000 --> 00:00:05.250\nNobody &lt;knows&gt;.\n",
        ),
    ],
)
def test_it_is_saved(window: ResultWindow, name: str, content: str, tmp_path: Path) -> None:
    show(window, 1, HEARD)
    dialog = ask(window)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(name)
    dialog.accept()
    assert (tmp_path / name).read_bytes().decode() == content


def test_where_it_can_not_be_saved_that_is_told(window: ResultWindow, tmp_path: Path) -> None:
    show(window, 1, HEARD)
    ask(window).fileSelected.emit(str(tmp_path / "nowhere" / "talk.srt"))
    told = [label.text() for label in window.findChildren(QLabel)]
    assert "The subtitles could not be saved there. Choose another folder." in told
