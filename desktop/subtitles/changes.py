"""When what could be a subtitle appears, changes and goes, told from strokes alone.

Every ``STEP`` there is a look. What has the same strokes on three looks in a row stands there; what
misses them on three in a row is gone: nothing that moves stands there, and a flash hides nothing.
So a text is noticed that lasts 0.3 s, and told two looks later. The frame with which it came or
went is then looked for among all frames between two looks.

A change needs three tiles that touch one another. Too many changes do no harm: what is read alike
before and after one is joined again (``seen.py``).
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.subtitles.messages import Checkpoint
from desktop.subtitles.strokes import TILE, Pixels, in_tiles, only, strokes

STEP = 100
"""Milliseconds from one look to the next."""

LOOKS = 3
"""So many in a row must agree."""

_LEAST = 20
"""Of 510: a tile with fewer strokes has none."""

_HELD, _SAME = 0.6, 0.5
"""Shares of a tile's strokes: what keeps fewer is gone; what shares fewer with the old is new."""

_TILES = 3
"""A group of fewer isn't heeded."""

_CLEARER = 1.03
"""A picture with so many times the strokes is the better one to read: a text has faded in."""

_ABOUT_AS_CLEAR, _MOST = 0.85, 12
"""Looks of a still with this share of the best one's strokes are averaged, up to so many: letters
stay, and what moves behind them fades."""

_NEAR, _FAR = 15, 24
"""Pixels, as compared: how wide around its middle a stroke keeps what is near; and pixels of the
part that become one where nothing is near."""

_MARGIN = 12
"""Pixels, as compared, that are read above and below the strokes."""


@dataclass(slots=True)
class Frame:
    """A frame's part in which subtitles are looked for; its strokes are found when first wanted."""

    at: int
    part: Pixels = field(repr=False)
    times: int
    """How many times smaller it is as it is compared."""
    _strokes: Pixels | None = field(default=None, repr=False)

    @property
    def strokes(self) -> Pixels:
        """Where it has strokes, as ``strokes.strokes`` tells."""
        if self._strokes is None:
            self._strokes = strokes(self.part, self.times)
        return self._strokes


@dataclass(frozen=True, slots=True)
class Still:
    """From ``start`` up to ``end`` nothing changed. ``picture`` is what could be text, from the row
    ``top`` of the part on; None where nothing could."""

    start: int
    end: int
    picture: Pixels | None = field(repr=False)
    top: int = 0
    checkpoint: Checkpoint | None = None


class _Picture:
    """The picture of a still that is the best to read: the mean of its clearest looks, blurred but
    for what is near its strokes. Of what moves behind the letters little is left."""

    def __init__(self) -> None:
        self._sum: NDArray[np.float32] | None = None
        self._count = self._clear = 0

    def add(self, frame: Frame, tiles: NDArray[np.bool_]) -> None:
        """One more look at it; its letters are in these tiles."""
        clear = int(in_tiles(frame.strokes)[tiles].sum())
        if self._sum is None or clear > _CLEARER * self._clear:
            self._sum, self._count, self._clear = frame.part.astype(np.float32), 1, clear
        elif self._count < _MOST and clear >= _ABOUT_AS_CLEAR * self._clear:
            cv2.accumulate(frame.part, self._sum)
            self._count += 1

    @property
    def rows(self) -> int:
        """How many it has; 0 where there was no look."""
        return 0 if self._sum is None else len(self._sum)

    def made(self, known: Pixels, times: int, top: int, bottom: int) -> Pixels | None:
        """From one row up to another, with these strokes, ``times`` smaller than it; None where
        there was no look."""
        if self._sum is None:
            return None
        mean = self._sum / np.float32(self._count)
        high, wide = mean.shape[:2]
        half = len(known) // 2
        near = cv2.dilate(known[:half] | known[half:], np.ones((_NEAR, _NEAR), np.uint8))
        near = cv2.GaussianBlur(near.astype(np.float32) / 255, (0, 0), _NEAR / 4)
        near = cv2.resize(near, (near.shape[1] * times, near.shape[0] * times))
        weight = np.zeros((high, wide, 1), np.float32)
        weight[high - len(near) :, : near.shape[1], 0] = near
        small = cv2.resize(mean, (max(1, wide // _FAR), max(1, high // _FAR)), None, 0, 0, 3)
        far = cv2.resize(small, (wide, high), interpolation=cv2.INTER_LINEAR)
        whole = far + (mean - far) * weight
        return np.asarray(np.rint(whole[top:bottom]), np.uint8)


class Changes:
    """Is given every frame, and each look by its number; tells each still that has ended."""

    def __init__(
        self, first: Frame, tell: Callable[[Still], None], start: Checkpoint | None = None
    ) -> None:
        self._tell, self._times = tell, first.times
        self._known = np.zeros_like(first.strokes)
        """The strokes of what stands there."""
        self._start = self._decided = -1
        self._frames: deque[Frame] = deque()
        self._looks: deque[Frame] = deque(maxlen=LOOKS + 1)
        self._best = _Picture()
        if start is not None:
            self._decided, self._start = start.look, start.start
            self._known = _unpacked(start.strokes, self._known.shape)

    def frame(self, frame: Frame) -> None:
        """The next frame, in the order of their times."""
        self._frames.append(frame)
        if self._start < 0:
            self._start = frame.at

    def look(self, number: int, frame: Frame) -> None:
        """Look number ``number`` sees this frame, which has been given before."""
        self._looks.append(frame)
        # What was decided before a checkpoint is only remembered.
        if number >= self._decided and len(self._looks) >= LOOKS:
            if number > self._decided:
                self._decide(number, [seen.strokes for seen in self._latest()])
            self._best.add(self._latest()[0], in_tiles(self._known) >= _LEAST)
        if len(self._looks) > LOOKS:
            while self._frames and self._frames[0].at <= self._looks[0].at:
                self._frames.popleft()

    def end(self, at: int) -> None:
        """There are no more frames; the film ends here."""
        if self._looks:
            last, number = self._looks[-1], self._decided
            for more in range(1, LOOKS):
                self.look(number + more, last)
        self._tell(self._still(at))

    def _latest(self) -> Sequence[Frame]:
        return list(self._looks)[-LOOKS:]

    def _decide(self, number: int, seen: Sequence[Pixels]) -> None:
        self._decided = number
        old = in_tiles(self._known)
        held = np.max([in_tiles(self._known & one) for one in seen], axis=0)
        lost = (old >= _LEAST) & (held < _HELD * old)
        staying = seen[0].copy()
        for one in seen[1:]:
            staying &= one
        new = in_tiles(staying)
        kept = only(self._known, ~lost)
        gained = (new >= _LEAST) & (in_tiles(staying & kept) < _SAME * new)
        event = _grouped(lost | gained)
        if event.any():
            went, came = self._when(only(self._known, lost & event), only(staying, gained & event))
            told, self._start = self._still(went), came
        self._known = only(kept, ~gained) | only(staying, gained)
        if event.any():
            self._best = _Picture()
            self._tell(replace(told, checkpoint=self._checkpoint(number)))

    def _when(self, lost: Pixels, gained: Pixels) -> tuple[int, int]:
        """When the old went and when the new came; the same where one of them is nothing."""
        between = list(self._between())
        latest = self._latest()[0].at
        went = _first(between, lambda frame: not _holds(lost, frame), latest)
        came = _first(between, lambda frame: _holds(gained, frame), latest)
        if lost.any() and gained.any() and went <= came:
            return went, came
        time = came if np.count_nonzero(gained) >= np.count_nonzero(lost) else went
        return time, time

    def _between(self) -> Iterator[Frame]:
        """The frames after the look before the latest three, up to the first of these."""
        latest = self._latest()
        after = self._looks[0].at if len(self._looks) > LOOKS else -1
        return (frame for frame in self._frames if after < frame.at <= latest[0].at)

    def _still(self, end: int) -> Still:
        start = min(self._start, end) if self._start >= 0 else end
        rows = np.flatnonzero(_grouped(in_tiles(self._known) >= _LEAST).any(axis=1))
        high = self._best.rows
        if not high or not rows.size:
            return Still(start, end, None)
        cut = high - len(self._known) // 2 * self._times
        top = max(0, cut + (int(rows[0]) * TILE[1] - _MARGIN) * self._times)
        bottom = min(high, cut + ((int(rows[-1]) + 1) * TILE[1] + _MARGIN) * self._times)
        return Still(start, end, self._best.made(self._known, self._times, top, bottom), top)

    def _checkpoint(self, number: int) -> Checkpoint:
        since = self._latest()[0].at
        return Checkpoint(number, since, self._start, _packed(self._known))


def _first(frames: Sequence[Frame], changed: Callable[[Frame], bool], latest: int) -> int:
    """The time of the frame from which on all have changed, ``latest`` at the latest."""
    for frame in reversed(frames):
        if not changed(frame):
            break
        latest = frame.at
    return latest


def _holds(wanted: Pixels, frame: Frame) -> bool:
    return bool(np.count_nonzero(wanted & frame.strokes) >= _HELD * np.count_nonzero(wanted))


def _grouped(tiles: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Those of the tiles that touch enough others."""
    count, labels, facts, _ = cv2.connectedComponentsWithStats(tiles.astype(np.uint8))
    large = np.flatnonzero(facts[:, cv2.CC_STAT_AREA] >= _TILES)
    return np.asarray(tiles & np.isin(labels, large[large > 0]) if count > 1 else tiles & False)


def _packed(found: Pixels) -> bytes:
    return zlib.compress(np.packbits(found > 0).tobytes())


def _unpacked(packed: bytes, shape: tuple[int, ...]) -> Pixels:
    bits = np.unpackbits(np.frombuffer(zlib.decompress(packed), np.uint8))
    return np.asarray(bits[: shape[0] * shape[1]].reshape(shape) * np.uint8(255), np.uint8)
