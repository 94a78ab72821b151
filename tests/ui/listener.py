"""What a screen reader hears: prints every announcement as one line of JSON, through AT-SPI.

Runs in the system's Python (package ``python3-gi`` with ``gir1.2-atspi-2.0``), outside of the app,
until its standard input ends. Prints ``ready`` first.
Usage: ``python3 listener.py PID``: ``{"role", "politeness", "sentence"}``, 1 polite, 2 assertive.
"""

from __future__ import annotations

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def heard(event: Atspi.Event) -> None:
    """Print an announcement of the process that is listened to."""
    if event.source.get_process_id() == int(sys.argv[1]):
        told = {
            "role": event.source.get_role_name(),
            "politeness": event.detail1,
            "sentence": event.any_data,
        }
        print(json.dumps(told), flush=True)


def ended(*_: object) -> bool:
    """Standard input has ended."""
    Atspi.event_quit()
    return False


listener = Atspi.EventListener.new(heard)
listener.register("object:announcement")
GLib.io_add_watch(sys.stdin, GLib.IOCondition.HUP, ended)
print("ready", flush=True)
Atspi.event_main()
