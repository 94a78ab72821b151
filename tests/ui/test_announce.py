"""What screen readers are told: once each, as the user has chosen, also without a window."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.settings import Through, Voice
from desktop.ui import announce as told_by
from desktop.ui.announce import announce, announce_anywhere, follow


@pytest.fixture(autouse=True)
def switch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A switch of the test's own."""
    monkeypatch.setattr(told_by, "_switch", told_by._Switch())


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    label = QLabel("A label")
    qtbot.addWidget(label)
    return label


def tell(widget: QWidget) -> None:
    """What becomes of a sentence of each kind: the narrator's comes by both ways."""
    announce(widget, "Restored.")
    announce(widget, "Copied.", narrated=True)
    announce_anywhere("Copied.")
    announce(widget, "Line copied.", spoken=True)


@pytest.mark.parametrize(
    ("through", "narrated", "expected"),
    [
        (Through.OWN, True, ["Restored."]),
        (Through.READER, True, ["Restored.", "Copied.", "Line copied."]),
        (Through.BOTH, True, ["Restored.", "Copied.", "Line copied."]),
    ],
)
def test_everything_is_told_once_as_the_user_has_chosen(
    widget: QWidget, told: list[str], through: Through, narrated: bool, expected: list[str]
) -> None:
    follow(Voice(through=through, announce=narrated))
    tell(widget)
    assert told == expected


def test_who_wants_no_announcements_of_ours_hears_those_of_the_window(
    widget: QWidget, told: list[str]
) -> None:
    # The narrator is silent then, and doesn't call announce_anywhere.
    follow(Voice(through=Through.OWN, announce=False))
    announce(widget, "Copied.", narrated=True)
    assert told == ["Copied."]


def test_the_switch_can_be_turned_back(widget: QWidget, told: list[str]) -> None:
    voice = Voice(through=Through.READER)
    follow(voice)
    follow(replace(voice, through=Through.OWN))
    announce_anywhere("Not heard.")
    follow(voice)
    announce_anywhere("Heard.")
    announce_anywhere("")
    assert told == ["Heard."]


class Listener:
    """Hears what a screen reader is told of this process."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        program = Path(__file__).with_name("listener.py")
        self._process = subprocess.Popen(
            ["/usr/bin/python3", str(program), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        self._heard = b""
        qtbot.waitUntil(lambda: self._lines()[:1] == ["ready"], timeout=10000)

    def _lines(self) -> list[str]:
        # The listener asks this process about its objects: its event loop must turn meanwhile.
        assert self._process.stdout is not None
        self._heard += self._process.stdout.read() or b""
        return self._heard.decode().splitlines()

    def next(self, number: int) -> tuple[str, int, str]:
        """Role, politeness and sentence of an announcement, counted from 1."""
        self._qtbot.waitUntil(lambda: len(self._lines()) > number, timeout=5000)
        told = json.loads(self._lines()[number])
        return told["role"], told["politeness"], told["sentence"]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def listener(qtbot: QtBot) -> Iterator[Listener]:
    made = Listener(qtbot)
    yield made
    made.close()


def test_a_screen_reader_hears_it_with_a_window_and_without(
    qtbot: QtBot, listener: Listener, widget: QWidget
) -> None:
    follow(Voice(through=Through.READER))
    assert QApplication.activeWindow() is None
    announce_anywhere("Nothing found in this region.", assertive=True)
    assert listener.next(1) == ("application", 2, "Nothing found in this region.")
    widget.show()
    qtbot.waitExposed(widget)
    announce(widget, "Restored.")
    assert listener.next(2) == ("label", 1, "Restored.")
    widget.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget)
    announce_anywhere("The quick brown fox.")
    assert listener.next(3) == ("label", 1, "The quick brown fox.")


def test_the_same_is_told_again_when_it_comes_about_again(widget: QWidget, told: list[str]) -> None:
    follow(Voice(through=Through.BOTH))
    announce(widget, "Copied.")
    announce_anywhere("Copied.")
    assert told == ["Copied."], "a window and the narrator know of the same event"
    announce(widget, "Copied.")
    announce(widget, "Copied.")
    assert told == ["Copied."] * 3
