"""A result and the voice: what is listened to, what of it is heard now, and the buttons for it.

1. ``press`` speaks the selection or all of it, pauses, or goes on; ``read_from_caret`` begins
   there.
2. ``highlight`` tells the word that is heard. Of plain text it stands where it was spoken from; of
   a page the words are matched with what is shown (``matching.py``).
3. The line that holds it is outlined on the picture.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import result_forms
from desktop.ui.announce import announce
from desktop.ui.control_tap import ControlTap
from desktop.ui.matching import Match, Matched, Matcher
from desktop.ui.page import PLAIN, Page
from desktop.ui.result_layout import ResultLayout
from desktop.ui.spans import line_at, line_spans
from desktop.values import Line, Verb


class Listening(QObject):
    """Works on the parts of one result window."""

    listen = Signal(str)
    """Speak this from its beginning."""
    read_from = Signal(str, int)
    """Speak this from this character on."""
    stop = Signal()
    transport = Signal(object)
    """Any other ``Verb`` for the voice."""
    told = Signal(str)
    grown = Signal()
    """A row was added."""
    heard = Signal(object)
    """The character of the text that is heard now; None: none is."""

    def __init__(self, window: QWidget, view: ResultLayout) -> None:
        super().__init__(window)
        self._window, self._view = window, view
        self.speaking = self.paused = False
        self._given: str | None = None
        self._read, self._offset = "", 0
        self._lines: tuple[Line, ...] = ()
        self._line_starts: list[int] = []
        self._spans: list[tuple[int, int]] = []
        self._word: tuple[int, int] | None = None
        self._matcher = Matcher(self)
        self._matcher.found.connect(self._light)
        self._control = ControlTap(window)
        self._control.tapped.connect(self.stop)
        view.listen.clicked.connect(self.press)
        view.reading.shown.connect(self._turned)

    def clear(self) -> None:
        """Another result begins."""
        self._given, self._read, self._offset = None, "", 0
        self._lines, self._line_starts, self._spans, self._word = (), [], [], None
        self._matcher.forget()

    def grow(self, text: str) -> None:
        """The next piece of the result was read."""
        self._read += text

    def settle(self, text: str, lines: Sequence[Line]) -> None:
        """The whole of what was read, with its lines on the picture."""
        self._read, self._lines = text, tuple(lines)
        self._spans = line_spans(text, lines)
        place = 0
        self._line_starts = []
        for line in lines:
            self._line_starts.append(place)
            place += len(line.text) + 1

    def set_speaking(self, speaking: bool) -> None:
        """Whether it is being spoken now."""
        self.speaking = speaking
        if not speaking:
            self.paused = False
            self.clear_highlight()
        self._show()

    def set_paused(self, paused: bool) -> None:
        """Whether the voice stands still at a word."""
        if paused and not self.paused:
            announce(self._window, "Paused.")  # that it goes on is heard
        self.paused = paused
        self._show()

    def press(self) -> None:
        """Listen; or pause, or go on."""
        if self.speaking or self.paused:
            self.transport.emit(Verb.PAUSE)
            return
        reading = self._view.reading
        if reading.kind in PLAIN:
            self._given, self._offset = reading.text.chosen()
            self.listen.emit(self._given)
        elif chosen := reading.selected():
            self._given = chosen[result_forms.PLAIN]
            self.listen.emit(self._given)
        else:
            reading.with_page(self._speak_page)

    def command(self, verb: Verb) -> None:
        """A button of the row, or its key."""
        if verb is Verb.STOP:
            self.stop.emit()
        else:
            self.transport.emit(verb)

    def read_from_caret(self) -> None:
        """Speak from the caret on."""
        reading = self._view.reading
        if not reading.text.toPlainText():
            self.told.emit("There is no text yet.")
        elif reading.kind in PLAIN:
            self._given, self._offset = reading.text.content(), 0
            self.read_from.emit(self._given, reading.text.caret()[0])
        else:
            reading.with_page(self._read_page_from_caret)

    def highlight(self, start: int, length: int) -> None:
        """Mark the word that is heard: characters of what was read, or given to listen to."""
        self._word = (start, length)
        self._light()

    def clear_highlight(self) -> None:
        """Mark nothing."""
        self._word = None
        self._dim()

    def _show(self) -> None:
        active = self.speaking or self.paused
        row = self._view.transport
        if row is None and active and self._view.text.toPlainText():
            row = self._view.add_transport()
            row.pressed.connect(self.command)
            self.grown.emit()
        if row is not None:
            row.show_speaking(active)
        self._control.watch(self.speaking and not self.paused)
        self._view.show_speaking(self.speaking, self.paused)

    def _speak_page(self, page: Page) -> None:
        self._given = page.words
        self.listen.emit(page.words)

    def _read_page_from_caret(self, page: Page) -> None:
        view = self._view.reading.current()
        said, where = view.said()
        caret = view.caret()[0]
        place = next((number for number, there in enumerate(where) if there >= caret), len(said))

        def speak(matched: Matched) -> None:
            begin = matched.spoken(place)
            if begin is None:
                self.told.emit("This is the end of the text.")
                return
            self._given = page.words
            self.read_from.emit(page.words, begin)

        self._matcher.then(Match(page.words, None, said), speak)

    def _turned(self) -> None:
        """Another view of the text is seen."""
        self._dim()
        self._light()

    def _light(self) -> None:
        if self._word is None:
            return
        if self._view.reading.kind in PLAIN:
            self._light_plain(*self._word)
        else:
            self._light_page(*self._word)

    def _light_plain(self, start: int, length: int) -> None:
        spoken = self._read if self._given is None else self._given
        begin, text = start + self._offset, self._view.text
        # Nothing is marked where the user has changed these words since.
        if text.content()[begin : begin + length] != spoken[start : start + length]:
            self._dim()
            return
        text.highlight(begin, length)
        self.heard.emit(begin)
        self._view.picture.set_current(line_at(self._spans, begin))

    def _light_page(self, start: int, length: int) -> None:
        view = self._view.reading.current()
        said, where = view.said()
        there = self._found(said, start, length)
        if there is None:
            view.clear_highlight()
        else:
            first, last = where[there[0]], where[there[0] + there[1] - 1]
            view.highlight(first, last + 1 - first)
        if self._lines:
            text = "\n".join(line.text for line in self._lines)
            place = self._found(text, start, length)
            starts = self._line_starts
            lines = zip(starts, [*starts[1:], len(text) + 1], strict=True)
            self._view.picture.set_current(line_at(list(lines), place[0]) if place else None)

    def _found(self, shown: str, start: int, length: int) -> tuple[int, int] | None:
        """Where the word stands in ``shown``: its beginning and length."""
        kind = self._view.reading.kind if self._given is None else None
        spoken = self._read if self._given is None else self._given
        matched = self._matcher.find(Match(spoken, kind, shown))
        return matched.shown(start, length) if matched else None

    def _dim(self) -> None:
        reading = self._view.reading
        for view in (reading.text, reading.rich, reading.grid):
            view.clear_highlight()
        self.heard.emit(None)
        self._view.picture.set_current(None)
