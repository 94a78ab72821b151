"""Hotkeys between Qt and the notation of the settings (pynput's): ``<ctrl>+<alt>+r``, ``<f9>``."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from desktop.system.chord import ChordError, parse

_MODIFIERS = (
    ("<ctrl>", "Ctrl", Qt.KeyboardModifier.ControlModifier),
    ("<alt>", "Alt", Qt.KeyboardModifier.AltModifier),
    ("<shift>", "Shift", Qt.KeyboardModifier.ShiftModifier),
    ("<cmd>", "Super", Qt.KeyboardModifier.MetaModifier),
)
_SWAPPED = {"<ctrl>": "<cmd>", "<cmd>": "<ctrl>"}
_NAMED = {
    Qt.Key.Key_Space: "space",
    Qt.Key.Key_Insert: "insert",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
    Qt.Key.Key_PageUp: "page_up",
    Qt.Key.Key_PageDown: "page_down",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Print: "print_screen",
    Qt.Key.Key_Pause: "pause",
    Qt.Key.Key_ScrollLock: "scroll_lock",
    Qt.Key.Key_Menu: "menu",
} | {Qt.Key(Qt.Key.Key_F1.value + number - 1): f"f{number}" for number in range(1, 21)}
_KEYS = {name: key for key, name in _NAMED.items()}


def in_words(hotkey: str) -> str:
    """``hotkey`` as the user says it: ``Ctrl+Alt+R``; what can't be read stays as it is."""
    if not hotkey:
        return ""
    try:
        return str(parse(hotkey))
    except ChordError:
        return hotkey


def sequence(hotkey: str, swapped: bool = False) -> QKeySequence:
    """``hotkey`` as Qt writes it, for a menu; empty for none and for what can't be read.

    ``swapped`` as in ``from_qt``.
    """
    try:
        chord = parse(hotkey)
    except ChordError:
        return QKeySequence()
    keys = Qt.KeyboardModifier.NoModifier
    for written, _, modifier in _MODIFIERS:
        name = _SWAPPED.get(written, written) if swapped else written
        if name.strip("<>") in chord.modifiers:
            keys |= modifier
    known = _KEYS.get(chord.key)
    if known is None and len(chord.key) != 1:
        return QKeySequence()
    key = known.value if known is not None else ord(chord.key.upper())
    return QKeySequence(keys.value | key)


def from_qt(key: int, modifiers: Qt.KeyboardModifier, swapped: bool = False) -> str:
    """The hotkey in the settings' notation; empty for a key that can't be written.

    ``swapped``: Qt calls the Command key Control and the Control key Meta, as it does on macOS.
    Raises ChordError with a sentence where the combination is needed for typing.
    """
    if key in _NAMED_VALUES:
        last = f"<{_NAMED_VALUES[key]}>"
    elif 0x20 < key < 0x01000000 and chr(key).isprintable():
        last = chr(key).lower()
    else:
        return ""
    hotkey = "+".join([*_held(modifiers, swapped), last])
    parse(hotkey)
    return hotkey


def held_in_words(modifiers: Qt.KeyboardModifier, swapped: bool = False) -> str:
    """The modifiers that are held, as the user says them: ``Ctrl+Alt+…``; empty for none."""
    words = {written: name for written, name, _ in _MODIFIERS}
    held = [words[written] for written in _held(modifiers, swapped)]
    return "+".join([*held, "…"]) if held else ""


_NAMED_VALUES = {key.value: name for key, name in _NAMED.items()}


def _held(modifiers: Qt.KeyboardModifier, swapped: bool) -> list[str]:
    held = [written for written, _, modifier in _MODIFIERS if modifiers & modifier]
    if swapped:
        held = [_SWAPPED.get(written, written) for written in held]
    return held
