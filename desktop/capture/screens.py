"""Pictures of the screens, taken with mss in the pixel order that ``Shot`` keeps.

To be called on the window thread, with a ``QGuiApplication`` running: Qt knows each screen's scale.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import mss
from mss.exception import ScreenShotError
from PySide6.QtCore import QRect
from PySide6.QtGui import QCursor, QGuiApplication

from desktop.capture.errors import ScreenError
from desktop.capture.layout import Frame, Screen, cut, placed, screen_at
from desktop.values import Region, Shot

NO_DISPLAY = "There is no screen to read. Start Sightread in a desktop session."
NO_WAYLAND = (
    "This Wayland session doesn't let programs see the screen. "
    "Choose the X11 session when you log in, or read a picture from the clipboard or a file."
)
NO_PERMISSION = (
    "macOS shows no windows to Sightread yet. Allow it in System Settings, "
    "Privacy & Security, Screen Recording, then start it again."
)
CHANGED = "The screen could not be seen just now. Press the key again."

_IN_POINTS = sys.platform == "darwin"


def freeze() -> tuple[Frame, ...]:
    """One frozen picture for each screen, in the order of ``QGuiApplication.screens()``.

    Raises ScreenError when the screen can't be seen.
    """
    with _camera() as camera:
        return tuple(Frame(s.name, _grabbed(camera, s)) for s in _screens(camera))


def grab(region: Region, before: Shot | None = None) -> Shot:
    """The picture of ``region`` as it is now, clipped to the desktop.

    ``before`` is an earlier picture of it: that one itself is returned where nothing has changed,
    at a fraction of the cost of a new one.

    Raises RegionError for an empty region and one outside of every screen, ScreenError when the
    screen can't be seen.
    """
    with _camera() as camera:
        seen = [s for s in _screens(camera) if _meet(s.region, region)]
        if len(seen) == 1 and not _IN_POINTS:
            return _part(camera, seen[0], seen[0].region.intersected(region), before)
        now = cut([Frame(s.name, _grabbed(camera, s)) for s in seen], region)
        return before if before == now else now


def current_screen() -> Shot:
    """The picture of the screen that the pointer is on. Raises ScreenError."""
    with _camera() as camera:
        pointer = QCursor.pos()
        return _grabbed(camera, screen_at(pointer.x(), pointer.y(), _screens(camera)))


def screens() -> tuple[Screen, ...]:
    """Where each screen lies, in the order of ``QGuiApplication.screens()``. Raises ScreenError."""
    with _camera() as camera:
        return _screens(camera)


def _meet(one: Region, other: Region) -> bool:
    both = one.intersected(other)
    return both.width > 0 and both.height > 0


@contextmanager
def _camera() -> Iterator[mss.MSS]:
    _check_session()
    try:
        yield _Kept.camera()
    except ScreenShotError as error:
        _Kept.drop()
        raise ScreenError(CHANGED) from error


class _Kept:
    """One connection, kept from picture to picture: its shared memory costs 50 ms to make anew.

    It holds the size that the desktop had when it was opened, so it goes when a screen changes.
    """

    _camera: ClassVar[mss.MSS | None] = None
    _layout: ClassVar[tuple[QRect, ...]] = ()

    @classmethod
    def camera(cls) -> mss.MSS:
        layout = tuple(QRect(screen.geometry()) for screen in QGuiApplication.screens())
        if cls._camera is None or layout != cls._layout:
            cls.drop()
            cls._camera, cls._layout = mss.MSS(), layout
        return cls._camera

    @classmethod
    def drop(cls) -> None:
        if cls._camera is not None:
            cls._camera.close()
            cls._camera = None


def _check_session() -> None:
    if not isinstance(QGuiApplication.instance(), QGuiApplication):
        raise ScreenError(NO_DISPLAY)
    if sys.platform == "darwin" and not _may_record():
        raise ScreenError(NO_PERMISSION)
    if sys.platform.startswith(("linux", "freebsd")):
        # XWayland answers, but shows black where Wayland windows are.
        if os.environ.get("WAYLAND_DISPLAY") or QGuiApplication.platformName() == "wayland":
            raise ScreenError(NO_WAYLAND)
        if not os.environ.get("DISPLAY"):
            raise ScreenError(NO_DISPLAY)


def _may_record() -> bool:
    """Whether macOS gives the windows' pictures; without permission it gives an empty desktop."""
    library = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"
    allowed = ctypes.cdll.LoadLibrary(library).CGPreflightScreenCaptureAccess
    allowed.restype = ctypes.c_bool
    return bool(allowed())


def _screens(camera: mss.MSS) -> tuple[Screen, ...]:
    found = []
    for screen in QGuiApplication.screens():
        area = screen.geometry()
        logical = Region(area.x(), area.y(), area.width(), area.height())
        found.append((screen.name(), logical, screen.devicePixelRatio()))
    if not found:
        raise ScreenError(NO_DISPLAY)
    monitors = [Region(m["left"], m["top"], m["width"], m["height"]) for m in camera.monitors[1:]]
    return placed(found, monitors, _IN_POINTS)


def _grabbed(camera: mss.MSS, screen: Screen) -> Shot:
    picture = camera.grab(_monitor(screen.logical if _IN_POINTS else screen.region))
    origin = (screen.region.x, screen.region.y)
    return Shot(picture.bgra, picture.width, picture.height, origin, screen.scale)


def _part(camera: mss.MSS, screen: Screen, part: Region, before: Shot | None) -> Shot:
    """``part`` of one screen in physical pixels; ``before`` where it is the same."""
    picture = camera.grab(_monitor(part))
    # The raw pixels are held against the earlier ones before they are copied into a shot.
    if before is not None and before.region == part and picture.raw == before.pixels:
        return before
    return Shot(picture.bgra, picture.width, picture.height, (part.x, part.y), screen.scale)


def _monitor(area: Region) -> dict[str, Any]:
    """``area`` as mss names it."""
    return {"left": area.x, "top": area.y, "width": area.width, "height": area.height}
