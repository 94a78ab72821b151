"""The program of the child that watches a film: ``python -m desktop.subtitles.child``.

It is told one ``Watch`` and answers ``Opened``, then ``Stretch`` and ``Position`` as it goes, and
in the end ``Finished``; or ``Unwatchable``. It goes ahead of who reads by ``AHEAD`` pictures.
"""

from __future__ import annotations

import time
from threading import Semaphore

import cv2

from desktop.children.program import Channel, serve
from desktop.subtitles.changes import Still
from desktop.subtitles.film import Film, FilmError, first_row, watch
from desktop.subtitles.messages import (
    Finished,
    Opened,
    Position,
    Stretch,
    Taken,
    Unwatchable,
    Watch,
)
from desktop.values import Shot

AHEAD = 8

_PULSE = 0.2
"""Seconds between two positions that are told."""

_UNDECODABLE = "can't be decoded. Convert it to MP4 with H.264 and try again."


def handle(message: object, channel: Channel) -> None:
    """Watch a film."""
    if not isinstance(message, Watch):
        return  # Taken, which has been heard already
    try:
        film = Film(message.source)
        channel.send(Opened(film.width, film.height, film.duration))
        teller = _Teller(channel, first_row(film, message.bottom))
        with channel.hearing(teller.hear):
            end = watch(film, message.bottom, message.checkpoint, teller.tell, teller.at)
    except FilmError as error:
        channel.send(Unwatchable(error.why))
    except cv2.error:
        channel.send(Unwatchable(_UNDECODABLE))
    else:
        channel.send(Finished(end, film.is_broken_at(end)))


class _Teller:
    """Tells the app what is seen, and waits while that has enough to read."""

    def __init__(self, channel: Channel, top: int) -> None:
        self._channel, self._top = channel, top
        self._room = Semaphore(AHEAD)
        self._next = 0.0

    def hear(self, message: object) -> None:
        """A message of the app, on the receiving thread."""
        if isinstance(message, Taken):
            self._room.release()

    def at(self, position: int) -> None:
        """So far it has come."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _PULSE
            self._channel.send(Position(position))

    def tell(self, still: Still) -> None:
        """Something stood there until now, or nothing did."""
        shot = _shot(still) if still.end > still.start else None
        if shot is not None:
            self._room.acquire()
        top = self._top + still.top
        self._channel.send(Stretch(still.start, still.end, shot, top, still.checkpoint))


def _shot(still: Still) -> Shot | None:
    if still.picture is None:
        return None
    height, width = still.picture.shape[:2]
    return Shot(cv2.cvtColor(still.picture, cv2.COLOR_BGR2BGRA).tobytes(), width, height)


if __name__ == "__main__":
    serve(handle)
