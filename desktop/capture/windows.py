"""The windows of other programs, the one in front first; Sightread's own are passed over.

Each system's way is a function that gives them one by one; one is chosen, once.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.capture.errors import RegionError, ScreenError
from desktop.capture.layout import from_points
from desktop.capture.screens import CHANGED, screens
from desktop.values import Region

NO_WINDOW = "No window is active. Go to the one to be read, then press the key again."
NO_WINDOWS = "No other window is open."
UNNAMED = "Window without a name"
MINIMISED = "minimised"


@dataclass(frozen=True, slots=True)
class Window:
    """A window of another program.

    ``id`` is the system's number of it. ``region`` is in physical pixels of the virtual desktop,
    without a shadow, and may lie off the screens. ``note`` says in words why it can't be seen now
    (``minimised``, ``on desktop 2``); empty: it can, unless others cover it.
    """

    id: int
    title: str
    program: str
    region: Region
    note: str = ""

    @property
    def name(self) -> str:
        """Its title and its program, said once where the one holds the other."""
        title, program = self.title.strip(), self.program.strip()
        if program.casefold() in title.casefold():
            return title or UNNAMED
        return f"{title}, {program}" if title else program


def listed() -> tuple[Window, ...]:
    """The windows that can be brought to the front, as they are stacked, the topmost first.

    Raises RegionError when there is none, ScreenError when the screen can't be seen.
    """
    screens()  # tells why nothing can be seen here
    found = tuple(_windows())
    if not found:
        raise RegionError(NO_WINDOWS)
    return found


def active_window() -> Region:
    """The part of the active window that can be seen, in physical pixels, without its shadow.

    Raises RegionError when there is none, ScreenError when the screen can't be seen.
    """
    places = screens()
    region = next((window.region for window in _windows() if not window.note), None)
    if region is None:
        raise RegionError(NO_WINDOW)
    left, top = min(s.region.x for s in places), min(s.region.y for s in places)
    right, bottom = max(s.region.right for s in places), max(s.region.bottom for s in places)
    seen = region.intersected(Region(left, top, right - left, bottom - top))
    if seen.width == 0 or seen.height == 0:
        raise RegionError(NO_WINDOW)
    return seen


def _on_x11() -> Iterator[Window]:
    from Xlib import display, error

    try:
        connection = display.Display()
    except (error.DisplayError, OSError) as cause:
        raise ScreenError(CHANGED) from cause
    try:
        yield from _x11_windows(connection)
    except error.ConnectionClosedError as cause:
        raise ScreenError(CHANGED) from cause
    finally:
        connection.close()


def _x11_windows(connection: Any) -> Iterator[Window]:
    """The active window, then all others from the top of the stack (EWMH)."""
    from Xlib.error import BadDrawable, BadWindow

    root = connection.screen().root
    active = x11_value(connection, root, "_NET_ACTIVE_WINDOW")
    stacked = x11_value(connection, root, "_NET_CLIENT_LIST_STACKING")
    for number in dict.fromkeys((*active, *reversed(stacked))):
        if number == 0:
            continue
        try:
            window = _x11_window(connection, number)
        except (BadDrawable, BadWindow):  # it was closed meanwhile
            continue
        if window is not None:
            yield window


def _x11_window(connection: Any, number: int) -> Window | None:
    """The window; None for one of ours, for panels and for the desktop's own."""
    root, window = connection.screen().root, connection.create_resource_object("window", number)

    def value(name: str) -> list[int]:
        return x11_value(connection, window, name)

    kinds = {connection.intern_atom(f"_NET_WM_WINDOW_TYPE_{name}") for name in ("DESKTOP", "DOCK")}
    if value("_NET_WM_PID") == [os.getpid()] or kinds.intersection(value("_NET_WM_WINDOW_TYPE")):
        return None
    note, everywhere = "", 0xFFFFFFFF
    current, where = x11_value(connection, root, "_NET_CURRENT_DESKTOP"), value("_NET_WM_DESKTOP")
    if where and current and where[0] not in (current[0], everywhere):
        note = f"on desktop {where[0] + 1}"
    if connection.intern_atom("_NET_WM_STATE_HIDDEN") in value("_NET_WM_STATE"):
        note = MINIMISED
    size, corner = window.get_geometry(), root.translate_coords(window, 0, 0)
    # Programs that draw their own frame draw its shadow inside of their window.
    left, right, top, bottom = value("_GTK_FRAME_EXTENTS") or (0, 0, 0, 0)
    region = Region(
        corner.x + left, corner.y + top, size.width - left - right, size.height - top - bottom
    )
    title = bytes(value("_NET_WM_NAME")) or bytes(value("WM_NAME"))
    kind = bytes(value("WM_CLASS")).rstrip(b"\0").rpartition(b"\0")[2]
    return Window(
        number, title.decode(errors="replace"), kind.decode(errors="replace"), region, note
    )


def x11_value(connection: Any, window: Any, name: str) -> list[int]:
    """The numbers of a window's property, bytes for a text; empty where it has none.

    Raises BadWindow for one that is gone.
    """
    found = window.get_full_property(connection.intern_atom(name), 0)
    return list(found.value) if found is not None else []


def _on_windows() -> Iterator[Window]:
    from ctypes import wintypes

    libraries: Any = ctypes  # type checkers on other systems know no windll
    user, dwm = libraries.windll.user32, libraries.windll.dwmapi
    user.GetForegroundWindow.restype = user.GetWindow.restype = wintypes.HWND
    user.GetTopWindow.restype = wintypes.HWND
    user.GetWindow.argtypes = (wintypes.HWND, wintypes.UINT)
    frame_bounds, cloaked, next_below = 9, 14, 2  # DWMWA_…, GW_HWNDNEXT
    extended_style, tool_window = -20, 0x80  # GWL_EXSTYLE, WS_EX_TOOLWINDOW

    foreground = user.GetForegroundWindow()

    def from_the_top() -> Iterator[int]:
        yield foreground
        window = user.GetTopWindow(None)
        while window:
            yield window
            window = user.GetWindow(window, next_below)

    for number in dict.fromkeys(from_the_top()):
        window, owner, hidden = wintypes.HWND(number), wintypes.DWORD(), wintypes.DWORD()
        user.GetWindowThreadProcessId(window, ctypes.byref(owner))
        dwm.DwmGetWindowAttribute(window, cloaked, ctypes.byref(hidden), ctypes.sizeof(hidden))
        if not number or owner.value == os.getpid() or hidden.value:
            continue
        if not user.IsWindowVisible(window):
            continue
        length = user.GetWindowTextLengthW(window)
        title = ctypes.create_unicode_buffer(length + 1)
        user.GetWindowTextW(window, title, length + 1)
        is_tool = user.GetWindowLongW(window, extended_style) & tool_window
        if number != foreground and (is_tool or not title.value):
            continue
        area = wintypes.RECT()
        answer = dwm.DwmGetWindowAttribute(
            window, frame_bounds, ctypes.byref(area), ctypes.sizeof(area)
        )
        if answer == 0 and area.right > area.left and area.bottom > area.top:
            size = (area.right - area.left, area.bottom - area.top)
            note = MINIMISED if user.IsIconic(window) else ""
            program = _program_on_windows(owner.value)
            yield Window(number, title.value, program, Region(area.left, area.top, *size), note)


def _program_on_windows(process: int) -> str:
    """The name of a process's program, empty where it may not be asked."""
    from ctypes import wintypes

    libraries: Any = ctypes
    kernel = libraries.windll.kernel32
    kernel.OpenProcess.restype = wintypes.HANDLE
    limited_information = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
    handle = wintypes.HANDLE(kernel.OpenProcess(limited_information, False, process))
    if not handle.value:
        return ""
    path, length = ctypes.create_unicode_buffer(1024), wintypes.DWORD(1024)
    found = kernel.QueryFullProcessImageNameW(handle, 0, path, ctypes.byref(length))
    kernel.CloseHandle(handle)
    return Path(path.value).stem if found else ""


def _on_macos() -> Iterator[Window]:
    try:
        import Quartz  # type: ignore[import-not-found]
    except ImportError:
        return
    options = Quartz.kCGWindowListOptionOnScreenOnly | Quartz.kCGWindowListExcludeDesktopElements
    for window in Quartz.CGWindowListCopyWindowInfo(options, Quartz.kCGNullWindowID):
        if window["kCGWindowLayer"] == 0 and window["kCGWindowOwnerPID"] != os.getpid():
            area = window["kCGWindowBounds"]
            points = (int(area[name]) for name in ("X", "Y", "Width", "Height"))
            region = from_points(Region(*points), screens())
            # The title is there only with the permission to record the screen.
            title, program = window.get("kCGWindowName", ""), window.get("kCGWindowOwnerName", "")
            yield Window(window["kCGWindowNumber"], title or "", program or "", region)


_WAYS: dict[str, Callable[[], Iterator[Window]]] = {"win32": _on_windows, "darwin": _on_macos}
_windows = _WAYS.get(sys.platform, _on_x11)
