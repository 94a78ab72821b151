"""A hotkey as a value: modifiers and one key, read from pynput's notation.

pynput's own parser can't be imported without a screen, and takes combinations that would swallow a
letter in every program; this one says what is wrong with them.
"""

from __future__ import annotations

from dataclasses import dataclass

MODIFIERS = ("ctrl", "alt", "shift", "cmd")
"""The modifiers, in the order in which they are written."""

_FUNCTION = {f"f{number}" for number in range(1, 21)}
_MEDIA = {
    "media_next",
    "media_play_pause",
    "media_previous",
    "media_volume_down",
    "media_volume_mute",
    "media_volume_up",
}
_MOVING = {"down", "end", "home", "left", "page_down", "page_up", "right", "up"}
_TYPING = {"backspace", "delete", "enter", "esc", "insert", "space", "tab"}
_ALONE = _FUNCTION | _MEDIA | {"menu", "pause", "print_screen", "scroll_lock"}
_NAMED = _ALONE | _MOVING | _TYPING

_WORDS = {"ctrl": "Ctrl", "alt": "Alt", "shift": "Shift", "cmd": "Super", "esc": "Esc"}


class ChordError(ValueError):
    """The combination can't be a hotkey. The text is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Chord:
    """``modifiers`` are names of ``MODIFIERS``; ``key`` is one lower-case character or a name of
    pynput's ``Key``."""

    modifiers: frozenset[str]
    key: str

    def __str__(self) -> str:
        """As a user reads it: ``Ctrl+Alt+R``."""
        parts = [*(m for m in MODIFIERS if m in self.modifiers), self.key]
        return "+".join(_WORDS.get(part, part.replace("_", " ").capitalize()) for part in parts)


def parse(text: str) -> Chord:
    """The chord that ``text`` means: pynput's notation, as ``<ctrl>+<alt>+r``.

    Raises ChordError for what can't be read, has two keys or none, or would take a key away that
    is needed for typing.
    """
    modifiers: set[str] = set()
    keys: list[str] = []
    for part in _parts(text):
        name = part[1:-1].lower() if len(part) > 2 and part[0] + part[-1] == "<>" else ""
        modifier = name.removesuffix("_l").removesuffix("_r")
        if modifier in MODIFIERS:
            modifiers.add(modifier)
        elif name in _NAMED:
            keys.append(name)
        elif len(part) == 1 and part.isprintable():
            keys.append("space" if part == " " else part.lower())
        else:
            raise ChordError(f"“{text}” is not a key combination. Press the keys you want instead.")
    if len(keys) != 1:
        raise ChordError("A hotkey is modifiers and one other key, such as Ctrl+Alt+R.")
    chord = Chord(frozenset(modifiers), keys[0])
    if chord.modifiers <= {"shift"} and chord.key not in _ALONE:
        raise ChordError(f"{chord} is needed for typing. Add Ctrl, Alt or the Super key.")
    return chord


def _parts(text: str) -> list[str]:
    """``text`` split at its plus signs; a plus sign at the start of a part is the plus key."""
    parts: list[str] = []
    start = 0
    for place, char in enumerate(text):
        if char == "+" and place != start:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]
