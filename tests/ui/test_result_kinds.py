"""Every kind of reading is shown, copied, spoken and saved as what it is."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, QTimerEvent
from PySide6.QtGui import QAccessible, QImage, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.settings import Theme
from desktop.ui import theme
from desktop.ui.grid_view import GridView
from desktop.ui.picture_pane import PicturePane
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result import ResultWindow
from desktop.ui.rich_view import RichView
from desktop.ui.text_pane import TextPane
from desktop.values import EngineName, Line, OutputKind, Reading, Shot, Task

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

TABLE = (
    "<table>\n<tr><th>Item</th><th>Price</th></tr>\n"
    "<tr><td>Flat white</td><td>3.80</td></tr>\n<tr><td>Tea &amp; milk</td><td>2.10</td></tr>\n"
    "</table>"
)
PAGE = (
    "# Report\n\nSales rose by **12 %** and $E = mc^2$ holds.\n\n- one\n- two\n\n"
    "[a link](http://example.org) ![a picture](file:///etc/passwd)\n\n" + TABLE
)
FIELDS = '{\n  "Total": "22.35",\n  "Date": "20 Nov 2026"\n}'


@pytest.fixture
def window(qtbot: QtBot, dress: Callable[..., None]) -> ResultWindow:
    result = ResultWindow()
    qtbot.addWidget(result)
    return result


@pytest.fixture
def shot(picture: Callable[..., Shot]) -> Shot:
    return picture(("The quick brown fox", "jumps over the dog"))


def finished(
    qtbot: QtBot, window: ResultWindow, shot: Shot, text: str, kind: OutputKind, name: str = "read"
) -> ReadingPane:
    """The pane with ``text`` as its kind, once that is seen."""
    window.open(1, shot, Task(name), shot.region)
    qtbot.waitUntil(window.isActiveWindow)
    window.finish(1, Reading(text, kind=kind, engine=EngineName.HUNYUAN, device="cuda:0"))
    pane = window.findChild(ReadingPane)
    assert pane is not None
    if kind not in (OutputKind.TEXT, OutputKind.POSITIONS):
        qtbot.waitUntil(lambda: not pane.source_shown, timeout=10_000)
    return pane


def button(window: ResultWindow, title: str) -> QPushButton:
    buttons = window.findChildren(QPushButton)
    return next(b for b in buttons if title in (b.text(), b.accessibleName()))


def words(window: ResultWindow) -> str:
    return "\n".join(x.text() for x in window.findChildren(QLabel) if x.isVisibleTo(window))


def test_a_table_is_a_table(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    pane = finished(qtbot, window, shot, TABLE, OutputKind.TABLE)
    grid = pane.current()
    assert isinstance(grid, GridView)
    model = grid.model()
    names = [model.headerData(x, Qt.Orientation.Horizontal) for x in (0, 1)]
    assert names == ["Item", "Price"]
    cells = [[model.index(y, x).data() for x in (0, 1)] for y in (0, 1)]
    assert cells == [["Flat white", "3.80"], ["Tea & milk", "2.10"]]
    assert QApplication.focusWidget() is grid
    face = QAccessible.queryAccessibleInterface(grid)
    assert face.role() == QAccessible.Role.Table
    names = [face.child(n).text(QAccessible.Text.Name) for n in range(face.childCount())]
    assert names[1:] == ["Item", "Price", "1", "Flat white", "3.80", "2", "Tea & milk", "2.10"]
    assert not grid.verticalScrollBar().isVisible()
    assert not grid.horizontalScrollBar().isVisible()
    assert "3 rows" in words(window)


def test_cells_are_walked_through_selected_and_copied(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    grid = finished(qtbot, window, shot, TABLE, OutputKind.TABLE).current()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Down, SHIFT)
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(grid, Qt.Key.Key_C, CTRL)
    assert heard.args[0]["text/plain"] == "3.80\n2.10"
    qtbot.keyClick(grid, Qt.Key.Key_A, CTRL)
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(grid, Qt.Key.Key_C, CTRL | SHIFT)
    assert heard.args[0]["text/plain"].splitlines() == [
        "Item\tPrice",
        "Flat white\t3.80",
        "Tea & milk\t2.10",
    ]
    assert {"text/html", "text/markdown"} < set(heard.args[0])


def test_cells_that_span_are_drawn_as_one(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    text = (
        "<table><tr><th>a</th><th>b</th><th>c</th></tr><tr><td rowspan=2>d</td><td colspan=2>e"
        "</td></tr><tr><td>f</td><td>g</td></tr></table>"
    )
    grid = finished(qtbot, window, shot, text, OutputKind.TABLE).current()
    assert isinstance(grid, GridView)
    assert (grid.rowSpan(0, 0), grid.columnSpan(0, 1)) == (2, 2)
    assert grid.model().index(1, 2).data() == "g"


def test_a_formula_is_typeset_with_its_latex_under_it(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    pane = finished(qtbot, window, shot, r"\frac{a}{b}", OutputKind.FORMULA)
    view = pane.current()
    assert isinstance(view, RichView)
    assert view.toPlainText().splitlines() == ["\ufffc", r"\frac{a}{b}"]
    image = picture_of(view, 0)
    assert image.height() > image.width() > 10  # a over b
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle.alpha() > 100  # its line
    above = [image.pixelColor(x, image.height() // 4).alpha() for x in range(image.width())]
    assert 0 < sum(alpha > 100 for alpha in above) < image.width()  # the letter over it


def picture_of(view: RichView, number: int) -> QImage:
    resources = QTextDocument.ResourceType.ImageResource
    image = view.document().resource(resources, f"formula:{number}")
    assert isinstance(image, QImage)
    return image


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{a",
        r"\left( x",
        "x" * 5000,
        r"\def\a{\a\a}\a",
        r"\text{面积} = x",
        r"\frac" * 300,
    ],
)
def test_what_can_not_be_typeset_is_shown_as_it_is_written(
    qtbot: QtBot, window: ResultWindow, shot: Shot, latex: str
) -> None:
    view = finished(qtbot, window, shot, latex, OutputKind.FORMULA).current()
    assert isinstance(view, RichView)
    assert view.toPlainText() == latex


def test_a_document_is_rendered_and_nothing_in_it_is_active(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    view = finished(qtbot, window, shot, PAGE, OutputKind.MARKDOWN).current()
    assert isinstance(view, RichView)
    shown = view.toPlainText()
    assert shown.startswith("Report\nSales rose by 12 % and \ufffc holds.")
    assert "**" not in shown
    assert "Flat white" in shown
    block = view.document().firstBlock()
    heading = block.begin().fragment().charFormat()
    assert heading.font().pixelSize() > view.font().pixelSize()
    for place in range(view.document().characterCount()):
        cursor = QTextCursor(view.document())
        cursor.setPosition(place)
        assert not cursor.charFormat().isAnchor()
    assert view.document().resource(QTextDocument.ResourceType.ImageResource, "/etc/hosts") is None
    assert view.document().resource(QTextDocument.ResourceType.HtmlResource, "/etc/hosts") is None


def test_a_page_can_be_selected_and_a_formula_in_it_copies_as_latex(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    view = finished(qtbot, window, shot, PAGE, OutputKind.MARKDOWN).current()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_End, SHIFT)
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(view, Qt.Key.Key_C, CTRL | SHIFT)
    assert heard.args[0]["text/plain"] == "Sales rose by 12 % and $E = mc^2$ holds."
    assert "<b" in heard.args[0]["text/html"] or "font-weight" in heard.args[0]["text/html"]
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(view, Qt.Key.Key_C, CTRL)
    assert "$E = mc^2$" in heard.args[0]["text/plain"]


def test_without_a_selection_every_form_is_copied(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    finished(qtbot, window, shot, PAGE, OutputKind.MARKDOWN)
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.mouseClick(button(window, "Copy"), Qt.MouseButton.LeftButton)
    assert heard.args[0]["text/plain"] == PAGE
    assert "<h1>Report</h1>" in heard.args[0]["text/html"]


@pytest.mark.parametrize(
    ("kind", "text", "title", "start"),
    [
        (OutputKind.TABLE, TABLE, "Copy for a spreadsheet", "Item\tPrice\n"),
        (OutputKind.TABLE, TABLE, "Copy as Markdown", "| Item"),
        (OutputKind.TABLE, TABLE, "Copy as HTML", "<table"),
        (OutputKind.FORMULA, "a^2", "Copy LaTeX", "a^2"),
        (OutputKind.FORMULA, "a^2", "Copy MathML", "<math"),
        (OutputKind.FIELDS, FIELDS, "Copy as JSON", '{\n  "Total"'),
        (OutputKind.FIELDS, FIELDS, "Copy as lines", "Total: 22.35\n"),
    ],
)
def test_one_form_can_be_copied_alone(
    qtbot: QtBot,
    window: ResultWindow,
    shot: Shot,
    kind: OutputKind,
    text: str,
    title: str,
    start: str,
) -> None:
    finished(qtbot, window, shot, text, kind)
    opener = button(window, "Copy as…")
    assert opener.isVisible()
    menu = opener.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    action = next(a for a in menu.actions() if a.text() == title)
    with qtbot.waitSignal(window.copy_requested) as heard:
        action.trigger()
    assert heard.args[0]["text/plain"].startswith(start)


def test_plain_text_has_no_source_and_no_other_forms(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    pane = finished(qtbot, window, shot, "one\ntwo", OutputKind.TEXT)
    assert isinstance(pane.current(), TextPane)
    assert not button(window, "Copy as…").isVisible()
    assert not button(window, "Show the source").isVisible()


def test_fields_stand_in_two_columns(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    view = finished(qtbot, window, shot, FIELDS, OutputKind.FIELDS).current()
    assert isinstance(view, RichView)
    assert view.toPlainText().split() == ["Total", "22.35", "Date", "20", "Nov", "2026"]
    assert "2 fields" in words(window)


def test_a_flow_chart_is_shown_as_its_text(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    chart = "flowchart TD\n  A --> B"
    view = finished(qtbot, window, shot, chart, OutputKind.CHART).current()
    assert isinstance(view, RichView)
    assert view.toPlainText() == chart


def test_positions_are_text_with_boxes_on_the_picture(
    qtbot: QtBot, window: ResultWindow, shot: Shot, boxes: Callable[..., tuple[Line, ...]]
) -> None:
    window.open(1, shot, Task("positions"), shot.region)
    qtbot.waitUntil(window.isActiveWindow)
    lines = boxes(("The quick brown fox", "jumps over the dog"))
    text = "The quick brown fox\njumps over the dog"
    window.finish(1, Reading(text, lines, OutputKind.POSITIONS))
    pane = window.findChild(PicturePane)
    assert pane.isVisible()
    assert "2 lines found" in pane.accessibleDescription()
    assert window.text() == text
    window.highlight(21, 5)
    assert pane.current == 1
    window.open(2, shot, Task(), shot.region)
    assert not pane.isVisible()  # the user never asked for it


def test_the_source_is_one_key_away_can_be_edited_and_is_set_anew(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    pane = finished(qtbot, window, shot, "# One", OutputKind.MARKDOWN)
    qtbot.keyClick(pane.current(), Qt.Key.Key_U, CTRL)
    assert pane.source_shown
    text = pane.current()
    assert isinstance(text, TextPane)
    assert text.toPlainText() == "# One"
    assert QApplication.focusWidget() is text
    assert button(window, "Show the source").isChecked()
    qtbot.keyClick(text, Qt.Key.Key_End)
    qtbot.keyClicks(text, " and two")
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(text, Qt.Key.Key_C, CTRL | SHIFT)
    assert heard.args[0]["text/plain"] == "# One and two"
    assert pane.source_shown
    qtbot.keyClick(text, Qt.Key.Key_U, CTRL)
    qtbot.waitUntil(lambda: not pane.source_shown)
    view = pane.current()
    assert isinstance(view, RichView)
    assert view.toPlainText().strip() == "One and two"
    assert QApplication.focusWidget() is view


def test_what_the_user_began_to_edit_is_not_taken_from_them(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    window.open(1, shot, Task("table"), shot.region)
    qtbot.waitUntil(window.isActiveWindow)
    pane = window.findChild(ReadingPane)
    window.append(1, "<table><tr>")
    assert window.text() == "<table><tr>"
    qtbot.keyClicks(pane.text, "Mine")
    window.finish(1, Reading(TABLE, kind=OutputKind.TABLE))
    with qtbot.waitSignal(window.copy_requested):  # the page has been made by then
        qtbot.mouseClick(button(window, "Copy"), Qt.MouseButton.LeftButton)
    assert pane.source_shown
    assert window.text() == "Mine<table><tr>"
    assert button(window, "Show the source").isChecked()


def test_a_page_that_comes_too_late_is_not_shown(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    window.open(1, shot, Task("table"), shot.region)
    window.finish(1, Reading(TABLE, kind=OutputKind.TABLE))
    window.open(2, shot, Task(), shot.region)
    window.finish(2, Reading(TABLE))
    pane = window.findChild(ReadingPane)
    qtbot.wait(300)  # as long as the page of the first would take
    assert pane.source_shown
    assert window.text() == TABLE


def test_listening_speaks_words_and_no_markup(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    pane = finished(qtbot, window, shot, PAGE, OutputKind.MARKDOWN)
    with qtbot.waitSignal(window.listen_requested) as heard:
        qtbot.keyClick(pane.current(), Qt.Key.Key_L, CTRL)
    assert "Report" in heard.args[0]
    assert "**" not in heard.args[0]
    assert "<" not in heard.args[0]


@pytest.mark.parametrize(
    ("kind", "text", "name", "start"),
    [
        (OutputKind.TABLE, TABLE, "out.html", "<!DOCTYPE html>"),
        (OutputKind.TABLE, TABLE, "out.tsv", "Item\tPrice"),
        (OutputKind.TABLE, TABLE, "out.md", "| Item"),
        (OutputKind.FIELDS, FIELDS, "out.json", "{"),
        (OutputKind.FORMULA, "a^2", "out.mml", "<math"),
        (OutputKind.MARKDOWN, "# Größe", "out.md", "# Größe"),
    ],
)
def test_a_file_holds_what_its_name_says(
    qtbot: QtBot,
    window: ResultWindow,
    shot: Shot,
    tmp_path: Path,
    kind: OutputKind,
    text: str,
    name: str,
    start: str,
) -> None:
    pane = finished(qtbot, window, shot, text, kind)
    qtbot.keyClick(pane.current(), Qt.Key.Key_S, CTRL)
    dialog = window.findChild(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(name)
    with qtbot.waitSignal(dialog.fileSelected):
        dialog.accept()
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert "saved" in words(window)


def test_the_dialog_suggests_the_ending_of_the_kind(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    pane = finished(qtbot, window, shot, FIELDS, OutputKind.FIELDS)
    qtbot.keyClick(pane.current(), Qt.Key.Key_S, CTRL)
    dialog = window.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("Sightread.json")
    assert dialog.selectedNameFilter() == "JSON (*.json)"
    dialog.reject()


def test_a_page_follows_the_theme_and_the_zoom(
    qtbot: QtBot, window: ResultWindow, shot: Shot, dress: Callable[..., None]
) -> None:
    pane = finished(qtbot, window, shot, r"\frac{a}{b}", OutputKind.FORMULA)
    view = pane.current()
    assert isinstance(view, RichView)
    before = picture_of(view, 0)
    window.set_zoom(230)
    qtbot.waitUntil(lambda: picture_of(view, 0).width() > 1.5 * before.width())
    dress(Theme.DARK)
    qtbot.waitUntil(lambda: theme.DARK.text.rgb() in colors_of(picture_of(view, 0)))


def colors_of(image: QImage) -> set[int]:
    return {image.pixelColor(image.width() // 2, y).rgb() for y in range(image.height())}


def test_the_header_says_engine_and_device_and_who_stands_in(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    from desktop.reader.choice import stood_in

    window.open(1, shot, Task(), shot.region)
    window.finish(1, Reading("a", engine=EngineName.HUNYUAN, device="cuda:0"))
    assert button(window, "HunyuanOCR · graphics card")
    address = "https://gpu.example:8000"
    window.finish(1, Reading("a", engine=EngineName.REMOTE, device=address))
    assert button(window, "Server · gpu.example:8000")
    note = stood_in("The graphics card has no memory left.")
    window.finish(1, Reading("a", engine=EngineName.QUICK, device="cpu", notes=(note,)))
    assert button(window, "Engine: Quick engine, CPU, stands in")
    assert note in words(window)
    window.finish(1, Reading("a", notes=("Read in 3 parts.",)))
    assert button(window, "Engine: Quick engine, CPU")


class Heart(QObject):
    """Notes the longest turn of the window's thread, in seconds of the processor.

    On the clock a turn also waits for other programs' share of the machine. Even so it takes longer
    while they fill the caches: ``slower`` says how much.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest, self._last = 0.0, time.thread_time()
        self.startTimer(0)

    def timerEvent(self, event: QTimerEvent) -> None:
        now = time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now


def slower() -> float:
    """How many times as long as on an idle machine Qt takes now to lay out a text; 1 at least."""
    taken = []
    for _ in range(5):
        document, began = QTextDocument(), time.thread_time()
        document.setPlainText(f"{'The quick brown fox jumps over the lazy dog. ' * 20}\n" * 40)
        document.setTextWidth(400)
        document.size()
        taken.append(time.thread_time() - began)
    return max(1.0, statistics.median(taken) / 0.008)


def large_document() -> str:
    part = (
        "## A heading of some words\n\n" + "The quick brown fox jumps over the lazy dog. " * 20
    ) + "\n\n- one\n- two\n\nand $x_i^2$ too\n\n"
    return part * (100_000 // len(part))


def large_table() -> str:
    row = "\n<tr>" + "<td>some words of text</td>" * 6 + "</tr>"
    return f"<table>{row * (100_000 // len(row))}</table>"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (OutputKind.MARKDOWN, large_document()),
        (OutputKind.TABLE, large_table()),
        (OutputKind.MARKDOWN, f"# A table\n\n{large_table()[:55_000]}"),
    ],
    ids=["document", "table", "table in a document"],
)
def test_a_long_reading_never_holds_the_window_up(
    qtbot: QtBot, window: ResultWindow, shot: Shot, kind: OutputKind, text: str
) -> None:
    finished(qtbot, window, shot, "# warm $x$", OutputKind.MARKDOWN)
    window.open(2, shot, Task("document"), shot.region)
    window.append(2, text)
    qtbot.wait(300)
    heart = Heart(window)
    pane = window.findChild(ReadingPane)
    QTimer.singleShot(0, lambda: window.finish(2, Reading(text, kind=kind)))
    qtbot.waitUntil(lambda: not pane.source_shown, timeout=20_000)
    qtbot.wait(500)
    assert heart.longest < 0.05 * slower()


def test_a_large_table_on_a_page_is_text_in_columns(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    row = "<tr><td>some words</td><td>a &lt; b</td><td>3</td></tr>\n"
    text = f"# Head\n\n<table>{row * 100}</table>"
    view = finished(qtbot, window, shot, text, OutputKind.MARKDOWN).current()
    assert isinstance(view, RichView)
    lines = view.toPlainText().splitlines()
    assert lines[0] == "Head"
    assert [line.rstrip() for line in lines[1:101]] == ["some words  a < b  3"] * 100
