"""Where a program's icon is in the tray of an X desktop."""

from __future__ import annotations

from collections.abc import Iterator

from Xlib import X, display
from Xlib.error import BadWindow
from Xlib.xobject.drawable import Window

_LARGEST = 64
"""Pixels of an icon: Qt says of each of its windows that it may be embedded."""


def middle() -> tuple[int, ...]:
    """The middle of the only icon in the tray, in pixels of the screen; empty without one."""
    screen = display.Display()
    try:
        embedded = screen.intern_atom("_XEMBED_INFO")
        for window in _all(screen.screen().root):
            if window.get_full_property(embedded, X.AnyPropertyType) is None:
                continue
            if window.get_attributes().map_state != X.IsViewable:
                continue
            size = window.get_geometry()
            if max(size.width, size.height) > _LARGEST:
                continue
            corner = screen.screen().root.translate_coords(window, 0, 0)
            return corner.x + size.width // 2, corner.y + size.height // 2
        return ()
    finally:
        screen.close()


def _all(window: Window) -> Iterator[Window]:
    try:
        children = window.query_tree().children
    except BadWindow:  # closed meanwhile
        return
    for child in children:
        yield child
        yield from _all(child)
