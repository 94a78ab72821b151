from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui import theme
from desktop.ui.button import Button
from desktop.ui.failure_card import FailureCard
from desktop.ui.frame import Frame
from desktop.ui.picture_pane import PicturePane
from desktop.ui.result import ResultWindow
from desktop.ui.text_pane import TextPane
from desktop.values import (
    EngineName,
    Failed,
    FailureKind,
    Line,
    Reading,
    Region,
    Shot,
    Task,
    Verb,
)

READ = Task("read")
DOWNLOAD, SERVER = "Download HunyuanOCR…", "Server settings…"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, dress: Callable[..., None]) -> ResultWindow:
    result = ResultWindow()
    qtbot.addWidget(result)
    return result


@pytest.fixture
def shot(picture: Callable[..., Shot]) -> Shot:
    return picture(("The quick brown fox", "jumps over the dog"))


def opened(qtbot: QtBot, window: ResultWindow, shot: Shot | None, job: int = 1) -> TextPane:
    window.open(job, shot, READ, shot.region if shot else None)
    qtbot.waitUntil(window.isActiveWindow)
    text = window.findChild(TextPane)
    assert text is not None
    return text


def button(window: ResultWindow, title: str) -> QPushButton:
    buttons = window.findChildren(QPushButton)
    return next(b for b in buttons if title in (b.text(), b.accessibleName()))


def words(window: ResultWindow) -> str:
    return "\n".join(
        label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)
    )


def test_it_says_reading_at_once_and_has_the_keyboard(
    qtbot: QtBot, window: ResultWindow, shot: Shot, told: list[str]
) -> None:
    text = opened(qtbot, window, shot)
    assert told == ["Reading…"]
    assert "Reading…" in words(window)
    assert text.placeholderText() == "Reading…"
    assert QApplication.focusWidget() is text


def test_it_fills_while_pieces_arrive(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    opened(qtbot, window, shot)
    window.append(1, "The quick ")
    assert window.text() == "The quick "
    window.append(1, "brown fox")
    assert window.text() == "The quick brown fox"
    window.finish(1, Reading("The quick brown fox.", seconds=0.31, language="en"))
    assert window.text() == "The quick brown fox."
    assert "1 line · 0.3 s" in words(window)
    assert button(window, "English")
    assert button(window, "Quick engine · CPU")


def test_what_belongs_to_another_job_is_dropped(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    opened(qtbot, window, shot, job=1)
    opened(qtbot, window, shot, job=2)
    window.append(1, "old")
    window.finish(1, Reading("old"))
    window.fail(1, Failed(1, FailureKind.ENGINE_DIED, "Old."))
    window.set_copied(1, True)
    assert window.text() == ""
    assert words(window) == "Reading…"


def test_the_text_is_never_rendered(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    hostile = "<h1>Big</h1><img src='file:///etc/passwd'> <a href='http://x'>x</a>"
    opened(qtbot, window, shot)
    window.append(1, hostile)
    window.finish(1, Reading(hostile, notes=("<b>note</b>",)))
    assert window.text() == hostile
    assert "<b>note</b>" in words(window)
    window.fail(1, Failed(1, FailureKind.NO_TEXT, "<i>Nothing</i>"))
    assert all(
        label.textFormat() == Qt.TextFormat.PlainText
        for label in window.findChildren(QLabel)
        if label.text()
    )


def test_the_users_changes_are_never_written_over(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    text = opened(qtbot, window, shot)
    window.append(1, "The quick ")
    qtbot.keyClicks(text, "Mine: ")
    window.append(1, "brown fox")
    assert window.text() == "Mine: The quick brown fox"
    window.finish(1, Reading("Something else."))
    assert window.text() == "Mine: The quick brown fox"
    assert "your changes are kept" in words(window)


def test_a_new_job_takes_the_place_of_the_changes(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    text = opened(qtbot, window, shot)
    qtbot.keyClicks(text, "Mine")
    opened(qtbot, window, shot, job=2)
    window.finish(2, Reading("New."))
    assert window.text() == "New."


def test_place_and_selection_stay_while_text_arrives(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    text = opened(qtbot, window, shot)
    window.append(1, "The quick brown")
    for _ in range(9):
        qtbot.keyClick(text, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    window.append(1, " fox")
    window.finish(1, Reading("The quick brown fox jumps."))
    assert text.textCursor().selectedText() == "The quick"


def test_growing_never_moves_the_top_and_never_covers_the_region(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    opened(qtbot, window, shot)
    qtbot.waitUntil(lambda: window.height() > 0)
    before, heights = window.geometry(), [window.height()]
    for _ in range(30):
        window.append(1, "another line of text that is read\n")
        heights.append(window.height())
    window.finish(1, Reading(window.text() + "x" * 300))
    assert heights == sorted(heights)
    assert heights[-1] > heights[0]
    assert window.geometry().topLeft() == before.topLeft()
    region = shot.region
    assert region is not None
    assert window.geometry().left() > region.right
    assert 320 <= window.width() <= 720


def test_without_a_region_it_stands_on_the_screen(qtbot: QtBot, window: ResultWindow) -> None:
    opened(qtbot, window, None)
    assert window.screen().availableGeometry().contains(window.geometry())
    assert not button(window, "Translate").isEnabled()


def test_escape_stops_and_closes(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    text = opened(qtbot, window, shot)
    with qtbot.waitSignals([window.stop_requested, window.closed]):
        qtbot.keyClick(text, Qt.Key.Key_Escape)
    assert not window.isVisible()


@pytest.mark.parametrize(
    ("task", "kind", "titles", "asked"),
    [
        ("read", FailureKind.ENGINE_DIED, ["Try again", "Use the quick engine"], READ),
        ("table", FailureKind.NO_MODEL, [DOWNLOAD, "Read with the quick engine"], READ),
        ("read", FailureKind.NOT_AGREED, ["Send pictures there", "Use the quick engine"], READ),
        ("read", FailureKind.NO_SERVER, ["Try again", "Use the quick engine", SERVER], READ),
        ("read", FailureKind.BAD_SERVER, ["Try again", "Use the quick engine", SERVER], READ),
        ("read", FailureKind.SERVER_BUSY, ["Try again", "Use the quick engine", SERVER], READ),
        ("read", FailureKind.REFUSED, ["Use the quick engine", SERVER], READ),
        ("read", FailureKind.TOO_LARGE, ["Use the quick engine", SERVER], READ),
        ("read", FailureKind.NO_MEMORY, ["Use the quick engine", "Open settings"], READ),
        ("chart", FailureKind.NO_ENGINE, ["Read with the quick engine", "Open settings"], READ),
        ("read", FailureKind.NO_ENGINE, ["Open settings"], None),
        ("read", FailureKind.NO_TEXT, ["Try again"], None),
        ("read", FailureKind.BAD_PICTURE, [], None),
    ],
)
def test_a_failure_stands_in_the_place_of_the_text(
    qtbot: QtBot,
    window: ResultWindow,
    shot: Shot,
    task: str,
    kind: FailureKind,
    titles: list[str],
    asked: Task | None,
) -> None:
    window.open(1, shot, Task(task), shot.region)
    window.fail(1, Failed(1, kind, "That went wrong. Do this."))
    assert "That went wrong. Do this." in words(window)
    assert not window.findChild(TextPane).isVisible()
    card = window.findChild(FailureCard)
    found = [b.text() for b in card.findChildren(QPushButton) if b.isVisible()]
    assert found == titles
    if asked:
        with qtbot.waitSignal(window.again) as heard:
            title = next(t for t in titles if "quick engine" in t)
            qtbot.mouseClick(button(window, title), Qt.MouseButton.LeftButton)
        assert heard.args == [asked, EngineName.QUICK]


def test_what_had_come_before_a_failure_is_kept(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    text = opened(qtbot, window, shot)
    window.append(1, "half of it")
    window.fail(1, Failed(1, FailureKind.ENGINE_DIED, "The engine ended."))
    assert text.isVisible()
    assert window.text() == "half of it"
    assert "The engine ended." in words(window)


def test_after_a_failure_enter_does_what_helps(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    opened(qtbot, window, shot)
    window.fail(1, Failed(1, FailureKind.NO_TEXT, "Nothing found in this region."))
    with qtbot.waitSignal(window.again) as heard:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert heard.args == [READ, EngineName.AUTO]


def test_copy_takes_the_selection_or_all(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    text = opened(qtbot, window, shot)
    window.finish(1, Reading("one two"))
    with qtbot.waitSignal(window.copy_requested) as heard:
        keys = CTRL | Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(text, Qt.Key.Key_C, keys)
    assert heard.args == [{"text/plain": "one two"}]
    qtbot.keyClick(text, Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier)
    qtbot.keyClick(text, Qt.Key.Key_Left, keys)
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.mouseClick(button(window, "Copy"), Qt.MouseButton.LeftButton)
    assert heard.args == [{"text/plain": "two"}]


def test_the_copy_is_told_and_so_is_its_failure(
    qtbot: QtBot, window: ResultWindow, shot: Shot, told: list[str]
) -> None:
    opened(qtbot, window, shot)
    window.finish(1, Reading("one\ntwo", seconds=1.25))
    window.set_copied(1, True)
    assert "2 lines · 1.2 s · copied" in words(window)
    window.set_copied(1, False, "The clipboard is held by another program. Press Copy.")
    assert told[-2:] == ["Copied.", "The clipboard is held by another program. Press Copy."]
    assert "Press Copy." in words(window)


def test_listen_turns_into_pause_and_go_on(
    qtbot: QtBot, window: ResultWindow, shot: Shot, told: list[str]
) -> None:
    text = opened(qtbot, window, shot)
    window.finish(1, Reading("one two"))
    with qtbot.waitSignal(window.listen_requested) as heard:
        qtbot.keyClick(text, Qt.Key.Key_L, CTRL)
    assert heard.args == ["one two"]
    window.set_speaking(True)
    with qtbot.waitSignal(window.transport) as heard:
        qtbot.mouseClick(button(window, "Pause"), Qt.MouseButton.LeftButton)
    assert heard.args == [Verb.PAUSE]
    window.set_paused(True)
    assert told[-1] == "Paused."
    with qtbot.waitSignal(window.transport) as heard:
        qtbot.keyClick(text, Qt.Key.Key_L, CTRL)
    assert heard.args == [Verb.PAUSE]
    assert button(window, "Go on").toolTip() == "Go on (Ctrl+L)"
    window.set_paused(False)
    assert button(window, "Pause").isEnabled()
    with qtbot.waitSignal(window.stop_requested):
        qtbot.mouseClick(button(window, "Stop speaking"), Qt.MouseButton.LeftButton)
    window.set_speaking(False)
    assert button(window, "Listen").isEnabled()
    assert not button(window, "Stop speaking").isEnabled()


def marked(text: TextPane) -> list[str]:
    return [selection.cursor.selectedText() for selection in text.extraSelections()]


def test_the_spoken_word_is_marked_and_its_line_outlined(
    qtbot: QtBot, window: ResultWindow, shot: Shot, boxes: Callable[..., tuple[Line, ...]]
) -> None:
    text = opened(qtbot, window, shot)
    found = boxes(("The quick 🦊 fox", "jumps over the dog"))
    window.finish(1, Reading("The quick 🦊 fox\njumps over the dog", found))
    window.set_speaking(True)
    window.highlight(12, 3)
    assert marked(text) == ["fox"]
    assert window.findChild(PicturePane).current == 0
    window.highlight(16, 5)
    assert marked(text) == ["jumps"]
    assert window.findChild(PicturePane).current == 1
    picture = text.grab().toImage()
    amber = theme.tokens().word
    assert any(
        picture.pixelColor(x, y) == amber
        for x in range(picture.width())
        for y in range(picture.height())
    )
    window.set_speaking(False)
    assert marked(text) == []
    assert window.findChild(PicturePane).current is None


def test_marks_follow_what_was_given_to_listen_to(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    text = opened(qtbot, window, shot)
    window.finish(1, Reading("🦊 one two three"))
    cursor = text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.movePosition(QTextCursor.MoveOperation.WordLeft, QTextCursor.MoveMode.KeepAnchor, 2)
    text.setTextCursor(cursor)
    with qtbot.waitSignal(window.listen_requested) as heard:
        qtbot.keyClick(text, Qt.Key.Key_L, CTRL)
    assert heard.args == ["two three"]
    window.highlight(4, 5)
    assert marked(text) == ["three"]


def test_nothing_is_marked_where_the_user_has_changed_the_words(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    text = opened(qtbot, window, shot)
    window.finish(1, Reading("one two"))
    qtbot.keyClicks(text, "zero ")
    window.highlight(4, 3)
    assert marked(text) == []


def test_ctrl_plus_and_the_wheel_zoom(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    text = opened(qtbot, window, shot)
    before = text.fontInfo().pixelSize()
    with qtbot.waitSignal(window.zoom_changed) as heard:
        qtbot.keyClick(text, Qt.Key.Key_Plus, CTRL)
    assert heard.args == [125]
    assert text.fontInfo().pixelSize() > before
    place = QPointF(20, 20)
    turn = QWheelEvent(
        place,
        text.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.waitSignal(window.zoom_changed) as heard:
        QApplication.sendEvent(text.viewport(), turn)
    assert heard.args == [115]
    qtbot.keyClick(text, Qt.Key.Key_Minus, CTRL)
    qtbot.keyClick(text, Qt.Key.Key_0, CTRL)
    assert text.zoom == 115
    button(window, "Save…").setFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Plus, CTRL)
    assert text.zoom == 125
    window.set_zoom(9000)
    assert text.zoom == 400


def test_the_picture_is_one_key_away(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    text = opened(qtbot, window, shot)
    pane = window.findChild(PicturePane)
    assert not pane.isVisible()
    qtbot.keyClick(text, Qt.Key.Key_P, CTRL)
    assert pane.isVisible()
    button(window, "Copy").setFocus()
    button(window, "Show the picture").setFocus()
    qtbot.keyClick(button(window, "Show the picture"), Qt.Key.Key_P)
    assert not pane.isVisible()
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_P)
    assert window.text() == "p"


def test_the_picture_shows_what_was_read(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    opened(qtbot, window, shot)
    qtbot.mouseClick(button(window, "Show the picture"), Qt.MouseButton.LeftButton)
    pane = window.findChild(PicturePane)
    qtbot.waitUntil(lambda: pane.picture_area().width() > 100)
    picture, area = pane.grab().toImage(), pane.picture_area()
    assert picture.pixelColor(area.center().x(), area.bottom() - 3).name() == "#ffffff"
    assert area.width() / area.height() == pytest.approx(shot.width / shot.height, rel=0.05)


def chosen(qtbot: QtBot, window: ResultWindow, opener: str, title: str) -> None:
    """Open the menu of a button and take an entry with the keyboard."""

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
    qtbot.mouseClick(button(window, opener), Qt.MouseButton.LeftButton)


def test_task_language_and_engine_can_be_changed(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    opened(qtbot, window, shot)
    window.finish(1, Reading("text", language="en"))
    with qtbot.waitSignal(window.again) as heard:
        chosen(qtbot, window, "Quick engine · CPU", "HunyuanOCR")
    assert heard.args == [READ, EngineName.HUNYUAN]
    with qtbot.waitSignal(window.again) as heard:
        chosen(qtbot, window, "English", "French (untested)")
    assert heard.args[0] == Task("translate", "fr")
    with qtbot.waitSignal(window.again) as heard:
        chosen(qtbot, window, "Translate", "Chinese")
    assert heard.args[0] == Task("translate", "zh")


def test_again_asks_for_the_same(qtbot: QtBot, window: ResultWindow, shot: Shot) -> None:
    text = opened(qtbot, window, shot)
    with qtbot.waitSignal(window.again) as heard:
        qtbot.keyClick(text, Qt.Key.Key_R, CTRL)
    assert heard.args == [READ, EngineName.AUTO]


def save_as(qtbot: QtBot, window: ResultWindow, path: Path) -> None:
    qtbot.keyClick(window.findChild(TextPane), Qt.Key.Key_S, CTRL)
    dialog = window.findChild(QFileDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    with qtbot.waitSignal(dialog.fileSelected):
        dialog.accept()


def test_the_text_is_saved(qtbot: QtBot, window: ResultWindow, shot: Shot, tmp_path: Path) -> None:
    opened(qtbot, window, shot)
    window.finish(1, Reading("größer 敏捷"))
    save_as(qtbot, window, tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "größer 敏捷"
    assert "saved" in words(window)


def test_a_text_that_can_not_be_saved_is_told(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    opened(qtbot, window, shot)
    window.finish(1, Reading("text"))
    qtbot.keyClick(window.findChild(TextPane), Qt.Key.Key_S, CTRL)
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit("/no/such/folder/out.txt")
    dialog.reject()
    assert "could not be saved there" in words(window)
    assert window.text() == "text"


def test_notes_are_shown_and_told(
    qtbot: QtBot, window: ResultWindow, shot: Shot, told: list[str]
) -> None:
    opened(qtbot, window, shot)
    told.clear()
    window.finish(1, Reading("text", notes=("The quick engine stood in.",)))
    assert "The quick engine stood in." in words(window)
    assert told == ["1 line.", "The quick engine stood in."]


def test_what_the_user_moved_stays_unless_it_would_cover_the_region(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    opened(qtbot, window, shot)
    place = window.geometry()
    window.findChild(Frame).taken.emit()
    window.setGeometry(place.translated(40, 100))
    qtbot.waitUntil(lambda: window.geometry() == place.translated(40, 100))
    window.open(2, shot, READ, shot.region)
    assert window.geometry() == place.translated(40, 100)
    there = window.geometry().center()
    under = Region(there.x(), there.y(), 50, 50)
    window.open(3, shot, READ, under)
    qtbot.waitUntil(lambda: not window.geometry().contains(there))


def test_two_lines_need_no_scroll_bar_and_the_buttons_one_row(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    text = opened(qtbot, window, shot)
    window.finish(1, Reading("The quick brown fox\njumps over the lazy dog.", language="en"))
    window.set_copied(1, True)
    QApplication.processEvents()
    assert not text.verticalScrollBar().isVisible()
    rows = {
        b.mapTo(window, b.rect().center()).y() for b in window.findChildren(Button) if b.isVisible()
    }
    assert len(rows) == 2  # the header, and what can be done with the text


def test_wider_lines_give_back_the_height_that_they_no_longer_need(
    qtbot: QtBot, window: ResultWindow, shot: Shot
) -> None:
    text = opened(qtbot, window, shot)
    words = "\n".join(["A line that is a little wider than the window was when it opened."] * 6)
    window.append(1, words)
    window.finish(1, Reading(words))
    QApplication.processEvents()
    assert not text.verticalScrollBar().isVisible()
    room = text.viewport().height() - 6 * text.fontMetrics().lineSpacing()
    assert room < 2 * text.fontMetrics().lineSpacing()
