"""The small grey frame that is looked at, from a camera's frame or an image. For any thread.

Takes 2 to 4 ms of a frame of 1280 x 720, most of it for scaling smoothly: a window leaves it to
``Eyes.look_at``, which does it beside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QTransform

from desktop.camera.values import FRAME_WIDTH

if TYPE_CHECKING:  # QtMultimedia is loaded when the camera is opened
    from PySide6.QtMultimedia import QVideoFrame

_PLANES = frozenset({"Format_NV12", "Format_NV21", "Format_YUV420P", "Format_YV12", "Format_Y8"})
"""Formats of frames whose first plane is their brightness, a byte for each pixel."""
_FULL = bytes(max(0, min(255, round((value - 16) * 255 / 219))) for value in range(256))
"""Of a brightness in the range of television, 16 to 235: in that of a picture."""


@dataclass(frozen=True, slots=True)
class Small:
    """``height`` rows of ``width`` bytes, as ``Eyes.look`` takes them."""

    grey: bytes = field(repr=False)
    width: int
    height: int


def shrunk(image: QImage) -> Small | None:
    """The image, its longer side ``FRAME_WIDTH`` at most; None for one without pixels."""
    if image.isNull():
        return None
    size = image.size()
    limit = QSize(FRAME_WIDTH, FRAME_WIDTH)
    if size.width() > FRAME_WIDTH or size.height() > FRAME_WIDTH:
        smaller = size.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        image = image.scaled(
            smaller,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, stride = grey.width(), grey.height(), grey.bytesPerLine()
    rows = bytes(grey.constBits())
    if stride != width:
        rows = b"".join(rows[row * stride : row * stride + width] for row in range(height))
    return Small(rows, width, height)


def shrunk_frame(frame: QVideoFrame) -> Small | None:
    """The frame upright and not mirrored; None for one that can't be read."""
    from PySide6.QtMultimedia import QVideoFrame as Frame
    from PySide6.QtMultimedia import QVideoFrameFormat

    if frame.pixelFormat().name not in _PLANES or not frame.map(Frame.MapMode.ReadOnly):
        return shrunk(frame.toImage())
    try:
        plane = QImage(
            frame.bits(0),
            frame.width(),
            frame.height(),
            frame.bytesPerLine(0),
            QImage.Format.Format_Grayscale8,
        )
        if frame.rotation().value:
            plane = plane.transformed(QTransform().rotate(frame.rotation().value))
        small = shrunk(plane)
    finally:
        frame.unmap()
    full = frame.surfaceFormat().colorRange() == QVideoFrameFormat.ColorRange.ColorRange_Full
    if small is None or full:
        return small
    return Small(small.grey.translate(_FULL), small.width, small.height)
