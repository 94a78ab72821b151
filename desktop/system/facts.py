"""What this desktop is: found once, without Qt, which aborts the process where it can't connect."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from desktop.system import libraries


class SessionKind(StrEnum):
    """What draws the screen."""

    X11 = "x11"
    WAYLAND = "wayland"
    WINDOWS = "windows"
    MAC = "mac"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Desktop:
    """``os`` is ``linux``, ``windows`` or ``mac``; ``name`` is the desktop's own, such as ``GNOME``
    or ``KDE``, empty where it has none; ``display``: windows can be opened."""

    os: str
    session: SessionKind
    name: str
    display: bool


@cache
def desktop() -> Desktop:
    """The desktop that this process runs on."""
    return examine(sys.platform, os.environ)


def examine(platform: str, environment: Mapping[str, str]) -> Desktop:
    """The desktop of ``platform`` (as ``sys.platform`` names it) and these variables."""
    if platform == "win32":
        return Desktop("windows", SessionKind.WINDOWS, "Windows", True)
    if platform == "darwin":
        return Desktop("mac", SessionKind.MAC, "macOS", True)
    name = environment.get("XDG_CURRENT_DESKTOP", "").rpartition(":")[2]
    # Both are there under Wayland, where X11 is XWayland's: Qt takes Wayland then.
    if _wayland_answers(environment):
        return Desktop("linux", SessionKind.WAYLAND, name, True)
    if x11_answers(environment):
        return Desktop("linux", SessionKind.X11, name, True)
    windowless = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    return Desktop("linux", SessionKind.NONE, name, windowless in ("offscreen", "minimal", "vnc"))


def has_display() -> bool:
    """Whether windows can be opened."""
    return desktop().display


def missing_libraries() -> str:
    """The sentence about system libraries without which Qt opens no window here; empty for none."""
    missing = libraries.missing(for_windows_only=True)
    if not missing:
        return ""
    names = ", ".join(sorted(missing))
    command = libraries.command(sorted(set(missing.values())))
    return f"These system libraries are missing: {names}. On Debian or Ubuntu: {command}"


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name or environment.get("QT_QPA_PLATFORM", "").startswith("xcb"):
        return False
    return _answers(str(Path(environment.get("XDG_RUNTIME_DIR", "")) / name))


def x11_answers(environment: Mapping[str, str]) -> bool:
    """Whether there is an X server, which may be XWayland, and it lets this process in."""
    name = environment.get("DISPLAY", "")
    parts = re.fullmatch(r"(?:(?:unix)?|(?P<host>.+)):(?P<number>\d{1,5})(?:\.\d+)?", name)
    # The socket first: python-xlib leaves its own open when it can't connect.
    if parts is None or not _listens(parts["host"], int(parts["number"])):
        return False
    from Xlib.display import Display
    from Xlib.error import DisplayError, XauthError

    try:
        Display(name).close()
    except (DisplayError, XauthError, OSError):
        return False
    return True


def _listens(host: str | None, number: int) -> bool:
    if host:
        try:
            socket.create_connection((host, 6000 + number), timeout=3).close()
        except (OSError, OverflowError):
            return False
        return True
    path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X11 has it
    return any(_answers(address) for address in (path, "\0" + path))


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(2)
        try:
            client.connect(path)
        except OSError:
            return False
    return True
