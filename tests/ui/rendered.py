"""Cameras without a camera."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoSink

from desktop.capture.camera import Device
from desktop.capture.camera_values import Abilities, Setup


class Rendered(QObject):
    """Cameras that send rendered frames, and can be plugged and unplugged."""

    devices_changed = Signal()
    failed = Signal(str)

    def __init__(self, *devices: Device) -> None:
        super().__init__()
        self.connected = devices
        self.running = ""
        self.can, self.setup = Abilities(), Setup()
        self.addresses: tuple[str, ...] = ()
        self._sink: QVideoSink | None = None

    def devices(self) -> tuple[Device, ...]:
        return self.connected

    def start(self, device_id: str, sink: QVideoSink) -> None:
        self.running, self._sink = device_id, sink

    def stop(self) -> None:
        self.running, self._sink = "", None

    @property
    def abilities(self) -> Abilities:
        return self.can

    def adjust(self, setup: Setup) -> None:
        self.setup = setup

    def set_addresses(self, addresses: Sequence[str]) -> None:
        self.addresses = tuple(addresses)

    def connect_only(self, *devices: Device) -> None:
        self.connected = devices
        self.devices_changed.emit()

    def send(self, colour: str) -> None:
        image = QImage(64, 48, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        self.show(image)

    def show(self, image: QImage) -> None:
        """Send this picture as a frame."""
        assert self._sink is not None
        self._sink.setVideoFrame(QVideoFrame(image))
