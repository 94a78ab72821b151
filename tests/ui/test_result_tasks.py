"""One picture, many tasks: the menus of a result, and what a task must be told first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.settings import OwnTask
from desktop.tasks import CATALOGUE, LANGUAGES, QUESTIONS, TESTED_TARGETS, Need
from desktop.ui.ask_card import AskCard
from desktop.ui.button import Button
from desktop.ui.failure_card import FailureCard
from desktop.ui.picture_pane import PicturePane
from desktop.ui.result import ResultWindow
from desktop.ui.text_pane import TextPane
from desktop.values import EngineName, Failed, FailureKind, OutputKind, Reading, Shot, Task

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shot(picture: Callable[..., Shot]) -> Shot:
    return picture(("The quick brown fox", "jumps over the dog"))


@pytest.fixture
def window(qtbot: QtBot, dress: Callable[..., None], shot: Shot) -> ResultWindow:
    """A window with a text in it."""
    result = ResultWindow()
    qtbot.addWidget(result)
    result.open(1, shot, Task(), shot.region)
    qtbot.waitUntil(result.isActiveWindow)
    result.finish(1, Reading("some text"))
    return result


def asked(qtbot: QtBot, window: ResultWindow, shot: Shot, name: str, need: Need) -> AskCard:
    """The card of a capture that still needs an answer."""
    window.open(2, shot, Task(name), shot.region)
    window.ask(2, need)
    card = window.findChild(AskCard)
    assert card is not None
    qtbot.waitUntil(card.isVisible)
    return card


def with_menu(qtbot: QtBot, window: ResultWindow, keys: Qt.Key) -> Callable[[str], None]:
    """Takes an entry of the menu that Ctrl and ``keys`` open, with the keyboard."""

    def choose(title: str) -> None:
        def take() -> None:
            menu = QApplication.activePopupWidget()
            if not isinstance(menu, QMenu):
                return
            look.stop()
            action = next(a for a in menu.actions() if a.text() == title)
            menu.setActiveAction(action)
            qtbot.keyClick(menu, Qt.Key.Key_Return)

        look = QTimer(window, interval=20)
        look.timeout.connect(take)
        look.start()
        qtbot.keyClick(window.findChild(TextPane), keys, CTRL)

    return choose


def entries(menu: QMenu) -> list[str]:
    """Every title of a menu and of the menus in it."""
    found = []
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found += entries(inner)
        elif not action.isSeparator():
            found.append(action.text().removesuffix("…").replace("&&", "&"))
    return found


def test_every_task_is_in_the_menu_with_a_sentence(window: ResultWindow) -> None:
    window.set_own_tasks((OwnTask("R&D notes", "Read it."),))
    opener = next(b for b in window.findChildren(Button) if b.accessibleName() == "Task: Read")
    menu = opener.menu()
    menu.aboutToShow.emit()
    titles = [e.title for e in CATALOGUE.values() if e.name not in ("translate", "own")]
    languages = [
        name if tag in TESTED_TARGETS else f"{name} (untested)" for tag, name in LANGUAGES.items()
    ]
    assert sorted(entries(menu)) == sorted([*titles, *languages, "R&D notes"])
    table = next(a for a in menu.actions() if a.text() == "Table")
    assert table.toolTip() == CATALOGUE["table"].help
    assert menu.toolTipsVisible()
    marked = [a.text() for a in menu.actions() if a.isChecked()]
    assert marked == ["Read"]


def test_another_task_needs_no_second_capture(qtbot: QtBot, window: ResultWindow) -> None:
    choose = with_menu(qtbot, window, Qt.Key.Key_K)
    with qtbot.waitSignal(window.again) as heard:
        choose("Table")
    assert heard.args == [Task("table"), EngineName.AUTO]


@pytest.mark.parametrize("keys", [Qt.Key.Key_K, Qt.Key.Key_J])
def test_a_menu_that_is_left_leaves_the_keyboard_in_the_text(
    qtbot: QtBot, window: ResultWindow, keys: Qt.Key
) -> None:
    seen: list[QMenu] = []

    def leave() -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            seen.append(menu)
            qtbot.keyClick(menu, Qt.Key.Key_Escape)

    look = QTimer(window, interval=20)
    look.timeout.connect(leave)
    look.start()
    text = window.findChild(TextPane)
    qtbot.keyClick(text, keys, CTRL)
    qtbot.waitUntil(lambda: bool(seen) and QApplication.activePopupWidget() is None)
    look.stop()
    assert QApplication.focusWidget() is text


def test_the_bottom_row_offers_what_it_can_be_read_as(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    choose = with_menu(qtbot, window, Qt.Key.Key_J)
    with qtbot.waitSignal(window.again) as heard:
        choose("Document")
    assert heard.args == [Task("document"), EngineName.AUTO]
    window.open(2, shot, Task("table"), shot.region)
    choose = with_menu(qtbot, window, Qt.Key.Key_J)
    with qtbot.waitSignal(window.again) as heard:
        choose("Text")
    assert heard.args == [Task("read"), EngineName.AUTO]


def test_an_own_task_is_asked_for_as_it_was_written(qtbot: QtBot, window: ResultWindow) -> None:
    own = OwnTask("Wine label", "Name the wine.", OutputKind.FIELDS)
    window.set_own_tasks((own,))
    choose = with_menu(qtbot, window, Qt.Key.Key_K)
    with qtbot.waitSignal(window.again) as heard:
        choose("Wine label")
    assert heard.args == [own.task, EngineName.AUTO]


def test_a_chosen_engine_stays_chosen_where_it_can_do_the_task(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    window.findChild(FailureCard).quick.emit()  # the user chose the quick engine
    window.open(2, shot, Task(), shot.region)
    choose = with_menu(qtbot, window, Qt.Key.Key_K)
    with qtbot.waitSignal(window.again) as heard:
        choose("Text with positions")
    assert heard.args == [Task("positions"), EngineName.QUICK]
    choose = with_menu(qtbot, window, Qt.Key.Key_K)
    with qtbot.waitSignal(window.again) as heard:
        choose("Formula")
    assert heard.args == [Task("formula"), EngineName.AUTO]


@pytest.mark.parametrize(
    ("name", "need"),
    [
        ("fields", Need.FIELDS),
        ("field", Need.FIELD),
        ("ask", Need.QUESTION),
        ("own", Need.PROMPT),
    ],
)
def test_a_question_has_the_keyboard_a_name_and_the_picture_beside_it(
    qtbot: QtBot, window: ResultWindow, shot: Shot, told: list[str], name: str, need: Need
) -> None:
    asked(qtbot, window, shot, name, need)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit | QPlainTextEdit | QListWidget)
    face = QAccessible.queryAccessibleInterface(field)
    assert face.text(QAccessible.Text.Name) == QUESTIONS[need]
    assert told == [QUESTIONS[need]]  # and never "Reading…"
    assert window.findChild(PicturePane).isVisible()
    assert not window.findChild(TextPane).isVisible()


def test_fields_are_named_one_a_line_and_the_last_ones_offered(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    window.set_last_fields(("Total", "Date"))
    asked(qtbot, window, shot, "fields", Need.FIELDS)
    field = QApplication.focusWidget()
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "Total\nDate"
    qtbot.keyClick(field, Qt.Key.Key_End, CTRL)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, " Tax, in %")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(window.again) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return, CTRL)
    assert heard.args == [Task("fields", fields=("Total", "Date", "Tax, in %")), EngineName.AUTO]


def test_one_field_and_a_question_are_answered_with_enter(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    asked(qtbot, window, shot, "field", Need.FIELD)
    qtbot.keyClicks(QApplication.focusWidget(), "Total")
    with qtbot.waitSignal(window.again) as heard:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert heard.args[0] == Task("field", fields=("Total",))
    asked(qtbot, window, shot, "ask", Need.QUESTION)
    with qtbot.assertNotEmitted(window.again):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)  # nothing has been asked
    qtbot.keyClicks(QApplication.focusWidget(), "What is it?")
    with qtbot.waitSignal(window.again) as heard:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert heard.args[0] == Task("ask", wording="What is it?")


def test_a_language_is_chosen_with_the_keyboard(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    asked(qtbot, window, shot, "translate", Need.LANGUAGE)
    qtbot.keyClicks(QApplication.focusWidget(), "Ger")
    with qtbot.waitSignal(window.again) as heard:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert heard.args[0] == Task("translate", "de")


def test_a_choice_that_needs_an_answer_asks_over_the_text_and_escape_goes_back(
    qtbot: QtBot, window: ResultWindow
) -> None:
    with qtbot.assertNotEmitted(window.again):
        with_menu(qtbot, window, Qt.Key.Key_K)("Ask a question…")
        card = window.findChild(AskCard)
        qtbot.waitUntil(card.isVisible)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.isVisible()
    assert not card.isVisible()
    assert window.text() == "some text"
    assert QApplication.focusWidget() is window.findChild(TextPane)
    assert not window.findChild(PicturePane).isVisible()


def test_escape_closes_where_there_is_nothing_to_go_back_to(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    asked(qtbot, window, shot, "ask", Need.QUESTION)
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)


def test_a_failure_behind_a_question_is_there_when_the_user_goes_back(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    window.open(2, shot, Task("table"), shot.region)
    window.fail(2, Failed(2, FailureKind.NO_MODEL, "HunyuanOCR is not here yet."))
    with_menu(qtbot, window, Qt.Key.Key_K)("Fields…")
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPlainTextEdit))
    assert not window.findChild(FailureCard).isVisible()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.findChild(FailureCard).isVisible()


def test_an_answer_for_an_older_job_is_not_asked_for(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    window.open(2, shot, Task(), shot.region)
    window.ask(1, Need.QUESTION)
    assert not window.findChild(AskCard).isVisible()
