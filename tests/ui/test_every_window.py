"""What holds for every window: names for screen readers, targets to hit, nothing clipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QLabel,
    QPushButton,
    QScrollBar,
    QStackedWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.capture.camera import Device
from desktop.model.status import ModelState, ModelStatus
from desktop.settings import Hotkeys, OwnTask, Server, Settings, Store, Tasks, Theme
from desktop.tasks import missing
from desktop.ui.camera import CameraWindow
from desktop.ui.help import HelpWindow
from desktop.ui.home import Home
from desktop.ui.picture_pane import PicturePane
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result import ResultWindow
from desktop.ui.settings import SettingsWindow
from desktop.ui.settings_page import SettingsPage
from desktop.ui.settings_schema import PAGES
from desktop.ui.tile import Tile
from desktop.ui.tile_row import RowTile
from desktop.ui.tray import Tray
from desktop.ui.welcome import Welcome
from desktop.values import (
    EngineName,
    Failed,
    FailureKind,
    OutputKind,
    Reading,
    Shot,
    State,
    Status,
    Task,
)
from tests.ui.rendered import Rendered

WEBCAM = Device("usb-1", "Webcam")

READINGS = {
    "table": ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", "table"),
    "formula": (r"\frac{a}{b}", "formula"),
    "document": ("# Title\n\nwords $x$ " + "and more " * 40, "markdown"),
    "fields": ('{\n  "Total": "22.35"\n}', "fields"),
}
QUESTIONS = {"asks for fields": "fields", "asks for a language": "translate", "asks": "ask"}

KINDS = [
    *READINGS,
    *QUESTIONS,
    "home",
    "reading",
    "picture",
    "failed",
    "settings",
    "welcome",
    "licence",
    "camera",
    "no camera",
    "help",
]


LOADING = ModelStatus(
    ModelState.DOWNLOADING,
    "Downloading HunyuanOCR.",
    done=1_200_000_000,
    total=2_600_000_000,
    speed=11e6,
    left=140,
    own=True,
)


def button(window: QWidget, text: str) -> QPushButton:
    return next(b for b in window.findChildren(QPushButton) if b.text() == text)


def built(kind: str, shot: Shot, folder: Path) -> QWidget:
    if kind == "home":
        home = Home(tray=False)
        home.set_hotkeys(dict(Hotkeys().items()))
        home.set_last("The last text that was read. " * 20)
        home.set_status(Status(State.ATTENTION, "quick", "CPU", "English", "No voice. Do this."))
        return home
    if kind == "settings":
        store = Store(folder / "settings.toml")
        own = (OwnTask("Total", "What is the total?"), OwnTask("Date", "When?"))
        server = Server("http://gpu.example:8000", "hunyuan")
        store.change(replace(Settings(), tasks=Tasks(own), server=server))
        settings = SettingsWindow(store)
        settings.set_hotkey_problems({"window": "Another program has these keys. Choose others."})
        settings.set_model(LOADING)
        settings.set_machine("This machine can run HunyuanOCR on the processor only. " * 3)
        settings.set_key_state("A key is kept.")
        settings.set_server_state("Nothing answers at this address. Is the server on? " * 2, False)
        return settings
    if kind in ("welcome", "licence"):
        welcome = Welcome()
        welcome.set_hotkeys(dict(Hotkeys().items()))
        welcome.set_read("Some words. " * 20)
        if kind == "licence":
            for _ in range(2):
                button(welcome, "Next").click()
            welcome.set_model(replace(LOADING, state=ModelState.ABSENT))
            button(welcome, "Download (2.6 GB)").click()
        return welcome
    if kind in ("camera", "no camera"):
        source = Rendered(*([WEBCAM] if kind == "camera" else []))
        camera = CameraWindow(make_source=lambda: source)
        camera.begin(Task())
        if kind == "camera":
            source.send("#204060")
        return camera
    if kind == "help":
        guide = HelpWindow()
        guide.set_hotkeys(dict(Hotkeys().items()))
        return guide
    result = ResultWindow()
    if kind in QUESTIONS:
        task = Task(QUESTIONS[kind])
        result.open(1, shot, task, shot.region)
        result.ask(1, missing(task))
        return result
    result.open(1, shot, Task(), shot.region)
    if kind in READINGS:
        text, what = READINGS[kind]
        notes = ("The picture left this machine: it was read at https://gpu.example:8000.",)
        address = "https://gpu.example:8000"
        result.finish(
            1,
            Reading(text, (), OutputKind(what), "en", EngineName.REMOTE, address, 1.0, "", notes),
        )
        return result
    if kind == "failed":
        sentence = "The engine ended. Try again or use the quick engine."
        result.fail(1, Failed(1, FailureKind.ENGINE_DIED, sentence))
    else:
        result.finish(1, Reading("text\n" * 20, notes=("A note of some length. " * 4,)))
    if kind == "picture":
        result.findChild(PicturePane).show()
    return result


@pytest.fixture(params=KINDS)
def window(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    dress: Callable[..., None],
    picture: Callable[..., Shot],
    tmp_path: Path,
) -> Callable[[], QWidget]:
    def build() -> QWidget:
        shown = built(request.param, picture(("one", "two")), tmp_path)
        qtbot.addWidget(shown)
        shown.show()
        qtbot.waitExposed(shown)
        if request.param in READINGS:
            pane = shown.findChild(ReadingPane)
            qtbot.waitUntil(lambda: not pane.source_shown, timeout=10_000)
        QApplication.processEvents()  # what was said since the windows were laid out
        return shown

    return build


def pages(window: QWidget) -> Iterator[QWidget]:
    """The window, once for each page that it has."""
    if isinstance(window, Welcome):
        yield window
        while any(b.text() == "Next" for b in window.findChildren(QPushButton)):
            button(window, "Next").click()
            QApplication.processEvents()
            yield window
        return
    if not isinstance(window, SettingsWindow):
        yield window
        return
    for page in PAGES:
        window.show_page(page.id)
        shown = window.findChild(QStackedWidget).currentWidget()
        assert isinstance(shown, SettingsPage)
        shown.build(60)
        QApplication.processEvents()
        yield window


def focusable(window: QWidget) -> list[QWidget]:
    found = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
    ]
    assert found
    return found


def is_other_choice(widget: QWidget) -> bool:
    button = widget if isinstance(widget, QAbstractButton) else None
    return button is not None and button.group() is not None and not button.isChecked()


def test_everything_that_takes_the_keyboard_has_a_name(window: Callable[[], QWidget]) -> None:
    for shown in pages(window()):
        for widget in focusable(shown):
            told = QAccessible.queryAccessibleInterface(widget)
            assert told.text(QAccessible.Text.Name), widget


def test_no_two_buttons_of_a_page_have_one_name(window: Callable[[], QWidget]) -> None:
    for shown in pages(window()):
        buttons = [b for b in shown.findChildren(QPushButton) if b.isVisible()]
        names = {button.accessibleName() for button in buttons}
        assert len(names) == len(buttons)


@pytest.mark.parametrize("pixels", [14, 28])
def test_every_target_can_be_hit(
    window: Callable[[], QWidget], dress: Callable[..., None], pixels: int
) -> None:
    dress(pixels=pixels)
    for shown in pages(window()):
        for widget in focusable(shown):
            least = 24 if isinstance(widget, QAbstractSlider) else 32
            assert widget.height() >= least, widget
            assert widget.width() >= 24, widget


@pytest.mark.parametrize("pixels", [14, 28])
def test_no_words_are_cut(
    window: Callable[[], QWidget], dress: Callable[..., None], qtbot: QtBot, pixels: int
) -> None:
    dress(Theme.DARK, pixels)
    for shown in pages(window()):
        # A layout may still be pending; one that cuts words for good fails all the same.
        qtbot.waitUntil(partial(no_words_are_cut, shown), timeout=2000)


def no_words_are_cut(shown: QWidget) -> None:
    for button in (b for b in shown.findChildren(QPushButton) if b.isVisible()):
        painted = isinstance(button, (Tile, RowTile))
        tile = button.heightForWidth(button.width()) if painted else 0
        assert button.height() >= (tile or button.minimumSizeHint().height()), button
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button
    for label in (x for x in shown.findChildren(QLabel) if x.isVisible() and x.text()):
        room = label.heightForWidth(label.width()) if label.wordWrap() else 0
        assert label.height() >= max(room, label.fontMetrics().height()), label.text()


def test_the_keyboard_goes_round_and_reaches_everything(
    qtbot: QtBot, window: Callable[[], QWidget]
) -> None:
    for shown in pages(window()):
        shown.activateWindow()
        qtbot.waitUntil(shown.isActiveWindow)
        # Of buttons of which one is chosen, Tab reaches that one and arrows the others.
        wanted = [widget for widget in focusable(shown) if not is_other_choice(widget)]
        wanted[0].setFocus()
        reached = {wanted[0]}
        for _ in range(len(wanted) + 5):
            qtbot.keyClick(shown.focusWidget(), Qt.Key.Key_Tab)
            reached.add(shown.focusWidget())
        assert set(wanted) <= reached


def test_every_entry_of_the_trays_menu_has_its_own_name(
    qtbot: QtBot, dress: Callable[..., None]
) -> None:
    tray = Tray()
    tray.set_own_tasks((OwnTask("Total", "What is the total?"),))
    menu = tray.menu
    entries = [action for action in menu.actions() if not action.isSeparator()]
    face = QAccessible.queryAccessibleInterface(menu)
    names = [face.child(n).text(QAccessible.Text.Name) for n in range(face.childCount())]
    assert [name for name in names if name] == [action.text() for action in entries]
    assert len({action.text() for action in entries}) == len(entries)
    assert face.text(QAccessible.Text.Name) == "Sightread"
