"""Cameras, and their live frames. Imports QtMultimedia: import this only when needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt, Signal, SignalInstance
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoSink,
)

NO_PERMISSION = (
    "Sightread may not use the camera. Allow it in the system's privacy settings, "
    "then open the camera again."
)
IN_USE = "This camera gives no picture. Close other programs that use it, then choose it again."

_MOST_PIXELS = 2560 * 1440
_SLOWEST = 10.0


@dataclass(frozen=True, slots=True)
class Device:
    """A camera: the id that the system gives it, and its name."""

    id: str
    name: str


class FrameSource(Protocol):
    """Where live frames come from.

    ``devices_changed`` comes when a camera was connected or disconnected, ``failed`` with a
    sentence when the started one gives no picture.
    """

    @property
    def devices_changed(self) -> SignalInstance:
        """Signal without arguments."""

    @property
    def failed(self) -> SignalInstance:
        """Signal with a sentence for the user."""

    def devices(self) -> tuple[Device, ...]:
        """The cameras that are connected, the default one first."""

    def start(self, device_id: str, sink: QVideoSink) -> None:
        """Send the frames of this camera to ``sink``, until ``stop`` or another start."""

    def stop(self) -> None:
        """Send no more frames and let the camera go."""


class Cameras(QObject):
    """The cameras of this machine."""

    devices_changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._media = QMediaDevices(self)
        self._media.videoInputsChanged.connect(self.devices_changed)
        self._session = QMediaCaptureSession(self)
        self._camera: QCamera | None = None
        self._wanted: QCameraDevice | None = None

    def devices(self) -> tuple[Device, ...]:
        """The cameras that are connected, the default one first."""
        found = sorted(QMediaDevices.videoInputs(), key=lambda device: not device.isDefault())
        return tuple(Device(_id(device), device.description()) for device in found)

    def start(self, device_id: str, sink: QVideoSink) -> None:
        """Send the frames of this camera to ``sink``; asks for permission where that is needed."""
        self.stop()
        found = (d for d in QMediaDevices.videoInputs() if _id(d) == device_id)
        self._wanted = next(found, None)
        if self._wanted is None:
            self.failed.emit(IN_USE)
            return
        self._session.setVideoSink(sink)
        app, permission = QCoreApplication.instance(), QCameraPermission()
        if app is None:
            raise RuntimeError("cameras need a running application")
        if app.checkPermission(permission) == Qt.PermissionStatus.Undetermined:
            app.requestPermission(permission, self, self._answered)
        else:
            self._begin(app.checkPermission(permission) == Qt.PermissionStatus.Granted)

    def stop(self) -> None:
        """Let the camera go: its light goes out."""
        self._wanted = None
        if self._camera is not None:
            self._camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type]
            self._camera.deleteLater()
            self._camera = None

    def _answered(self, permission: QCameraPermission) -> None:
        app = QCoreApplication.instance()
        granted = app is not None and (
            app.checkPermission(permission) == Qt.PermissionStatus.Granted
        )
        self._begin(granted)

    def _begin(self, allowed: bool) -> None:
        if self._wanted is None:
            return  # stopped while the system asked
        if not allowed:
            self.failed.emit(NO_PERMISSION)
            return
        camera = QCamera(self._wanted, self)
        formats = self._wanted.videoFormats()
        chosen = sharpest(
            [(f.resolution().width(), f.resolution().height(), f.maxFrameRate()) for f in formats]
        )
        if chosen is not None:
            camera.setCameraFormat(formats[chosen])
        camera.errorOccurred.connect(self._broke)
        self._session.setCamera(camera)
        self._camera = camera
        camera.start()

    def _broke(self, error: QCamera.Error, _words: str) -> None:
        if error != QCamera.Error.NoError:
            self.failed.emit(IN_USE)


def sharpest(formats: Sequence[tuple[int, int, float]]) -> int | None:
    """Which of the formats (width, height, frames a second) reads best, None to leave the default.

    The most pixels up to 2560 x 1440, that still move at 10 frames a second, and then the fastest.
    """
    usable = [
        (width * height, rate, number)
        for number, (width, height, rate) in enumerate(formats)
        if rate >= _SLOWEST and width * height <= _MOST_PIXELS
    ]
    return max(usable, key=lambda entry: entry[:2])[2] if usable else None


def _id(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")
