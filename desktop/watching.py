"""The region that is watched: what reads it, and the frame around it; built when first wanted."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.rooms import Reader
from desktop.session import Session
from desktop.values import Reading, Region

if TYPE_CHECKING:  # imported when a region is first watched
    from desktop.live import Live
    from desktop.ui.watch_frame import WatchFrame

WATCHING = "Watching. What is new will be read."
STOPPED = "Stopped watching."


class Watching(QObject):
    """Connects live reading with the session."""

    changed = Signal(bool)
    """Whether a region is watched."""

    def __init__(self, session: Session, reader: Reader) -> None:
        super().__init__()
        self._session, self._reader = session, reader
        session.watch_wanted.connect(self._wanted)

    def receive(self, message: object) -> bool:
        """A message of the reader; whether it was an answer to what was asked here."""
        return "_live" in self.__dict__ and self._live.receive(message)

    def close(self) -> None:
        """Watch no more, without a word: the app ends."""
        if "_live" in self.__dict__:
            self._live.changed.disconnect(self._changed)
            self._live.stop()

    @functools.cached_property
    def _live(self) -> Live:
        from desktop.live import Live

        session = self._session
        live = Live(self._reader, session.next_number, lambda: session.busy, parent=self)
        live.changed.connect(self._changed)
        live.heard.connect(session.narrator.read_next)
        live.ended.connect(session.tell)
        return live

    @functools.cached_property
    def _frame(self) -> WatchFrame:
        from desktop.ui.watch_frame import WatchFrame

        return WatchFrame(self)

    def _wanted(self, region: Region | None) -> None:
        if region is not None:
            self._live.start(region)
        elif "_live" in self.__dict__:
            self._live.stop()

    def _changed(self, watching: bool) -> None:
        if self._live.region is not None:
            self._frame.show(self._live.region)
        else:
            self._frame.hide()
        self._session.watching = watching
        self._session.tell(WATCHING if watching else STOPPED, aside=False)
        if not watching:
            self._session.keep(Reading(self._live.kept, times=self._live.times))
        self.changed.emit(watching)
