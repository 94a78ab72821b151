"""Cameras, and their live frames. Imports QtMultimedia: import this only when needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt, Signal, SignalInstance
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoSink,
)

from desktop.capture.addresses import identity, title, told_apart
from desktop.capture.camera_values import (
    Abilities,
    Device,
    Light,
    Setup,
    sharpest,
    sizes,
)
from desktop.capture.network_camera import NetworkCamera

__all__ = ["IN_USE", "NO_PERMISSION", "Cameras", "Device", "FrameSource", "sharpest"]

NO_PERMISSION = (
    "Sightread may not use the camera. Allow it in the system's privacy settings, "
    "then come back to this window."
)
IN_USE = (
    "This camera gives no picture. Close other programs that use it; it is tried again by itself."
)

_BIAS = {Light.AUTOMATIC: 0.0, Light.BRIGHTER: 1.5, Light.DARKER: -1.5}
"""Exposure compensation, in stops."""


class FrameSource(Protocol):
    """Where live frames come from.

    ``devices_changed`` comes when a camera was connected or disconnected, ``failed`` with a
    sentence when the started one gives no picture: it has to be started again then.
    """

    @property
    def devices_changed(self) -> SignalInstance:
        """Signal without arguments."""

    @property
    def failed(self) -> SignalInstance:
        """Signal with a sentence for the user."""

    def devices(self) -> tuple[Device, ...]:
        """The cameras that are connected, the default one first."""

    def set_addresses(self, addresses: Sequence[str]) -> None:
        """Have the cameras at these addresses of the network among the devices."""

    def start(self, device_id: str, sink: QVideoSink) -> None:
        """Send the frames of this camera to ``sink``, until ``stop`` or another start."""

    def stop(self) -> None:
        """Send no more frames and let the camera go."""

    @property
    def abilities(self) -> Abilities:
        """What the camera that is running can be told."""

    def adjust(self, setup: Setup) -> None:
        """Have the camera so from now on, and each one that is started later."""


class Cameras(QObject):
    """The cameras of this machine, and those in the network whose addresses are known."""

    devices_changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._media = QMediaDevices(self)
        self._media.videoInputsChanged.connect(self.devices_changed)
        self._session = QMediaCaptureSession(self)
        self._camera: QCamera | None = None
        self._wanted: QCameraDevice | None = None
        self._addresses: dict[str, str] = {}
        """By their ids."""
        self._network: NetworkCamera | None = None
        self._setup = Setup()

    def devices(self) -> tuple[Device, ...]:
        """The cameras that are connected, the default one first, and those in the network."""
        found = sorted(QMediaDevices.videoInputs(), key=lambda device: not device.isDefault())
        local = tuple(Device(_id(device), device.description()) for device in found)
        names = told_apart(map(title, self._addresses.values()))
        remote = map(Device, self._addresses, names)
        return (*local, *remote)

    def set_addresses(self, addresses: Sequence[str]) -> None:
        """Have the cameras at these addresses of the network among the devices."""
        known = {identity(address): address for address in addresses}
        if known != self._addresses:
            self._addresses = known
            self.devices_changed.emit()

    def start(self, device_id: str, sink: QVideoSink) -> None:
        """Send the frames of this camera to ``sink``; asks for permission where that is needed."""
        self.stop()
        if device_id in self._addresses:
            if self._network is None:
                self._network = NetworkCamera(self)
                self._network.failed.connect(self.failed)
            self._network.start(self._addresses[device_id], sink)
            return
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
        if self._network is not None:
            self._network.stop()
        if self._camera is not None:
            self._camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type]
            self._camera.deleteLater()
            self._camera = None

    @property
    def abilities(self) -> Abilities:
        """What the camera that is running can be told."""
        camera = self._camera
        if camera is None:
            return Abilities()
        on = QCamera.TorchMode.TorchOn
        return Abilities(
            sizes(_formats(camera.cameraDevice())),
            bool(camera.supportedFeatures() & QCamera.Feature.ExposureCompensation),
            max(1.0, camera.maximumZoomFactor()),
            camera.isTorchModeSupported(on),
            camera.cameraDevice().position() == QCameraDevice.Position.FrontFace,
        )

    def adjust(self, setup: Setup) -> None:
        """Have the camera so from now on, and each one that is started later."""
        before, self._setup = self._setup, setup
        if self._camera is not None:
            if before.size != setup.size:
                self._choose_format(self._camera)
            self._apply(self._camera)

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
        self._choose_format(camera)
        camera.errorOccurred.connect(self._broke)
        self._session.setCamera(camera)
        self._camera = camera
        self._apply(camera)
        camera.start()

    def _choose_format(self, camera: QCamera) -> None:
        device = camera.cameraDevice()
        chosen = sharpest(_formats(device), self._setup.size)
        if chosen is not None:
            camera.setCameraFormat(device.videoFormats()[chosen])

    def _apply(self, camera: QCamera) -> None:
        """Light, zoom and torch, as far as this camera has them."""
        setup, can = self._setup, self.abilities
        if can.light:
            camera.setExposureCompensation(_BIAS[setup.light])
        if can.zoom > 1:
            camera.setZoomFactor(min(can.zoom, setup.zoom))
        if can.torch:
            mode = QCamera.TorchMode
            camera.setTorchMode(mode.TorchOn if setup.torch else mode.TorchOff)

    def _broke(self, error: QCamera.Error, _words: str) -> None:
        if error != QCamera.Error.NoError:
            self.failed.emit(IN_USE)


def _id(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")


def _formats(device: QCameraDevice) -> list[tuple[int, int, float]]:
    return [
        (f.resolution().width(), f.resolution().height(), f.maxFrameRate())
        for f in device.videoFormats()
    ]
