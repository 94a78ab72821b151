"""One window of the region overlay: it covers a screen, paints a scene, hands on mouse and keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QEnterEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QScreen,
    QSinglePointEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.capture.errors import ScreenError
from desktop.capture.own_windows import TO_BE_READ, OwnWindows
from desktop.capture.qt import to_image
from desktop.ui import overlay_scene
from desktop.ui.overlay_choice import Point, part
from desktop.ui.overlay_scene import Scene, Words
from desktop.values import Region, Shot

_SHAPES = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, 0): Qt.CursorShape.SizeAllCursor,
}


class Listener(Protocol):
    """What a window tells; points are in physical pixels of the virtual desktop."""

    def painted(self, window: OverlayWindow) -> None:
        """``window`` has been painted for the first time."""

    def pressed(self, point: Point) -> None:
        """The left button went down."""

    def moved(self, point: Point) -> None:
        """The pointer moved."""

    def released(self, point: Point, keep: bool) -> None:
        """The left button came up, ``keep`` with Shift held."""

    def double_clicked(self, point: Point) -> None:
        """The left button went down a second time."""

    def cancel(self) -> None:
        """The right button, or the window was closed."""

    def key(self, event: QKeyEvent) -> None:
        """A key went down."""


def ours(overlay: Collection[QWidget], screen: Region) -> tuple[Region, ...]:
    """What windows of ours cover of a screen, but those of the ``overlay`` and the ones that are to
    be read, in physical pixels; none where that can't be seen."""
    windows = QApplication.topLevelWidgets()
    besides = [*overlay, *(window for window in windows if window.property(TO_BE_READ))]
    handles = [handle for window in besides if (handle := window.windowHandle()) is not None]
    own = OwnWindows()
    try:
        return own.shown(screen, handles)
    except ScreenError:
        return ()
    finally:
        own.close()


class OverlayWindow(QDialog):
    """One screen: paints its scene, and hands on mouse and keys."""

    def __init__(self, overlay: Listener, screen: QScreen, name: str, instruction: str) -> None:
        super().__init__()
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        if QGuiApplication.platformName() == "xcb":
            # Past the window manager: over panels, at once, without an animation, on each one.
            flags |= Qt.WindowType.BypassWindowManagerHint
        self.setWindowFlags(flags | Qt.WindowType.Tool)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setMouseTracking(True)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(instruction)
        # Never the QScreen itself: PySide deletes its wrapper with any widget that asked for it.
        self.screen_name = screen.name()
        self.area = QRect(screen.geometry())
        self.place = Region(0, 0, 0, 0)
        self.unit = 1.0
        self.image = QImage()
        self._overlay = overlay
        self._scene: Scene | None = None
        self._painted = False
        self.setScreen(screen)
        self.setGeometry(self.area)
        self.winId()  # the system's window is made now, not at the first key press

    def rehearse(self, words: Words) -> None:
        """Paint once out of sight: fonts and colours take 40 ms the first time."""
        unit = self.devicePixelRatioF()
        side = round(400 * unit)
        area, canvas = Region(0, 0, side, side), QImage(side, side, QImage.Format.Format_RGB32)
        canvas.fill(0)
        painter = QPainter(canvas)
        scene = Scene(canvas.copy(), area, unit, part(area, 5), (9, 9), words=words, size="0 × 0")
        overlay_scene.paint(painter, replace(scene, grid=True, handles=True))
        painter.end()

    def begin(self, shot: Shot) -> None:
        """Show the frozen picture of this screen."""
        self.image = to_image(shot)
        self.image.setDevicePixelRatio(1.0)  # it is painted in its own pixels
        self.place = shot.region or Region(0, 0, shot.width, shot.height)
        self.unit = shot.scale
        self._painted = False
        self.setGeometry(self.area)
        if QGuiApplication.platformName().startswith("wayland"):
            self.showFullScreen()
        else:
            self.show()

    def finish(self) -> None:
        """Hide, and let the picture go."""
        self.hide()
        self._scene, self.image = None, QImage()
        self._painted = False

    def point_at(self, held: tuple[int, int] | None) -> None:
        """The pointer's shape over a handle of the region (-1, 0, 1 across and down), over its
        inside (0, 0), or over none of it."""
        self.setCursor(Qt.CursorShape.CrossCursor if held is None else _SHAPES[held])

    def show_scene(self, scene: Scene) -> None:
        """Paint ``scene`` from now on; only what differs is painted again."""
        old, self._scene = self._scene, scene
        if old == scene:
            return
        if old is None or old.lines != scene.lines:  # more rectangles than a region is good at
            self.update()
            return
        changed = QRegion()
        for each in (old, scene):
            for mark in each.marks() if each else ():
                changed += self._to_window(mark)
        self.update(changed)

    def point(self, position: QPoint) -> tuple[int, int]:
        """A place in this window as a point of the virtual desktop."""
        return (
            self.place.x + round(position.x() * self.unit),
            self.place.y + round(position.y() * self.unit),
        )

    def _to_window(self, mark: QRect) -> QRect:
        unit = self.unit
        left, top = (mark.x() - self.place.x) / unit, (mark.y() - self.place.y) / unit
        right, bottom = left + mark.width() / unit, top + mark.height() / unit
        return QRect(QPoint(int(left) - 1, int(top) - 1), QPoint(int(right) + 1, int(bottom) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what has changed of the scene."""
        if self._scene is None:
            return
        painter = QPainter(self)
        painter.scale(1 / self.unit, 1 / self.unit)
        painter.translate(-self.place.x, -self.place.y)
        overlay_scene.paint(painter, self._scene)
        painter.end()
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._tell_painted)

    def _tell_painted(self) -> None:
        if self._painted:  # not when it was hidden or begun anew meanwhile
            self._overlay.painted(self)

    def event(self, event: QEvent) -> bool:
        """Hand every key on before Qt takes Tab for the chain of focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._overlay.key(event)
            return True
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def _at(self, event: QSinglePointEvent) -> tuple[int, int]:
        position = event.position()
        return (
            self.place.x + round(position.x() * self.unit),
            self.place.y + round(position.y() * self.unit),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A button went down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._overlay.pressed(self._at(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A button went down twice."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._overlay.double_clicked(self._at(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pointer moved."""
        self._overlay.moved(self._at(event))

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came in from another screen, or this window was lifted under it."""
        self._overlay.moved(self._at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A button came up."""
        if event.button() == Qt.MouseButton.RightButton:
            self._overlay.cancel()
        elif event.button() == Qt.MouseButton.LeftButton:
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._overlay.released(self._at(event), keep)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Alt+F4, or the desktop ends the session."""
        self._overlay.cancel()
        event.accept()
