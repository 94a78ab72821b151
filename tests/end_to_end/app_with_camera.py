"""The app on a machine whose only camera looks at a page with a text.

Usage: ``python app_with_camera.py TEXT...``. SIGUSR1 unplugs the camera, SIGUSR2 plugs it in again.
An empty text is no page. SIGHUP takes the page away and lays the next one there.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtMultimedia import QVideoFrame, QVideoSink

from desktop.app import run
from desktop.capture.camera import Device
from desktop.capture.camera_values import Abilities, Setup

CAMERA = Device("desk", "Desk camera")
FRAMES_A_SECOND = 15
TURNED_MS = 1200


class PageCamera(QObject):
    """Sends a rendered page, as a camera sends its frames."""

    devices_changed = Signal()
    failed = Signal(str)

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self._connected: tuple[Device, ...] = (CAMERA,)
        self._sink: QVideoSink | None = None
        self._empty = _page("", paper="#7d6a55")
        self._pages = [_page(text) if text else self._empty for text in texts]
        self._shown = self._pages.pop(0)
        self._clock = QTimer(self, interval=1000 // FRAMES_A_SECOND)
        self._clock.timeout.connect(self._send)
        signal.signal(signal.SIGUSR1, lambda *_: self._plug())
        signal.signal(signal.SIGUSR2, lambda *_: self._plug(CAMERA))
        signal.signal(signal.SIGHUP, lambda *_: self._turn())

    def devices(self) -> tuple[Device, ...]:
        return self._connected

    def start(self, device_id: str, sink: QVideoSink) -> None:
        self._sink = sink
        self._clock.start()

    def stop(self) -> None:
        self._clock.stop()
        self._sink = None

    @property
    def abilities(self) -> Abilities:
        return Abilities()

    def adjust(self, setup: Setup) -> None:
        """It can do nothing of it."""

    def set_addresses(self, addresses: Sequence[str]) -> None:
        """It knows of no network."""

    def _plug(self, *devices: Device) -> None:
        self._connected = devices
        if not devices:
            self.stop()
        self.devices_changed.emit()

    def _turn(self) -> None:
        self._shown = self._empty
        QTimer.singleShot(TURNED_MS, self, self._lay)

    def _lay(self) -> None:
        self._shown = self._pages.pop(0)

    def _send(self) -> None:
        if self._sink is not None:
            self._sink.setVideoFrame(QVideoFrame(self._shown))


def _page(text: str, paper: str = "#fdfcf8") -> QImage:
    image = QImage(1280, 720, QImage.Format.Format_RGB32)
    image.fill(QColor("#7d6a55"))
    painter = QPainter(image)
    painter.fillRect(140, 90, 1000, 540, QColor(paper))
    font = QFont("DejaVu Serif")
    font.setPixelSize(48)
    painter.setFont(font)
    painter.setPen(QColor("#222222"))
    painter.drawText(200, 150, 900, 400, Qt.TextFlag.TextWordWrap, text)
    painter.end()
    return image


if __name__ == "__main__":
    sys.exit(run(make_camera=lambda: PageCamera(*sys.argv[1:])))
