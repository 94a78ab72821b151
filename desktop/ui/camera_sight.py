"""What the camera window sees: frames shown, looked at, and taken. Imports QtMultimedia.

1. Every frame is developed off the window's thread; while that goes on only the newest waits.
2. The eyes look at as many as they want; guidance and taking are told what they saw.
3. A picture is taken by itself or by key: whole frames are gathered, the eyes choose the sharpest
   and straighten its page, and ``taken`` tells what became of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from PySide6.QtCore import QObject, QSize, Signal, SignalInstance
from PySide6.QtMultimedia import QVideoFrame

from desktop.camera.eyes import Eyes
from desktop.camera.guidance import APART, Guidance, lasts
from desktop.camera.taking import Taking
from desktop.camera.values import FRAME_WIDTH, MOST_SHOTS, Advice, Flattened, Seen
from desktop.capture.developing import Darkroom, Developed, Order
from desktop.values import Shot

_FEWER_SHOTS = 3
_MANY_PIXELS = 2_100_000
"""From this size on fewer pictures are gathered: five of them would take 70 MB."""

_MOST_BAD, _BAD_SECONDS = 10, 1.0
"""So many frames in a row, for so long, of which nothing can be made."""


class Looker(Protocol):
    """What is needed of the eyes; see ``Eyes``, whose signals are these."""

    @property
    def seen(self) -> SignalInstance:
        """Carries a ``Seen``."""

    @property
    def flattened(self) -> SignalInstance:
        """Carries a ``Flattened``."""

    @property
    def blind(self) -> SignalInstance:
        """Carries a sentence."""

    def wants(self, time: float) -> bool:
        """Whether a frame of this time would be looked at."""

    def look(
        self,
        number: int,
        grey: bytes,
        width: int,
        height: int,
        time: float,
        mirrored: bool = False,
        beside: bytes = b"",
    ) -> bool:
        """Look at this frame."""

    def flatten(self, job: int, shots: Sequence[Shot], anyway: bool = True) -> None:
        """Choose the sharpest of the pictures and straighten its page."""

    def rest(self) -> None:
        """Nothing is to be looked at for now."""


@dataclass(slots=True)
class _Taking:
    """A picture that is being taken: ``wanted`` frames are gathered, then looked at as ``job``."""

    job: int
    wanted: int
    by_itself: bool
    shots: list[Shot] = field(default_factory=list)

    @property
    def gathered(self) -> bool:
        """Whether all are there, and are being looked at."""
        return len(self.shots) >= self.wanted


class Sight(QObject):
    """For the window's thread; no method waits.

    ``auto``: pictures are taken by themselves; ``straighten``: their pages are straightened.
    """

    shown = Signal(object)
    """A ``Developed``: the picture to be shown."""
    saw = Signal(object)
    """A ``Seen``."""
    advised = Signal(object)
    """An ``Advice`` to be said."""
    same_page = Signal()
    """The page that was taken last still lies there, and another may come."""
    begun = Signal()
    """A picture is being taken by itself."""
    straightening = Signal()
    """One that was wanted by key has been taken, and is worked on."""
    refused = Signal(str)
    """What was taken by itself is no good, which the sentence says; it is tried again."""
    unreadable = Signal(str)
    """Nothing can be made of what this camera sends: a sentence."""
    taken = Signal(Shot, str, bool)
    """The picture, a sentence about it, empty for none, and whether it was taken by itself."""
    glimpsed = Signal(Shot)
    blind = Signal(str)
    """Frames can't be looked at now: a sentence."""

    def __init__(
        self,
        make_eyes: Callable[[], Looker] | None = None,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._room = Darkroom(self)
        self._room.developed.connect(self._developed)
        self._eyes: Looker = make_eyes() if make_eyes else Eyes(self)
        self._eyes.seen.connect(self._seen)
        self._eyes.flattened.connect(self._flattened)
        self._eyes.blind.connect(self.blind)
        self._guidance, self._deciding = Guidance(), Taking()
        self._last: QVideoFrame | None = None
        self._taking: _Taking | None = None
        self._job = 0
        self._quiet_until = self._hold_until = 0.0
        self._glimpse = False
        self.auto = True
        self.straighten = True
        self.takes = True
        """Whether pictures are taken at all: not while they are read as they are seen."""
        self.frozen = False
        self.zoom = 1.0
        self.size = QSize(640, 480)
        """Of the picture to be shown, in physical pixels."""
        self.faces_user = False
        self.attended: Callable[[], bool] = lambda: True
        """Whether the user is at the camera's picture: nothing is said or taken unasked else."""
        self.speaking: Callable[[], bool] = lambda: False
        """Whether a sentence is being heard: guidance waits for its end."""
        self._bad_since: float | None = None
        self._bad = 0

    @property
    def has_frame(self) -> bool:
        """Whether there is a picture that could be taken."""
        return self._last is not None

    @property
    def busy(self) -> bool:
        """Whether a picture is being taken."""
        return self._taking is not None

    @property
    def distance(self) -> float:
        """How near the picture is to good, 0 to 1."""
        return self._guidance.distance

    def begin(self, quiet: float | None = None, *, hold: float = 0.0) -> None:
        """Forget what was seen; say nothing of what is seen for ``quiet`` seconds, None: until the
        sentence before is over. Take nothing by itself for ``hold`` seconds."""
        self._guidance.begin()
        if quiet is not None:
            self._quiet_until = self._clock() + quiet
        self._hold_until = self._clock() + hold

    def wait_for(self, sentence: str) -> None:
        """Guidance waits until this has been heard, and a moment longer."""
        self._be_quiet(lasts(sentence) + APART)

    def guide(self, *, aloud: bool) -> None:
        """Whether guidance is heard, or shown alone, which takes no time."""
        self._guidance.spoken = aloud

    def _be_quiet(self, seconds: float) -> None:
        self._quiet_until = max(self._quiet_until, self._clock() + seconds)

    def frame(self, frame: QVideoFrame) -> None:
        """The next frame of the camera."""
        if self.frozen:
            return
        self._last = frame
        now = self._clock()
        order = self._order()
        if self._taking is None and self._eyes.wants(now):
            order = replace(order, grey_side=FRAME_WIDTH)
        self._room.put(frame, now, order)

    def redraw(self) -> None:
        """Show the same frame again, at another size or zoom."""
        if self._last is not None:
            self._room.put(self._last, self._clock(), self._order())

    def clear(self) -> None:
        """There is no picture any more; one that is being judged already is still handed out."""
        self._room.forget()
        self._last, self.frozen = None, False
        self._bad = 0
        if self._taking is not None and not self._taking.gathered:
            self.drop()

    def drop(self) -> None:
        """The picture that is being taken isn't wanted any more."""
        self._taking = None
        self._deciding.missed()

    def take(self) -> bool:
        """Take the picture that is shown now; False where there is none."""
        if self._last is None:
            return False
        if self._taking is None or self._taking.by_itself:
            self._job += 1
            self._taking = _Taking(self._job, 1, by_itself=False)
            self._room.put(self._last, self._clock(), self._order())
        return True

    def glimpse(self) -> None:
        """Hand out the next frame, whole."""
        self._glimpse = True

    def stop_glimpses(self) -> None:
        """Hand out none."""
        self._glimpse = False

    def rest(self) -> None:
        """The camera was let go."""
        self.clear()
        self._taking = None
        self.stop_glimpses()
        self._deciding.begin()
        self._eyes.rest()

    def _order(self) -> Order:
        gathering = self._taking is not None and not self._taking.gathered
        return Order(self.size, self.zoom, 0, gathering or self._glimpse)

    def _developed(self, developed: Developed) -> None:
        if not self._room.wanted(developed):
            return
        if developed.picture.isNull():
            self._count_bad(developed)
            return
        self._bad = 0
        self.shown.emit(developed)
        if developed.grey:
            self._eyes.look(
                developed.number,
                developed.grey,
                developed.grey_width,
                developed.grey_height,
                developed.time,
                developed.mirrored or self.faces_user,
                self._deciding.beside,
            )
        if developed.shot is not None:
            self._use(developed.shot)

    def _count_bad(self, developed: Developed) -> None:
        """A frame or two may be damaged; it is said once no other ones come."""
        if not self._bad or self._bad_since is None:
            self._bad_since = developed.time
        self._bad += 1
        if self._bad >= _MOST_BAD and developed.time - self._bad_since >= _BAD_SECONDS:
            self._bad = 0
            self.unreadable.emit(developed.problem)

    def _use(self, shot: Shot) -> None:
        taking = self._taking
        if taking is None:
            if self._glimpse:
                self._glimpse = False
                self.glimpsed.emit(shot)
            return
        if taking.gathered:
            return
        taking.shots.append(shot)
        if taking.by_itself and self.straighten and shot.width * shot.height > _MANY_PIXELS:
            taking.wanted = min(taking.wanted, _FEWER_SHOTS)
        if len(taking.shots) >= taking.wanted:
            self._gathered(taking)

    def _gathered(self, taking: _Taking) -> None:
        if not taking.by_itself and not self.straighten:
            self._finish(taking, taking.shots[0], "")
            return
        if not taking.by_itself:
            self.straightening.emit()
        self._eyes.flatten(taking.job, tuple(taking.shots), anyway=not taking.by_itself)

    def _seen(self, seen: Seen) -> None:
        if self._last is None or self.frozen or self._taking is not None:
            return
        self.saw.emit(seen)
        if not self.attended():
            self._deciding.missed()
            return
        take = self._deciding.see(seen)
        if self.speaking():
            self._be_quiet(APART)
        if self._clock() >= self._quiet_until and (advice := self._guidance.see(seen)) is not None:
            if self._deciding.lies_there and advice in (Advice.GOOD, Advice.NO_EDGES):
                self.same_page.emit()
            else:
                self.advised.emit(advice)
        if take and self.auto and self.takes and self._clock() >= self._hold_until:
            self._job += 1
            wanted = MOST_SHOTS if self.straighten else 1
            self._taking = _Taking(self._job, wanted, by_itself=True)
            self.begun.emit()
        elif take:
            self._deciding.missed()

    def _flattened(self, flattened: Flattened) -> None:
        taking = self._taking
        if taking is None or flattened.job != taking.job:
            return
        if flattened.shot is None:
            self.drop()
            self.refused.emit(flattened.sentence)
        elif self.straighten:
            self._finish(taking, flattened.shot, flattened.sentence)
        else:  # the eyes have only said that it is sharp
            self._finish(taking, taking.shots[0], "")

    def _finish(self, taking: _Taking, shot: Shot, sentence: str) -> None:
        self._taking = None
        self._deciding.took()
        self._guidance.begin()
        self.taken.emit(shot, sentence, taking.by_itself)
