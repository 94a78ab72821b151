"""The gate: the real app on a real screen, walked through as its users walk through it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mss
import numpy as np

from tests.accessibility import picture, tree
from tests.accessibility.picture import Pixels
from tests.accessibility.table import note
from tests.accessibility.tree import Box, Looked, Node
from tests.benchmarks.keys import Hands
from tests.end_to_end.desk import App, wait_for

_PROBE = Path(__file__).parent / "probe.py"
_PATIENCE = 1.0
"""Seconds in which a key must have moved the focus, and the ring must be seen."""

_WORDED = frozenset(
    {
        "label",
        "push button",
        "toggle button",
        "check box",
        "radio button",
        "menu item",
        "list item",
    }
)
_WAITING = ("Reading.", "Still reading.")
_HEARING = 10.0
"""Seconds in which what happens must have been told."""

_RING = 6
"""How far around a control its focus may show, in pixels."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What took the keyboard; ``above`` are the keys of all it lies in."""

    key: str
    role: str
    name: str
    box: Box
    above: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.role} {self.name!r}"


class Gate:
    """Looks at ``app`` through the accessibility bus, at its pixels, and presses its keys."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.hands = Hands()
        self._eyes = mss.MSS()
        self._heard = 0
        self._probe = subprocess.Popen(
            ["/usr/bin/python3", "-W", "ignore", str(_PROBE), str(app.process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "listening"

    def close(self) -> None:
        """End the probe, and leave the screen."""
        self._probe.communicate(timeout=10)
        self._eyes.close()
        self.hands.close()

    # What there is

    def nodes(self, window: str = "") -> list[Node]:
        """The nodes of the window with this title; of all windows without one."""
        told = self._ask("tree") or []
        return [tree.node(each) for each in told if window in ("", each["window"])]

    def wait_shown(self, name: str, seconds: float = 20.0) -> None:
        """Wait until something is shown under this name, or whose name holds it."""
        wait_for(lambda: self._ask("shows", part=name), f"{name!r} to show", seconds)

    def wait_gone(self, name: str) -> None:
        """Wait until nothing is called so any more."""
        wait_for(lambda: self._ask("shows", part=name) is False, f"{name!r} to go")

    def wait_closed(self, window: str) -> None:
        """Wait until no window has this title."""
        wait_for(lambda: not self.nodes(window), f"{window!r} to close")

    def wait_active(self, window: str = "") -> None:
        """Wait until the window with this title has the keyboard; any of the app without one."""

        def there() -> bool:
            return any("active" in n.states for n in self.nodes(window) if not n.parent)

        wait_for(there, f"{window or 'a window'} to have the keyboard")

    def press(self, name: str) -> None:
        """Press what is called so, as a screen reader does."""
        wait_for(lambda: self._ask("press", name=name), f"something called {name!r}")

    def said(self) -> list[str]:
        """What a screen reader was given to say since the last time."""
        heard = self._ask("said", after=self._heard)
        self._heard += len(heard)
        return [each["text"] for each in heard]

    def hear(
        self,
        state: str,
        *wanted: str,
        window: str = "announcements",
        seconds: float = _HEARING,
    ) -> list[str]:
        """What was said since the last time, which must be ``wanted``, each once, in this order.

        That something takes long is told when it does: on a busy machine. The table has it in the
        row of this ``window`` and ``state``.
        """
        heard: list[str] = []

        def enough() -> bool:
            heard.extend(s for s in self.said() if s not in _WAITING or s in wanted)
            return len(heard) >= len(wanted)

        with contextlib.suppress(AssertionError):  # what is missing is a finding
            wait_for(enough, "announcements", seconds)
        return note(window, state, tree.told(heard, wanted))

    def wait_menu(self, name: str) -> None:
        """Wait until the menu of this name has the keyboard: its first entry is lit."""

        def there() -> bool:
            self._step("Down")
            return any(n.name == name and not n.parent for n in self.nodes())

        wait_for(there, f"the menu {name!r}")

    def settled(self, window: str) -> list[Node]:
        """The nodes of this window once they are the same at two looks: some are built bit by
        bit."""
        last: list[Node] = []

        def same() -> bool:
            nonlocal last
            before, last = last, self.nodes(window)
            return bool(last) and _places(before) == _places(last)

        wait_for(same, f"{window!r} to be complete")
        return last

    def focus_on(self, name: str) -> None:
        """Press Tab until what is called so has the keyboard, or something in it."""
        key = self._ask("named", name=name)
        assert key, f"nothing is called {name!r}"
        for _ in range(80):
            here = self._step("Tab")
            if here is not None and key in (here.key, *here.above):
                return
        raise AssertionError(f"Tab does not reach {name!r}")

    # What is looked at

    def visit(self, window: str, state: str) -> list[str]:
        """Look at the window with this title, which is active, and walk through it."""
        nodes = self.settled(window)
        return self.look(window, state, nodes) + self.walk(window, state, nodes)

    def look(self, window: str, state: str, nodes: Sequence[Node] = ()) -> list[str]:
        """Names, roles, labels, targets and contrast of the window with this title."""
        nodes = nodes or self.settled(window)
        looked = (check(nodes) for check in (tree.names, tree.roles, tree.labels, tree.targets))
        return note(window, state, *looked, self.contrast(nodes))

    def walk(self, window: str, state: str, nodes: Sequence[Node] = ()) -> list[str]:
        """Tab and Shift+Tab through the active window, and whether the focus is seen."""
        nodes = nodes or self.settled(window)
        wanted = [n for n in tree.for_keys(nodes) if not n.item]
        forwards, unseen, dead = self._cycle(len(wanted) + 3, "Tab")
        found = [*dead]
        reached = {key for each in forwards for key in (each.key, *each.above)}
        if not dead:
            found += [f"Tab doesn't reach {each}" for each in tree.unreached(nodes, reached)]
        if not dead and len(forwards) > 1:
            backwards, _, dead = self._cycle(len(forwards) + 1, "Shift_L", "Tab", look=False)
            found += dead
            there = [each.key for each in forwards]
            back = [each.key for each in reversed(backwards)]
            if sorted(there) != sorted(back):
                ways = (forwards, back), (backwards, there)
                missed = [str(each) for way, other in ways for each in way if each.key not in other]
                found.append(f"Tab and Shift+Tab go other ways: {', '.join(missed)}")
        return note(
            window,
            state,
            Looked("keyboard", len(wanted), tuple(found)),
            Looked("focus seen", len(forwards), tuple(unseen)),
        )

    def arrows(self, window: str, state: str) -> list[str]:
        """Walk down through the menu that is open: every entry is reached."""
        nodes = [n for n in self.nodes(window) if n.role.endswith("menu item") or n.item]
        wanted = {n.name for n in nodes if "sensitive" in n.states and n.name}
        reached: set[str] = set()
        for _ in nodes:
            here = self._step("Down")
            if here is not None:
                reached.add(here.name)
        missed = sorted(wanted - reached)
        found = tuple(f"Down doesn't reach {name!r}" for name in missed)
        return note(window, state, Looked("keyboard", len(wanted), found))

    def items(self, window: str, state: str) -> list[str]:
        """Arrow down and up again through the list that has the keyboard and is at its first item:
        every item is reached, seen, and told as the one that is chosen."""
        items = [n for n in self.settled(window) if n.item]
        found, unseen = [], []
        reached: set[str] = set()
        screen = self._screen()
        for key in [way for way in ("Down", "Up") for _ in items[1:]]:
            before = self.screenshot(screen)
            here = self._step(key)
            if here is None:
                found.append(f"{key} does nothing")
                break
            reached.add(here.key)
            chosen = [n for n in self.nodes(window) if {"focused", "selected"} <= n.states]
            if [n.key for n in chosen] != [here.key]:
                found.append(f"{here} isn't told as what is chosen")
            if not self._seen(before, screen, here):
                unseen.append(f"the focus isn't seen on {here} at {here.box}")
        found += [f"arrows don't reach {each}" for each in items if each.key not in reached]
        return note(
            window,
            state,
            Looked("keyboard", len(items), tuple(found)),
            Looked("focus seen", len(reached), tuple(unseen)),
        )

    def contrast(self, nodes: Sequence[Node]) -> Looked:
        """Whether the words of labels and buttons that can be seen stand out from their ground."""
        windows = {n.window: n.box for n in nodes if not n.parent}
        found, count = [], 0
        for window, area in windows.items():
            pixels, corner = self.screenshot(area), (area[0], area[1])
            covered = {n.parent for n in nodes}
            for each in nodes:
                if each.window != window or each.key in covered or not _words(each):
                    continue
                part = picture.cut(pixels, corner, each.box)
                if not _inside(each.box, area) or not part.size:
                    continue
                count += 1
                if (ratio := picture.contrast(part)) < picture.READABLE:
                    found.append(f"contrast {ratio:.1f}: {each}")
        return Looked("contrast", count, tuple(found))

    def screenshot(self, box: Box) -> Pixels:
        """What is on the screen there."""
        left, top, width, height = box
        area = {"left": left, "top": top, "width": max(1, width), "height": max(1, height)}
        shot = self._eyes.grab(area)
        return np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)

    # How it is walked

    def _cycle(
        self, most: int, *keys: str, look: bool = True
    ) -> tuple[list[Focus], list[str], list[str]]:
        """Press ``keys`` until the focus is where it first went; what was reached in order, where
        the focus isn't seen, and where it stands still."""
        reached: list[Focus] = []
        unseen: list[str] = []
        whole = self._screen()
        while len(reached) < most + 1:
            before = self.screenshot(whole) if look else None
            here = self._step(*keys)
            if here is None:
                where = str(reached[-1]) if reached else "the first"
                return reached, unseen, [f"{'+'.join(keys)} does nothing on {where}"]
            if any(here.key == each.key for each in reached):
                if here.key != reached[0].key:
                    return reached, unseen, [f"{'+'.join(keys)} never leaves {here}"]
                break
            last = reached[-1] if reached else None
            reached.append(here)
            if before is None:
                continue
            moved = last is not None and self._box(last.key) != last.box
            if moved or self._box(here.key) != here.box:
                # It was scrolled to: look again, now that nothing moves.
                self._step("Shift_L", "Tab")
                before = self.screenshot(whole)
                here = self._step(*keys) or here
            if not self._seen(before, whole, here):
                unseen.append(f"the focus isn't seen on {here} at {here.box}")
        return reached, unseen, []

    def _screen(self) -> Box:
        screen = self._eyes.monitors[0]
        return screen["left"], screen["top"], screen["width"], screen["height"]

    def _seen(self, before: Pixels, whole: Box, here: Focus) -> bool:
        """Whether the focus comes to be seen around or in ``here``, against ``before``."""
        left, top = max(0, here.box[0] - _RING), max(0, here.box[1] - _RING)
        right = min(whole[2], here.box[0] + here.box[2] + _RING)
        bottom = min(whole[3], here.box[1] + here.box[3] + _RING)
        area = (left, top, right - left, bottom - top)
        if area[2] <= 0 or area[3] <= 0:
            return False
        then = picture.cut(before, (0, 0), area)
        end = time.monotonic() + _PATIENCE
        while picture.changed(then, self.screenshot(area)) < picture.enough(here.box):
            if time.monotonic() > end:
                return False
        return True

    def _step(self, *keys: str) -> Focus | None:
        """Press ``keys``; what has the keyboard then, or None if it doesn't move."""
        before = self._ask("focused", after=-1, seconds=0)[0]
        self.hands.press(*keys)
        count, told = self._ask("focused", after=before, seconds=_PATIENCE)
        if count == before:
            return None
        return Focus(
            told["key"], told["role"], told["name"], tuple(told["box"]), tuple(told["above"])
        )

    def _box(self, key: str) -> Box:
        left, top, width, height = self._ask("box", key=key)
        return left, top, width, height

    def _ask(self, question: str, **more: object) -> Any:
        """The probe's answer; None when what it looked at went away meanwhile."""
        assert self._probe.stdin is not None
        self._probe.stdin.write(json.dumps({"ask": question, **more}) + "\n")
        self._probe.stdin.flush()
        return self._line().get("answer")

    def _line(self) -> Any:
        assert self._probe.stdout is not None
        line = self._probe.stdout.readline()
        assert line, "the probe ended"
        return json.loads(line)


def _places(nodes: Sequence[Node]) -> list[tuple[str, str, Box]]:
    return [(n.key, n.name, n.box) for n in nodes]


def _words(each: Node) -> bool:
    """Whether words, or an icon that stands for them, are to be seen there."""
    roles = ("label", "push button", "toggle button", "check box", "radio button", "menu item")
    return (
        each.role in (*roles, "list item")
        and bool(each.name.strip())
        and "sensitive" in each.states
    )


def _inside(box: Box, area: Box) -> bool:
    return (
        box[0] >= area[0]
        and box[1] >= area[1]
        and box[0] + box[2] <= area[0] + area[2]
        and box[1] + box[3] <= area[1] + area[3]
    )
