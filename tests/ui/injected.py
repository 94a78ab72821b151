"""A camera whose frames go through QtMultimedia's own frame input, as those of a real one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame, QVideoFrameInput, QVideoSink

from desktop.capture.camera import Device
from desktop.capture.camera_values import Abilities, Setup

CAMERA = Device("injected", "Injected camera")


class Injected(QObject):
    """Sends ``pictures`` over and over, so many a second; ``sent`` counts them."""

    devices_changed = Signal()
    failed = Signal(str)

    def __init__(self, pictures: Sequence[QImage], rate: float = 30.0) -> None:
        super().__init__()
        self.frames: list[QVideoFrame] = []
        self.show(pictures)
        self.sent = 0
        self.connected: tuple[Device, ...] = (CAMERA,)
        self._input = QVideoFrameInput(self)
        self._session = QMediaCaptureSession(self)
        self._session.setVideoFrameInput(self._input)
        self._clock = QTimer(self)
        self._clock.setTimerType(self._clock.timerType().PreciseTimer)
        self._clock.setInterval(round(1000 / rate))
        self._clock.timeout.connect(self._send)

    def show(self, pictures: Sequence[QImage]) -> None:
        """These are seen from now on."""
        self.frames = [QVideoFrame(picture) for picture in pictures]

    def devices(self) -> tuple[Device, ...]:
        return self.connected

    def start(self, device_id: str, sink: QVideoSink) -> None:
        self._session.setVideoSink(sink)
        self._clock.start()

    def stop(self) -> None:
        self._clock.stop()

    @property
    def running(self) -> bool:
        return self._clock.isActive()

    @property
    def abilities(self) -> Abilities:
        return Abilities()

    def adjust(self, setup: Setup) -> None:
        """It can do nothing of it."""

    def set_addresses(self, addresses: Sequence[str]) -> None:
        """It knows of no network."""

    def plug(self, *devices: Device) -> None:
        """These are connected now."""
        self.connected = devices
        self.devices_changed.emit()

    def _send(self) -> None:
        if self._input.sendVideoFrame(self.frames[self.sent % len(self.frames)]):
            self.sent += 1
