"""A child program for the tests: does what its messages say."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from pathlib import Path

from desktop.children.program import Channel, serve


def handle(message: object, channel: Channel) -> None:
    match message:
        case ("pid",):
            channel.send(("pid", os.getpid(), str(Path.cwd())))
        case ("echo", content):
            channel.send(("echo", content))
        case ("size", bytes() as content):
            channel.send(("size", len(content)))
        case ("print", str() as text):
            print(text)
            os.write(1, text.encode() + b"\n")
            sys.stdout.flush()
            channel.send(("printed", sys.stdin.read()))
        case ("work", int() as job):
            # Holds the interpreter as a library does: no sleep, no wait.
            channel.send(("working", job))
            while not channel.cancelled(job):
                sum(range(20_000))
            channel.send(("free", job))
        case ("wait", int() as job):
            broken_off = threading.Event()
            with channel.interrupting(job, broken_off.set):
                channel.send(("waiting", job))
                channel.send(("broken off", broken_off.wait(10)))
        case ("hold", float() as seconds):
            # As a library does that never lets go of the interpreter.
            channel.send(("holding",))
            held = ctypes.PyDLL(None)
            held.usleep(int(seconds * 1e6))
            channel.send(("let go",))
        case ("fail", text):
            raise ValueError(text)
        case ("exit", int() as code):
            os._exit(code)


def begin(channel: Channel) -> None:
    match sys.argv[1:]:
        case ["dead"]:
            import no_such_module_anywhere  # type: ignore[import-not-found]  # noqa: F401
        case ["late"]:
            time.sleep(0.5)
            raise ImportError
        case ["slow"]:
            channel.send(("loading", os.getpid()))
            time.sleep(60)


if __name__ == "__main__":
    serve(handle, begin)
