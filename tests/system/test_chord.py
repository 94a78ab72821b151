"""Hotkeys as values, and that pynput understands the same notation."""

from __future__ import annotations

import pytest
from pynput import keyboard

from desktop.actions import ACTIONS
from desktop.system.chord import Chord, ChordError, parse
from desktop.system.hotkeys_hook import Recogniser, name_of


@pytest.mark.parametrize(
    ("text", "modifiers", "key", "words"),
    [
        ("<ctrl>+<alt>+r", {"ctrl", "alt"}, "r", "Ctrl+Alt+R"),
        ("<alt>+<ctrl_l>+R", {"ctrl", "alt"}, "r", "Ctrl+Alt+R"),
        ("<cmd>+<shift>+<page_up>", {"cmd", "shift"}, "page_up", "Shift+Super+Page up"),
        ("<print_screen>", set(), "print_screen", "Print screen"),
        ("<ctrl>++", {"ctrl"}, "+", "Ctrl++"),
        ("<ctrl>+<", {"ctrl"}, "<", "Ctrl+<"),
    ],
)
def test_reads_the_notation(text: str, modifiers: set[str], key: str, words: str) -> None:
    assert parse(text) == Chord(frozenset(modifiers), key)
    assert str(parse(text)) == words


@pytest.mark.parametrize(
    "text", ["", "+", "a", "<shift>+a", "<ctrl>", "<ctrl>+a+b", "<ctrl>+", "<ctrl>+ab", "<enter>"]
)
def test_refuses_what_is_no_hotkey(text: str) -> None:
    with pytest.raises(ChordError, match=r"\.$"):
        parse(text)


def test_the_default_hotkeys_are_pynput_notation_and_differ() -> None:
    texts = [action.hotkey for action in ACTIONS.values() if action.hotkey]
    assert len({parse(text) for text in texts}) == len(texts) > 5
    for text in texts:
        assert len(keyboard.HotKey.parse(text)) == len(parse(text).modifiers) + 1


def test_a_chord_is_recognised_from_single_keys() -> None:
    keys, recogniser = keyboard.Key, Recogniser()

    def name(key: object) -> str:
        return name_of(key, lambda same: same)

    assert recogniser.press(name(keys.ctrl_l)) is None
    assert recogniser.press(name(keys.alt_l)) is None
    assert recogniser.press(name(keyboard.KeyCode.from_char("R"))) == parse("<ctrl>+<alt>+r")
    assert recogniser.press("r") is None, "a repeat"
    recogniser.release("r")
    recogniser.correct(frozenset({"ctrl"}))
    assert recogniser.press(name(keys.f5)) == parse("<ctrl>+<f5>")
