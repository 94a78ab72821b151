"""Through a result by keyboard: by line, sentence, paragraph, heading, cell and unsure word.

The caret goes there, where a screen reader finds it, and ``said`` carries what is said of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desktop.ui import cells
from desktop.ui.matching import Match, Matched, Matcher
from desktop.ui.page import PLAIN
from desktop.ui.reading_pane import ReadingPane

if TYPE_CHECKING:
    from desktop.text.units import Span

Places = Sequence[tuple[int, int]]

NO_TABLE, EDGE = "No table here.", "The edge of the table."
_PREVIOUS, _NEXT = "previous", "next"


class Walk(QObject):
    """Moves the caret of one ``ReadingPane``."""

    said = Signal(str)
    """Words of the text, in its language."""
    told = Signal(str)
    """A sentence of ours."""
    text_wanted = Signal()
    """The text must be seen now."""

    def __init__(self, reading: ReadingPane) -> None:
        super().__init__(reading)
        self._reading = reading
        self._begun = False
        self._unsure: Places = ()
        self._marked = True
        self._text = ""
        self._matcher = Matcher(self)
        reading.shown.connect(self._mark)

    def clear(self) -> None:
        """Another result begins."""
        self._begun, self._unsure, self._text = False, (), ""
        self._matcher.forget()

    def settle(self, text: str, unsure: Places) -> None:
        """``text`` was read; the engine was unsure of these words of it."""
        self._text, self._unsure = text, unsure
        self._mark()

    def set_marked(self, marked: bool) -> None:
        """Whether unsure words are underlined."""
        self._marked = marked
        self._mark()

    def go(self, name: str, by: int) -> None:
        """To the next unit, with ``by`` -1 to the one before; ``name`` is one of ``text.Unit``."""
        from desktop.text.units import Unit

        if not self._there():
            return
        view = self._reading.current()
        spans = view.units(Unit(name), self._reading.kind)
        if not spans:
            self.told.emit(f"No {name}s here.")
            return
        span = self._beside(spans, view.caret()[0], by)
        if span is None:
            self.told.emit(f"No {_NEXT if by > 0 else _PREVIOUS} {name}.")
            return
        self._arrive(span.start)
        self.said.emit(span.words or "Empty line")

    def go_beside(self, across: int, down: int) -> None:
        """To the cell beside this one; from outside of a table, to the nearest one."""
        if not self._there():
            return
        view = self._reading.current()
        found = view.cells()
        if not found:
            # A table's source is no grid, but its cells follow one another.
            if self._reading.kind in PLAIN:
                self.told.emit(NO_TABLE)
            else:
                self.go("cell", across + down)
            return
        caret = view.caret()[0]
        if not self._begun and caret == found[0].start:
            cell = found[0]
        elif (beside := cells.beside(found, caret, across, down)) is not None:
            cell = beside
        else:
            inside = cells.at(found, caret) is not None
            self.told.emit(EDGE if inside else "No table there.")
            return
        self.arrive_at(cell)

    def arrive_at(self, cell: cells.Cell) -> None:
        """Go to this cell, and say it."""
        self._arrive(cell.start)
        self.said.emit(cell.words)

    def go_unsure(self, by: int) -> None:
        """To the next word that the engine was unsure of, or the one before; round the end."""
        if not self._there():
            return
        view = self._reading.current()
        places = view.unsure()
        if not places:
            self.told.emit("No unsure words here.")
            return
        first, last = view.caret()
        order = range(len(places)) if by > 0 else reversed(range(len(places)))
        fresh = first == last  # nothing is selected: the word under the caret counts

        def ahead(start: int) -> bool:
            if by > 0:
                return start >= first if fresh else start > first
            return start < first

        number = next((n for n in order if ahead(places[n][0])), 0 if by > 0 else len(places) - 1)
        start, length = places[number]
        self._arrive(start, start + length)
        word = view.content()[start : start + length]
        self.told.emit(f"Unsure word {number + 1} of {len(places)}.")
        self.said.emit(word)

    def word(self) -> str:
        """The word that the caret stands in or before; empty where there is none."""
        from desktop.text.units import Unit

        view = self._reading.current()
        caret = view.caret()[0]
        for span in view.units(Unit.WORD, self._reading.kind):
            if caret < span.end:
                return view.content()[span.start : span.end].strip()
        return ""

    def _there(self) -> bool:
        """Whether there is a text to go through; where there is none, that is told."""
        self.text_wanted.emit()
        there = self._reading.isVisible() and bool(self._reading.text.toPlainText())
        if not there:
            self.told.emit("There is no text yet.")
        return there

    def _beside(self, spans: Sequence[Span], caret: int, by: int) -> Span | None:
        if by < 0:
            return next((span for span in reversed(spans) if span.start < caret), None)
        if not self._begun and caret == 0 and spans[0].start == 0:
            return spans[0]  # nothing has been said of it yet
        return next((span for span in spans if span.start > caret), None)

    def _arrive(self, start: int, end: int | None = None) -> None:
        view = self._reading.current()
        self._begun = True
        view.put_caret(start, end)
        if not view.hasFocus():
            view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _mark(self) -> None:
        """Underline the unsure words in the view that is seen."""
        view = self._reading.current()
        unsure = self._unsure if self._marked else ()
        if not unsure:
            view.mark_unsure([])
            return
        if view is self._reading.text:
            shown, read = view.content(), self._text
            # What the user has changed is theirs.
            same = [(s, n) for s, n in unsure if shown[s : s + n] == read[s : s + n]]
            view.mark_unsure(same)
            return
        said, where = view.said()

        def mark(matched: Matched) -> None:
            if self._reading.current() is not view:
                return
            found = (matched.shown(*place) for place in unsure)
            view.mark_unsure([_over(where, *there) for there in found if there])

        self._matcher.then(Match(self._text, None, said), mark)


def _over(where: Sequence[int], start: int, length: int) -> tuple[int, int]:
    """The place in what is shown of characters of what is said."""
    first, last = where[start], where[start + length - 1]
    return first, last + 1 - first
