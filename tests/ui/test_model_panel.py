"""HunyuanOCR's files: what is offered in each state, and the licence before the first byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.model import licence
from desktop.model.source import HUNYUANOCR
from desktop.model.status import ModelState, ModelStatus
from desktop.ui.licence_card import LicenceCard
from desktop.ui.model_panel import ModelPanel

SIZE = 2_600_000_000
ABSENT = ModelStatus(ModelState.ABSENT, "It is not here.", total=SIZE, own=True)
PARTIAL = replace(ABSENT, state=ModelState.PARTIAL, sentence="Half is here.", done=SIZE // 2)
LOADING = replace(ABSENT, state=ModelState.DOWNLOADING, sentence="Downloading HunyuanOCR.")
READY = replace(ABSENT, state=ModelState.READY, sentence="It is here.", done=SIZE)


@pytest.fixture
def panel(qtbot: QtBot, dress: Callable[..., None]) -> ModelPanel:
    shown = ModelPanel()
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def buttons(panel: ModelPanel) -> list[str]:
    return [b.text() for b in panel.findChildren(QPushButton) if b.isVisible()]


def press(qtbot: QtBot, panel: ModelPanel, text: str) -> None:
    button = next(b for b in panel.findChildren(QPushButton) if b.isVisible() and b.text() == text)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def words(panel: ModelPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (ABSENT, ["Download (2.6 GB)", "I already have the files…"]),
        (PARTIAL, ["Resume", "Remove…", "I already have the files…"]),
        (LOADING, ["Pause"]),
        (replace(LOADING, state=ModelState.VERIFYING), ["Stop checking"]),
        (READY, ["Check files", "Remove…", "Choose other files…"]),
        (replace(READY, own=False), ["Check files", "Choose other files…"]),
        (replace(READY, revision=HUNYUANOCR.revision), ["Check files", "Remove…"]),
        (replace(READY, revision="older"), ["Download the new version", "Check files", "Remove…"]),
        (
            replace(READY, state=ModelState.DAMAGED, failed=True),
            ["Download (2.6 GB)", "Check files", "Remove…", "Choose other files…"],
        ),
    ],
)
def test_what_helps_is_offered(panel: ModelPanel, status: ModelStatus, offered: list[str]) -> None:
    panel.set_status(status)
    assert buttons(panel)[: len(offered)] == offered
    assert status.sentence in words(panel)


def test_nothing_is_offered_before_it_is_known_how_it_stands(panel: ModelPanel) -> None:
    assert buttons(panel) == []


def test_with_a_folder_of_the_users_there_is_no_download_but_a_way_back(
    qtbot: QtBot, panel: ModelPanel
) -> None:
    panel.set_folder("/models")
    panel.set_status(replace(ABSENT, own=False))
    assert buttons(panel) == ["Choose other files…", "Use Sightread's folder"]
    with qtbot.waitSignal(panel.folder_chosen) as heard:
        press(qtbot, panel, "Use Sightread's folder")
    assert heard.args == [""]


def test_the_licence_is_shown_and_accepted_before_the_first_byte(
    qtbot: QtBot, panel: ModelPanel, told: list[str]
) -> None:
    panel.set_status(ABSENT)
    with qtbot.assertNotEmitted(panel.download_requested):
        press(qtbot, panel, "Download (2.6 GB)")
        assert licence.TERRITORY in words(panel)
        assert licence.TEXT_SUMMARY in words(panel)
        assert licence.URL in words(panel)
        assert QApplication.focusWidget().text() == licence.TEXT_SUMMARY
        assert told == ["Before the download: the licence of HunyuanOCR."]
        accept = next(b for b in panel.findChildren(QPushButton) if "Accept" in b.text())
        assert not accept.isEnabled(), "a check box and then a button: two deliberate steps"
        box = panel.findChild(QCheckBox)
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Space)
    with qtbot.waitSignal(panel.download_requested) as heard:
        press(qtbot, panel, "Accept and download")
    assert heard.args == [licence.accepted_today()]
    assert licence.is_date(heard.args[0])
    assert "You accepted the licence on" in words(panel)


def test_not_now_goes_back_and_accepts_nothing(qtbot: QtBot, panel: ModelPanel) -> None:
    panel.set_status(ABSENT)
    press(qtbot, panel, "Download (2.6 GB)")
    panel.findChild(QCheckBox).setChecked(True)
    with qtbot.assertNotEmitted(panel.download_requested):
        press(qtbot, panel, "Not now")
    assert licence.TERRITORY not in words(panel)
    press(qtbot, panel, "Download (2.6 GB)")
    assert not panel.findChild(QCheckBox).isChecked()


def test_an_accepted_licence_is_not_asked_for_again(qtbot: QtBot, panel: ModelPanel) -> None:
    panel.set_licence("2026-11-21")
    panel.set_status(PARTIAL)
    assert "You accepted the licence on 21 November 2026." in words(panel)
    with qtbot.waitSignal(panel.download_requested) as heard:
        press(qtbot, panel, "Resume")
    assert heard.args == ["2026-11-21"]


def test_size_speed_and_time_left_are_shown(panel: ModelPanel) -> None:
    panel.set_machine("It can carry it.")
    panel.set_status(replace(LOADING, done=SIZE // 4, speed=11e6, left=140))
    assert "650 MB of 2.6 GB · 11 MB/s · about 2 minutes left" in words(panel)
    assert "It can carry it." in words(panel)
    bar = panel.findChild(QProgressBar)
    assert (bar.value(), bar.accessibleName()) == (25, "HunyuanOCR's files")
    assert bar.accessibleDescription() == "650 MB of 2.6 GB · 11 MB/s · about 2 minutes left"
    panel.set_status(READY)
    assert not bar.isVisible()


def test_what_is_told_is_the_start_each_quarter_and_the_end(
    panel: ModelPanel, told: list[str]
) -> None:
    panel.set_status(ABSENT)
    assert told == [], "how it stood when the window was opened is read, not told"
    for percent in range(0, 101):
        panel.set_status(replace(LOADING, done=SIZE * percent // 100))
    panel.set_status(replace(LOADING, state=ModelState.VERIFYING, sentence="Checking."))
    panel.set_status(READY)
    assert told == [
        "Downloading HunyuanOCR.",
        "25 %.",
        "50 %.",
        "75 %.",
        "100 %.",
        "Checking.",
        "It is here.",
    ]


def test_a_pause_and_a_failure_are_told(panel: ModelPanel, told: list[str]) -> None:
    panel.set_status(replace(LOADING, done=SIZE // 2))
    panel.set_status(PARTIAL)
    panel.set_status(replace(LOADING, done=SIZE // 2, left=140))
    panel.set_status(replace(LOADING, done=SIZE * 3 // 4, left=140))
    panel.set_status(replace(PARTIAL, sentence="The network was lost.", failed=True))
    panel.set_status(replace(PARTIAL, sentence="The disk is full.", failed=True))
    assert told == [
        "Half is here.",
        "Downloading HunyuanOCR.",
        "75 %, about 2 minutes left.",
        "The network was lost.",
        "The disk is full.",
    ]


def test_the_buttons_do_what_they_say(qtbot: QtBot, panel: ModelPanel) -> None:
    panel.set_status(LOADING)
    with qtbot.waitSignal(panel.pause_requested):
        press(qtbot, panel, "Pause")
    panel.set_status(READY)
    assert QApplication.focusWidget().accessibleName() == "Check files", "the keyboard stays here"
    with qtbot.waitSignal(panel.verify_requested):
        press(qtbot, panel, "Check files")


def test_removing_asks_once(qtbot: QtBot, panel: ModelPanel) -> None:
    panel.set_status(READY)
    with qtbot.assertNotEmitted(panel.remove_requested):
        press(qtbot, panel, "Remove…")
        assert QApplication.focusWidget().accessibleName() == "Keep it"
        press(qtbot, panel, "Keep it")
    assert buttons(panel)[0] == "Check files"
    press(qtbot, panel, "Remove…")
    with qtbot.waitSignal(panel.remove_requested):
        press(qtbot, panel, "Remove it")


def test_a_folder_can_be_chosen(qtbot: QtBot, panel: ModelPanel, tmp_path: Path) -> None:
    panel.set_status(ABSENT)
    press(qtbot, panel, "I already have the files…")
    dialog = panel.findChild(QFileDialog)
    dialog.selectFile(str(tmp_path))
    with qtbot.waitSignal(panel.folder_chosen) as heard:
        dialog.fileSelected.emit(str(tmp_path))
    assert heard.args == [str(tmp_path)]
    dialog.reject()


def test_a_window_that_is_closed_tells_nothing(panel: ModelPanel, told: list[str]) -> None:
    panel.set_status(ABSENT)
    panel.hide()
    panel.set_status(LOADING)
    assert told == []


def test_the_licence_is_scrolled_to(qtbot: QtBot, dress: Callable[..., None]) -> None:
    area, content, panel = QScrollArea(widgetResizable=True), QWidget(), ModelPanel()
    column = QVBoxLayout(content)
    column.addSpacing(900)
    column.addWidget(panel)
    area.setWidget(content)
    qtbot.addWidget(area)
    area.resize(600, 500)
    area.show()
    panel.set_status(ABSENT)
    next(b for b in panel.findChildren(QPushButton) if b.text().startswith("Download")).click()
    text = panel.findChild(LicenceCard).first
    qtbot.waitUntil(lambda: text.visibleRegion().boundingRect() == text.rect())


def test_a_folder_that_was_named_at_the_start_is_not_ours_to_fill(panel: ModelPanel) -> None:
    panel.set_folder("/models", fixed=True)
    panel.set_status(replace(ABSENT, own=False, failed=True))
    assert buttons(panel) == []
    panel.set_status(replace(READY, own=False))
    assert buttons(panel) == ["Check files"]


def test_nothing_is_downloaded_into_a_folder_that_is_not_sightreads(panel: ModelPanel) -> None:
    panel.set_status(replace(ABSENT, own=False, failed=True))
    assert buttons(panel) == ["I already have the files…"]


@pytest.mark.parametrize("accepted", ["yes", "2026-13-01"])
def test_what_is_no_date_accepts_no_licence(qtbot: QtBot, panel: ModelPanel, accepted: str) -> None:
    panel.set_licence(accepted)
    panel.set_status(ABSENT)
    assert "You accepted" not in words(panel)
    with qtbot.assertNotEmitted(panel.download_requested):
        press(qtbot, panel, "Download (2.6 GB)")
    assert licence.TERRITORY in words(panel)
