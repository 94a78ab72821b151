"""Single settings, by their place in ``Settings``, and what doesn't go together among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from desktop.actions import ACTIONS
from desktop.settings import OWN, Settings, given_way
from desktop.system.chord import ChordError, parse
from desktop.values import EngineName


def value_of(settings: Settings, path: str) -> Any:
    """The setting at ``path``."""
    found: Any = settings
    for name in path.split("."):
        found = getattr(found, name)
    return found


def with_value(settings: Any, path: str, value: object) -> Any:
    """``settings`` with ``value`` at ``path``."""
    name, _, rest = path.partition(".")
    if rest:
        value = with_value(getattr(settings, name), rest, value)
    return replace(settings, **{name: value})


def limits(path: str) -> tuple[int, int]:
    """The smallest and the largest value of the number at ``path``."""
    table, name = path.rsplit(".", 1)
    owner = value_of(Settings(), table)
    low, high = next(item for item in fields(owner) if item.name == name).metadata["range"]
    return int(low), int(high)


def title_of(action: str) -> str:
    """What an action is called; of an own task (``own:Total``) its name."""
    return ACTIONS[action].title if action in ACTIONS else action.removeprefix(OWN)


def all_hotkeys(settings: Settings) -> dict[str, str]:
    """The hotkeys of all actions and of the user's own tasks, by action."""
    return dict(settings.hotkeys.items()) | dict(settings.own_hotkeys())


def conflict(hotkeys: Mapping[str, str], action: str, hotkey: str) -> str:
    """A sentence when another action has ``hotkey``; empty when none has."""
    try:
        wanted = parse(hotkey)
    except ChordError:
        return ""
    for other, taken in hotkeys.items():
        if other == action or not taken:
            continue
        try:
            same = parse(taken) == wanted
        except ChordError:
            same = False
        if same:
            return f"{wanted} is already used for {title_of(other)}."
    return ""


def restored(settings: Settings, page: str) -> tuple[Settings, dict[str, str]]:
    """``settings`` with the defaults of a page, and a sentence for each action that goes without
    its default hotkey, because one of the user's own tasks has it."""
    tables = ("engine", "server") if page == "engine" else (page,)
    fresh = replace(settings, **{table: getattr(Settings(), table) for table in tables})
    return given_way(fresh, ACTIONS if page == "hotkeys" else ())


def server_lacks(settings: Settings) -> str:
    """What the server still needs where it is the engine, in a sentence; empty for nothing."""
    if settings.engine.engine is not EngineName.REMOTE:
        return ""
    if not settings.server.address:
        return "Give the address of the server, further down on this page."
    if settings.server.agreed != settings.server.address:
        return "Agree that pictures go to the server, further down on this page."
    return ""
