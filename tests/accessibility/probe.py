"""A screen reader's ears and eyes that stay: answers questions about one app, as JSON lines.

Runs in the system's Python (package ``python3-gi`` with ``gir1.2-atspi-2.0``), outside of the app.
Usage: ``python3 probe.py PID``. A line in is a question, ``{"ask": …}``; a line out is its answer:

``tree``     every node that shows: key, parent, window, role, name, states, box, labels …
``box``      where the node with this ``key`` is now: left, top, width, height
``focused``  the node that took the keyboard after event ``after``, waited for up to ``seconds``
``said``     the announcements since number ``after``
``press``    press the node called ``name`` as a screen reader does; whether there was one
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

_STATES = (
    "focusable",
    "focused",
    "sensitive",
    "editable",
    "checked",
    "active",
    "selectable",
    "modal",
    "multi-line",
)
_FIELDS = ("entry", "password text", "combo box", "spin button", "slider", "text")
_FLAGS = {name: getattr(Atspi.StateType, name.upper().replace("-", "_")) for name in _STATES}


class Probe:
    """Looks at the app with process number ``pid`` and listens to it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.focus: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self._app: Atspi.Accessible | None = None
        self._nodes: dict[str, Atspi.Accessible] = {}
        self._last: Atspi.Accessible | None = None
        self._listener = Atspi.EventListener.new(self._event)
        for kind in ("object:state-changed:focused", "object:announcement"):
            self._listener.register(kind)

    def answer(self, question: dict[str, Any]) -> object:
        """The answer to ``question``; LookupError when the app isn't on the bus."""
        match question:
            case {"ask": "tree"}:
                return self._tree()
            case {"ask": "box", "key": key}:
                node = self._nodes.get(key)
                return _box(node) if node is not None else [0, 0, 0, 0]
            case {"ask": "focused", "after": after, "seconds": seconds}:
                self._until(lambda: len(self.focus) > after, seconds)
                if len(self.focus) > after >= 0:
                    # What the same key set off has been sent once the app answers again.
                    _box(self._nodes[self.focus[-1]["key"]])
                    self._until(lambda: False, 0)
                return [len(self.focus), self.focus[-1] if self.focus else None]
            case {"ask": "said", "after": after}:
                self._until(lambda: False, 0)
                return self.heard[after:]
            case {"ask": "press", "name": name}:
                return self._press(name)
        raise ValueError(question)

    def _event(self, event: Atspi.Event) -> None:
        source = event.source
        if source is None or source.get_process_id() != self.pid:
            return
        if event.type.startswith("object:announcement"):
            self.heard.append(
                {"text": event.any_data, "loud": event.detail1 == 2, "at": time.monotonic()}
            )
        elif event.detail1 == 1:
            key = _key(source)
            self._nodes[key] = self._last = source
            self.focus.append(
                {
                    "key": key,
                    "role": source.get_role_name(),
                    "name": source.get_name(),
                    "box": _box(source),
                    "above": [_key(node) for node in _above(source, 2)],
                }
            )

    def _until(self, there: Callable[[], bool], seconds: float) -> None:
        """Take events until ``there``, for ``seconds`` at most."""
        context, end = GLib.MainContext.default(), time.monotonic() + seconds
        while context.iteration(False):
            continue
        while not there() and time.monotonic() < end:
            if not context.iteration(False):
                time.sleep(0.001)

    def _found(self) -> Atspi.Accessible:
        if self._app is None:
            desktop = Atspi.get_desktop(0)
            for index in range(desktop.get_child_count()):
                app = desktop.get_child_at_index(index)
                if app is not None and app.get_process_id() == self.pid:
                    self._app = app
        if self._app is None:
            raise LookupError("the app is not on the accessibility bus")
        return self._app

    def _tree(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        self._nodes.clear()
        for window in _children(self._found()):
            self._walk(window, "", window.get_name() or "", found)
        # Qt doesn't count menus among an app's windows: one is found from what it has focused.
        menu = self._last.get_parent() if self._last is not None else None
        if menu is not None and _key(menu) not in self._nodes:
            self._walk(menu, "", menu.get_name() or "", found)
        return found

    def _walk(
        self, node: Atspi.Accessible, parent: str, window: str, found: list[dict[str, Any]]
    ) -> None:
        states = node.get_state_set()
        if not states.contains(Atspi.StateType.SHOWING):
            return
        key, role = _key(node), node.get_role_name()
        self._nodes[key] = node
        action = node.get_action_iface()
        found.append(
            {
                "key": key,
                "parent": parent,
                "window": window,
                "role": role,
                "name": node.get_name() or "",
                "states": [name for name, flag in _FLAGS.items() if states.contains(flag)],
                "box": _box(node),
                "actions": Atspi.Action.get_n_actions(node) if action is not None else 0,
                "labels": _labels(node) if role in _FIELDS else [],
            }
        )
        if states.contains(Atspi.StateType.MANAGES_DESCENDANTS):
            return
        for child in _children(node):
            self._walk(child, key, window, found)

    def _press(self, name: str) -> bool:
        for window in _children(self._found()):
            node = _named(window, name)
            if node is not None:
                return bool(Atspi.Action.do_action(node, 0))
        return False


def _children(node: Atspi.Accessible) -> Iterator[Atspi.Accessible]:
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def _above(node: Atspi.Accessible, most: int) -> Iterator[Atspi.Accessible]:
    """What ``node`` lies in, ``most`` nodes up."""
    for _ in range(most):
        node = node.get_parent()
        if node is None:
            return
        yield node


def _named(node: Atspi.Accessible, name: str) -> Atspi.Accessible | None:
    if not node.get_state_set().contains(Atspi.StateType.SHOWING):
        return None
    if node.get_name() == name and node.get_action_iface() and Atspi.Action.get_n_actions(node):
        return node
    return next((found for child in _children(node) if (found := _named(child, name))), None)


def _key(node: Atspi.Accessible) -> str:
    return str(node.path)


def _box(node: Atspi.Accessible) -> list[int]:
    component = node.get_component_iface()
    if component is None:
        return [0, 0, 0, 0]
    area = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
    return [area.x, area.y, area.width, area.height]


def _labels(node: Atspi.Accessible) -> list[str]:
    """The names of what labels the node."""
    return [
        relation.get_target(index).get_name()
        for relation in node.get_relation_set()
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
        for index in range(relation.get_n_targets())
    ]


def main() -> None:
    """Answer until there are no more questions."""
    probe = Probe(int(sys.argv[1]))
    print(json.dumps("listening"), flush=True)

    def asked(channel: GLib.IOChannel, condition: GLib.IOCondition) -> bool:
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        try:
            answer = {"answer": probe.answer(json.loads(line))}
        except (GLib.Error, LookupError) as error:
            # What is looked at may close meanwhile: the asker looks again.
            answer = {"gone": str(error)}
        print(json.dumps(answer), flush=True)
        return True

    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, asked)
    loop.run()


if __name__ == "__main__":
    main()
