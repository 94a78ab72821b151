"""The chapter for blind readers: it can be listened to, and names the keys as they are."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QShortcut
from pytestqt.qtbot import QtBot

from desktop.actions import ACTIONS, Action
from desktop.settings import Hotkeys
from desktop.system.chord import parse
from desktop.ui import overlay_keys
from desktop.ui.result import ResultWindow
from desktop.values import Task

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
CHAPTER = README.partition("\n## For blind and low-vision readers\n")[2].partition("\n## ")[0]


KEYS = "The keys that work in every program"


def key(action: Action) -> str:
    """What is pressed with Control and Alt, in words."""
    return str(parse(action.hotkey)).rpartition("+")[2].title()


def section(title: str) -> str:
    """The words under a heading of the chapter, without line breaks."""
    found = CHAPTER.partition(f"\n### {title}\n")[2].partition("\n### ")[0]
    assert found, title
    return " ".join(found.split())


def test_it_can_be_listened_to() -> None:
    assert len(CHAPTER.split()) > 500
    assert "![" not in CHAPTER, "a picture"
    assert "|" not in CHAPTER, "a table"
    assert "<" not in CHAPTER, "markup"
    assert not re.search(r"\b(Ctrl|Alt|Shift|Esc|PgUp|PgDn)\+", CHAPTER), "a sign for and"
    assert not re.search(r"\b(Ctrl|Esc|PgUp|PgDn|Del)\b", CHAPTER), "a key that isn't a word"
    assert not re.search(r"[→←↑↓⌘⌥⇧]", CHAPTER)


def test_its_sentences_are_short() -> None:
    text = re.sub(r"`[^`]*`", "command", CHAPTER)
    paragraphs = re.sub(r"^#.*$", "", text, flags=re.M).replace("\n- ", "\n\n").split("\n\n")
    sentences = [
        sentence for part in paragraphs for sentence in re.split(r"[.:?](?:\s|$)", part) if sentence
    ]
    longest = max(sentences, key=lambda sentence: len(sentence.split()))
    assert len(longest.split()) <= 32, longest


@pytest.mark.parametrize("action", [each for each in ACTIONS.values() if each.hotkey])
def test_every_hotkey_is_named_as_it_is(action: Action) -> None:
    assert action.hotkey.startswith("<ctrl>+<alt>+"), "the chapter says so of all"
    assert re.search(rf"- {key(action)}\b", section(KEYS)), f"{key(action)} for {action.title}"


def test_no_key_is_named_that_is_none() -> None:
    named = set(re.findall(r"- ([A-Z]|Page Down|Page Up|Home)\b", section(KEYS)))
    assert named == {key(action) for action in ACTIONS.values() if action.hotkey}


def test_the_actions_without_a_key_are_named_and_no_others() -> None:
    _, keyless, words = section(KEYS).partition("have no key at first.")
    waiting, none, never = words.partition("These have no key and take none:")
    assert keyless
    assert none
    never = never.partition(". ")[0]
    settable = {field.name for field in fields(Hotkeys)}
    for action in ACTIONS.values():
        title = action.title.removesuffix("…")
        told = [
            bool(re.search(rf"[-:,] (and )?{re.escape(title)}(?=[:,.]|$)", part))
            for part in (waiting, f":{never}")
        ]
        free = not action.hotkey
        expected = [free and action.id in settable, free and action.id not in settable]
        assert told == expected, action.title


def test_every_key_of_the_overlay_is_named() -> None:
    words = section("Choosing a region by ear").lower()
    for keys, _ in overlay_keys.every_key(Task(), 2):
        for name in re.split(
            r"[ +]", keys.lower().replace("esc", "escape").replace("arrows", "arrow")
        ):
            assert re.search(rf"\b{name}\b", words), keys


_NAMES = {
    "Ctrl": "Control",
    "PgUp": "Page Up",
    "PgDown": "Page Down",
    "Esc": "Escape",
    "Return": "Enter",
    "+": "Plus",
    "=": "Plus",
    "-": "Minus",
    "_": "Minus",
}


def test_every_key_of_the_result_is_named(qtbot: QtBot) -> None:
    window = ResultWindow()
    qtbot.addWidget(window)
    items = [" ".join(item.split("\n\n")[0].split()) for item in CHAPTER.split("\n- ")[1:]]
    found = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    assert len(found) > 40
    for keys in sorted(found):
        names = [_NAMES.get(name, name) for name in re.split(r"(?<=.)\+", keys)]
        arrow = {"Left", "Right", "Up", "Down"}.intersection(names)
        told = [
            item
            for item in items
            if all(re.search(rf"\b{name}\b", item) for name in names if name not in arrow)
            and (not arrow or arrow & set(item.split(":")[0].split()) or "an arrow" in item)
        ]
        assert told, keys
