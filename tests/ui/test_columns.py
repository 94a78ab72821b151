"""Source and translation in two columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextTable
from pytestqt.qtbot import QtBot

from desktop.ui.columns import Columns
from desktop.values import Box, Paragraph

CTRL = Qt.KeyboardModifier.ControlModifier
PLACE = Box(0, 0, 10, 10)


def pair(source: str, text: str, language: str = "fr", to: str = "en") -> Paragraph:
    return Paragraph(PLACE, (PLACE,), source, text, language, to)


MENU = (pair("Entrée", "Starter"), pair("Plat du jour", "Dish of the day"), pair("Thé", "Tea"))


@pytest.fixture
def columns(qtbot: QtBot, dress: Callable[..., None]) -> Columns:
    shown = Columns("Original and translation")
    qtbot.addWidget(shown)
    shown.resize(480, 320)
    shown.show_pairs(MENU)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def lefts(columns: Columns, words: str) -> float:
    """Where these words begin, in pixels of the view."""
    found = columns.document().find(words)
    assert not found.isNull(), words
    found.setPosition(found.selectionStart())
    return columns.cursorRect(found).left()


def tops(columns: Columns, words: str) -> float:
    found = columns.document().find(words)
    found.setPosition(found.selectionStart())
    return columns.cursorRect(found).top()


def test_rows_stand_beside_one_another_under_their_languages(columns: Columns) -> None:
    for source, text in (("French", "English"), *((p.source, p.text) for p in MENU)):
        assert tops(columns, source) == tops(columns, text)
        assert lefts(columns, source) < 200 < lefts(columns, text)


def test_a_long_row_keeps_the_next_one_aligned(columns: Columns) -> None:
    columns.show_pairs((pair("mot " * 60, "word"), pair("Thé", "Tea")))
    assert tops(columns, "Tea") == tops(columns, "Thé") > tops(columns, "word") + 60


def test_from_right_to_left_it_stands_at_the_right(columns: Columns) -> None:
    columns.show_pairs((pair("Exit", "خروج", "en", "ar"),))
    assert lefts(columns, "خروج") > 440
    columns.show_pairs((pair("Exit", "Sightread خروج", "en", "ar"),))
    assert lefts(columns, "Sightread") > 300, "by its language, whatever it begins with"
    columns.show_pairs((pair("خروج", "Exit", "ar", "en"),))
    assert 200 < lefts(columns, "خروج") < 240


def test_it_is_never_markup(columns: Columns) -> None:
    columns.show_pairs((pair("<b>gras</b>", "<img src='file:///etc/passwd'>"),))
    assert "<b>gras</b>" in columns.toPlainText()
    assert "<img src='file:///etc/passwd'>" in columns.toPlainText()


def test_both_are_selected_and_copied_with_the_keyboard(qtbot: QtBot, columns: Columns) -> None:
    columns.go_to(1)
    with qtbot.waitSignal(columns.copied) as heard:
        qtbot.keyClick(columns, Qt.Key.Key_C, CTRL)
    assert heard.args == ["Dish of the day"]
    with qtbot.waitSignal(columns.source) as heard:
        qtbot.keyClick(columns, Qt.Key.Key_O, CTRL)
    assert heard.args == ["Plat du jour"]
    columns.go_to(1, 0)
    for _ in range(4):
        qtbot.keyClick(columns, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(columns.source) as heard:
        qtbot.keyClick(columns, Qt.Key.Key_C, CTRL)
    assert heard.args == ["Plat"]


def test_what_is_copied_is_told_by_its_columns(qtbot: QtBot, columns: Columns) -> None:
    table = columns.document().rootFrame().childFrames()[0]
    assert isinstance(table, QTextTable)
    cursor = table.cellAt(1, 1).firstCursorPosition()
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    columns.setTextCursor(cursor)
    with qtbot.waitSignal(columns.copied) as heard:
        qtbot.keyClick(columns, Qt.Key.Key_C, CTRL)
    assert heard.args == ["Starter"]
    cursor.setPosition(table.cellAt(1, 0).firstCursorPosition().position())
    cursor.setPosition(
        table.cellAt(2, 1).lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor
    )
    columns.setTextCursor(cursor)
    with qtbot.waitSignal(columns.both):
        qtbot.keyClick(columns, Qt.Key.Key_C, CTRL)
    columns.selectAll()
    with qtbot.waitSignal(columns.both) as heard:
        qtbot.keyClick(columns, Qt.Key.Key_C, CTRL)
    assert all(p.source in heard.args[0] and p.text in heard.args[0] for p in MENU)


def test_of_a_row_without_a_translation_the_source_is_copied(
    qtbot: QtBot, columns: Columns
) -> None:
    columns.show_pairs((pair("Entrée", ""), MENU[1]))
    columns.go_to(0)
    with qtbot.assertNotEmitted(columns.copied), qtbot.waitSignal(columns.source) as heard:
        qtbot.keyClick(columns, Qt.Key.Key_C, CTRL)
    assert heard.args == ["Entrée"]


def test_what_is_selected_stays_while_another_row_is_filled(columns: Columns) -> None:
    columns.show_pairs((MENU[0], MENU[1], pair("Thé", "")))
    columns.go_to(0, 0)
    cursor = columns.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    columns.setTextCursor(cursor)
    columns.show_pairs(MENU)
    assert columns.textCursor().selectedText() == "Entrée"
    assert tops(columns, "Tea") == tops(columns, "Thé")
    assert "…" not in columns.toPlainText()
    columns.show_pairs((MENU[0], MENU[1], pair("Thé", "A very long tea, and with it all cakes")))
    assert "Tea" not in columns.toPlainText().splitlines()
    assert lefts(columns, "A very long tea") == lefts(columns, "Starter")
    columns.show_pairs((pair("Entrée", "بداية", "fr", "ar"), *MENU[1:]))
    assert columns.toPlainText().startswith("\nFrench\nArabic\n")


def test_it_cannot_be_changed(qtbot: QtBot, columns: Columns) -> None:
    before = columns.toPlainText()
    qtbot.keyClick(columns, Qt.Key.Key_X)
    qtbot.keyClick(columns, Qt.Key.Key_Delete)
    assert columns.toPlainText() == before


def test_it_fills_while_the_caret_stays_where_it_was(columns: Columns) -> None:
    columns.show_pairs((MENU[0], pair("Plat du jour", ""), MENU[2]))
    assert "…" in columns.toPlainText()
    columns.go_to(2, 0)
    columns.show_pairs(MENU)
    assert columns.row() == 2
    assert columns.textCursor().block().text() == "Thé"


def test_the_whole_of_it_is_high_enough_up_to_a_limit(columns: Columns) -> None:
    columns.set_most(8)
    line = columns.fontMetrics().lineSpacing()
    few = columns.height()
    assert few >= 4 * line
    assert not columns.verticalScrollBar().isVisible()
    columns.show_pairs([pair(f"mot {n}", f"word {n}") for n in range(40)])
    assert few < columns.height() <= 10 * line
    assert columns.verticalScrollBar().maximum() > 0


def test_larger_text(columns: Columns) -> None:
    before = tops(columns, "Tea")
    columns.set_zoom(200)
    assert tops(columns, "Tea") > 1.5 * before


def test_the_selection_goes_over_rows(columns: Columns) -> None:
    cursor = columns.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    columns.setTextCursor(cursor)
    chosen = columns.textCursor().selection().toPlainText()
    assert all(p.source in chosen and p.text in chosen for p in MENU)
