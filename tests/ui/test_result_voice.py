"""The voice's part of a result: its buttons and keys, where it begins, the word that is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.text import forms
from desktop.ui import theme
from desktop.ui.grid_view import GridView
from desktop.ui.matching import Matcher
from desktop.ui.picture_pane import PicturePane
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result import ResultWindow
from desktop.ui.result_listening import Listening
from desktop.ui.rich_view import RichView
from desktop.ui.text_pane import TextPane
from desktop.values import Line, OutputKind, Reading, Shot, Task, Verb

NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TABLE = (
    "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Flat white</td><td>3.80</td></tr>"
    "<tr><td>Tea</td><td>2.10</td></tr></table>"
)
PAGE = "# Report\n\nSales rose and $E = mc^2$ holds. Then 🦊 they fell.\n\n" + TABLE


@pytest.fixture
def window(qtbot: QtBot, dress: Callable[..., None]) -> ResultWindow:
    result = ResultWindow()
    qtbot.addWidget(result)
    return result


def read(
    qtbot: QtBot, window: ResultWindow, text: str, kind: OutputKind = OutputKind.TEXT
) -> QWidget:
    """The view that shows ``text``, with the keyboard in it."""
    window.open(1, None, Task(), None)
    qtbot.waitUntil(window.isActiveWindow)
    window.finish(1, Reading(text, kind=kind, language="en"))
    pane = window.findChild(ReadingPane)
    assert pane is not None
    if kind not in (OutputKind.TEXT, OutputKind.POSITIONS):
        qtbot.waitUntil(lambda: not pane.source_shown)
    return pane.current()


def button(window: ResultWindow, name: str) -> QPushButton:
    return next(b for b in window.findChildren(QPushButton) if name == b.accessibleName())


def test_the_row_for_the_voice_is_there_once_something_is_spoken(
    qtbot: QtBot, window: ResultWindow
) -> None:
    read(qtbot, window, "One. Two.")
    before, count = window.height(), len(window.findChildren(QPushButton))
    window.set_speaking(True)
    row = [b for b in window.findChildren(QPushButton) if b.isVisible()][-8:]
    assert [b.accessibleName() for b in row] == [
        "Stop speaking",
        "Previous sentence",
        "Next sentence",
        "Back five seconds",
        "Read again from the start",
        "Speak slower",
        "Speak faster",
        "Spell the word",
    ]
    assert len({b.mapTo(window, b.rect().center()).y() for b in row}) == 1
    assert window.height() > before
    window.set_speaking(False)
    window.set_speaking(True)
    assert len(window.findChildren(QPushButton)) == count + 8


def test_an_announcement_alone_shows_no_row(qtbot: QtBot, window: ResultWindow) -> None:
    window.open(1, None, Task(), None)
    window.set_speaking(True)
    names = [b.accessibleName() for b in window.findChildren(QPushButton)]
    assert "Next sentence" not in names


@pytest.mark.parametrize(
    ("key", "modifiers", "verb"),
    [
        (Qt.Key.Key_PageDown, CTRL, Verb.NEXT),
        (Qt.Key.Key_PageUp, CTRL, Verb.PREVIOUS),
        (Qt.Key.Key_PageUp, CTRL | SHIFT, Verb.REPEAT),
        (Qt.Key.Key_B, CTRL, Verb.BACK),
        (Qt.Key.Key_F7, NONE, Verb.SPELL),
        (Qt.Key.Key_Plus, ALT, Verb.FASTER),
        (Qt.Key.Key_Minus, ALT, Verb.SLOWER),
    ],
)
def test_a_key_and_a_button_for_each_command(
    qtbot: QtBot, window: ResultWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier, verb: Verb
) -> None:
    view = read(qtbot, window, "One. Two.")
    with qtbot.waitSignal(window.transport) as heard:
        qtbot.keyClick(view, key, modifiers)
    assert heard.args == [verb]
    assert window.text() == "One. Two."
    window.set_speaking(True)
    from desktop.actions import ACTIONS

    with qtbot.waitSignal(window.transport) as heard:
        qtbot.mouseClick(button(window, ACTIONS[verb.value].title), Qt.MouseButton.LeftButton)
    assert heard.args == [verb]


def test_a_key_stops_the_voice_and_so_does_ctrl_alone(qtbot: QtBot, window: ResultWindow) -> None:
    view = read(qtbot, window, "One. Two.")
    window.set_speaking(True)
    with qtbot.waitSignal(window.stop_requested):
        qtbot.keyClick(view, Qt.Key.Key_L, CTRL | SHIFT)
    with qtbot.waitSignal(window.stop_requested):
        qtbot.keyClick(view, Qt.Key.Key_Control)


def test_ctrl_with_another_key_or_while_nothing_is_spoken_stops_nothing(
    qtbot: QtBot, window: ResultWindow
) -> None:
    view = read(qtbot, window, "One. Two.")
    stops: list[None] = []
    window.stop_requested.connect(lambda: stops.append(None))
    qtbot.keyClick(view, Qt.Key.Key_Control)
    window.set_speaking(True)
    qtbot.keyPress(view, Qt.Key.Key_Control)
    qtbot.keyPress(view, Qt.Key.Key_A, CTRL)
    qtbot.keyRelease(view, Qt.Key.Key_Control)
    qtbot.keyRelease(view, Qt.Key.Key_A)
    window.set_paused(True)
    qtbot.keyClick(view, Qt.Key.Key_Control)
    assert stops == []
    window.set_paused(False)
    qtbot.keyClick(view, Qt.Key.Key_Control)
    assert stops == [None]
    window.set_speaking(False)


def test_it_is_read_from_the_caret(qtbot: QtBot, window: ResultWindow) -> None:
    view = read(qtbot, window, "🦊 One. Two. Three.")
    assert isinstance(view, TextPane)
    view.put_caret(7)
    with qtbot.waitSignal(window.read_from_requested) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Return, CTRL)
    assert heard.args == ["🦊 One. Two. Three.", 7]
    assert window.text() == "🦊 One. Two. Three."
    window.highlight(7, 3)
    assert [s.cursor.selectedText() for s in view.extraSelections()] == ["Two"]


def test_a_page_is_read_from_the_caret(qtbot: QtBot, window: ResultWindow) -> None:
    view = read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    assert isinstance(view, RichView)
    view.put_caret(view.content().index("they"))
    with qtbot.waitSignal(window.read_from_requested) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Enter, CTRL)
    words, place = heard.args
    assert words == forms.spoken(PAGE, OutputKind.MARKDOWN)
    assert words[place:].startswith("they fell.")
    view.put_caret(view.content().index("2.10"))
    with qtbot.waitSignal(window.read_from_requested) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Return, CTRL)
    assert heard.args[0][heard.args[1] :] == "2.10."


def test_what_was_asked_of_the_last_result_is_not_spoken_of_this_one(
    qtbot: QtBot, window: ResultWindow
) -> None:
    view = read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    asked: list[str] = []
    window.read_from_requested.connect(lambda words, _: asked.append(words))
    with qtbot.waitSignal(window.findChild(Listening).findChild(Matcher).found):
        qtbot.keyClick(view, Qt.Key.Key_Return, CTRL)
        window.open(2, None, Task(), None)
    assert asked == []


def lit(view: RichView) -> list[str]:
    return [s.cursor.selectedText() for s in view.extraSelections()]


def test_on_a_page_the_spoken_word_is_lit_and_a_formula_outlined(
    qtbot: QtBot, window: ResultWindow
) -> None:
    view = read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    assert isinstance(view, RichView)
    words = forms.spoken(PAGE, OutputKind.MARKDOWN)
    window.set_speaking(True)
    window.highlight(words.index("they"), 4)
    qtbot.waitUntil(lambda: lit(view) == ["they"])
    window.highlight(words.index("Tea"), 3)
    assert lit(view) == ["Tea"]
    window.highlight(words.index("Row 2"), 3)
    assert lit(view) == []
    assert not amber(view)
    window.highlight(words.index("squared"), 7)
    assert lit(view) == []
    assert amber(view)
    window.set_speaking(False)
    assert not amber(view)


def amber(view: QWidget) -> bool:
    picture: QImage = view.grab().toImage()
    color = theme.tokens().word
    return any(
        picture.pixelColor(x, y) == color
        for x in range(picture.width())
        for y in range(picture.height())
    )


def test_in_a_grid_the_cell_is_lit(qtbot: QtBot, window: ResultWindow) -> None:
    view = read(qtbot, window, TABLE, OutputKind.TABLE)
    assert isinstance(view, GridView)
    words = forms.spoken(TABLE, OutputKind.TABLE)
    window.set_speaking(True)
    window.highlight(words.index("Tea"), 3)
    cell, background = view.model().index(1, 0), Qt.ItemDataRole.BackgroundRole
    qtbot.waitUntil(lambda: cell.data(background) is not None)
    assert cell.data(background).color() == theme.tokens().word
    window.highlight(words.index("3.80"), 4)
    assert cell.data(background) is None
    assert view.model().index(0, 1).data(background) is not None
    window.set_speaking(False)
    assert view.model().index(0, 1).data(background) is None


def test_the_line_of_a_spoken_block_is_outlined_on_the_picture(
    qtbot: QtBot,
    window: ResultWindow,
    picture: Callable[..., Shot],
    boxes: Callable[..., tuple[Line, ...]],
) -> None:
    shot = picture(("Report", "Sales rose."))
    window.open(1, shot, Task(), None)
    found = boxes(("Report", "Sales rose."))
    window.finish(1, Reading("# Report\n\nSales rose.", found, OutputKind.MARKDOWN))
    pane = window.findChild(PicturePane)
    words = forms.spoken("# Report\n\nSales rose.", OutputKind.MARKDOWN)
    window.set_speaking(True)
    window.highlight(words.index("rose"), 4)
    qtbot.waitUntil(lambda: pane.current == 1)
    window.highlight(words.index("Report"), 6)
    assert pane.current == 0


def test_after_a_job_nothing_of_the_last_is_lit(qtbot: QtBot, window: ResultWindow) -> None:
    read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    window.set_speaking(True)
    window.highlight(0, 6)
    window.open(2, None, Task(), None)
    window.finish(2, Reading("Other words."))
    window.highlight(0, 5)
    text = window.findChild(TextPane)
    assert [s.cursor.selectedText() for s in text.extraSelections()] == ["Other"]


def save_audio(qtbot: QtBot, window: ResultWindow, path: Path) -> None:
    dialog = window.findChild(QFileDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()


def test_the_sound_is_saved_by_key_and_menu(
    qtbot: QtBot, window: ResultWindow, tmp_path: Path, told: list[str]
) -> None:
    view = read(qtbot, window, PAGE, OutputKind.MARKDOWN)
    qtbot.keyClick(view, Qt.Key.Key_S, CTRL | SHIFT)
    dialog = window.findChild(QFileDialog)
    assert [name.partition("(")[2] for name in dialog.nameFilters()] == [
        "*.wav)",
        "*.flac)",
        "*.mp3)",
    ]
    with qtbot.waitSignal(window.audio_requested) as heard:
        save_audio(qtbot, window, tmp_path / "out.mp3")
    words = forms.spoken(PAGE, OutputKind.MARKDOWN)
    assert heard.args == [words, "en", str(tmp_path / "out.mp3")]
    menu = button(window, "Save…").menu()
    menu.aboutToShow.emit()
    assert [entry.text().partition("\t")[0] for entry in menu.actions()] == [
        "Save the text…",
        "Save as audio…",
    ]
    window.set_saved(True)
    window.set_saved(False, "There is no room on the disk.")
    assert told[-2:] == ["Saved.", "There is no room on the disk."]


@pytest.mark.parametrize(
    ("typed", "kind", "saved"),
    [
        ("Letter.txt", 0, "Letter.txt.wav"),
        ("Chapter 1.2", 2, "Chapter 1.2.mp3"),
        ("Letter", 1, "Letter.flac"),
        ("LETTER.MP3", 0, "LETTER.MP3"),
    ],
)
def test_sound_gets_an_ending_of_sound(
    qtbot: QtBot, window: ResultWindow, tmp_path: Path, typed: str, kind: int, saved: str
) -> None:
    view = read(qtbot, window, "Words.", OutputKind.TEXT)
    qtbot.keyClick(view, Qt.Key.Key_S, CTRL | SHIFT)
    dialog = window.findChild(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    chosen = dialog.nameFilters()[kind]
    dialog.selectNameFilter(chosen)
    dialog.filterSelected.emit(chosen)
    dialog.selectFile(typed)
    with qtbot.waitSignal(window.audio_requested) as heard:
        dialog.accept()
    assert heard.args[2] == str(tmp_path / saved)
    shown = " ".join(label.text() for label in window.findChildren(QLabel))
    renamed = typed != saved and "." in typed
    told = f"Saving it as {saved}, a file of sound." if renamed else "Saving the sound…"
    assert told in shown


def test_sound_replaces_no_file_that_was_not_asked_about(
    qtbot: QtBot, window: ResultWindow, tmp_path: Path, told: list[str]
) -> None:
    (tmp_path / "Letter.txt.wav").write_bytes(b"of another day")
    view = read(qtbot, window, "Words.", OutputKind.TEXT)
    qtbot.keyClick(view, Qt.Key.Key_S, CTRL | SHIFT)
    with qtbot.assertNotEmitted(window.audio_requested):
        save_audio(qtbot, window, tmp_path / "Letter.txt")
    assert told[-1] == "There is a file Letter.txt.wav already. Choose another name."
