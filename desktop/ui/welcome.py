"""The welcome window: try it, hear it, get HunyuanOCR. Shown at the first start.

It knows no engine and no voice: it tells what the user wants, and shows what it is told. Whoever
can't read it presses F2, and each step is spoken.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPixmap, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.model.status import ModelStatus
from desktop.ui import hotkey_names, icons, theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.model_panel import ModelPanel
from desktop.ui.welcome_step import WelcomeStep
from desktop.values import Command, Source, Verb

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "receipt.png"
INVITATION = "Welcome to Sightread. Press F2 to have this window read to you."


class Welcome(QDialog):
    """Three steps.

    ``commanded`` carries a reading of the sample picture; ``hear`` asks for a sample of the voice;
    ``say`` carries sentences to be spoken at once, instead of others. The signals of the model are
    those of ``ModelPanel``. ``closed`` says whether the window has been seen (its last step, or
    "Skip"); Esc leaves it for later.
    """

    commanded = Signal(Command)
    hear = Signal()
    say = Signal(str)
    closed = Signal(bool)
    download_requested = Signal(str)
    pause_requested = Signal()
    verify_requested = Signal()
    remove_requested = Signal()
    folder_chosen = Signal(str)
    model_asked = Signal()
    """The step about HunyuanOCR is shown: how does it stand with the files and the machine?"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Welcome to Sightread")
        self.setWindowIcon(icons.icon("sightread"))
        self._spoken = self._seen = self._invited = False
        self._hotkeys: Mapping[str, str] = {}
        self._machine = ""
        self._model_sentence = ""
        self._stack = QStackedWidget()
        self._place = QLabel()
        self._skip = Button("Skip", flat=True, name="Skip the welcome")
        self._back = Button("Back", "undo-2")
        self._next = Button("Next", primary=True)
        self._heard = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._panel = ModelPanel()
        self._steps = (self._try_step(), self._voice_step(), self._model_step())
        self._lay_out()
        self._connect()
        self.set_hotkeys({})
        self._turn_to(0)

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Name these hotkeys (action to pynput notation)."""
        self._hotkeys = dict(hotkeys)
        region = hotkey_names.in_words(self._hotkeys.get("region", ""))
        stop = hotkey_names.in_words(self._hotkeys.get("stop", ""))
        self._steps[0].set_text(
            (
                f"Press {region}, drag over the receipt, and let go. It works in every program."
                if region
                else "Choose “Read a region” in the tray or in the window, and drag over the text."
            )
            + " The text is shown, copied and read to you."
        )
        quiet = f"{stop} makes it silent at once." if stop else "Esc in the result stops it."
        self._steps[1].set_text(f"What is read is also spoken, while it arrives. {quiet}")

    def set_read(self, text: str) -> None:
        """Something was read: say that it works."""
        lines = [line for line in text.splitlines() if line.strip()]
        if lines:
            self._heard.setText(f"It works: {len(lines)} lines read, {lines[0].strip()[:60]} …")
            self._heard.show()

    def set_status(self, status: ModelStatus) -> None:
        """How it stands with HunyuanOCR's files."""
        self._model_sentence = status.sentence
        self._panel.set_status(status)

    def set_machine(self, sentence: str) -> None:
        """What this machine can carry."""
        self._machine = sentence
        self._panel.set_machine(sentence)

    def set_licence(self, accepted: str) -> None:
        """The date on which the licence was accepted, empty before."""
        self._panel.set_licence(accepted)

    def set_folder(self, folder: str) -> None:
        """The folder of the user's that the settings name."""
        self._panel.set_folder(folder)

    def reject(self) -> None:
        """Later: it comes again at the next start, unless its end has been seen."""
        super().reject()
        self.closed.emit(self._seen)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same as Esc."""
        event.ignore()
        self.reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Say once how to have it spoken: who can't see this can't read that either."""
        super().showEvent(event)
        if not self._invited:
            self._invited = True
            self.say.emit(INVITATION)

    def _finish(self) -> None:
        self._seen = True
        super().accept()
        self.closed.emit(True)

    def _speak(self) -> None:
        self._spoken = True
        self.say.emit(self._words())

    def _told(self, sentence: str) -> None:
        if self._spoken:
            self.say.emit(sentence)

    def _words(self) -> str:
        step = self._steps[self._stack.currentIndex()]
        return step.words

    def _turn_to(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        last = number == len(self._steps) - 1
        self._place.setText(f"{number + 1} of {len(self._steps)}")
        self._back.setVisible(number > 0)
        self._skip.setVisible(not last)
        self._next.setText("Done" if last else "Next")
        self._next.set_name("Done" if last else "Next")
        if last:
            self._seen = True
            self.model_asked.emit()

    def _step(self, by: int) -> None:
        number = self._stack.currentIndex() + by
        if number >= len(self._steps):
            self._finish()
            return
        self._turn_to(number)
        (self._next if by > 0 else self._back if number else self._next).setFocus()
        announce(self, self._words())
        if self._spoken:
            self.say.emit(self._words())

    def _connect(self) -> None:
        QShortcut(QKeySequence(Qt.Key.Key_F2), self).activated.connect(self._speak)
        self._next.clicked.connect(lambda: self._step(1))
        self._back.clicked.connect(lambda: self._step(-1))
        self._skip.clicked.connect(self._finish)
        panel = self._panel
        panel.download_requested.connect(self.download_requested)
        panel.pause_requested.connect(self.pause_requested)
        panel.verify_requested.connect(self.verify_requested)
        panel.remove_requested.connect(self.remove_requested)
        panel.folder_chosen.connect(self.folder_chosen)
        panel.told.connect(self._told)

    def _try_step(self) -> WelcomeStep:
        step = WelcomeStep("scan-text", "Read what you see")
        picture = QLabel()
        picture.setAccessibleName("A receipt, to try it on")
        pixmap = QPixmap(str(SAMPLE))
        picture.setPixmap(pixmap)
        button = Button("Read this picture", "scan-text")
        command = Command(Verb.CAPTURE, Source.FILE, paths=(str(SAMPLE),))
        button.clicked.connect(lambda: self.commanded.emit(command))
        self._heard.hide()
        step.add(picture)
        step.add(button)
        step.add(self._heard)
        return step

    def _voice_step(self) -> WelcomeStep:
        step = WelcomeStep("volume-2", "Hear it")
        hear = Button("Hear the voice", "volume-2")
        hear.clicked.connect(self.hear)
        step.add(hear)
        return step

    def _model_step(self) -> WelcomeStep:
        step = WelcomeStep("sparkles", "HunyuanOCR reads more")
        step.set_text(
            "Sightread reads at once as it is. With HunyuanOCR on this machine it also translates, "
            "and reads tables, formulas, charts and forms. Get it now, or later in the settings."
        )
        step.add(self._panel)
        return step

    def _lay_out(self) -> None:
        for step in self._steps:
            area = QScrollArea(widgetResizable=True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(step)
            self._stack.addWidget(area)
        key = QLabel("F2 reads this to you. Esc: later.")
        key.setProperty("role", "second")
        self._place.setProperty("role", "second")
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL)
        row.addWidget(self._place)
        row.addStretch(1)
        for button in (self._skip, self._back, self._next):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        column.setSpacing(theme.LARGE)
        column.addWidget(self._stack, 1)
        column.addWidget(key)
        column.addLayout(row)
        size = QSize(680, 600) * max(1.0, theme.text_pixels() / 14)
        self.resize(size.boundedTo(self.screen().availableSize() - QSize(48, 48)))
        self._next.setFocus()
