"""Between Qt's pictures and shots: images, the clipboard, camera frames.

To be called on the window thread, except ``to_image`` and ``from_image``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from desktop.capture.errors import CaptureError, ClipboardError
from desktop.capture.files import EXTENSIONS
from desktop.values import FailureKind, Shot

if TYPE_CHECKING:  # QtMultimedia costs 60 ms at start, and only the camera needs it
    from PySide6.QtMultimedia import QVideoFrame

NO_PICTURE = "The clipboard holds no picture. Copy one, then press the key again."
NO_FRAME = "The camera gave no picture. Try again, or choose another camera."


def to_image(shot: Shot) -> QImage:
    """The shot as an image that shares its pixels; its device pixel ratio is the shot's scale."""
    image = QImage(shot.pixels, shot.width, shot.height, shot.width * 4, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(shot.scale)
    return image


def from_image(image: QImage, origin: tuple[int, int] | None = None, scale: float = 1.0) -> Shot:
    """The image as a shot; what is transparent is laid on white.

    Raises CaptureError for an image without pixels.
    """
    if image.isNull():
        raise CaptureError(FailureKind.NO_PICTURE, "That picture is empty. Choose another one.")
    if image.hasAlphaChannel():
        flat = QImage(image.size(), QImage.Format.Format_RGB32)
        flat.fill(Qt.GlobalColor.white)
        image.setDevicePixelRatio(1.0)
        painter = QPainter(flat)
        painter.drawImage(0, 0, image)
        painter.end()
    else:
        flat = image.convertToFormat(QImage.Format.Format_RGB32)
    return Shot(bytes(flat.constBits()), flat.width(), flat.height(), origin, scale)


def from_frame(frame: QVideoFrame) -> Shot:
    """A camera's frame as a shot, upright and not mirrored.

    Raises CaptureError when the frame can't be read.
    """
    image = frame.toImage()
    if image.isNull():
        raise CaptureError(FailureKind.NO_CAMERA, NO_FRAME)
    return from_image(image)


def from_clipboard() -> Shot | Path:
    """The picture on the clipboard, or the path of the picture file that was copied.

    A path isn't read here: ``files.load`` does that, away from the window thread. A copied file
    goes before the picture beside it, which on macOS is only the file's icon.

    Raises ClipboardError when there is neither.
    """
    clipboard = QGuiApplication.clipboard()
    content = clipboard.mimeData()
    names = [url.toLocalFile() for url in content.urls() if url.isLocalFile()]
    if not names and not content.hasImage():
        names = [content.text().strip().strip("\"'")]
    for name in names:
        if Path(name).suffix.lower() in EXTENSIONS and _is_file(name):
            return Path(name)
    image = clipboard.image()
    if image.isNull():
        raise ClipboardError(NO_PICTURE)
    return from_image(image)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a text that is no path: too long, a null byte
        return False
