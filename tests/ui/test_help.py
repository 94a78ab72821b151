from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QShortcut, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QTextBrowser
from pytestqt.qtbot import QtBot

from desktop.actions import CAPTURES, CONTROLS, SPEECH
from desktop.settings import Hotkeys, Theme
from desktop.tasks import CATALOGUE
from desktop.ui import theme
from desktop.ui.help import _PICTURES, _RESULT, HelpWindow
from desktop.ui.hotkey_names import in_words
from desktop.ui.result import ResultWindow
from desktop.ui.transport_row import KEYS


@pytest.fixture
def guide(qtbot: QtBot, dress: Callable[..., None]) -> HelpWindow:
    window = HelpWindow()
    qtbot.addWidget(window)
    window.set_hotkeys(dict(Hotkeys().items()) | {"table": "<ctrl>+<alt>+y"})
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def page(guide: HelpWindow) -> QTextBrowser:
    found = guide.findChild(QTextBrowser)
    assert found is not None
    return found


def test_every_task_has_its_sentence_and_its_picture(guide: HelpWindow) -> None:
    words = page(guide).toPlainText()
    for entry in CATALOGUE.values():
        assert f"{entry.title}\n{entry.help}" in words
        picture = page(guide).loadResource(
            QTextDocument.ResourceType.ImageResource.value, f"{entry.name}.png"
        )
        assert isinstance(picture, QImage)
        assert picture.width() > 300
    assert words.count("\ufffc") == len(CATALOGUE)
    assert "Ctrl+Alt+Y, or Ctrl+K in a result" in words


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_pictures_are_small_and_there_for_light_and_dark(name: str) -> None:
    for end in ("", "-dark"):
        path = _PICTURES / f"{name}{end}.png"
        assert path.stat().st_size <= 40_000
        assert QImageReader(str(path)).size().width() <= 1100
    light, dark = (
        QColor(QImage(str(_PICTURES / f"{name}{e}.png")).pixel(2, 2)) for e in ("", "-dark")
    )
    assert light.lightness() > 200
    assert dark.lightness() < 80


def test_every_hotkey_is_listed(guide: HelpWindow) -> None:
    lines = page(guide).toPlainText().split("\n")
    keys = dict(Hotkeys().items())
    for action in (a for a in (*CAPTURES, *SPEECH, *CONTROLS) if a.id in keys):
        where = lines.index(action.title)
        assert lines[where - 1] == (in_words(keys[action.id]) or "no key")


def test_every_key_of_a_result_works_there(qtbot: QtBot, guide: HelpWindow) -> None:
    result = ResultWindow()
    qtbot.addWidget(result)
    bound = {each.key().toString() for each in result.findChildren(QShortcut)}
    told = {key for keys, _ in _RESULT for key in keys.split(", ")} | set(KEYS.values())
    # Arrows are four keys, Ctrl alone is none, and Qt has names of its own for the others.
    told = {key for key in told if "arrows" not in key and "alone" not in key}
    names = {"Ctrl+Plus": "Ctrl++", "Ctrl+Minus": "Ctrl+-", "Ctrl+Enter": "Ctrl+Return"}
    assert {names.get(key, key) for key in told} <= bound


def test_nothing_else_is_loaded(guide: HelpWindow) -> None:
    image = QTextDocument.ResourceType.ImageResource.value
    for name in ("/etc/hosts", "file:///etc/hosts", "../result.png", "http://example.org/a.png"):
        assert page(guide).loadResource(image, name) is None


def test_the_pictures_follow_the_theme(
    qtbot: QtBot, guide: HelpWindow, dress: Callable[..., None]
) -> None:
    assert 'src="table.png"' in page(guide).toHtml()
    dress(Theme.DARK)
    assert theme.tokens().dark
    assert 'src="table-dark.png"' in page(guide).toHtml()


def test_searching_goes_from_place_to_place(
    qtbot: QtBot, guide: HelpWindow, told: list[str]
) -> None:
    qtbot.keyClick(page(guide), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "formula")
    first = page(guide).textCursor().position()
    assert page(guide).textCursor().selectedText().lower() == "formula"
    assert "formula" in told[-1].lower()
    places = [first]
    for _ in range(30):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        places.append(page(guide).textCursor().position())
        if places[-1] == first:
            break
    assert places[-1] == first  # round and back
    assert len(set(places)) > 3
    assert guide.isVisible()  # Enter closes nothing
    field.clear()
    qtbot.keyClicks(field, "zebra")
    assert told[-1] == "“zebra” isn't in the help."
