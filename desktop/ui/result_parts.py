"""The parts of a result window, and what the user does with them.

What a press or a key sets off is told here in one place; what is shown is ``result.py``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui import icons, result_forms, result_keys
from desktop.ui.kept import Kept
from desktop.ui.result_asking import Asking
from desktop.ui.result_find import Find
from desktop.ui.result_history import History
from desktop.ui.result_layout import ResultLayout
from desktop.ui.result_listening import Listening
from desktop.ui.result_signals import ResultSignals
from desktop.ui.result_stage import Stage
from desktop.ui.result_standing import Standing
from desktop.ui.result_tables import Tables
from desktop.ui.result_takeaway import AUDIO_KEYS, SAVE_KEYS, TakeAway
from desktop.ui.result_telling import COPIED, Telling
from desktop.ui.result_translation import COLUMN_KEYS, SOURCE_KEYS, VIEW_KEYS, Translation
from desktop.ui.result_walk import Walk
from desktop.ui.text_pane import USUAL_ZOOM
from desktop.values import Reading, Shot, Task


class ResultParts(ResultSignals):
    """Builds the parts and connects them; ``ResultWindow`` fills them."""

    def __init__(self, zoom: int = USUAL_ZOOM, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Sightread: result")
        self.setWindowIcon(icons.icon("sightread"))
        self._job = self._shown_job = -1
        self._task = Task()
        self._shot: Shot | None = None
        self._reading: Reading | None = None
        self._busy = self._aside = False
        self._view = ResultLayout(zoom)
        self._stage = Stage(self._view)
        self._asking = Asking(self, self._view, self._stage)
        self._standing = Standing(self, self._view)
        self._telling = Telling(self, self._view)
        self._take = TakeAway(self, self._view.reading)
        self._listening = Listening(self, self._view)
        self._walk = Walk(self._view.reading)
        self._tables = Tables(self._view.reading, self._walk)
        self._find = Find(self._view)
        self._history = History(self._view.header)
        self._translation = Translation(self._view, self._stage)
        self.setCentralWidget(self._view.whole)
        self._connect()

    def reopen(self) -> None:
        """Show the window as it is, in front, with the keyboard in its text."""
        self._aside = False
        self.show()
        self.raise_()
        self.activateWindow()
        self._stage.focus()

    def text(self) -> str:
        """The text as it stands, with the user's changes."""
        return self._view.text.toPlainText()

    def _connect(self) -> None:
        view, take, fit = self._view, self._take, self._standing.fit
        take.copied.connect(partial(self._copy, COPIED))
        take.saved.connect(partial(self._telling.also, "saved"))
        take.refused.connect(self._telling.problem)
        take.saving.connect(self._tell)
        take.audio_wanted.connect(
            lambda words, path: self.audio_requested.emit(words, self._telling.language, path)
        )
        self._asking.chosen.connect(self.again)
        self._asking.answered.connect(self._leave_question)
        self._asking.asked.connect(self._telling.ours)
        view.header.pinned.connect(self._pin)
        view.header.closed.connect(self.close)
        view.header.stepped.connect(self._step)
        view.question.left.connect(self._escape)
        view.failure.agreed.connect(self.agreed)
        view.failure.opened.connect(self.action_requested)
        view.failure.settings.connect(self.settings_requested)
        view.reading.shown.connect(partial(fit, widen=True))
        view.reading.copied.connect(take.copy)
        view.reading.line_wanted.connect(self._copy_line)
        view.text.zoom_changed.connect(self.zoom_changed)
        view.text.textChanged.connect(self._enable)
        view.copy.clicked.connect(take.copy)
        view.copy_menu.aboutToShow.connect(lambda: take.fill(view.copy_menu))
        view.source.toggled.connect(view.reading.show_source)
        view.save_menu.aboutToShow.connect(lambda: take.fill_save(view.save_menu))
        view.frame.taken.connect(self._standing.hold)
        for part in (self._stage, self._listening, self._find):
            part.grown.connect(fit)
        self._connect_voice()
        self._connect_translation()
        keys: dict[str, Callable[[], object]] = {
            "Esc": self._escape,
            "F6": self.focus_back.emit,
            SAVE_KEYS: take.save,
            AUDIO_KEYS: take.save_audio,
            "Alt+Left": partial(self._step, -1),
            "Alt+Right": partial(self._step, 1),
            VIEW_KEYS: self._translation.turn,
            COLUMN_KEYS: self._translation.toggle_columns,
            SOURCE_KEYS: self._listen_to_source,
        }
        result_keys.bind(self, view, keys)
        result_keys.bind_voice(self, view.reading, self._listening)
        result_keys.bind_walk(self, self._walk, self._tables, self._find)

    def _connect_translation(self) -> None:
        translation = self._translation
        translation.told.connect(self._tell)
        translation.words.connect(self._telling.words_in)
        translation.grown.connect(partial(self._standing.fit, widen=True))
        translation.copied.connect(
            lambda words, said: self._copy(said, {result_forms.PLAIN: words})
        )
        translation.saved.connect(partial(self._telling.also, "picture saved"))
        translation.refused.connect(self._telling.problem)
        self._listening.heard.connect(translation.hear)
        self._view.text.zoom_changed.connect(translation.set_zoom)
        for part in (self._walk, self._find):
            part.text_wanted.connect(translation.show_text)
        self._take.pictured = translation

    def _listen_to_source(self) -> None:
        words, language = self._translation.source
        if not words and self._reading is not None:
            words = self._reading.source
        if words:
            self.say_requested.emit(words, language)
        else:
            self._tell("There is no original of this.")

    def _connect_voice(self) -> None:
        listening, telling = self._listening, self._telling
        listening.listen.connect(self.listen_requested)
        listening.read_from.connect(self.read_from_requested)
        listening.stop.connect(self.stop_requested)
        listening.transport.connect(self.transport)
        telling.speak.connect(self.speak_requested)
        telling.walked.connect(self.walked)
        for told in (listening.told, self._walk.told, self._history.told, self._tables.told):
            told.connect(self._tell)
        self._find.told.connect(telling.ours)
        self._tables.heard.connect(partial(telling.words, by_itself=True))
        for said in (self._walk.said, self._find.said):
            said.connect(telling.words)
        self._history.recalled.connect(self._recall)

    def _leave_question(self) -> None:
        self._stage.leave_question()
        self.reopen()

    def _escape(self) -> None:
        if self._find.open:
            self._find.close()
        elif self._stage.asking and (self._stage.failed or self.text()):
            self._leave_question()
        else:
            self.close()

    def _pin(self, pinned: bool) -> None:
        self.windowHandle().setFlag(Qt.WindowType.WindowStaysOnTopHint, pinned)

    def _tell(self, sentence: str) -> None:
        self._telling.tell(sentence)
        self._standing.fit()

    def _copy(self, saying: str, forms: dict[str, str]) -> None:
        self._telling.copying = saying
        self.copy_requested.emit(forms)

    def _copy_line(self) -> None:
        line = self._view.reading.current().line()
        if line.strip():
            self._copy("Line copied.", {result_forms.PLAIN: line})
        else:
            self._tell("This line is empty.")

    def _enable(self) -> None:
        active = self._listening.speaking or self._listening.paused
        self._view.enable(bool(self.text()), active, self._shot is not None)

    def _step(self, by: int) -> None:
        """Go to the result ``by`` places further."""
        raise NotImplementedError

    def _recall(self, kept: Kept) -> None:
        """Show an earlier result."""
        raise NotImplementedError
