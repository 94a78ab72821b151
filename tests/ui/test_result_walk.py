"""Through a result by keyboard: units, cells, unsure words, finding, copying a line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import theme
from desktop.ui.find_bar import FindBar
from desktop.ui.frame import Frame
from desktop.ui.grid_view import GridView
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result import ResultWindow
from desktop.ui.rich_view import RichView
from desktop.ui.text_pane import TextPane
from desktop.values import OutputKind, Reading, Task

NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
TABLE = (
    "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Flat white</td><td>3.80</td></tr>"
    "<tr><td>Tea</td><td>2.10</td></tr></table>"
)
PAGE = (
    "# Report\n\nSales 🦊 rose and $E = mc^2$ holds. Then they fell.\n\n## Prices\n\n"
    + TABLE
    + "\n\nThe end."
)
EMPTY = "Type the words to find, then press Enter."
PLAIN = "Hello there. Two\nlines 🦊 here.\n\nThe end. Hello again."


@pytest.fixture
def window(qtbot: QtBot, dress: Callable[..., None]) -> ResultWindow:
    result = ResultWindow()
    qtbot.addWidget(result)
    return result


@pytest.fixture
def spoken(window: ResultWindow) -> list[tuple[str, str]]:
    """The words to be said, with their languages."""
    heard: list[tuple[str, str]] = []
    window.speak_requested.connect(lambda words, language: heard.append((words, language)))
    return heard


def read(
    qtbot: QtBot,
    window: ResultWindow,
    text: str,
    kind: OutputKind = OutputKind.TEXT,
    unsure: tuple[tuple[int, int], ...] = (),
) -> QWidget:
    """The view that shows ``text``, with the keyboard in it."""
    window.open(1, None, Task(), None)
    qtbot.waitUntil(window.isActiveWindow)
    window.finish(1, Reading(text, kind=kind, language="fr", unsure=unsure))
    pane = window.findChild(ReadingPane)
    assert pane is not None
    if kind is not OutputKind.TEXT:
        qtbot.waitUntil(lambda: not pane.source_shown)
    return pane.current()


def walked(
    qtbot: QtBot, spoken: list[tuple[str, str]], key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> str:
    """What is said when a key is pressed where the keyboard is."""
    spoken.clear()
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)
    return " | ".join(words for words, _ in spoken)


@pytest.mark.parametrize(
    ("forth", "back", "kind", "said"),
    [
        (
            (Key.Key_Down, ALT),
            (Key.Key_Up, ALT),
            "sentence",
            ["Hello there.", "Two lines 🦊 here."],
        ),
        ((Key.Key_F9, NONE), (Key.Key_F9, SHIFT), "line", ["Hello there. Two", "lines 🦊 here."]),
        (
            (Key.Key_Down, CTRL),
            (Key.Key_Up, CTRL),
            "paragraph",
            ["Hello there. Two lines 🦊 here.", "The end. Hello again."],
        ),
    ],
)
def test_plain_text_by_units(
    qtbot: QtBot,
    window: ResultWindow,
    spoken: list[tuple[str, str]],
    told: list[str],
    forth: tuple[Qt.Key, Qt.KeyboardModifier],
    back: tuple[Qt.Key, Qt.KeyboardModifier],
    kind: str,
    said: list[str],
) -> None:
    view = read(qtbot, window, PLAIN)
    assert isinstance(view, TextPane)
    assert walked(qtbot, spoken, *forth) == said[0]
    assert spoken == [(said[0], "fr")]
    assert told[-1] == said[0]
    assert view.caret() == (0, 0)
    assert walked(qtbot, spoken, *forth) == said[1]
    assert walked(qtbot, spoken, *back) == said[0]
    assert walked(qtbot, spoken, *back) == f"No previous {kind}."
    while (last := walked(qtbot, spoken, *forth)) != f"No next {kind}.":
        assert last
    assert spoken == [(f"No next {kind}.", "en")]
    assert window.text() == PLAIN


def test_a_page_by_headings_sentences_and_rows(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    view = read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    assert isinstance(view, RichView)
    assert walked(qtbot, spoken, Key.Key_H, NONE) == "Heading 1: Report"
    assert walked(qtbot, spoken, Key.Key_PageDown, ALT) == "Heading 2: Prices"
    assert view.textCursor().block().text() == "Prices"
    assert walked(qtbot, spoken, Key.Key_H, NONE) == "No next heading."
    assert walked(qtbot, spoken, Key.Key_H, SHIFT) == "Heading 1: Report"
    forth = [walked(qtbot, spoken, Key.Key_Down, ALT) for _ in range(8)]
    assert forth == [
        "Sales 🦊 rose and E equals m c squared holds.",
        "Then they fell.",
        "Heading 2: Prices",
        "Head: Item, Price",
        "Row 1: Item: Flat white, Price: 3.80",
        "Row 2: Item: Tea, Price: 2.10",
        "The end.",
        "No next sentence.",
    ]
    assert walked(qtbot, spoken, Key.Key_Up, CTRL) == "Row 2: Item: Tea, Price: 2.10"


@pytest.mark.parametrize("keys", [ALT | SHIFT, CTRL | ALT])
def test_the_cells_of_a_page(
    qtbot: QtBot,
    window: ResultWindow,
    spoken: list[tuple[str, str]],
    keys: Qt.KeyboardModifier,
) -> None:
    view = read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    assert isinstance(view, RichView)
    assert walked(qtbot, spoken, Key.Key_Down, keys) == "Head, column 1: Item"
    assert walked(qtbot, spoken, Key.Key_Down, keys) == "Row 1, column 1, Item: Flat white"
    assert walked(qtbot, spoken, Key.Key_Right, keys) == "Row 1, column 2, Price: 3.80"
    assert view.textCursor().block().text() == "3.80"
    assert walked(qtbot, spoken, Key.Key_Right, keys) == "The edge of the table."
    assert walked(qtbot, spoken, Key.Key_Down, keys) == "Row 2, column 2, Price: 2.10"
    assert walked(qtbot, spoken, Key.Key_Left, keys) == "Row 2, column 1, Item: Tea"
    assert walked(qtbot, spoken, Key.Key_Up, keys) == "Row 1, column 1, Item: Flat white"


def test_the_cells_of_a_grid(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    view = read(qtbot, window, TABLE, OutputKind.TABLE)
    assert isinstance(view, GridView)
    keys = ALT | SHIFT
    assert walked(qtbot, spoken, Key.Key_Right, keys) == "Row 1, column 1, Item: Flat white"
    assert walked(qtbot, spoken, Key.Key_Right, keys) == "Row 1, column 2, Price: 3.80"
    assert walked(qtbot, spoken, Key.Key_Down, keys) == "Row 2, column 2, Price: 2.10"
    assert (view.currentIndex().row(), view.currentIndex().column()) == (1, 1)
    assert walked(qtbot, spoken, Key.Key_Up, CTRL) == "Row 2: Item: Tea, Price: 2.10"
    assert walked(qtbot, spoken, Key.Key_H, NONE) == "No headings here."


def test_a_page_has_its_tables_by_plain_arrows(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    view = read(qtbot, window, f"{PAGE}\n\n{TABLE}\n\nReally.", OutputKind.MARKDOWN)
    assert isinstance(view, RichView)
    inside = "Arrows go from cell to cell, Escape leaves the table."
    assert walked(qtbot, spoken, Key.Key_Down, NONE) == "", "the caret's own"
    said = walked(qtbot, spoken, Key.Key_T, NONE)
    assert said == f"{inside} | Head, column 1: Item"
    assert walked(qtbot, spoken, Key.Key_Down, NONE) == "Row 1, column 1, Item: Flat white"
    assert walked(qtbot, spoken, Key.Key_Right, NONE) == "Row 1, column 2, Price: 3.80"
    assert walked(qtbot, spoken, Key.Key_Right, NONE) == "The edge of the table."
    assert view.textCursor().block().text() == "3.80"
    first = view.caret()[0]
    assert walked(qtbot, spoken, Key.Key_T, NONE) == "Head, column 1: Item"
    assert view.caret()[0] > first
    assert walked(qtbot, spoken, Key.Key_T, NONE) == "No next table."
    assert walked(qtbot, spoken, Key.Key_T, SHIFT) == "Head, column 1: Item"
    assert view.caret()[0] < first
    assert walked(qtbot, spoken, Key.Key_T, SHIFT) == "No previous table."
    assert walked(qtbot, spoken, Key.Key_Escape, NONE) == "Out of the table."
    assert window.isVisible()
    assert walked(qtbot, spoken, Key.Key_Down, NONE) == ""
    # Whatever leads out of the table gives the arrows back.
    view.put_caret(first)
    assert walked(qtbot, spoken, Key.Key_T, NONE).startswith(inside)
    assert walked(qtbot, spoken, Key.Key_H, SHIFT) == "Heading 2: Prices"
    assert walked(qtbot, spoken, Key.Key_Down, NONE) == ""
    qtbot.keyClick(view, Key.Key_Escape)
    assert not window.isVisible()


def test_a_grid_has_the_plain_arrows_at_once(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]], told: list[str]
) -> None:
    view = read(qtbot, window, TABLE, OutputKind.TABLE)
    assert isinstance(view, GridView)
    told.clear()
    assert walked(qtbot, spoken, Key.Key_Down, NONE) == "Row 2, column 1, Item: Tea"
    assert walked(qtbot, spoken, Key.Key_Right, NONE) == "Row 2, column 2, Price: 2.10"
    assert (view.currentIndex().row(), view.currentIndex().column()) == (1, 1)
    assert told == [], "a screen reader says by itself where the keyboard is"
    assert walked(qtbot, spoken, Key.Key_Right, NONE) == "The edge of the table."
    assert walked(qtbot, spoken, Key.Key_T, NONE) == "Row 2, column 2, Price: 2.10"
    qtbot.keyClick(view, Key.Key_Escape)
    assert not window.isVisible()
    read(qtbot, window, PLAIN)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert walked(qtbot, spoken, Key.Key_T, NONE) == "No table here."


def test_fields_are_walked_line_by_line(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    read(qtbot, window, '{\n  "Total": "22.35",\n  "Date": "20 Nov"\n}', OutputKind.FIELDS)
    assert walked(qtbot, spoken, Key.Key_F9, NONE) == "Row 1: Total: 22.35"
    assert walked(qtbot, spoken, Key.Key_F9, NONE) == "Row 2: Date: 20 Nov"


def test_in_plain_text_there_is_no_table_and_before_text_there_is_none(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    window.open(1, None, Task(), None)
    qtbot.waitUntil(window.isActiveWindow)
    assert walked(qtbot, spoken, Key.Key_Down, ALT) == "There is no text yet."
    assert walked(qtbot, spoken, Key.Key_Return, CTRL) == "There is no text yet."
    read(qtbot, window, PLAIN)
    assert walked(qtbot, spoken, Key.Key_Down, ALT | SHIFT) == "No table here."
    assert walked(qtbot, spoken, Key.Key_PageDown, ALT) == "No headings here."
    qtbot.keyClicks(QApplication.focusWidget(), "Hh")
    assert window.text() == f"Hh{PLAIN}"


def test_from_a_button_the_keys_lead_into_the_text(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    view = read(qtbot, window, PLAIN)
    qtbot.keyClick(view, Key.Key_Tab)
    assert QApplication.focusWidget() is not view
    assert walked(qtbot, spoken, Key.Key_Down, ALT) == "Hello there."
    assert QApplication.focusWidget() is view


def test_the_word_at_the_caret(qtbot: QtBot, window: ResultWindow) -> None:
    view = read(qtbot, window, PLAIN)
    assert isinstance(view, TextPane)
    view.put_caret(PLAIN.index("again") + 2)
    assert window.word_at_caret() == ("again", "fr")


def underlined(view: QTextEdit | TextPane) -> list[str]:
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    return [
        s.cursor.selectedText()
        for s in view.extraSelections()
        if s.format.underlineStyle() == wave and s.format.underlineColor() == theme.tokens().caution
    ]


def status(window: ResultWindow) -> str:
    return "\n".join(x.text() for x in window.findChildren(QLabel) if x.isVisibleTo(window))


def test_unsure_words_are_marked_counted_and_walked_through(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]], told: list[str]
) -> None:
    places = ((PLAIN.index("🦊"), 1), (PLAIN.index("end"), 3))
    view = read(qtbot, window, PLAIN, unsure=places)
    assert isinstance(view, TextPane)
    assert underlined(view) == ["🦊", "end"]
    assert "2 words unsure" in status(window)
    assert told[-1] == "2 words unsure."
    assert walked(qtbot, spoken, Key.Key_F8, NONE) == "Unsure word 1 of 2. | 🦊"
    assert view.textCursor().selectedText() == "🦊"
    assert walked(qtbot, spoken, Key.Key_F8, NONE) == "Unsure word 2 of 2. | end"
    assert walked(qtbot, spoken, Key.Key_F8, NONE) == "Unsure word 1 of 2. | 🦊"
    assert walked(qtbot, spoken, Key.Key_F8, SHIFT) == "Unsure word 2 of 2. | end"
    qtbot.keyClicks(view, "END")  # put right
    assert underlined(view) == ["🦊"]
    assert walked(qtbot, spoken, Key.Key_F8, NONE) == "Unsure word 1 of 1. | 🦊"


def test_unsure_words_can_be_left_unmarked(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]], told: list[str]
) -> None:
    window.set_mark_unsure(False)
    view = read(qtbot, window, PLAIN, unsure=((0, 5),))
    assert isinstance(view, TextPane)
    assert underlined(view) == []
    assert "unsure" not in status(window) + told[-1]
    assert walked(qtbot, spoken, Key.Key_F8, NONE) == "No unsure words here."
    window.set_mark_unsure(True)
    assert underlined(view) == ["Hello"]


def test_unsure_words_of_a_page_and_of_a_grid(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    page = read(qtbot, window, PAGE, OutputKind.MARKDOWN, ((PAGE.index("rose"), 4),))
    assert isinstance(page, RichView)
    qtbot.waitUntil(lambda: underlined(page) == ["rose"])
    assert walked(qtbot, spoken, Key.Key_F8, NONE) == "Unsure word 1 of 1. | rose"
    grid = read(qtbot, window, TABLE, OutputKind.TABLE, ((TABLE.index("Tea"), 3),))
    assert isinstance(grid, GridView)
    cell = grid.model().index(1, 0)
    qtbot.waitUntil(lambda: cell.data(Qt.ItemDataRole.FontRole) is not None)
    assert cell.data(Qt.ItemDataRole.FontRole).underline()
    assert walked(qtbot, spoken, Key.Key_F8, NONE) == "Unsure word 1 of 1. | Tea"
    assert grid.currentIndex() == cell
    model = grid.model()
    window.set_zoom(200)
    qtbot.waitUntil(lambda: grid.model() is not model)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 0)
    assert grid.model().index(1, 0).data(Qt.ItemDataRole.FontRole).underline()


def test_words_are_found_while_they_are_typed_and_one_after_the_other(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    view = read(qtbot, window, PLAIN)
    assert isinstance(view, TextPane)
    qtbot.keyClick(view, Key.Key_F, CTRL)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "hello")
    assert view.textCursor().selectedText() == "Hello"
    assert "1 of 2" in status(window)
    qtbot.waitUntil(lambda: spoken == [("1 of 2.", "en"), ("Hello there. Two", "fr")])
    assert walked(qtbot, spoken, Key.Key_Return, NONE) == "2 of 2. | The end. Hello again."
    assert view.textCursor().selectionStart() > 30
    assert walked(qtbot, spoken, Key.Key_F3, NONE) == "1 of 2. | Hello there. Two"
    assert walked(qtbot, spoken, Key.Key_F3, SHIFT) == "2 of 2. | The end. Hello again."
    qtbot.keyClick(field, Key.Key_Escape)
    assert window.isVisible()
    assert not window.findChild(FindBar).isVisible()
    assert QApplication.focusWidget() is view
    assert view.textCursor().selectedText() == "Hello"
    assert walked(qtbot, spoken, Key.Key_F3, NONE) == "1 of 2. | Hello there. Two"
    assert view.textCursor().position() == 5


def test_what_is_not_found_is_said(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]], told: list[str]
) -> None:
    view = read(qtbot, window, PLAIN)
    qtbot.keyClick(view, Key.Key_F3)
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "thzebra")
    assert "Not found" in status(window)
    assert isinstance(view, TextPane)
    assert not view.textCursor().hasSelection(), "“th” is there, but is no answer"
    assert walked(qtbot, spoken, Key.Key_Return, NONE) == "Not found."
    assert told[-1] == "Not found."
    field.clear()
    assert "Not found" not in status(window)


def test_an_emptied_field_finds_nothing_and_says_what_to_do(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    view = read(qtbot, window, PLAIN)
    assert isinstance(view, TextPane)
    view.put_caret(6)
    qtbot.keyClick(view, Key.Key_F, CTRL)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert walked(qtbot, spoken, Key.Key_Return, NONE) == EMPTY
    qtbot.keyClicks(field, "hello")
    assert view.textCursor().selectedText() == "Hello"
    field.clear()
    assert not view.textCursor().hasSelection()
    assert view.caret() == (6, 6), "where the search began"
    found = [label for label in window.findChild(FindBar).findChildren(QLabel) if label.isVisible()]
    assert [label.text() for label in found] == ["Find"]
    for keys in (Key.Key_Return, Key.Key_F3):
        assert walked(qtbot, spoken, keys, NONE) == EMPTY
    qtbot.keyClicks(field, "  ")
    assert walked(qtbot, spoken, Key.Key_Return, NONE) == EMPTY
    assert QApplication.focusWidget() is field
    grid = read(qtbot, window, TABLE, OutputKind.TABLE)
    assert isinstance(grid, GridView)
    assert not window.findChild(FindBar).isVisible(), "the search belonged to the other text"
    qtbot.keyClick(grid, Key.Key_F, CTRL)
    qtbot.keyClicks(field, "tea")
    assert grid.currentIndex().row() == 1
    field.clear()
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 0)


def test_in_a_low_window_the_search_comes_into_sight(
    qtbot: QtBot, window: ResultWindow, dress: Callable[..., None]
) -> None:
    dress(pixels=28)
    view = read(qtbot, window, PLAIN)
    window.findChild(Frame).taken.emit()  # the user has made it so small
    window.resize(720, 180)
    qtbot.keyClick(view, Key.Key_F, CTRL)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.waitUntil(lambda: field.visibleRegion().boundingRect() == field.rect())
    qtbot.keyClick(field, Key.Key_Escape)
    qtbot.waitUntil(lambda: view.visibleRegion().boundingRect() == view.rect())
    assert view.height() >= 2 * view.fontMetrics().lineSpacing()


def test_words_are_found_on_a_page_and_in_a_grid(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]]
) -> None:
    page = read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    assert isinstance(page, RichView)
    qtbot.keyClick(page, Key.Key_F, CTRL)
    qtbot.keyClicks(QApplication.focusWidget(), "rose")
    assert page.textCursor().selectedText() == "rose"
    said = "1 of 1. | Sales 🦊 rose and E equals m c squared holds. Then they fell."
    assert walked(qtbot, spoken, Key.Key_Return, NONE) == said
    grid = read(qtbot, window, TABLE, OutputKind.TABLE)
    assert isinstance(grid, GridView)
    assert walked(qtbot, spoken, Key.Key_F, CTRL) == ""
    qtbot.keyClicks(QApplication.focusWidget(), "tea")
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 0)


def test_ctrl_c_without_a_selection_copies_the_line(
    qtbot: QtBot, window: ResultWindow, spoken: list[tuple[str, str]], told: list[str]
) -> None:
    view = read(qtbot, window, PLAIN)
    qtbot.keyClick(view, Key.Key_Down)
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(view, Key.Key_C, CTRL)
    assert heard.args == [{"text/plain": "lines 🦊 here."}]
    window.set_copied(1, True, "Copied.")
    assert told[-1] == "Line copied."
    assert spoken == [("Line copied.", "en")]
    assert "Line copied." in status(window)
    qtbot.keyClick(view, Key.Key_Down)
    assert walked(qtbot, spoken, Key.Key_C, CTRL) == "This line is empty."


def test_a_line_of_a_page_is_copied_with_its_formula(qtbot: QtBot, window: ResultWindow) -> None:
    page = read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    qtbot.keyClick(page, Key.Key_Down)
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(page, Key.Key_C, CTRL)
    line = "Sales 🦊 rose and $E = mc^2$ holds. Then they fell."
    assert heard.args == [{"text/plain": line}]
