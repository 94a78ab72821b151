"""A translated picture as a PNG, without a window."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImageWriter

from desktop.typesetting.composed import compose
from desktop.values import Paragraph, Shot

_kept: list[QGuiApplication] = []
"""Fonts need an application, and it must outlive them."""


def png(shot: Shot, paragraphs: Sequence[Paragraph]) -> tuple[bytes, tuple[int, ...]]:
    """The picture with the translations in place, and the numbers of those that found no room."""
    if QGuiApplication.instance() is None:
        # Nothing is shown, and there may be no screen.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _kept.append(QGuiApplication(["sightread"]))
    composed = compose(shot, paragraphs)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(composed.image)
    return bytes(buffer.data().data()), composed.unplaced
