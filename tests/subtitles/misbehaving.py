"""In the place of the child that watches: one that hangs, or dies, behind its first pictures."""

from __future__ import annotations

import os
import sys
import time

from desktop.children.program import Channel, serve
from desktop.subtitles.messages import Opened, Position, Watch


def handle(message: object, channel: Channel) -> None:
    assert isinstance(message, Watch)
    channel.send(Opened(640, 360, 60_000))
    channel.send(Position(1000))
    if message.source == "hangs":
        time.sleep(600)
    os._exit(3)


if __name__ == "__main__":
    sys.exit(serve(handle))  # type: ignore[func-returns-value]
