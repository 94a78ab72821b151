"""A translated picture as a PNG, without a window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImageWriter

from desktop.system.application import application
from desktop.typesetting.composed import compose
from desktop.values import Paragraph, Shot


def png(shot: Shot, paragraphs: Sequence[Paragraph]) -> tuple[bytes, tuple[int, ...]]:
    """The picture with the translations in place, and the numbers of those that found no room."""
    application()
    composed = compose(shot, paragraphs)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(composed.image)
    return bytes(buffer.data().data()), composed.unplaced
