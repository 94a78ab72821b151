"""The welcome window: three steps, by keyboard, spoken on one key, and nothing but intentions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.model.status import ModelState, ModelStatus
from desktop.ui.model_panel import ModelPanel
from desktop.ui.welcome import INVITATION, KEYS, Welcome
from desktop.values import Source, Verb

ABSENT = ModelStatus(ModelState.ABSENT, "It is not here.", total=2_600_000_000, own=True)


@pytest.fixture
def welcome(qtbot: QtBot, dress: Callable[..., None]) -> Welcome:
    window = Welcome()
    qtbot.addWidget(window)
    window.set_hotkeys({"region": "<ctrl>+<alt>+x", "stop": "<ctrl>+<alt>+h"})
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def said(welcome: Welcome) -> list[str]:
    heard: list[str] = []
    welcome.say.connect(heard.append)
    return heard


def words(window: Welcome) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def press(qtbot: QtBot, window: Welcome, text: str) -> None:
    button = next(b for b in window.findChildren(QPushButton) if b.isVisible() and b.text() == text)
    qtbot.keyClick(button, Qt.Key.Key_Space)


def test_the_first_screen_names_the_key_that_has_it_spoken(
    qtbot: QtBot, dress: Callable[..., None]
) -> None:
    window = Welcome()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.say) as heard:
        window.show()
    assert heard.args == [INVITATION], "who can't see the key must hear of it"
    assert "F2" in INVITATION
    assert KEYS in words(window)
    with qtbot.assertNotEmitted(window.say):
        window.hide()
        window.show()


def test_f2_speaks_each_step(qtbot: QtBot, welcome: Welcome, said: list[str]) -> None:
    press(qtbot, welcome, "Next")
    press(qtbot, welcome, "Back")
    assert said == [], "nothing is spoken before it is asked for"
    qtbot.keyClick(welcome, Qt.Key.Key_F2)
    assert said[-1].startswith("Step 1 of 3. Read what you see. Press Ctrl+Alt+X, drag over")
    press(qtbot, welcome, "Next")
    assert said[-1].startswith("Step 2 of 3. Hear it. ")
    assert "Ctrl+Alt+H makes it silent" in said[-1]
    press(qtbot, welcome, "Next")
    assert said[-1].startswith("Step 3 of 3. HunyuanOCR")
    welcome.set_model(ABSENT)
    welcome.set_model(ModelStatus(ModelState.DOWNLOADING, "Downloading HunyuanOCR."))
    assert said[-1] == "Downloading HunyuanOCR."


def test_enter_goes_through_all_steps_to_the_end(qtbot: QtBot, welcome: Welcome) -> None:
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert "3 of 3" in words(welcome)
    with qtbot.waitSignal(welcome.closed) as heard:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert heard.args == [True]
    assert not welcome.isVisible()


@pytest.mark.parametrize(("steps", "seen"), [(0, False), (1, False), (2, True)])
def test_esc_leaves_it_for_later_until_its_end_was_seen(
    qtbot: QtBot, welcome: Welcome, steps: int, seen: bool
) -> None:
    for _ in range(steps):
        press(qtbot, welcome, "Next")
    with qtbot.waitSignal(welcome.closed) as heard:
        qtbot.keyClick(welcome, Qt.Key.Key_Escape)
    assert heard.args == [seen]


def test_the_windows_cross_leaves_it_for_later(qtbot: QtBot, welcome: Welcome) -> None:
    with qtbot.waitSignal(welcome.closed) as heard:
        welcome.close()
    assert heard.args == [False]


def test_skip_puts_it_away_for_good(qtbot: QtBot, welcome: Welcome) -> None:
    with qtbot.waitSignal(welcome.closed) as heard:
        press(qtbot, welcome, "Skip")
    assert heard.args == [True]


def test_the_sample_is_read_and_that_it_worked_is_shown(qtbot: QtBot, welcome: Welcome) -> None:
    with qtbot.waitSignal(welcome.commanded) as heard:
        press(qtbot, welcome, "Read this picture")
    [command] = heard.args
    assert (command.verb, command.source) == (Verb.CAPTURE, Source.FILE)
    assert Path(command.paths[0]).is_file()
    welcome.set_read("<b>HARBOUR</b>\nCAFÉ " + "x" * 99)
    assert "It works. Sightread has read: <b>HARBOUR</b> CAFÉ xx" in words(welcome)


def test_without_a_hotkey_it_names_the_menu(welcome: Welcome) -> None:
    assert "Press Ctrl+Alt+X" in words(welcome)
    welcome.set_hotkeys({})
    assert "Choose “Read a region”" in words(welcome)


def test_the_voice_can_be_heard(qtbot: QtBot, welcome: Welcome) -> None:
    press(qtbot, welcome, "Next")
    with qtbot.waitSignal(welcome.hear):
        press(qtbot, welcome, "Hear the voice")


def test_the_last_step_asks_about_the_model_and_hands_on_what_is_wanted(
    qtbot: QtBot, welcome: Welcome
) -> None:
    press(qtbot, welcome, "Next")
    with qtbot.waitSignal(welcome.model_asked):
        press(qtbot, welcome, "Next")
    welcome.set_machine("This machine can carry it.")
    welcome.set_licence("2026-11-21")
    welcome.set_model(ABSENT)
    assert "This machine can carry it." in words(welcome)
    with qtbot.waitSignal(welcome.download_requested) as heard:
        press(qtbot, welcome, "Download (2.6 GB)")
    assert heard.args == ["2026-11-21"]
    panel = welcome.findChild(ModelPanel)
    for asked, handed_on in (
        (panel.pause_requested, welcome.pause_requested),
        (panel.verify_requested, welcome.verify_requested),
        (panel.remove_requested, welcome.remove_requested),
    ):
        with qtbot.waitSignal(handed_on):
            asked.emit()
    with qtbot.waitSignal(welcome.folder_chosen) as heard:
        panel.folder_chosen.emit("/models")
    assert heard.args == ["/models"]
