"""The user's own tasks: added, changed and removed by keyboard, in force at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from desktop.settings import OwnTask
from desktop.ui.hotkey_edit import HotkeyEdit
from desktop.ui.own_tasks import EXAMPLE, KINDS, OwnTasks
from desktop.values import OutputKind

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
TOTAL = OwnTask("Total", "What is the total?")
DATE = OwnTask("Date", "When?", OutputKind.FIELDS, "<ctrl>+<alt>+d")


def no_conflict(action: str, hotkey: str) -> str:
    return "Ctrl+Alt+R is taken." if hotkey == "<ctrl>+<alt>+r" else ""


@pytest.fixture
def panel(qtbot: QtBot, dress: Callable[..., None]) -> OwnTasks:
    shown = OwnTasks(no_conflict)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


@pytest.fixture
def stored(panel: OwnTasks) -> list[tuple[OwnTask, ...]]:
    heard: list[tuple[OwnTask, ...]] = []
    panel.changed.connect(heard.append)
    return heard


def press(qtbot: QtBot, panel: OwnTasks, text: str) -> None:
    button = next(b for b in panel.findChildren(QPushButton) if b.text() == text)
    assert button.isVisible()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def name_field(panel: OwnTasks) -> QLineEdit:
    return next(e for e in panel.findChildren(QLineEdit) if e.accessibleName() == "Name")


def words(panel: OwnTasks) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_without_any_the_example_is_offered(
    qtbot: QtBot, panel: OwnTasks, stored: list[tuple[OwnTask, ...]]
) -> None:
    assert "You have none yet." in words(panel)
    assert not name_field(panel).isVisible()
    press(qtbot, panel, "Add the example")
    assert stored == [(EXAMPLE,)]
    assert EXAMPLE.name == "Total of an invoice"
    assert QApplication.focusWidget() is name_field(panel)


def test_a_task_is_written_by_keyboard(
    qtbot: QtBot, panel: OwnTasks, stored: list[tuple[OwnTask, ...]]
) -> None:
    press(qtbot, panel, "Add a task")
    qtbot.keyClicks(QApplication.focusWidget(), "Guests")  # the name is selected
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    prompt = QApplication.focusWidget()
    assert isinstance(prompt, QPlainTextEdit)
    qtbot.keyClicks(prompt, "Who is")
    qtbot.keyClick(prompt, Qt.Key.Key_Return)
    qtbot.keyClicks(prompt, "named?")
    qtbot.keyClick(prompt, Qt.Key.Key_Tab)
    kind = QApplication.focusWidget()
    assert isinstance(kind, QComboBox)
    qtbot.keyClicks(kind, "Table")
    qtbot.keyClick(kind, Qt.Key.Key_Tab)
    hotkey = QApplication.focusWidget()
    assert isinstance(hotkey, HotkeyEdit)
    qtbot.keyClick(hotkey, Qt.Key.Key_I, CTRL_ALT)
    wanted = OwnTask("Guests", "Who is\nnamed?", OutputKind.TABLE, "<ctrl>+<alt>+i")
    assert stored[-1] == (wanted,)


def test_what_is_typed_is_taken_after_a_moment(
    qtbot: QtBot, panel: OwnTasks, stored: list[tuple[OwnTask, ...]]
) -> None:
    panel.show_own([TOTAL])
    prompt = panel.findChild(QPlainTextEdit)
    prompt.setPlainText("How much?")
    assert stored == [], "not with every key"
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[-1][0].prompt == "How much?"


def test_what_is_typed_belongs_to_its_task_when_another_is_chosen(
    panel: OwnTasks, stored: list[tuple[OwnTask, ...]]
) -> None:
    panel.show_own([TOTAL, DATE])
    panel.findChild(QPlainTextEdit).setPlainText("How much?")
    panel.findChild(QListWidget).setCurrentRow(1)
    assert [own.prompt for own in stored[-1]] == ["How much?", "When?"]
    assert panel.findChild(QPlainTextEdit).toPlainText() == "When?"
    assert panel.findChild(HotkeyEdit).hotkey == "<ctrl>+<alt>+d"
    assert panel.findChild(QComboBox).currentText() == KINDS[OutputKind.FIELDS]


def test_what_is_typed_is_not_lost_when_the_page_is_left(
    panel: OwnTasks, stored: list[tuple[OwnTask, ...]]
) -> None:
    panel.show_own([TOTAL])
    panel.findChild(QPlainTextEdit).setPlainText("How much?")
    panel.hide()
    assert stored[-1][0].prompt == "How much?"


def test_a_name_that_is_taken_gets_a_number_and_that_is_told(
    qtbot: QtBot, panel: OwnTasks, stored: list[tuple[OwnTask, ...]], told: list[str]
) -> None:
    panel.show_own([TOTAL, DATE])
    panel.findChild(QListWidget).setCurrentRow(1)
    name = name_field(panel)
    name.setText("total")
    name.editingFinished.emit()
    assert [own.name for own in stored[-1]] == ["Total", "total 2"]
    assert name.text() == "total 2"
    assert told == ["You have a task total; this one is total 2."]
    assert told[-1] in words(panel)


def test_a_task_keeps_its_name_when_it_is_deleted_from_the_field(
    panel: OwnTasks, stored: list[tuple[OwnTask, ...]], told: list[str]
) -> None:
    panel.show_own([TOTAL])
    name_field(panel).setText("  ")
    name_field(panel).editingFinished.emit()
    assert name_field(panel).text() == "Total"
    assert stored == []
    assert told == ["A task needs a name."]


def test_a_taken_hotkey_is_refused(
    qtbot: QtBot, panel: OwnTasks, stored: list[tuple[OwnTask, ...]]
) -> None:
    panel.show_own([DATE])
    field = panel.findChild(HotkeyEdit)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_R, CTRL_ALT)
    assert "Ctrl+Alt+R is taken." in words(panel)
    assert field.hotkey == DATE.hotkey
    assert stored == []


def test_a_task_is_removed_and_the_keyboard_stays(
    qtbot: QtBot, panel: OwnTasks, stored: list[tuple[OwnTask, ...]], told: list[str]
) -> None:
    panel.show_own([TOTAL, DATE])
    press(qtbot, panel, "Remove")
    assert list(stored[-1]) == [DATE]
    assert told == ["Removed: Total."]
    assert QApplication.focusWidget() is panel.findChild(QListWidget)
    press(qtbot, panel, "Remove")
    assert list(stored[-1]) == []
    assert QApplication.focusWidget().accessibleName() == "Add a task"


def test_why_a_hotkey_does_not_work_stands_at_its_task(panel: OwnTasks) -> None:
    panel.show_own([TOTAL, DATE])
    panel.show_problems({"own:Date": "Another program has these keys."})
    assert "Another program" not in words(panel)
    panel.findChild(QListWidget).setCurrentRow(1)
    assert "Another program has these keys." in words(panel)


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(OutputKind)
    assert len(set(KINDS.values())) == len(KINDS)
