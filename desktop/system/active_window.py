"""The active window of an X11 desktop: whose it is, and where it lies (EWMH)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.values import Region


@dataclass(frozen=True, slots=True)
class ActiveWindow:
    """``process`` is 0 where the program doesn't tell it; ``framed`` is with the window manager's
    frame, ``client`` without, in physical pixels."""

    process: int
    client: Region
    framed: Region


def active_window() -> ActiveWindow | None:
    """The active window; None where there is none, or no X server."""
    from Xlib import display, error

    try:
        connection = display.Display()
    except (error.DisplayError, OSError):
        return None
    try:
        return _found(connection)
    except (error.XError, error.ConnectionClosedError):  # it was closed meanwhile
        return None
    finally:
        connection.close()


def _found(connection: Any) -> ActiveWindow | None:
    root = connection.screen().root

    def value(window: Any, name: str) -> list[int]:
        found = window.get_full_property(connection.intern_atom(name), 0)
        return list(found.value) if found is not None else []

    number = next(iter(value(root, "_NET_ACTIVE_WINDOW")), 0)
    if number == 0:
        return None
    window = connection.create_resource_object("window", number)
    size, corner = window.get_geometry(), root.translate_coords(window, 0, 0)
    left, right, top, bottom = value(window, "_NET_FRAME_EXTENTS") or (0, 0, 0, 0)
    client = Region(corner.x, corner.y, size.width, size.height)
    framed = Region(
        client.x - left,
        client.y - top,
        client.width + left + right,
        client.height + top + bottom,
    )
    return ActiveWindow(next(iter(value(window, "_NET_WM_PID")), 0), client, framed)
