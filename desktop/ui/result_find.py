"""Finding words in a result: while they are typed, then from one place to the next."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.ui import finding
from desktop.ui.find_bar import FindBar
from desktop.ui.result_layout import ResultLayout

_EMPTY = "Type the words to find, then press Enter."
_PAUSE_MS = 400
"""How long nothing is typed until what was found is said: not after each letter."""


class Find(QObject):
    """Works on the parts of one result window; what it finds is selected."""

    told = Signal(str)
    """A sentence of ours."""
    said = Signal(str)
    """The line in which it was found, in the language of the text."""
    grown = Signal()
    """The bar was shown, or hidden."""
    text_wanted = Signal()
    """The text must be seen now."""

    def __init__(self, view: ResultLayout) -> None:
        super().__init__(view.reading)
        self._view = view
        self._bar: FindBar | None = None
        self._wanted = ""
        self._from = 0
        self._found = ("", "")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._tell)

    @property
    def open(self) -> bool:
        """Whether the bar is there."""
        return self._bar is not None and not self._bar.isHidden()

    def begin(self) -> None:
        """Show the bar with the keyboard in its field; a selection is what is looked for."""
        self.text_wanted.emit()
        bar = self._bar
        if bar is None:
            bar = self._bar = self._view.add_find_bar()
            bar.typed.connect(self._typed)
            bar.stepped.connect(self.step)
            bar.closed.connect(self.close)
        first, last = self._view.reading.current().caret()
        self._from = first
        bar.show()
        chosen = self._view.reading.current().content()[first:last]
        if chosen and "\n" not in chosen:
            bar.field.setText(chosen)
        bar.field.selectAll()
        bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.grown.emit()

    def close(self) -> None:
        """Put the bar away; the caret stays on what was found."""
        if self._bar is None or self._bar.isHidden():
            return
        self._pause.stop()
        self._bar.hide()
        self._view.reading.focus()
        self.grown.emit()

    def step(self, by: int) -> None:
        """To the next place of what was looked for last, with -1 to the one before."""
        if not self._wanted.strip():
            if self.open:
                self.told.emit(_EMPTY)
            else:
                self.begin()
            return
        first, last = self._view.reading.current().caret()
        # What is selected has been found.
        self._go(first + 1 if by > 0 and first != last else first, by)
        self._pause.stop()
        self._tell()

    def _typed(self, wanted: str) -> None:
        self._wanted = wanted
        if not wanted.strip():
            self._clear()
            return
        self._go(self._from, 1)
        if not self._found[1]:
            # What fitted fewer letters is no answer.
            self._view.reading.current().put_caret(self._from)
        self._pause.start()

    def _clear(self) -> None:
        """Nothing is looked for: nothing is selected, and the caret is where it was before."""
        self._pause.stop()
        self._found = ("", "")
        self._view.reading.current().put_caret(self._from)
        if self._bar is not None:
            self._bar.say("")

    def _go(self, caret: int, by: int) -> None:
        view = self._view.reading.current()
        text = view.content()
        places = finding.occurrences(text, self._wanted)
        bar = self._bar
        if not places:
            self._found = ("Not found.", "")
        else:
            number = finding.following(places, caret, by)
            start, end = places[number]
            view.put_caret(start, end)
            said, where = view.said()
            first, last = bisect_left(where, start), bisect_left(where, end)
            self._found = f"{number + 1} of {len(places)}", finding.line_around(said, first, last)
        if bar is not None:
            bar.say(self._found[0].removesuffix("."), found=bool(self._found[1]))

    def _tell(self) -> None:
        count, line = self._found
        if count:
            self.told.emit(count if not line else f"{count}.")
        if line:
            self.said.emit(line)
