"""What a screen reader sees: prints the texts of our windows, as JSON, through AT-SPI.

Runs in the system's Python (package ``python3-gi`` with ``gir1.2-atspi-2.0``), outside of the app.
Usage: ``python3 probe.py PID``: a list of ``{"window", "role", "name", "text"}``.
``python3 probe.py PID NAME``: presses the button of this name, and prints whether there was one.
"""

from __future__ import annotations

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


def walk(node: Atspi.Accessible, window: str, found: list[dict[str, str]]) -> None:
    """Collect every node that shows below ``node``."""
    if not node.get_state_set().contains(Atspi.StateType.SHOWING):
        return
    text = ""
    if node.get_text_iface() is not None:
        text = Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    found.append(
        {"window": window, "role": node.get_role_name(), "name": node.get_name(), "text": text}
    )
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            walk(child, window, found)


def press(node: Atspi.Accessible, name: str) -> bool:
    """Press the button called ``name`` below ``node``, as a screen reader does."""
    if not node.get_state_set().contains(Atspi.StateType.SHOWING):
        return False
    action = node.get_action_iface()
    if node.get_name() == name and action is not None and Atspi.Action.get_n_actions(node):
        return bool(Atspi.Action.do_action(node, 0))
    children = (node.get_child_at_index(index) for index in range(node.get_child_count()))
    return any(press(child, name) for child in children if child is not None)


def main() -> None:
    """Print what the process with this number shows, or press what was named."""
    found: list[dict[str, str]] = []
    pressed = False
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(index)
        if app is None or app.get_process_id() != int(sys.argv[1]):
            continue
        for number in range(app.get_child_count()):
            window = app.get_child_at_index(number)
            if window is None:
                continue
            if sys.argv[2:]:
                pressed = pressed or press(window, sys.argv[2])
            else:
                walk(window, window.get_name(), found)
    json.dump(pressed if sys.argv[2:] else found, sys.stdout)


if __name__ == "__main__":
    main()
