"""The system libraries that the program loads on Linux, and the command that installs them.

Standard library only and without Qt: the installer asks this before there is a private
environment, and the program before it starts Qt, which aborts the process when one is missing.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys

_WINDOW = {
    # Qt's core and its xcb platform plugin, as `readelf -d` lists what PySide6 6.11 asks for
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Without these no window opens."""

_MORE = {
    # Qt on Wayland
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    # QtMultimedia: the camera and the sound
    "libpulse.so.0": "libpulse0",
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    # the voice
    "libespeak-ng.so.1": "libespeak-ng1",
}


def missing(*, for_windows_only: bool = False) -> dict[str, str]:
    """The libraries that can't be loaded here, each with its Debian package; empty off Linux.

    ``for_windows_only``: leave out those without which the app starts and only lacks something.
    """
    if sys.platform != "linux":
        return {}
    wanted = _WINDOW if for_windows_only else _WINDOW | _MORE
    return {name: package for name, package in wanted.items() if not _loads(name)}


def command(packages: list[str]) -> str:
    """The command that installs ``packages`` on Debian and Ubuntu, as this user has to give it."""
    install = "apt-get install -y " + " ".join(packages)
    if os.geteuid() == 0:
        return install
    return f"su -c '{install}'" if shutil.which("sudo") is None else f"sudo {install}"


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
