"""The app, with a transcript of what its voice is given to say.

Usage: ``python app_with_transcript.py FILE``: each text goes there as a line of JSON, with the
voice that says it, when the real child of the voice is asked for it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from desktop.app import run
from desktop.speech.messages import Render
from desktop.speech.renderer import VoiceChild, child_maker
from desktop.system.speech_driver import driver_name


class NotedChild:
    """The real child, whose requests are written down."""

    def __init__(self, child: VoiceChild, path: Path) -> None:
        self._child = child
        self._path = path
        self.ping, self.cancel = child.ping, child.cancel
        self.stop, self.kill = child.stop, child.kill

    @property
    def generation(self) -> int:
        return self._child.generation

    def send(self, message: object) -> None:
        if isinstance(message, Render):
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([message.text, message.voice]) + "\n")
        self._child.send(message)


def main() -> int:
    """Run the app until it is quit."""
    path = Path(sys.argv[1])

    def make(deliver: Callable[[object], None]) -> VoiceChild:
        return NotedChild(child_maker(driver_name())(deliver), path)

    return run(make_voice=make)


if __name__ == "__main__":
    sys.exit(main())
