"""From a camera's frame to what is shown, what is looked at and what is taken, off the window's
thread. Imports QtMultimedia.

One frame is developed at a time; while that goes on only the newest one waits, so that what is
shown is never late. To turn a frame of 720p into a picture takes 5 to 20 ms, which Qt does without
Python's lock.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QRect, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QTransform
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from desktop.capture.qt import from_image
from desktop.values import Shot

UNREADABLE = "This camera's picture can't be read. Choose another camera, or another resolution."
TOO_SMALL = "This camera's picture is too small to be read. Choose another camera."

SMALLEST = 16
"""Pixels that each side of a frame must have."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made of a frame: the picture at this size, in physical pixels, of the middle
    that is left by ``zoom`` (1: all); a grey one whose longer side has ``grey_side`` pixels, 0 for
    none; the whole ``shot``."""

    size: QSize
    zoom: float = 1.0
    grey_side: int = 0
    shot: bool = False


@dataclass(frozen=True, slots=True)
class Developed:
    """What became of a frame. ``picture`` is mirrored where the system shows it so, ``grey`` (rows
    of ``grey_width`` bytes, unpadded) and ``shot`` never are. ``size`` are the pixels of the shot.
    ``picture`` is null where nothing can be made of the frame; ``problem`` is a sentence then.
    """

    number: int
    time: float
    picture: QImage = field(repr=False)
    size: QSize
    mirrored: bool = False
    grey: bytes = field(default=b"", repr=False)
    grey_width: int = 0
    grey_height: int = 0
    shot: Shot | None = None
    problem: str = ""


class Darkroom(QObject):
    """Develops frames. For the window's thread; no method waits."""

    developed = Signal(object)
    """A ``Developed``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._busy = False
        self._waiting: tuple[int, float, QVideoFrame, Order] | None = None
        self._number = 0
        self._oldest = 0
        self.developed.connect(self._next)

    def put(self, frame: QVideoFrame, time: float, order: Order) -> int:
        """Develop this frame, taken at ``time`` in seconds; its number, which only grows. One that
        still waits is dropped for it, unless a shot of that one is wanted."""
        self._number += 1
        if self._waiting is not None and self._waiting[3].shot:
            return self._number
        self._waiting = (self._number, time, frame, order)
        self._start()
        return self._number

    def forget(self) -> None:
        """What is developed of the frames until now is for nobody."""
        self._waiting = None
        self._oldest = self._number + 1

    def wanted(self, developed: Developed) -> bool:
        """Whether it is of a frame that hasn't been forgotten."""
        return developed.number >= self._oldest

    def _start(self) -> None:
        if not self._busy and self._waiting is not None:
            self._busy = True
            work, self._waiting = self._waiting, None
            self._pool.start(_Develop(self, *work))

    def _next(self) -> None:
        self._busy = False
        self._start()


class _Develop(QRunnable):
    def __init__(
        self, room: Darkroom, number: int, time: float, frame: QVideoFrame, order: Order
    ) -> None:
        super().__init__()
        self._room, self._number, self._time = room, number, time
        self._frame, self._order = frame, order

    def run(self) -> None:
        made = _none(self._number, self._time, UNREADABLE)
        try:
            made = developed(self._number, self._time, self._frame, self._order)
        finally:  # whatever is wrong with this frame, the next one waits for it
            self._room.developed.emit(made)


def developed(number: int, time: float, frame: QVideoFrame, order: Order) -> Developed:
    """What ``order`` asks for of this frame; the picture is null where the frame can't be read."""
    image, mirrored = upright(frame), frame.mirrored()
    if image.isNull():
        return _none(number, time, UNREADABLE)
    if min(image.width(), image.height()) < SMALLEST:
        return _none(number, time, TOO_SMALL)
    if order.zoom > 1:
        image = image.copy(middle(image.size(), order.zoom))
    grey, columns, rows = b"", 0, 0
    if order.grey_side:
        grey, columns, rows = _grey(image, order.grey_side)
    picture = image.scaled(
        order.size,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    if mirrored:
        picture = picture.flipped(Qt.Orientation.Horizontal)
    shot = from_image(image) if order.shot else None
    return Developed(number, time, picture, image.size(), mirrored, grey, columns, rows, shot)


def middle(size: QSize, zoom: float) -> QRect:
    """The part of a picture of this size that a digital zoom shows."""
    width, height = max(1, round(size.width() / zoom)), max(1, round(size.height() / zoom))
    return QRect((size.width() - width) // 2, (size.height() - height) // 2, width, height)


def upright(frame: QVideoFrame) -> QImage:
    """The frame as a picture, upright and not mirrored; null where it can't be read.

    ``toImage`` does what the surface asks for, and leaves what the frame itself asks for.
    """
    image = _mapped(frame)
    if image.isNull():
        image = frame.toImage().convertToFormat(QImage.Format.Format_RGB32)
    if turned := frame.rotation().value:
        image = image.transformed(QTransform().rotate(turned))
    return image


def _mapped(frame: QVideoFrame) -> QImage:
    """A copy of pixels that are as Qt's pictures have them: a tenth of the time of ``toImage``."""
    surface = frame.surfaceFormat()
    plain = not surface.isMirrored() and not surface.rotation().value
    if not plain or frame.pixelFormat() != QVideoFrameFormat.PixelFormat.Format_BGRX8888:
        return QImage()
    if not frame.map(QVideoFrame.MapMode.ReadOnly):
        return QImage()
    try:
        kind = QImage.Format.Format_RGB32
        stride = frame.bytesPerLine(0)
        return QImage(frame.bits(0), frame.width(), frame.height(), stride, kind).copy()
    finally:
        frame.unmap()


def _none(number: int, time: float, problem: str) -> Developed:
    return Developed(number, time, QImage(), QSize(), problem=problem)


def _grey(image: QImage, side: int) -> tuple[bytes, int, int]:
    """Rows of bytes, how long each is, and how many; the longer of both is ``side``."""
    size = image.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
    width, height = max(1, size.width()), max(1, size.height())
    small = image.scaled(
        width,
        height,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_Grayscale8)
    stride, bits = small.bytesPerLine(), bytes(small.constBits())
    if stride != width:
        bits = b"".join(bits[row * stride :][:width] for row in range(height))
    return bits, width, height
