"""Global hotkeys: real key presses, heard by pynput, swallowed by the grab."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from Xlib import X
from Xlib.display import Display

from desktop.system.hotkeys import Hotkeys
from tests.system.conftest import PROBE, Heard, xdotool

Bind = Callable[[dict[str, str]], Heard]

REGION = {"region": "<ctrl>+<alt>+r"}
R_KEYCODE = "27"


def test_a_press_is_told_once_and_only_for_the_exact_chord(heard: Bind) -> None:
    told = heard({**REGION, "stop": "<ctrl>+<alt>+<shift>+r"})
    xdotool("key", "ctrl+alt+r")
    told.until("region")
    xdotool("key", "ctrl+r")
    xdotool("key", "ctrl+alt+shift+r")
    told.until("stop")


def test_a_held_key_is_one_press(heard: Bind, qtbot: QtBot) -> None:
    told = heard(REGION)
    xdotool("keydown", "ctrl+alt+r")
    qtbot.wait(900)  # the server repeats after 660 ms
    xdotool("keyup", "ctrl+alt+r")
    xdotool("key", "ctrl+alt+r")
    told.until("region", "region")


@pytest.mark.parametrize("lock", ["Num_Lock", "Caps_Lock"])
def test_locks_make_no_difference(heard: Bind, lock: str) -> None:
    told = heard(REGION)
    xdotool("key", lock)
    try:
        xdotool("key", "ctrl+alt+" + R_KEYCODE)
        told.until("region")
    finally:
        xdotool("key", lock)


def test_shift_with_alt_is_heard_in_either_order(heard: Bind) -> None:
    told = heard({"region": "<shift>+<alt>+r"})
    for order in (("shift", "alt"), ("alt", "shift")):
        xdotool("keydown", order[0], "keydown", order[1], "key", R_KEYCODE)
        xdotool("keyup", order[1], "keyup", order[0])
        told.until("region")


def test_the_key_does_not_reach_the_focused_program(heard: Bind, qtbot: QtBot) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    edit.activateWindow()
    qtbot.waitUntil(edit.hasFocus, timeout=5000)
    told = heard({"region": "<alt>+k"})
    seen: list[str] = []
    edit.textChanged.connect(seen.append)
    xdotool("key", "alt+k")
    told.until("region")
    xdotool("key", "k")
    qtbot.waitUntil(lambda: edit.text() == "k", timeout=5000)
    assert seen == ["k"]


def test_a_hotkey_of_another_program_is_told_and_not_taken(qtbot: QtBot) -> None:
    other = Display()
    other.screen().root.grab_key(
        int(R_KEYCODE), X.ControlMask | X.Mod1Mask, False, X.GrabModeAsync, X.GrabModeAsync
    )
    other.sync()
    hotkeys = Hotkeys()
    told = Heard(hotkeys, qtbot)
    try:
        problems = hotkeys.set(REGION | PROBE)
        assert problems == {
            "region": "Another program has taken Ctrl+Alt+R. Choose another hotkey."
        }
        told.ready()
        xdotool("key", "ctrl+alt+r")
        xdotool("key", "ctrl+alt+y")
        told.until("probe")
        other.close()
        assert hotkeys.set(REGION | PROBE) == {}
    finally:
        hotkeys.close()


def test_closing_gives_the_keys_back(qtbot: QtBot) -> None:
    first, second = Hotkeys(), Hotkeys()
    try:
        assert first.set(REGION) == {}
        assert "region" in second.set(REGION)
        first.close()
        assert second.set(REGION) == {}
    finally:
        first.close()
        second.close()


def test_changed_hotkeys_replace_the_old_ones(heard: Bind) -> None:
    told = heard(REGION)
    assert told.hotkeys.set({"camera": "<ctrl>+<alt>+k"} | PROBE) == {}
    xdotool("key", "ctrl+alt+r")
    xdotool("key", "ctrl+alt+k")
    told.until("camera")


def test_letters_are_found_under_a_layout_without_latin_ones(
    heard: Bind, us_layout: None, qtbot: QtBot
) -> None:
    told = heard(REGION)
    subprocess.run(["setxkbmap", "ru"], check=True, timeout=10)
    qtbot.wait(600)
    xdotool("key", "ctrl+alt+" + R_KEYCODE)
    told.until("region")
    assert told.failures == []


def test_letters_follow_the_layout(heard: Bind, us_layout: None, qtbot: QtBot) -> None:
    told = heard({"region": "<ctrl>+<alt>+q"})
    subprocess.run(["setxkbmap", "fr"], check=True, timeout=10)
    qtbot.wait(600)
    xdotool("key", "ctrl+alt+24")  # where US keyboards have Q and French ones A
    xdotool("key", "ctrl+alt+38")
    told.until("region")


def test_what_can_not_be_bound_is_said_and_the_rest_works(qtbot: QtBot) -> None:
    hotkeys = Hotkeys()
    try:
        problems = hotkeys.set(
            {
                "region": "<ctrl>+<alt>+r",
                "again": "<alt>+<ctrl>+R",
                "window": "<hyper>+w",
                "screen": "s",
                "camera": "<ctrl>+<alt>+ж",
                "translate": "<ctrl>+<alt>+<f9>",
                "stop": "",
            }
        )
    finally:
        hotkeys.close()
    assert problems == {
        "again": "Ctrl+Alt+R is set for another action already. Choose another.",
        "window": "“<hyper>+w” is not a key combination. Press the keys you want instead.",
        "screen": "S is needed for typing. Add Ctrl, Alt or the Super key.",
        "translate": "Ctrl+Alt+F9 switches to a text console. Choose another hotkey.",
        "camera": "This keyboard has no Ctrl+Alt+Ж. Choose another hotkey.",
    }


def test_a_dead_listener_is_started_again_then_told(heard: Bind, qtbot: QtBot) -> None:
    told = heard(REGION)
    for expected in ([], ["Hotkeys have stopped working"]):
        listener = told.hotkeys._binder._listener
        listener.stop()
        listener.join(5)
        qtbot.wait(300)
        assert [sentence[:28] for sentence in told.failures] == expected
        if not expected:
            told.ready()
            xdotool("key", "ctrl+alt+r")
            told.until("region")
    # The keys are free for others, and setting them listens again.
    other = Hotkeys()
    assert other.set(REGION | PROBE) == {}
    other.close()
    assert told.hotkeys.set(REGION | PROBE) == {}
    told.ready()


def test_an_idle_listener_takes_no_processor_time(heard: Bind, qtbot: QtBot) -> None:
    heard(REGION)
    before = time.process_time()
    qtbot.wait(1000)
    assert time.process_time() - before < 0.05


def test_without_a_screen_each_hotkey_has_its_sentence() -> None:
    code = (
        "from desktop.system.hotkeys import Hotkeys\n"
        "print(Hotkeys().set({'region': '<ctrl>+<alt>+r'})['region'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"DISPLAY": ":4097"}, capture_output=True, text=True
    )
    assert "Bind a shortcut of your desktop to the command: sightread capture region" in done.stdout
