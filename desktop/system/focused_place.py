"""From a program's own pixels to those of the desktop: pure.

Programs tell where their elements are in their own way: physical pixels, logical ones (Qt and GTK
with a scale), from the window's corner (GTK 4), with or without the frame of the window manager
(GTK 3). The window itself is told in the same way, and the X server knows where that one truly is.
"""

from __future__ import annotations

from desktop.values import Region

_SAME = 0.02
"""Sizes that differ by less are the same; what differs is rounded."""


def on_desktop(element: Region, window: Region, client: Region, framed: Region) -> Region:
    """Where ``element`` lies on the virtual desktop, in physical pixels.

    ``element`` and ``window`` are as the program tells them; ``client`` is that window without,
    ``framed`` with the frame, in physical pixels. What lies outside of the client is cut off,
    unless all does: a menu.
    """
    if window.width <= 0 or window.height <= 0:
        return _cut(element, client)
    true = min((client, framed), key=lambda each: _stretch(each, window))
    across, down = _scale(true.width / window.width), _scale(true.height / window.height)
    place = Region(
        true.x + round((element.x - window.x) * across),
        true.y + round((element.y - window.y) * down),
        round(element.width * across),
        round(element.height * down),
    )
    return _cut(place, client)


def _stretch(true: Region, window: Region) -> float:
    """By how much the two scales differ that would make ``window`` the ``true`` one."""
    return abs(true.width / window.width - true.height / window.height)


def _scale(ratio: float) -> float:
    return 1.0 if abs(ratio - 1) < _SAME else ratio


def _cut(place: Region, client: Region) -> Region:
    seen = place.intersected(client)
    return seen if seen.width > 0 and seen.height > 0 else place
