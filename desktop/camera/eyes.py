"""The window's side of the camera's eyes: frames go to the child, what it saw comes back.

Nothing queues: a frame that comes while another is being looked at is dropped. A child that dies or
hangs is started anew with the next frame; once that doesn't help, it is said, and pictures are
handed back as they are, so that none is ever lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from desktop.camera.values import (
    EDGES_NOT_FOUND,
    MOST_SHOTS,
    NO_GUIDANCE,
    Flatten,
    Flattened,
    Frame,
    Seen,
)
from desktop.children.child import Child, ChildGone, Ended, From
from desktop.values import Shot

RATE = 15
"""Frames a second that are looked at."""
_APART = 0.9 / RATE
_FIRST_LOOK = 20.0
"""Seconds that a child may take for its first answer: OpenCV is loaded from a cold disk."""
_LONGEST_LOOK = 2.0
_LONGEST_FLATTEN = 20.0
_BLIND_AFTER = 3
"""Children in a row that died or hung without having seen anything."""
_CHECKED_EVERY = 200
_GRACE = 0.3


class EyesChild(Protocol):
    """What ``Eyes`` needs of a ``Child``."""

    @property
    def generation(self) -> int:
        """How many processes have been started."""

    def send(self, message: object) -> None:
        """Leave a message to be sent. Raises ChildGone."""

    def kill(self) -> None:
        """End the process now."""

    def stop(self, grace_seconds: float) -> None:
        """End the process soon."""


@dataclass(slots=True)
class _Wanted:
    """A page that is being flattened; ``tries`` counts the children that were given it."""

    message: Flatten
    tries: int = 0


class Eyes(QObject):
    """Looks at frames and flattens pages. For the window thread; no method waits."""

    seen = Signal(object)
    """A ``Seen``."""
    flattened = Signal(object)
    """A ``Flattened``; each ``flatten`` is answered with one, whatever happens to the child."""
    blind = Signal(str)
    """Frames can't be looked at now: a sentence. Told once, until frames are seen again."""
    _arrived = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        make_child: Callable[[Callable[[object], None]], EyesChild] | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = True
        self._lock = threading.Lock()
        self._looking: Frame | None = None
        self._last = float("-inf")
        self._wanted: list[_Wanted] = []
        self._failures = 0
        self._told = False
        self._resting = False
        self._answered = -1
        self._clock = QElapsedTimer()
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._watch = QTimer(self, interval=_CHECKED_EVERY)
        self._watch.timeout.connect(self._check)
        make = make_child or _make_child
        self._child = make(self._deliver)

    def wants(self, time: float) -> bool:
        """Whether a frame of this time (seconds of a clock that only grows) would be looked at."""
        if time < self._last:  # another camera, another clock
            self._last = float("-inf")
        idle = self._looking is None and not self._wanted
        return self._open and idle and time - self._last >= _APART

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
        """Look at this frame (``values.Frame``); False where it is dropped: see ``wants``.

        Raises ValueError where the bytes aren't those of its size.
        """
        if width < 1 or height < 1 or len(grey) != width * height:
            raise ValueError(f"{len(grey)} bytes are not {width} x {height} pixels")
        if not self.wants(time):
            return False
        self._last = time
        return self._send(Frame(number, grey, width, height, time, mirrored, beside))

    def flatten(self, job: int, shots: Sequence[Shot], anyway: bool = True) -> None:
        """Choose the sharpest of the pictures, one at least, and straighten its page
        (``values.Flatten``); of more than ``MOST_SHOTS`` the last ones count."""
        if not shots:
            raise ValueError("no picture to flatten")
        wanted = _Wanted(Flatten(job, tuple(shots)[-MOST_SHOTS:], anyway))
        self._wanted.append(wanted)
        if len(self._wanted) == 1:
            self._begin(wanted)

    def rest(self) -> None:
        """End the child; the next frame starts one. What is being flattened is still answered."""
        self._looking = None
        self._last = float("-inf")
        self._failures, self._told = 0, False
        self._resting = True
        if not self._wanted:
            self._watch.stop()
            self._child.stop(_GRACE)

    def close(self) -> None:
        """End the child. No signal comes after this."""
        with self._lock:
            self._open = False
        self._watch.stop()
        self._wanted.clear()
        self._child.stop(_GRACE)

    def _send(self, frame: Frame) -> bool:
        try:
            self._child.send(frame)
        except ChildGone:
            self._fail()
            return False
        self._looking, self._resting = frame, False
        self._begin_clock()
        return True

    def _begin(self, wanted: _Wanted) -> None:
        """Give the child the page; on a thread, since the pictures take a while to be packed."""
        wanted.tries += 1
        self._begin_clock()
        threading.Thread(
            target=self._give, args=(wanted.message,), name="camera's pictures", daemon=True
        ).start()

    def _give(self, message: Flatten) -> None:
        try:
            self._child.send(message)
        except ChildGone as gone:
            self._deliver(gone)

    def _begin_clock(self) -> None:
        self._clock.start()
        self._watch.start()

    def _deliver(self, message: object) -> None:
        """On the child's receiving thread: over to the window thread."""
        with self._lock:
            if self._open:
                self._arrived.emit(message)

    def _receive(self, arrived: object) -> None:
        if isinstance(arrived, ChildGone):
            self._gone()
            return
        if not isinstance(arrived, From) or arrived.generation != self._child.generation:
            return
        match arrived.message:
            case Seen() as seen:
                self._saw(arrived.generation)
                if self._looking is not None and seen.number == self._looking.number:
                    self._looking = None
                    self.seen.emit(seen)
            case Flattened() as flattened:
                self._saw(arrived.generation)
                self._answer(flattened)
            case Ended(wanted=False):
                self._gone()

    def _saw(self, generation: int) -> None:
        self._answered, self._failures, self._told = generation, 0, False
        self._clock.start()

    def _check(self) -> None:
        """Whether the child has taken too long: then it hangs."""
        if self._looking is None and not self._wanted:
            self._watch.stop()
            return
        longest = _LONGEST_FLATTEN if self._wanted else _LONGEST_LOOK
        if self._answered != self._child.generation:
            longest = max(longest, _FIRST_LOOK)
        if self._clock.elapsed() > longest * 1000:
            self._child.kill()
            self._gone()

    def _gone(self) -> None:
        """The child is no more, or was killed: what it had in hand is tried again once."""
        self._looking = None
        self._fail()
        if self._wanted:
            wanted = self._wanted[0]
            if wanted.tries < 2:
                self._begin(wanted)
            else:
                self._answer(_as_it_is(wanted.message))

    def _fail(self) -> None:
        self._failures += 1
        if self._failures >= _BLIND_AFTER and not self._told:
            self._told = True
            self.blind.emit(NO_GUIDANCE)

    def _answer(self, flattened: Flattened) -> None:
        if not self._wanted or self._wanted[0].message.job != flattened.job:
            return
        self._wanted.pop(0)
        if self._wanted:
            self._begin(self._wanted[0])
        elif self._resting:
            self._child.stop(_GRACE)
        self.flattened.emit(flattened)


def _as_it_is(message: Flatten) -> Flattened:
    """The answer where nobody can look: a picture that may be blurred isn't taken unasked."""
    if not message.anyway:
        return Flattened(message.job, None, False, NO_GUIDANCE)
    return Flattened(message.job, message.shots[-1], False, EDGES_NOT_FOUND)


def _make_child(deliver: Callable[[object], None]) -> Child:
    return Child("eyes", "desktop.camera.child", [], deliver, tagged=True)
