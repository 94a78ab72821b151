"""Real keys on a real X server."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.system.hotkeys import Hotkeys


def xdotool(*arguments: str) -> None:
    """Press real keys, through the server's XTEST."""
    subprocess.run(["xdotool", *arguments], check=True, timeout=10)


class Heard:
    """Hotkeys and what they told."""

    def __init__(self, hotkeys: Hotkeys, qtbot: QtBot) -> None:
        self.hotkeys = hotkeys
        self.actions: list[str] = []
        self.failures: list[str] = []
        self._qtbot = qtbot
        hotkeys.pressed.connect(self.actions.append)
        hotkeys.failed.connect(self.failures.append)

    def until(self, *actions: str) -> None:
        """Wait until exactly these have been heard, then forget them."""
        self._qtbot.waitUntil(lambda: self.actions == list(actions), timeout=5000)
        self.actions.clear()

    def ready(self) -> None:
        """Return when the listener hears: it starts on a thread of its own."""

        def pressed() -> bool:
            xdotool("key", "ctrl+alt+y")
            self._qtbot.wait(50)
            return bool(self.actions)

        self._qtbot.waitUntil(pressed, timeout=10000)
        self._qtbot.wait(200)
        self.actions.clear()


PROBE = {"probe": "<ctrl>+<alt>+y"}
"""A hotkey that is bound in every test, to find out when the listener hears."""


@pytest.fixture
def heard(qtbot: QtBot) -> Iterator[Callable[[dict[str, str]], Heard]]:
    """Binds hotkeys and returns when they are heard; they are given up at the end."""
    made: list[Hotkeys] = []

    def bind(mapping: dict[str, str]) -> Heard:
        hotkeys = Hotkeys()
        made.append(hotkeys)
        told = Heard(hotkeys, qtbot)
        assert hotkeys.set(mapping | PROBE) == {}
        told.ready()
        return told

    yield bind
    for hotkeys in made:
        hotkeys.close()


@pytest.fixture
def us_layout() -> Iterator[None]:
    """The US layout again after a test that changes it."""
    yield
    subprocess.run(["setxkbmap", "us"], check=True, timeout=10)
