from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from desktop.actions import ACTIONS, Action
from desktop.system.chord import ChordError, parse
from desktop.ui import hotkey_names

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT, META = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.MetaModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("key", "held", "written"),
    [
        (Qt.Key.Key_R, CTRL | ALT, "<ctrl>+<alt>+r"),
        (Qt.Key.Key_F9, NONE, "<f9>"),
        (Qt.Key.Key_Space, CTRL | SHIFT, "<ctrl>+<shift>+<space>"),
        (Qt.Key.Key_Exclam, CTRL | SHIFT, "<ctrl>+<shift>+!"),
        (Qt.Key.Key_Plus, CTRL, "<ctrl>++"),
        (Qt.Key.Key_PageUp, META, "<cmd>+<page_up>"),
        (0x041A, CTRL | ALT, "<ctrl>+<alt>+к"),
    ],
)
def test_keys_become_what_the_listener_reads(
    key: int, held: Qt.KeyboardModifier, written: str
) -> None:
    found = hotkey_names.from_qt(int(key), held)
    assert found == written
    assert parse(found)


def test_command_and_control_are_told_apart_where_qt_swaps_them() -> None:
    assert hotkey_names.from_qt(Qt.Key.Key_R.value, CTRL, swapped=True) == "<cmd>+r"
    assert hotkey_names.from_qt(Qt.Key.Key_R.value, META, swapped=True) == "<ctrl>+r"


@pytest.mark.parametrize("held", [NONE, SHIFT])
def test_a_key_for_typing_is_refused_in_a_sentence(held: Qt.KeyboardModifier) -> None:
    with pytest.raises(ChordError, match="needed for typing"):
        hotkey_names.from_qt(Qt.Key.Key_R.value, held)


def test_keys_that_have_no_name_are_none() -> None:
    assert hotkey_names.from_qt(Qt.Key.Key_Dead_Acute.value, CTRL) == ""


def test_hotkeys_are_said_in_words() -> None:
    assert hotkey_names.in_words("<ctrl>+<alt>+r") == "Ctrl+Alt+R"
    assert hotkey_names.in_words("") == ""
    assert hotkey_names.in_words("rubbish") == "rubbish"


@pytest.mark.parametrize("action", [a for a in ACTIONS.values() if a.hotkey])
def test_a_menu_shows_what_the_settings_hold(action: Action) -> None:
    shown = QKeySequence.fromString(hotkey_names.sequence(action.hotkey).toString())
    assert shown == hotkey_names.sequence(action.hotkey)
    held, _, key = hotkey_names.in_words(action.hotkey).rpartition("+")
    assert shown.toString().startswith(f"{held}+{key[0]}")


def test_named_keys_are_shown_in_menus_too() -> None:
    assert hotkey_names.sequence("<ctrl>+<page_up>").toString() == "Ctrl+PgUp"
    assert hotkey_names.sequence("rubbish").isEmpty()


def test_held_modifiers_are_shown_while_recording() -> None:
    assert hotkey_names.held_in_words(CTRL | ALT) == "Ctrl+Alt+…"
    assert hotkey_names.held_in_words(NONE) == ""


def test_on_macos_the_menu_shows_the_key_that_is_meant() -> None:
    shown = {
        keys: hotkey_names.sequence(keys, swapped=True).toString()
        for keys in ("<ctrl>+<alt>+r", "<cmd>+<shift>+r")
    }
    assert shown == {"<ctrl>+<alt>+r": "Meta+Alt+R", "<cmd>+<shift>+r": "Ctrl+Shift+R"}
