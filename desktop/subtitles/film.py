"""A film's frames with their times, as FFmpeg decodes them.

Times are the film's own, in milliseconds: frames may come at any rate. Every frame is decoded,
which it must be to decode the next one; at most one in ``_FINEST`` is converted to pixels, by a
grid of time, so that they are the same ones wherever watching begins.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import cv2
import numpy as np

from desktop.subtitles.changes import LOOKS, STEP, Changes, Frame, Still
from desktop.subtitles.messages import Checkpoint
from desktop.subtitles.strokes import Pixels, shrunk

SMALLEST = 32
"""Pixels; a picture that is less high or wide holds no subtitles."""

_FINEST = 30
"""Milliseconds between two frames that are looked at, about: what a film at 60 a second has more
isn't converted."""

_LEAD = 3000
"""Milliseconds; a seek goes so far before what is wanted, since it may land later."""

_SHORT, _SHORT_SHARE = 5000, 0.95
"""A film whose pictures end earlier than its length says, by more than this many milliseconds and
before this share, is broken. (Sound often goes on a little longer than the pictures.)"""

_USUAL_RATE = 25.0


class FilmError(Exception):
    """It can't be watched; ``why`` ends the sentence “FILE …”."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


NO_FILM = "is no film that can be read here. Convert it to MP4 with H.264 and try again."
NO_STREAM = "can't be opened, or has no pictures. Check the address."
NO_PICTURES = "has no pictures that can be decoded. Convert it to MP4 with H.264 and try again."


class Film:
    """An open film. Raises FilmError when made, where it has no pictures."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._video = _opened(source)
        if not self._video.grab():
            raise FilmError(NO_PICTURES)
        found, picture = self._video.retrieve()
        if not found or picture is None:
            raise FilmError(NO_PICTURES)
        self.height, self.width = map(int, picture.shape[:2])
        if min(self.height, self.width) < SMALLEST:
            raise FilmError(f"is {self.width} x {self.height} pixels: too small for subtitles.")
        rate = float(self._video.get(cv2.CAP_PROP_FPS))
        self.rate = rate if math.isfinite(rate) and 0.1 <= rate <= 1000 else _USUAL_RATE
        count = float(self._video.get(cv2.CAP_PROP_FRAME_COUNT))
        known = math.isfinite(count) and 0 < count < 1e9
        self.duration = round(1000 * count / self.rate) if known else 0
        self._grabbed = True

    def frames(self, since: int, at: Callable[[int], None]) -> Iterator[tuple[int, Pixels]]:
        """The time and the picture (rows x columns x blue, green, red) of each frame from ``since``
        on; ``at`` is told the time of every frame, also of those before."""
        if since > 2 * _LEAD:
            self._seek(since)
        before, cell = -1, -1
        while self._grabbed or self._video.grab():
            self._grabbed = False
            time = self._time(before)
            at(time)
            before, past = time, cell
            cell = time // _FINEST
            if time < since or cell == past:
                continue
            found, picture = self._video.retrieve()
            # A stream may change its size; what is compared can't.
            if found and picture is not None and picture.shape[:2] == (self.height, self.width):
                yield time, np.asarray(picture, np.uint8)

    def is_broken_at(self, time: int) -> bool:
        """Whether the pictures end too early at this time."""
        return time < self.duration - _SHORT and time < _SHORT_SHARE * self.duration

    def _time(self, before: int) -> int:
        """Of the frame in hand: the film's own, or counted where that stands still or goes back."""
        told = float(self._video.get(cv2.CAP_PROP_POS_MSEC))
        time = round(told) if math.isfinite(told) else -1
        return time if time > before else before + max(1, round(1000 / self.rate))

    def _seek(self, since: int) -> None:
        """Go to shortly before ``since``; where that doesn't work, to the beginning."""
        self._video.set(cv2.CAP_PROP_POS_MSEC, since - _LEAD)
        if not self._video.grab() or self._video.get(cv2.CAP_PROP_POS_MSEC) > since:
            self._video = _opened(self._source)
            self._video.grab()
        self._grabbed = True


def watch(
    film: Film,
    bottom: float,
    start: Checkpoint | None,
    tell: Callable[[Still], None],
    at: Callable[[int], None],
) -> int:
    """Tell each still of the film's lower part, ``bottom`` of its height, and in the end when the
    film ends. ``at`` is told how far it has come."""
    top = first_row(film, bottom)
    times = shrunk(film.height)
    changes: Changes | None = None
    before: Frame | None = None
    length = round(1000 / film.rate)
    number = 0
    for time, picture in film.frames(start.since if start else 0, at):
        frame = Frame(time, picture[top:].copy(), times)
        if before is None or changes is None:
            changes = Changes(frame, tell, start)
            number = math.ceil(time / STEP)
        else:
            length = time - before.at
            number = _looks(changes, before, number, time)
        changes.frame(frame)
        before = frame
    if before is None or changes is None:
        return start.since if start else 0
    end = before.at + min(length, 1000)
    _looks(changes, before, number, end)
    changes.end(end)
    return end


def first_row(film: Film, bottom: float) -> int:
    """Where the lower part begins."""
    return min(film.height - SMALLEST // 2, int(film.height * (1 - bottom)))


def _looks(changes: Changes, shown: Frame, number: int, until: int) -> int:
    """Look while this frame is shown, from look ``number`` on; gives the number of the next.

    One that is shown for long isn't looked at over and over: nothing changes on it.
    """
    following = max(number, math.ceil(until / STEP))
    for each in range(number, min(following, number + LOOKS + 1)):
        changes.look(each, shown)
    return following


def _opened(source: str) -> cv2.VideoCapture:
    video = cv2.VideoCapture(source, cv2.CAP_FFMPEG)
    if not video.isOpened():
        raise FilmError(NO_STREAM if "://" in source else NO_FILM)
    return video
