"""A screen reader's ears and eyes that stay: answers questions about one app, as JSON lines.

Runs in the system's Python (package ``python3-gi`` with ``gir1.2-atspi-2.0``), outside of the app.
Usage: ``python3 probe.py PID``. A line in is a question, ``{"ask": …}``; a line out is its answer:

``tree``     every node that shows: key, parent, window, role, name, states, box, labels …
``shows``    whether something that shows has ``part`` in its name
``named``    the key of what shows under this ``name``; none if nothing does
``box``      where the node with this ``key`` is now: left, top, width, height
``focused``  the node that took the keyboard after event ``after``, waited for up to ``seconds``
``said``     the announcements since number ``after``
``press``    press the node called ``name`` as a screen reader does; whether there was one
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

_STATES = (
    "focusable",
    "focused",
    "sensitive",
    "editable",
    "checked",
    "active",
    "selectable",
    "selected",
    "modal",
    "multi-line",
)
_FIELDS = ("entry", "password text", "combo box", "spin button", "slider", "text")
_ATSPI = "org.a11y.atspi"
_PROPERTY = ("org.freedesktop.DBus.Properties", "Get")
_ON_SCREEN = 0

Call = tuple[str, tuple[str, str], tuple[str, ...] | int | None]
"""Which node is asked, by which method of which interface, with what."""

_FLAGS = {name: getattr(Atspi.StateType, name.upper().replace("-", "_")) for name in _STATES}


class Probe:
    """Looks at the app with process number ``pid`` and listens to it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.focus: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self._app: Atspi.Accessible | None = None
        self._wire: Wire | None = None
        self._last: Atspi.Accessible | None = None
        self._listener = Atspi.EventListener.new(self._event)
        for kind in ("object:state-changed:focused", "object:announcement"):
            self._listener.register(kind)

    def answer(self, question: dict[str, Any]) -> object:
        """The answer to ``question``; LookupError when the app isn't on the bus."""
        match question:
            case {"ask": "tree"}:
                return self._tree()
            case {"ask": "shows", "part": part}:
                return self._showing(lambda name: part in name) is not None
            case {"ask": "named", "name": name}:
                return self._showing(lambda each: each == name)
            case {"ask": "box", "key": key}:
                return self._asked().box(key)
            case {"ask": "focused", "after": after, "seconds": seconds}:
                self._until(lambda: len(self.focus) > after, seconds)
                if len(self.focus) > after >= 0:
                    # What the same key set off has been sent once the app answers again.
                    self._asked().box(self.focus[-1]["key"])
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
            self._last = source
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

    def _asked(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(self._found().app.bus_name)
        return self._wire

    def _tree(self) -> list[dict[str, Any]]:
        found = self._walked(self._asked().below([_key(self._found())])[0])
        # Qt doesn't count menus among an app's windows: one is found from what it has focused.
        menu = self._last.get_parent() if self._last is not None else None
        if menu is not None and all(_key(menu) != each["key"] for each in found):
            found += self._walked([_key(menu)])
        return found

    def _showing(self, fits: Callable[[str], bool]) -> str | None:
        """The key of something that shows and whose name fits, windows first."""
        wire, seen = self._asked(), set[str]()
        level = [_key(self._found())]
        level = [child for inside in wire.below(level) for child in inside]
        while level:
            seen.update(level)
            level = list(wire.showing(level))
            for key, name in zip(level, wire.names(level), strict=True):
                if fits(name):
                    return key
            level = [child for inside in wire.below(level) for child in inside if child not in seen]
        return None

    def _walked(self, tops: Sequence[str]) -> list[dict[str, Any]]:
        """These nodes and all that lies in them, as far as they show; parents come first."""
        wire, found = self._asked(), dict[str, dict[str, Any]]()
        below: dict[str, list[str]] = {}
        level = [(key, "", "") for key in tops]
        while level:
            showing = wire.showing([key for key, _, _ in level])
            level = [each for each in level if each[0] in showing and each[0] not in found]
            keys = [key for key, _, _ in level]
            following = []
            for one, about, inside in zip(level, wire.told(keys), wire.below(keys), strict=True):
                key, parent, window = one
                window = window or about["name"]
                known = {"key": key, "parent": parent, "window": window, "states": showing[key]}
                found[key], below[key] = known | about, inside
                following += [(child, key, window) for child in inside]
            level = following
        return [found[key] for key in _in_order(tops, below)]

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


def _in_order(keys: Sequence[str], below: dict[str, list[str]]) -> Iterator[str]:
    """The keys of what is known, each before what lies in it."""
    for key in keys:
        if key in below:
            yield key
            yield from _in_order(below[key], below)


class Wire:
    """The app's end of the accessibility bus, asked many things at once: one after the other, a
    window of a hundred nodes would take half a second."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lasting: dict[str, tuple[str, list[str]]] = {}
        """Role and interfaces, by node: what it is doesn't change."""
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        flags = Gio.DBusConnectionFlags
        self._connection = Gio.DBusConnection.new_for_address_sync(
            session.call_sync(
                *("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None),
                *(Gio.DBusCallFlags.NONE, -1, None),
            ).unpack()[0],
            flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION,
            None,
            None,
        )

    def showing(self, keys: Sequence[str]) -> dict[str, list[str]]:
        """The states of those nodes that show."""
        found = {}
        for key, halves in self._of(keys, [_node(key, "GetState") for key in keys]).items():
            states = halves[0] | halves[1] << 32
            if states >> int(Atspi.StateType.SHOWING) & 1:
                found[key] = [name for name, flag in _FLAGS.items() if states >> int(flag) & 1]
        return found

    def below(self, keys: Sequence[str]) -> list[list[str]]:
        """What lies in each of these nodes."""
        told = self._ask([_node(key, "GetChildren") for key in keys])
        return [[path for _, path in children] for children in told]

    def names(self, keys: Sequence[str]) -> list[str]:
        """What each of these nodes is called."""
        return self._ask([_property(key, "Accessible", "Name") for key in keys])

    def told(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        """Role, name, box, actions and labels of each of these nodes."""
        new = [key for key in keys if key not in self._lasting]
        roles = self._of(new, [_node(key, "GetRole") for key in new])
        faces = self._of(new, [_node(key, "GetInterfaces") for key in new])
        for key in new:
            self._lasting[key] = Atspi.role_get_name(Atspi.Role(roles[key])), faces[key]
        acting = [key for key in keys if f"{_ATSPI}.Action" in self._lasting[key][1]]
        actions = self._of(acting, [_property(key, "Action", "NActions") for key in acting])
        placed = [key for key in keys if f"{_ATSPI}.Component" in self._lasting[key][1]]
        boxes = self._of(placed, [_extents(key) for key in placed])
        labels = self._labels([key for key in keys if self._lasting[key][0] in _FIELDS])
        told = []
        for key, name in zip(keys, self.names(keys), strict=True):
            role, _ = self._lasting[key]
            told.append(
                {
                    "role": role,
                    "name": name,
                    "box": list(boxes.get(key, (0, 0, 0, 0))),
                    "actions": actions.get(key, 0),
                    "labels": labels.get(key, []),
                }
            )
        return told

    def box(self, key: str) -> list[int]:
        """Where the node is: left, top, width and height in pixels of the screen."""
        return list(self._ask([_extents(key)])[0])

    def _labels(self, keys: Sequence[str]) -> dict[str, list[str]]:
        """The names of what labels each of these nodes."""
        labelled = int(Atspi.RelationType.LABELLED_BY)
        found = {}
        told = self._of(keys, [_node(key, "GetRelationSet") for key in keys])
        for key, relations in told.items():
            ends = (ends for kind, ends in relations if kind == labelled)
            found[key] = [path for each in ends for _, path in each]
        labels = list({path for paths in found.values() for path in paths})
        names = dict(zip(labels, self.names(labels), strict=True))
        return {key: [names[path] for path in paths] for key, paths in found.items()}

    def _of(self, keys: Sequence[str], calls: Sequence[Call]) -> dict[str, Any]:
        """The answers to ``calls``, by the node that each is about."""
        return dict(zip(keys, self._ask(calls), strict=True))

    def _ask(self, calls: Sequence[Call]) -> list[Any]:
        """The answers to all these; GLib.Error where a node is gone."""
        answers: dict[int, Any] = {}

        def done(connection: Gio.DBusConnection, result: Gio.AsyncResult, number: int) -> None:
            try:
                answers[number] = connection.call_finish(result).unpack()[0]
            except GLib.Error as error:
                answers[number] = error

        for number, (key, (interface, method), asked) in enumerate(calls):
            kind = "(u)" if isinstance(asked, int) else "(ss)"
            values = (asked,) if isinstance(asked, int) else asked
            self._connection.call(
                *(self._name, key, interface, method),
                GLib.Variant(kind, values) if values else None,
                *(None, Gio.DBusCallFlags.NONE, -1, None, done, number),
            )
        context = GLib.MainContext.default()
        while len(answers) < len(calls):
            context.iteration(True)
        for answer in answers.values():
            if isinstance(answer, GLib.Error):
                raise answer
        return [answers[number] for number in range(len(calls))]


def _node(key: str, method: str) -> Call:
    return key, (f"{_ATSPI}.Accessible", method), None


def _property(key: str, interface: str, name: str) -> Call:
    return key, _PROPERTY, (f"{_ATSPI}.{interface}", name)


def _extents(key: str) -> Call:
    return key, (f"{_ATSPI}.Component", "GetExtents"), _ON_SCREEN


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
