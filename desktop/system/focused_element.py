"""Which element of a program has the keyboard, as the program tells it over the accessibility bus.

1. Among the programs on the bus, those of the process that owns the active window; where processes
   can't be compared (a sandbox), all of them.
2. Of these the window that is active.
3. In it the element in the state "focused": by one question where the toolkit can search
   (``Collection``), else by a walk over what shows, level by level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from desktop.system.accessibility_bus import (
    ACCESSIBLE,
    COLLECTION,
    COMPONENT,
    PROPERTIES,
    ROOT,
    Answers,
    Node,
    Question,
)
from desktop.values import Region

T = TypeVar("T")

READ_WINDOW = "or read this window instead."
OFF = (
    "Accessibility is off on this desktop, so programs don't tell what has the focus. "
    f"Turn it on in the desktop's settings and start the program again, {READ_WINDOW}"
)
SILENT = f"This program doesn't tell what has the focus. Move into its text, {READ_WINDOW}"
HUNG = f"This program doesn't answer. Wait a moment and press the key again, {READ_WINDOW}"
NOTHING = f"Nothing in this window has the focus. Press Tab in it first, {READ_WINDOW}"
UNSEEN = f"What has the focus can't be seen. Move to it first, {READ_WINDOW}"

_ACTIVE, _FOCUSED, _SHOWING, _MANAGES = 1, 12, 25, 31
"""States by their number in AT-SPI (``atspi-constants.h``)."""

_NOWHERE = "/org/a11y/atspi/null"
"""The path of a reference to nothing; it comes without a name, too, which can't be asked."""

_SURVEY = 0.4
"""Seconds that all programs together get to answer, so that a hung one leaves time for others."""

_MOST = 2000
"""Elements that a walk looks at."""


class FocusError(Exception):
    """It can't be told what has the focus; ``sentence`` says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Bus(Protocol):
    """What is asked of the accessibility bus."""

    is_enabled: bool

    def ask(self, questions: Sequence[Question], within: float | None = None) -> Answers:
        """The answers to all ``questions``, None where there is none in time."""

    def processes(self, nodes: Sequence[Node]) -> list[int]:
        """The process of each node's program."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element and the window it is in, both in the program's own pixels."""

    words: str
    place: Region
    window: Region


def focused(bus: Bus, process: int, ours: int) -> Element:
    """The element that has the keyboard in the program of ``process``; never one of ``ours``.

    Raises FocusError.
    """
    windows = _active_windows(bus, process, ours)
    for window in windows:
        found = _by_search(bus, window) or _by_walk(bus, window)
        if found is not None:
            return _described(bus, found, window)
    raise FocusError(NOTHING)


def _active_windows(bus: Bus, process: int, ours: int) -> list[Node]:
    programs = _children(bus, [ROOT])[0] or []
    owners = bus.processes(programs)
    own = [node for node, owner in zip(programs, owners, strict=True) if owner == process]
    asked = own or [node for node, at in zip(programs, owners, strict=True) if at != ours]
    survey = None if own else _SURVEY
    answers = _children(bus, asked, survey)
    if own and not any(answers):
        raise FocusError(HUNG if all(answer is None for answer in answers) else SILENT)
    windows = [window for answer in answers for window in answer or []]
    states = _states(bus, windows, survey)
    active = [node for node, state in zip(windows, states, strict=True) if _is(state, _ACTIVE)]
    if not active and own:  # some toolkits don't tell which of their windows is active
        active = [node for node, state in zip(windows, states, strict=True) if _is(state, _SHOWING)]
    if not active:
        raise FocusError(SILENT if bus.is_enabled else OFF)
    return active


def _by_search(bus: Bus, window: Node) -> Node | None:
    """The focused element by the program's own search; None where it can't, or finds none."""
    all_of, any_of = 1, 2
    states = [1 << _FOCUSED, 0]
    rule: tuple[Any, ...] = (states, all_of, {}, any_of, [], any_of, [], any_of, False)
    canonical_order, no_limit = 1, 0
    body = (rule, canonical_order, no_limit, True)
    question = Question(window, COLLECTION, "GetMatches", "(aiia{ss}iaiiasib)uib", body)
    answer = bus.ask([question])[0]
    found = _named(answer[0]) if answer else []
    return found[-1] if found else None


def _by_walk(bus: Bus, window: Node) -> Node | None:
    """The focused element by looking at all that shows; the deepest one."""
    level, seen, deepest = [window], 0, None
    while level and seen < _MOST:
        level = level[: _MOST - seen]
        seen += len(level)
        states = _states(bus, level)
        opened = []
        for node, state in zip(level, states, strict=True):
            if _is(state, _FOCUSED):
                deepest = node
            # The children of one that manages them are made on asking, one for each cell.
            if (_is(state, _SHOWING) or node == window) and not _is(state, _MANAGES):
                opened.append(node)
        level = [child for answer in _children(bus, opened) for child in answer or []]
    return deepest


def _described(bus: Bus, node: Node, window: Node) -> Element:
    screen = 0
    role, name, place, around = bus.ask(
        [
            Question(node, ACCESSIBLE, "GetRoleName"),
            Question(node, PROPERTIES, "Get", "ss", (ACCESSIBLE, "Name")),
            Question(node, COMPONENT, "GetExtents", "u", (screen,)),
            Question(window, COMPONENT, "GetExtents", "u", (screen,)),
        ]
    )
    if place is None or around is None:
        raise FocusError(HUNG)
    # The name alone would be taken for the text: "Name, text".
    parts = [name[0][1] if name else "", role[0] if role else ""]
    words = ", ".join(part.strip() for part in parts if part.strip())
    found, whole = Region(*place[0]), Region(*around[0])
    if found.width <= 0 or found.height <= 0:
        raise FocusError(UNSEEN)
    return Element(words[:1].upper() + words[1:], found, whole)


def _children(
    bus: Bus, nodes: Sequence[Node], within: float | None = None
) -> list[list[Node] | None]:
    asked = [Question(node, ACCESSIBLE, "GetChildren") for node in nodes]
    return _each(bus.ask(asked, within), lambda body: _named(body[0]))


def _named(references: Sequence[Node]) -> list[Node]:
    """Those that are somewhere: a program gives an empty one for what it has taken away."""
    return [(name, path) for name, path in references if name and path != _NOWHERE]


def _states(bus: Bus, nodes: Sequence[Node], within: float | None = None) -> list[int | None]:
    asked = [Question(node, ACCESSIBLE, "GetState") for node in nodes]
    return _each(bus.ask(asked, within), lambda body: body[0][0] | body[0][1] << 32)


def _each(answers: Answers, made: Callable[[tuple[Any, ...]], T]) -> list[T | None]:
    return [None if answer is None else made(answer) for answer in answers]


def _is(state: int | None, number: int) -> bool:
    return state is not None and bool(state >> number & 1)
