"""The pages of document mode, while they are being taken."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.ui.camera_foot import CameraFoot
from desktop.ui.camera_modes import DROPPED, NO_PAGES, document_ready, not_read_yet


class TakenPages(QObject):
    """Counts them, and says what can be done next. ``auto``: pages are taken by themselves."""

    told = Signal(str)
    """A sentence for the user."""
    dropped = Signal()
    """The last one is taken back."""
    finished = Signal()
    """They are to be read."""

    def __init__(self, foot: CameraFoot, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._foot = foot
        self._warned = False
        self.given_up = False
        """The user wants none of them."""
        self.count = 0
        self.auto = True
        foot.finish_wanted.connect(self.finish)
        foot.drop_wanted.connect(self.drop)

    def begin(self) -> None:
        """None has been taken."""
        self._set(0)

    def add(self, remark: str = "") -> None:
        """One more has been taken; ``remark`` is what there is to say of it."""
        self._set(self.count + 1)
        self.told.emit(f"{remark} {document_ready(self.count, auto=self.auto)}".strip())

    def drop(self) -> None:
        """Take the last one back."""
        if not self._foot.isVisible():
            return
        if not self.count:
            self.told.emit(NO_PAGES)
            return
        gone = DROPPED.format(number=self.count)
        self._set(self.count - 1)
        self.dropped.emit()
        self.told.emit(f"{gone} {document_ready(self.count, auto=self.auto)}")

    def finish(self) -> None:
        """Have them read."""
        if self.count:
            self.finished.emit()
        else:
            self.told.emit(NO_PAGES)

    def hold(self, *, again: bool = False) -> bool:
        """Whether there are pages that the user may not want to lose, which is said: once, or each
        time (``again``)."""
        if not self.count or (self._warned and not again):
            self.given_up = True
            return False
        self._warned = not again
        self.told.emit(not_read_yet(self.count, again=again))
        return True

    def _set(self, count: int) -> None:
        self.count, self._warned, self.given_up = count, False, False
        self._foot.set_pages(count)
