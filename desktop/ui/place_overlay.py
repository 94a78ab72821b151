"""The translation over the very place on the screen that was read.

1. One window for each screen that the region meets: on top of all others, without the keyboard. It
   shows the pixels that were there, and each patch as it comes, within a thin frame.
2. A click shows the original, another one the translation; the right button takes it all away. The
   result window has the keys for both.
3. Where another window of ours is seen, the result of a whole screen or a dialog, there is a hole
   in it: it is above them all. Of a desktop that isn't seen it shows nothing.
4. ``gone`` tells that nothing of it is seen any more, for whatever reason.

On Wayland no program may say where a window of its own stands: there ``possible`` is False, and
the result shows the picture instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QScreen,
    QWindow,
)
from PySide6.QtWidgets import QMainWindow

from desktop.capture.desktops import Desktops
from desktop.capture.errors import ScreenError
from desktop.capture.layout import Screen, parts, to_points
from desktop.capture.own_windows import OwnWindows
from desktop.capture.qt import to_image
from desktop.capture.screens import screens
from desktop.ui import theme
from desktop.ui.patches import Patches
from desktop.values import Box, Region, Shot

NAME = "Translation in its place"
HINT = "F4 or click: original or translation. Esc or right click: take it away."
MOUSE_HINT = (
    "Press the key that stops speech, or right click: take it away. Click: original or translation."
)
"""The same where no window of ours is seen that has the other keys."""

_SOON_MS = 15
"""Within so much, moves of our windows are followed at once."""

_LINE, _EDGE = 2, 1
"""The accent's width, and that of the ground around it, which shows it on any picture."""

_WIDTH = _LINE + _EDGE
_FAR = 100
_MOVES = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Expose}
)
_KINDS = (Qt.WindowType.Window, Qt.WindowType.Dialog)


@dataclass(frozen=True, slots=True)
class Pane:
    """One window: its place and its frame in Qt's logical pixels, ``frame`` from the window's
    corner, and how a physical pixel of the desktop is found in it."""

    area: Region
    frame: Region
    left: float
    top: float
    scale: float

    @property
    def physical(self) -> Region:
        """Where the window is, in physical pixels of the desktop."""
        left, top = round(self.left * self.scale), round(self.top * self.scale)
        width, height = round(self.area.width * self.scale), round(self.area.height * self.scale)
        return Region(left, top, width, height)

    def on(self, region: Region) -> QRectF:
        """Where a rectangle in physical pixels of the desktop lies in the window."""
        return QRectF(
            region.x / self.scale - self.left,
            region.y / self.scale - self.top,
            region.width / self.scale,
            region.height / self.scale,
        )


def panes(region: Region, places: tuple[Screen, ...]) -> tuple[Pane, ...]:
    """The windows that cover ``region``, in physical pixels, and its frame: one a screen.

    The frame lies outside of the region; at the edge of the desktop it lies on the region's own
    edge. Where the region goes on on another screen there is none.
    """
    found = []
    for screen, part in parts(region, places):
        located = to_points(part, (screen,))
        if located is None:
            continue
        inner, home = _rect(located[1]), _rect(screen.logical)
        outer = inner.adjusted(-_WIDTH, -_WIDTH, _WIDTH, _WIDTH) & home
        frame = outer.adjusted(
            -_FAR if region.x < part.x else 0,
            -_FAR if region.y < part.y else 0,
            _FAR if region.right > part.right else 0,
            _FAR if region.bottom > part.bottom else 0,
        ).translated(-outer.topLeft())
        scale = screen.scale
        found.append(
            Pane(
                _region(outer),
                _region(frame),
                screen.region.x / scale + outer.x() - screen.logical.x,
                screen.region.y / scale + outer.y() - screen.logical.y,
                scale,
            )
        )
    return tuple(found)


class PlaceOverlay(QObject):
    """Shows what ``patches`` know where it was; nothing is on the screen before ``show``."""

    toggled = Signal()
    """The user clicked: the original, or the translation again."""
    dismissed = Signal()
    """The user wants it away."""
    gone = Signal()
    """Nothing of it is seen any more."""

    def __init__(self, patches: Patches, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._patches = patches
        self._windows: list[_Window] = []
        self._covered: dict[int, Box] = {}
        """Where each paragraph's patch was painted last."""
        self._translated = True
        self._own = OwnWindows()
        self._desktops: Desktops | None = None
        self._desktop: int | None = None
        """The one on which it was shown."""
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._make_way)
        patches.changed.connect(self._change)
        if isinstance(app := QGuiApplication.instance(), QGuiApplication):
            app.focusWindowChanged.connect(self._focused)
            app.screenAdded.connect(self._another_screen)
            app.screenRemoved.connect(self.hide)
            for screen in app.screens():
                screen.geometryChanged.connect(self.hide)

    @staticmethod
    def possible() -> bool:
        """Whether a window can be put at a place of the screen here."""
        return not QGuiApplication.platformName().startswith("wayland")

    @property
    def shown(self) -> bool:
        """Whether anything lies over the place."""
        return bool(self._windows)

    @property
    def seen(self) -> bool:
        """Whether anything of it isn't hidden by a window of ours."""
        return any(not window.out for window in self._windows)

    def show(self, shot: Shot, *, keys: bool = True) -> bool:
        """Lie over where ``shot`` was taken; False where that can't be. ``keys``: a window of ours
        is seen that has the keys for it."""
        self._clear()
        if shot.region is None or not self.possible():
            return False
        try:
            found = panes(shot.region, screens())
        except ScreenError:  # the result shows the picture instead
            return False
        image = to_image(shot)
        image.setDevicePixelRatio(1.0)
        hint = HINT if keys else MOUSE_HINT
        self._windows = [_Window(self, pane, image, shot.region, hint) for pane in found]
        if self._windows:
            self._desktops = Desktops(self)
            self._desktops.changed.connect(self._soon.start)
            self._desktop = self._desktops.current()
        for window in self._windows:
            window.show()
        self._make_way()
        self._focused(QGuiApplication.focusWindow())
        return self.shown

    def hide(self, *_: object) -> bool:
        """Take it away; False where there was nothing. Doing so twice is no harm."""
        was = self.shown
        self._clear()
        if was:
            self.gone.emit()
        return was

    def _clear(self) -> None:
        self._soon.stop()
        self._own.close()
        if self._desktops is not None:
            self._desktops.close()
            self._desktops.deleteLater()
            self._desktops = None
        windows, self._windows, self._covered = self._windows, [], {}
        for window in windows:
            window.hide()
            window.deleteLater()

    def _another_screen(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self.hide)
        self.hide()

    def set_translated(self, translated: bool) -> None:
        """Show the translation, or the original."""
        self._translated = translated
        for window in self._windows:
            window.update()

    @property
    def translated(self) -> bool:
        """Whether the translation is seen."""
        return self._translated

    def covers(self) -> list[tuple[Box, QImage]]:
        """What lies over the original now."""
        if not self._translated:
            return []
        found = map(self._patches.patch, range(len(self._patches.paragraphs)))
        return [(patch.box, patch.image) for patch in found if patch is not None]

    def _change(self, number: int) -> None:
        patch, before = self._patches.patch(number), self._covered.pop(number, None)
        boxes = [before] if before is not None else []
        if patch is not None:
            self._covered[number] = patch.box
            boxes.append(patch.box)
        for window in self._windows:
            for box in boxes:
                window.show_anew(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a window of ours that is moved, sized, shown or hidden."""
        if event.type() in _MOVES and self._windows:
            self._soon.start()
        return False

    def _focused(self, window: QWindow | None) -> None:
        if window is not None and self._windows:
            window.installEventFilter(self)  # twice is once
            self._soon.start()

    def _make_way(self) -> None:
        """Leave what is seen of our other windows to them."""
        if self._desktops is None:
            return
        here = self._desktops.current() in (None, self._desktop)
        mine = [window.windowHandle() for window in self._windows]
        passing = [w for w in QGuiApplication.topLevelWindows() if w.type() not in _KINDS]
        before = self.seen
        try:
            for window in self._windows:
                others = self._own.shown(window.region, (*mine, *passing), 0) if here else ()
                window.leave_out(others, away=not here)
        except ScreenError:  # it can't be known any more where anything is
            self.hide()
            return
        if before and here and not self.seen:
            self.gone.emit()


class _Window(QMainWindow):
    """One pane. To a screen reader a plain widget would be no window."""

    def __init__(
        self, overlay: PlaceOverlay, pane: Pane, image: QImage, region: Region, hint: str
    ) -> None:
        super().__init__()
        flags = (
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        if QGuiApplication.platformName() == "xcb":
            flags |= Qt.WindowType.BypassWindowManagerHint  # one would move it, or fade it in
        self.setWindowFlags(flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AlwaysShowToolTips)  # it is never active
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(NAME)
        self.setAccessibleName(NAME)
        self.setAccessibleDescription(hint)
        self.setToolTip(hint)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setGeometry(_rect(pane.area))
        self._overlay, self._pane, self._image, self._region = overlay, pane, image, region
        self.out = False
        """It is hidden, since nothing of it is to be seen."""

    @property
    def region(self) -> Region:
        """What it covers, in physical pixels of the desktop."""
        return self._pane.physical

    def leave_out(self, others: Sequence[Region], *, away: bool) -> None:
        """Show nothing where ``others`` are, in physical pixels; ``away``: nothing at all."""
        left = QRegion() if away else QRegion(self.rect())
        for other in others:
            left -= QRegion(self._pane.on(other).toAlignedRect())
        if left.isEmpty() == self.out:
            if not self.out:
                self.setMask(left)
            return
        # Only what was hidden here comes back here: for a picture of the screen others hide it.
        self.out = left.isEmpty()
        if not self.out:
            self.setMask(left)
        self.setVisible(not self.out)

    def show_anew(self, box: Box) -> None:
        """Something has changed there, in pixels of the shot."""
        x, y = self._region.x + box.left, self._region.y + box.top
        area = self._pane.on(Region(x, y, box.width, box.height))
        self.update(area.toAlignedRect().adjusted(-1, -1, 1, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """What was there, the patches over it, and the frame."""
        painter, pane = QPainter(self), self._pane
        painter.fillRect(self.rect(), theme.tokens().ground)
        # Every pixel is put onto the one that it came from: nothing is smoothed.
        painter.drawImage(pane.on(self._region), self._image, QRectF(self._image.rect()))
        x, y = self._region.x, self._region.y
        for box, image in self._overlay.covers():
            place = Region(x + box.left, y + box.top, box.width, box.height)
            painter.drawImage(pane.on(place), image, QRectF(image.rect()))
        ring = _rect(pane.frame)
        for width, color in ((_EDGE, theme.tokens().ground), (_LINE, theme.tokens().accent)):
            for side in _sides(ring, width):
                painter.fillRect(side, color)
            ring = ring.adjusted(width, width, -width, -width)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click shows the other one; the right button takes it away."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._overlay.toggled.emit()
        elif event.button() == Qt.MouseButton.RightButton:
            self._overlay.dismissed.emit()

    def event(self, event: QEvent) -> bool:
        """A desktop that closes it takes all of it away."""
        if event.type() == QEvent.Type.Close:
            self._overlay.dismissed.emit()
        return super().event(event)


def _sides(ring: QRect, width: int) -> tuple[QRect, QRect, QRect, QRect]:
    x, y, across, down = ring.x(), ring.y(), ring.width(), ring.height()
    return (
        QRect(x, y, across, width),
        QRect(x, y + down - width, across, width),
        QRect(x, y, width, down),
        QRect(x + across - width, y, width, down),
    )


def _rect(area: Region) -> QRect:
    return QRect(area.x, area.y, area.width, area.height)


def _region(rect: QRect) -> Region:
    return Region(rect.x(), rect.y(), rect.width(), rect.height())
