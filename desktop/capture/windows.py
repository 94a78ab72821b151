"""Where the active window lies; Sightread's own windows are passed over for the one below.

Each system's way is a function that returns the rectangle or None; one is chosen, once.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from desktop.capture.errors import RegionError, ScreenError
from desktop.capture.layout import from_points
from desktop.capture.screens import CHANGED, screens
from desktop.values import Region

NO_WINDOW = "No window is active. Click one, then press the key again."


def active_window() -> Region:
    """The part of the active window that can be seen, in physical pixels, without its shadow.

    Raises RegionError when there is none, ScreenError when the screen can't be seen.
    """
    places = screens()
    region = _find()
    if region is None:
        raise RegionError(NO_WINDOW)
    left, top = min(s.region.x for s in places), min(s.region.y for s in places)
    right, bottom = max(s.region.right for s in places), max(s.region.bottom for s in places)
    seen = region.intersected(Region(left, top, right - left, bottom - top))
    if seen.width == 0 or seen.height == 0:
        raise RegionError(NO_WINDOW)
    return seen


def _on_x11() -> Region | None:
    from Xlib import display, error

    try:
        connection = display.Display()
    except (error.DisplayError, OSError) as cause:
        raise ScreenError(CHANGED) from cause
    try:
        return _x11_region(connection)
    except error.ConnectionClosedError as cause:
        raise ScreenError(CHANGED) from cause
    finally:
        connection.close()


def _x11_region(connection: Any) -> Region | None:
    from Xlib.error import BadWindow

    root = connection.screen().root

    def value(window: Any, name: str) -> list[int]:
        found = window.get_full_property(connection.intern_atom(name), 0)
        return list(found.value) if found is not None else []

    desktop = value(root, "_NET_CURRENT_DESKTOP")
    unseen = {
        connection.intern_atom(f"_NET_WM_{name}")
        for name in ("STATE_HIDDEN", "WINDOW_TYPE_DESKTOP", "WINDOW_TYPE_DOCK")
    }
    stacked = value(root, "_NET_CLIENT_LIST_STACKING")
    for number in (*value(root, "_NET_ACTIVE_WINDOW"), *reversed(stacked)):
        if number == 0:
            continue
        window = connection.create_resource_object("window", number)
        try:
            marks = value(window, "_NET_WM_STATE") + value(window, "_NET_WM_WINDOW_TYPE")
            where = value(window, "_NET_WM_DESKTOP")
            if value(window, "_NET_WM_PID") == [os.getpid()] or unseen.intersection(marks):
                continue
            if where and desktop and where[0] not in (desktop[0], 0xFFFFFFFF):
                continue
            size, corner = window.get_geometry(), root.translate_coords(window, 0, 0)
            # Programs that draw their own frame draw its shadow inside of their window.
            left, right, top, bottom = value(window, "_GTK_FRAME_EXTENTS") or (0, 0, 0, 0)
        except BadWindow:  # it was closed meanwhile
            continue
        return Region(
            corner.x + left, corner.y + top, size.width - left - right, size.height - top - bottom
        )
    return None


def _on_windows() -> Region | None:
    from ctypes import wintypes

    libraries: Any = ctypes  # type checkers on other systems know no windll
    user, dwm = libraries.windll.user32, libraries.windll.dwmapi
    user.GetForegroundWindow.restype = user.GetWindow.restype = wintypes.HWND
    user.GetWindow.argtypes = (wintypes.HWND, wintypes.UINT)
    frame_bounds, cloaked, next_below = 9, 14, 2  # DWMWA_…, GW_HWNDNEXT

    def from_the_top() -> Iterator[int]:
        window = user.GetForegroundWindow()
        while window:
            yield window
            window = user.GetWindow(window, next_below)

    for number in from_the_top():
        window, owner, hidden = wintypes.HWND(number), wintypes.DWORD(), wintypes.DWORD()
        user.GetWindowThreadProcessId(window, ctypes.byref(owner))
        dwm.DwmGetWindowAttribute(window, cloaked, ctypes.byref(hidden), ctypes.sizeof(hidden))
        if owner.value == os.getpid() or hidden.value:
            continue
        if not user.IsWindowVisible(window) or user.IsIconic(window):
            continue
        area = wintypes.RECT()
        answer = dwm.DwmGetWindowAttribute(
            window, frame_bounds, ctypes.byref(area), ctypes.sizeof(area)
        )
        if answer == 0 and area.right > area.left and area.bottom > area.top:
            return Region(area.left, area.top, area.right - area.left, area.bottom - area.top)
    return None


def _on_macos() -> Region | None:
    try:
        import Quartz  # type: ignore[import-not-found]
    except ImportError:
        return None
    options = Quartz.kCGWindowListOptionOnScreenOnly | Quartz.kCGWindowListExcludeDesktopElements
    for window in Quartz.CGWindowListCopyWindowInfo(options, Quartz.kCGNullWindowID):
        if window["kCGWindowLayer"] == 0 and window["kCGWindowOwnerPID"] != os.getpid():
            area = window["kCGWindowBounds"]
            points = (int(area[name]) for name in ("X", "Y", "Width", "Height"))
            return from_points(Region(*points), screens())
    return None


_WAYS: dict[str, Callable[[], Region | None]] = {"win32": _on_windows, "darwin": _on_macos}
_find = _WAYS.get(sys.platform, _on_x11)
