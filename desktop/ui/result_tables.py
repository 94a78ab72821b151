"""The tables of a result by the plain arrow keys: many desktops, and switches of the keyboard's
layout, take arrows with modifiers for themselves.

1. A result that is a table has the arrows at once: from cell to cell, each of which is heard.
2. On a page, ``enter`` goes into a table. The arrows go from cell to cell of it until Escape, or
   until the caret has left it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from desktop.ui import cells
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result_walk import EDGE, NO_TABLE, Walk

_ARROWS = {
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Up: (0, -1),
}
_INSIDE = "Arrows go from cell to cell, Escape leaves the table."
_OUTSIDE = "Out of the table."


class Tables(QObject):
    """Listens to the keys in one ``ReadingPane``; ``inside`` while the arrows belong to a table."""

    told = Signal(str)
    """A sentence of ours."""
    heard = Signal(str)
    """Words of a cell that the keyboard is in now: a screen reader says them by itself."""

    def __init__(self, reading: ReadingPane, walk: Walk) -> None:
        super().__init__(reading)
        self._reading, self._walk = reading, walk
        self.inside = False
        for view in (reading.rich, reading.grid):
            view.installEventFilter(self)

    def enter(self, by: int) -> None:
        """Into the table that the caret is in, else the next one, or with -1 the one before; from
        inside, to the next one."""
        view = self._reading.current()
        found = view.cells() if view.isVisible() else ()
        if not found:
            self.told.emit(NO_TABLE)
            return
        caret = view.caret()[0]
        here = cells.at(found, caret)
        if here is not None and (by < 0 or self.inside):
            # From its first cell, that of the table before; from its last, that of the one behind.
            same = [cell for cell in found if cell.table == here.table]
            caret = same[0].start - 1 if by < 0 else same[-1].end + 1
            here = None
        cell = here or cells.outside(found, caret, back=by < 0)
        if cell is None:
            self.told.emit(f"No {'next' if by > 0 else 'previous'} table.")
            return
        if view is self._reading.rich and not self.inside:
            self.inside = True
            self.told.emit(_INSIDE)
        self._walk.arrive_at(cell)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the arrows, and Escape while they are taken."""
        if event.type() == QEvent.Type.Hide:
            self.inside = False  # another text comes, or the source
        if not isinstance(event, QKeyEvent):
            return False
        pressed = event.type() == QEvent.Type.KeyPress
        if watched is self._reading.grid:
            return pressed and self._in_grid(event)
        if not self.inside:
            return False
        if event.key() == Qt.Key.Key_Escape:
            if pressed:
                self.inside = False
                self.told.emit(_OUTSIDE)
            event.accept()  # else it would close the window
            return True
        return pressed and self._on_page(event)

    def _in_grid(self, event: QKeyEvent) -> bool:
        if _arrow(event) is None:
            return False
        grid = self._reading.grid
        before = grid.caret()[0]
        grid.keyPressEvent(event)
        cell = cells.at(grid.cells(), grid.caret()[0])
        if cell is None or cell.start == before:
            self.told.emit(EDGE)
        else:
            self.heard.emit(cell.words)
        return True

    def _on_page(self, event: QKeyEvent) -> bool:
        way = _arrow(event)
        if way is None:
            return False
        page = self._reading.rich
        if cells.at(page.cells(), page.caret()[0]) is None:
            self.inside = False
            return False
        self._walk.go_beside(*way)
        return True


def _arrow(event: QKeyEvent) -> tuple[int, int] | None:
    """Across and down, for an arrow without a modifier."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held != Qt.KeyboardModifier.NoModifier:
        return None
    return _ARROWS.get(Qt.Key(event.key()))
