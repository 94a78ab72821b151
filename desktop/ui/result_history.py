"""The results of the last while: from one to the other, with what the user has changed in them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.tasks import title
from desktop.ui import result_forms
from desktop.ui.kept import Kept, Shelf
from desktop.ui.result_header import ResultHeader


class History(QObject):
    """Keeps what one result window has shown; ``recalled`` carries the one to be shown again."""

    recalled = Signal(object)
    told = Signal(str)

    def __init__(self, header: ResultHeader) -> None:
        super().__init__(header)
        self._header = header
        self._shelf = Shelf()

    def put(self, kept: Kept) -> None:
        """Keep what is shown, as the user has left it by now."""
        self._shelf.put(kept)
        self._show()

    def add(self, kept: Kept) -> None:
        """Keep something newer than what is shown, and tell how to get there."""
        self._shelf.add(kept)
        self._show()
        self.told.emit("It is kept as the last result: Alt+Right.")

    def leave(self) -> None:
        """A new job begins, of which there is nothing yet."""
        self._shelf.leave()
        self._show()

    def step(self, by: int) -> None:
        """Show the result ``by`` places further."""
        kept = self._shelf.step(by)
        if kept is None:
            none = "No result before this." if by < 0 else "No result after this."
            self.told.emit(none if len(self._shelf) else "Nothing has been read yet.")
            return
        self.recalled.emit(kept)
        self._show()
        size = result_forms.size(kept.text, kept.reading.kind)
        place = f"Result {self._shelf.place} of {len(self._shelf)}"
        self.told.emit(f"{place}: {title(kept.task)}, {size}.")

    def _show(self) -> None:
        place = self._shelf.place
        self._header.show_place(place, max(len(self._shelf), place))
