"""The welcome window: try it, hear it, get HunyuanOCR. Shown at the first start.

It knows no engine and no voice: it tells what the user wants, and shows what it is told. Whoever
can't read it presses F2, and each step is spoken.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
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

from desktop.capture.own_windows import TO_BE_READ
from desktop.model.status import ModelStatus
from desktop.ui import hotkey_names, icons, theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.model_panel import ModelPanel
from desktop.ui.welcome_step import WelcomeStep
from desktop.values import Command, Source, Verb

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "receipt.png"
INVITATION = "Welcome to Sightread. Press F2 to have this window read to you."
KEYS = "F2 reads this to you. Esc leaves it for later."

_BEGINNING = 60


class Welcome(QDialog):
    """Three steps.

    ``commanded`` carries a reading of the sample picture; ``hear`` asks for a sample of the voice;
    ``say`` carries sentences to be spoken at once, instead of others. ``model_asked``: the step
    about HunyuanOCR is shown, how does it stand? The other signals of the model are those of
    ``ModelPanel``. ``closed`` tells whether the window has been seen: its last step, or "Skip"; Esc
    before leaves it for the next start.
    """

    commanded = Signal(Command)
    hear = Signal()
    say = Signal(str)
    closed = Signal(bool)
    model_asked = Signal()
    download_requested = Signal(str)
    pause_requested = Signal()
    verify_requested = Signal()
    remove_requested = Signal()
    folder_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Welcome to Sightread")
        self.setProperty(TO_BE_READ, True)
        self.setWindowIcon(icons.icon("sightread"))
        self._spoken = self._seen = self._invited = False
        self._stack, self._place = QStackedWidget(), QLabel()
        self._skip = Button("Skip", flat=True, name="Skip the welcome")
        self._back = Button("Back", "undo-2", name="Back to the step before")
        self._next = Button("Next", primary=True)
        self._worked, self._panel = QLabel(), ModelPanel()
        self._try, self._voice, self._model = _try_step(), _voice_step(), _model_step()
        self._steps = (self._try, self._voice, self._model)
        self._lay_out()
        self._connect()
        self.set_hotkeys({})
        self._turn_to(0)
        self._next.setFocus()

    def set_hotkeys(self, hotkeys: Mapping[str, str]) -> None:
        """Name these hotkeys (action to pynput notation)."""
        region = hotkey_names.in_words(hotkeys.get("region", ""))
        stop = hotkey_names.in_words(hotkeys.get("stop", ""))
        begin = f"Press {region}" if region else "Choose “Read a region” in Sightread's menu"
        self._try.set_text(
            f"{begin}, drag over the receipt and let go: its text is shown, copied and spoken. "
            "That works on everything that your screen shows. Without a mouse: Tab, then Enter."
        )
        quiet = f"{stop} makes it silent at once" if stop else "“Stop speaking” makes it silent"
        self._voice.set_text(
            f"What is read is spoken while it arrives. {quiet}. Voice and speed are in the "
            "settings, and so is whether it speaks at all."
        )

    def set_read(self, text: str) -> None:
        """Something was read: it works."""
        words = " ".join(text.split())
        if not words:
            return
        shown = words if len(words) <= _BEGINNING else f"{words[:_BEGINNING].rstrip()}…"
        self._worked.setText(f"It works. Sightread has read: {shown}")
        self._worked.show()

    def set_model(self, status: ModelStatus) -> None:
        """Show how it stands with HunyuanOCR's files."""
        self._panel.set_status(status)

    def set_machine(self, sentence: str) -> None:
        """Say what this machine can carry."""
        self._panel.set_machine(sentence)

    def set_licence(self, accepted: str) -> None:
        """The date on which the licence was accepted (2026-11-21), empty before."""
        self._panel.set_licence(accepted)

    def set_folder(self, folder: str, *, fixed: bool = False) -> None:
        """The folder of the user's that the settings name, empty for none.

        ``fixed``: it was named when the app was started, so no choice here would change it.
        """
        self._panel.set_folder(folder, fixed=fixed)

    def done(self, result: int) -> None:
        """Esc, the window's cross and the buttons all end here."""
        super().done(result)
        self.closed.emit(self._seen)

    def showEvent(self, event: QShowEvent) -> None:
        """Say once how to have it spoken: who can't see this window can't read that in it."""
        super().showEvent(event)
        if not self._invited:
            self._invited = True
            self.say.emit(INVITATION)

    def _words(self) -> str:
        """The step that is shown, as it is spoken."""
        number = self._stack.currentIndex()
        return f"Step {number + 1} of {len(self._steps)}. {self._steps[number].words}"

    def _speak(self) -> None:
        self._spoken = True
        self.say.emit(self._words())

    def _told(self, sentence: str) -> None:
        if self._spoken:
            self.say.emit(sentence)

    def _turn_to(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        last = number == len(self._steps) - 1
        self._place.setText(f"{number + 1} of {len(self._steps)}")
        self._back.setEnabled(number > 0)
        self._skip.setVisible(not last)
        self._next.setText("Done" if last else "Next")
        self._next.set_name("Done" if last else "Next step")
        if last:
            self._seen = True
            self.model_asked.emit()

    def _go(self, by: int) -> None:
        number = self._stack.currentIndex() + by
        if number == len(self._steps):
            self.accept()
            return
        self._turn_to(number)
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._words())
        self._told(self._words())

    def _put_away(self) -> None:
        self._seen = True
        self.accept()

    def _connect(self) -> None:
        QShortcut(QKeySequence(Qt.Key.Key_F2), self).activated.connect(self._speak)
        self._next.clicked.connect(lambda: self._go(1))
        self._back.clicked.connect(lambda: self._go(-1))
        self._skip.clicked.connect(self._put_away)
        panel = self._panel
        panel.download_requested.connect(self.download_requested)
        panel.pause_requested.connect(self.pause_requested)
        panel.verify_requested.connect(self.verify_requested)
        panel.remove_requested.connect(self.remove_requested)
        panel.folder_chosen.connect(self.folder_chosen)
        panel.told.connect(self._told)

    def _lay_out(self) -> None:
        self._fill_steps()
        for step in self._steps:
            area = QScrollArea(widgetResizable=True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(step)
            self._stack.addWidget(area)
        keys = QLabel(KEYS, wordWrap=True)
        self._place.setProperty("role", "second")
        for button in (self._skip, self._back, self._next):
            button.setAutoDefault(True)
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL)
        row.addWidget(self._place)
        row.addStretch(1)
        for button in (self._skip, self._back, self._next):
            row.addWidget(button)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.HUGE, theme.MEDIUM, theme.HUGE, theme.LARGE)
        foot.setSpacing(theme.MEDIUM)
        foot.addWidget(keys)
        foot.addLayout(row)
        line = QFrame()
        line.setProperty("role", "separator")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(line)
        column.addLayout(foot)
        size = QSize(740, 680) * max(1.0, theme.text_pixels() / 14)
        self.resize(size.boundedTo(self.screen().availableSize() - QSize(48, 48)))

    def _fill_steps(self) -> None:
        self._worked.setWordWrap(True)
        self._worked.setTextFormat(Qt.TextFormat.PlainText)
        self._worked.setProperty("role", "lit")
        self._worked.hide()
        read = Button("Read this picture", "scan-text")
        command = Command(Verb.CAPTURE, Source.FILE, paths=(str(SAMPLE),))
        read.clicked.connect(lambda: self.commanded.emit(command))
        self._try.add(read)
        self._try.add(self._worked, wide=True)
        self._try.add_picture(str(SAMPLE), "A receipt, to try it on")
        hear = Button("Hear the voice", "volume-2")
        hear.clicked.connect(self.hear)
        self._voice.add(hear)
        self._model.add(self._panel, wide=True)


def _try_step() -> WelcomeStep:
    return WelcomeStep("scan-text", "Read what you see")


def _voice_step() -> WelcomeStep:
    return WelcomeStep("volume-2", "Hear it")


def _model_step() -> WelcomeStep:
    step = WelcomeStep("sparkles", "HunyuanOCR reads more")
    step.set_text(
        "Sightread reads text as it is. With HunyuanOCR on this machine it also translates, and "
        "reads tables, formulas, charts and forms. Get it now, or later in the settings."
    )
    return step
