"""Which screen reader runs, and when that changes.

What counts is that its process is there. The flag that says so (``ScreenReaderEnabled`` of
``org.a11y.Status``, ``SPI_GETSCREENREADER``) outlives a reader that crashed or a session that ended
with it, and to a user who has chosen to hear everything through it that would be silence. So on
Linux the flag only tells when to look; on Windows it is believed where no reader is known by name,
since there are many that are used in one country alone.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, Qt, QTimer, Signal, Slot

from desktop import log

UNNAMED = "A screen reader"

_ON_LINUX = {"orca": "Orca", "odilia": "Odilia"}
_ON_WINDOWS = {"nvda.exe": "NVDA", "jfw.exe": "JAWS", "narrator.exe": "Narrator"}
"""Processes, in small letters, and what their users call them."""

_SETTLE_MS = 800
"""A reader tells that it is enabled some time before it runs, and that it isn't before it ends."""


def running(processes: Path = Path("/proc")) -> str:
    """What the screen reader that runs is called; empty where none does.

    Takes some milliseconds: for any thread but the window's. ``processes`` is where Linux has them.
    """
    match sys.platform:
        case "win32":
            return _on_windows()
        case "darwin":
            return _on_mac()
        case _:
            return next((_ON_LINUX[name] for name in _names(processes) if name in _ON_LINUX), "")


class ScreenReader(QObject):
    """Knows the screen reader. For the window thread; no method waits.

    ``look`` at the start, and when a capture begins; where the system tells that something has
    changed, it looks by itself. Nothing is done in between. ``running`` is asked on a thread.
    """

    changed = Signal(str)
    """Another one runs than before, or none: what it is called, empty for none."""
    _seen = Signal(str)

    def __init__(
        self, parent: QObject | None = None, *, running: Callable[[], str] = running
    ) -> None:
        super().__init__(parent)
        self._running = running
        self.name = ""
        """What the one that was seen last is called; empty for none."""
        self._looking = False
        self._open = True
        self._lock = threading.Lock()
        self._settled = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settled.timeout.connect(self.look)
        self._seen.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._listen()

    @Slot()
    def look(self) -> None:
        """Look which one runs; ``changed`` comes if it is another."""
        if not self._looking and self._open:
            self._looking = True
            threading.Thread(target=self._run, name="screen reader", daemon=True).start()

    def close(self) -> None:
        """No signal comes after this."""
        with self._lock:
            self._open = False
        self._settled.stop()

    def _run(self) -> None:
        try:
            name = self._running()
        except Exception as error:  # what the system tells may be anything
            log.LOGGER.error("no screen reader could be looked for: %s", log.places(error))
            name = self.name  # as far as is known
        with self._lock:
            if self._open:
                self._seen.emit(name)

    def _take(self, name: str) -> None:
        self._looking = False
        if self._open and name != self.name:
            self.name = name
            self.changed.emit(name)

    def _listen(self) -> None:
        """Hear of the accessibility bus that a reader was enabled, where there is that bus."""
        if sys.platform in ("win32", "darwin"):
            return
        # Qt has the library loaded for its own bridge; this connection is another 1 MB.
        from PySide6.QtDBus import QDBusConnection

        QDBusConnection.sessionBus().connect(  # type: ignore[call-overload] # takes no bytes
            "org.a11y.Bus",
            "/org/a11y/bus",
            "org.freedesktop.DBus.Properties",
            "PropertiesChanged",
            self,
            SLOT("_told()"),
        )

    @Slot()
    def _told(self) -> None:
        self._settled.start()


def _names(processes: Path) -> Iterator[str]:
    """The names of this user's processes."""
    for folder in processes.iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            if folder.stat().st_uid == os.getuid():
                yield (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:  # it has ended meanwhile
            continue


def _on_mac() -> str:
    """Not tested: it needs macOS. pynput brings the bridge to AppKit."""
    workspace = importlib.import_module("AppKit").NSWorkspace.sharedWorkspace()
    return "VoiceOver" if workspace.isVoiceOverEnabled() else ""


_SPI_GETSCREENREADER = 0x0046
_SNAPSHOT_OF_PROCESSES = 0x00000002


class _Process(ctypes.Structure):
    """PROCESSENTRY32W."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("usage", ctypes.c_uint32),
        ("id", ctypes.c_uint32),
        ("heap", ctypes.c_void_p),
        ("module", ctypes.c_uint32),
        ("threads", ctypes.c_uint32),
        ("parent", ctypes.c_uint32),
        ("priority", ctypes.c_int32),
        ("flags", ctypes.c_uint32),
        ("name", ctypes.c_wchar * 260),
    )


def _on_windows() -> str:
    """Not tested: it needs Windows."""
    for name in _windows_processes():
        if name.lower() in _ON_WINDOWS:
            return _ON_WINDOWS[name.lower()]
    enabled = ctypes.c_int()
    user = ctypes.CDLL("user32")
    user.SystemParametersInfoW(_SPI_GETSCREENREADER, 0, ctypes.byref(enabled), 0)
    return UNNAMED if enabled.value else ""


def _windows_processes() -> Iterator[str]:
    kernel = ctypes.CDLL("kernel32")
    kernel.CreateToolhelp32Snapshot.restype = ctypes.c_void_p
    snapshot = ctypes.c_void_p(kernel.CreateToolhelp32Snapshot(_SNAPSHOT_OF_PROCESSES, 0))
    process = _Process()
    process.size = ctypes.sizeof(_Process)
    more = kernel.Process32FirstW(snapshot, ctypes.byref(process))
    while more:
        yield process.name
        more = kernel.Process32NextW(snapshot, ctypes.byref(process))
    kernel.CloseHandle(snapshot)
