"""Instant and document mode of the camera's window: what reads its pictures; built when first
wanted."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.rooms import Reader
from desktop.session import Session
from desktop.values import EngineName, Reading, Shot, Task

if TYPE_CHECKING:  # imported when the camera is first opened so
    from desktop.instant import Instant
    from desktop.pages import Pages
    from desktop.ui.camera import CameraWindow

AS_TEXT = "Several pages are read as text. Take a single page to have it read in another way."
STILL = "The pages are still being read. Wait for the last one."
ALL_READ = "There is no page left to read again. Take it once more."


class Photographing(QObject):
    """Connects both modes with the session."""

    def __init__(self, session: Session, reader: Reader, engine: Callable[[], EngineName]) -> None:
        super().__init__()
        self._session, self._reader, self._engine = session, reader, engine
        self._window: CameraWindow | None = None
        session.left_job.connect(self._left_job)

    def serve(self, window: CameraWindow) -> None:
        """Read what this window sees."""
        self._window = window
        window.instant.connect(self._set_instant)
        window.glimpsed.connect(lambda shot: self._instant.see(shot))
        window.page_taken.connect(self._page_taken)
        window.page_dropped.connect(lambda: self._pages.drop())
        window.pages_finished.connect(self._finish)
        window.pages_left.connect(lambda: self._pages.leave())

    def receive(self, message: object) -> bool:
        """A message of the reader; whether it was an answer to what was asked here."""
        if "_instant" in self.__dict__ and self._instant.receive(message):
            return True
        return "_pages" in self.__dict__ and self._pages.receive(message)

    def close(self) -> None:
        """Read no more: the app ends."""
        if "_instant" in self.__dict__:
            self._instant.stop()
        if "_pages" in self.__dict__:
            self._pages.leave()

    @functools.cached_property
    def _instant(self) -> Instant:
        from desktop.instant import Instant

        instant = Instant(self._reader, self._session.next_number, parent=self)
        instant.heard.connect(self._session.narrator.read_next)
        instant.ended.connect(self._ended)
        if self._window is not None:
            instant.wanted.connect(self._window.glimpse)
            instant.heard.connect(lambda text, _: self._show(text))
        return instant

    @functools.cached_property
    def _pages(self) -> Pages:
        from desktop.pages import Pages

        pages = Pages(self._reader, self._session.next_number, self._engine, self)
        pages.told.connect(self._session.receive)
        return pages

    def _ended(self, sentence: str) -> None:
        self._session.tell(sentence)
        if self._window is not None:
            self._window.instant_ended(sentence)

    def _show(self, text: str) -> None:
        if self._window is not None:
            self._window.show_heard(text)

    def _set_instant(self, on: bool) -> None:
        if on:
            self._instant.start()
        elif "_instant" in self.__dict__:
            self._instant.stop()
            self._session.keep(Reading(self._instant.kept))

    def _page_taken(self, shot: Shot) -> None:
        self._pages.add(shot)

    def _finish(self) -> None:
        from desktop.pages import TASK

        shot = self._pages.unread
        self._pages.finish(self._session.join(TASK, shot, self._read_again if shot else None))

    def _read_again(self, task: Task, engine: EngineName) -> None:
        from desktop.pages import TASK

        if task.name != TASK.name:
            self._session.tell(AS_TEXT)
            return
        if self._pages.under_way:  # to leave them would lose what isn't read yet
            self._session.tell(STILL)
            return
        self._session.cancel()
        if (shot := self._pages.unread) is None:
            self._session.tell(ALL_READ)
            return
        self._pages.again(self._session.join(TASK, shot, self._read_again), engine)

    def _left_job(self, number: int) -> None:
        if "_pages" in self.__dict__:
            self._pages.leave(number)
