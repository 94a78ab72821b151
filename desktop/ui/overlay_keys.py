"""The overlay's keys: what they are, what is said and shown of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop.ui.keys import latin
from desktop.ui.overlay_scene import Words
from desktop.ui.overlay_search import Step
from desktop.values import Region, Task

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
# The digits' keys on French keyboards, where the digits themselves need Shift.
_FRENCH = dict(zip("&é\"'(-è_ç", range(1, 10), strict=True))

_STEPS = {
    Qt.Key.Key_Tab: Step.NEXT,
    Qt.Key.Key_Backtab: Step.PREVIOUS,
    Qt.Key.Key_Home: Step.FIRST,
    Qt.Key.Key_End: Step.LAST,
}

NAME = "Choose a region"
_OPENING = {
    "read": "Choose what to read.",
    "translate": "Choose what to translate.",
}
_FIRST_KEYS = "Tab for text, H for all keys."

_ENTER = {
    "read": (("Enter", "read"), ("T", "translate")),
    "translate": (("Enter", "translate"), ("R", "read")),
}
_ON_BLOCK = {
    "read": (("Enter", "read from here"), ("B", "only this block"), ("T", "translate it")),
    "translate": (("Enter", "translate it"), ("R", "read from here"), ("B", "only this block")),
}
_LEAVE = ("Esc", "cancel")


def instruction(task: Task) -> str:
    """What is said when the overlay opens: heard every time, so no longer than it must be."""
    opening = _OPENING.get(task.name, _OPENING["read"])
    return f"{opening} {_FIRST_KEYS}"


def hint() -> Words:
    """What the pill says before anything is chosen."""
    return (
        ("", "Drag over the text"),
        ("Tab", "step through it"),
        ("1–9", "take a part"),
        ("Arrows", "move a frame"),
        ("H", "all keys"),
        _LEAVE,
    )


def on(task: Task, region: Region | None, is_block: bool) -> Words:
    """What the pill says of the region: the keys that matter; without one, how to begin."""
    if region is None:
        return hint()
    keys = _ON_BLOCK.get(task.name) if is_block else None
    return (*(keys or _ENTER.get(task.name, _ENTER["read"])), _LEAVE)


def every_key(task: Task, screens: int) -> Words:
    """All keys and what they do, for a desktop with this many screens."""
    enter, other = _ENTER.get(task.name, _ENTER["read"])
    return (
        ("Tab", "next block of text"),
        ("Shift+Tab", "the one before"),
        ("Home", "first block"),
        ("End", "last block"),
        ("1 to 9", "a ninth of the screen, and a ninth of that"),
        ("Backspace", "back to the larger part"),
        ("A", "the whole screen"),
        *((("S", "next screen"),) if screens > 1 else ()),
        ("Arrows", "move a frame, with Control by one pixel"),
        ("Shift+arrows", "size it"),
        (enter[0], f"{enter[1]}, from a block to the end" if task.name == "read" else enter[1]),
        ("B", "only this block"),
        other,
        _LEAVE,
    )


def spoken(words: Words) -> str:
    """Keys and what they do as one hears them: ``Shift Tab: the one before.``"""
    names = {"Esc": "Escape"}
    return " ".join(f"{names.get(key, key).replace('+', ' ')}: {does}." for key, does in words)


def digit(event: QKeyEvent) -> int | None:
    """The digit of the key, 1 to 9, or None."""
    key = latin(event)
    if key is not None and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
        return key - Qt.Key.Key_0
    return _FRENCH.get(event.text())


def step(event: QKeyEvent) -> Step | None:
    """Where the key goes among the blocks of text, or None."""
    key = latin(event)
    if key == Qt.Key.Key_Tab and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        return Step.PREVIOUS
    return _STEPS.get(key) if key is not None else None


def asks_for_keys(event: QKeyEvent) -> bool:
    """Whether it is one of the keys that tell all others."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if event.modifiers() & held or event.isAutoRepeat():
        return False  # the hotkey that opened the overlay is perhaps still held down
    return latin(event) in (Qt.Key.Key_H, Qt.Key.Key_F1) or event.text() == "?"
