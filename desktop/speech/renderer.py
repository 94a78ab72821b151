"""The app's side of the child that makes the voice: asks, waits no longer than is sensible, mends.

1. A request is kept until it is answered.
2. A child that ends, or that answers nothing for too long and is killed, is started again, and
   what is unanswered is asked again.
3. A second loss before any answer gives up, with a sentence. The next request tries afresh.
"""

from __future__ import annotations

import threading
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
        self._lock = threading.Lock()
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._watchdog = QTimer(self, singleShot=True)
        self._watchdog.timeout.connect(self._hung)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._ask_again)
        self._child = make_child(self._deliver)

    def ask_voices(self) -> None:
        """Have the voices told, and with that the child started."""
        if not self._asking_voices:
            self._asking_voices = True
            self._send(AskVoices())

    def render(self, request: Render) -> None:
        """Have an utterance rendered; its number must be new."""
        self._unanswered[request.number] = request
        self._send(request)

    def cancel(self) -> None:
        """Nothing that was asked to be rendered is wanted any more."""
        for number in self._unanswered:
            self._child.cancel(number)
        self._unanswered.clear()
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
                self.voices_known.emit(message)
            case Ended(wanted=False) if message.generation > self._lost_generation:
                self._lost_generation = message.generation
                self._restart()
        self._watch(afresh=True)

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
        if not self._asking_voices and not self._unanswered:
            return  # the next request starts it
        self._losses += 1
        if self._losses > 1:
            self._give_up(RenderFailed(0, RenderFailure.BROKEN, DEAD))
        else:
            self._ask_again()

    def _hung(self) -> None:
        self._lost_generation = self._child.generation
        self._child.kill()
        self._restart()

    def _give_up(self, failure: RenderFailed) -> None:
        self._unanswered.clear()
        self._asking_voices = False
        self._losses = 0
        self._again.stop()
        self.failed.emit(failure)

    def _watch(self, *, afresh: bool = False) -> None:
        """Wait for the next answer; ``afresh``: one has just come."""
        if not self._asking_voices and not self._unanswered:
            self._watchdog.stop()
        elif afresh or not self._watchdog.isActive():
            self._watchdog.start(int(self._patience() * 1000))

    def _patience(self) -> float:
        if self._ready_generation != self._child.generation:
            return self._start_seconds
        longest = max((len(request.text) for request in self._unanswered.values()), default=0)
        return self._answer_seconds + longest / 200
