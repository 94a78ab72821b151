"""Pictures and a dressed application for the tests of the windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QImage,
    QPainter,
)
from PySide6.QtWidgets import QApplication

from desktop.settings import Appearance, Theme
from desktop.ui import theme
from desktop.values import Box, Line, Shot

Dress = Callable[..., None]


def delete_what_is_closed() -> None:
    """What tests closed waits for an event loop to delete it, and would be dressed again."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def dress(qapp: QApplication) -> Iterator[Dress]:
    """Dress the application: a theme, and the system's size of text in pixels."""
    delete_what_is_closed()
    before = QFont(qapp.font())

    def put_on(name: Theme = Theme.LIGHT, pixels: int = 14) -> None:
        font = QFont(before)
        font.setPixelSize(pixels)
        qapp.setFont(font)
        theme.apply(qapp, Appearance(theme=name))

    put_on()
    yield put_on
    delete_what_is_closed()
    qapp.setFont(before)
    theme.apply(qapp, Appearance(theme=Theme.LIGHT))


def drawn(lines: tuple[str, ...], origin: tuple[int, int] | None = (60, 80)) -> Shot:
    """A picture with ``lines`` of black text on white, at ``origin``."""
    image = QImage(400, 20 + 30 * len(lines), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    font = QFont("DejaVu Sans")
    font.setPixelSize(18)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.black)
    for number, line in enumerate(lines):
        painter.drawText(10, 30 + 30 * number, line)
    painter.end()
    return Shot(bytes(image.constBits()), image.width(), image.height(), origin)


def boxed(lines: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines of ``drawn`` with their places."""
    return tuple(
        Line(text, Box(8, 12 + 30 * number, 390, 38 + 30 * number))
        for number, text in enumerate(lines)
    )


class Bridge:
    """Takes what goes to the screen readers' bridge, which keeps no record of its own."""

    AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

    def __init__(self) -> None:
        self.told: list[str] = []

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        self.told.append(event.message())


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that screen readers have been given to say."""
    bridge = Bridge()
    monkeypatch.setattr("desktop.ui.announce.QAccessible", bridge)
    return bridge.told


@pytest.fixture
def picture() -> Callable[..., Shot]:
    """Draws a picture of lines of text."""
    return drawn


@pytest.fixture
def boxes() -> Callable[..., tuple[Line, ...]]:
    """The places of the lines on such a picture."""
    return boxed
