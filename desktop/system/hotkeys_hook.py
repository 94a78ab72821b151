"""Hotkeys on Windows and macOS: pynput tells each key, and the chord is recognised here.

Windows: ``RegisterHotKey`` fails when another program has the chord, and keeps the key from
reaching the focused program; pynput's hook hears it before that. macOS offers neither.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from typing import Any

from pynput import keyboard

from desktop.system.chord import MODIFIERS, Chord

# MOD_* and VK_* of winuser.h
_MASKS = {"alt": 0x1, "ctrl": 0x2, "shift": 0x4, "cmd": 0x8}
_NO_REPEAT = 0x4000
_MODIFIER_KEYS = {"shift": (0x10,), "ctrl": (0x11,), "alt": (0x12,), "cmd": (0x5B, 0x5C)}

_UNTRUSTED = (
    "macOS doesn't let Sightread hear the hotkeys yet. Allow it in System Settings, Privacy & "
    "Security, Accessibility, and start Sightread again."
)


class Recogniser:
    """Which chord is pressed, from the keys that go down and up."""

    def __init__(self) -> None:
        self._down: set[str] = set()

    def press(self, name: str) -> Chord | None:
        """``name`` went down; the chord, unless it is a modifier or a repeat."""
        repeated = name in self._down
        self._down.add(name)
        if repeated or name in MODIFIERS:
            return None
        return Chord(frozenset(self._down.intersection(MODIFIERS)), name)

    def release(self, name: str) -> None:
        """``name`` went up."""
        self._down.discard(name)

    def correct(self, modifiers: frozenset[str]) -> None:
        """These are held in truth: what is released on the lock screen is never told."""
        self._down -= set(MODIFIERS) - modifiers


def name_of(key: Any, canonical: Callable[[Any], Any]) -> str:
    """A key of pynput's by the name that chords use, empty for one that they can't have."""
    if isinstance(key, keyboard.Key):
        return str(key.name).removesuffix("_l").removesuffix("_r")
    if key is None:
        return ""
    # On Windows the virtual keys of letters and digits are their capitals, under any layout.
    virtual = key.vk or 0
    if sys.platform == "win32" and (0x30 <= virtual <= 0x39 or 0x41 <= virtual <= 0x5A):
        return chr(virtual).lower()
    char = canonical(key).char
    return char.lower() if char else ""


class Listener(keyboard.Listener):  # type: ignore[misc]
    """pynput's listener, whose beginning and end are told on its own thread."""

    def __init__(
        self,
        press: Callable[[Any], None],
        release: Callable[[Any], None],
        began: Callable[[], None],
        ended: Callable[[str], None],
    ) -> None:
        super().__init__(on_press=press, on_release=release)
        self._began = began
        self._ended = ended

    def run(self) -> None:
        """Listen until stopped."""
        detail = "the system's hook was lost"
        try:
            super().run()
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
        self._ended(detail)

    def _mark_ready(self) -> None:
        super()._mark_ready()
        self._began()


class HookHotkeys:
    """Binds chords to names, and calls ``pressed(name)``, ``live()`` and ``lost(detail)``
    on another thread."""

    def __init__(
        self,
        pressed: Callable[[str], None],
        live: Callable[[], None],
        lost: Callable[[str], None],
    ) -> None:
        self._pressed = pressed
        self._live = live
        self._lost = lost
        self._names: dict[Chord, str] = {}
        self._registered: list[int] = []
        self._recogniser = Recogniser()
        self._listener: Listener | None = None

    def bind(self, chords: dict[str, Chord]) -> dict[str, str]:
        """Bind these and no others; a sentence for each that can't be."""
        self._unregister()
        names: dict[Chord, str] = {}
        problems: dict[str, str] = {}
        for name, chord in chords.items():
            if self._register(chord):
                names[chord] = name
            else:
                problems[name] = f"Another program has taken {chord}. Choose another hotkey."
        self._names = names
        if names and self._listener is None:
            self.listen_again()
        elif not names:
            self._stop()
        if sys.platform == "darwin" and not _trusted():
            problems |= dict.fromkeys(names.values(), _UNTRUSTED)
        return problems

    def close(self) -> None:
        """Stop listening and give up the keys."""
        self._stop()
        self._unregister()

    def listen_again(self) -> None:
        """Start the listener, also after it was lost."""
        self._recogniser = Recogniser()
        self._listener = Listener(self._press, self._release, self._live, self._end)
        self._listener.start()

    def _stop(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None and listener.is_alive():
            listener.stop()

    def _press(self, key: Any) -> None:
        listener = self._listener
        if listener is None:
            return
        if sys.platform == "win32":
            self._recogniser.correct(_held())
        chord = self._recogniser.press(name_of(key, listener.canonical))
        name = self._names.get(chord) if chord is not None else None
        if name is not None:
            self._pressed(name)

    def _release(self, key: Any) -> None:
        listener = self._listener
        if listener is not None:
            self._recogniser.release(name_of(key, listener.canonical))

    def _end(self, detail: str) -> None:
        if self._listener is not None and self._listener.ident == threading.get_ident():
            self._lost(detail)

    def _register(self, chord: Chord) -> bool:
        if sys.platform == "win32":
            mask = _NO_REPEAT
            for modifier in chord.modifiers:
                mask |= _MASKS[modifier]
            number, key = len(self._registered) + 1, _virtual_key(chord.key)
            if not ctypes.windll.user32.RegisterHotKey(None, number, mask, key):
                return False
            self._registered.append(number)
        return True

    def _unregister(self) -> None:
        if sys.platform == "win32":
            for number in self._registered:
                ctypes.windll.user32.UnregisterHotKey(None, number)
        self._registered.clear()


def _held() -> frozenset[str]:
    """The modifiers that Windows says are held now."""
    held: set[str] = set()
    if sys.platform == "win32":
        state = ctypes.windll.user32.GetAsyncKeyState
        for name, keys in _MODIFIER_KEYS.items():
            if any(state(key) & 0x8000 for key in keys):
                held.add(name)
    return frozenset(held)


def _virtual_key(key: str) -> int:
    """The virtual key of a chord's key on Windows."""
    if len(key) > 1:
        return int(keyboard.Key[key].value.vk or 0)
    if key.isascii() and key.isalnum():
        return ord(key.upper())
    if sys.platform == "win32":
        return int(ctypes.windll.user32.VkKeyScanW(ord(key))) & 0xFF
    return 0


def _trusted() -> bool:
    """Whether macOS lets this process hear keys."""
    services = ctypes.CDLL(
        "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
    )
    services.AXIsProcessTrusted.restype = ctypes.c_bool
    return bool(services.AXIsProcessTrusted())
