"""What a screen reader is told of the windows that show: nodes, and what must hold for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the screen."""

SMALLEST_TARGET = 24
"""Pixels each way (WCAG 2.2, 2.5.8)."""

_WINDOWS = frozenset({"frame", "dialog", "alert", "window", "popup menu", "menu"})
_NOTHING = frozenset({"filler", "unknown", "invalid", "panel", "redundant object", ""})
_FIELDS = frozenset({"entry", "password text", "combo box", "spin button", "slider", "text"})
_ITEMS = frozenset(
    {"list item", "table cell", "table column header", "table row header", "tree item", "menu item"}
)
_MOVERS = frozenset({"scroll bar"})
"""What only moves the view: the keyboard moves it by going to what it shows."""

_FILE = re.compile(r"\.(svg|png|qss|py|toml|json|wav|html)$|^[a-z0-9]+([-_][a-z0-9]+)+$|^<")


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the tree; ``labels`` are the names of what labels it."""

    key: str
    parent: str
    window: str
    role: str
    name: str
    states: frozenset[str]
    box: Box
    actions: int
    labels: tuple[str, ...]

    @property
    def operable(self) -> bool:
        """Whether something can be done with it, by keyboard or by a press."""
        if self.role in _MOVERS or "sensitive" not in self.states:
            return False
        return "focusable" in self.states or self.actions > 0

    @property
    def by_tab(self) -> bool:
        """Whether it takes the keyboard."""
        return "focusable" in self.states and "sensitive" in self.states

    @property
    def item(self) -> bool:
        """Whether it is one of many in a list, a table or a menu, which arrows reach."""
        return self.role in _ITEMS

    def __str__(self) -> str:
        return f"{self.role} {self.name!r} in {self.window!r} at {self.box}"


def node(told: Mapping[str, Any]) -> Node:
    """The node that the probe tells of."""
    return Node(
        **{
            **told,
            "states": frozenset(told["states"]),
            "box": tuple(told["box"]),
            "labels": tuple(told["labels"]),
        }
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """What a check looked at, and each thing that is wrong."""

    check: str
    count: int
    findings: tuple[str, ...]


def _over(
    check: str, nodes: Iterable[Node], wrong: Callable[[Node], str], *, least: int = 0
) -> Looked:
    looked = list(nodes)
    found = [f"{words}: {each}" for each in looked if (words := wrong(each))]
    if len(looked) < least:
        found.append(f"only {len(looked)} to look at")
    return Looked(check, len(looked), tuple(found))


def names(nodes: Sequence[Node]) -> Looked:
    """Every window and everything operable has a name, which is no file's and no identifier."""

    def wrong(each: Node) -> str:
        if not each.name.strip():
            return "no name"
        if each.item:  # may be what the user calls it
            return ""
        return "a name for programmers" if _FILE.search(each.name) else ""

    shown = (n for n in nodes if n.operable or not n.parent)
    return _over("names", shown, wrong, least=1)


def roles(nodes: Sequence[Node]) -> Looked:
    """Every window is one, and everything operable says what it is."""

    def wrong(each: Node) -> str:
        if not each.parent:
            return "" if each.role in _WINDOWS else "no role of a window"
        return "no role" if each.role in _NOTHING else ""

    shown = (n for n in nodes if n.operable or not n.parent)
    return _over("roles", shown, wrong, least=1)


def labels(nodes: Sequence[Node]) -> Looked:
    """Every field of one line is labelled by words that show, or has them in its name."""
    showing = {n.name for n in nodes if n.role in ("label", "check box", "radio button")}

    def wrong(each: Node) -> str:
        named = any(words and words in each.name for words in showing)
        return "" if named or showing.intersection(each.labels) else "no label that shows"

    fields = (n for n in nodes if n.by_tab and n.role in _FIELDS and "multi-line" not in n.states)
    return _over("labels", fields, wrong)


def targets(nodes: Sequence[Node]) -> Looked:
    """Everything operable is at least 24 pixels each way."""

    def wrong(each: Node) -> str:
        _, _, width, height = each.box
        return "too small" if min(width, height) < SMALLEST_TARGET else ""

    return _over("targets", (n for n in nodes if n.operable), wrong)


def told(heard: Sequence[str], wanted: Sequence[str]) -> Looked:
    """Whether ``heard`` is what was ``wanted``: each once, nothing else, in this order."""
    found = [f"not said: {each}" for each in wanted if each not in heard]
    found += [f"said too: {each}" for each in dict.fromkeys(heard) if each not in wanted]
    found += [
        f"said {heard.count(each)} times: {each}"
        for each in dict.fromkeys(wanted)
        if heard.count(each) > wanted.count(each)
    ]
    if not found and list(heard) != list(wanted):
        found.append(f"in another order: {', '.join(heard)}")
    return Looked("announced", len(wanted), tuple(found))


def for_keys(nodes: Iterable[Node]) -> list[Node]:
    """What the keyboard must reach: everything operable but windows."""
    return [n for n in nodes if n.operable and n.parent]


def unreached(nodes: Sequence[Node], reached: set[str]) -> list[Node]:
    """What must be reached by keyboard and isn't among ``reached``.

    Of several of which one is chosen, Tab reaches one; of the items of a list, a table or a menu it
    reaches the whole: arrows walk on from there.
    """
    parents = {n.key: n.parent for n in nodes}
    chosen = {n.parent for n in nodes if n.key in reached and n.role == "radio button"}

    def inside(key: str) -> bool:
        while key:
            if key in reached:
                return True
            key = parents.get(key, "")
        return False

    return [
        n
        for n in for_keys(nodes)
        if n.key not in reached
        and not (n.item and inside(n.parent))
        and not (n.role == "radio button" and n.parent in chosen)
    ]
