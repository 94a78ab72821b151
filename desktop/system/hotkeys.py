"""Global hotkeys, heard by pynput.

1. each combination is read (``chord``); what can't be one, or is there twice, is said
2. the system's part binds it: on X11 by a grab, on Windows by registering it, so that a chord of
   another program is found out and the key doesn't reach the focused program as well
3. pynput's listener hears the press on its thread; the signal ``pressed`` brings it to this one
4. a listener that dies is started again, once a minute at most; after that it is said
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from desktop.system.chord import Chord, ChordError, parse
from desktop.system.facts import SessionKind, desktop, x11_answers

LOGGER = logging.getLogger("sightread.hotkeys")

_COMMAND = "sightread capture region"
_WAYLAND = (
    "On Wayland, hotkeys are heard only while a program under XWayland has the keyboard. For "
    f"everywhere, bind a shortcut of your desktop to the command: {_COMMAND}"
)
_DEAF = (
    "Hotkeys can't be heard in this session. Bind a shortcut of your desktop to the command: "
    f"{_COMMAND}"
)
_LOST = "Hotkeys have stopped working. Start Sightread again, or use its menu until then."

_PAUSE = 60.0
"""Seconds that must lie between two restarts of the listener."""


class _Binder(Protocol):
    def bind(self, chords: dict[str, Chord]) -> dict[str, str]: ...
    def listen_again(self) -> None: ...
    def close(self) -> None: ...


class Hotkeys(QObject):
    """The hotkeys of this process.

    ``pressed(action)`` comes once for each press, however long the key is held.
    ``live`` comes when they are heard, a moment after ``set`` has returned. ``failed(sentence)``
    comes when hotkeys that worked no longer do. ``notice`` is a sentence about
    what hotkeys can't do in this session, empty for nothing.
    """

    pressed = Signal(str)
    live = Signal()
    failed = Signal(str)
    _heard = Signal(str)
    _ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notice = _WAYLAND if desktop().session is SessionKind.WAYLAND else ""
        self._chords: dict[str, Chord] = {}
        self._problems: dict[str, str] = {}
        self._binder: _Binder | None = None
        self._restarted = -_PAUSE
        # Queued: pynput calls from its own thread.
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._restart, Qt.ConnectionType.QueuedConnection)

    def set(self, mapping: Mapping[str, str]) -> dict[str, str]:
        """Bind the hotkeys of ``mapping`` (action to pynput's notation, empty for none) and no
        others; a sentence for each action whose hotkey doesn't work."""
        problems: dict[str, str] = {}
        chords: dict[str, Chord] = {}
        for action, text in mapping.items():
            if not text:
                continue
            try:
                chord = parse(text)
            except ChordError as error:
                problems[action] = str(error)
                continue
            if chord in chords.values():
                problems[action] = f"{chord} is set for another action already. Choose another."
            else:
                chords[action] = chord
        self._chords = chords
        if not chords and self._binder is None:
            return problems
        self._problems = self._bind()
        return problems | self._problems

    def close(self) -> None:
        """Give the keys back to the other programs and stop listening."""
        if self._binder is not None:
            self._binder.close()
            self._binder = None

    def _bind(self) -> dict[str, str]:
        if self._binder is None:
            self._binder = self._make_binder()
        if self._binder is None:
            return dict.fromkeys(self._chords, _DEAF)
        return self._binder.bind(self._chords)

    def _make_binder(self) -> _Binder | None:
        # pynput is imported late: it needs a screen, and takes a fifth of a second.
        try:
            if desktop().os == "linux":
                if not x11_answers(os.environ):
                    return None
                from desktop.system.hotkeys_x11 import X11Hotkeys

                return X11Hotkeys(
                    self._heard.emit, self.live.emit, self._ended.emit, self._bind_anew
                )
            from desktop.system.hotkeys_hook import HookHotkeys

            return HookHotkeys(self._heard.emit, self.live.emit, self._ended.emit)
        except ImportError as error:
            LOGGER.warning("pynput can't be used here: %s", error)
            return None

    def _tell(self, action: str) -> None:
        # A press that was under way while the hotkeys were changed is dropped.
        if action in self._chords and self._binder is not None:
            self.pressed.emit(action)

    def _bind_anew(self) -> None:
        """The layout of the keyboard has changed: the chords may lie on other keys."""
        before, self._problems = self._problems, self._bind()
        for action, sentence in self._problems.items():
            if before.get(action) != sentence:
                self.failed.emit(sentence)

    def _restart(self, detail: str) -> None:
        if self._binder is None:
            return
        LOGGER.info("the hotkey listener ended: %s", detail)
        now = time.monotonic()
        if now - self._restarted < _PAUSE:
            # A grab that nobody listens to would keep the keys from every other program.
            self.close()
            self.failed.emit(_LOST)
            return
        self._restarted = now
        self._binder.listen_again()
