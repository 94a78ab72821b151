"""The element that has the keyboard: where it lies, and what it is called.

On Linux by AT-SPI, on a thread of its own for each question: a program that hangs holds nobody up.
Between questions there is no connection and no thread.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop import log
from desktop.system.accessibility_bus import Bus, BusError
from desktop.system.active_window import active_window
from desktop.system.facts import SessionKind, desktop
from desktop.system.focused_element import OFF, SILENT, FocusError, focused
from desktop.system.focused_place import on_desktop
from desktop.values import Region

LIMIT = 1.0
"""Seconds until a question is refused, whoever hasn't answered."""

NOT_HERE = "Reading what has the focus works on Linux so far. Read this window instead."
NOT_ON_WAYLAND = (
    "This Wayland session doesn't let programs see the screen. Choose the X11 session when you log "
    "in."
)
NO_WINDOW = "No program has the focus. Go to one with Alt+Tab, then press the key again."
OURS = "Sightread itself has the focus. Go to the other program, then press the key there."


def find(limit: float = LIMIT) -> tuple[Region, str]:
    """Where the focused element lies and what it is. Blocks for ``limit`` seconds at most.

    Raises FocusError.
    """
    match desktop().session:
        case SessionKind.X11:
            return _on_x11(limit)
        case SessionKind.WAYLAND:
            raise FocusError(NOT_ON_WAYLAND)
        case _:
            raise FocusError(NOT_HERE)


def _on_x11(limit: float) -> tuple[Region, str]:
    window = active_window()
    if window is None:
        raise FocusError(NO_WINDOW)
    if window.process == os.getpid():
        raise FocusError(OURS)
    try:
        bus = Bus(limit)
    except BusError as error:
        raise FocusError(OFF) from error
    try:
        element = focused(bus, window.process, os.getpid())
    except BusError as error:
        raise FocusError(OFF) from error
    finally:
        bus.close()
    place = on_desktop(element.place, element.window, window.client, window.framed)
    return place, element.words


class FocusedElement(QObject):
    """Answers each ``ask`` with ``found`` or ``refused``, once, with the number of the question.

    ``found`` carries the place in physical pixels of the virtual desktop and what the element is
    (``Subject, text``), ``refused`` a sentence for the user. Both are sent from another thread,
    where ``find`` finds it, or raises FocusError.
    """

    found = Signal(int, Region, str)
    refused = Signal(int, str)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        find: Callable[[], tuple[Region, str]] = find,
    ) -> None:
        super().__init__(parent)
        self._find = find
        self._asked: set[threading.Thread] = set()
        self._closed = False

    def ask(self, request: int) -> None:
        """Find out what has the focus now; returns at once."""
        self._asked = {thread for thread in self._asked if thread.is_alive()}
        thread = threading.Thread(target=self._answer, args=(request,), daemon=True)
        self._asked.add(thread)
        thread.start()

    def close(self) -> None:
        """Answer nothing any more; waits for what is under way, ``LIMIT`` at most."""
        self._closed = True
        for thread in self._asked:
            thread.join(LIMIT)

    def _answer(self, request: int) -> None:
        try:
            region, words = self._find()
        except FocusError as error:
            if not self._closed:
                self.refused.emit(request, error.sentence)
            return
        except Exception as error:  # what programs answer may be anything
            log.LOGGER.error("what has the focus could not be found: %s", log.places(error))
            if not self._closed:
                self.refused.emit(request, SILENT)
            return
        if not self._closed:
            self.found.emit(request, region, words)
