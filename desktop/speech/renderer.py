"""The app's side of the child that makes the voice: asks, waits no longer than is sensible, mends.

1. A request is kept until it is answered.
2. A child that owes an answer is asked for a sign of life now and then. One that gives none for
   ``SILENT_SECONDS`` hangs; one that does, but answers nothing for long (``patience``), hangs too.
3. A child that ends, or is killed because it hangs, is started again at once, and what is
   unanswered is asked again. The next one gets twice the time: a slow machine is no hang.
4. The third loss before any answer gives up, with a sentence. The next request tries afresh.

Nothing is timed while nothing is owed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.children.child import Child, ChildGone, Ended
from desktop.speech.messages import (
    AskVoices,
    Render,
    Rendered,
    RenderFailed,
    RenderFailure,
    Voices,
)

DEAD = "The voice keeps stopping. Choose another voice in the settings, or restart Sightread."
SILENT_SECONDS = 0.3
"""A child's threads that only read and answer are never silent for so long, on a machine whose
cores are all busy either; one that is stopped is."""
_SILENT_AT_START_SECONDS = 3.0
_LOOK_SECONDS = 0.1
_RESTART_SECONDS = 0.6
_LONGEST_SPARE = 3.0
_LOSSES = 3
_GRACE = 0.5
_LONGEST_WAIT_TO_RESTART = 1.0


class VoiceChild(Protocol):
    """What is needed of ``children.child.Child``."""

    @property
    def generation(self) -> int:
        """The number of the latest process."""
        ...

    def send(self, message: object) -> None:
        """Send, starting the process where none runs. Raises ChildGone."""
        ...

    def cancel(self, job: int) -> None:
        """``job`` isn't wanted any more."""
        ...

    def stop(self, grace_seconds: float) -> None:
        """End the process in peace."""
        ...

    def ping(self) -> int:
        """Ask for a sign of life; how many asks before no sign has followed."""
        ...

    def kill(self) -> None:
        """End the process now."""
        ...


MakeChild = Callable[[Callable[[object], None]], VoiceChild]
"""Makes a child that hands its messages to the function given."""


def child_maker(driver_name: str) -> MakeChild:
    """Makes the real child, for a driver name of ``system.speech_driver``."""

    def make(deliver: Callable[[object], None]) -> VoiceChild:
        return Child("voice", "desktop.speech.child", [driver_name], deliver)

    return make


class Renderer(QObject):
    """Has text rendered. For the window thread; answers come as signals, in any order.

    ``start_seconds`` is how long a new child may take to give its voices, ``answer_seconds`` how
    long a short utterance may take; long ones have a second more for 200 characters.
    """

    rendered = Signal(object)
    """A ``Rendered`` for a request that is still wanted."""
    failed = Signal(object)
    """A ``RenderFailed``; number 0 when everything that was asked is given up."""
    voices_known = Signal(object)
    """A ``Voices``: all that are installed."""
    _arrived = Signal(object)

    def __init__(
        self,
        make_child: MakeChild,
        parent: QObject | None = None,
        *,
        start_seconds: float = 10.0,
        answer_seconds: float = 2.0,
    ) -> None:
        super().__init__(parent)
        self._start_seconds = start_seconds
        self._answer_seconds = answer_seconds
        self._unanswered: dict[int, Render] = {}
        self._asking_voices = False
        self._ready_generation = 0
        self._lost_generation = 0
        self._losses = 0
        self._open = True
        self._since = self._sign = 0.0
        self._spare_until = 0.0
        self._lock = threading.Lock()
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._watchdog = QTimer(self, interval=int(_LOOK_SECONDS * 1000))
        self._watchdog.timeout.connect(self._look)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._ask_again)
        self._child = make_child(self._deliver)

    def ask_voices(self) -> None:
        """Have the voices told, and with that the child started."""
        if not self._asking_voices:
            self._asking_voices = True
            self._send(AskVoices())

    def render(self, request: Render, spare: float = 0.0) -> None:
        """Have an utterance rendered; its number must be new.

        ``spare``: so many seconds of sound are there to be heard before this one is missed.
        """
        self._unanswered[request.number] = request
        self._spare_until = time.monotonic() + spare - _RESTART_SECONDS
        self._send(request)

    def cancel(self) -> None:
        """Nothing that was asked to be rendered is wanted any more."""
        for number in self._unanswered:
            self._child.cancel(number)
        self._unanswered.clear()
        self._spare_until = 0.0
        self._watch()

    def close(self) -> None:
        """End the child; no signal comes after this."""
        with self._lock:
            self._open = False
        self._watchdog.stop()
        self._again.stop()
        self._child.stop(_GRACE)

    def _deliver(self, message: object) -> None:
        """On the child's receiving thread: over to the window thread."""
        with self._lock:
            if self._open:
                self._arrived.emit(message)

    def _receive(self, message: object) -> None:
        if not self._open:
            return
        self._since = self._sign = time.monotonic()
        match message:
            case Rendered() if self._unanswered.pop(message.number, None):
                self._losses = 0
                self.rendered.emit(message)
            case RenderFailed(number=0):
                self._give_up(message)
            case RenderFailed() if self._unanswered.pop(message.number, None):
                self.failed.emit(message)
            case Voices():
                self._asking_voices = False
                self._ready_generation = self._child.generation
                if not self._unanswered:
                    self._losses = 0
                self.voices_known.emit(message)
            case Ended(wanted=False) if message.generation > self._lost_generation:
                self._lost_generation = message.generation
                self._restart()
        self._watch()

    def _send(self, message: object) -> None:
        try:
            self._child.send(message)
        except ChildGone as gone:
            if 0 < gone.retry_after <= _LONGEST_WAIT_TO_RESTART:
                self._again.start(int(gone.retry_after * 1000) + 1)
            else:
                self._give_up(RenderFailed(0, RenderFailure.BROKEN, DEAD))
        self._watch()

    def _ask_again(self) -> None:
        self._asking_voices = True
        self._send(AskVoices())
        for request in list(self._unanswered.values()):
            self._send(request)

    def _restart(self) -> None:
        owed = self._asking_voices or self._unanswered
        if not owed and self._ready_generation != self._lost_generation:
            return  # it never was of use; the next request starts it
        self._losses += 1
        if self._losses < _LOSSES:
            # Where nothing is owed, too: the next text is to be heard at once.
            self._ask_again()
        else:
            self._give_up(RenderFailed(0, RenderFailure.BROKEN, DEAD))

    def _give_up(self, failure: RenderFailed) -> None:
        self._unanswered.clear()
        self._asking_voices = False
        self._losses = 0
        self._again.stop()
        self.failed.emit(failure)

    def _watch(self) -> None:
        """Look after the child while it owes anything."""
        if not self._asking_voices and not self._unanswered:
            self._watchdog.stop()
        elif not self._watchdog.isActive():
            self._since = self._sign = time.monotonic()
            self._child.ping()
            self._watchdog.start()

    def _look(self) -> None:
        """Kill the child if it hangs."""
        now = time.monotonic()
        if not self._child.ping():
            self._sign = now
        slow = 2**self._losses
        ready = self._ready_generation == self._child.generation
        limit = SILENT_SECONDS if ready else _SILENT_AT_START_SECONDS
        silent = now - self._sign > limit * slow
        late = now - self._since > self._patience(ready) * slow
        if (silent or late) and now > min(self._spare_until, self._since + _LONGEST_SPARE):
            self._lost_generation = self._child.generation
            self._child.kill()
            self._restart()
            self._since = self._sign = time.monotonic()

    def _patience(self, ready: bool) -> float:
        if not ready:
            return self._start_seconds
        longest = max((len(request.text) for request in self._unanswered.values()), default=0)
        return self._answer_seconds + longest / 200
