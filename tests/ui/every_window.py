"""Every window in every state that it can be in, without an app around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget, QWidget

from desktop.capture.camera import Device
from desktop.capture.windows import Window
from desktop.model.status import ModelState, ModelStatus
from desktop.settings import Hotkeys, OwnTask, Server, Settings, Store, Tasks
from desktop.tasks import missing
from desktop.ui.camera import CameraWindow
from desktop.ui.camera_addresses import NetworkCameras
from desktop.ui.camera_modes import Mode
from desktop.ui.find_bar import FindBar
from desktop.ui.help import HelpWindow
from desktop.ui.home import Home
from desktop.ui.patches import Patches, Stand
from desktop.ui.picture_pane import PicturePane
from desktop.ui.reader_question import ReaderQuestion
from desktop.ui.result import ResultWindow
from desktop.ui.result_find import Find
from desktop.ui.result_translation import Translation
from desktop.ui.settings import SettingsWindow
from desktop.ui.settings_page import SettingsPage
from desktop.ui.settings_schema import PAGES
from desktop.ui.welcome import Welcome
from desktop.ui.window_list import WindowList
from desktop.values import (
    Box,
    EngineName,
    Failed,
    FailureKind,
    OutputKind,
    Paragraph,
    Reading,
    Region,
    Shot,
    State,
    Status,
    Task,
)
from tests.typesetting import scenes
from tests.ui.rendered import Rendered
from tests.ui.scripted_eyes import ScriptedEyes

WEBCAM = Device("usb-1", "Webcam")

READINGS = {
    "table": ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", "table"),
    "formula": (r"\frac{a}{b}", "formula"),
    "document": ("# Title\n\nwords $x$ " + "and more " * 40, "markdown"),
    "fields": ('{\n  "Total": "22.35"\n}', "fields"),
}
QUESTIONS = {"asks for fields": "fields", "asks for a language": "translate", "asks": "ask"}

TRANSLATED = {"translated": 0, "translated, both": 1, "translated, original": 2, "two columns": 3}
"""How often the key is pressed that goes through the views; the columns besides."""

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
    "camera, pages",
    "network cameras",
    "help",
    "windows",
    "who speaks",
    "finding",
    "nothing found",
    *TRANSLATED,
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
    """The window of this kind."""
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
    if kind == "network cameras":
        return NetworkCameras(("http://me:secret@192.168.1.20:8080/video", "rtsp://10.0.0.7/a"))
    if kind in ("camera", "no camera", "camera, pages"):
        source = Rendered(*([] if kind == "no camera" else [WEBCAM]))
        eyes = ScriptedEyes()
        camera = CameraWindow(make_source=lambda: source, make_eyes=lambda: eyes)
        camera.begin(Task())
        if kind != "no camera":
            source.send("#204060")
        if kind == "camera, pages":
            camera._set_mode(Mode.DOCUMENT)
            camera._pages.add()
        return camera
    if kind == "help":
        guide = HelpWindow()
        guide.set_hotkeys(dict(Hotkeys().items()))
        return guide
    if kind == "who speaks":
        return ReaderQuestion("Orca")
    if kind == "windows":
        windows = WindowList()
        place = Region(0, 0, 640, 480)
        windows.choose(
            (
                Window(1, "Letter to the bank", "Writer", place),
                Window(2, "A page with a title that goes on and on " * 3, "Browser", place),
                Window(3, "Inbox", "Mail", place, "minimised"),
            )
        )
        return windows
    result = ResultWindow()
    if kind in TRANSLATED:
        translate(result, TRANSLATED[kind])
        return result
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
    if kind == "nothing found":
        result.fail(1, Failed(1, FailureKind.NO_TEXT, "Nothing found in this region."))
    elif kind == "failed":
        sentence = "The engine ended. Try again or use the quick engine."
        result.fail(1, Failed(1, FailureKind.ENGINE_DIED, sentence))
    else:
        result.finish(1, Reading("text\n" * 20, notes=("A note of some length. " * 4,)))
    if kind == "picture":
        result.findChild(PicturePane).show()
    if kind == "finding":
        result.findChild(Find).begin()
        result.findChild(FindBar).field.setText("zebra")
    return result


def translate(result: ResultWindow, presses: int) -> None:
    """Fill ``result`` with a translation in place, a paragraph of which could not be placed, and
    one that is still to come."""
    sign = scenes.sign()
    tiny = Box(2, 2, 14, 7)
    lost = Paragraph(tiny, (tiny,), "Nur heute", "Only today, while stocks last", "de", "en")
    result.open(1, sign.shot, Task("translate", "en"), None)
    result.part(1, (*(replace(p, text="") for p in sign.paragraphs), replace(lost, text="")))
    result.place(1, len(sign.paragraphs), lost)
    for number, paragraph in enumerate(sign.paragraphs[1:], 1):
        result.place(1, number, paragraph)
        result.append(1, paragraph.text)
    translation = result.findChild(Translation)
    patches = result.findChild(Patches)
    while not patches.numbers(Stand.UNPLACED):
        QApplication.processEvents()
    for _ in range(presses % 3):
        translation.turn()
    if presses == 3:
        translation.toggle_columns()


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
