"""Hotkeys in three notations: pynput's, Qt's and the user's words.

pynput writes ``<ctrl>+<alt>+r``, ``<f9>``, ``<ctrl>+<shift>+!``: modifiers and named keys in angle
brackets, any other key as the character it gives.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

_MODIFIERS = (
    ("<ctrl>", "Ctrl", Qt.KeyboardModifier.ControlModifier),
    ("<alt>", "Alt", Qt.KeyboardModifier.AltModifier),
    ("<shift>", "Shift", Qt.KeyboardModifier.ShiftModifier),
    ("<cmd>", "Super", Qt.KeyboardModifier.MetaModifier),
)
_NAMED = {
    Qt.Key.Key_Space: ("<space>", "Space"),
    Qt.Key.Key_Insert: ("<insert>", "Insert"),
    Qt.Key.Key_Delete: ("<delete>", "Delete"),
    Qt.Key.Key_Home: ("<home>", "Home"),
    Qt.Key.Key_End: ("<end>", "End"),
    Qt.Key.Key_PageUp: ("<page_up>", "Page up"),
    Qt.Key.Key_PageDown: ("<page_down>", "Page down"),
    Qt.Key.Key_Up: ("<up>", "Up"),
    Qt.Key.Key_Down: ("<down>", "Down"),
    Qt.Key.Key_Left: ("<left>", "Left"),
    Qt.Key.Key_Right: ("<right>", "Right"),
    Qt.Key.Key_Print: ("<print_screen>", "Print screen"),
    Qt.Key.Key_Pause: ("<pause>", "Pause"),
    Qt.Key.Key_ScrollLock: ("<scroll_lock>", "Scroll lock"),
    Qt.Key.Key_Menu: ("<menu>", "Menu"),
} | {
    Qt.Key(Qt.Key.Key_F1.value + number - 1): (f"<f{number}>", f"F{number}")
    for number in range(1, 21)
}
_WORDS = (
    {written: words for written, words, _ in _MODIFIERS}
    | dict(_NAMED.values())
    | {"<ctrl_l>": "Ctrl", "<ctrl_r>": "Ctrl", "<alt_gr>": "AltGr", "<cmd_r>": "Super"}
)
_ALONE = frozenset({f"<f{number}>" for number in range(1, 21)} | {"<print_screen>", "<pause>"})


def in_words(hotkey: str) -> str:
    """``hotkey`` as the user says it: ``Ctrl+Alt+R``; empty for none."""
    return "+".join(_WORDS.get(part, part.strip("<>").upper()) for part in _parts(hotkey))


def sequence(hotkey: str) -> QKeySequence:
    """``hotkey`` as Qt writes it, for a menu."""
    words = {"Super": "Meta", "Page up": "PgUp", "Page down": "PgDown", "Print screen": "Print"}
    names = [_WORDS.get(part, part.upper()) for part in _parts(hotkey)]
    return QKeySequence("+".join(words.get(name, name) for name in names))


def modifiers_in_words(modifiers: Qt.KeyboardModifier, swapped: bool = False) -> str:
    """The modifiers that are held, as the user says them: ``Ctrl+Alt+…``; empty for none."""
    names = [in_words(part) for part in _modifiers(modifiers, swapped)]
    return "".join(f"{name}+" for name in names) + "…" if names else ""


def from_qt(key: int, modifiers: Qt.KeyboardModifier, swapped: bool = False) -> str | None:
    """The hotkey in pynput's notation, None for a key that can't be one.

    ``swapped``: Qt calls the Command key Control and the Control key Meta, as it does on macOS.
    A character key needs Ctrl, Alt or Super beside it; otherwise typing would set it off.
    """
    held = _modifiers(modifiers, swapped)
    named = {name.value: written for name, (written, _) in _NAMED.items()}
    if key in named:
        last = named[key]
    elif 0x20 < key < 0x01000000 and chr(key).isprintable():
        last = chr(key).lower()
    else:
        return None
    if last not in _ALONE and not set(held) - {"<shift>"}:
        return None
    return "+".join([*held, last])


def _modifiers(modifiers: Qt.KeyboardModifier, swapped: bool) -> list[str]:
    held = [written for written, _, modifier in _MODIFIERS if modifiers & modifier]
    if swapped:
        other = {"<ctrl>": "<cmd>", "<cmd>": "<ctrl>"}
        held = [other.get(written, written) for written in held]
    return held


def _parts(hotkey: str) -> list[str]:
    """The keys of ``hotkey``; a plus may be a key itself, as in ``<ctrl>++``."""
    parts, start = [], 0
    for index, character in enumerate(hotkey):
        if character == "+" and index != start:
            parts.append(hotkey[start:index])
            start = index + 1
    return [*parts, hotkey[start:]] if start < len(hotkey) else parts
