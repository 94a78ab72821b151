"""The frames of one camera, kept coming: started, watched, started again. For the window's thread.

1. ``open`` takes the camera that is wanted, or the default one; ``choose`` another.
2. What goes wrong is told once in a sentence: none connected, unplugged, refused, no picture within
   some seconds, a picture that stands still.
3. It recovers by itself: a camera that comes back is started, one that failed is tried again and
   again, at longer and longer intervals, but for a wrong password or address: that waits for
   ``retry`` or another address. ``frame`` with ``first`` tells that the picture is there.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtMultimedia import QVideoFrame, QVideoSink

from desktop.capture.addresses import is_network
from desktop.capture.camera import FrameSource
from desktop.capture.camera_values import Abilities, Device, Setup
from desktop.capture.network_camera import needs_user

STARTING = "The camera is starting."
NONE_FOUND = (
    "No camera found. Connect one and it appears here, or add one of the network in the options."
)
DISCONNECTED = "The camera was disconnected. Connect it again, or choose another one."
REMOVED = "This camera was removed from the list. Choose another one in the options."
NO_PICTURE = "No picture comes from this camera. It is tried again; you can choose another one."
STALLED = "The camera's picture stands still. It is tried again; you can choose another one."

FIRST_MS = 8000
"""Until a camera is told to give no picture; one in the network may take some seconds."""

STALLED_MS = 4000

_LATE = 0.5
"""Seconds by which the watch over frames may come late: a machine that slept heard none."""

RETRY_MS = (1000, 2000, 4000, 8000, 15000)
"""Until a camera that failed is tried again: after one failure, two … in a row."""


class Feed(QObject):
    """Drives one source of frames."""

    frame = Signal(QVideoFrame, bool)
    """A frame, and whether it is the first one since the camera was started."""
    told = Signal(str, bool)
    """A sentence, and whether it is a problem. There is no picture then."""
    listed = Signal(object)
    """The devices have changed: a tuple of them."""

    def __init__(
        self,
        source: FrameSource,
        parent: QObject | None = None,
        *,
        retry_ms: tuple[int, ...] = RETRY_MS,
        first_ms: int = FIRST_MS,
        stalled_ms: int = STALLED_MS,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._retry_ms, self._first_ms, self._stalled_ms = retry_ms, first_ms, stalled_ms
        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._on_frame)
        source.devices_changed.connect(self._look)
        source.failed.connect(self._failed)
        self._open = False
        self._lost = False  # the camera in use was unplugged; no other one is started unasked
        self._failures = 0
        self._sentence = ""
        """The problem that was told last and has not passed."""
        self._live = False
        self.device = ""
        """The id of the camera that runs, or is starting; empty while none is."""
        self.wanted = ""
        """The id of the one that is to run."""
        self._due = 0.0
        self._watch = QTimer(self, singleShot=True)
        self._watch.timeout.connect(self._silent)
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self.retry)

    @property
    def live(self) -> bool:
        """Whether frames come."""
        return self._live

    @property
    def abilities(self) -> Abilities:
        """What the camera that runs can be told."""
        return self._source.abilities

    def devices(self) -> tuple[Device, ...]:
        """The cameras that can be chosen."""
        return self._source.devices()

    def set_addresses(self, addresses: tuple[str, ...]) -> None:
        """Have the cameras at these addresses of the network among them."""
        self._source.set_addresses(addresses)

    def adjust(self, setup: Setup) -> None:
        """Have the camera so, as far as it can."""
        self._source.adjust(setup)

    def open(self, device_id: str = "") -> None:
        """Start the camera of this id; the default one where it is empty or not connected."""
        self.wanted, self._lost, self._open = device_id, False, True
        self._failures, self._sentence = 0, ""
        self._look()

    def choose(self, device_id: str) -> None:
        """Start this camera instead."""
        self._failures, self._sentence = 0, ""
        self._start(device_id)

    def close(self) -> None:
        """Let the camera go."""
        self._open = False
        self._end()

    def fail(self, sentence: str) -> None:
        """Let the camera go, of whose frames nothing can be made; it is only tried again by
        ``retry``, ``choose`` and ``open``: its next frames would be no better."""
        self._end()
        self._tell(sentence)

    def retry(self) -> None:
        """Try the camera again that failed, now: the user may have seen to it."""
        if self._open and not self.device and not self._lost and self._sentence:
            self._look()

    def _look(self) -> None:
        """Take up what is connected: start the camera that is wanted, or say that it is gone."""
        if not self._open:
            return
        found = self._source.devices()
        ids = [device.id for device in found]
        self.listed.emit(found)
        if self.device and self.device in ids:
            return
        if device := self.device:  # it was running, and is waited for
            self._end()
            self._lost = True
            gone = REMOVED if found else NONE_FOUND
            self._tell(gone if is_network(device) else DISCONNECTED)
        elif not found:
            self._end()
            self._tell(NONE_FOUND)
        elif self.wanted in ids:
            self._start(self.wanted)
        elif not self._lost:
            self._start(ids[0])

    def _start(self, device_id: str) -> None:
        self._end()
        self.device = self.wanted = device_id
        self._lost = False
        if not self._sentence:
            self.told.emit(STARTING, False)
        self._expect(self._first_ms)
        self._source.start(device_id, self._sink)

    def _end(self) -> None:
        self.device, self._live = "", False
        self._watch.stop()
        self._retry.stop()
        self._source.stop()

    def _on_frame(self, frame: QVideoFrame) -> None:
        if not self.device or not frame.isValid():
            return
        first, self._live = not self._live, True
        self._failures, self._sentence = 0, ""
        self._expect(self._stalled_ms)
        self.frame.emit(frame, first)

    def _expect(self, milliseconds: int) -> None:
        """A frame must come within this time."""
        self._watch.start(milliseconds)
        self._due = time.monotonic() + milliseconds / 1000

    def _silent(self) -> None:
        if time.monotonic() - self._due > _LATE:  # it was this machine that stood still
            self._expect(self._stalled_ms)
            return
        self._failed(STALLED if self._live else NO_PICTURE)

    def _failed(self, sentence: str) -> None:
        if not self._open:
            return
        self._end()
        if needs_user(sentence):
            self._tell(sentence)
            return
        delay = self._retry_ms[min(self._failures, len(self._retry_ms) - 1)]
        self._failures += 1
        self._retry.start(delay)
        self._tell(sentence)

    def _tell(self, sentence: str) -> None:
        if sentence != self._sentence:
            self._sentence = sentence
            self.told.emit(sentence, True)
